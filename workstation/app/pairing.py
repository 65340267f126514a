"""Which order server this station works with. The pairing is a fact of the store, so that it travels with it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from functools import partial
from typing import Any

from workstation.adapters.fhir.capability import Capability, capability_of
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.page_limit import PageLimit
from workstation.adapters.fhir.patience import SHORT_PAUSE, Patience
from workstation.adapters.fhir.smart import Identity, SmartTokens
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.fhir.tokens import Tokens
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.keys.station_key import StationKeys
from workstation.app.page_worker import RemotePages, Source
from workstation.domain import exact_json
from workstation.domain.compliance import region_is_allowed
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import AttentionCode
from workstation.domain.users import User
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.stops import end_stop, tell_stop
from workstation.services.sync.another_server import paired_anew, paired_elsewhere
from workstation.services.sync.courier import Habits

_NOTE = "pairing"
PAGE_ENTRIES = "pairing.page_entries"
"""Sync note: how many entries a page of this server may have, where larger ones were too large; "" = as we like."""
_REGION_READ = "pairing.region_read"
"""Sync note: the day on which the server was last asked where it keeps its data."""
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
            search_lag=timedelta(seconds=float(lag)) if lag is not None else None,
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
    """The same within a transaction; `user` is None where nobody has signed in (command line).

    Another server, or another pharmacy at it, is pulled from the beginning. What the server refused is tried again.
    """
    before = pairing_of(tx)
    if before is not None and (before.url, before.organization) != (pairing.url, pairing.organization):
        paired_elsewhere(tx, site, other_pharmacy=before.organization != pairing.organization)
    paired_anew(tx, site)
    tx.sync_notes.set(PAGE_ENTRIES, "")
    tx.sync_notes.set(_REGION_READ, site.today().isoformat())
    _write_note(tx, pairing)
    audit(tx, site, user, "paired", pairing.organization, {"url": pairing.url})


def _write_note(tx: Transaction, pairing: Pairing) -> None:
    tx.sync_notes.set(_NOTE, exact_json.dumps(asdict(pairing)))


def region_now(site: Site, pairing: Pairing) -> str:
    """Where the server keeps its data, asked again once a day; what it said before where it does not answer now.

    Without a token: /metadata is open (FHIR R4, capabilities), and a server that may not be used gets no token.
    """
    today = site.today().isoformat()
    with site.store.read() as tx:
        if tx.sync_notes.get(_REGION_READ) == today:
            return pairing.region
    try:
        with FhirServer(pairing.url, trust=pairing.trust) as server:
            capability = capability_of(server.read("metadata").resource)
    except Unavailable:  # the round itself says that the server is gone
        return pairing.region
    region = region_declared(site, pairing, capability)
    with site.store.begin() as tx:
        tx.sync_notes.set(_REGION_READ, today)
    return region


def region_declared(site: Site, pairing: Pairing, capability: Capability | None) -> str:
    """Keeps where the server says now that it keeps its data. One that says nothing has not moved."""
    said = " ".join(capability.regions) if capability else ""
    if not said or said == pairing.region:
        return pairing.region
    with site.store.begin() as tx:
        current = pairing_of(tx)
        if current is not None and current.url == pairing.url:
            _write_note(tx, replace(current, region=said))
            audit(tx, site, None, "region_changed", pairing.organization, {"before": pairing.region, "now": said})
    return said


def require_region(site: Site, region: str) -> None:
    """Raises Unavailable, and lists it for people, when the compliance pack does not allow the server's region."""
    if not region_is_allowed(site.compliance, region.split()):
        tell_stop(site, AttentionCode.REGION_NOT_ALLOWED, region)
        why = f"The order server keeps its data in {region}, which the compliance pack does not allow."
        raise Unavailable("order_server", why)
    end_stop(site, AttentionCode.REGION_NOT_ALLOWED)


def _heard(_capability: Capability | None) -> None:
    """For a connection that nobody watches over."""


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection to the order server."""

    server: FhirServer
    translation: FhirTranslation
    habits: Habits
    declared: Callable[[Capability | None], None] = _heard
    """To be told what the server says about itself; raises Unavailable when it may not be used any more."""
    reader: RemotePages | None = None
    """Helps with a first pull."""


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
        require_region(site, region_now(site, pairing))
        tokens = self._tokens_of(pairing) if pairing.auth == SMART else None
        conditional = pairing.probe.get("conditional_create") is not False
        with (
            _page_limit(site) as limit,
            FhirServer(
                pairing.url,
                trust=pairing.trust,
                tokens=tokens,
                conditional_creates=conditional,
                page_limit=limit,
                patience=Patience(SHORT_PAUSE, time.sleep),
            ) as server,
            RemotePages(lambda: _source(pairing, tokens, limit)) as reader,
        ):
            translation = FhirTranslation(pairing.organization, site.station.id, site.new_id, site.zone, pairing.url)
            yield Line(server, translation, pairing.habits, partial(self._declared, pairing), reader)

    def _declared(self, pairing: Pairing, capability: Capability | None) -> None:
        require_region(self._site, region_declared(self._site, pairing, capability))

    def _tokens_of(self, pairing: Pairing) -> Tokens:
        if self._keys is None:
            raise Unavailable("keys", "The key of this station is not at hand, and the order server needs it.")
        if self._tokens is None or self._tokens_for != pairing:
            identity = Identity(pairing.client_id, self._keys.sign)
            self._tokens, self._tokens_for = SmartTokens(pairing.url, identity, pairing.trust), pairing
        return self._tokens


def _source(pairing: Pairing, tokens: Tokens | None, limit: PageLimit) -> Source:
    token = tokens.bearer() if tokens is not None else ""
    return Source(pairing.url, pairing.organization, pairing.trust, token, limit.most_entries)


@contextmanager
def _page_limit(site: Site) -> Iterator[PageLimit]:
    """How large a page of this server may be, remembered when it turns out to be too large."""
    with site.store.read() as tx:
        known = tx.sync_notes.get(PAGE_ENTRIES)
    limit = PageLimit(most_entries=int(known) if known else None)
    before = limit.most_entries
    try:
        yield limit
    finally:
        if limit.most_entries != before:
            with site.store.begin() as tx:
                tx.sync_notes.set(PAGE_ENTRIES, str(limit.most_entries))


@contextmanager
def connected(site: Site) -> Iterator[tuple[FhirServer, FhirTranslation]]:
    """For looking at a server that needs no token (demo). Whoever syncs uses app.syncing."""
    with Link(site, None).connected() as line:
        yield line.server, line.translation
