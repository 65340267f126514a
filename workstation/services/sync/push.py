"""Sending what waits: in order within a prescription, one write in flight, nothing lost and nothing twice.

In waves of what may go (`choosing`). A wave is marked as tried, put on the wire, and what came of it is written down,
each in one transaction. A crash in between leaves entries whose outcome is unknown; they are looked up before they are
sent again. While a full wave is on the wire, what came of the one before is written down and the next one, of other
prescriptions, is chosen: the server does not wait for our disk.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.services.sync.batching import Answered, Batched, batched, largest_batch
from workstation.services.sync.choosing import WAVE, Ready, next_wave
from workstation.services.sync.courier import Courier
from workstation.services.sync.sending import Settlement, create, later, mark, settled, sure_of, write_down
from workstation.services.sync.task_write import Base, bases_from, change_task, copies_for, is_plain, judged

LONGEST_WAVE = timedelta(seconds=2)
"""After which the rest of a wave is put back, so that a claim at the counter does not wait behind a slow line."""

Progress = Callable[[int], bool]
"""Told how many were sent so far; False = stop here."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one drain did."""

    sent: int
    offline: str
    """"" or why the server could not be reached."""


@dataclass(frozen=True, slots=True)
class _Trip:
    """What came of one wave, not written down yet."""

    settlements: Sequence[Settlement]
    failed: Sequence[UUID]
    offline: str
    was_cut: bool
    """A pause, a slow line or a server out of reach ended it early."""
    batch: int
    """Entries that a batch may have from now on."""


@dataclass(frozen=True, slots=True)
class _Wave:
    """What goes next, and the versions kept here of the Tasks that it changes."""

    ready: Sequence[Ready] = ()
    bases: Mapping[str, Base] = field(default_factory=dict)


def _go_on(_sent: int) -> bool:
    return True


def push(courier: Courier, progress: Progress = _go_on) -> Pushed:
    """Sends everything that may go now; stops at the first sign that the server is out of reach."""
    sent, patience = 0, courier.rhythm.patience
    tries: dict[UUID, int] = {}
    came_back: Sequence[Settlement] = ()
    ahead, batch = _Wave(), largest_batch(courier)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="push") as lane:
        while True:
            if not ahead.ready:
                pause = courier.paused_for()
                if pause > patience:
                    return Pushed(sent, "")
                if pause:
                    courier.rhythm.wait(pause)
                    patience -= pause
            wave = ahead if ahead.ready else _turn(courier, (), tries, ())
            if not wave.ready:
                return Pushed(sent, "")
            if len(wave.ready) < WAVE:
                _write(courier, came_back)
                ahead, trip = _Wave(), _send_wave(courier, wave, batch)
            else:
                going = lane.submit(_send_wave, courier, wave, batch)
                ahead = _turn(courier, came_back, tries, wave.ready)
                trip = going.result()
            came_back, batch = trip.settlements, trip.batch
            sent += sum(one.sent for one in came_back)
            for one in trip.failed:
                tries[one] = tries.get(one, 0) + 1
            stop = bool(trip.offline) or not progress(sent)
            if stop or trip.was_cut or not ahead.ready:
                _write(courier, [*came_back, *(_untried(one) for one in ahead.ready)])
                came_back, ahead = (), _Wave()
            if stop:
                return Pushed(sent, trip.offline)


def _turn(
    courier: Courier, came_back: Sequence[Settlement], tries: dict[UUID, int], on_the_wire: Sequence[Ready]
) -> _Wave:
    """Writes down what came of one wave and marks the next, in one transaction."""
    with courier.site.store.begin() as tx:
        write_down(tx, came_back)
        ready = next_wave(tx, courier, tries, {one.entry.group for one in on_the_wire})
        copies = copies_for(tx, [one.entry for one in ready])
    return _Wave(ready, bases_from(copies))


def _write(courier: Courier, settlements: Sequence[Settlement]) -> None:
    if settlements:
        with courier.site.store.begin() as tx:
            write_down(tx, settlements)


def _send_wave(courier: Courier, wave: _Wave, batch: int) -> _Trip:
    """Puts a wave on the wire. A pause, or a slow line, ends it early; what was answered by then still counts."""
    until = courier.site.clock() + LONGEST_WAVE
    batches = batched(courier, [(one.entry, one.sent) for one in wave.ready], wave.bases, until, batch)
    settlements: list[Settlement] = []
    failed: list[UUID] = []
    offline, was_cut = batches.offline, bool(batches.offline)
    for one in wave.ready:
        if was_cut:
            settlements.append(_cut_off(courier, one, batches))
            continue
        try:
            settlement = _attempt(courier, one, batches.answers.get(one.entry.id), wave.bases)
        except Unavailable as unreachable:
            offline = unreachable.why
            settlement = later(courier, one.entry, offline)
        settlements.append(settlement)
        if not settlement.sent:
            failed.append(one.entry.id)
        was_cut = bool(offline) or settlement.pause is not None or courier.site.clock() > until
    return _Trip(settlements, failed, offline, was_cut, batches.size)


def _cut_off(courier: Courier, one: Ready, batches: Batched) -> Settlement:
    """Nothing more is asked: what a batch has answered is written down, what never went is put back."""
    entry, answered = one.entry, batches.answers.get(one.entry.id)
    if answered is not None and _says_all(courier, entry, answered):
        return _attempt(courier, one, answered, {})
    if answered is not None or entry.id in batches.unknown:
        return later(courier, entry, batches.offline or "cut off")
    return _untried(one)


def _says_all(courier: Courier, entry: OutboxEntry, answered: Answered) -> bool:
    """True when the answer can be written down without asking the server anything."""
    answer = answered.answer
    if answered.change is not None:
        return is_plain(courier, entry, answer)
    return answer.done and bool(answer.reference)


def _untried(one: Ready) -> Settlement:
    """It was not put on the wire after all."""
    before = replace(one.entry, attempts=one.entry.attempts - 1, tried_at=one.last_tried)
    return Settlement(one.entry, lambda tx: tx.outbox.update(before))


def _attempt(courier: Courier, one: Ready, answered: Answered | None, bases: Mapping[str, Base]) -> Settlement:
    entry = one.entry
    match entry.kind:
        case OutboxKind.CREATE if answered is not None:
            return settled(courier, entry, sure_of(courier, entry, answered.answer))
        case OutboxKind.CREATE:
            return create(courier, entry, one.sent, one.last_tried)
        case OutboxKind.MARK_ENTERED_IN_ERROR:
            return settled(courier, entry, mark(courier, entry, one.sent))
        case OutboxKind.UPDATE_TASK if answered is not None and answered.change is not None:
            return judged(courier, entry, answered.change, answered.answer)
        case OutboxKind.UPDATE_TASK:
            return change_task(courier, entry, one.sent, bases)
