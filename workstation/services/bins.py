"""Bins of the will-call shelf: which one is free next."""

from workstation.domain.queue import QueueFilter, View
from workstation.domain.users import Permission, User
from workstation.domain.workflow import standing
from workstation.services.site import Site

BINS = tuple(f"H-{number:02d}" for number in range(1, 41))
"""The shelf of the first version; a setting when pharmacies differ."""


def next_free_bin(site: Site, user: User) -> str:
    """The first bin in which no ready bag lies, "" when all are full."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        ready = tx.prescriptions.queue(QueueFilter(view=View.READY, user_id=user.id, now=site.clock()))
        bags = [standing(tx.prescriptions.events(row.id)).ready for row in ready]
    taken = {bag.detail for bag in bags if bag is not None}
    return next((one for one in BINS if one not in taken), "")
