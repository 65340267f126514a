"""What was supplied, and what was not."""

from typing import Any

from workstation.adapters.fhir.messages.parts import (
    R5,
    days,
    fhir_quantity,
    filled,
    identifier,
    instant,
    line_reference,
    pack_contents,
    person,
    pointing,
    product_code,
)
from workstation.domain.dispensing import SupplyType
from workstation.domain.substitution import SubstitutionReason
from workstation.services.messages import RefusalFacts, SupplyFacts

SUPPLY_TYPE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SUBSTITUTION = "http://terminology.hl7.org/CodeSystem/v3-substanceAdminSubstitution"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
"""FHIR R4 value set v3-SubstanceAdminSubstitutionReason: CT, FP, OS, RR."""
STATUS_REASON = "http://terminology.hl7.org/fhir/CodeSystem/medicationdispense-status-reason"
"""As R4 (4.0.1) writes it in its value set."""
PERFORMER = "http://terminology.hl7.org/CodeSystem/medicationdispense-performer-function"
RECEIVER = f"{R5}MedicationDispense.receiver"
"""R4 allows a Patient or Practitioner only; this extension of the receiver allows a RelatedPerson."""


def dispense(facts: SupplyFacts) -> dict[str, Any]:
    """MedicationDispense: one supply of one line from one batch at one hand-over."""
    supply = facts.dispense
    collector = _collector(facts)
    return filled(
        {
            "resourceType": "MedicationDispense",
            "identifier": [identifier("MedicationDispense", supply.id)],
            "contained": [_medication(facts), *collector],
            "status": "completed",
            "medicationReference": {"reference": "#pack"},
            "subject": pointing(facts.patient_reference),
            "performer": _performers(facts),
            "authorizingPrescription": [{"reference": line_reference(facts.line)}],
            "type": {"coding": [{"system": SUPPLY_TYPE, "code": supply.supply_type.value}]},
            "quantity": fhir_quantity(supply.quantity),
            "daysSupply": days(facts.days_supply) if facts.days_supply else {},
            "whenPrepared": instant(supply.when_prepared),
            "whenHandedOver": instant(supply.when_handed_over),
            "receiver": _receiver(facts, collector),
            "dosageInstruction": [{"text": facts.line.dosage_instruction}] if facts.line.dosage_instruction else [],
            "destination": _destination(facts.destination),
            "substitution": _substitution(facts),
            "note": _notes(facts),
        }
    )


def refusal(facts: RefusalFacts) -> dict[str, Any]:
    """MedicationDispense, declined: the line is not supplied, and why."""
    line = facts.line
    codings = [{"system": one.system, "code": one.code} for one in line.medicine.codings]
    return filled(
        {
            "resourceType": "MedicationDispense",
            "identifier": [identifier("MedicationDispense", facts.id)],
            "status": "declined",
            "statusReasonCodeableConcept": filled({"coding": _why(facts), "text": facts.reason}),
            "medicationCodeableConcept": filled({"coding": codings, "text": line.medicine.text}),
            "subject": pointing(facts.patient_reference),
            "performer": [{"actor": person(facts.by)}],
            "authorizingPrescription": [{"reference": line_reference(line)}],
        }
    )


def _why(facts: RefusalFacts) -> list[dict[str, str]]:
    """The only reason of ours that the code system has as we mean it; the others go in words."""
    return [{"system": STATUS_REASON, "code": "outofstock"}] if facts.out_of_stock else []


def _medication(facts: SupplyFacts) -> dict[str, Any]:
    return {
        "resourceType": "Medication",
        "id": "pack",
        "code": product_code(facts.product),
        **pack_contents(facts.product),
        "batch": {"lotNumber": facts.batch.batch_number, "expirationDate": facts.batch.expiry_date.isoformat()},
    }


def _performers(facts: SupplyFacts) -> list[dict[str, Any]]:
    people = [("packager", facts.prepared_by), ("finalchecker", facts.checked_by)]
    return [
        {"function": {"coding": [{"system": PERFORMER, "code": code}]}, "actor": person(who)}
        for code, who in people
        if who is not None
    ]


def _collector(facts: SupplyFacts) -> list[dict[str, Any]]:
    """Somebody else who collected, by relation only; a RelatedPerson must name its patient."""
    if facts.dispense.collected_by == "patient" or not facts.patient_reference:
        return []
    relation = {"text": facts.dispense.collected_by}
    patient = pointing(facts.patient_reference)
    return [{"resourceType": "RelatedPerson", "id": "collector", "patient": patient, "relationship": [relation]}]


def _receiver(facts: SupplyFacts, collector: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if collector:
        who = {"url": RECEIVER, "valueReference": {"reference": "#collector"}}
        return [{"extension": [who], "display": facts.dispense.collected_by}]
    return [pointing(facts.patient_reference)] if facts.patient_reference else []


def _destination(place: str) -> dict[str, str]:
    """Where it was sent: a Location of the server, or words."""
    return pointing(place) if place.startswith("Location/") else filled({"display": place})


def _substitution(facts: SupplyFacts) -> dict[str, Any]:
    """What was supplied in the place of what was keyed, why as far as it is known, and who answers for it."""
    code = facts.dispense.substitution
    was = code != "N"
    by = facts.substituted_by or facts.checked_by
    return filled(
        {
            "wasSubstituted": was,
            "type": {"coding": [{"system": SUBSTITUTION, "code": code}]} if code else {},
            "reason": _substitution_reason(facts) if was else [],
            "responsibleParty": [person(by)] if was and by else [],
        }
    )


_REASONS = {
    SubstitutionReason.OUT_OF_STOCK: ("OS", "out of stock"),
    SubstitutionReason.FORMULARY: ("FP", "formulary policy"),
    SubstitutionReason.CONTINUES: ("CT", "continuing therapy"),
    SubstitutionReason.REGULATORY: ("RR", "regulatory requirement"),
}
"""That the patient wants the cheaper one has no code in the value set: it goes in words."""


def _substitution_reason(facts: SupplyFacts) -> list[dict[str, Any]]:
    """What a person said; else out of stock where that is so; else nothing."""
    said = facts.dispense.substitution_reason
    if said is None and facts.keyed_out_of_stock:
        said = SubstitutionReason.OUT_OF_STOCK
    if said is None:
        return []
    if said not in _REASONS:
        return [{"text": said.value.replace("_", " ")}]
    code, display = _REASONS[said]
    return [{"coding": [{"system": REASON, "code": code, "display": display}]}]


def _notes(facts: SupplyFacts) -> list[dict[str, str]]:
    texts = []
    if facts.dispense.oversupply is not None:
        texts.append(f"more than prescribed: {facts.dispense.oversupply.value}")
    if facts.dispense.supply_type is SupplyType.EMERGENCY:
        texts.append("emergency supply")
    if facts.dispense.collected_by != "patient":
        texts.append(f"collected by: {facts.dispense.collected_by}")
    if facts.note:
        texts.append(facts.note)
    return [{"text": one} for one in texts]
