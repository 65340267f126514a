"""Supplies of a prescription that this store did not make: taken in, counted, and asked about where they cannot be.

Ours that are in this store are counted from this store. Ours that are not (a restored store) and those of other
pharmacies reduce what is owed. Nothing is ever left out because it is not understood: then the work waits.
"""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from workstation.domain.elsewhere import DispenseElsewhere, Reckoning, ServerDispense, counted
from workstation.domain.errors import Refused
from workstation.domain.matching import GTIN_SYSTEMS
from workstation.domain.medicine import Product
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescription import LineBlock, PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.users import Permission, User
from workstation.services.ports import Transaction
from workstation.services.recording import audit, refresh
from workstation.services.server_words import ServerPrescription
from workstation.services.site import Site


class ElsewhereRefusal(StrEnum):
    """Why a person's count of a supply is not taken."""

    UNKNOWN_SUPPLY = "unknown_supply"
    OTHER_UNIT = "other_unit"
    BELOW_ZERO = "below_zero"


def take_in_dispenses(tx: Transaction, site: Site, prescription: Prescription, found: ServerPrescription) -> None:
    """Keeps what the server says was supplied for the lines of this prescription, counted anew."""
    lines = line_references(tx, prescription) if found.dispenses else {}
    for one in found.dispenses:
        if one.line_reference not in lines:
            continue
        known = tx.elsewhere.get(one.reference)
        same = known is not None and (known.status, known.quantity, known.medicine) == _facts(one)
        tx.elsewhere.save(
            DispenseElsewhere(
                reference=one.reference,
                prescription_id=prescription.id,
                line_id=lines[one.line_reference],
                own_id=one.own_id,
                status=one.status,
                quantity=one.quantity,
                medicine=one.medicine,
                when=one.when,
                counted=known.counted if known is not None and same else None,
                counted_by=known.counted_by if known is not None and same else None,
            )
        )
    recount(tx, site, prescription)


def _facts(one: ServerDispense) -> tuple[str, Quantity | None, PrescribedMedicine | None]:
    return one.status, one.quantity, one.medicine


def line_references(tx: Transaction, prescription: Prescription) -> dict[str, UUID]:
    """Our line by its reference at the server: the server's lines, and those that we made and sent."""
    known = dict(tx.prescriptions.line_ids(prescription.id))
    ours = {line.id for line in prescription.lines}
    sent = {one.sent_reference: one.id for one in tx.outbox.of_group(prescription.id) if one.id in ours}
    return known | {reference: line_id for reference, line_id in sent.items() if reference}


def recount(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Counts every supply by the lines as they are now. What a person said stays."""
    lines = {line.id: line for line in prescription.lines}
    for one in tx.elsewhere.of_prescription(prescription.id):
        line = lines.get(one.line_id) if one.line_id else None
        if one.counted_by is not None:
            continue
        amount = _counted(tx, site, one, line) if line is not None else None
        if amount != one.counted:
            tx.elsewhere.save(replace(one, counted=amount))
    _tell_too_much(tx, site, prescription)


def _counted(tx: Transaction, site: Site, one: DispenseElsewhere, line: PrescriptionLine) -> Quantity | None:
    if line.quantity_prescribed is None or line.block is LineBlock.REPLACED:
        return None
    keyed = tx.products.get(line.product_id).ingredients if line.product_id else ()
    ask = Reckoning(
        prescribed=line.medicine,
        ingredients=line.medicine.ingredients or keyed,
        unit=line.quantity_prescribed.unit,
        product=_product(tx, one.medicine),
        same=site.same_ingredient,
    )
    return counted(one, ask)


def _product(tx: Transaction, medicine: PrescribedMedicine | None) -> Product | None:
    codes = [one.code for one in medicine.codings if one.system in GTIN_SYSTEMS] if medicine else []
    found = (tx.products.by_gtin(code.zfill(14)) for code in codes)
    return next((one for one in found if one is not None), None)


def in_doubt(tx: Transaction, prescription: Prescription) -> list[DispenseElsewhere]:
    """Supplies without a count, for a line that is work here or for one that we transcribed."""
    here = {one.id for one in tx.dispenses.of_prescription(prescription.id)}
    concerned = {line.id for line in prescription.lines if line.is_work or line.block is LineBlock.REPLACED}
    return [
        one
        for one in tx.elsewhere.of_prescription(prescription.id)
        if one.in_doubt and one.line_id in concerned and one.own_id not in here
    ]


def uncounted(tx: Transaction, prescription: Prescription) -> list[str]:
    """What must be asked: each supply in doubt in a sentence."""
    positions: dict[UUID | None, int] = {line.id: line.position for line in prescription.lines}
    return [
        f"{one.reference} ({one.status}, {one.quantity or 'no quantity'}) for line {positions[one.line_id]}"
        " cannot be counted against what is prescribed"
        for one in in_doubt(tx, prescription)
    ]


def count_supply(site: Site, user: User, reference: str, amount: Quantity, reason: str = "") -> None:
    """A pharmacist says how much of the prescribed quantity a supply of somebody else was; 0 = nothing of it.

    `reason` says how it is known, for the audit. Raises Refused for a supply that is not known, another unit than the
    line's, or less than nothing.
    """
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        known = tx.elsewhere.get(reference)
        if known is None or known.line_id is None:
            raise Refused(ElsewhereRefusal.UNKNOWN_SUPPLY, reference=reference)
        prescribed = tx.prescriptions.get(known.prescription_id).line(known.line_id).quantity_prescribed
        if prescribed is None or prescribed.unit != amount.unit:
            raise Refused(ElsewhereRefusal.OTHER_UNIT, unit=amount.unit, expected=prescribed.unit if prescribed else "")
        if amount.value < 0:
            raise Refused(ElsewhereRefusal.BELOW_ZERO)
        tx.elsewhere.save(replace(known, counted=amount, counted_by=user.id))
        facts = {"dispense": reference, "as": str(amount)} | ({"reason": reason.strip()} if reason.strip() else {})
        audit(tx, site, user, "supply_counted", known.line_id, facts)
        prescription = tx.prescriptions.get(known.prescription_id)
        settle_counted(tx, site, prescription)
        _tell_too_much(tx, site, prescription)
        refresh(tx, prescription.id)


def settle_counted(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Settles the doubts about supplies that are counted by now."""
    still = set(uncounted(tx, prescription))
    references = [one.reference for one in tx.elsewhere.of_prescription(prescription.id)]
    for one in tx.attentions.of_prescription(prescription.id):
        is_of_supply = one.detail.startswith(tuple(f"{reference} (" for reference in references))
        if one.settled_at is None and is_of_supply and one.detail not in still:
            tx.attentions.settle(one.id, site.clock())


def _tell_too_much(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """All pharmacies together supplied more than was ordered: a fact by now, listed once for each line."""
    for row in tx.prescriptions.progress(prescription.id):
        if row.elsewhere is not None and row.too_much:
            note_oversupply(
                tx, site, prescription, row.line_id, f"{row.dispensed or 0} here, {row.elsewhere} elsewhere"
            )


def note_oversupply(tx: Transaction, site: Site, prescription: Prescription, line_id: UUID, detail: str) -> None:
    """Lists a line of which more was supplied than ordered; the same thing once."""
    said = f"line {prescription.line(line_id).position}: {detail}"
    code = AttentionCode.OVERSUPPLIED
    if not any((one.code, one.detail) == (code, said) for one in tx.attentions.of_prescription(prescription.id)):
        tx.attentions.add(Attention(site.new_id(), prescription.id, code, said, site.clock()))
