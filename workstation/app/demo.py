"""`workstation demo`: the sample pharmacy with its own order server, in a window or played by itself."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from workstation.app.labels import PharmacyText
from workstation.app.opening import Opened, compliance_pack, opened_with_key, site_of, store_key, utc_now
from workstation.app.sample import Sample, pair_with_sample, sample_server, seed_store
from workstation.app.signals import removed_on_signal
from workstation.domain.errors import Unavailable
from workstation.settings import Settings


@dataclass(frozen=True, slots=True)
class Demo:
    """The running demo: server, store and how to reach them."""

    settings: Settings
    sample: Sample
    opened: Opened
    key: bytes
    begins_anew: bool = False
    """The folder held an earlier demo, and what was done in it is gone."""

    @property
    def pharmacy(self) -> PharmacyText:
        """The head of the labels."""
        found = self.sample.pharmacy
        address = ", ".join([*found.address, f"{found.city} {found.postal_code}"])
        return PharmacyText(found.name, f"{address} · {found.phone}", found.licence)


@contextmanager
def running_demo(settings: Settings, *, own_folder: bool) -> Iterator[Demo]:
    """Server and store of the sample pharmacy, both new. `own_folder`: no folder was named, a temporary one is used.

    Raises Unavailable when the folder named holds a real store.
    """
    with _folder(settings, own_folder) as place:
        anew = _clear_old_demo(place.data_dir)
        zone = ZoneInfo(compliance_pack(place).time_zone)
        now = utc_now()
        key = store_key(place, demo=True)
        with (
            sample_server(now, now.astimezone(zone).date()) as sample,
            opened_with_key(place, key, demo=True) as first,
        ):
            seed_store(first.site, sample)
            pair_with_sample(first.site, sample)
            yield Demo(place, sample, replace(first, site=site_of(first.store, place, first.keys)), key, anew)


@contextmanager
def _folder(settings: Settings, own_folder: bool) -> Iterator[Settings]:
    if not own_folder:
        yield settings
        return
    with (
        tempfile.TemporaryDirectory(prefix="workstation-demo-", ignore_cleanup_errors=True) as folder,
        removed_on_signal(Path(folder)),
    ):
        os.environ["WORKSTATION_DATA_DIR"] = folder
        yield replace(settings, data_dir=Path(folder))


def _clear_old_demo(folder: Path) -> bool:
    """An earlier demo's store is sample data of a server that is gone; a real store is never touched. Whether one was
    there."""
    record = folder / "store.key"
    if not record.exists():
        return False
    if json.loads(record.read_text(encoding="utf-8")).get("kind") != "demo":
        raise Unavailable("store", f"{folder} holds a real store. Give the demo a folder of its own.")
    for old in [record, *folder.glob("store.db*"), *folder.glob("store-*.bak"), *folder.glob("station*.key")]:
        old.unlink()
    return True
