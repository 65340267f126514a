"""The queue: rows that can be painted without another look-up, and live counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, exists, false, func, or_, select, tuple_

from workstation.adapters.db.folding import fold
from workstation.adapters.db.repositories.queue_key import WAITING_FOR_SOMEBODY, flags_from
from workstation.adapters.db.tables import (
    DocumentReadingRow,
    PatientRow,
    PrescriptionDocumentRow,
    PrescriptionLineRow,
    PrescriptionRow,
    UserRow,
)
from workstation.adapters.db.work import Work
from workstation.domain.patient import Sex, age_text
from workstation.domain.prescription import LineSource
from workstation.domain.queue import QueueFilter, QueueRow, SourceKind, View
from workstation.domain.users import Role, User
from workstation.domain.workflow import Status

TITLES = 3
SOON = timedelta(minutes=15)
_STATUSES = {
    View.TO_REVIEW: (Status.RECEIVED, Status.CLAIMED, Status.IN_REVIEW),
    View.CLARIFICATION: (Status.CLARIFICATION, Status.ON_HOLD),
    View.TO_PICK: (Status.APPROVED, Status.PICKING, Status.PART_SUPPLIED),
    View.READY: (Status.CHECKED, Status.READY),
}


def rows(work: Work, wanted: QueueFilter) -> Sequence[QueueRow]:
    """One page of a view by due time: held ones after what is due, those without a due time last.

    CLOSED runs the other way round, so that the latest stand first.
    """
    now = wanted.now or work.clock()
    newest_first = wanted.view is View.CLOSED
    key = tuple_(PrescriptionRow.due_key, PrescriptionRow.id)
    conditions = [_in_view(wanted.view, wanted.user_id, now), *_narrowed(wanted)]
    if wanted.after is not None:
        conditions.append(key < wanted.after if newest_first else key > wanted.after)
    order = (PrescriptionRow.due_key, PrescriptionRow.id)
    found = work.connection.execute(
        select(*_COLUMNS)
        .outerjoin(PatientRow, PatientRow.id == PrescriptionRow.patient_id)
        .outerjoin(UserRow, UserRow.id == PrescriptionRow.claimed_by)
        .where(*conditions)
        .order_by(*(column.desc() if newest_first else column for column in order))
        .limit(wanted.limit)
    ).all()
    lines = _lines(work, [row.id for row in found])
    return [_queue_row(row, lines.get(row.id, _Lines()), now.date()) for row in found]


def counts(work: Work, user_id: UUID | None, now: datetime) -> Mapping[View, int]:
    """All views in one query over the open prescriptions; the closed ones are counted from the index."""
    views = [view for view in View if view is not View.CLOSED]
    sums = [func.coalesce(func.sum(case((_in_view(view, user_id, now), 1), else_=0)), 0) for view in views]
    closed = select(func.count()).where(~PrescriptionRow.is_open).scalar_subquery()
    row = work.connection.execute(select(*sums, closed).where(PrescriptionRow.is_open)).one()
    return dict(zip([*views, View.CLOSED], map(int, row), strict=True))


def _in_view(view: View, user_id: UUID | None, now: datetime) -> ColumnElement[bool]:
    ours = PrescriptionRow.status.not_in(WAITING_FOR_SOMEBODY)
    if view is View.CLOSED:
        return ~PrescriptionRow.is_open
    if view is View.MINE:
        return and_(PrescriptionRow.is_open, PrescriptionRow.claimed_by == user_id) if user_id else false()
    if view is View.LATE:
        return and_(PrescriptionRow.is_open, ours, PrescriptionRow.due_at < now)
    if view is View.DUE_SOON:
        return and_(PrescriptionRow.is_open, ours, PrescriptionRow.due_at.between(now, now + SOON))
    if view is View.ALL_OPEN:
        return PrescriptionRow.is_open.is_(True)
    return and_(PrescriptionRow.is_open, PrescriptionRow.status.in_(_STATUSES[view]))


def _narrowed(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.flag is not None:
        conditions.append(PrescriptionRow.flags.contains(f",{wanted.flag.value},", autoescape=True))
    texts = (PrescriptionRow.search_text, PatientRow.search_text)
    words = fold(wanted.text).split()
    return conditions + [or_(*(text.contains(word) for text in texts)) for word in words]


_IS_SCAN = exists().where(PrescriptionDocumentRow.prescription_id == PrescriptionRow.id)
_WAS_READ = exists().where(
    PrescriptionDocumentRow.prescription_id == PrescriptionRow.id,
    DocumentReadingRow.document_id == PrescriptionDocumentRow.document_id,
)
_COLUMNS: tuple[ColumnElement[Any] | Any, ...] = (
    PrescriptionRow.id,
    PrescriptionRow.number,
    PrescriptionRow.due_at,
    PrescriptionRow.received_at,
    PatientRow.name.label("patient_name"),
    PatientRow.birth_date,
    PatientRow.sex,
    PrescriptionRow.prescriber_name,
    PrescriptionRow.prescriber_clinic,
    PrescriptionRow.flags,
    PrescriptionRow.status,
    PrescriptionRow.claimed_by,
    UserRow.name.label("user_name"),
    PrescriptionRow.urgent,
    _IS_SCAN.label("is_scan"),
    _WAS_READ.label("was_read"),
    PrescriptionRow.due_key,
)


@dataclass(slots=True)
class _Lines:
    """The medicines as written, and how many of them are drafts."""

    titles: list[str] = field(default_factory=list)
    drafts: int = 0


def _lines(work: Work, ids: Sequence[UUID]) -> Mapping[UUID, _Lines]:
    line = PrescriptionLineRow
    is_draft = and_(line.source == LineSource.TRANSCRIBED, line.confirmed_by.is_(None))
    wanted = (
        select(line.prescription_id, line.medicine_text, is_draft)
        .where(PrescriptionLineRow.prescription_id.in_(ids), ~PrescriptionLineRow.removed)
        .order_by(PrescriptionLineRow.prescription_id, PrescriptionLineRow.position, PrescriptionLineRow.id)
    )
    found: dict[UUID, _Lines] = {}
    for prescription_id, title, draft in work.connection.execute(wanted):
        lines = found.setdefault(prescription_id, _Lines())
        lines.titles.append(title)
        lines.drafts += bool(draft)
    return found


def _queue_row(row: Row[*tuple[Any, ...]], lines: _Lines, today: date) -> QueueRow:
    return QueueRow(
        id=row.id,
        number=row.number,
        due_at=row.due_at,
        received_at=row.received_at,
        patient_name=row.patient_name or "",
        age=age_text(row.birth_date, today),
        sex=row.sex or Sex.UNKNOWN,
        prescriber=row.prescriber_name,
        clinic=row.prescriber_clinic,
        line_titles=tuple(lines.titles[:TITLES]),
        line_count=len(lines.titles),
        draft_count=lines.drafts,
        was_read=row.was_read,
        flags=flags_from(row.flags),
        status=row.status,
        claimed_by_initials=_initials(row.claimed_by, row.user_name),
        claimed_by=row.claimed_by,
        urgent=row.urgent,
        cursor=row.due_key,
        source=SourceKind.SCAN if row.is_scan else SourceKind.ELECTRONIC,
    )


def _initials(user_id: UUID | None, name: str | None) -> str:
    return User(user_id, name, Role.COUNTER_STAFF).initials if user_id and name else ""
