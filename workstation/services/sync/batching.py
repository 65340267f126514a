"""Batches, only for speed: independent first tries of facts and of changes of known Tasks, at most as many as the
server takes. A batch that is too big is halved and the smaller number remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import Answer, BatchEntry, BatchRefused
from workstation.services.sync.sending import condition, resolved
from workstation.services.sync.task_write import Change, change_on, is_untouched, known_bases

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


def batched_answers(courier: Courier, wave: Sequence[_Written]) -> dict[UUID, Answered]:
    """Answers to those entries of a wave that went as batches. Raises Unavailable when the outcome is unknown."""
    answers: dict[UUID, Answered] = {}
    size = _size(courier)
    if size <= 1:
        return answers
    left = list(_on_the_wire(courier, wave))
    while size > 1 and len(left) > 1:
        try:
            found = courier.server.batch([one.wire for one in left[:size]])
        except BatchRefused as refusal:
            if refusal.answer.status not in _TOO_MUCH:
                return answers
            size = 1 if refusal.answer.status in _NOT_OFFERED else max(1, size // 2)
            _remember(courier, size)
            continue
        for one, answer in zip(left[:size], found, strict=True):
            answers[one.id] = Answered(answer, one.change)
        left = left[size:]
    return answers


def _size(courier: Courier) -> int:
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


def _on_the_wire(courier: Courier, wave: Sequence[_Written]) -> Iterator[_Wired]:
    """Entries of a Bundle; without those that have to be looked at first."""
    untried = [(entry, sent) for entry, sent in wave if entry.attempts <= 1]
    with courier.site.store.read() as tx:
        bases = known_bases(tx, {entry.target for entry, _ in untried if entry.kind is OutboxKind.UPDATE_TASK})
    for entry, sent in untried:
        if entry.kind is OutboxKind.CREATE:
            named = condition(courier, entry)
            yield _Wired(entry.id, BatchEntry("POST", entry.target, resolved(courier, entry, sent), named))
        elif (base := bases.get(entry.target)) is not None and is_untouched(courier, entry, base):
            change = change_on(courier, entry, base, sent)
            put = BatchEntry("PUT", base.reference, change.body, version_id=base.version_id)
            yield _Wired(entry.id, put, change)
