"""Facts that cannot be, or contradict each other: each limit to the step, and always said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from workstation.domain.quantity import Quantity, quantity
from workstation.domain.screening import MedicineEntry, NotChecked, PatientFacts
from workstation.domain.screening.case import Findings
from workstation.domain.screening.plausible import plausible, sensible, settled

FACTS = PatientFacts()


def usable(**facts: object) -> tuple[PatientFacts, list[NotChecked]]:
    """What is left of the facts, and what is said."""
    findings = Findings()
    return plausible(replace(FACTS, **facts), findings), findings.not_checked  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("name", "low", "high", "step"),
    [
        ("age_years", "0", "125", "0.01"),
        ("weight_kg", "0.3", "500", "0.01"),
        ("egfr", "0", "250", "1"),
        ("height_cm", "20", "260", "1"),
        ("gestation_weeks", "0", "45", "1"),
    ],
)
def test_a_value_is_used_up_to_its_limits_and_unknown_beyond(name: str, low: str, high: str, step: str) -> None:
    for value in (Decimal(low), Decimal(high)):
        facts, said = usable(**{name: value})
        assert (getattr(facts, name), said) == (value, [])
    for value in (Decimal(low) - Decimal(step), Decimal(high) + Decimal(step), Decimal("NaN"), Decimal("Infinity")):
        facts, said = usable(**{name: value})
        assert getattr(facts, name) is None
        assert said == [NotChecked("patient", name, f"a plausible value: {value} cannot be")]


@pytest.mark.parametrize(
    ("age", "low", "high"),
    [
        ("0.09", "0.3", "8"), ("0.1", "0.3", "18"), ("0.99", "0.3", "18"), ("1", "3", "45"), ("4.99", "3", "45"),
        ("5", "8", "120"), ("12", "15", "250"), ("17.99", "15", "250"), ("18", "20", "400"), ("125", "20", "400"),
    ],
)  # fmt: skip
def test_a_weight_fits_an_age(age: str, low: str, high: str) -> None:
    years = Decimal(age)
    for value in (Decimal(low), Decimal(high)):
        facts, said = usable(age_years=years, weight_kg=value)
        assert (facts.weight_kg, said) == (value, [])
    for value in (Decimal(low) - Decimal("0.1"), Decimal(high) + Decimal("0.1")):
        facts, said = usable(age_years=years, weight_kg=value)
        assert facts.weight_kg is None
        assert {(one.kind, one.subject) for one in said} == {("patient", "weight_kg")}
    told = usable(age_years=years, weight_kg=Decimal(high) + Decimal("0.1"))[1][0].missing
    assert told.startswith("a plausible value: ") and (f"age of {age} years" in told or "cannot be" in told)  # noqa: PT018  # one sentence


def test_a_weight_without_an_age_is_used() -> None:
    assert usable(weight_kg=Decimal(200))[0].weight_kg == 200
    assert usable(age_years=Decimal(1))[1] == []


@pytest.mark.parametrize("word", [None, "none", "mild", "moderate", "severe"])
def test_words_of_the_liver_are_used(word: str | None) -> None:
    facts, said = usable(hepatic=word)
    assert (facts.hepatic, said) == (word, [])


def test_another_word_of_the_liver_is_unknown() -> None:
    facts, said = usable(hepatic="so-so")
    assert facts.hepatic is None
    words = "none, mild, moderate or severe: so-so is not understood"
    assert said == [NotChecked("hepatic", "hepatic", words)]


def test_a_weight_of_today_is_used_and_one_of_tomorrow_is_not() -> None:
    facts, said = usable(weight_kg=Decimal(70), weight_days=0)
    assert (facts.weight_kg, facts.weight_days, said) == (Decimal(70), 0, [])
    facts, said = usable(weight_kg=Decimal(70), weight_days=-1)
    assert (facts.weight_kg, facts.weight_days) == (None, None)
    assert said == [NotChecked("patient", "weight_date", "a plausible value: the weight is from the future")]


def after(*conditions: str, **facts: object) -> tuple[PatientFacts, list[tuple[str, str, str]]]:
    """What counts of facts that contradict each other, and what is said."""
    findings = Findings()
    patient = settled(replace(FACTS, **facts), dict.fromkeys(conditions, "said"), findings)  # type: ignore[arg-type]  # by name
    return patient, [(one.kind, one.subject, one.missing) for one in findings.not_checked]


BOTH = ("pregnancy", "pregnant", "recorded as not pregnant and with a pregnancy: clarify")


@pytest.mark.parametrize(
    ("conditions", "facts", "pregnant", "said"),
    [
        ((), {}, None, []),
        ((), {"pregnant": False}, False, []),
        (("pregnancy",), {}, True, []),
        ((), {"gestation_weeks": Decimal(0)}, True, []),
        (("pregnancy",), {"pregnant": False}, True, [BOTH]),
        ((), {"pregnant": False, "gestation_weeks": Decimal(20)}, True, [BOTH]),
        (("pregnancy",), {"pregnant": True}, True, []),
    ],
)
def test_of_a_pregnancy_the_stricter_fact_counts(
    conditions: tuple[str, ...], facts: dict[str, object], pregnant: bool | None, said: list[object]
) -> None:
    patient, told = after(*conditions, **facts)
    assert (patient.pregnant, told) == (pregnant, said)


def test_breastfeeding_among_the_conditions_counts() -> None:
    assert after("breastfeeding")[0].breastfeeding is True
    assert after("other")[0].breastfeeding is None


@pytest.mark.parametrize(("what", "word"), [("pregnant", "pregnant"), ("breastfeeding", "breastfeeding")])
def test_a_man_with_either_is_asked_about(what: str, word: str) -> None:
    asked = [("pregnancy", "pregnant", f"recorded as male and as {word}: clarify")]
    assert after(sex="male", **{what: True})[1] == asked
    assert after(sex="female", **{what: True})[1] == []
    assert after(sex="male", **{what: False})[1] == []


@pytest.mark.parametrize(("age", "asked"), [("7.99", True), ("8", False), ("65", False), ("65.01", True)])
def test_a_pregnancy_at_an_age_that_is_no_age_for_it_is_asked_about(age: str, asked: bool) -> None:
    said = ("pregnancy", "pregnant", f"recorded as pregnant at an age of {age} years: clarify")
    assert after(age_years=Decimal(age), pregnant=True, sex="female")[1] == ([said] if asked else [])
    assert after(age_years=Decimal(age), pregnant=False)[1] == []


@pytest.mark.parametrize(("egfr", "asked"), [("59", False), ("60", True), ("90", True)])
def test_severe_kidney_disease_with_a_good_egfr_is_asked_about(egfr: str, asked: bool) -> None:
    said = ("renal", "egfr", f"severe kidney disease and an eGFR of {egfr}: clarify")
    assert after("severe_renal_impairment", egfr=Decimal(egfr))[1] == ([said] if asked else [])
    assert after("other", egfr=Decimal(egfr))[1] == []
    assert after("severe_renal_impairment")[1] == []


# --- a medicine -----------------------------------------------------------------------------------------------

FULL = MedicineEntry(
    "aspirin",
    strength=quantity(75, "mg"),
    dose=quantity(1, "tablet"),
    times_per_day=Decimal(2),
    max_per_day=quantity(4, "tablet"),
    duration_days=Decimal(7),
    quantity=quantity(14, "tablet"),
)


def sense(**changes: object) -> tuple[MedicineEntry, list[NotChecked]]:
    """What is left of an entry, and what is said."""
    findings = Findings()
    return sensible(replace(FULL, **changes), findings), findings.not_checked  # type: ignore[arg-type]  # by name


def test_amounts_that_can_be_stay_as_they_are() -> None:
    assert sense() == (FULL, [])
    assert sensible(MedicineEntry("aspirin"), Findings()) == MedicineEntry("aspirin")


@pytest.mark.parametrize(
    ("name", "word"),
    [("dose", "dose"), ("strength", "strength"), ("max_per_day", "maximum per day"), ("quantity", "quantity")],
)
@pytest.mark.parametrize("value", ["0", "-1"])
def test_an_amount_that_is_none_is_unknown(name: str, word: str, value: str) -> None:
    given = Quantity(Decimal(value), "mg")
    entry, said = sense(**{name: given})
    assert getattr(entry, name) is None
    assert said == [NotChecked("dose", "aspirin", f"a value above zero: {word} of {given} cannot be")]
    assert sense(**{name: Quantity(Decimal("0.001"), "mg")})[1] == []


@pytest.mark.parametrize(
    ("name", "word", "most"), [("times_per_day", "times per day", 48), ("duration_days", "duration in days", 1830)]
)
def test_a_number_that_cannot_be_is_unknown(name: str, word: str, most: int) -> None:
    assert sense(**{name: Decimal(most)}) == (replace(FULL, **{name: Decimal(most)}), [])  # type: ignore[arg-type]  # by name
    for value in (Decimal(0), Decimal(-1), Decimal(most) + 1):
        entry, said = sense(**{name: value})
        assert getattr(entry, name) is None
        assert said == [NotChecked("dose", "aspirin", f"a plausible value: {word} of {value} cannot be")]


@pytest.mark.parametrize("name", ["dose", "strength", "max_per_day", "quantity"])
def test_one_amount_alone_is_looked_at(name: str) -> None:
    entry = MedicineEntry("aspirin", **{name: Quantity(Decimal(0), "mg")})  # type: ignore[arg-type]  # by name
    assert getattr(sensible(entry, Findings()), name) is None


@pytest.mark.parametrize("name", ["times_per_day", "duration_days"])
def test_one_number_alone_is_looked_at(name: str) -> None:
    entry = MedicineEntry("aspirin", **{name: Decimal(0)})  # type: ignore[arg-type]  # by name
    assert getattr(sensible(entry, Findings()), name) is None
