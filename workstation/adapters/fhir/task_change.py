"""Our change of the server's Task: put on whatever version is current, everything unknown kept."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.values import (
    CLAIMED_BY,
    LAST_WRITE,
    OURS,
    Resource,
    concept_text,
    identifier_value,
    objects,
    reference,
    text,
)
from workstation.adapters.fhir.values import child as part

BUSINESS_STATUS = f"{OURS}/business-status"
OUTPUT = f"{OURS}/task-output"
_WORD = re.compile(r"[a-z]+(-[a-z]+)*")


def apply_change(
    task: Resource,
    change: Mapping[str, Any],
    write_id: UUID,
    outputs: Sequence[str],
    station_id: UUID,
    organization: str,
) -> Resource:
    """The Task with our change and the stamp of this write. Fields that we do not know stay as they are."""
    body = dict(task)
    if change["status"]:
        body["status"] = change["status"]
    if change["business_status"]:
        body["businessStatus"] = _business_status(change["business_status"])
    if change["reason"]:
        body["statusReason"] = {"text": change["reason"]}
    elif change["status"] and change["status"] != task.get("status"):
        body.pop("statusReason", None)  # it was the reason of the status that ends here
    body["identifier"] = _stamped(task, LAST_WRITE, str(write_id))
    if change["claim"]:
        body["owner"] = {"reference": organization}
        body["identifier"] = _stamped(body, CLAIMED_BY, str(station_id))
    if change["release"]:
        body.pop("owner", None)
        body["identifier"] = [one for one in objects(body["identifier"]) if one.get("system") != CLAIMED_BY]
    if change.get("for") and not task.get("for"):  # who is there already was chosen by somebody who knew
        body["for"] = change["for"]
    if outputs:
        body["output"] = _outputs(task, outputs)
    return body


def _business_status(word: str) -> Resource:
    """A word of the profile is a code; a person's reason is text only."""
    if not _WORD.fullmatch(word):
        return {"text": word}
    return {"coding": [{"system": BUSINESS_STATUS, "code": word}], "text": word}


def _stamped(task: Resource, system: str, value: str) -> list[Resource]:
    others = [one for one in objects(task.get("identifier")) if one.get("system") != system]
    return [*others, {"system": system, "value": value}]


def _outputs(task: Resource, added: Sequence[str]) -> list[Resource]:
    before = objects(task.get("output"))
    known = {reference(one, "valueReference") for one in before}
    kind = {"coding": [{"system": OUTPUT, "code": "dispense"}], "text": "dispense"}
    return [*before, *({"type": kind, "valueReference": {"reference": one}} for one in added if one not in known)]


def carries_write(task: Resource, write_id: UUID) -> bool:
    """True when the last write to this Task was this one of ours."""
    return identifier_value(task, LAST_WRITE) == str(write_id)


def claimed_by(task: Resource) -> tuple[str, str]:
    """(station id stamped by a claim or "", owner reference)."""
    return identifier_value(task, CLAIMED_BY), reference(task, "owner")


def lifecycle(task: Resource) -> tuple[str, str, str, str]:
    """(status, businessStatus, owner, claim stamp)."""
    return (
        text(task, "status"),
        concept_text(part(task, "businessStatus")),
        reference(task, "owner"),
        identifier_value(task, CLAIMED_BY),
    )
