"""What we tell the server, as FHIR R4 resources. References to resources of ours that are not sent yet are
`urn:uuid:` ones; they are resolved when the entry goes out, after the facts it points to."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.values import OURS, UCUM
from workstation.domain.dispensing import SupplyType
from workstation.domain.medicine import Product
from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.users import User
from workstation.services.messages import Body, OverrideFacts, SupplyFacts

SUPPLY_TYPE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SUBSTITUTION = "http://terminology.hl7.org/CodeSystem/v3-substanceAdminSubstitution"
PERFORMER = "http://terminology.hl7.org/CodeSystem/medicationdispense-performer-function"
GTIN = "https://www.gs1.org/gtin"
_UCUM_CODES = frozenset({"mg", "g", "ug", "kg", "mL", "L", "[iU]"})
_SEVERITY = {"contraindicated": "high", "major": "high", "moderate": "moderate", "minor": "low"}


def system_of(resource_type: str) -> str:
    """The identifier system of resources of ours."""
    return f"{OURS}/{resource_type}"


class FhirMessages:
    """Words what the order server must be told (implements services.messages.Messages)."""

    def __init__(self, organization: str) -> None:
        self._organization = organization
        """"Organization/<id>" of this pharmacy at the server."""

    def dispense(self, facts: SupplyFacts) -> Body:
        """MedicationDispense: one supply of one line from one batch at one hand-over."""
        dispense = facts.dispense
        body: dict[str, Any] = {
            "resourceType": "MedicationDispense",
            "identifier": [_identifier("MedicationDispense", dispense.id)],
            "contained": [_medication(facts)],
            "status": "completed",
            "medicationReference": {"reference": "#pack"},
            "subject": {"reference": facts.patient_reference},
            "performer": _performers(facts),
            "authorizingPrescription": [{"reference": _line_reference(facts.line)}],
            "type": {"coding": [{"system": SUPPLY_TYPE, "code": dispense.supply_type.value}]},
            "quantity": fhir_quantity(dispense.quantity),
            "whenPrepared": instant(dispense.when_prepared),
            "whenHandedOver": instant(dispense.when_handed_over),
            "dosageInstruction": [{"text": facts.line.dosage_instruction}],
            "substitution": _substitution(dispense.substitution),
        }
        if facts.days_supply:
            body["daysSupply"] = {"value": facts.days_supply, "unit": "day", "system": UCUM, "code": "d"}
        if dispense.collected_by == "patient":
            body["receiver"] = [{"reference": facts.patient_reference}]
        notes = _notes(facts)
        return body | ({"note": notes} if notes else {})

    def transcribed_line(
        self, prescription: Prescription, line: PrescriptionLine, patient_reference: str, by: User, at: datetime
    ) -> Body:
        """MedicationRequest of ours for a line that was transcribed from a scan."""
        supply: dict[str, Any] = {}
        if line.quantity_prescribed:
            supply["quantity"] = fhir_quantity(line.quantity_prescribed)
        if line.days_supply:
            supply["expectedSupplyDuration"] = {"value": line.days_supply, "unit": "day", "system": UCUM, "code": "d"}
        body: dict[str, Any] = {
            "resourceType": "MedicationRequest",
            "identifier": [_identifier("MedicationRequest", line.id)],
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": line.medicine.text},
            "subject": {"reference": patient_reference},
            "authoredOn": prescription.authored_on.isoformat() if prescription.authored_on else instant(at),
            "recorder": {"display": f"{by.role.value} {by.licence_number}".strip()},
            "groupIdentifier": {"system": f"{OURS}/prescription", "value": prescription.number},
            "dosageInstruction": [{"text": line.dosage_instruction}],
            "dispenseRequest": supply,
            "substitution": {"allowedBoolean": line.substitution_allowed},
        }
        return {key: value for key, value in body.items() if value not in ({}, [])}

    def override(self, facts: OverrideFacts) -> Body:
        """DetectedIssue with its mitigation: an alert that a pharmacist answered."""
        return {
            "resourceType": "DetectedIssue",
            "identifier": [_identifier("DetectedIssue", facts.id)],
            "status": "final",
            "code": {"text": " + ".join(facts.subjects)},
            "severity": _SEVERITY[facts.severity],
            "patient": {"reference": facts.patient_reference},
            "identifiedDateTime": instant(facts.at),
            "implicated": _implicated(facts.prescription),
            "detail": facts.effect,
            "mitigation": [
                {
                    "action": {"text": facts.reason},
                    "date": instant(facts.at),
                    "author": {"display": f"{facts.by.role.value} {facts.by.licence_number}".strip()},
                }
            ],
        }

    def question(
        self, prescription: Prescription, patient_reference: str, text: str, by: User, at: datetime, id: UUID
    ) -> Body:
        """Communication to the prescriber about a prescription."""
        return {
            "resourceType": "Communication",
            "identifier": [_identifier("Communication", id)],
            "basedOn": [{"reference": prescription.task_reference}],
            "status": "in-progress",
            "category": [{"text": "clarification"}],
            **({"subject": {"reference": patient_reference}} if patient_reference else {}),
            "sent": instant(at),
            "sender": {"reference": self._organization},
            "payload": [{"contentString": text}],
        }


def _identifier(resource_type: str, value: UUID) -> dict[str, str]:
    return {"system": system_of(resource_type), "value": str(value)}


def instant(moment: datetime) -> str:
    """A FHIR instant in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number(value: Decimal) -> int | Decimal:
    """Whole numbers without a fraction, others digit by digit."""
    return int(value) if value == value.to_integral_value() else value


