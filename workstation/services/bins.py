"""Bins of the will-call shelf: which one is free next."""

from uuid import UUID

from workstation.domain.queue import QueueFilter, View
from workstation.domain.users import Permission, User
from workstation.domain.workflow import standing
from workstation.services.ports import Transaction
from workstation.services.site import Site

BINS = tuple(f"H-{number:02d}" for number in range(1, 41))
"""The shelf of the first version; a setting when pharmacies differ."""


def next_free_bin(site: Site, user: User) -> str:
    """The first bin in which no ready bag lies, "" when all are full."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        taken = {one.casefold() for one in taken_bins(tx, site, user)}
    return next((one for one in BINS if one.casefold() not in taken), "")


def taken_bins(tx: Transaction, site: Site, user: User, besides: UUID | None = None) -> frozenset[str]:
    """The bins in which ready bags lie, that of the prescription `besides` left out."""
    ready = tx.prescriptions.queue(QueueFilter(view=View.READY, user_id=user.id, now=site.clock()))
    bags = [standing(tx.prescriptions.events(row.id)).ready for row in ready if row.id != besides]
    return frozenset(bag.detail for bag in bags if bag is not None)
