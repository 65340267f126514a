"""Prescriptions: header, lines, events. The queue and the progress of lines stand in files of their own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select, text
from sqlalchemy.orm import aliased

from workstation.adapters.db.repositories import line_values, persons, progress, queue
from workstation.adapters.db.repositories.queue_key import due_key, flags_from, flags_text
from workstation.adapters.db.tables import PatientRow, PrescriptionEventRow, PrescriptionRow
from workstation.adapters.db.work import Work
from workstation.domain.prescription import Prescriber, Prescription, PrescriptionLine
from workstation.domain.queue import Flag, QueueFilter, QueueRow, View
from workstation.domain.workflow import CLOSED, Event, EventKind, LineProgress, Status

_HAS_TASK = text("prescription.task_reference <> ''")
"""Word for word the condition of the partial index, without which SQLite reads the whole table."""
_IDS_BY_TASK = select(PrescriptionRow.task_reference, PrescriptionRow.id).where(
    PrescriptionRow.task_reference.in_(bindparam("tasks", expanding=True)), _HAS_TASK
)
_OTHER = aliased(PrescriptionRow)
_SHARED_NUMBERS = select(PrescriptionRow.id).where(
    PrescriptionRow.id.in_(bindparam("ids", expanding=True)),
    PrescriptionRow.number != "",
    exists().where(_OTHER.number == PrescriptionRow.number, _OTHER.id != PrescriptionRow.id),
)

# Made once: these are read several times in every step, and building a statement costs more than running it.
_BY_ID = select(PrescriptionRow).where(PrescriptionRow.id == bindparam("wanted"))
_SHOWN = select(PrescriptionRow.status, PrescriptionRow.flags, PrescriptionRow.due_at).where(
    PrescriptionRow.id == bindparam("wanted")
)
_EVENTS = (
    select(PrescriptionEventRow)
    .where(PrescriptionEventRow.prescription_id == bindparam("wanted"))
    .order_by(PrescriptionEventRow.sequence)
)
_NAMED = (
    select(PrescriptionRow.id, PrescriptionRow.number, PatientRow.name)
    .outerjoin(PatientRow, PatientRow.id == PrescriptionRow.patient_id)
    .where(PrescriptionRow.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class SqlPrescriptions:
    """Implements ports.Prescriptions."""

    work: Work

    def get(self, prescription_id: UUID) -> Prescription:
        """Raises KeyError when there is no such prescription."""
        return self._whole(self._row(prescription_id))

    def many(self, ids: Collection[UUID]) -> Mapping[UUID, Prescription]:
        """Those of them that are here, in three look-ups."""
        lines, documents = line_values.lines_of_many(self.work, ids), line_values.documents_of_many(self.work, ids)
        return {
            row.id: _prescription(row, documents.get(row.id, ()), lines.get(row.id, ()))
            for row in self.work.rows(select(PrescriptionRow).where(PrescriptionRow.id.in_(ids)))
        }

    def by_number(self, number: str) -> Prescription | None:
        """The one received first, should a server ever use a number twice."""
        wanted = select(PrescriptionRow).where(PrescriptionRow.number == number)
        return self._found(wanted.order_by(PrescriptionRow.received_at, PrescriptionRow.id))

    def with_number(self, number: str) -> Sequence[Prescription]:
        """All of them, in the order in which they were received."""
        wanted = select(PrescriptionRow).where(PrescriptionRow.number == number)
        rows = self.work.rows(wanted.order_by(PrescriptionRow.received_at, PrescriptionRow.id))
        return [self._whole(row) for row in rows]

    def named(self, ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str]]:
        """(number, the patient's name or "") of those that are here, in one look-up."""
        found = self.work.connection.execute(_NAMED, {"ids": list(ids)})
        return {id_: (number, name or "") for id_, number, name in found}

    def shared_numbers(self, ids: Sequence[UUID]) -> Sequence[UUID]:
        """Those of these prescriptions whose number another prescription has, too."""
        return self.work.connection.scalars(_SHARED_NUMBERS, {"ids": ids}).all()

    def line_ids(self, prescription_id: UUID) -> Mapping[str, UUID]:
        """Our ids of the server's lines by their references; those that it has no more among them."""
        return line_values.line_ids(self.work, prescription_id)

    def overdue(self, today: date) -> Sequence[UUID]:
        """Open ones whose last day has passed, by that day."""
        wanted = select(PrescriptionRow.id).where(PrescriptionRow.is_open, PrescriptionRow.valid_until < today)
        return self.work.connection.scalars(wanted.order_by(PrescriptionRow.valid_until, PrescriptionRow.id)).all()

    def by_task(self, task_reference: str) -> Prescription | None:
        """By "Task/123"; None for ""."""
        wanted = select(PrescriptionRow).where(PrescriptionRow.task_reference == task_reference, _HAS_TASK)
        return self._found(wanted) if task_reference else None

    def ids_by_task(self, task_references: Sequence[str]) -> Mapping[str, UUID]:
        """Those of the Tasks whose prescriptions are here."""
        return dict(self.work.connection.execute(_IDS_BY_TASK, {"tasks": task_references}).all())

    def add_all(self, prescriptions: Sequence[Prescription], flags: Sequence[Flag]) -> None:
        """Inserts new ones, many at once, as received, with these flags."""
        shown = {"status": Status.RECEIVED, "flags": flags_text(flags), "claimed_by": None, "is_open": True}
        self.work.add_all(
            PrescriptionRow,
            [
                {"id": one.id, "due_key": due_key(one.due_at, Status.RECEIVED)} | _header(one) | shown
                for one in prescriptions
            ],
        )
        line_values.add_all(self.work, prescriptions)

    def save(self, prescription: Prescription) -> None:
        """Inserts or replaces header and lines; a line that is no longer there is marked removed."""
        key = {"id": prescription.id}
        header = _header(prescription)
        status = self.work.connection.scalar(
            select(PrescriptionRow.status).where(PrescriptionRow.id == prescription.id)
        )
        header["due_key"] = due_key(prescription.due_at, status or Status.RECEIVED)
        if status is not None:
            self.work.change(PrescriptionRow, key, **header)
        else:
            derived = {
                "status": Status.RECEIVED,
                "flags": flags_text(()),
                "claimed_by": None,
                "is_open": True,
            }
            self.work.add(PrescriptionRow, **key, **header, **derived)
        line_values.save_lines(self.work, prescription)
        line_values.save_document_ids(self.work, prescription)

    def events(self, prescription_id: UUID) -> Sequence[Event]:
        """Oldest first: in the order in which this store learned of them."""
        return [_event(row) for row in self.work.rows(_EVENTS, wanted=prescription_id)]

    def events_of_kind(self, kind: EventKind) -> Sequence[Event]:
        """Oldest first."""
        wanted = select(PrescriptionEventRow).where(PrescriptionEventRow.kind == kind)
        return [_event(row) for row in self.work.rows(wanted.order_by(PrescriptionEventRow.sequence))]

    def checks_of_patient(self, patient_id: UUID, since: datetime) -> Sequence[Event]:
        """The last one first; those of the person's other records among them."""
        person = persons.same_person(self.work, patient_id)
        wanted = (
            select(PrescriptionEventRow)
            .join(PrescriptionRow, PrescriptionRow.id == PrescriptionEventRow.prescription_id)
            .where(PrescriptionRow.patient_id.in_(person), PrescriptionEventRow.at >= since)
            .where(PrescriptionEventRow.kind == EventKind.CLINICALLY_CHECKED)
        )
        return [_event(row) for row in self.work.rows(wanted.order_by(PrescriptionEventRow.sequence.desc()))]

    def add_event(self, event: Event) -> None:
        """Append-only."""
        self.work.add(
            PrescriptionEventRow,
            id=event.id,
            prescription_id=event.prescription_id,
            kind=event.kind,
            at=event.at,
            by=event.by,
            reason=event.reason,
            detail=event.detail,
        )

    def progress(self, prescription_id: UUID) -> Sequence[LineProgress]:
        """One for each medicine line, in order of position."""
        return progress.of_prescription(self.work, prescription_id)

    def show(self, prescription_id: UUID, status: Status, flags: Sequence[Flag], claimed_by: UUID | None) -> None:
        """Stores what the queue shows. Raises KeyError when there is no such prescription."""
        _, _, due_at = self._shown(prescription_id)
        self.work.change(
            PrescriptionRow,
            {"id": prescription_id},
            status=status,
            flags=flags_text(flags),
            claimed_by=claimed_by,
            is_open=status not in CLOSED,
            due_key=due_key(due_at, status),
        )

    def status(self, prescription_id: UUID) -> Status:
        """As shown. Raises KeyError when there is no such prescription."""
        return self._shown(prescription_id)[0]

    def flags(self, prescription_id: UUID) -> Sequence[Flag]:
        """As shown, in showing order. Raises KeyError when there is no such prescription."""
        return flags_from(self._shown(prescription_id)[1])

    def queue(self, wanted: QueueFilter) -> Sequence[QueueRow]:
        """See ports.Prescriptions."""
        return queue.rows(self.work, wanted)

    def counts(self, user_id: UUID | None, now: datetime) -> Mapping[View, int]:
        """See ports.Prescriptions."""
        return queue.counts(self.work, user_id, now)

    def open_ids(self) -> Sequence[UUID]:
        """By due time."""
        wanted = select(PrescriptionRow.id).where(PrescriptionRow.is_open)
        return self.work.connection.scalars(wanted.order_by(PrescriptionRow.due_key, PrescriptionRow.id)).all()

    def flag(self, prescription_id: UUID, flag: Flag) -> None:
        """Adds a flag to those that are shown. Raises KeyError when there is no such prescription."""
        shown = flags_text([*self.flags(prescription_id), flag])
        self.work.change(PrescriptionRow, {"id": prescription_id}, flags=shown)

    def flagged(self, flag: Flag, limit: int) -> Sequence[UUID]:
        """The first open ones with a flag, by due time."""
        has_it = PrescriptionRow.flags.contains(f",{flag.value},", autoescape=True)
        wanted = select(PrescriptionRow.id).where(PrescriptionRow.is_open, has_it)
        order = (PrescriptionRow.due_key, PrescriptionRow.id)
        return self.work.connection.scalars(wanted.order_by(*order).limit(limit)).all()

    def without_flag(self, ids: Collection[UUID], flag: Flag, statuses: Collection[Status]) -> Sequence[UUID]:
        """Those of these prescriptions in one of these states that do not show the flag."""
        has_it = PrescriptionRow.flags.contains(f",{flag.value},", autoescape=True)
        wanted = select(PrescriptionRow.id).where(PrescriptionRow.id.in_(ids), ~has_it)
        return self.work.connection.scalars(wanted.where(PrescriptionRow.status.in_(statuses))).all()

    def open_tasks(self) -> Mapping[str, UUID]:
        """Task references of the open prescriptions that have one."""
        wanted = select(PrescriptionRow.task_reference, PrescriptionRow.id)
        has_one = wanted.where(PrescriptionRow.is_open, _HAS_TASK)
        return dict(self.work.connection.execute(has_one).all())

    def open_of_patient(self, patient_id: UUID) -> Sequence[UUID]:
        """By due time; those of the person's other records among them."""
        person = persons.same_person(self.work, patient_id)
        wanted = select(PrescriptionRow.id).where(PrescriptionRow.is_open, PrescriptionRow.patient_id.in_(person))
        return self.work.connection.scalars(wanted.order_by(PrescriptionRow.due_key, PrescriptionRow.id)).all()

    def _row(self, prescription_id: UUID) -> PrescriptionRow:
        return self.work.need(_BY_ID, prescription_id, wanted=prescription_id)

    def _shown(self, prescription_id: UUID) -> tuple[Status, str, datetime | None]:
        """(status, flags as stored, due at)"""
        found = self.work.connection.execute(_SHOWN, {"wanted": prescription_id}).first()
        if found is None:
            raise KeyError(prescription_id)
        status, flags, due_at = found
        return status, flags, due_at

    def _found(self, wanted: Select[PrescriptionRow]) -> Prescription | None:
        row = self.work.row(wanted)
        return None if row is None else self._whole(row)

    def _whole(self, row: PrescriptionRow) -> Prescription:
        return _prescription(row, line_values.document_ids(self.work, row.id), line_values.lines(self.work, row.id))


def _prescription(
    row: PrescriptionRow, document_ids: Iterable[UUID], lines: Iterable[PrescriptionLine]
) -> Prescription:
    return Prescription(
        id=row.id,
        number=row.number,
        task_reference=row.task_reference,
        patient_id=row.patient_id,
        prescriber=Prescriber(row.prescriber_name, row.prescriber_registration, row.prescriber_clinic),
        authored_on=row.authored_on,
        received_at=row.received_at,
        due_at=row.due_at,
        valid_until=row.valid_until,
        document_ids=tuple(document_ids),
        lines=tuple(lines),
        urgent=row.urgent,
    )


def _header(prescription: Prescription) -> dict[str, object]:
    return {
        "number": prescription.number,
        "task_reference": prescription.task_reference,
        "patient_id": prescription.patient_id,
        "prescriber_name": prescription.prescriber.name,
        "prescriber_registration": prescription.prescriber.registration_number,
        "prescriber_clinic": prescription.prescriber.clinic,
        "authored_on": prescription.authored_on,
        "received_at": prescription.received_at,
        "due_at": prescription.due_at,
        "valid_until": prescription.valid_until,
        "urgent": prescription.urgent,
        "search_text": line_values.search_text(prescription),
    }


def _event(row: PrescriptionEventRow) -> Event:
    return Event(row.id, row.prescription_id, row.kind, row.at, row.by, row.reason, row.detail)