def fhir_quantity(amount: Quantity) -> dict[str, Any]:
    """A Quantity: UCUM code, countable forms as annotations ({tablet})."""
    code = amount.unit if amount.unit in _UCUM_CODES else f"{{{amount.unit.replace(' ', '_')}}}"
    return {"value": number(amount.value), "unit": amount.unit, "system": UCUM, "code": code}


def _medication(facts: SupplyFacts) -> dict[str, Any]:
    product: Product = facts.product
    return {
        "resourceType": "Medication",
        "id": "pack",
        "code": {"coding": [{"system": GTIN, "code": product.gtin, "display": product.name}], "text": product.name},
        "form": {"text": product.form},
        "batch": {"lotNumber": facts.batch.batch_number, "expirationDate": facts.batch.expiry_date.isoformat()},
    }


def _performers(facts: SupplyFacts) -> list[dict[str, Any]]:
    people = [("packager", facts.prepared_by), ("finalchecker", facts.checked_by)]
    return [
        {
            "function": {"coding": [{"system": PERFORMER, "code": code}]},
            "actor": {"display": f"{person.role.value} {person.licence_number}".strip()},
        }
        for code, person in people
        if person is not None
    ]


def _line_reference(line: PrescriptionLine) -> str:
    return line.server_reference if line.source is LineSource.SERVER else f"urn:uuid:{line.id}"


def _implicated(prescription: Prescription) -> list[dict[str, str]]:
    return [
        {"reference": line.server_reference} for line in prescription.medicine_lines if line.source is LineSource.SERVER
    ] or [{"reference": prescription.task_reference}]


def _substitution(code: str) -> dict[str, Any]:
    kind = {"coding": [{"system": SUBSTITUTION, "code": code}]}
    return {"wasSubstituted": code != "N", "type": kind}


def _notes(facts: SupplyFacts) -> list[dict[str, str]]:
    texts = []
    if facts.dispense.oversupply is not None:
        texts.append(f"more than prescribed: {facts.dispense.oversupply.value}")
    if facts.dispense.supply_type is SupplyType.EMERGENCY:
        texts.append("emergency supply")
    if facts.dispense.collected_by != "patient":
        texts.append(f"collected by: {facts.dispense.collected_by}")
    return [{"text": one} for one in texts]


def resolve(body: Mapping[str, Any], sent: Mapping[str, str]) -> Mapping[str, Any]:
    """`body` with every `urn:uuid:` reference to a sent resource of ours replaced by its server reference."""
    return {key: _resolved(value, sent) for key, value in body.items()}


def _resolved(value: Any, sent: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return resolve(value, sent)
    if isinstance(value, list | tuple):
        return [_resolved(one, sent) for one in value]
    if isinstance(value, str) and value.startswith("urn:uuid:"):
        return sent.get(value.removeprefix("urn:uuid:"), value)
    return value
