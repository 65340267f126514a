"""Opens the store of this PC and puts together what the use cases are handed."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from workstation import paths
from workstation.adapters.compliance import load_pack
from workstation.adapters.db import SqlStore, open_store
from workstation.adapters.fhir.messages_out import FhirMessages
from workstation.adapters.keys.signing import TrustedKeys
from workstation.adapters.keys.station_key import StationKeys
from workstation.adapters.keys.store_key import load_or_create_key
from workstation.adapters.knowledge.overrides import load_override_reasons
from workstation.app.clinical import PackKnowledge
from workstation.app.knowledge import current_knowledge
from workstation.app.pairing import Link, pairing_of
from workstation.app.signer import StationSigner
from workstation.domain.compliance import CompliancePack
from workstation.services.site import Site
from workstation.services.sync.courier import Jitter
from workstation.services.sync.once import full_jitter
from workstation.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store with its site, and the way to its order server."""

    store: SqlStore
    site: Site
    data_dir: Path
    keys: StationKeys
    link: Link


def utc_now() -> datetime:
    """The clock of this PC, aware."""
    return datetime.now(UTC)


def compliance_pack(settings: Settings) -> CompliancePack:
    """The signed compliance pack that the settings name."""
    keys = TrustedKeys.from_files([paths.resources() / "keys" / "trusted.toml"])
    return load_pack(paths.resources() / "compliance" / f"{settings.compliance_pack}.toml", keys.verify)


def store_key(settings: Settings, *, demo: bool = False) -> bytes:
    """The key of the store, made when the folder is empty. Raises Unavailable with what to do."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return load_or_create_key(settings.data_dir, passphrase_file=settings.passphrase_file, demo=demo)


def opened(settings: Settings, *, demo: bool = False) -> AbstractContextManager[Opened]:
    """Opens the store, creating it when the folder is empty. Raises Unavailable with what to do."""
    return opened_with_key(settings, store_key(settings, demo=demo), demo=demo)


@contextmanager
def opened_with_key(settings: Settings, key: bytes, *, demo: bool = False) -> Iterator[Opened]:
    """Opens the store with a key that was handed over."""
    store = open_store(settings.data_dir / "store.db", key, new_id=uuid7, clock=utc_now, demo=demo)
    try:
        keys = StationKeys(settings.data_dir, key)
        site = site_of(store, settings, keys)
        yield Opened(store, site, settings.data_dir, keys, Link(site, keys))
    finally:
        store.close()


def site_of(store: SqlStore, settings: Settings, keys: StationKeys) -> Site:
    """What the use cases are handed, for this store."""
    pack = compliance_pack(settings)
    with store.read() as tx:
        pairing = pairing_of(tx)
    return Site(
        store=store,
        clock=utc_now,
        new_id=uuid7,
        station=store.station(),
        compliance=pack,
        zone=ZoneInfo(pack.time_zone),
        messages=FhirMessages(pairing.organization if pairing else "", StationSigner(keys)),
        clinical=PackKnowledge(current_knowledge(settings, utc_now().astimezone(ZoneInfo(pack.time_zone)).date())),
        overrides=load_override_reasons(paths.resources()),
    )


def jitter() -> Jitter:
    """Random waits between tries; the seed keeps several counters from trying in step."""
    return full_jitter(Random(secrets.randbits(64)))  # noqa: S311  # spreads load, guards nothing
