"""Pieces of FHIR R4 JSON as plain dicts. Numbers are int or Decimal, never float, so that 8.2 stays 8.2."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from workstation.domain.quantity import Quantity

Json = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
SNOMED = "http://snomed.info/sct"
GTIN = "https://www.gs1.org/gtin"
TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

ORDER_SERVER = "https://order-server.example"
"""The invented order server whose numbers the sample carries (example domain, RFC 2606)."""
PRESCRIPTION_NUMBER = f"{ORDER_SERVER}/prescription"
TASK_IDENTIFIER = f"{ORDER_SERVER}/task"
TASK_INPUT = f"{ORDER_SERVER}/task-input"
LINE_IDENTIFIER = f"{ORDER_SERVER}/line"
DOCUMENT_IDENTIFIER = f"{ORDER_SERVER}/document"
PHARMACY_IDENTIFIER = f"{ORDER_SERVER}/pharmacy"
PATIENT_NUMBER = f"{ORDER_SERVER}/patient-number"
DRUG_LICENCE = "urn:workstation:drug-licence"
REGISTRATION = "urn:workstation:prescriber-registration"
INGREDIENT = "urn:workstation:ingredient"
"""Codes are ingredients in the words of our catalogue, lower case."""
ALLERGY_GROUP = "urn:workstation:allergy-group"

_UNITS_OF_UCUM = frozenset({"mg", "ug", "g", "kg", "mL", "L", "[iU]", "h", "d", "mL/min/{1.73_m2}"})
"""Everything else that is counted (tablet, dose) is a UCUM annotation."""


def resource(kind: str, identity: UUID, **elements: Any) -> Json:
    """A resource with its id; elements that are None, "" or [] are left out. Marked as test data (v3
    ActReason HTEST)."""
    head: Json = {
        "resourceType": kind,
        "id": str(identity),
        "meta": {"tag": [{"system": ACT_REASON, "code": "HTEST"}]},
    }
    return head | {name: value for name, value in elements.items() if value not in (None, "", [], {})}


def reference(kind: str, identity: UUID, display: str = "") -> Json:
    """A reference to another resource of the sample."""
    target: Json = {"reference": f"{kind}/{identity}"}
    return target | ({"display": display} if display else {})


def concept(text: str, *codings: Json) -> Json:
    """A CodeableConcept."""
    return {"coding": list(codings), "text": text} if codings else {"text": text}


def coding(system: str, code: str, display: str = "") -> Json:
    """A Coding."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def identifier(system: str, value: str) -> Json:
    """An Identifier."""
    return {"system": system, "value": value}


def instant(moment: datetime) -> str:
    """An aware instant in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value: Decimal) -> int | Decimal:
    """An int where the value is whole, so that 30 is not written as 3E+1."""
    return int(value) if value == value.to_integral_value() else value


def fhir_quantity(amount: Quantity) -> Json:
    """A Quantity with the word people read as unit and the UCUM code; countable forms are annotations
    ({tablet})."""
    code = amount.unit if amount.unit in _UNITS_OF_UCUM else f"{{{amount.unit.replace(' ', '_')}}}"
    return {"value": number(amount.value), "unit": amount.unit, "system": UCUM, "code": code}


def days(count: int) -> Json:
    """A Duration in days."""
    return {"value": count, "unit": "days", "system": UCUM, "code": "d"}


def transaction(resources: Iterable[Json]) -> Json:
    """A transaction Bundle that puts each resource under its own id; loading it again changes nothing."""
    entries = [
        {
            "fullUrl": f"urn:uuid:{each['id']}",
            "resource": each,
            "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"},
        }
        for each in resources
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}
