"""Sending what waits: in order within a prescription, one write in flight, nothing lost and nothing twice.

In waves: the first waiting entry of each prescription, most urgent first. A wave is marked as tried, put on the wire,
and what came of it is written down, each in one transaction. A crash in between leaves entries whose outcome is
unknown; they are looked up before they are sent again. What a write points to goes before it; a parked fact holds back
only what points to it, a parked change of a Task only the changes after it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState, Placed
from workstation.services.ports import Transaction
from workstation.services.sync.batching import Answered, batched_answers
from workstation.services.sync.courier import Courier
from workstation.services.sync.sending import Settlement, create, later, mark, settled, sure_of, write_down
from workstation.services.sync.task_write import change_task, judged

WAVE = 100
"""Entries that are marked, sent and settled together."""
LONGEST_WAVE = timedelta(seconds=2)
"""After which the rest of a wave is put back, so that a claim at the counter does not wait behind a slow line."""
MOST_TRIES = 3
"""Tries of one entry in one round, where the round may wait for a pause of the server."""
AT_ONCE = timedelta(milliseconds=300)
"""A search that shows what was created sooner than this is taken to show it at once."""

Progress = Callable[[int], bool]
"""Told how many were sent so far; False = stop here."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one drain did."""

    sent: int
    offline: str
    """"" or why the server could not be reached."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry that may go, and the server's references of what went before it in its group."""

    entry: OutboxEntry
    sent: dict[str, str]


def _go_on(_sent: int) -> bool:
    return True


def push(courier: Courier, progress: Progress = _go_on) -> Pushed:
    """Sends everything that may go now; stops at the first sign that the server is out of reach."""
    sent, patience = 0, courier.rhythm.patience
    tries: dict[UUID, int] = {}
    while True:
        pause = courier.paused_for()
        if pause > patience:
            return Pushed(sent, "")
        if pause:
            courier.rhythm.wait(pause)
            patience -= pause
        wave = _next_wave(courier, tries, again=courier.rhythm.patience > 0)
        if not wave:
            return Pushed(sent, "")
        done, offline = _send_wave(courier, wave, tries)
        sent += done
        if offline or not progress(sent):
            return Pushed(sent, offline)


def _next_wave(courier: Courier, tries: dict[UUID, int], *, again: bool) -> list[Ready]:
    """Marks what goes next as tried, so that a crash leaves a trace. `again`: what a pause cut off may come back."""
    site, rhythm = courier.site, courier.rhythm
    now = site.clock()
    most = MOST_TRIES if again else 1
    with site.store.begin() as tx:
        failed = sum(count >= most for count in tries.values())
        found = tx.outbox.ready(now, WAVE + failed, impatient=rhythm.impatient)
        groups = tx.outbox.in_groups({one.group for one in found})
        wave: list[Ready] = []

        def due(entry: OutboxEntry) -> bool:
            return rhythm.impatient or entry.next_try_at is None or entry.next_try_at <= now

        for head in found:
            entry = _first_that_may_go(tx, groups[head.group], head, due)
            if entry is None or tries.get(entry.id, 0) >= most or not _may_be_looked_up(courier, entry):
                continue
            references = {str(one.id): one.sent_reference for one in groups[head.group] if one.sent_reference}
            named_elsewhere = _sent_elsewhere(tx, entry, groups[head.group])
            if named_elsewhere is None:
                continue
            references |= named_elsewhere
            wave.append(Ready(replace(entry, attempts=entry.attempts + 1, tried_at=now), references))
        wave = wave[:WAVE]
        tx.outbox.tried([one.entry.id for one in wave], now)
    return wave


def _sent_elsewhere(tx: Transaction, entry: OutboxEntry, group: Sequence[Placed]) -> Mapping[str, str] | None:
    """References of what it names in other groups (a patient created with an earlier paper); None while one waits."""
    found: dict[str, str] = {}
    for named in entry.waits_for - {one.id for one in group}:
        try:
            other = tx.outbox.get(named)
        except KeyError:
            continue  # never queued: the server answers for it
        if not other.sent_reference:
            return None
        found[str(named)] = other.sent_reference
    return found


