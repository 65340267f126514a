"""The right pack: what a scan must be before anything is recorded, and what a supply is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity
from workstation.domain.stock import BatchOnHand, BatchVerdict, StockBatch, choose_batches
from workstation.domain.substitution import SubstitutionReason, type_code


class ScanRefusal(StrEnum):
    """Why a scanned pack is not recorded."""

    CODE_NOT_READABLE = "code_not_readable"
    CHECK_DIGIT_WRONG = "check_digit_wrong"
    CODE_IN_DOUBT = "code_in_doubt"
    CODES_GLUED = "codes_glued"
    """Two codes came as one."""
    KEYBOARD_LAYOUT = "keyboard_layout"
    """The scanner types for another keyboard than the PC is set to."""
    CODES_DISAGREE = "codes_disagree"
    """Two codes of one pack that name another batch, expiry or product."""
    UNKNOWN_PRODUCT = "unknown_product"
    WRONG_PRODUCT = "wrong_product"
    WRONG_STRENGTH = "wrong_strength"
    WRONG_FORM = "wrong_form"
    OTHER_BRAND = "other_brand"
    OTHER_BRAND_NARROW = "other_brand_narrow"
    """Another brand of a medicine of which small differences matter."""
    OTHER_BRAND_SCHEDULE = "other_brand_schedule"
    EXPIRED = "expired"
    EXPIRES_IN_COURSE = "expires_in_course"
    EXPIRY_DIFFERS = "expiry_differs"
    UNKNOWN_BATCH = "unknown_batch"
    QUARANTINED = "quarantined"
    NOT_IN_STOCK = "not_in_stock"
    HELD_FOR_ANOTHER = "held_for_another"
    """It lies there, and another prescription holds it."""
    SERIAL_ALREADY_SCANNED = "serial_already_scanned"
    LINE_COMPLETE = "line_complete"
    QUANTITY_UNKNOWN = "quantity_unknown"
    NOT_CLAIMED = "not_claimed"
    NOT_APPROVED = "not_approved"
    LINE_BLOCKED = "line_blocked"
    NEW_ALERT = "new_alert"
    NO_PRODUCT = "no_product"
    DISPENSED_ELSEWHERE = "dispensed_elsewhere"


class SupplyType(StrEnum):
    """FHIR v3-ActPharmacySupplyType of a supply."""

    FIRST_COMPLETE = "FFC"
    FIRST_PART = "FFP"
    REFILL_COMPLETE = "RFC"
    REFILL_PART = "RFP"
    EMERGENCY = "EM"


class OversupplyReason(StrEnum):
    """Why more than prescribed is supplied; anything else is refused."""

    UNBREAKABLE_PACK = "unbreakable_pack"
    EMERGENCY = "emergency"
    ON_PAPER = "on_paper"
    """It was supplied on paper during a downtime and entered afterwards."""


@dataclass(frozen=True, slots=True)
class Dispense:
    """One supply of one line from one batch at one hand-over. `id` is its business identifier at the server."""

    id: UUID
    prescription_id: UUID
    line_id: UUID
    product_id: UUID
    batch_id: UUID
    quantity: Quantity
    supply_type: SupplyType
    when_prepared: datetime
    when_handed_over: datetime
    prepared_by: UUID
    checked_by: UUID | None
    handed_over_by: UUID
    collected_by: str
    """"patient", or the role of somebody else; never a name."""
    substitution: str = "N"
    """FHIR v3-substanceAdminSubstitution: "N" none, "EC" another product of the same composition, "" = no code fits."""
    oversupply: OversupplyReason | None = None
    reverses: UUID | None = None
    """The dispense that this row undoes (entered in error); its quantity is the negative of that one's."""
    units_for_one: int = 1
    """Units of this product that stand for one of the prescribed."""
    substitution_reason: SubstitutionReason | None = None
    """Why another product was supplied, where a person said it."""

    @property
    def covers(self) -> Quantity:
        """What of the line it is, in the line's unit."""
        return Quantity(self.quantity.value / self.units_for_one, self.quantity.unit)


def substitution_of(
    keyed: UUID | None, supplied: UUID, *, is_the_same_medicine: bool = True, units_for_one: int = 1
) -> str:
    """How the supplied product stands to the one that was keyed; "" for another one that has no code.

    What is not the keyed product has the same ingredients, strengths, form and release (`matching`), which is what EC,
    "equivalent composition", says (HL7 v3 substanceAdminSubstitution); of another strength it is E (`type_code`).
    Whether one of them is a brand (BC) or both are generics (G) is not known here, and a therapeutic alternative (TE,
    TB, TG) needs a new prescription. Another medicine, supplied on paper by mistake, is none of them: it was
    substituted, and no code says that it was right.
    """
    if not is_the_same_medicine:
        return ""
    return "N" if keyed in (None, supplied) else type_code(units_for_one)


BREAKABLE_UNITS = frozenset({"tablet", "capsule", "sachet", "patch", "suppository", "lozenge"})
"""Units that may be cut from a pack; a bottle, tube, inhaler or vial is supplied whole."""


