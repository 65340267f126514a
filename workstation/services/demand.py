"""Demand that was not met: written when somebody goes without, for whoever orders the goods. No patient is named."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from workstation.domain.prescription import PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.returns import DemandCause, UnmetDemand
from workstation.domain.users import Permission, User
from workstation.services.pick_lines import PickLine
from workstation.services.ports import Transaction
from workstation.services.site import Site


def note_demand(
    tx: Transaction,
    site: Site,
    user: User,
    cause: DemandCause,
    prescription_id: UUID,
    line: PrescriptionLine,
    amount: Quantity,
) -> None:
    """One row, for an amount above 0."""
    if amount.value > 0:
        unmet = UnmetDemand(
            site.new_id(), site.clock(), user.id, cause, prescription_id, line.id, line.product_id, line.medicine.text,
            amount,
        )  # fmt: skip
        tx.demand.add(unmet)


def note_short(tx: Transaction, site: Site, user: User, prescription_id: UUID, rows: Sequence[PickLine]) -> None:
    """What a part supply leaves owing because it is not there; what somebody wants only a part of is no demand."""
    for row in rows:
        if row.packs_scanned and row.short:
            missing = Quantity((row.wanted - row.allocated - row.free).value / row.units_for_one, row.wanted.unit)
            note_demand(tx, site, user, DemandCause.OWED, prescription_id, row.line, missing)


def unmet_demand(site: Site, user: User, since: datetime) -> Sequence[UnmetDemand]:
    """What was wanted and not there, oldest first."""
    site.require(user, Permission.RECEIVE_STOCK)
    with site.store.read() as tx:
        return tx.demand.since(since)
