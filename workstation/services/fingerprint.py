"""What a clinical check was made of. Any change of it makes the check void."""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.domain.patient import Allergy, PatientContext
from workstation.domain.prescription import Prescription


def fingerprint(
    prescription: Prescription, context: PatientContext | None, edition: str, products: Mapping[UUID, Product]
) -> str:
    """SHA-256 (hex) over lines, patient facts and the edition of the knowledge, independent of their order.

    `products`: those that are keyed for the lines. What the catalogue says of them is part of the check, so that an
    approval does not outlive an import that says something else.
    """
    facts = {"lines": _lines(prescription, products), "patient": _patient(context), "edition": edition}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(prescription: Prescription, products: Mapping[UUID, Product]) -> list[list[str]]:
    return sorted(
        [
            line.medicine.text,
            repr(line.medicine.ingredients),
            line.medicine.form,
            line.dosage_instruction,
            str(line.quantity_prescribed),
            str(line.days_supply),
            str(line.repeats_allowed),
            str(line.product_id),
            facts_of_product(products[line.product_id]) if line.product_id else "",
        ]
        for line in prescription.medicine_lines
    )


def facts_of_product(product: Product) -> str:
    """What of a product decides whether it is right; price, shelf and maker do not."""
    pack = (product.pack_size, product.schedule)
    return repr((product.name, product.ingredients, product.form, product.modified_release, *pack))


def _patient(context: PatientContext | None) -> list[object]:
    if context is None:
        return []
    patient = context.patient
    return [
        str(patient.id),
        str(patient.birth_date),
        patient.sex.value,
        str(patient.weight),
        str(patient.weight_date),
        sorted(map(_allergy, context.allergies)) if context.allergies is not None else None,
        sorted(context.conditions) if context.conditions is not None else None,
        sorted(context.current_medicines) if context.current_medicines is not None else None,
    ]


def _allergy(allergy: Allergy) -> list[str]:
    return [allergy.text, allergy.reaction, allergy.certainty]
