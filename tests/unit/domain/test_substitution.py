"""What may stand for a prescribed product, how many of it, and how its directions read."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_bottle, a_line, a_product, an_ingredient, tablets
from workstation.domain.dosage import parse_dosage, total_quantity, with_form
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.pricing import price_of, saving
from workstation.domain.quantity import Money, Quantity
from workstation.domain.substitution import (
    SubstitutionRefusal,
    SubstitutionRules,
    block_of,
    scaled_directions,
    supplied_line,
    type_code,
    units_for_one,
)

HALF = a_product(name="Glycomet 250", ingredients=(an_ingredient(strength="250"),))
KEYED = a_product()
PAIR = (an_ingredient("amoxicillin", "500"), an_ingredient("clavulanic acid", "125"))


@pytest.mark.parametrize(
    ("other", "units"),
    [
        (a_product(name="Obimet 500"), 1),
        (HALF, 2),
        (a_product(ingredients=(an_ingredient(strength="125"),)), 4),
        (a_product(ingredients=(an_ingredient(strength="0.25", unit="g"),)), 2),
    ],
    ids=["brand", "half", "quarter", "half_in_grams"],
)
def test_the_same_medicine_stands_for_the_keyed_one_in_as_many_as_hold_the_same(other: Product, units: int) -> None:
    assert units_for_one(KEYED, other) == units


@pytest.mark.parametrize(
    "other",
    [
        a_product(ingredients=(an_ingredient(strength="1000"),)),
        a_product(ingredients=(an_ingredient(strength="850"),)),
        a_product(ingredients=(an_ingredient(strength="100"),)),
        a_product(ingredients=(IngredientStrength("metformin", None),)),
        a_product(ingredients=(an_ingredient("glimepiride", "500"),)),
        a_product(ingredients=(an_ingredient(), an_ingredient("glimepiride", "1"))),
        a_product(form="capsule", pack_size=Quantity(Decimal(10), "capsule")),
        a_product(modified_release=True),
        a_product(schedule="H1"),
        replace(HALF, modified_release=True),
    ],
    ids=[
        "twice", "no_multiple", "five", "strength_not_told", "other_medicine", "more_in_it", "form", "release",
        "schedule", "half_prolonged",
    ],
)  # fmt: skip
def test_anything_else_does_not(other: Product) -> None:
    assert units_for_one(KEYED, other) is None


def test_three_do_not_stand_for_one_because_a_cut_strip_of_them_covers_no_exact_number() -> None:
    assert units_for_one(a_product(ingredients=(an_ingredient(strength="75"),)),
                         a_product(ingredients=(an_ingredient(strength="25"),))) is None  # fmt: skip


def test_every_ingredient_scales_by_the_same_number() -> None:
    keyed = a_product(ingredients=PAIR)
    half = a_product(ingredients=(an_ingredient("amoxicillin", "250"), an_ingredient("clavulanic acid", "62.5")))
    same_acid = a_product(ingredients=(an_ingredient("amoxicillin", "250"), PAIR[1]))
    assert (units_for_one(keyed, half), units_for_one(keyed, same_acid)) == (2, None)


def test_a_prolonged_tablet_is_replaced_by_one_of_its_strength_and_not_by_two_of_half() -> None:
    keyed = replace(KEYED, modified_release=True)
    assert units_for_one(keyed, replace(KEYED, modified_release=True)) == 1
    assert units_for_one(keyed, replace(HALF, modified_release=True)) is None


def test_a_syrup_of_half_the_concentration_is_no_substitute() -> None:
    strength = IngredientStrength("paracetamol", Quantity(Decimal(250), "mg"), Quantity(Decimal(5), "mL"))
    assert units_for_one(a_bottle(ingredients=(strength,)), a_bottle()) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 tablet twice a day", "2 tablet bd"),
        ("1-0-1 after food for 5 days", "2-0-2 tablet after food for 5 days"),
        ("1/2 tablet at bedtime", "1 tablet at bedtime"),
        ("1-2 tablets every 6 hours as needed max 8 tablets per day",
         "2 to 4 tablet q6h sos max 16 tablet per day"),
    ],
)  # fmt: skip
def test_two_are_taken_in_the_place_of_one(text: str, said: str) -> None:
    assert scaled_directions(text, "tablet", 2) == said


@pytest.mark.parametrize("text", ["", "as directed", "500 mg twice a day", "twice a day", "1 tablet daily, then see"])
def test_directions_that_are_not_sure_are_not_reckoned(text: str) -> None:
    assert scaled_directions(text, "tablet", 2) is None


def test_directions_of_the_same_strength_stay_word_for_word() -> None:
    assert scaled_directions("take as told", "tablet", 1) == "take as told"


@given(
    pattern=st.tuples(*[st.sampled_from(["0", "1", "1/2", "2"])] * 3).filter(lambda one: set(one) != {"0"}),
    days=st.integers(1, 90),
    units=st.sampled_from([2, 4]),
)
def test_the_scaled_course_needs_exactly_as_much_medicine(pattern: tuple[str, ...], days: int, units: int) -> None:
    text = f"{'-'.join(pattern)} for {days} days"
    written = total_quantity(with_form(parse_dosage(text), "tablet"))
    said = scaled_directions(text, "tablet", units)
    if said is not None and written is not None:
        scaled = total_quantity(with_form(parse_dosage(said), "tablet"))
        assert scaled == Quantity(written.value * units, "tablet")


def test_the_scaled_line_holds_no_more_than_was_prescribed() -> None:
    line = a_line(quantity_prescribed=tablets(10), dosage_instruction="1 tablet twice a day")
    shown = supplied_line(line, KEYED, HALF, 2)
    assert shown is not None
    assert (shown.quantity_prescribed, shown.dosage_instruction) == (tablets(20), "2 tablet bd")
    assert (shown.id, shown.product_id, shown.days_supply) == (line.id, line.product_id, line.days_supply)


@pytest.mark.parametrize(
    ("rules", "changes", "why"),
    [
        (SubstitutionRules(), {}, None),
        (SubstitutionRules(), {"substitution_allowed": False}, SubstitutionRefusal.PRESCRIBER_FORBIDS),
        (SubstitutionRules(frozenset({"metformin"})), {}, SubstitutionRefusal.NARROW_INDEX),
        (SubstitutionRules(frozenset({"warfarin"})), {}, None),
        (SubstitutionRules(blocked_schedules=frozenset({"H"})), {}, SubstitutionRefusal.SCHEDULE_FORBIDS),
    ],
    ids=["free", "prescriber", "narrow", "other_narrow", "schedule"],
)
def test_prescriber_narrow_index_and_schedule_forbid(
    rules: SubstitutionRules, changes: dict[str, bool], why: SubstitutionRefusal | None
) -> None:
    assert block_of(rules, a_line(**changes), KEYED) is why


def test_a_salt_of_a_narrow_ingredient_is_that_ingredient() -> None:
    rules = SubstitutionRules(frozenset({"warfarin"}))
    keyed = a_product(ingredients=(an_ingredient("warfarin sodium", "5"),))
    assert block_of(rules, a_line(), keyed, lambda name: name.split()[0]) is SubstitutionRefusal.NARROW_INDEX


def test_another_strength_has_a_code_of_its_own() -> None:
    assert (type_code(1), type_code(2)) == ("EC", "E")


def test_a_cut_strip_costs_its_part_and_a_bottle_its_whole() -> None:
    strip = replace(KEYED, price=Money(Decimal("25.00"), "INR"))
    bottle = a_bottle(price=Money(Decimal("40.00"), "INR"))
    assert price_of(strip, tablets(14)) == Money(Decimal("35.00"), "INR")
    assert price_of(bottle, Quantity(Decimal(120), "mL")) == Money(Decimal("80.00"), "INR")
    assert price_of(KEYED, tablets(1)) is None
    assert saving(Money(Decimal(35), "INR"), Money(Decimal(40), "INR")) == Money(Decimal(-5), "INR")
    assert saving(Money(Decimal(35), "INR"), Money(Decimal(40), "EUR")) is None
