"""How a use case words what the order server must be told. The wording (FHIR) is an adapter's; the moment is ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.stock import StockBatch
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

    def as_body(self) -> Body:
        """The change as it is kept in the outbox."""
        return {
            "status": self.status,
            "business_status": self.business_status,
            "reason": self.reason,
            "claim": self.claim,
            "release": self.release,
            "outputs": [str(output) for output in self.outputs],
        }


class Messages(Protocol):
    """Resources for the server, made at the local commit so that the outbox holds exactly what will be sent."""

    def dispense(self, facts: SupplyFacts) -> Body: ...
    def transcribed_line(
        self, prescription: Prescription, line: PrescriptionLine, patient_reference: str, by: User, at: datetime
    ) -> Body: ...
    def override(self, facts: OverrideFacts) -> Body: ...
    def question(
        self, prescription: Prescription, patient_reference: str, text: str, by: User, at: datetime, id: UUID
    ) -> Body: ...
