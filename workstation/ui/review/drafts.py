"""From a reading to draft lines, and from a candidate's name to a product. Nothing here chooses for a person."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.dosage.supply import UNIT_OF_FORM
from workstation.domain.matching import base_amount
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.prescription import PrescribedMedicine, WrittenPlace
from workstation.domain.quantity import Quantity
from workstation.domain.reading.model import Candidate, Decision, LineReading, Reading, StrengthReading
from workstation.services.transcription import KeyedLine
from workstation.ui.review.dose_parts import counted, with_days

Search = Callable[[str], Sequence[Product]]
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Choosable:
    """One row of the candidate list: a name with the product it may be. `likeness` 0 to 1; None = from a search."""

    name: str
    product: Product | None
    likeness: float | None
    ingredients: tuple[IngredientStrength, ...] = ()
    strength_agrees: bool = True
    """False: the written strength is another one than the product's."""
    strength_written: bool = True
    """False: no strength was read, so that every strength of the name is offered."""

    @property
    def medicine(self) -> PrescribedMedicine | None:
        """What is prescribed when no product is known; None when the ingredients are not known either."""
        if self.product is not None or not self.ingredients:
            return None
        return PrescribedMedicine(self.name, self.ingredients)


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
    return counted(line.dosage_instruction.text or "", form, line.duration_days, unit) if unit else None


def certain_product(line: LineReading, search: Search) -> Product | None:
    """The one product of a medicine that was read beyond doubt, in the strength that is written; otherwise None."""
    if line.medicine.decision is not Decision.READ or not line.medicine.candidates:
        return None
    best = line.medicine.candidates[0]
    fitting = [
        one
        for one in search(_query(best, line.strength))
        if is_named(one, best) and has_strength(one, line.strength) and line.strength.amounts
    ]
    return fitting[0] if len(fitting) == 1 else None


def choosables(line: LineReading, search: Search) -> tuple[Choosable, ...]:
    """The candidates of a line with their products, best first, at most five.

    A name that is sold in several strengths or forms has a row for each that the writing does not rule out: which one
    is meant is for a person to say.
    """
    found: dict[object, Choosable] = {}
    for candidate in line.medicine.candidates:
        for row in rows_of(candidate, line.strength, search):
            found.setdefault(row.product.id if row.product else row.name.casefold(), row)
    return tuple(found.values())[:MOST_CANDIDATES]


def rows_of(candidate: Candidate, strength: StrengthReading, search: Search) -> tuple[Choosable, ...]:
    """A candidate's products in the written strength; where none is written, or none is sold in it, all of them."""
    named = [one for one in _found(candidate, strength, search) if is_named(one, candidate)]
    fitting = [one for one in named if has_strength(one, strength)]
    if not named:
        parts = tuple(IngredientStrength(name, _amount(strength, candidate)) for name in candidate.ingredients)
        return (Choosable(candidate.name, None, candidate.score, parts),)
    written = bool(strength.amounts)
    return tuple(
        Choosable(one.name, one, candidate.score, one.ingredients, bool(fitting), written) for one in fitting or named
    )


def from_search(products: Iterable[Product]) -> tuple[Choosable, ...]:
    """Hits of the catalogue as rows: without a likeness, because nobody compared them with the writing."""
    return tuple(Choosable(one.name, one, None, one.ingredients) for one in products)[:MOST_CANDIDATES]


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


def _found(candidate: Candidate, strength: StrengthReading, search: Search) -> list[Product]:
    narrow = list(search(_query(candidate, strength)))
    return narrow or list(search(candidate.name))


def _query(candidate: Candidate, strength: StrengthReading) -> str:
    return f"{candidate.name} {strength.value or ''}".strip()


def _amount(strength: StrengthReading, candidate: Candidate) -> Quantity | None:
    if len(strength.amounts) != 1 or len(candidate.ingredients) != 1:
        return None
    value, unit = strength.amounts[0]
    return Quantity(value, unit) if unit else None
