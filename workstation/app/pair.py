"""Pairing: who the server is, who we are there, what it really does. Then the store remembers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from workstation.adapters.fhir.capability import Capability, capability_of
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.probe import Probe, Stopwatch, probe
from workstation.app.pairing import Pairing, pairing_of, save_pairing
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxState
from workstation.services.site import Site


class Auth(StrEnum):
    """How the station proves who it is."""

    SMART = "smart"
    NONE = "none"


class PairingRefusal(StrEnum):
    """Why a server is not taken."""

    NOT_FHIR = "not_fhir"
    NOT_R4 = "not_r4"
    SMART_NOT_OFFERED = "smart_not_offered"
    SMART_NOT_BUILT = "smart_not_built"
    TOKEN_NEEDED = "token_needed"
    ORGANIZATION_NOT_FOUND = "organization_not_found"
    ORGANIZATION_NOT_UNIQUE = "organization_not_unique"
    WORK_WAITING = "work_waiting"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `organization` is an id, "Organization/<id>" or "system|value"."""

    url: str
    organization: str
    ca: Path | None
    auth: Auth


@dataclass(frozen=True, slots=True)
class Paired:
    """What came of it."""

    pairing: Pairing
    capability: Capability
    probe: Probe
    warnings: tuple[str, ...]


def pair(site: Site, wanted: Wanted, stopwatch: Stopwatch) -> Paired:
    """Looks at the server, probes it and keeps the pairing.

    Raises Refused(PairingRefusal) when the server or the pharmacy's place there will not do, Unavailable when no
    complete answer came.
    """
    with FhirServer(wanted.url, wanted.ca) as server:
        capability = _capability(server)
        _check_auth(wanted.auth, capability)
        reference, organization = _organization(server, wanted.organization)
        _check_work(site, reference)
        found = probe(server, site.new_id(), stopwatch)
    ca_pem = wanted.ca.read_text(encoding="ascii") if wanted.ca else ""
    pairing = Pairing(wanted.url.rstrip("/"), reference, ca_pem, wanted.auth.value)
    save_pairing(site, pairing)
    return Paired(pairing, capability, found, (*_warnings(wanted, capability, organization), *found.warnings))


def _capability(server: FhirServer) -> Capability:
    answer = server.read("metadata")
    found = capability_of(answer.resource)
    if found is None:
        raise Refused(PairingRefusal.NOT_FHIR, status=answer.status)
    if not found.is_r4:
        raise Refused(PairingRefusal.NOT_R4, version=found.fhir_version or "none")
    return found


def _check_auth(auth: Auth, capability: Capability) -> None:
    if auth is Auth.NONE:
        return
    raise Refused(PairingRefusal.SMART_NOT_BUILT if capability.smart else PairingRefusal.SMART_NOT_OFFERED)


def _organization(server: FhirServer, wanted: str) -> tuple[str, Mapping[str, Any]]:
    if "|" in wanted:
        found = server.find("Organization", wanted)
        if len(found) > 1:
            raise Refused(PairingRefusal.ORGANIZATION_NOT_UNIQUE, organization=wanted, found=len(found))
        if found and found[0].get("id"):
            return f"Organization/{found[0]['id']}", found[0]
        raise Refused(PairingRefusal.ORGANIZATION_NOT_FOUND, organization=wanted)
    answer = server.read(f"Organization/{wanted.removeprefix('Organization/')}")
    if answer.status in (401, 403):
        raise Refused(PairingRefusal.TOKEN_NEEDED, status=answer.status)
    if not answer.done or answer.resource is None or answer.resource.get("resourceType") != "Organization":
        raise Refused(PairingRefusal.ORGANIZATION_NOT_FOUND, organization=wanted)
    return answer.reference, answer.resource


def _check_work(site: Site, organization: str) -> None:
    """A new address of the same pharmacy is fine; what waits for one pharmacy must not go to another."""
    with site.store.read() as tx:
        before = pairing_of(tx)
        waiting = tx.outbox.count(OutboxState.WAITING) + tx.outbox.count(OutboxState.PARKED)
    if before is not None and before.organization != organization and waiting:
        raise Refused(PairingRefusal.WORK_WAITING, waiting=waiting, organization=before.organization)


def _warnings(wanted: Wanted, capability: Capability, organization: Mapping[str, Any]) -> list[str]:
    found = []
    if wanted.auth is Auth.NONE:
        found.append("Requests carry no proof of who sends them (--auth none): only for tests, training and demo.")
    if capability.smart:
        found.append("The server offers SMART, which this version cannot use yet.")
    if organization.get("active") is False:
        found.append("The server says that this Organization is not active.")
    return found
