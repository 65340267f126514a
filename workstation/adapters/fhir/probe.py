"""A live round on one test resource: what a server really does where the sync depends on it.

Declared capability is often wrong, so it is tried: create twice, change an old version, search, delete. What could
not be found out is None, with a sentence why; nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.values import OURS
from workstation.services.sync.ports import Answer

PROBE = f"{OURS}/probe"
"""Identifier system of test resources; whoever finds one may delete it."""
LONGEST_LAG = 10.0
"""Seconds after which a search that does not find the test resource is given up."""
BETWEEN_SEARCHES = 0.2

StaleUpdate = Literal[412, 409, "ignored"]


@dataclass(slots=True)
class Probe:
    """What the round found; None = not found out."""

    version_ids: bool | None = None
    """Each change has a version of its own."""
    conditional_create: bool | None = None
    """A second create with the same identifier made nothing new."""
    stale_update: StaleUpdate | None = None
    """The answer to a change of an old version; "ignored" = it was overwritten."""
    search_lag_seconds: Decimal | None = None
    """Until a search found what was created."""
    delete: bool | None = None
    """The test resource is gone after DELETE."""
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Time as the probe needs it, both in seconds."""

    now: Callable[[], float]
    wait: Callable[[float], None]


def probe(server: FhirServer, probe_id: UUID, stopwatch: Stopwatch) -> Probe:
    """The live round. Raises Unavailable when the server goes away; its test resource may then be left there."""
    found = Probe()
    identifier = f"{PROBE}|{probe_id}"
    body = _test_resource(probe_id)
    first = server.create(body, identifier)
    if not first.done or not first.reference:
        why = first.said or f"status {first.status}"
        found.warnings.append(f"No test resource (Basic) can be created: {why}. What the server does is unknown.")
        return found
    made = [first.reference]
    try:
        found.search_lag_seconds = _lag(server, identifier, stopwatch, found)
        _create_again(server, body, identifier, made, found)
        _update_stale(server, first, body, found)
    finally:
        _delete(server, made, found)
    return found


def _test_resource(probe_id: UUID) -> dict[str, Any]:
    return {
        "resourceType": "Basic",
        "identifier": [{"system": PROBE, "value": str(probe_id)}],
        "code": {"text": "Test of a pharmacist workstation at pairing; may be deleted"},
    }


def _lag(server: FhirServer, identifier: str, stopwatch: Stopwatch, found: Probe) -> Decimal | None:
    started = stopwatch.now()
    while True:
        seen = bool(server.find("Basic", identifier))
        passed = stopwatch.now() - started
        if seen:
            return Decimal(f"{passed:.3f}")
        if passed > LONGEST_LAG:
            found.warnings.append(f"What was created did not show in a search for {LONGEST_LAG:.0f} s.")
            return None
        stopwatch.wait(BETWEEN_SEARCHES)


def _create_again(server: FhirServer, body: dict[str, Any], identifier: str, made: list[str], found: Probe) -> None:
    """Some servers answer the original with 200, some say 412 or 409 where it is there already."""
    again = server.create(body, identifier)
    if again.status in (409, 412):
        found.conditional_create = True
        return
    if not again.done:
        found.warnings.append(f"A second create was not answered: {again.said or f'status {again.status}'}.")
        return
    found.conditional_create = again.reference == made[0]
    if not found.conditional_create:
        made.append(again.reference)
        found.warnings.append("If-None-Exist is ignored: after a lost reply the program looks before it sends again.")


def _update_stale(server: FhirServer, first: Answer, body: dict[str, Any], found: Probe) -> None:
    body = {**body, "id": first.reference.partition("/")[2]}
    second = server.update(first.reference, body | {"language": "en"}, first.version_id)
    if not second.done:
        found.warnings.append(f"A change with If-Match was not taken: {second.said or f'status {second.status}'}.")
        return
    found.version_ids = bool(first.version_id and second.version_id and first.version_id != second.version_id)
    stale = server.update(first.reference, body | {"language": "de"}, first.version_id)
    if stale.done:
        found.stale_update = "ignored"
        found.warnings.append("A change of an old version is not refused: two stations can overwrite each other.")
    elif stale.status == 412:
        found.stale_update = 412
    elif stale.status == 409:
        found.stale_update = 409


def _delete(server: FhirServer, made: list[str], found: Probe) -> None:
    for reference in made:
        answer = server.delete(reference)
        gone = answer.done and server.read(reference).status in (404, 410)
        found.delete = gone if found.delete is None else found.delete and gone
        if not gone:
            found.warnings.append(f"The test resource {reference} could not be deleted and stays at the server.")
