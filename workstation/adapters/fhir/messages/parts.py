"""What many resources of ours have in common: identifiers, instants, quantities, people, references not sent yet."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.values import OURS, UCUM
from workstation.domain.medicine import Product
from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.users import User

GTIN = "https://www.gs1.org/gtin"
PRESCRIPTION = f"{OURS}/prescription"
"""The identifier system of prescription numbers made here (Task.groupIdentifier)."""
R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-"
"""Cross-version extensions: elements of R5 used in R4 (package hl7.fhir.uv.xver-r5.r4, 0.1.0)."""
_UCUM_CODES = frozenset({"mg", "g", "ug", "kg", "mL", "L", "[iU]"})


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
    return {
        key: sent.get(found, found) if key == "reference" and isinstance(found, str) else found
        for key, found in ((key, _resolved(value, sent)) for key, value in body.items())
    }


def _resolved(value: Any, sent: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return resolve(value, sent)
    if isinstance(value, list | tuple):
        return [_resolved(one, sent) for one in value]
    if isinstance(value, str) and value.startswith("urn:uuid:"):
        return sent.get(value.removeprefix("urn:uuid:"), value)
    return value
