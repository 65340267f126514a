"""One round of sync: send what waits, then take in what is new, then send what followed from it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxState
from workstation.services.access_log import tell_accesses
from workstation.services.expiry import expire_overdue
from workstation.services.site import Site
from workstation.services.sync import sentinel
from workstation.services.sync.consents import ask_consents
from workstation.services.sync.courier import Courier, Jitter
from workstation.services.sync.ports import ServerBusy
from workstation.services.sync.pull import Progress, always, pull
from workstation.services.sync.push import Pushed, push
from workstation.services.sync.stock_up import report_stock
from workstation.services.sync.watermark import is_pulled_first

OFFLINE_SINCE = "sync.offline_since"
LAST_CONTACT = "sync.last_contact"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one round did and how things stand after it."""

    pulled: int
    pushed: int
    waiting: int
    parked: int
    conflicts: int
    offline: str
    """"" when the server answered, else why not."""
    stopped: bool = False
    """This store was set back to an older state: nothing is sent until a person has said how it goes on."""


def full_jitter(random_source: random.Random) -> Jitter:
    """A wait drawn evenly between 0 and the longest ("full jitter", AWS Architecture Blog 2015)."""

    def draw(longest: float) -> float:
        return random_source.uniform(0, longest)

    return draw


def sync_once(courier: Courier, progress: Progress = always) -> SyncReport:
    """One round. Never raises for a server that is gone: that is a state, and it is kept.

    `progress` is told how many prescriptions the pull has taken in; False ends it there.
    Nothing is written before the sentinel has said that neither side was set back to an older state.
    """
    site = courier.site
    tell_accesses(site)
    expire_overdue(site)
    sent = _guarded_push(courier)
    pulled = pull(courier, progress)
    more = _guarded_push(courier) if not sent.offline and not pulled.offline else sent
    pushed = sent.sent + (more.sent if more is not sent else 0)
    offline = sent.offline or pulled.offline or more.offline or report_stock(courier) or ask_consents(courier)
    _remember(site, offline)
    return _report(site, pulled.tasks, pushed, offline)


def _guarded_push(courier: Courier) -> Pushed:
    if (pause := courier.paused_for()) > courier.rhythm.patience:
        return Pushed(0, "")
    if pause:
        courier.rhythm.wait(pause)
    try:
        standing = sentinel.check(courier)
        if standing is sentinel.Standing.STORE_RESTORED or not _has_work(courier) or not sentinel.count(courier):
            return Pushed(0, "")
        with courier.site.store.read() as tx:
            if is_pulled_first(tx):  # what is at the place that we would write to may be something else
                return Pushed(0, "")
    except ServerBusy as busy:
        courier.pause(busy)
        return Pushed(0, "")
    except Unavailable as unreachable:
        return Pushed(0, unreachable.why)
    return push(courier)


def _has_work(courier: Courier) -> bool:
    with courier.site.store.read() as tx:
        return bool(tx.outbox.ready(courier.site.clock(), 1, impatient=courier.rhythm.impatient))


def _remember(site: Site, offline: str) -> None:
    with site.store.begin() as tx:
        now = site.clock().isoformat()
        if not offline:
            tx.sync_notes.set(LAST_CONTACT, now)
            tx.sync_notes.set(OFFLINE_SINCE, "")
        elif not tx.sync_notes.get(OFFLINE_SINCE):
            tx.sync_notes.set(OFFLINE_SINCE, now)


def _report(site: Site, pulled: int, pushed: int, offline: str) -> SyncReport:
    with site.store.read() as tx:
        return SyncReport(
            pulled=pulled,
            pushed=pushed,
            waiting=tx.outbox.count(OutboxState.WAITING),
            parked=tx.outbox.count(OutboxState.PARKED),
            conflicts=len(tx.attentions.conflicts()),
            offline=offline,
            stopped=bool((known := sentinel.known_sentinel(tx)) and known.stopped),
        )


@dataclass(frozen=True, slots=True)
class Connection:
    """What the status bar says."""

    paired: bool
    offline_since: datetime | None
    waiting: int
    parked: int


def connection(site: Site, is_paired: Callable[[], bool]) -> Connection:
    """How the sync stands, from what is kept."""
    with site.store.read() as tx:
        since = tx.sync_notes.get(OFFLINE_SINCE)
        return Connection(
            paired=is_paired(),
            offline_since=datetime.fromisoformat(since) if since else None,
            waiting=tx.outbox.count(OutboxState.WAITING),
            parked=tx.outbox.count(OutboxState.PARKED),
        )
