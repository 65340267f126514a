"""The use cases behind the pairing screens, bound to the open store."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from workstation.adapters.fhir.meeting import doubt, meet
from workstation.adapters.fhir.origin import origin_of
from workstation.adapters.fhir.pin import parse_pin
from workstation.adapters.fhir.probe import Stopwatch
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.keys.station_key import ES384
from workstation.app.machine import Decided, become_new_station, bind, is_copied, settle
from workstation.app.opening import Opened
from workstation.app.pair import STAGES, Auth, Paired, Wanted, examine, keep
from workstation.app.pairing import SMART, pairing_of
from workstation.domain import exact_json
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.users import Permission, User
from workstation.ui.pairing.actions import (
    ConnectionView,
    CopyDecision,
    Entered,
    Found,
    Met,
    PairingActions,
    Tell,
    TrustWay,
)

_THIS_PC = frozenset({"127.0.0.1", "::1", "localhost"})


class PairDeskRefusal(StrEnum):
    """Why the screen does not go on, beside PairingRefusal."""

    STOPPED = "stopped"
    SAMPLE_DATA = "sample_data"


@dataclass(slots=True)
class PairBinding:
    """One wizard's use cases. `who` gives the user who is signed in; `sample` = a store with sample data."""

    here: Opened
    who: Callable[[], User]
    sample: bool = False
    _found: Paired | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def actions(self) -> PairingActions:
        """For the screens."""
        return PairingActions(
            url_problem=url_problem,
            ca_problem=ca_problem,
            pin_problem=lambda pin: "" if parse_pin(pin) else "not_a_pin",
            meet=self._meet,
            public_key=self._public_key,
            save_key=self._save_key,
            check=self._check,
            keep=self._keep,
            decide=self._decide,
            stages=STAGES,
        )

    def connection(self) -> ConnectionView:
        """The connection as it stands."""
        here = self.here
        with here.site.store.read() as tx:
            pairing = pairing_of(tx)
        station = here.site.station
        copied = is_copied(here.site, here.data_dir)
        names = f"{station.letter} · {station.name}"
        if pairing is None:
            return ConnectionView(names, str(station.id), copied)
        way = TrustWay.PIN if pairing.pin else (TrustWay.CA if pairing.ca_pem else TrustWay.SYSTEM)
        return ConnectionView(
            names,
            str(station.id),
            copied,
            url=pairing.url,
            organization=pairing.organization,
            smart=pairing.auth == SMART,
            client_id=pairing.client_id,
            trust=way,
            pin=pairing.pin,
            region=pairing.region,
            probe=pairing.probe or None,
        )

    def _meet(self, entered: Entered) -> Met:
        self._require(entered)
        shown = meet(entered.url)
        believed = doubt(entered.url, _trust(entered))
        return Met(shown.subject, shown.issuer, shown.valid_until.date(), shown.fingerprint, shown.pin, believed)

    def _public_key(self) -> str:
        return exact_json.dumps(self.here.keys.public_jwks(ES384))

    def _save_key(self, path: str) -> None:
        try:
            Path(path).write_text(self._public_key() + "\n", encoding="utf-8")
        except OSError as error:
            raise Unavailable("keys", f"{path} cannot be written: {error.strerror}.") from error

    def _check(self, entered: Entered, tell: Tell, stopped: Callable[[], bool]) -> Found:
        self._require(entered)
        here, watch = self.here, _Watch(tell, stopped)
        settle(here.site, here.data_dir, moved=False)
        paired = examine(here.site, _wanted(entered), Stopwatch(time.monotonic, watch.wait), here.keys, watch.tell)
        watch.look()
        with self._lock:
            self._found = paired
        note = paired.pairing.probe
        server = f"{paired.pairing.url}, FHIR {note['fhir_version']}"
        if note["software"]:
            server += f", {note['software']}"
        return Found(server, paired.pairing.organization, note, paired.warnings)

    def _keep(self) -> None:
        user = self._user()
        with self._lock:
            found = self._found
        if found is None:
            raise ValueError("nothing was checked")
        keep(self.here.site, found, user)
        bind(self.here.site, self.here.data_dir, why="")

    def _decide(self, decision: CopyDecision) -> None:
        here, decided = self.here, Decided(self._user(), decision.reason)
        if decision.moved:
            settle(here.site, here.data_dir, moved=True, decided=decided)
        else:
            become_new_station(here.store, here.site, here.data_dir, here.keys, decided)

    def _user(self) -> User:
        user = self.who()
        self.here.site.require(user, Permission.PAIR)
        return user

    def _require(self, entered: Entered) -> None:
        """The right to pair; and sample data stays on this PC."""
        self._user()
        host = urlsplit(entered.url).hostname or ""
        if self.sample and host not in _THIS_PC:
            raise Refused(PairDeskRefusal.SAMPLE_DATA, host=host)


class _Watch:
    """Stops the check between two steps: once, so that tidying up afterwards is not stopped as well."""

    def __init__(self, tell: Tell, stopped: Callable[[], bool]) -> None:
        self._tell, self._stopped, self._done = tell, stopped, False

    def tell(self, stage: str) -> None:
        """A stage begins."""
        self.look()
        self._tell(stage)

    def wait(self, seconds: float) -> None:
        """Within a stage."""
        self.look()
        time.sleep(seconds)

    def look(self) -> None:
        """Raises Refused(STOPPED) the first time that it is asked for."""
        if self._stopped() and not self._done:
            self._done = True
            raise Refused(PairDeskRefusal.STOPPED)


def url_problem(url: str) -> str:
    """Key under [pairing.address]; "" when the shape of the address is right."""
    if not url:
        return "missing"
    if not url.startswith("https://"):
        return "not_https"
    return "" if origin_of(url) is not None else "not_an_address"


def ca_problem(path: str) -> str:
    """Key under [pairing.trust]; "" when the file holds a certificate."""
    try:
        ssl.create_default_context(cafile=path)
        Path(path).read_text(encoding="ascii")
    except (OSError, ValueError):
        return "not_a_ca"
    return ""


def _wanted(entered: Entered) -> Wanted:
    ca = Path(entered.ca) if entered.trust is TrustWay.CA else None
    pin = (parse_pin(entered.pin) or "") if entered.trust is TrustWay.PIN else ""
    auth = Auth.SMART if entered.smart else Auth.NONE
    return Wanted(entered.url, entered.organization, ca, auth, pin, entered.client_id if entered.smart else "")


def _trust(entered: Entered) -> Trust:
    """As `_wanted`; what is not filled in yet counts as not given: the system's authorities decide."""
    if entered.trust is TrustWay.CA and (not entered.ca or ca_problem(entered.ca)):
        return Trust()
    return _wanted(entered).trust
