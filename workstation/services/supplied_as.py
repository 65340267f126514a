"""What is supplied for a line: the keyed product, or the one that a pharmacist chose in its place."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.domain.prescription import PrescriptionLine
from workstation.domain.substitution import SubstitutionReason, block_of, supplied_line, units_for_one
from workstation.domain.workflow import Event, EventKind
from workstation.services.ports import Transaction
from workstation.services.site import Site

_VOIDS = frozenset(
    {
        EventKind.APPROVED,
        EventKind.APPROVAL_WITHDRAWN,
        EventKind.EDITED_AT_SERVER,
        EventKind.CLAIM_LOST,
        EventKind.REOPENED,
    }
)
"""A choice was made for what was approved: whatever is approved anew is chosen anew."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice of a pharmacist for one line."""

    line_id: UUID
    keyed_id: UUID
    product_id: UUID
    reason: SubstitutionReason
    by: UUID | None
    at: datetime

    def as_detail(self) -> str:
        """As the event keeps it."""
        ids = {"line": self.line_id, "keyed": self.keyed_id, "product": self.product_id}
        return json.dumps({key: str(one) for key, one in ids.items()} | {"reason": self.reason.value})


def chosen_products(events: Iterable[Event]) -> Mapping[UUID, Chosen]:
    """Line → the choice that stands; choosing the keyed product ends one."""
    found: dict[UUID, Chosen] = {}
    for event in events:
        if event.kind in _VOIDS:
            found.clear()
        elif event.kind is EventKind.SUBSTITUTED:
            one = _from(event)
            found[one.line_id] = one
    return {line: one for line, one in found.items() if one.product_id != one.keyed_id}


def _from(event: Event) -> Chosen:
    said = json.loads(event.detail)
    line, keyed, product = (UUID(said[key]) for key in ("line", "keyed", "product"))
    return Chosen(line, keyed, product, SubstitutionReason(said["reason"]), event.by, event.at)


@dataclass(frozen=True, slots=True)
class Supply:
    """What is picked for a line. `line` has quantity and directions in units of `product`."""

    line: PrescriptionLine
    product: Product
    keyed: Product
    units_for_one: int = 1
    chosen: Chosen | None = None


def supply_of(tx: Transaction, site: Site, line: PrescriptionLine, chosen: Mapping[UUID, Chosen]) -> Supply:
    """The line as it is supplied. A choice that the rules do not allow any more (the catalogue changed) is none."""
    assert line.product_id is not None
    keyed, one = tx.products.get(line.product_id), chosen.get(line.id)
    if one is None or one.keyed_id != line.product_id:
        return Supply(line, keyed, keyed)
    product, same = tx.products.get(one.product_id), site.same_ingredient
    units = units_for_one(keyed, product, same)
    shown = supplied_line(line, keyed, product, units) if units is not None else None
    if units is None or shown is None or block_of(site.compliance.substitution, line, keyed, same) is not None:
        return Supply(line, keyed, keyed)
    return Supply(shown, product, keyed, units, one)
