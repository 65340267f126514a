"""Which order server this station works with. The pairing is a fact of the store, so that it travels with it."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.domain.errors import Unavailable
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

_NOTE = "pairing"


@dataclass(frozen=True, slots=True)
class Pairing:
    """One order server and this pharmacy's place at it."""

    url: str
    organization: str
    """"Organization/<id>" at the server."""
    ca_pem: str
    """The pharmacy's own certificate authority, "" = the system's trust store."""
    auth: str = "none"


def pairing_of(tx: Transaction) -> Pairing | None:
    """The pairing of this store, None when there is none yet."""
    note = tx.sync_notes.get(_NOTE)
    return Pairing(**json.loads(note)) if note else None


def save_pairing(site: Site, pairing: Pairing) -> None:
    """Remembers the order server; a new address for the same pharmacy replaces the old one."""
    with site.store.begin() as tx:
        tx.sync_notes.set(_NOTE, json.dumps(asdict(pairing)))
        audit(tx, site, None, "paired", pairing.organization, {"url": pairing.url})


@contextmanager
def connected(site: Site) -> Iterator[tuple[FhirServer, FhirTranslation]]:
    """The server this station is paired with, and the translation for it. Raises Unavailable when there is none."""
    with site.store.read() as tx:
        pairing = pairing_of(tx)
    if pairing is None:
        raise Unavailable("order_server", "No order server is paired yet. Run: workstation pair URL --organization ID")
    with _ca_file(pairing) as ca, FhirServer(pairing.url, ca) as server:
        yield server, FhirTranslation(pairing.organization, site.station.id, site.new_id, site.zone)


@contextmanager
def _ca_file(pairing: Pairing) -> Iterator[Path | None]:
    """The trust store takes a file; a certificate is no secret."""
    if not pairing.ca_pem:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="workstation-ca-") as folder:
        path = Path(folder) / "ca.pem"
        path.write_text(pairing.ca_pem, encoding="ascii")
        yield path
