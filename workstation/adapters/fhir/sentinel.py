"""The sentinel of a station as a FHIR resource: Basic, because every server takes it, with plain extensions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.values import OURS, Resource, identifier_value, instant, objects, text
from workstation.services.sync.ports import SentinelState

SENTINEL = f"{OURS}/sentinel"
_EPOCH, _COUNTER, _WRITE, _AT = (f"{SENTINEL}-{name}" for name in ("epoch", "counter", "write", "written-at"))


def identifier_of(station_id: UUID) -> str:
    """ "system|value" of a station's sentinel."""
    return f"{SENTINEL}|{station_id}"


def body_of(station_id: UUID, state: SentinelState, organization: str) -> Mapping[str, Any]:
    """The resource; `subject` lets a server that insists on one see whose it is."""
    return {
        "resourceType": "Basic",
        "identifier": [{"system": SENTINEL, "value": str(station_id)}],
        "code": {"coding": [{"system": SENTINEL, "code": "sentinel"}], "text": "Restore detection of a workstation"},
        "subject": {"reference": organization},
        "extension": [
            {"url": _EPOCH, "valueString": state.epoch},
            {"url": _COUNTER, "valueInteger": state.counter},
            {"url": _WRITE, "valueString": state.write_id},
            {"url": _AT, "valueInstant": state.written_at.isoformat(timespec="microseconds")},
        ],
    }


def is_of(resource: Resource, station_id: UUID) -> bool:
    """False for what a search shows besides."""
    return resource.get("resourceType") == "Basic" and identifier_value(resource, SENTINEL) == str(station_id)


def state_of(resource: Resource) -> SentinelState | None:
    """What it says; None for a resource that is not one of ours."""
    found = {text(one, "url"): one for one in objects(resource.get("extension"))}
    at = instant(text(found.get(_AT), "valueInstant"))
    counter = _whole(found.get(_COUNTER, {}).get("valueInteger"))
    if not identifier_value(resource, SENTINEL) or at is None or counter is None:
        return None
    epoch, write_id = text(found.get(_EPOCH), "valueString"), text(found.get(_WRITE), "valueString")
    return SentinelState(epoch, counter, write_id, at)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        return None
    return int(value)
