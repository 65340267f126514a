"""Picking that was interrupted: a lock, another person, a crash. Its packs are scanned again, its labels count no more.

Nobody knows which of the labels that were printed lie on which pack, or whether somebody moved a pack meanwhile. What
was found right before (the accuracy check) stays.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from workstation.domain.users import User
from workstation.domain.workflow import Event, EventKind, standing
from workstation.services.claim import put_back_packs
from workstation.services.labelling import written_labels
from workstation.services.ports import Transaction
from workstation.services.recording import record
from workstation.services.reserving import reserve
from workstation.services.site import Site


class Interruption(StrEnum):
    """What came between."""

    LOCKED = "locked"
    """The window was locked, or another person signed in."""
    RESTARTED = "restarted"
    """The program ended while packs lay scanned."""


_SETTLED = frozenset(
    {
        EventKind.LABELS_WRITTEN,
        EventKind.LABELLED_BY_HAND,
        EventKind.ACCURACY_CHECKED,
        EventKind.HANDED_OVER,
        EventKind.APPROVED,
    }
)
"""New labels were made, or all of it begins anew: nothing has to be said of the old ones any more."""


def picked_here(site: Site) -> str:
    """The sync note under which this station keeps what it picks: what a crash leaves behind."""
    return f"picking/{site.station.id}"


def note_picking(tx: Transaction, site: Site, prescription_id: UUID) -> None:
    """In the transaction of a scan: this station has packs of it in hand. Written when it is another one."""
    if tx.sync_notes.get(picked_here(site)) != str(prescription_id):
        tx.sync_notes.set(picked_here(site), str(prescription_id))


def interrupt(site: Site, user: User, prescription_id: UUID) -> int:
    """The window was locked over this prescription. Returns how many packs have to be scanned again, 0 for none."""
    with site.store.begin() as tx:
        return _interrupt(tx, site, user, prescription_id, Interruption.LOCKED)


def recover(site: Site) -> UUID | None:
    """At the start of the program: what was picked here when it ended. Returns the prescription, if there is one."""
    with site.store.begin() as tx:
        said = tx.sync_notes.get(picked_here(site))
        if not said:
            return None
        tx.sync_notes.set(picked_here(site), "")
        one = UUID(said)
        return one if _interrupt(tx, site, None, one, Interruption.RESTARTED) else None


def _interrupt(tx: Transaction, site: Site, user: User | None, prescription_id: UUID, why: Interruption) -> int:
    events = tx.prescriptions.events(prescription_id)
    packs, facts = tx.stock.allocations(prescription_id), standing(events)
    if not packs or facts.accuracy_check is not None:
        return 0
    written = written_labels(events)
    labels = sum(1 for one in packs if one.id in written)
    put_back_packs(tx, site, prescription_id)
    record(tx, site, user, prescription_id, EventKind.INTERRUPTED, why.value, f"{len(packs)} {labels}")
    reserve(tx, site, tx.prescriptions.get(prescription_id))
    return len(packs)


def interruption_in(events: Iterable[Event]) -> Event | None:
    """The last interruption, until new labels were made."""
    last = None
    for event in events:
        if event.kind is EventKind.INTERRUPTED:
            last = event
        elif event.kind in _SETTLED:
            last = None
    return last


def packs_and_labels(event: Event) -> tuple[int, int]:
    """How many packs lay there, and how many of them had a label."""
    packs, labels = event.detail.split()
    return int(packs), int(labels)
