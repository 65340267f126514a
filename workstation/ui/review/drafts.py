"""From a candidate's name to the products it may be. Nothing here chooses for a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from workstation.domain.form_fit import is_other_form
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity
from workstation.domain.reading.model import Candidate, LineReading, StrengthReading
from workstation.services.drafting import Search, has_strength, is_named, query_of

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
    chosen_before: int = 0
    """How often it was chosen where this prescriber wrote like this."""
    form_agrees: bool = True
    """False: the paper names another form than the product has."""

    @property
    def medicine(self) -> PrescribedMedicine | None:
        """What is prescribed when no product is known; None when the ingredients are not known either."""
        if self.product is not None or not self.ingredients:
            return None
        return PrescribedMedicine(self.name, self.ingredients)


def choosables(line: LineReading, search: Search) -> tuple[Choosable, ...]:
    """The candidates of a line with their products, best first, at most five.

    A name that is sold in several strengths or forms has a row for each that the writing does not rule out: which one
    is meant is for a person to say. Of names that are equally alike the written form goes first.
    """
    found: dict[object, Choosable] = {}
    for candidate in line.medicine.candidates:
        for row in rows_of(candidate, line.strength, search):
            found.setdefault(row.product.id if row.product else row.name.casefold(), _with_form(row, line.text))
    alike = groupby(found.values(), key=lambda row: row.likeness)
    rows = [row for _, group in alike for row in sorted(group, key=lambda row: not row.form_agrees)]
    return tuple(rows)[:MOST_CANDIDATES]


def _with_form(row: Choosable, written: str) -> Choosable:
    agrees = row.product is None or not is_other_form(written, row.product.form)
    return replace(row, form_agrees=agrees)


def rows_of(candidate: Candidate, strength: StrengthReading, search: Search) -> tuple[Choosable, ...]:
    """A candidate's products in the written strength; where none is written, or none is sold in it, all of them."""
    named = [one for one in _found(candidate, strength, search) if is_named(one, candidate)]
    fitting = [one for one in named if has_strength(one, strength)]
    if not named:
        parts = tuple(IngredientStrength(name, _amount(strength, candidate)) for name in candidate.ingredients)
        return (Choosable(candidate.name, None, candidate.score, parts, chosen_before=candidate.chosen_before),)
    written = bool(strength.amounts)
    return tuple(
        Choosable(one.name, one, candidate.score, one.ingredients, bool(fitting), written, candidate.chosen_before)
        for one in fitting or named
    )


def from_search(products: Iterable[Product]) -> tuple[Choosable, ...]:
    """Hits of the catalogue as rows: without a likeness, because nobody compared them with the writing."""
    return tuple(Choosable(one.name, one, None, one.ingredients) for one in products)[:MOST_CANDIDATES]


def _found(candidate: Candidate, strength: StrengthReading, search: Search) -> list[Product]:
    narrow = list(search(query_of(candidate, strength)))
    return narrow or list(search(candidate.name))


def _amount(strength: StrengthReading, candidate: Candidate) -> Quantity | None:
    if len(strength.amounts) != 1 or len(candidate.ingredients) != 1:
        return None
    value, unit = strength.amounts[0]
    return Quantity(value, unit) if unit else None
