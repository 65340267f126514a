"""Pairing: who the server is, who we are there, what it really does. Then the store remembers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from workstation.adapters.fhir.capability import Capability, capability_of
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.probe import STEPS, Probe, Stopwatch, Tell, probe, tell_nobody
from workstation.adapters.fhir.smart import Identity, NoToken, SmartTokens, SmartTrouble
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.keys.station_key import ES384, StationKeys
from workstation.app.pairing import NONE, SMART, Pairing, pairing_of, write_pairing
from workstation.domain import exact_json
from workstation.domain.compliance import region_is_allowed
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.outbox import OutboxState
from workstation.domain.users import User
from workstation.services.ports import Transaction
from workstation.services.site import Site

STAGES = ("server", "token", "organization", *STEPS)
"""What `examine` does one after the other."""


class Auth(StrEnum):
    """How the station proves who it is."""

    SMART = SMART
    NONE = NONE


class PairingRefusal(StrEnum):
    """Why a server is not taken."""

    NOT_FHIR = "not_fhir"
    NOT_R4 = "not_r4"
    SMART_NOT_OFFERED = "smart_not_offered"
    SMART_ALGORITHM = "smart_algorithm"
    SMART_UNSAFE = "smart_unsafe"
    NOT_REGISTERED = "not_registered"
    TOKEN_NEEDED = "token_needed"
    REGION_NOT_ALLOWED = "region_not_allowed"
    ORGANIZATION_NOT_FOUND = "organization_not_found"
    ORGANIZATION_NOT_UNIQUE = "organization_not_unique"
    WORK_WAITING = "work_waiting"
    STORE_COPIED = "store_copied"
    STATION_HAS_WORK = "station_has_work"


_SMART_REFUSALS = {
    "not_offered": PairingRefusal.SMART_NOT_OFFERED,
    "algorithm": PairingRefusal.SMART_ALGORITHM,
    "unsafe_endpoint": PairingRefusal.SMART_UNSAFE,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `organization` is an id, "Organization/<id>" or "system|value"."""

    url: str
    organization: str
    ca: Path | None
    auth: Auth
    pin: str = ""
    """SHA-256 of the server's public key in hex."""
    client_id: str = ""
    """Under which the station is registered; "" = the station's own id."""
    jwk_out: Path | None = None
    """Where the public key (JWK Set) is written, for whoever registers the station."""

    @property
    def trust(self) -> Trust:
        """Who is believed to be that server."""
        return Trust.from_file(self.ca, self.pin)


@dataclass(frozen=True, slots=True)
class Paired:
    """What came of it."""

    pairing: Pairing
    capability: Capability
    probe: Probe
    warnings: tuple[str, ...]


def pair(site: Site, wanted: Wanted, stopwatch: Stopwatch, keys: StationKeys | None = None) -> Paired:
    """Looks at the server, probes it and keeps the pairing: `examine`, then `keep`."""
    paired = examine(site, wanted, stopwatch, keys)
    keep(site, paired)
    return paired


def examine(
    site: Site, wanted: Wanted, stopwatch: Stopwatch, keys: StationKeys | None = None, tell: Tell = tell_nobody
) -> Paired:
    """Looks at the server and probes it; keeps nothing. `keys` are needed for SMART and for `jwk_out`.

    The public key is written before the server is asked for a token, so that it can be registered there. `tell` hears
    what is tried next (one of STAGES) and may raise to stop.
    Raises Refused(PairingRefusal) when the server will not do, Unavailable when it does not answer.
    """
    _write_key(wanted, keys)
    tell("server")
    with FhirServer(wanted.url, trust=wanted.trust) as server:
        capability = _capability(server)
    _check_region(site, capability)
    client_id = wanted.client_id or str(site.station.id) if wanted.auth is Auth.SMART else ""
    tell("token")
    tokens = _tokens(wanted, client_id, keys) if wanted.auth is Auth.SMART else None
    tell("organization")
    with FhirServer(wanted.url, trust=wanted.trust, tokens=tokens) as server:
        reference, organization = _organization(server, wanted)
        with site.store.read() as tx:
            _check_work(tx, reference)
        found = probe(server, site.new_id(), stopwatch, site.station.id, tell)
    pairing = Pairing(
        url=wanted.url.rstrip("/"),
        organization=reference,
        ca_pem=wanted.trust.ca_pem,
        auth=wanted.auth.value,
        client_id=client_id,
        pin=wanted.pin,
        region=" ".join(capability.regions),
        probe=probe_note(capability, found),
    )
    return Paired(pairing, capability, found, (*_warnings(site, wanted, capability, organization), *found.warnings))


def keep(site: Site, paired: Paired, user: User | None = None) -> None:
    """From now on the station works with this server. Raises Refused(WORK_WAITING): it may have come meanwhile."""
    with site.store.begin() as tx:
        _check_work(tx, paired.pairing.organization)
        write_pairing(tx, site, paired.pairing, user)


