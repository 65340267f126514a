"""From what is written to what is keyed: drafts of lines, the product for each, and a person's confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.matching import may_be_meant
from workstation.domain.medicine import Product
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.domain.prescription import (
    LineBlock,
    LineKind,
    LineSource,
    PrescribedMedicine,
    Prescription,
    PrescriptionLine,
    WrittenPlace,
)
from workstation.domain.quantity import Quantity
from workstation.domain.users import Permission, User
from workstation.domain.workflow import EventKind, standing
from workstation.services.claim import ask_for_claim, release_packs
from workstation.services.fitting import fits, matching_products
from workstation.services.flags import refresh_flags
from workstation.services.line_drafts import end_added_draft, end_drafts_of_line
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, refresh
from workstation.services.site import Site
from workstation.services.task_changes import take_back_approval


class TranscriptionRefusal(StrEnum):
    """Why a line cannot be keyed like this."""

    SERVER_LINE = "server_line_is_not_edited"
    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    DAYS_NOT_POSITIVE = "days_not_positive"
    UNIT_DIFFERS = "unit_differs_from_product"
    NO_MEDICINE = "no_medicine"
    ALREADY_DISPENSED = "already_dispensed"
    WRONG_PRODUCT_FOR_LINE = "product_is_not_what_is_prescribed"


@dataclass(frozen=True, slots=True)
class KeyedLine:
    """What a person typed or chose for one line of a scan. `product` is the pack to be picked, if known."""

    medicine_text: str
    dosage_instruction: str
    quantity: Quantity | None
    days_supply: int | None
    product_id: UUID | None = None
    medicine: PrescribedMedicine | None = None
    """When no product is chosen: what is prescribed, with ingredients and form."""
    line_id: UUID | None = None
    """The draft that this confirms; None = a new line."""
    written: WrittenPlace | None = None
    written_text: str = ""


def start_review(site: Site, user: User, prescription_id: UUID) -> None:
    """Opens the prescription for review: asks for the claim when nobody did, keys products that are certain."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        ask_for_claim(tx, site, user, prescription_id)
        if not standing(tx.prescriptions.events(prescription_id)).reviewing:
            record(tx, site, user, prescription_id, EventKind.REVIEW_STARTED)
        key_certain_products(tx, site, prescription_id)
        refresh_flags(tx, site, tx.prescriptions.get(prescription_id))


def key_certain_products(tx: Transaction, site: Site, prescription_id: UUID) -> None:
    """Proposes a product for each server line that has none: the one in stock with most free, of those that match."""
    prescription = tx.prescriptions.get(prescription_id)
    lines = tuple(_with_product(tx, site, line) for line in prescription.lines)
    if lines != prescription.lines:
        tx.prescriptions.save(replace(prescription, lines=lines))


def _with_product(tx: Transaction, site: Site, line: PrescriptionLine) -> PrescriptionLine:
    if line.product_id is not None or line.kind is not LineKind.MEDICINE or line.source is not LineSource.SERVER:
        return line
    found = matching_products(tx, site, line.medicine)
    return replace(line, product_id=found[0].id) if found else line


def draft_lines(tx: Transaction, site: Site, prescription: Prescription, drafts: Sequence[KeyedLine]) -> Prescription:
    """Adds what the reader proposes as unconfirmed lines behind those that are there, and stores the prescription."""
    first = len(prescription.lines) + 1
    lines = (_our_line(site, draft, place) for place, draft in enumerate(drafts, start=first))
    prescription = replace(prescription, lines=(*prescription.lines, *lines))
    tx.prescriptions.save(prescription)
    audit(tx, site, None, "draft_lines", prescription.id, {"lines": str(len(drafts))})
    return prescription


def _our_line(site: Site, keyed: KeyedLine, position: int) -> PrescriptionLine:
    return PrescriptionLine(
        id=keyed.line_id or site.new_id(),
        position=position,
        kind=LineKind.MEDICINE,
        source=LineSource.TRANSCRIBED,
        medicine=keyed.medicine or PrescribedMedicine(keyed.medicine_text),
        dosage_instruction=keyed.dosage_instruction,
        quantity_prescribed=keyed.quantity,
        days_supply=keyed.days_supply,
        substitution_allowed=False,
        product_id=keyed.product_id,
        written=keyed.written,
        written_text=keyed.written_text,
    )


