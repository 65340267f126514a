"""Supplies of a line that the server knows of and this store did not make, counted in the unit of the prescription.

A supply of another strength counts by what is in it: 10 tablets of 1000 mg are 20 tablets of 500 mg. What cannot be
converted with certainty is not guessed: it has no count, and a person is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from workstation.domain.matching import base_amount
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity

COUNTS = "completed"
"""The MedicationDispense.status of a supply that was made (FHIR R4 value set medicationdispense-status)."""
NOTHING_SUPPLIED = frozenset({"preparation", "in-progress", "cancelled", "on-hold", "entered-in-error", "declined"})
"""Statuses that say that nothing was handed over, or that it was a mistake. Anything else is asked about."""
WITHOUT_STRENGTH = frozenset({"http://www.whocc.no/atc", "http://snomed.info/sct"})
"""Code systems in which one code may stand for many strengths: ATC, and SNOMED CT substances and groupers."""
PACK_WORDS = frozenset({"pack", "package", "box", "carton", "bottle", "tube", "op"})
"""Units that mean whole packs of a known product; "OP" is the German original pack."""


@dataclass(frozen=True, slots=True)
class ServerDispense:
    """A MedicationDispense as the server has it."""

    reference: str
    """"MedicationDispense/7"."""
    own_id: UUID | None
    """Its business identifier where it is one of ours."""
    line_reference: str
    """"MedicationRequest/1": the line it was supplied for."""
    quantity: Quantity | None
    medicine: PrescribedMedicine | None
    """What was supplied, as far as it says."""
    status: str
    when: datetime | None


@dataclass(frozen=True, slots=True)
class DispenseElsewhere:
    """A supply as it is kept. `counted` is in the unit of the line; None = nobody knows how much it is of the line."""

    reference: str
    prescription_id: UUID
    line_id: UUID | None
    own_id: UUID | None
    status: str
    quantity: Quantity | None
    medicine: PrescribedMedicine | None
    when: datetime | None
    counted: Quantity | None = None
    counted_by: UUID | None = None
    """Who said how much it counts, where the program could not."""

    @property
    def in_doubt(self) -> bool:
        """It may have been supplied and cannot be counted."""
        return self.counted is None and self.status not in NOTHING_SUPPLIED


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the conversion may ask: the prescribed medicine with its unit, and the pack of what was supplied."""

    prescribed: PrescribedMedicine
    ingredients: tuple[IngredientStrength, ...]
    """Of the prescribed medicine, or of the product keyed for it."""
    unit: str
    product: Product | None
    """The product of the supply, where its code is in our catalogue."""
    same: Callable[[str], str]


def counted(supplied: ServerDispense | DispenseElsewhere, ask: Reckoning) -> Quantity | None:
    """How much of the prescribed quantity a supply is; None when that is not certain."""
    if supplied.quantity is None or supplied.status != COUNTS:
        return None
    amount = _in_unit(supplied.quantity, ask)
    factor = _factor(supplied.medicine, ask)
    if amount is None or factor is None:
        return None
    return Quantity(amount.value * factor, ask.unit)


def _in_unit(amount: Quantity, ask: Reckoning) -> Quantity | None:
    """The amount in the unit of the line: the same one, a multiple of it, or whole packs of a known product."""
    if amount.unit == ask.unit:
        return amount
    ours, theirs = base_amount(Quantity(Decimal(1), ask.unit)), base_amount(amount)
    if ours.unit == theirs.unit:
        return Quantity(theirs.value / ours.value, ask.unit)
    if amount.unit.lower() in PACK_WORDS and ask.product is not None and ask.product.pack_size.unit == ask.unit:
        return Quantity(amount.value * ask.product.pack_size.value, ask.unit)
    return None


def _factor(medicine: PrescribedMedicine | None, ask: Reckoning) -> Decimal | None:
    """How many prescribed units one supplied unit is: the ratio of the strengths, the same for every ingredient."""
    said = medicine.ingredients if medicine else ()
    given = ask.product.ingredients if ask.product else said
    if ask.product and said and _ratio(_strengths(said, ask), _strengths(given, ask)) not in (None, Decimal(1)):
        return None  # the code names one strength and the resource another
    if given and ask.ingredients:
        return _ratio(_strengths(given, ask), _strengths(ask.ingredients, ask))
    return Decimal(1) if medicine is not None and _is_named_alike(medicine, ask.prescribed) else None


def _is_named_alike(given: PrescribedMedicine, wanted: PrescribedMedicine) -> bool:
    """The same words, or the same code of a system whose codes name a medicine with its strength."""
    codes = set(given.codings) & set(wanted.codings)
    words = (one.text.strip().casefold() for one in (given, wanted))
    return len(set(words)) == 1 or any(one.system not in WITHOUT_STRENGTH for one in codes)


def _strengths(
    parts: tuple[IngredientStrength, ...], ask: Reckoning
) -> dict[str, tuple[Decimal, tuple[str, str]] | None]:
    return {ask.same(part.ingredient): _strength(part) for part in parts}


def _strength(part: IngredientStrength) -> tuple[Decimal, tuple[str, str]] | None:
    if part.strength is None:
        return None
    amount = base_amount(part.strength)
    if part.per is None:
        return amount.value, (amount.unit, "")
    per = base_amount(part.per)
    return amount.value / per.value, (amount.unit, per.unit)


def _ratio(
    given: dict[str, tuple[Decimal, tuple[str, str]] | None], wanted: dict[str, tuple[Decimal, tuple[str, str]] | None]
) -> Decimal | None:
    if given.keys() != wanted.keys():
        return None
    if given == wanted:
        return Decimal(1)
    found = set()
    for name, strength in given.items():
        other = wanted[name]
        if strength is None or other is None or strength[1] != other[1] or other[0] == 0:
            return None
        found.add(strength[0] / other[0])
    return found.pop() if len(found) == 1 else None
