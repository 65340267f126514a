"""The durable queue of writes to the order server."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, exists, func, or_, select, update

from workstation.adapters.db import exact_json
from workstation.adapters.db.bulk import update_all
from workstation.adapters.db.tables import OutboxEntryRow
from workstation.adapters.db.work import Work, table_of
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState, Placed, Priority


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """Implements ports.Outbox."""

    work: Work

    def add(self, entry: OutboxEntry) -> None:
        """The store numbers entries in the order of adding; `entry.sequence` is ignored."""
        self.work.add(OutboxEntryRow, id=entry.id, **_values(entry))

    def find(self, entry_id: UUID) -> OutboxEntry | None:
        """None when there is no such entry in this store."""
        row = self.work.row(select(OutboxEntryRow).where(OutboxEntryRow.id == entry_id))
        return None if row is None else _entry(row)

    def get(self, entry_id: UUID) -> OutboxEntry:
        """Raises KeyError when there is no such entry."""
        return _entry(self.work.need(select(OutboxEntryRow).where(OutboxEntryRow.id == entry_id), entry_id))

    def open(self) -> Sequence[OutboxEntry]:
        """Waiting and parked, in sequence."""
        return [_entry(row) for row in self.work.connection.execute(_OPEN)]

    def first(self, state: OutboxState, limit: int | None = None) -> Sequence[OutboxEntry]:
        """The first in this state, in sequence; None for all of them."""
        values = {"state": state, "limit": -1 if limit is None else limit}
        return [_entry(row) for row in self.work.connection.execute(_FIRST, values)]

    def ready(
        self, now: datetime, limit: int, *, impatient: bool = False, besides: Collection[UUID] = ()
    ) -> Sequence[OutboxEntry]:
        """The first waiting entry of each group that may be tried now, most urgent first."""
        wanted = _READY if impatient else _READY_AND_DUE
        values = {"limit": limit, "besides": list(besides)} | ({} if impatient else {"now": now})
        return [_entry(row) for row in self.work.connection.execute(wanted, values).all()]

    def in_groups(self, groups: Collection[UUID]) -> Mapping[UUID, Sequence[Placed]]:
        """Where every entry of these groups stands, in sequence; without bodies, which is what makes it quick."""
        return self._placed(_PLACED, groups)

    def out_of_line(self, groups: Collection[UUID]) -> Mapping[UUID, Sequence[Placed]]:
        """Where those entries of these groups stand that do not wait, in sequence."""
        return self._placed(_OUT_OF_LINE, groups)

    def _placed(self, wanted: Select[Any], groups: Collection[UUID]) -> Mapping[UUID, Sequence[Placed]]:
        found: dict[UUID, list[Placed]] = {one: [] for one in groups}
        for group, *placed in self.work.connection.execute(wanted, {"groups": list(groups)}).all():
            found[group].append(Placed(*placed))
        return found

    def tried(self, ids: Collection[UUID], at: datetime) -> None:
        """One more try of each of these."""
        if ids:
            self.work.connection.execute(_TRIED, {"entries": list(ids), "at": at})

    def sent(self, references: Mapping[UUID, str]) -> None:
        """These are there now, under these references."""
        if references:
            rows = [{"entry": one, "reference": reference} for one, reference in references.items()]
            update_all(self.work.connection, _SENT, rows)

    def send_again_since(self, tried: datetime | None) -> int:
        """What was sent since then (None = ever) waits again; it counts as tried once."""
        lost = [OutboxEntryRow.state == OutboxState.SENT]
        if tried is not None:
            lost.append(or_(OutboxEntryRow.tried_at.is_(None), OutboxEntryRow.tried_at >= tried))
        again = update(OutboxEntryRow).where(*lost)
        values = {"state": OutboxState.WAITING, "attempts": 1, "next_try_at": None, "tried_at": None}
        return self.work.connection.execute(again.values(**values, sent_reference="")).rowcount

    def look_before_sending(self) -> None:
        """Everything that waits counts as tried."""
        untried = update(OutboxEntryRow).where(
            OutboxEntryRow.state == OutboxState.WAITING, OutboxEntryRow.attempts == 0
        )
        self.work.connection.execute(untried.values(attempts=1))

    def of_group(self, group: UUID) -> Sequence[OutboxEntry]:
        """All of one prescription, in sequence."""
        return self._all(select(OutboxEntryRow).where(OutboxEntryRow.group_id == group))

    def sent_after(self, sequence: int, target: str, limit: int) -> Sequence[OutboxEntry]:
        """Creates of one type that were sent, in sequence, after this one."""
        wanted = select(OutboxEntryRow).where(
            OutboxEntryRow.state == OutboxState.SENT,
            OutboxEntryRow.sequence > sequence,
            OutboxEntryRow.kind == OutboxKind.CREATE,
            OutboxEntryRow.target == target,
        )
        return self._all(wanted.limit(limit))

    def update(self, entry: OutboxEntry) -> None:
        """By id; the sequence stays. Raises KeyError when there is no such entry."""
        if not self.work.change(OutboxEntryRow, {"id": entry.id}, **_values(entry)):
            raise KeyError(entry.id)

    def count(self, state: OutboxState) -> int:
        """How many are in this state."""
        wanted = select(func.count()).select_from(OutboxEntryRow).where(OutboxEntryRow.state == state)
        return self.work.connection.scalar(wanted) or 0

    def parked_since(self) -> datetime | None:
        """When the first of those that are parked was last tried, or made; None when there is none."""
        return self.work.connection.scalar(_PARKED_SINCE)

    def _all(self, wanted: Select[OutboxEntryRow]) -> list[OutboxEntry]:
        return [_entry(row) for row in self.work.rows(wanted.order_by(OutboxEntryRow.sequence))]


def _ready(*, due: bool) -> Select[Any]:
    """Built once: SQLAlchemy needs longer to put this statement together than the store to answer it."""
    row, earlier, before = _TABLE.c, _TABLE.alias().c, _TABLE.alias().c
    parked_pointer = and_(
        earlier.state == OutboxState.PARKED,
        earlier.kind == OutboxKind.UPDATE_TASK,
        row.kind == OutboxKind.UPDATE_TASK,
    )
    stuck_pointer = and_(
        earlier.kind == OutboxKind.UPDATE_TASK,
        exists().where(
            before.group_id == earlier.group_id,
            before.sequence < earlier.sequence,
            before.state == OutboxState.PARKED,
            before.kind == OutboxKind.UPDATE_TASK,
        ),
    )
    held = exists().where(
        earlier.group_id == row.group_id,
        earlier.sequence < row.sequence,
        or_(and_(earlier.state == OutboxState.WAITING, ~stuck_pointer), parked_pointer),
    )
    besides = row.group_id.in_(bindparam("besides", expanding=True))
    wanted = select(_TABLE).where(row.state == OutboxState.WAITING, ~besides, ~held)
    if due:
        wanted = wanted.where(or_(row.next_try_at.is_(None), row.next_try_at <= bindparam("now")))
    return wanted.order_by(row.priority, row.sequence).limit(bindparam("limit"))


_TABLE = table_of(OutboxEntryRow)
_READY, _READY_AND_DUE = _ready(due=False), _ready(due=True)
_PLACED = (
    select(*(_TABLE.c[name] for name in ("group_id", "id", "sequence", "kind", "target", "state", "sent_reference")))
    .where(_TABLE.c.group_id.in_(bindparam("groups", expanding=True)))
    .order_by(_TABLE.c.sequence)
)
_OUT_OF_LINE = _PLACED.where(_TABLE.c.state != OutboxState.WAITING)
_OPEN = select(_TABLE).where(_TABLE.c.state.in_([OutboxState.WAITING, OutboxState.PARKED])).order_by(_TABLE.c.sequence)
_FIRST = (
    select(_TABLE).where(_TABLE.c.state == bindparam("state")).order_by(_TABLE.c.sequence).limit(bindparam("limit"))
)
_PARKED_SINCE = select(func.min(func.coalesce(_TABLE.c.tried_at, _TABLE.c.created_at))).where(
    _TABLE.c.state == OutboxState.PARKED
)
_TRIED = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("entries", expanding=True)))
    .values(attempts=_TABLE.c.attempts + 1, tried_at=bindparam("at"))
)
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("entry"))
    .values(state=OutboxState.SENT, answer="", sent_reference=bindparam("reference"))
)


def _values(entry: OutboxEntry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "group_id": entry.group,
        "what": entry.what,
        "target": entry.target,
        "body": exact_json.dumps(entry.body),
        "created_at": entry.created_at,
        "state": entry.state,
        "attempts": entry.attempts,
        "next_try_at": entry.next_try_at,
        "answer": entry.answer,
        "sent_reference": entry.sent_reference,
        "priority": int(entry.priority),
        "tried_at": entry.tried_at,
    }


def _entry(row: OutboxEntryRow | Row[Any]) -> OutboxEntry:
    return OutboxEntry(
        id=row.id,
        sequence=row.sequence,
        kind=row.kind,
        group=row.group_id,
        what=row.what,
        target=row.target,
        body=exact_json.loads(row.body),
        created_at=row.created_at,
        state=row.state,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        answer=row.answer,
        sent_reference=row.sent_reference,
        priority=Priority(row.priority),
        tried_at=row.tried_at,
    )
