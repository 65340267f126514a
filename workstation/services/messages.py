"""How a use case words what the order server must be told. The wording (FHIR) is an adapter's; the moment is ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.medicine import Product
from workstation.domain.patient import Patient
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.stock import StockBatch, StockMovement
from workstation.domain.users import User

Body = Mapping[str, Any]
"""A resource as plain JSON values; numbers are Decimal or int."""


@dataclass(frozen=True, slots=True)
class SupplyFacts:
    """Everything a message about one supply needs."""

    dispense: Dispense
    prescription: Prescription
    line: PrescriptionLine
    product: Product
    batch: StockBatch
    patient_reference: str
    prepared_by: User
    checked_by: User | None
    days_supply: int | None
    note: str = ""
    """What else is to be said about it in words."""
    destination: str = ""
    """Where it was sent: "Location/1" or words without a name; "" = it was handed over at the counter."""
    keyed_out_of_stock: bool = False
    """The product that was keyed for the line was not to be had here when another one was supplied."""
    substituted_by: User | None = None
    """The pharmacist who chose another product; None where it was another brand of the same that was scanned."""


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """Everything a message about an overridden alert needs."""

    id: UUID
    prescription: Prescription
    patient_reference: str
    severity: str
    subjects: Sequence[str]
    effect: str
    reason: str
    by: User
    at: datetime
    task: str = ""
    """Where the work item stands, "" = as the prescription says; an alert about no line of the server is about it."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Everything a message about a line of ours needs."""

    prescription: Prescription
    line: PrescriptionLine
    patient_reference: str
    by: User
    """Who says that this is what the scan says."""
    at: datetime
    documents: Sequence[str] = ()
    """The scans it was read from: "DocumentReference/9", or `urn:uuid:<id>` of one that is queued."""


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """Everything a message about a scan taken in here needs."""

    id: UUID
    """The document's own id: its business identifier, so a line can point to `urn:uuid:<id>`."""
    prescription: Prescription
    patient_reference: str
    """"Patient/1", `urn:uuid:<id>` of one that is queued in the same group, "" while nobody knows."""
    content: bytes
    content_type: str
    at: datetime
    url: str = ""
    """A Binary that holds the content already; "" = the content goes along inside."""


@dataclass(frozen=True, slots=True)
class TakenInFacts:
    """Everything the work item of a prescription taken in here needs. What it points to is queued before it."""

    id: UUID
    """Of the outbox entry that creates the Task."""
    prescription: Prescription
    patient_reference: str
    station_id: UUID
    lines: tuple[UUID, ...]
    """Lines of ours that are queued as MedicationRequests in the same group."""
    documents: tuple[UUID, ...]
    """Scans that are queued as DocumentReferences in the same group."""
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """Everything a message about a line that is not supplied needs."""

    id: UUID
    prescription: Prescription
    line: PrescriptionLine
    patient_reference: str
    reason: str
    by: User
    at: datetime
    out_of_stock: bool = False
    """The reason is that the medicine is not here, which has a code."""


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """Everything a message about the clinical check needs."""

    id: UUID
    prescription: Prescription
    task: str
    """Where the work item stands: "Task/9", or `urn:uuid:<id>` of the entry that creates it."""
    fingerprint: str
    """Of what was screened."""
    by: User
    at: datetime


@dataclass(frozen=True, slots=True)
class StockLevel:
    """What of a product may be supplied now: not expired, not quarantined, not allocated."""

    product: Product
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """Everything a message about stock that came in or left without a patient needs. The movement's id is its own."""

    movement: StockMovement
    batch: StockBatch
    product: Product


@dataclass(frozen=True, slots=True)
class View:
    """One look at one prescription. `subject` is "Task/9", or the number where it is not at the server."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """Who looked at what: one user, many prescriptions."""

    id: UUID
    user_id: UUID
    """Pseudonymous: the store knows who it is."""
    role: str
    station_id: UUID
    views: Sequence[View]
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A change of the server's work item. `status` and `business_status` are FHIR words; None leaves as it is."""

    status: str | None
    business_status: str | None
    reason: str = ""
    claim: bool = False
    """Set the owner to us and stamp our claim."""
    release: bool = False
    """Clear the owner."""
    outputs: tuple[UUID, ...] = ()
    """Dispenses to name as outputs, by their business identifiers."""
    patient: str = ""
    """Whose it is, where the Task names nobody yet: "Patient/1", or `urn:uuid:` of one that is not sent yet."""

    def as_body(self) -> Body:
        """The change as it is kept in the outbox."""
        whose = {"for": {"reference": self.patient}} if self.patient else {}
        return {
            **whose,
            "status": self.status,
            "business_status": self.business_status,
            "reason": self.reason,
            "claim": self.claim,
            "release": self.release,
            "outputs": [str(output) for output in self.outputs],
        }


class Messages(Protocol):
    """Resources for the server, made at the local commit so that the outbox holds exactly what will be sent."""

    def dispense(self, facts: SupplyFacts) -> Body:
        """One supply."""
        ...

    def refusal(self, facts: RefusalFacts) -> Body:
        """A line that is not supplied, with the reason."""
        ...

    def transcribed_line(self, facts: LineFacts) -> Body:
        """A line of ours."""
        ...

    def document(self, facts: ScanFacts) -> Body:
        """A scan taken in here."""
        ...

    def new_patient(self, patient: Patient) -> Body:
        """A patient whom the server does not know; its own id is the business identifier."""
        ...

    def task_taken_in(self, facts: TakenInFacts) -> Body:
        """The work item of a prescription taken in here, accepted and owned by us."""
        ...

    def override(self, facts: OverrideFacts) -> Body:
        """An alert that a pharmacist answered."""
        ...

    def approval(self, facts: ApprovalFacts) -> Body:
        """The clinical check, signed by the station where it has a key."""
        ...

    def question(self, task: str, patient_reference: str, text: str, at: datetime, id: UUID) -> Body:
        """A question to the prescriber. `task`: where the work item stands."""
        ...

    def stock_levels(self, station_id: UUID, levels: Sequence[StockLevel], at: datetime) -> Body:
        """A snapshot of everything, latest wins."""
        ...

    def stock_level(self, station_id: UUID, level: StockLevel, at: datetime) -> Body:
        """The level of one product, latest wins: for a server that does not take the snapshot."""
        ...

    def movement(self, facts: MovementFacts) -> Body:
        """Goods in, a return, a write-off."""
        ...

    def access(self, facts: AccessFacts) -> Body:
        """Who looked at what."""
        ...


class Signer(Protocol):
    """Signs as this station. None when its key is out of reach: what is signed is never held up by that."""

    def __call__(self, claims: Mapping[str, Any], /) -> str | None: ...
