"""The bags that wait in the bins for their patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.queue import Flag, QueueFilter, View
from workstation.domain.users import Permission, User
from workstation.domain.workflow import standing
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class Bag:
    """A prescription that is ready and waits in a bin."""

    id: UUID
    number: str
    patient_name: str
    bin: str
    ready_at: datetime
    packs: int
    flags: tuple[Flag, ...] = ()


def waiting_bags(site: Site, user: User) -> Sequence[Bag]:
    """Every bag that is ready, in the order of the queue."""
    site.require(user, Permission.HAND_OVER)
    with site.store.read() as tx:
        wanted = QueueFilter(view=View.READY, user_id=user.id, now=site.clock(), limit=1000)
        bags = []
        for row in tx.prescriptions.queue(wanted):
            ready = standing(tx.prescriptions.events(row.id)).ready
            if ready is not None:
                packs = sum(one.packs for one in tx.stock.allocations(row.id))
                name = row.patient_name or "Unknown patient"
                bags.append(Bag(row.id, row.number, name, ready.detail, ready.at, packs, row.flags))
        return bags
