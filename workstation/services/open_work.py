"""Today's open work on one list, to go on with on paper when the computers do not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from workstation.domain.patient import PatientContext
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.queue import QueueFilter, QueueRow
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Status, standing
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One medicine line. `owing` is None where the quantity is not known."""

    position: int
    medicine: str
    dosage_instruction: str
    owing: Quantity | None
    draft: bool
    """Read from a scan and confirmed by nobody."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One open prescription. `allergies` is None when nobody asked."""

    number: str
    patient_name: str
    """"" while the patient is not known."""
    birth_date: date | None
    allergies: tuple[str, ...] | None
    prescriber: str
    due_at: datetime | None
    status: Status
    claimed: bool
    """The order server has acknowledged our claim: what is not claimed is not ours to supply."""
    bin: str
    """Where the bag lies, "" while it lies nowhere."""
    lines: tuple[WorkLine, ...]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The list. By due time, as the queue shows it."""

    rows: tuple[WorkRow, ...]
    at: datetime
    station: str
    by: str
    """Initials of who asked for it."""


def open_work(site: Site, user: User) -> OpenWork:
    """Everything that is open, with an audit row: the list leaves the program on paper.

    It is read in one snapshot and audited after that, so that a long list keeps nobody at the counter waiting.
    """
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.read() as tx:
        rows = tuple(_row(tx, row) for row in _all_open(tx, site))
    with site.store.begin() as tx:
        audit(tx, site, user, "open_work_printed", site.station.id, {"prescriptions": str(len(rows))})
    return OpenWork(rows, site.clock(), site.station.name, user.initials)


def _all_open(tx: Transaction, site: Site) -> Iterator[QueueRow]:
    wanted = QueueFilter(now=site.clock())
    while rows := tx.prescriptions.queue(wanted):
        yield from rows
        if len(rows) < wanted.limit:
            return
        wanted = replace(wanted, after=(rows[-1].cursor, rows[-1].id))


def _row(tx: Transaction, row: QueueRow) -> WorkRow:
    prescription = tx.prescriptions.get(row.id)
    facts = standing(tx.prescriptions.events(row.id))
    known = tx.patients.context(prescription.patient_id) if prescription.patient_id else None
    return WorkRow(
        number=prescription.number,
        patient_name=known.patient.name if known else "",
        birth_date=known.patient.birth_date if known else None,
        allergies=_allergies(known),
        prescriber=prescription.prescriber.name,
        due_at=prescription.due_at,
        status=row.status,
        claimed=facts.claimed,
        bin=facts.ready.detail if facts.ready is not None else "",
        lines=_lines(tx, prescription),
    )


def _allergies(known: PatientContext | None) -> tuple[str, ...] | None:
    if known is None or known.allergies is None:
        return None
    return tuple(one.text for one in known.allergies)


def _lines(tx: Transaction, prescription: Prescription) -> tuple[WorkLine, ...]:
    owing = {row.line_id: row.owing for row in tx.prescriptions.progress(prescription.id)}
    return tuple(
        WorkLine(line.position, line.medicine.text, line.dosage_instruction, owing.get(line.id), line.is_draft)
        for line in prescription.medicine_lines
    )
