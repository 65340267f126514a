"""What the order server says of a prescription, in our words: the outcome of translation, the input of the intake."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from workstation.domain.elsewhere import ServerDispense
from workstation.domain.patient import Allergy, Patient
from workstation.domain.prescription import Prescriber, PrescriptionLine


@dataclass(frozen=True, slots=True)
class ServerPatient:
    """A patient as the server has it. None of the lists means the server did not say."""

    reference: str
    patient: Patient
    """Its id is a proposal, used when the patient is new here."""
    allergies: tuple[Allergy, ...] | None
    conditions: tuple[str, ...] | None
    current_medicines: tuple[str, ...] | None
    links: frozenset[str] = frozenset()
    """References of other records of the same person (Patient.link)."""
    asked: bool = True
    """The server was asked what it knows of the patient; False leaves what is known here as it is."""


@dataclass(frozen=True, slots=True)
class ServerDocument:
    """A scan named by the work item; its content is fetched later."""

    reference: str
    url: str
    content_type: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class ServerPrescription:
    """A work item of the server in our words. Lines carry proposed ids and their server references."""

    task_reference: str
    number: str
    status: str
    """Task.status as it stands."""
    claimed_by_station: str
    """Our station id stamped by a claim of this pharmacy, "" when none is."""
    owner: str
    patient: ServerPatient | None
    prescriber: Prescriber
    authored_on: date | None
    due_at: datetime | None
    valid_until: date | None
    urgent: bool
    lines: tuple[PrescriptionLine, ...]
    documents: tuple[ServerDocument, ...]
    doubts: tuple[str, ...] = ()
    """What we did not understand; each blocks dispensing until a person has looked."""
    routed_here: bool = True
    """The owner is this pharmacy."""
    status_reason: str = ""
    """Why the server has put it into this status, in its words."""
    dispenses: tuple[ServerDispense, ...] = ()
    """Supplies of its lines that the server knows of; what is not among them is left as it is known here."""
    linked: tuple[ServerPatient, ...] = ()
    """Other records of the same person that were at hand."""
    numbers: frozenset[str] = frozenset()
    """Every number that the Task carries of its own, ours not among them; empty = none."""
    own_id: UUID | None = None
    """The business identifier of the Task where we made it (paper taken in here): the id of its outbox entry."""


ENDED_AT_SERVER = frozenset({"completed", "rejected", "cancelled", "failed", "entered-in-error"})
"""Task.status values of work that is over (FHIR R4 value set task-status)."""
