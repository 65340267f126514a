"""The sample pharmacy of `workstation demo`: its order server, its store, its stock and its people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.samplepharmacy.fhir_bundle import fhir_bundle
from workstation.adapters.samplepharmacy.loading import sample_pharmacy, users
from workstation.adapters.samplepharmacy.models import SamplePharmacy, SampleUser
from workstation.adapters.samplepharmacy.stock import stock_batches
from workstation.app.pairing import Pairing, save_pairing
from workstation.domain.stock import StockBatch
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.receiving import add_products, open_balance
from workstation.services.sign_in import SecretKind, add_user
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class Sample:
    """The running sample: server and people."""

    pharmacy: SamplePharmacy
    server: OrderServer
    people: tuple[SampleUser, ...]


@contextmanager
def sample_server(now: datetime, today: date, certificates: Path | None = None) -> Iterator[Sample]:
    """Starts the reference order server with the sample pharmacy's prescriptions in it, over HTTPS."""
    pharmacy = sample_pharmacy(today)
    config = ServerConfig(
        organization=str(pharmacy.organization_id), organization_name=pharmacy.name, cert_dir=certificates
    )
    with OrderServer(config) as server:
        for number, bundle in enumerate(fhir_bundle(pharmacy, now, today)):
            server.load_document(bundle, f"sample bundle {number}")
        yield Sample(pharmacy, server, users(today))


def pair_with_sample(site: Site, sample: Sample) -> None:
    """Pairs the store with the running sample server."""
    address = sample.server.address
    organization = f"Organization/{sample.pharmacy.organization_id}"
    save_pairing(site, Pairing(address.url, organization, address.ca.read_text(encoding="ascii")))


def seed_store(site: Site, sample: Sample) -> None:
    """Fills an empty sample store: catalogue, stock with expired and short-dated batches, staff. Once."""
    with site.store.read() as tx:
        if tx.products.count():
            return
    add_products(site, products())
    open_balance(
        site,
        [
            (StockBatch(site.new_id(), one.product_id, one.batch_number, one.expiry_date), one.quantity)
            for one in stock_batches(site.today())
        ],
    )
    hasher = Argon2Hasher()
    for person in sample.people:
        secrets = {SecretKind.PASSPHRASE: person.passphrase}
        if person.pin:
            secrets[SecretKind.PIN] = person.pin
        add_user(site, hasher, person.user, secrets)
