"""What many resources of ours have in common: identifiers, instants, quantities, people, references not sent yet."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.values import OURS, UCUM
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.users import User

GTIN = "https://www.gs1.org/gtin"
PRESCRIPTION = f"{OURS}/prescription"
"""The identifier system of prescription numbers made here (Task.groupIdentifier)."""
R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-"
"""Cross-version extensions: elements of R5 used in R4 (package hl7.fhir.uv.xver-r5.r4, 0.1.0)."""
_UCUM_CODES = frozenset({"mg", "g", "ug", "ng", "kg", "mL", "L", "[iU]", "h"})


def system_of(resource_type: str) -> str:
    """The identifier system of resources of ours."""
    return f"{OURS}/{resource_type}"


def identifier(resource_type: str, value: UUID) -> dict[str, str]:
    """The business identifier of a resource of ours: the UUID of its write."""
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


def days(count: int) -> dict[str, Any]:
    """A duration in days."""
    return {"value": count, "unit": "day", "system": UCUM, "code": "d"}


def person(user: User) -> dict[str, Any]:
    """A member of staff by role and licence number, never by name."""
    return {"display": f"{user.role.value} {user.licence_number}".strip()}


def product_code(product: Product) -> dict[str, Any]:
    """The product by its GTIN."""
    return {"coding": [{"system": GTIN, "code": product.gtin, "display": product.name}], "text": product.name}


def pack_contents(product: Product) -> dict[str, Any]:
    """What is in a pack, so that a pharmacy without this product can count it: form, ingredients, size (R4 Medication).

    Strengths are ratios: per amount where the label says so (125 mg per 5 mL), else per one piece ({tablet}).
    """
    one_pack = {"value": 1, "unit": "pack", "system": UCUM, "code": "{pack}"}
    return filled(
        {
            "form": {"text": product.form} if product.form else {},
            "amount": {"numerator": fhir_quantity(product.pack_size), "denominator": one_pack},
            "ingredient": [_ingredient(product, part) for part in product.ingredients],
        }
    )


def _ingredient(product: Product, part: IngredientStrength) -> dict[str, Any]:
    found: dict[str, Any] = {"itemCodeableConcept": {"text": part.ingredient}, "isActive": True}
    if part.strength is None:
        return found
    unit = product.pack_size.unit
    piece = Quantity(Decimal(1), product.form or "unit" if unit in _UCUM_CODES else unit)
    below = fhir_quantity(part.per or piece)
    return found | {"strength": {"numerator": fhir_quantity(part.strength), "denominator": below}}


def line_reference(line: PrescriptionLine) -> str:
    """Where a line stands at the server, or will stand."""
    return line.server_reference if line.source is LineSource.SERVER else f"urn:uuid:{line.id}"


def group_of(prescription: Prescription) -> dict[str, str]:
    """The prescription number that ties the lines, the scan and the Task of a prescription taken in here together."""
    return {"system": PRESCRIPTION, "value": prescription.number}


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: FHIR knows no empty objects, lists or strings."""
    return {key: value for key, value in body.items() if value not in ({}, [], "", None)}


def pointing(target: str) -> dict[str, str]:
    """A Reference, {} to nothing."""
    return {"reference": target} if target else {}


def resolve(body: Mapping[str, Any], sent: Mapping[str, str]) -> Mapping[str, Any]:
    """`body` with every `urn:uuid:` reference to a sent resource of ours replaced by its server reference.

    A reference that is itself a key of `sent` ("Task/9") is replaced, too: by one of its versions.
    """
    if not sent:
        return body
    return {
        key: sent.get(found, found) if key == "reference" and isinstance(found, str) else found
        for key, found in ((key, _resolved(value, sent)) for key, value in body.items())
    }


def _resolved(value: Any, sent: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return sent.get(value.removeprefix("urn:uuid:"), value) if value.startswith("urn:uuid:") else value
    if isinstance(value, list | tuple):
        return [_resolved(one, sent) for one in value]
    if isinstance(value, dict | Mapping):  # a dict is told at once, any other mapping takes long
        return resolve(value, sent)
    return value