def probe_note(capability: Capability, found: Probe) -> dict[str, Any]:
    """What was found, as it is shown by `pair --json` and kept with the pairing."""
    return {
        "fhir_version": capability.fhir_version,
        "software": capability.software or None,
        "version_ids": found.version_ids,
        "stale_update": found.stale_update,
        "conditional_create": found.conditional_create,
        "search_lag_seconds": found.search_lag_seconds,
        "delete": found.delete,
        "transaction": found.transaction,
        "max_batch": found.max_batch,
    }


def _write_key(wanted: Wanted, keys: StationKeys | None, algorithm: str = ES384) -> None:
    if wanted.jwk_out is None or keys is None:
        return
    try:
        wanted.jwk_out.write_text(exact_json.dumps(keys.public_jwks(algorithm)) + "\n", encoding="utf-8")
    except OSError as error:
        raise Unavailable("keys", f"{wanted.jwk_out} cannot be written: {error.strerror}.") from error


def _capability(server: FhirServer) -> Capability:
    answer = server.read("metadata")
    found = capability_of(answer.resource)
    if found is None:
        raise Refused(PairingRefusal.NOT_FHIR, status=answer.status)
    if not found.is_r4:
        raise Refused(PairingRefusal.NOT_R4, version=found.fhir_version or "none")
    return found


def _check_region(site: Site, capability: Capability) -> None:
    if not region_is_allowed(site.compliance, capability.regions):
        allowed = ", ".join(site.compliance.allowed_regions)
        raise Refused(PairingRefusal.REGION_NOT_ALLOWED, region=", ".join(capability.regions), allowed=allowed)


def _tokens(wanted: Wanted, client_id: str, keys: StationKeys | None) -> SmartTokens:
    """Tokens that the server really gives."""
    if keys is None:
        raise Unavailable("keys", "The key of this station is not at hand.")
    tokens = SmartTokens(wanted.url, Identity(client_id, keys.sign), wanted.trust)
    try:
        _write_key(wanted, keys, tokens.offer().algorithm)
        tokens.bearer()
    except SmartTrouble as trouble:
        raise Refused(_SMART_REFUSALS[trouble.code]) from trouble
    except NoToken as refusal:
        _refuse_unregistered(wanted, client_id, refusal)
    return tokens


def _refuse_unregistered(wanted: Wanted, client_id: str, refusal: NoToken) -> NoReturn:
    key = str(wanted.jwk_out) if wanted.jwk_out else "as this station shows it"
    raise Refused(PairingRefusal.NOT_REGISTERED, client=client_id, key=key, said=refusal.why) from refusal


def _organization(server: FhirServer, wanted: Wanted) -> tuple[str, Mapping[str, Any]]:
    asked = wanted.organization
    if "|" in asked:
        found = server.find("Organization", asked)
        if len(found) > 1:
            raise Refused(PairingRefusal.ORGANIZATION_NOT_UNIQUE, organization=asked, found=len(found))
        if found and found[0].get("id"):
            return f"Organization/{found[0]['id']}", found[0]
        raise Refused(PairingRefusal.ORGANIZATION_NOT_FOUND, organization=asked)
    answer = server.read(f"Organization/{asked.removeprefix('Organization/')}")
    if answer.status in (401, 403):
        raise Refused(PairingRefusal.TOKEN_NEEDED, status=answer.status)
    if not answer.done or answer.resource is None or answer.resource.get("resourceType") != "Organization":
        raise Refused(PairingRefusal.ORGANIZATION_NOT_FOUND, organization=asked)
    return answer.reference, answer.resource


def _check_work(tx: Transaction, organization: str) -> None:
    """A new address of the same pharmacy is fine; what waits for one pharmacy must not go to another."""
    before = pairing_of(tx)
    waiting = tx.outbox.count(OutboxState.WAITING) + tx.outbox.count(OutboxState.PARKED)
    if before is not None and before.organization != organization and waiting:
        raise Refused(PairingRefusal.WORK_WAITING, waiting=waiting, organization=before.organization)


def _warnings(site: Site, wanted: Wanted, capability: Capability, organization: Mapping[str, Any]) -> list[str]:
    found = []
    if wanted.auth is Auth.NONE:
        found.append("Requests carry no proof of who sends them (no SMART): only for tests, training and demo.")
    if wanted.auth is Auth.NONE and capability.smart:
        found.append("The server offers SMART: pair with it.")
    if site.compliance.allowed_regions and not capability.regions:
        allowed = ", ".join(site.compliance.allowed_regions)
        found.append(f"The server does not say where it keeps its data; the compliance pack allows {allowed}.")
    if organization.get("active") is False:
        found.append("The server says that this Organization is not active.")
    return found