def confirm_line(site: Site, user: User, prescription_id: UUID, keyed: KeyedLine) -> Prescription:
    """A person says what a line of the scan means. Changing it afterwards voids what was checked downstream.

    Raises Refused for a server's line, a quantity or days of zero or less, or a unit the product is not counted in.
    """
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = _confirm(tx, site, user, tx.prescriptions.get(prescription_id), keyed)
        withdraw_checks(tx, site, user, prescription, f"line {keyed.line_id or 'new'} changed")
        return _kept(tx, site, prescription)


def _confirm(tx: Transaction, site: Site, user: User, prescription: Prescription, keyed: KeyedLine) -> Prescription:
    line = _confirmed(tx, site, user, prescription, keyed)
    before = next((old for old in prescription.lines if old.id == line.id), None)
    if before is not None and before != line and _take_back(tx, site, prescription, before):
        line = replace(line, id=site.new_id())
    if keyed.line_id is None:
        end_added_draft(tx, site, user, prescription.id)
    else:
        end_drafts_of_line(tx, site, user, prescription.id, keyed.line_id)
    others = [old for old in prescription.lines if old is not before]
    lines = tuple(sorted([*others, line], key=lambda one: one.position))
    audit(tx, site, user, "confirm_line", line.id, {"product": str(line.product_id)})
    return replace(prescription, lines=lines)


def _confirmed(
    tx: Transaction, site: Site, user: User, prescription: Prescription, keyed: KeyedLine
) -> PrescriptionLine:
    old = next((line for line in prescription.lines if line.id == keyed.line_id), None)
    if old is not None and old.source is LineSource.SERVER:
        raise Refused(TranscriptionRefusal.SERVER_LINE, line=old.position)
    position = old.position if old else len(prescription.lines) + 1
    product = tx.products.get(keyed.product_id) if keyed.product_id else None
    _require_sensible(keyed, product)
    medicine = keyed.medicine
    if product is not None:
        medicine = PrescribedMedicine(keyed.medicine_text, product.ingredients, product.form)
    written = keyed.written or (old.written if old else None)
    line = _our_line(site, replace(keyed, medicine=medicine, written=written), position)
    text = keyed.written_text or (old.written_text if old else "")
    reference = old.server_reference if old else ""
    return replace(line, confirmed_by=user.id, written_text=text, server_reference=reference)


def _take_back(tx: Transaction, site: Site, prescription: Prescription, line: PrescriptionLine) -> bool:
    """The server was told this line: it must not stand there with another content. True when it had been queued.

    What was never sent is withdrawn; what may be there is marked as entered in error.
    """
    told = next((one for one in tx.outbox.of_group(prescription.id) if one.id == line.id), None)
    if told is None:
        return False
    if told.state is OutboxState.WAITING and told.attempts == 0:
        tx.outbox.update(replace(told, state=OutboxState.WITHDRAWN, answer="transcribed again"))
        return True
    entry = OutboxEntry(
        id=site.new_id(),
        sequence=0,
        kind=OutboxKind.MARK_ENTERED_IN_ERROR,
        group=prescription.id,
        what=f"Line {line.position} transcribed again",
        target="MedicationRequest",
        body={"identifier": str(line.id), "reason": "transcribed again"},
        created_at=site.clock(),
    )
    tx.outbox.add(entry)
    return True


def _require_sensible(keyed: KeyedLine, product: Product | None) -> None:
    if product is None and (keyed.medicine is None or not keyed.medicine.ingredients):
        raise Refused(TranscriptionRefusal.NO_MEDICINE)
    if keyed.quantity is None or keyed.quantity.value <= 0:
        raise Refused(TranscriptionRefusal.QUANTITY_NOT_POSITIVE)
    if keyed.days_supply is not None and keyed.days_supply <= 0:
        raise Refused(TranscriptionRefusal.DAYS_NOT_POSITIVE)
    if product is not None and product.pack_size.unit != keyed.quantity.unit:
        raise Refused(TranscriptionRefusal.UNIT_DIFFERS, unit=keyed.quantity.unit, pack_unit=product.pack_size.unit)


