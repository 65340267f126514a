"""What we tell the server, as FHIR R4 resources. References to resources of ours that are not sent yet are
`urn:uuid:` ones; they are resolved when the entry goes out, after the facts it points to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.adapters.fhir.messages import access, checking, stock, supply, taken_in
from workstation.adapters.fhir.messages.parts import fhir_quantity, instant, number, resolve, system_of
from workstation.domain.patient import Patient
from workstation.services.messages import (
    AccessFacts,
    ApprovalFacts,
    Body,
    LineFacts,
    MovementFacts,
    OverrideFacts,
    RefusalFacts,
    ScanFacts,
    Signer,
    StockLevel,
    SupplyFacts,
    TakenInFacts,
)

__all__ = ["FhirMessages", "fhir_quantity", "instant", "number", "resolve", "system_of"]


@dataclass(frozen=True, slots=True)
class FhirMessages:
    """Words what the order server must be told (implements services.messages.Messages)."""

    organization: str
    """"Organization/<id>" of this pharmacy at the server."""
    sign: Signer | None = None
    """None = approvals go unsigned."""

    def dispense(self, facts: SupplyFacts) -> Body:
        """MedicationDispense of one supply."""
        return supply.dispense(facts)

    def refusal(self, facts: RefusalFacts) -> Body:
        """MedicationDispense, declined."""
        return supply.refusal(facts)

    def transcribed_line(self, facts: LineFacts) -> Body:
        """MedicationRequest of ours."""
        return taken_in.transcribed_line(facts)

    def document(self, facts: ScanFacts) -> Body:
        """DocumentReference of a scan taken in here."""
        return taken_in.document(facts, self.organization)

    def new_patient(self, patient: Patient) -> Body:
        """Patient whom the server does not know."""
        return taken_in.new_patient(patient, self.organization)

    def task_taken_in(self, facts: TakenInFacts) -> Body:
        """Task of a prescription taken in here."""
        return taken_in.task_taken_in(facts, self.organization)

    def override(self, facts: OverrideFacts) -> Body:
        """DetectedIssue with its mitigation."""
        return checking.override(facts)

    def approval(self, facts: ApprovalFacts) -> Body:
        """Provenance of the clinical check."""
        return checking.approval(facts, self.organization, self.sign)

    def question(self, task: str, patient_reference: str, text: str, at: datetime, id: UUID) -> Body:
        """Communication to the prescriber."""
        return checking.question(task, patient_reference, text, at, id, self.organization)

    def stock_levels(self, station_id: UUID, levels: Sequence[StockLevel], at: datetime) -> Body:
        """Basic as an InventoryReport."""
        return stock.levels(station_id, levels, at, self.organization)

    def stock_level(self, station_id: UUID, level: StockLevel, at: datetime) -> Body:
        """Observation of the stock of one product."""
        return stock.level(station_id, level, at, self.organization)

    def movement(self, facts: MovementFacts) -> Body:
        """SupplyDelivery."""
        return stock.movement(facts, self.organization)

    def access(self, facts: AccessFacts) -> Body:
        """AuditEvent."""
        return access.access(facts)
