"""Goods in, first version: a batch of a known product enters the shelf. The catalogue, too."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity, QuantityRefusal
from workstation.domain.stock import MovementKind, StockBatch, StockMovement
from workstation.domain.users import Permission, User
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed, tell_movement


class ReceivingRefusal(StrEnum):
    """Why goods are not booked in."""

    UNKNOWN_PRODUCT = "unknown_product"
    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    UNIT_DIFFERS = "unit_differs_from_product"
    NO_BATCH_NUMBER = "no_batch_number"
    ALREADY_EXPIRED = "already_expired"
    EXPIRY_TOO_FAR = "expiry_too_far"
    BATCH_HAS_OTHER_EXPIRY = "batch_has_other_expiry"


LONGEST_SHELF_LIFE_YEARS = 15
"""Further than this an expiry date is a slip of typing."""


def receive_stock(
    site: Site, user: User, gtin: str, batch_number: str, expiry_date: date, amount: Quantity
) -> StockBatch:
    """Books goods in by batch; the same batch again adds to it. Raises Refused with what does not fit."""
    site.require(user, Permission.RECEIVE_STOCK)
    batch_number = batch_number.strip()  # else the scan of its pack would not find it
    with site.store.begin() as tx:
        product = tx.products.by_gtin(gtin)
        if product is None:
            raise Refused(ReceivingRefusal.UNKNOWN_PRODUCT, gtin=gtin)
        _require_sensible(site, product, batch_number, expiry_date, amount)
        batch = _batch(tx, site, product, batch_number, expiry_date)
        movement = StockMovement(
            site.new_id(), batch.id, MovementKind.RECEIPT, amount, site.clock(), user.id, "goods in"
        )
        tx.stock.add_movement(movement)
        tell_movement(tx, site, movement, batch, product)
        audit(tx, site, user, "stock_received", batch.id, {"quantity": str(amount.value)})
        return batch


def _require_sensible(site: Site, product: Product, batch_number: str, expiry_date: date, amount: Quantity) -> None:
    if not amount.value.is_finite():
        raise Refused(QuantityRefusal.NOT_A_NUMBER, given=str(amount.value))
    if amount.value <= 0:
        raise Refused(ReceivingRefusal.QUANTITY_NOT_POSITIVE, quantity=amount.value)
    if amount.unit != product.pack_size.unit:
        raise Refused(ReceivingRefusal.UNIT_DIFFERS, unit=amount.unit, pack_unit=product.pack_size.unit)
    if not batch_number:
        raise Refused(ReceivingRefusal.NO_BATCH_NUMBER)
    if expiry_date < site.today():
        raise Refused(ReceivingRefusal.ALREADY_EXPIRED, expiry_date=expiry_date)
    if expiry_date.year > site.today().year + LONGEST_SHELF_LIFE_YEARS:
        raise Refused(ReceivingRefusal.EXPIRY_TOO_FAR, expiry_date=expiry_date)


def _batch(tx: Transaction, site: Site, product: Product, batch_number: str, expiry_date: date) -> StockBatch:
    known = tx.stock.find_batch(product.id, batch_number)
    if known is None:
        batch = StockBatch(site.new_id(), product.id, batch_number, expiry_date)
        tx.stock.add_batch(batch)
        return batch
    if known.expiry_date != expiry_date:
        raise Refused(ReceivingRefusal.BATCH_HAS_OTHER_EXPIRY, batch_number=batch_number, known=known.expiry_date)
    return known


def add_products(site: Site, products: Sequence[Product]) -> None:
    """Adds products to the catalogue or renews them, known by GTIN."""
    with site.store.begin() as tx:
        tx.products.save(products)
        audit(tx, site, None, "products_added", "catalogue", {"products": str(len(products))})


def open_balance(site: Site, stock: Sequence[tuple[StockBatch, Quantity]], reason: str = "opening balance") -> None:
    """Takes over what lies in the shelves when a store is set up, expired goods included."""
    with site.store.begin() as tx:
        for batch, amount in stock:
            tx.stock.add_batch(batch)
            if amount.value > 0:
                tx.stock.add_movement(_opening(site, batch.id, amount, reason))
        stock_changed(tx, site)
        audit(tx, site, None, "opening_balance", "stock", {"batches": str(len(stock))})


def _opening(site: Site, batch_id: UUID, amount: Quantity, reason: str) -> StockMovement:
    return StockMovement(site.new_id(), batch_id, MovementKind.RECEIPT, amount, site.clock(), None, reason)
