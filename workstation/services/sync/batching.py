"""Batches, only for speed: independent first tries of facts and of changes of known Tasks, at most as many as the
server takes. A batch that is too big is halved and the smaller number remembered."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import Answer, BatchEntry, BatchRefused
from workstation.services.sync.sending import resolved
from workstation.services.sync.task_write import outputs_of, untouched_base

LARGEST = 20
MAX_BATCH = "push.max_batch"
"""Sync note: entries in one batch that this server took; 1 = it takes none."""
_NOT_OFFERED = frozenset({404, 405, 501})
_TOO_MUCH = frozenset({400, 413, 422}) | _NOT_OFFERED
_Written = tuple[OutboxEntry, Mapping[str, str]]


def batched_answers(courier: Courier, wave: Sequence[_Written]) -> dict[UUID, Answer]:
    """Answers to those entries of a wave that went as batches. Raises Unavailable when the outcome is unknown."""
    answers: dict[UUID, Answer] = {}
    size = _size(courier)
    if size <= 1:
        return answers
    left = [wire for one in wave if (wire := _on_the_wire(courier, *one)) is not None]
    while size > 1 and len(left) > 1:
        try:
            found = courier.server.batch([wire for _, wire in left[:size]])
        except BatchRefused as refusal:
            if refusal.answer.status not in _TOO_MUCH:
                return answers
            size = 1 if refusal.answer.status in _NOT_OFFERED else max(1, size // 2)
            _remember(courier, size)
            continue
        answers |= {id_: answer for (id_, _), answer in zip(left[:size], found, strict=True)}
        left = left[size:]
    return answers


def _size(courier: Courier) -> int:
    with courier.site.store.read() as tx:
        note = tx.sync_notes.get(MAX_BATCH)
    return min(int(note) if note else LARGEST, LARGEST, courier.habits.max_batch)


def _remember(courier: Courier, size: int) -> None:
    with courier.site.store.begin() as tx:
        tx.sync_notes.set(MAX_BATCH, str(size))


def _on_the_wire(courier: Courier, entry: OutboxEntry, sent: Mapping[str, str]) -> tuple[UUID, BatchEntry] | None:
    """The entry of a Bundle; None for what has to be looked at first."""
    if entry.attempts > 1 or entry.kind is OutboxKind.MARK_ENTERED_IN_ERROR:
        return None
    if entry.kind is OutboxKind.CREATE:
        identifier = courier.translation.identifier(entry.target, entry.id)
        return entry.id, BatchEntry("POST", entry.target, resolved(courier, entry, sent), identifier=identifier)
    base = untouched_base(courier, entry)
    if base is None:
        return None
    body = courier.translation.apply_change(base.task, entry.body, entry.id, outputs_of(entry, sent))
    return entry.id, BatchEntry("PUT", base.reference, body, version_id=base.version_id)
