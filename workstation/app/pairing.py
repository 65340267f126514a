"""Which order server this station works with. The pairing is a fact of the store, so that it travels with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from typing import Any

from workstation.adapters.fhir.client import FhirServer, Tokens
from workstation.adapters.fhir.smart import Identity, SmartTokens
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.keys.station_key import StationKeys
from workstation.domain import exact_json
from workstation.domain.compliance import region_is_allowed
from workstation.domain.errors import Unavailable
from workstation.domain.users import User
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.sync.courier import Habits

_NOTE = "pairing"
NONE, SMART = "none", "smart"


@dataclass(frozen=True, slots=True)
class Pairing:
    """One order server and this pharmacy's place at it."""

    url: str
    organization: str
    """"Organization/<id>" at the server."""
    ca_pem: str
    """The pharmacy's own certificate authority, "" = the system's trust store."""
    auth: str = NONE
    client_id: str = ""
    """Under which this station is registered at the server; "" without SMART."""
    pin: str = ""
    """SHA-256 of the server's public key (SPKI) in hex; "" = not pinned."""
    region: str = ""
    """Where the server says that it keeps its data: ISO 3166 codes with blanks between; "" = it does not say."""
    probe: Mapping[str, Any] = field(default_factory=dict)
    """What the live round found: the members of `probe` in the answer of `workstation pair --json`; {} = not tried."""

    @property
    def trust(self) -> Trust:
        """Who is believed to be that server."""
        return Trust(self.ca_pem, self.pin)

    @property
    def max_batch(self) -> int:
        """Entries that the server took in one batch; 0 = it takes none, or it was not tried."""
        return int(self.probe.get("max_batch") or 0)

    @property
    def habits(self) -> Habits:
        """What of the probe changes how we write."""
        lag = self.probe.get("search_lag_seconds")
        return Habits(
            search_lag=timedelta(seconds=float(lag or 0)),
            ignores_if_match=self.probe.get("stale_update") == "ignored",
            max_batch=max(1, self.max_batch),
        )


def pairing_of(tx: Transaction) -> Pairing | None:
    """The pairing of this store, None when there is none yet. Notes of other versions have fewer or more members."""
    note = tx.sync_notes.get(_NOTE)
    if not note:
        return None
    known = {one.name for one in fields(Pairing)}
    return Pairing(**{name: value for name, value in exact_json.loads(note).items() if name in known})


def save_pairing(site: Site, pairing: Pairing) -> None:
    """Remembers the order server; a new address for the same pharmacy replaces the old one."""
    with site.store.begin() as tx:
        write_pairing(tx, site, pairing)


def write_pairing(tx: Transaction, site: Site, pairing: Pairing, user: User | None = None) -> None:
    """The same within a transaction; `user` is None where nobody has signed in (command line)."""
    tx.sync_notes.set(_NOTE, exact_json.dumps(asdict(pairing)))
    audit(tx, site, user, "paired", pairing.organization, {"url": pairing.url})


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection to the order server."""

    server: FhirServer
    translation: FhirTranslation
    habits: Habits


class Link:
    """The way to the paired server. Keeps the token between rounds, in memory; a new pairing counts at once."""

    def __init__(self, site: Site, keys: StationKeys | None) -> None:
        self._site = site
        self._keys = keys
        self._tokens: Tokens | None = None
        self._tokens_for: Pairing | None = None

    @contextmanager
    def connected(self) -> Iterator[Line]:
        """The server and the translation for it. Raises Unavailable when none is paired, or it may not be used."""
        site = self._site
        with site.store.read() as tx:
            pairing = pairing_of(tx)
        if pairing is None:
            why = "No order server is paired yet. Run: workstation pair URL --organization ID"
            raise Unavailable("order_server", why)
        if not region_is_allowed(site.compliance, pairing.region.split()):
            why = f"The order server keeps its data in {pairing.region}, which the compliance pack does not allow."
            raise Unavailable("order_server", why)
        tokens = self._tokens_of(pairing) if pairing.auth == SMART else None
        conditional = pairing.probe.get("conditional_create") is not False
        with FhirServer(pairing.url, trust=pairing.trust, tokens=tokens, conditional_creates=conditional) as server:
            translation = FhirTranslation(pairing.organization, site.station.id, site.new_id, site.zone, pairing.url)
            yield Line(server, translation, pairing.habits)

    def _tokens_of(self, pairing: Pairing) -> Tokens:
        if self._keys is None:
            raise Unavailable("keys", "The key of this station is not at hand, and the order server needs it.")
        if self._tokens is None or self._tokens_for != pairing:
            identity = Identity(pairing.client_id, self._keys.sign)
            self._tokens, self._tokens_for = SmartTokens(pairing.url, identity, pairing.trust), pairing
        return self._tokens


@contextmanager
def connected(site: Site) -> Iterator[tuple[FhirServer, FhirTranslation]]:
    """For looking at a server that needs no token (demo). Whoever syncs uses app.syncing."""
    with Link(site, None).connected() as line:
        yield line.server, line.translation
