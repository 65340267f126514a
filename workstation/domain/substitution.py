"""Another product in the place of the keyed one: which may stand for it, how many of it, and when none may."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from workstation.domain.dosage import DosageInstruction, parse_dosage, shorthand, with_form
from workstation.domain.matching import SameIngredient, base_amount, form_family
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.prescription import PrescriptionLine
from workstation.domain.quantity import Quantity

UNITS_FOR_ONE = frozenset({1, 2, 4})
"""How many may stand for one. Not three: what a strip of ten covers would be no exact number of what is prescribed.
Not more than four: that is no substitution a patient can follow, and asks the prescriber."""
COUNTED = frozenset({"tablet", "capsule", "sachet", "lozenge"})
"""Units of which several may be taken in the place of one. A patch or a suppository is another matter."""


class SubstitutionRefusal(StrEnum):
    """Why a product does not stand for the keyed one."""

    PRESCRIBER_FORBIDS = "prescriber_forbids"
    NARROW_INDEX = "narrow_index"
    """An ingredient has a narrow therapeutic index: small differences between products matter."""
    SCHEDULE_FORBIDS = "schedule_forbids"
    NOT_EQUIVALENT = "not_equivalent"
    DIRECTIONS_NOT_SCALED = "directions_not_scaled"
    """The strength is another one and the directions cannot be reckoned for it."""
    PACKS_THERE = "packs_there"
    """Packs of this line lie scanned on the counter."""
    ALREADY_THIS = "already_this"
    NEW_ALERT = "new_alert"
    """The screening of what would be supplied finds what was not there at the approval."""


class SubstitutionReason(StrEnum):
    """Why another product is supplied."""

    OUT_OF_STOCK = "out_of_stock"
    PATIENT_CHOICE = "patient_choice"
    FORMULARY = "formulary"
    CONTINUES = "continues"
    """The patient goes on with what was taken before."""
    REGULATORY = "regulatory"


@dataclass(frozen=True, slots=True)
class SubstitutionRules:
    """What of the compliance pack forbids a substitution. Nothing in it makes one look safe."""

    narrow_index: frozenset[str] = frozenset()
    """Ingredients with a narrow therapeutic index, lower case."""
    blocked_schedules: frozenset[str] = frozenset()


def block_of(
    rules: SubstitutionRules, line: PrescriptionLine, keyed: Product, same: SameIngredient = str.lower
) -> SubstitutionRefusal | None:
    """Why nothing may stand for the keyed product of this line; None when something may."""
    if not line.substitution_allowed:
        return SubstitutionRefusal.PRESCRIBER_FORBIDS
    narrow = {same(one) for one in rules.narrow_index}
    if any(same(part.ingredient) in narrow for part in keyed.ingredients):
        return SubstitutionRefusal.NARROW_INDEX
    return SubstitutionRefusal.SCHEDULE_FORBIDS if keyed.schedule in rules.blocked_schedules else None


def units_for_one(keyed: Product, other: Product, same: SameIngredient = str.lower) -> int | None:
    """How many units of `other` hold what one unit of `keyed` does; 1 for an equivalent, None for no substitute.

    Ingredients, form and release are the same. More than one only where the unit can be counted out, every ingredient
    scales by the same number, and it is one of UNITS_FOR_ONE.
    """
    alike = form_family(keyed.form) == form_family(other.form) and keyed.modified_release == other.modified_release
    wanted, given = (_strengths(one.ingredients, same) for one in (keyed, other))
    if not alike or wanted is None or given is None or wanted.keys() != given.keys():
        return None
    if keyed.pack_size.unit != other.pack_size.unit or keyed.schedule != other.schedule:
        return None
    found = {_ratio(wanted[name], given[name]) for name in wanted}
    factor = found.pop() if len(found) == 1 else None
    if factor not in UNITS_FOR_ONE:
        return None
    return int(factor or 1) if factor == 1 or _can_be_counted_out(keyed) else None


def _can_be_counted_out(product: Product) -> bool:
    """A tablet that releases over time is made to be one: two of half the strength are not the same."""
    return product.pack_size.unit in COUNTED and not product.modified_release


def _strengths(parts: tuple[IngredientStrength, ...], same: SameIngredient) -> Mapping[str, IngredientStrength] | None:
    """By ingredient; None when one is in it twice or has no strength."""
    found = {same(part.ingredient): part for part in parts if part.strength is not None}
    return found if parts and len(found) == len(parts) else None


def _ratio(wanted: IngredientStrength, given: IngredientStrength) -> Decimal | None:
    one, other = _amounts(wanted), _amounts(given)
    if one[1:] != other[1:] or not other[0] or other[0] < 0:
        return None
    return one[0] / other[0]


def _amounts(part: IngredientStrength) -> tuple[Decimal, str, str]:
    assert part.strength is not None
    amount = base_amount(part.strength)
    if part.per is None:
        return amount.value, amount.unit, ""
    per = base_amount(part.per)
    return amount.value / per.value, amount.unit, per.unit


def scaled_directions(text: str, form: str, units_for_one: int) -> str | None:
    """The directions for `units_for_one` units in the place of one; None when they cannot be reckoned for certain.

    Only what was understood in full and counts units of the form is scaled; the new text is read again and must say
    exactly the scaled thing. Amounts in mg are not units of the form: what they mean does not change, how many it is
    would have to be said, and that is not guessed.
    """
    if units_for_one == 1:
        return text
    dosage = with_form(parse_dosage(text), form)
    wanted = _scaled(dosage, units_for_one)
    if wanted is None:
        return None
    said = shorthand(wanted)
    again = with_form(parse_dosage(said), form)
    return said if replace(again, text="") == replace(wanted, text="") else None


def _scaled(dosage: DosageInstruction, by: int) -> DosageInstruction | None:
    amounts = [one for one in (dosage.dose, dosage.dose_to, dosage.max_per_day) if one is not None]
    units = {one.unit for one in amounts} | ({dosage.pattern.unit} if dosage.pattern else set())
    if not dosage.understood or dosage.steps or not units or not units <= COUNTED:
        return None
    if dosage.dose is None and dosage.pattern is None:
        return None
    pattern = dosage.pattern
    if pattern is not None:
        pattern = replace(
            pattern,
            morning=pattern.morning * by,
            noon=pattern.noon * by,
            evening=pattern.evening * by,
            night=pattern.night * by,
        )
    return replace(
        dosage,
        dose=_times(dosage.dose, by),
        dose_to=_times(dosage.dose_to, by),
        max_per_day=_times(dosage.max_per_day, by),
        pattern=pattern,
    )


def _times(amount: Quantity | None, by: int) -> Quantity | None:
    return None if amount is None else Quantity(amount.value * by, amount.unit)


def supplied_line(line: PrescriptionLine, keyed: Product, other: Product, units: int) -> PrescriptionLine | None:
    """The line as it is supplied with `other`: quantity and directions in its units; None without sure directions.

    It stays the prescriber's line, and `product_id` the keyed one: this is for the counter and the label alone.
    """
    directions = scaled_directions(line.dosage_instruction, other.form, units)
    if directions is None or keyed.pack_size.unit != other.pack_size.unit:
        return None
    return replace(line, dosage_instruction=directions, quantity_prescribed=_times(line.quantity_prescribed, units))


def type_code(units: int) -> str:
    """FHIR v3-substanceAdminSubstitution: "EC" has the same strength by its definition, "E" is equivalent in all.

    Source: HL7 terminology 6.3 and R4 v3 substanceAdminSubstitution, definitions of E and EC, opened 2026-11-23.
    """
    return "EC" if units == 1 else "E"
