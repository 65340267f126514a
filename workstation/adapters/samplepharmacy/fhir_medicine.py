"""A medicine in FHIR R4: a branded one by GTIN and ingredient codes, one by generic name as a contained
Medication."""

from workstation.adapters.samplepharmacy.fhir_values import (
    GTIN,
    INGREDIENT,
    UCUM,
    Json,
    coding,
    concept,
    fhir_quantity,
)
from workstation.adapters.samplepharmacy.models import SampleLine
from workstation.domain.medicine import IngredientStrength, Product

_CONTAINED = "medicine"


def medicine_of_product(product: Product, text: str) -> Json:
    """CodeableConcept: the text, the GTIN of the pack, and each ingredient by name."""
    ingredients = (coding(INGREDIENT, part.ingredient, _with_strength(part)) for part in product.ingredients)
    return concept(text, coding(GTIN, product.gtin, product.name), *ingredients)


def medicine_elements(line: SampleLine) -> Json:
    """The elements of a MedicationRequest that say what is prescribed."""
    if line.product is not None:
        return {"medicationCodeableConcept": medicine_of_product(line.product, line.text)}
    if not line.ingredients:
        return {"medicationCodeableConcept": concept(line.text)}
    medication = {
        "resourceType": "Medication",
        "id": _CONTAINED,
        "code": concept(line.text),
        "form": concept(line.form),
        "ingredient": [_ingredient(part) for part in line.ingredients],
    }
    target = {"reference": f"#{_CONTAINED}", "display": line.text}
    return {"contained": [medication], "medicationReference": target}


def _ingredient(part: IngredientStrength) -> Json:
    item: Json = {
        "itemCodeableConcept": concept(part.ingredient, coding(INGREDIENT, part.ingredient)),
        "isActive": True,
    }
    if part.strength is None:
        return item
    denominator = fhir_quantity(part.per) if part.per else {"value": 1, "system": UCUM, "code": "1"}
    return item | {"strength": {"numerator": fhir_quantity(part.strength), "denominator": denominator}}


def _with_strength(part: IngredientStrength) -> str:
    if part.strength is None:
        return part.ingredient
    return f"{part.ingredient} {part.strength}" + (f" per {part.per}" if part.per else "")