def _may_be_looked_up(courier: Courier, entry: OutboxEntry) -> bool:
    """What may be there already is looked up by a search, which shows it only after the server's lag."""
    lag = courier.habits.search_lag
    return entry.tried_at is None or lag < AT_ONCE or courier.site.clock() - entry.tried_at >= 2 * lag


def _first_that_may_go(
    tx: Transaction, group: Sequence[Placed], head: OutboxEntry, due: Callable[[OutboxEntry], bool]
) -> OutboxEntry | None:
    """The head of a group; where something of it waits for a person, the first that does not rest on that."""
    if not any(one.state is OutboxState.PARKED for one in group):
        return head
    stuck: set[UUID] = set()
    pointers_wait = False
    for one in tx.outbox.of_group(head.group):
        if one.state not in (OutboxState.WAITING, OutboxState.PARKED):
            continue
        is_pointer = one.kind is OutboxKind.UPDATE_TASK
        is_stuck = one.state is OutboxState.PARKED or one.waits_for & stuck or (is_pointer and pointers_wait)
        if not is_stuck:
            return one if due(one) else None
        stuck.add(one.id)
        pointers_wait = pointers_wait or is_pointer
    return None


def _send_wave(courier: Courier, wave: Sequence[Ready], tries: dict[UUID, int]) -> tuple[int, str]:
    """(how many were sent, "" or why the server is out of reach). A pause, or a slow line, ends the wave early."""
    settlements: list[Settlement] = []
    offline, started = "", courier.site.clock()
    try:
        answers = batched_answers(courier, [(one.entry, one.sent) for one in wave])
    except Unavailable as unreachable:
        settlements, offline = [later(courier, one.entry, unreachable.why) for one in wave], unreachable.why
        wave = ()
    for place, one in enumerate(wave):
        try:
            settlement = _attempt(courier, one, answers.get(one.entry.id))
        except Unavailable as unreachable:
            offline = unreachable.why
            settlement = later(courier, one.entry, offline)
        settlements.append(settlement)
        if not settlement.sent:
            tries[one.entry.id] = tries.get(one.entry.id, 0) + 1
        if offline or settlement.pause or courier.site.clock() - started > LONGEST_WAVE:
            left = wave[place + 1 :]
            settlements += [_untried(one.entry) for one in left if one.entry.id not in answers]
            settlements += _attempts(courier, [one for one in left if one.entry.id in answers], answers)
            break
    with courier.site.store.begin() as tx:
        write_down(tx, settlements)
    return sum(one.sent for one in settlements), offline


def _attempts(courier: Courier, left: Iterable[Ready], answers: dict[UUID, Answered]) -> list[Settlement]:
    """What a batch has already answered is written down though nothing more is asked."""
    found = []
    for one in left:
        answer = answers[one.entry.id].answer
        found.append(
            settled(courier, one.entry, answer)
            if answer.done and answer.reference and one.entry.kind is OutboxKind.CREATE
            else later(courier, one.entry, "cut off")
        )
    return found


def _untried(entry: OutboxEntry) -> Settlement:
    """It was not put on the wire after all."""
    before = replace(entry, attempts=entry.attempts - 1, tried_at=None)
    return Settlement(entry, lambda tx: tx.outbox.update(before))


def _attempt(courier: Courier, one: Ready, answered: Answered | None) -> Settlement:
    entry = one.entry
    match entry.kind:
        case OutboxKind.CREATE if answered is not None:
            return settled(courier, entry, sure_of(courier, entry, answered.answer))
        case OutboxKind.CREATE:
            return settled(courier, entry, create(courier, entry, one.sent))
        case OutboxKind.MARK_ENTERED_IN_ERROR:
            return settled(courier, entry, mark(courier, entry, one.sent))
        case OutboxKind.UPDATE_TASK if answered is not None and answered.change is not None:
            return judged(courier, entry, answered.change, answered.answer)
        case OutboxKind.UPDATE_TASK:
            return change_task(courier, entry, one.sent)
