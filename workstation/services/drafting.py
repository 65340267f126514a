"""From a reading to draft lines: what is certain is keyed, everything else waits for a person."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from workstation.domain import exact_json
from workstation.domain.dosage.course import course_quantity, with_days
from workstation.domain.dosage.supply import UNIT_OF_FORM
from workstation.domain.matching import base_amount
from workstation.domain.medicine import Product
from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine, WrittenPlace
from workstation.domain.quantity import Quantity
from workstation.domain.reading.model import Candidate, Decision, LineReading, Reading, StrengthReading
from workstation.domain.workflow import Status, standing
from workstation.services.document_ports import ScanDocument
from workstation.services.flags import refresh_flags_of
from workstation.services.ports import Transaction
from workstation.services.question_flags import others_with_this_page
from workstation.services.site import Site
from workstation.services.transcription import KeyedLine, draft_lines

Search = Callable[[str], Sequence[Product]]
_BEFORE_APPROVAL = frozenset({Status.RECEIVED, Status.CLAIMED, Status.IN_REVIEW, Status.CLARIFICATION, Status.ON_HOLD})


# --- a document that was just read ------------------------------------------------------------------------------


def draft_document(tx: Transaction, site: Site, document: ScanDocument, reading: Reading) -> None:
    """Adds what was read to the prescription's lines. To be called once per document: with its first reading.

    Nothing is drafted where the lines are the order server's, or once the prescription is approved or closed.
    """
    before = tx.prescriptions.get(document.prescription_id)
    first = _pages_before(tx, before, document)
    prescription = _with_room(before, first, max(1, len(reading.pages)))
    drafts = drafts_from_reading(reading, tx.products.search, first) if _is_ours(tx, before) else ()
    if drafts:
        prescription = draft_lines(tx, site, prescription, drafts)
    elif prescription != before:
        tx.prescriptions.save(prescription)
    refresh_flags_of(tx, site, [prescription.id, *others_with_this_page(tx, prescription.id)])


def _is_ours(tx: Transaction, prescription: Prescription) -> bool:
    """A scan whose lines a person transcribes, and still may."""
    if any(line.source is LineSource.SERVER for line in prescription.lines):
        return False
    if standing(tx.prescriptions.events(prescription.id)).approval is not None:
        return False
    return tx.prescriptions.status(prescription.id) in _BEFORE_APPROVAL


def _pages_before(tx: Transaction, prescription: Prescription, document: ScanDocument) -> int:
    """A document that is not read yet is taken for one page until it is."""
    earlier = prescription.document_ids[: prescription.document_ids.index(document.id)]
    texts = [tx.documents.reading(one) for one in earlier]
    return sum(max(1, len(exact_json.loads(text)["pages"])) if text else 1 for text in texts)


def _with_room(prescription: Prescription, first: int, pages: int) -> Prescription:
    """Lines of later documents were placed as if this one had one page: they move behind its pages."""
    return replace(prescription, lines=tuple(_moved(line, first, pages - 1) for line in prescription.lines))


def _moved(line: PrescriptionLine, first: int, by: int) -> PrescriptionLine:
    if line.written is None or line.written.page <= first:
        return line
    return replace(line, written=replace(line.written, page=line.written.page + by))


# --- one reading ------------------------------------------------------------------------------------------------


def drafts_from_reading(reading: Reading, search: Search, first_page: int = 0) -> tuple[KeyedLine, ...]:
    """A draft for every medicine line. `first_page` is the number of pages of the documents before this one."""
    return tuple(
        _draft(line, number + first_page, search)
        for number, page in enumerate(reading.pages)
        if page.decision is not Decision.UNREADABLE
        for line in page.lines
    )


def _draft(line: LineReading, page: int, search: Search) -> KeyedLine:
    product = certain_product(line, search)
    form = product.form if product else line.form or ""
    directions = line.dosage_instruction.text or ""
    return KeyedLine(
        medicine_text=written_name(line),
        dosage_instruction=with_days(directions, line.duration_days),
        quantity=_quantity(line, product, form),
        days_supply=line.duration_days,
        product_id=product.id if product else None,
        written=WrittenPlace(page, line.box.x, line.box.y, line.box.w, line.box.h),
        written_text=line.text,
    )


def written_name(line: LineReading) -> str:
    """The best reading of name and strength, as written; the whole line where no name was found."""
    name = line.medicine.value or ""
    strength = line.strength.value or ""
    if strength and strength.casefold() not in name.casefold():
        name = f"{name} {strength}".strip()
    return name or line.text


def _quantity(line: LineReading, product: Product | None, form: str) -> Quantity | None:
    unit = product.pack_size.unit if product else UNIT_OF_FORM.get(form.strip().lower(), "")
    if line.quantity is not None and line.quantity > 0:
        unit = line.quantity_unit or unit
        return Quantity(line.quantity, unit) if unit else None
    if line.duration.others:  # "28 or 128 days" is settled by a person before anything is counted from it
        return None
    return course_quantity(line.dosage_instruction.text or "", form, line.duration_days, unit) if unit else None


def certain_product(line: LineReading, search: Search) -> Product | None:
    """The one product of a medicine that was read beyond doubt, in the strength that is written; otherwise None."""
    if line.medicine.decision is not Decision.READ or not line.medicine.candidates:
        return None
    best = line.medicine.candidates[0]
    fitting = [
        one
        for one in search(query_of(best, line.strength))
        if is_named(one, best) and has_strength(one, line.strength) and line.strength.amounts
    ]
    return fitting[0] if len(fitting) == 1 else None


def is_named(product: Product, candidate: Candidate) -> bool:
    """The brand name holds the candidate's words side by side, or the ingredients are exactly the candidate's."""
    name, brand = candidate.name.casefold().split(), product.name.casefold().split()
    if name and any(brand[at : at + len(name)] == name for at in range(len(brand))):
        return True
    wanted = {one.casefold() for one in candidate.ingredients}
    generic = candidate.name.casefold() in {*wanted, " + ".join(sorted(wanted)), "+".join(sorted(wanted))}
    return bool(wanted) and generic and {part.ingredient.casefold() for part in product.ingredients} == wanted


def has_strength(product: Product, strength: StrengthReading) -> bool:
    """Whether the written amounts are the product's. Nothing written: nothing to contradict."""
    if not strength.amounts:
        return True
    have = sorted(base_amount(part.strength).value for part in product.ingredients if part.strength is not None)
    want = sorted(base_amount(Quantity(value, unit or "mg")).value for value, unit in strength.amounts)
    return have == want or (len(want) == 1 and (want[0] in have or sum(have, Decimal(0)) == want[0]))


def query_of(candidate: Candidate, strength: StrengthReading) -> str:
    """What the catalogue is asked for a candidate."""
    return f"{candidate.name} {strength.value or ''}".strip()
