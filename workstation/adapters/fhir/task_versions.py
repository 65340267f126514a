"""What two versions of a Task say, for a person who has to choose between them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.values import (
    CLAIMED_BY,
    Resource,
    child,
    concept_text,
    objects,
    reference,
    text,
)
from workstation.domain import exact_json
from workstation.domain.outbox import Conflict
from workstation.services.conflicts import TaskVersion, Versions

_COMPARED = frozenset({"status", "businessStatus", "statusReason", "owner", "restriction", "output", "note"})
_BOOKKEEPING = frozenset({"resourceType", "id", "meta", "identifier", "text", "lastModified"})
"""Differs in every version and means nothing to people."""


def versions_of(conflict: Conflict, station_id: UUID, organization: str) -> Versions:
    """Both versions in values that people compare; `organization` is "Organization/<id>" of this pharmacy."""
    ours, theirs = _resource(conflict.ours), _resource(conflict.theirs)
    names = sorted({*ours, *theirs} - _COMPARED - _BOOKKEEPING)
    raw = f"{_pretty(ours)}\n\n{_pretty(theirs)}"
    return Versions(
        ours=_version(ours, station_id, organization),
        theirs=_version(theirs, station_id, organization),
        also=tuple(one for one in names if ours.get(one) != theirs.get(one)),
        raw=raw,
    )


def _resource(body: str) -> Resource:
    found: Any = exact_json.loads(body)
    return found if isinstance(found, dict) else {}


def _pretty(resource: Resource) -> str:
    return "\n".join(f"{name}: {exact_json.dumps(value)}" for name, value in resource.items())


def _version(task: Resource, station_id: UUID, organization: str) -> TaskVersion:
    owner, station = reference(task, "owner"), _claimed_by(task)
    notes = objects(task.get("note"))
    return TaskVersion(
        version=text(task, "meta", "versionId"),
        status=text(task, "status"),
        business_status=concept_text(child(task, "businessStatus")),
        reason=concept_text(child(task, "statusReason")),
        owner=text(task, "owner", "display") or owner,
        owner_is_us=bool(owner) and owner == organization,
        claimed_by=station,
        claimed_here=station == str(station_id),
        changed_at=_instant(text(task, "lastModified")) or _instant(text(task, "meta", "lastUpdated")),
        changed_by=text(task, "meta", "source"),
        valid_until=text(task, "restriction", "period", "end"),
        supplies=tuple(reference(one, "valueReference") for one in objects(task.get("output"))),
        note=text(notes[-1], "text") if notes else "",
    )


def _claimed_by(task: Resource) -> str:
    found = (one.get("value") for one in objects(task.get("identifier")) if one.get("system") == CLAIMED_BY)
    return str(next(found, "") or "")


def _instant(said: str) -> datetime | None:
    """Aware, or None for what is no instant."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
