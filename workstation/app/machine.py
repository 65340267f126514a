"""Is this the machine and the folder where the store was last used? A copy that syncs as if it were the original
would supply things twice.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.adapters.db import SqlStore, stations
from workstation.adapters.keys.machine import Machine, machine_of_note, this_machine
from workstation.adapters.keys.station_key import StationKeys
from workstation.app.pair import PairingRefusal
from workstation.domain import exact_json
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.outbox import AttentionCode, OutboxState
from workstation.domain.users import User
from workstation.domain.workflow import standing
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.stops import end_stop, tell_stop

_NOTE = "station.machine"
COPIED = (
    "This store was copied from another station, so it is not synced. If the station moved here and the old copy is"
    " gone, pair again with --moved; if both go on, pair again with --new-station. Nothing is lost."
)


@dataclass(frozen=True, slots=True)
class Decided:
    """Who said what a copied store is, and why. The command line has neither."""

    user: User
    reason: str


def require_same_machine(site: Site, data_dir: Path) -> None:
    """Raises Unavailable("station") for a copied store, and lists it for people. The first sync of a store remembers
    where it is.
    """
    if is_copied(site, data_dir):
        tell_stop(site, AttentionCode.COPIED_STATION, "this store was last used on another PC or in another folder")
        raise Unavailable("station", COPIED)
    bind(site, data_dir, why="")
    end_stop(site, AttentionCode.COPIED_STATION)


def is_copied(site: Site, data_dir: Path) -> bool:
    """The store was last used on another machine, or lies beside the one that it was copied from."""
    before = _bound(site)
    return before is not None and this_machine(data_dir).is_another(before)


def bind(site: Site, data_dir: Path, why: str, decided: Decided | None = None) -> None:
    """Remembers this machine and folder. `why` goes into the audit; "" where nothing was decided by a person."""
    now = this_machine(data_dir)
    if not why and _bound(site) == now:
        return
    with site.store.begin() as tx:
        tx.sync_notes.set(_NOTE, exact_json.dumps(now.to_note()))
        if why:
            facts = {"reason": decided.reason} if decided else None
            audit(tx, site, decided.user if decided else None, why, site.station.id, facts)


def open_work(site: Site) -> int:
    """Prescriptions held by this station, and entries that it has not sent: what only one of two copies may go on
    with.
    """
    with site.store.read() as tx:
        facts = [standing(tx.prescriptions.events(one)) for one in tx.prescriptions.open_ids()]
        held = sum(1 for one in facts if one.claimed or one.claim_asked)
        return held + tx.outbox.count(OutboxState.WAITING) + tx.outbox.count(OutboxState.PARKED)


def become_new_station(
    store: SqlStore, site: Site, data_dir: Path, keys: StationKeys, decided: Decided | None = None
) -> None:
    """Gives the store a station of its own, with a letter and a key of its own. It is opened again afterwards.

    Raises Refused(STATION_HAS_WORK) where it would go on with work that the old station goes on with.
    """
    work = open_work(site)
    if work:
        raise Refused(PairingRefusal.STATION_HAS_WORK, work=work)
    bind(site, data_dir, why="station_split", decided=decided)
    stations.register_another(store.backend, site.new_id, site.station.name)
    keys.forget()


def settle(site: Site, data_dir: Path, *, moved: bool, decided: Decided | None = None) -> None:
    """Before pairing. Raises Refused(STORE_COPIED) for a copy that nobody decided about; `moved` decides."""
    if moved:
        bind(site, data_dir, why="station_moved", decided=decided)
    elif is_copied(site, data_dir):
        raise Refused(PairingRefusal.STORE_COPIED)


def _bound(site: Site) -> Machine | None:
    with site.store.read() as tx:
        note: Any = exact_json.loads(tx.sync_notes.get(_NOTE) or "null")
    return machine_of_note(note) if isinstance(note, dict) else None
