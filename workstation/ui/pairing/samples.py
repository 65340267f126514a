"""A sample server for pictures and tests of the pairing screens: no network, every answer given at once."""

import threading
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.pairing.actions import (
    ConnectionView,
    CopyDecision,
    Entered,
    Found,
    Met,
    PairingActions,
    Tell,
)

STAGES = ("server", "token", "organization", "search", "create", "change", "delete", "batch", "transaction")
STATION_ID = "01890000-0000-7000-8000-00000000000a"
NEW_HERE = ConnectionView("A · Counter 1", STATION_ID, copied=False)
COPIED = ConnectionView("A · Counter 1", STATION_ID, copied=True)
PIN = "5c" * 32
MET = Met("CN=orders.example", "CN=Example Authority,O=Example", date(2027, 3, 4), "a1" * 32, PIN, "")
PROBE: dict[str, Any] = {
    "fhir_version": "4.0.1",
    "software": "Order server 7",
    "version_ids": True,
    "stale_update": "ignored",
    "conditional_create": False,
    "search_lag_seconds": 1.8,
    "delete": True,
    "transaction": None,
    "max_batch": 20,
}
WARNINGS = ("The server does not say where it keeps its data; the compliance pack allows IN.",)
FOUND = Found("https://orders.example/fhir, FHIR 4.0.1, Order server 7", "Organization/pharmacy-1", PROBE, WARNINGS)
PAIRED = ConnectionView(
    "A · Counter 1",
    STATION_ID,
    copied=False,
    url="https://orders.example/fhir",
    organization="Organization/pharmacy-1",
    smart=True,
    client_id=STATION_ID,
    region="IN",
    probe=PROBE,
)
KEY = '{"keys":[{"kty":"EC","crv":"P-384","alg":"ES384","kid":"Xq3…","x":"…","y":"…"}]}'


@dataclass
class SampleServer:
    """Set what it answers; see what it was asked."""

    met: Met | Unavailable = MET
    found: Found | Refused | Unavailable = FOUND
    keeping: Refused | None = None
    asked: list[Entered] = field(default_factory=list)
    checked: list[Entered] = field(default_factory=list)
    kept: int = 0
    decided: list[CopyDecision] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    """While it is not set, the check stands at its first stage."""
    stopped_by: Refused | None = None
    """What is raised when the check is stopped."""

    def __post_init__(self) -> None:
        self.go_on.set()

    def actions(self) -> PairingActions:
        """For the screens."""
        return PairingActions(
            url_problem=lambda url: "" if url.startswith("https://o") else ("not_https" if url else "missing"),
            ca_problem=lambda path: "" if path.endswith(".pem") else "not_a_ca",
            pin_problem=lambda pin: "" if pin == PIN else "not_a_pin",
            meet=self._meet,
            public_key=lambda: KEY,
            save_key=self.saved.append,
            check=self._check,
            keep=self._keep,
            decide=self.decided.append,
            stages=STAGES,
        )

    def _meet(self, entered: Entered) -> Met:
        self.asked.append(entered)
        if isinstance(self.met, Unavailable):
            raise self.met
        return self.met

    def _check(self, entered: Entered, tell: Tell, stopped: Any) -> Found:
        self.checked.append(entered)
        for stage in STAGES:
            tell(stage)
            if not self.go_on.wait(10):
                raise AssertionError("the check was never let go on")
            if stopped() and self.stopped_by is not None:
                raise self.stopped_by
        if not isinstance(self.found, Found):
            raise self.found
        return self.found

    def _keep(self) -> None:
        if self.keeping is not None:
            raise self.keeping
        self.kept += 1
