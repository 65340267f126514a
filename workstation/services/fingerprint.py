"""What a clinical check was made of. Any change of it makes the check void."""

import hashlib
import json

from workstation.domain.patient import PatientContext
from workstation.domain.prescription import Prescription


def fingerprint(prescription: Prescription, context: PatientContext | None, edition: str) -> str:
    """SHA-256 (hex) over lines, patient facts and the edition of the knowledge, independent of their order."""
    facts = {"lines": _lines(prescription), "patient": _patient(context), "edition": edition}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(prescription: Prescription) -> list[list[str]]:
    return sorted(
        [
            line.medicine.text,
            repr(line.medicine.ingredients),
            line.medicine.form,
            line.dosage_instruction,
            str(line.quantity_prescribed),
            str(line.days_supply),
            str(line.product_id),
        ]
        for line in prescription.medicine_lines
    )


def _patient(context: PatientContext | None) -> list[object]:
    if context is None:
        return []
    patient = context.patient
    return [
        str(patient.id),
        str(patient.birth_date),
        patient.sex.value,
        str(patient.weight),
        sorted(allergy.text for allergy in context.allergies) if context.allergies is not None else None,
        sorted(context.conditions) if context.conditions is not None else None,
        sorted(context.current_medicines) if context.current_medicines is not None else None,
    ]
