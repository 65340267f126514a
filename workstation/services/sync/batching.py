"""Batches, only for speed: independent first tries of facts and of changes of known Tasks, at most as many as the
server takes. A batch that is too big is halved and the smaller number remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import Answer, BatchEntry, BatchRefused
from workstation.services.sync.sending import condition, resolved
from workstation.services.sync.task_write import Base, Change, change_on, is_untouched

LARGEST = 20
MAX_BATCH = "push.max_batch"
"""Sync note: entries in one batch that this server took; 1 = it takes none."""
_NOT_OFFERED = frozenset({404, 405, 501})
_TOO_MUCH = frozenset({400, 413, 422}) | _NOT_OFFERED
_Written = tuple[OutboxEntry, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one entry of a batch. `change` is what went onto the wire for a Task."""

    answer: Answer
    change: Change | None


@dataclass(frozen=True, slots=True)
class Batched:
    """What the batches of one wave brought."""

    answers: Mapping[UUID, Answered]
    unknown: frozenset[UUID] = frozenset()
    """On the wire without an answer: nobody knows what came of them."""
    offline: str = ""
    """"" or why the server could not be reached."""
    size: int = 1
    """As many entries as the next batch may have; 1 = no batches."""


def batched(
    courier: Courier, wave: Sequence[_Written], bases: Mapping[str, Base], until: datetime, size: int
) -> Batched:
    """Sends those entries of a wave that may go as batches of `size`; none is begun after `until`."""
    answers: dict[UUID, Answered] = {}
    if size <= 1:
        return Batched(answers)
    left = list(_on_the_wire(courier, wave, bases))
    while size > 1 and len(left) > 1 and courier.site.clock() <= until:
        try:
            found = courier.server.batch([one.wire for one in left[:size]])
        except BatchRefused as refusal:
            if refusal.answer.status not in _TOO_MUCH:
                break
            size = 1 if refusal.answer.status in _NOT_OFFERED else max(1, size // 2)
            _remember(courier, size)
            continue
        except Unavailable as unreachable:
            return Batched(answers, frozenset(one.id for one in left[:size]), unreachable.why, size)
        for one, answer in zip(left[:size], found, strict=True):
            answers[one.id] = Answered(answer, one.change)
        left = left[size:]
    return Batched(answers, size=size)


def largest_batch(courier: Courier) -> int:
    """Entries that a batch may have, as far as is known; 1 = no batches."""
    with courier.site.store.read() as tx:
        note = tx.sync_notes.get(MAX_BATCH)
    return min(int(note) if note else LARGEST, LARGEST, courier.habits.max_batch)


def _remember(courier: Courier, size: int) -> None:
    with courier.site.store.begin() as tx:
        tx.sync_notes.set(MAX_BATCH, str(size))


@dataclass(frozen=True, slots=True)
class _Wired:
    id: UUID
    wire: BatchEntry
    change: Change | None = None


def _on_the_wire(courier: Courier, wave: Sequence[_Written], bases: Mapping[str, Base]) -> Iterator[_Wired]:
    """Entries of a Bundle; without those that have to be looked at first."""
    for entry, sent in wave:
        if entry.attempts > 1:
            continue
        if entry.kind is OutboxKind.CREATE:
            named = condition(courier, entry)
            yield _Wired(entry.id, BatchEntry("POST", entry.target, resolved(courier, entry, sent), named))
        elif (base := bases.get(entry.target)) is not None and is_untouched(courier, entry, base):
            change = change_on(courier, entry, base, sent)
            put = BatchEntry("PUT", base.reference, change.body, version_id=base.version_id)
            yield _Wired(entry.id, put, change)
