"""Substitution: what in stock may stand for the keyed product of a line, and the choice of a pharmacist."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.pricing import price_of, saving
from workstation.domain.quantity import Money, Quantity
from workstation.domain.stock import choose_batches
from workstation.domain.substitution import (
    SubstitutionReason,
    SubstitutionRefusal,
    block_of,
    supplied_line,
    units_for_one,
)
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, standing
from workstation.services.pick_lines import GIVABLE, PickLine, pick_lines
from workstation.services.picking import require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import record
from workstation.services.reserving import reserve
from workstation.services.screening import alert_key, screen_in
from workstation.services.site import Site
from workstation.services.supplied_as import Chosen

MOST_OFFERED = 5
"""One key each; there are hardly more that are worth reading."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """One product that may stand for the keyed one. `refusal` = it is shown, and why it cannot be taken."""

    product: Product
    units_for_one: int
    wanted: Quantity
    """Of this product, for what the supply under way still wants."""
    free: Quantity
    """In the shelf, usable, held for nobody."""
    directions: str
    """As they would stand on the label; "" where they cannot be reckoned."""
    price: Money | None
    saves: Money | None
    """Against what is picked now; negative where it costs more, None where a price is not known."""
    is_keyed: bool = False
    """The product that was approved: taking it ends a substitution."""
    refusal: SubstitutionRefusal | None = None


@dataclass(frozen=True, slots=True)
class Substitutes:
    """What the dispense screen offers for a line. `block` = nothing may be taken, whatever is in stock."""

    line_id: UUID
    position: int
    product: Product
    """What is picked now."""
    wanted: Quantity
    price: Money | None
    found: tuple[Substitute, ...]
    block: SubstitutionRefusal | None


def substitutes(site: Site, user: User, prescription_id: UUID, line_id: UUID) -> Substitutes:
    """What is in stock for a line of the pick list: same ingredients, form and release; the same strength first,
    then what saves most. Looking is for everybody who picks; choosing is for a pharmacist (`substitute`)."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        asked = _asked(tx, site, prescription, line_id)
        now = price_of(asked.row.product, asked.row.wanted)
        block = _block(site, asked)
        rows = [_substitute(tx, site, asked, one, now) for one in _candidates(tx, site, asked)]
        there = [one for one in rows if one is not None and (one.free.value > 0 or one.is_keyed)]
        there.sort(key=lambda one: (one.units_for_one, -(one.saves.amount if one.saves else 0), one.product.name))
        row, found = asked.row, tuple(there[:MOST_OFFERED])
        return Substitutes(line_id, row.line.position, row.product, row.wanted, now, found, block)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The line as prescribed, as it is picked now, and the product that was approved for it."""

    line: PrescriptionLine
    row: PickLine
    keyed: Product


def _asked(tx: Transaction, site: Site, prescription: Prescription, line_id: UUID) -> _Asked:
    """Raises Refused(NOT_EQUIVALENT) for a line that is not picked: without a product nothing stands for it."""
    row = next((row for row in pick_lines(tx, site, prescription) if row.line.id == line_id), None)
    if row is None:
        raise Refused(SubstitutionRefusal.NOT_EQUIVALENT)
    return _Asked(prescription.line(line_id), row, row.keyed or row.product)


def _block(site: Site, asked: _Asked) -> SubstitutionRefusal | None:
    if asked.row.allocations:
        return SubstitutionRefusal.PACKS_THERE
    return block_of(site.compliance.substitution, asked.line, asked.keyed, site.same_ingredient)


def _candidates(tx: Transaction, site: Site, asked: _Asked) -> list[Product]:
    names = [site.same_ingredient(part.ingredient) for part in asked.keyed.ingredients]
    return [one for one in tx.products.with_ingredients(names) if one.id != asked.row.product.id]


def _substitute(tx: Transaction, site: Site, asked: _Asked, other: Product, now: Money | None) -> Substitute | None:
    """None for a product that is no equivalent in any number."""
    units = units_for_one(asked.keyed, other, site.same_ingredient)
    if units is None:
        return None
    row, shown = asked.row, supplied_line(asked.line, asked.keyed, other, units)
    wanted = Quantity(row.wanted.value / row.units_for_one * units, row.wanted.unit)
    price = price_of(other, wanted)
    return Substitute(
        product=other,
        units_for_one=units,
        wanted=wanted,
        free=_free(tx, site, other, asked.line.days_supply),
        directions=shown.dosage_instruction if shown is not None else "",
        price=price,
        saves=saving(now, price),
        is_keyed=other.id == asked.keyed.id,
        refusal=None if shown is not None else SubstitutionRefusal.DIRECTIONS_NOT_SCALED,
    )


def _free(tx: Transaction, site: Site, product: Product, days_supply: int | None) -> Quantity:
    rows = choose_batches(tx.stock.on_hand(product.id), site.today(), days_supply)
    free = sum((row.stock.free.value for row in rows if row.verdict in GIVABLE), Decimal(0))
    return Quantity(free, product.pack_size.unit)


def substitute(
    site: Site, user: User, prescription_id: UUID, line_id: UUID, product_id: UUID, reason: SubstitutionReason
) -> PickLine:
    """A pharmacist chooses what is picked for a line in the place of the keyed product, or takes that one again.

    What was approved stays as it is; what would be supplied is screened again, and an alert that the approved one did
    not have refuses the choice. Raises Refused (SubstitutionRefusal; ScanRefusal where nothing may be picked).
    """
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_may_pick(tx, site, prescription)
        asked = _asked(tx, site, prescription, line_id)
        product = tx.products.get(product_id)
        if product.id == asked.row.product.id:
            raise Refused(SubstitutionRefusal.ALREADY_THIS, product=product.name)
        _require_possible(tx, site, prescription, asked, product)
        chosen = Chosen(line_id, asked.keyed.id, product.id, reason, user.id, site.clock())
        why = reason.value if product.id != asked.keyed.id else ""
        record(tx, site, user, prescription_id, EventKind.SUBSTITUTED, why, chosen.as_detail())
        if standing(tx.prescriptions.events(prescription_id)).accuracy_check is not None:
            record(tx, site, user, prescription_id, EventKind.ACCURACY_CHECK_WITHDRAWN, reason="product changed")
        reserve(tx, site, prescription)
        return _asked(tx, site, prescription, line_id).row


def _require_possible(tx: Transaction, site: Site, prescription: Prescription, asked: _Asked, product: Product) -> None:
    facts: dict[str, str | int] = {"line": asked.line.position, "product": product.name, "keyed": asked.keyed.name}
    is_back = product.id == asked.keyed.id
    block = _block(site, asked)
    if block is SubstitutionRefusal.PACKS_THERE or (block is not None and not is_back):
        raise Refused(block, **facts)
    units = units_for_one(asked.keyed, product, site.same_ingredient)
    if units is None:
        raise Refused(SubstitutionRefusal.NOT_EQUIVALENT, **facts)
    shown = supplied_line(asked.line, asked.keyed, product, units)
    if shown is None:
        raise Refused(SubstitutionRefusal.DIRECTIONS_NOT_SCALED, **facts, written=asked.line.dosage_instruction)
    _require_no_new_alert(tx, site, prescription, replace(shown, product_id=product.id), facts)


def _require_no_new_alert(
    tx: Transaction, site: Site, prescription: Prescription, shown: PrescriptionLine, facts: Mapping[str, str | int]
) -> None:
    """Only what interrupts counts, and only what the approved prescription does not say anyway."""
    lines = tuple(shown if one.id == shown.id else one for one in prescription.lines)
    known = {alert_key(one.alert) for one in screen_in(tx, site, prescription).alerts}
    for one in screen_in(tx, site, replace(prescription, lines=lines)).alerts:
        if one.alert.interrupts and alert_key(one.alert) not in known:
            raise Refused(SubstitutionRefusal.NEW_ALERT, **facts, subjects=" + ".join(one.alert.subjects))
