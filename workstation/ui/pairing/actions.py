"""What the pairing screens can ask for, and what they are shown. Plain facts: they cross threads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class TrustWay(StrEnum):
    """Who vouches for the server."""

    SYSTEM = "system"
    CA = "ca"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything that was typed. What does not belong to the chosen ways is kept, and left out when it is used."""

    url: str = ""
    trust: TrustWay = TrustWay.SYSTEM
    ca: str = ""
    pin: str = ""
    organization: str = ""
    smart: bool = True
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """The certificate that was shown, and whether it is believed with the chosen way."""

    subject: str
    issuer: str
    valid_until: date
    fingerprint: str
    """SHA-256 of the certificate, hex."""
    pin: str
    """SHA-256 of its public key, hex."""
    doubt: str
    """Why it is not believed, as a sentence; "" when it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the check found; not kept yet."""

    server: str
    """URL, FHIR version and software, as one line."""
    organization: str
    probe: Mapping[str, Any]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """The connection as it stands."""

    station: str
    """The station's letter and name."""
    station_id: str
    copied: bool
    """The store is a copy, and nobody has said what it is."""
    url: str = ""
    """"" = not paired."""
    organization: str = ""
    smart: bool = False
    client_id: str = ""
    trust: TrustWay = TrustWay.SYSTEM
    pin: str = ""
    region: str = ""
    probe: Mapping[str, Any] | None = None
    """None = never tried."""

    @property
    def is_paired(self) -> bool:
        """Whether there is a server."""
        return bool(self.url)


@dataclass(frozen=True, slots=True)
class CopyDecision:
    """What a copied store is."""

    moved: bool
    """False = it becomes a new station."""
    reason: str


Tell = Callable[[str], None]
"""Hears which stage begins; called on the lane's thread."""


@dataclass(frozen=True, slots=True)
class PairingActions:
    """The use cases behind the screens. Those marked (lane) take their time and run off the window's thread.

    They raise Refused and Unavailable.
    """

    url_problem: Callable[[str], str]
    """Key under [pairing.address] of what is wrong with an address; "" when its shape is right."""
    ca_problem: Callable[[str], str]
    """Key under [pairing.trust]; "" when the file holds a certificate."""
    pin_problem: Callable[[str], str]
    """Key under [pairing.trust]; "" when it is a pin."""
    meet: Callable[[Entered], Met]
    """(lane) The certificate at the address."""
    public_key: Callable[[], str]
    """(lane) The JWK Set to register; the key pair is made when there is none."""
    save_key: Callable[[str], None]
    """(lane) Writes it to a file."""
    check: Callable[[Entered, Tell, Callable[[], bool]], Found]
    """(lane) Looks and probes; keeps nothing. Asks between two steps whether it shall stop."""
    keep: Callable[[], None]
    """(lane) Keeps what `check` found last: from then on the station works with that server."""
    decide: Callable[[CopyDecision], None]
    """(lane) Says what a copied store is."""
    stages: tuple[str, ...]
    """What `check` tells, in order."""