def quantity_from_pack(product: Product, still_wanted: Quantity) -> Quantity:
    """How much of one scanned pack counts for the line.

    A strip may be cut, so no more than is still wanted; a whole container counts whole.
    Raises Refused(UNITS_DIFFER) when the line is counted in another unit than the pack.
    """
    if product.pack_size.unit in BREAKABLE_UNITS and product.pack_size > still_wanted:
        return still_wanted
    still_wanted - product.pack_size
    return product.pack_size


def packs_needed(product: Product, wanted: Quantity) -> int:
    """Packs to scan for a quantity, opened ones counted as one. Raises Refused(UNITS_DIFFER)."""
    wanted - product.pack_size
    whole, rest = divmod(wanted.value, product.pack_size.value)
    return int(whole) + (rest > 0)


@dataclass(frozen=True, slots=True)
class PackScan:
    """What the rule needs to know of a scan that was parsed and found to be this product."""

    batch_number: str | None
    expiry_date: date | None
    serial_number: str | None


@dataclass(frozen=True, slots=True)
class BatchTaken:
    """The batch a scan is booked on. `assumed` = the code names no batch, the pick list's one was taken."""

    batch: StockBatch
    assumed: bool


def batch_for_scan(
    scan: PackScan, batches: list[BatchOnHand], today: date, days_supply: int | None, wanted: Decimal
) -> BatchTaken:
    """The batch of a scanned pack, or Refused with the reason. `wanted` is the amount this pack must cover."""
    if scan.expiry_date is not None and scan.expiry_date < today:
        raise Refused(ScanRefusal.EXPIRED, expiry_date=scan.expiry_date, batch_number=scan.batch_number)
    if scan.batch_number is None:
        return _batch_from_pick_list(scan, batches, today, days_supply, wanted)
    stock = next((row for row in batches if row.batch.batch_number == scan.batch_number), None)
    if stock is None:
        raise Refused(ScanRefusal.UNKNOWN_BATCH, batch_number=scan.batch_number)
    _require_usable(scan, stock, batches, today, wanted)
    _require_lasting(stock, batches, today, days_supply)
    return BatchTaken(stock.batch, assumed=False)


def _batch_from_pick_list(
    scan: PackScan, batches: list[BatchOnHand], today: date, days_supply: int | None, wanted: Decimal
) -> BatchTaken:
    """The first that lasts and holds a whole pack; the rest of a cut pack is not what was scanned."""
    if scan.expiry_date is not None:
        batches = [row for row in batches if row.batch.expiry_date == scan.expiry_date]
    enough = [row for row in batches if row.free.value >= wanted]
    rows = choose_batches(enough or batches, today, days_supply)
    for verdict in (BatchVerdict.USE, BatchVerdict.EXPIRES_IN_COURSE):
        for row in rows:
            if row.verdict is verdict:
                return BatchTaken(row.stock.batch, assumed=True)
    if rows and all(row.verdict is BatchVerdict.EXPIRED for row in rows):
        raise Refused(ScanRefusal.EXPIRED, expiry_date=rows[-1].stock.batch.expiry_date, batch_number=None)
    raise Refused(ScanRefusal.NOT_IN_STOCK, batch_number=None, none_left=not _is_left(batches, today, wanted))


def _is_left(batches: list[BatchOnHand], today: date, wanted: Decimal) -> bool:
    """Whether any batch that may be given has as much as a pack must cover."""
    good = (row for row in batches if row.batch.expiry_date >= today and not row.batch.quarantined)
    return any(row.free.value >= wanted for row in good)


def _require_usable(
    scan: PackScan, stock: BatchOnHand, batches: list[BatchOnHand], today: date, wanted: Decimal
) -> None:
    batch = stock.batch
    if scan.expiry_date is not None and scan.expiry_date != batch.expiry_date:
        raise Refused(
            ScanRefusal.EXPIRY_DIFFERS,
            batch_number=batch.batch_number,
            on_pack=scan.expiry_date,
            in_stock=batch.expiry_date,
        )
    if batch.expiry_date < today:
        raise Refused(ScanRefusal.EXPIRED, expiry_date=batch.expiry_date, batch_number=batch.batch_number)
    if batch.quarantined:
        raise Refused(ScanRefusal.QUARANTINED, batch_number=batch.batch_number)
    if stock.free.value < wanted:
        none_left, free = not _is_left(batches, today, wanted), stock.free.value
        raise Refused(ScanRefusal.NOT_IN_STOCK, batch_number=batch.batch_number, free=free, none_left=none_left)


def _require_lasting(stock: BatchOnHand, batches: list[BatchOnHand], today: date, days_supply: int | None) -> None:
    """A batch that ends within the course is refused while another one in stock lasts."""
    rows = {row.stock.batch.id: row for row in choose_batches(batches, today, days_supply)}
    if rows[stock.batch.id].verdict is not BatchVerdict.EXPIRES_IN_COURSE:
        return
    better = next((row for row in rows.values() if row.verdict is BatchVerdict.USE), None)
    if better is not None:
        raise Refused(
            ScanRefusal.EXPIRES_IN_COURSE,
            batch_number=stock.batch.batch_number,
            expiry_date=stock.batch.expiry_date,
            lasts_days=rows[stock.batch.id].lasts_days,
            days_supply=days_supply,
            use_batch=better.stock.batch.batch_number,
        )