def remove_line(site: Site, user: User, prescription_id: UUID, line_id: UUID, reason: str) -> Prescription:
    """Takes away a line of ours that is none: a stamp or a note that the reader took for a medicine.

    The line stays in the store, marked as removed, and the audit says who and why. Raises Refused for a server's line.
    """
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        line = prescription.line(line_id)
        if line.source is LineSource.SERVER:
            raise Refused(TranscriptionRefusal.SERVER_LINE, line=line.position)
        withdraw_checks(tx, site, user, prescription, f"line {line.position} removed")
        _take_back(tx, site, prescription, line)
        end_drafts_of_line(tx, site, user, prescription_id, line_id)
        kept = [one for one in prescription.lines if one.id != line_id]
        lines = tuple(replace(one, position=place) for place, one in enumerate(kept, start=1))
        prescription = replace(prescription, lines=lines)
        audit(tx, site, user, "line_removed", line_id, {"reason": reason})
        return _kept(tx, site, prescription)


def choose_product(site: Site, user: User, prescription_id: UUID, line_id: UUID, product_id: UUID) -> Prescription:
    """Keys another product for a line; it must be what was prescribed. Voids the checks downstream."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        line = prescription.line(line_id)
        product = tx.products.get(product_id)
        if not (fits(site, line.medicine, product) or may_be_meant(line.medicine, product, site.same_ingredient)):
            raise Refused(TranscriptionRefusal.WRONG_PRODUCT_FOR_LINE, product=product.name)
        lines = tuple(replace(one, product_id=product_id) if one.id == line_id else one for one in prescription.lines)
        prescription = replace(prescription, lines=lines)
        withdraw_checks(tx, site, user, prescription, f"product of line {line.position} changed")
        audit(tx, site, user, "choose_product", line_id, {"product": str(product_id)})
        return _kept(tx, site, prescription)


def transcribe(site: Site, user: User, prescription_id: UUID, keyed: Sequence[KeyedLine]) -> Prescription:
    """Replaces drafts, and lines of the server that lack what a supply needs, by lines that a person keyed."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        withdraw_checks(tx, site, user, prescription, "transcribed again")
        kept = tuple(_stood_for(line) for line in prescription.lines if line.source is LineSource.SERVER)
        ours = [line for line in prescription.lines if line.source is LineSource.TRANSCRIBED]
        told = {line.id for line in ours if _take_back(tx, site, prescription, line)}
        for line in ours:
            end_drafts_of_line(tx, site, user, prescription_id, line.id)
        prescription = replace(prescription, lines=kept)
        for one in keyed:
            fresh = replace(one, line_id=None) if one.line_id in told else one
            prescription = _confirm(tx, site, user, prescription, fresh)
        return _kept(tx, site, prescription)


def _kept(tx: Transaction, site: Site, prescription: Prescription) -> Prescription:
    """Stores the lines, and what the queue shows of them."""
    tx.prescriptions.save(prescription)
    refresh(tx, prescription.id)
    refresh_flags(tx, site, prescription)
    return prescription


def _stood_for(line: PrescriptionLine) -> PrescriptionLine:
    return replace(line, block=LineBlock.REPLACED) if line.kind is LineKind.MEDICINE else line


def withdraw_checks(tx: Transaction, site: Site, user: User, prescription: Prescription, why: str) -> None:
    """An edit upstream voids approval, picks and accuracy check, and says why. What was supplied stays supplied.

    After a supply was reversed the line can be corrected: nothing of it is with the patient any more.
    """
    supplies = tx.dispenses.of_prescription(prescription.id)
    reversed_ones = {one.reverses for one in supplies}
    if any(one.reverses is None and one.id not in reversed_ones for one in supplies):
        raise Refused(TranscriptionRefusal.ALREADY_DISPENSED)
    if standing(tx.prescriptions.events(prescription.id)).approval is not None:
        record(tx, site, user, prescription.id, EventKind.APPROVAL_WITHDRAWN, reason=why)
        take_back_approval(tx, site, prescription, "changed here after the approval")
    release_packs(tx, site, prescription.id)
