"""What goes next: the first waiting entry of each prescription, most urgent first, marked as tried before it goes.

What a write points to goes before it; a parked fact holds back only what points to it, a parked change of a Task only
the changes after it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState, Placed
from workstation.services.ports import Transaction
from workstation.services.sync.courier import Courier

WAVE = 100
"""Entries that are marked, sent and settled together."""
MOST_TRIES = 3
"""Tries of one entry in one round, where the round may wait for a pause of the server."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry that may go, and the server's references of what went before it in its group."""

    entry: OutboxEntry
    sent: Mapping[str, str]
    last_tried: datetime | None
    """When it was put on the wire before; None = never, or nobody knows."""


def next_wave(
    tx: Transaction, courier: Courier, tries: Mapping[UUID, int], on_the_wire: Collection[UUID] = ()
) -> list[Ready]:
    """Marks what goes next as tried, so that a crash leaves a trace. `on_the_wire`: groups that are not to be touched.

    A round that may wait inside for a pause gives what the pause cut off another try.
    """
    now, impatient = courier.site.clock(), courier.rhythm.impatient
    most = MOST_TRIES if courier.rhythm.patience > 0 else 1
    failed = sum(count >= most for count in tries.values())
    found = tx.outbox.ready(now, WAVE + failed, impatient=impatient, besides=on_the_wire)
    groups = tx.outbox.out_of_line({one.group for one in found})
    wave: list[Ready] = []

    def due(entry: OutboxEntry) -> bool:
        return impatient or entry.next_try_at is None or entry.next_try_at <= now

    for head in found:
        group = groups[head.group]
        entry = _first_that_may_go(tx, group, head, due)
        if entry is None or tries.get(entry.id, 0) >= most:
            continue
        named_elsewhere = _sent_elsewhere(tx, entry, group)
        if named_elsewhere is None:
            continue
        references = {str(one.id): one.sent_reference for one in group if one.sent_reference}
        tried = replace(entry, attempts=entry.attempts + 1, tried_at=now)
        wave.append(Ready(tried, references | named_elsewhere, entry.tried_at))
        if len(wave) == WAVE:
            break
    tx.outbox.tried([one.entry.id for one in wave], now)
    return wave


def _sent_elsewhere(tx: Transaction, entry: OutboxEntry, group: Sequence[Placed]) -> dict[str, str] | None:
    """References of what it names in other groups (a patient created with an earlier paper); None while one waits."""
    found: dict[str, str] = {}
    for named in entry.waits_for - {one.id for one in group}:
        other = tx.outbox.find(named)
        if other is None or other.group == entry.group:
            continue  # never queued: the server answers for it; or in line behind it
        if not other.sent_reference:
            return None
        found[str(named)] = other.sent_reference
    return found


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
