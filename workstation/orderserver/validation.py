"""The little that a resource must satisfy to be stored: type, workable shape, status, key elements.

Not checked: profiles, cardinalities and value sets beyond the table below; unknown elements (they are kept)
and whether a reference leads anywhere are looked at by `strictness` only. Source of the value sets and of what
is required: FHIR R4, the page of each resource.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from workstation.orderserver.outcome import FhirError, Issue, refuse
from workstation.orderserver.resource_types import NOT_STORED, is_id

Json = dict[str, Any]

_STATUS = {
    "Task": "draft requested received accepted rejected ready cancelled in-progress on-hold failed completed "
    "entered-in-error",
    "MedicationRequest": "active on-hold cancelled completed entered-in-error stopped draft unknown",
    "MedicationDispense": "preparation in-progress cancelled on-hold completed entered-in-error stopped "
    "declined unknown",
    "DocumentReference": "current superseded entered-in-error",
    "Communication": "preparation in-progress not-done on-hold stopped completed entered-in-error unknown",
    "DetectedIssue": "registered preliminary final amended corrected cancelled entered-in-error unknown",
    "Observation": "registered preliminary final amended corrected cancelled entered-in-error unknown",
    "SupplyDelivery": "in-progress completed abandoned entered-in-error",
}
_PRINTABLE = re.compile(r"[ -~]*")
_OPTIONAL_STATUS = frozenset({"SupplyDelivery"})
_INTENT = {
    "Task": "unknown proposal plan order original-order reflex-order filler-order instance-order option",
    "MedicationRequest": "proposal plan order original-order reflex-order filler-order instance-order option",
}
_REQUIRED = {
    "MedicationRequest": ("medication[x]", "subject"),
    "MedicationDispense": ("medication[x]",),
    "AllergyIntolerance": ("patient",),
    "Condition": ("subject",),
    "DocumentReference": ("content",),
    "Observation": ("code",),
    "Provenance": ("target", "recorded", "agent"),
    "AuditEvent": ("type", "recorded", "agent", "source"),
    "Basic": ("code",),
    "Binary": ("contentType",),
}
_OBJECTS = ("subject", "patient", "for", "owner", "groupIdentifier")
_LISTS = ("identifier", "basedOn")
_WITH_SHAPE = frozenset((*_STATUS, *_REQUIRED, "Patient", "Organization", "Practitioner", "PractitionerRole"))
"""The types whose elements above are looked at; other types use some of these names otherwise."""


def checked(resource: Any, resource_type: str) -> Json:
    """The resource, if it may be stored as this type; raises `FhirError` 400 (other type) or 422 (unfit)."""
    if resource is None:
        raise refuse(400, "required", "a resource is missing in the body")
    if not isinstance(resource, dict):
        raise refuse(400, "structure", "the body is no resource")
    if resource.get("resourceType") != resource_type:
        raise refuse(400, "invalid", f"the body is no {resource_type}", "resourceType")
    issues = tuple(issues_of(resource))
    if issues:
        raise FhirError(422, *issues)
    return resource


def issues_of(resource: Json) -> Iterator[Issue]:
    """Everything that keeps a resource (an object with a known resourceType) from being stored."""
    name = resource["resourceType"]
    if name in NOT_STORED:
        yield Issue("not-supported", f"{name} is not stored on its own")
        return
    if "id" in resource and not is_id(resource["id"]):
        yield Issue("value", "id must be 1 to 64 letters, digits, '-' or '.'", f"{name}.id")
    yield from _shape_issues(resource, name)
    yield from _code_issue(resource, name, "status", _STATUS, required=name not in _OPTIONAL_STATUS)
    yield from _code_issue(resource, name, "intent", _INTENT, required=True)
    for element in _REQUIRED.get(name, ()):
        if not _has(resource, element):
            yield Issue("required", f"{name}.{element} is missing", f"{name}.{element}")
    if name == "Binary":
        yield from _binary_issues(resource)


def _binary_issues(resource: Json) -> Iterator[Issue]:
    content_type = resource.get("contentType", "")
    if not isinstance(content_type, str) or not _PRINTABLE.fullmatch(content_type):
        yield Issue("value", "Binary.contentType is no media type", "Binary.contentType")
    if not _is_base64(resource.get("data")):
        yield Issue("value", "Binary.data is no base64", "Binary.data")


def _shape_issues(resource: Json, name: str) -> Iterator[Issue]:
    own = name in _WITH_SHAPE
    for element in ("meta", *(_OBJECTS if own else ())):
        if element in resource and not isinstance(resource[element], dict):
            yield Issue("structure", f"{name}.{element} must be an object", f"{name}.{element}")
    for element in ("contained", "extension", *(_LISTS if own else ())):
        if element in resource and not isinstance(resource[element], list):
            yield Issue("structure", f"{name}.{element} must be a list", f"{name}.{element}")


def _code_issue(resource: Json, name: str, element: str, table: dict[str, str], *, required: bool) -> Iterator[Issue]:
    codes = table.get(name)
    if codes is None:
        return
    code = resource.get(element)
    if code is None:
        if required:
            yield Issue("required", f"{name}.{element} is missing", f"{name}.{element}")
    elif not isinstance(code, str) or code not in codes.split():
        allowed = ", ".join(codes.split())
        yield Issue("code-invalid", f"{name}.{element} must be one of: {allowed}", f"{name}.{element}")


def _has(resource: Json, element: str) -> bool:
    if element.endswith("[x]"):
        stem = element.removesuffix("[x]")
        return any(key.startswith(stem) and value not in (None, {}, "") for key, value in resource.items())
    return resource.get(element) not in (None, {}, [], "")


def _is_base64(data: object) -> bool:
    if data is None:
        return True
    try:
        base64.b64decode(data if isinstance(data, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
