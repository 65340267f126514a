"""Doses: amounts of an ingredient over all products against the maximum of a dose, a day, a kilogram, a week."""

from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.quantity import Quantity
from workstation.domain.screening.case import Case, Findings, Ground, Medicine, amount_words, make_alert
from workstation.domain.screening.facts import CodedWords, DoseRule
from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import AlertKind, MedicineEntry, Severity

CHILD_YEARS = Decimal(12)
"""Below this age the maximum by weight counts (NHS and most labels use 12 years; source: unverified)."""
TENFOLD = 10

_MILLIGRAMS = {
    "mg": Decimal(1),
    "g": Decimal(1000),
    "ug": Decimal("0.001"),
    "mcg": Decimal("0.001"),
    "kg": Decimal(10**6),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """How much of an ingredient one medicine gives; None = not known."""

    single: Decimal | None
    daily: Decimal | None


def check_doses(case: Case, findings: Findings) -> None:
    """Adds dose alerts; a dose that cannot be counted is not checked, and said so."""
    for ingredient, medicines in case.ingredients().items():
        rule = case.knowledge.doses.get(ingredient)
        counted = [medicine for medicine in medicines if medicine.identity.route is Route.SYSTEMIC]
        if rule is None or not counted:
            continue
        if rule.weekly:
            _weekly(case, findings, rule, counted)
        else:
            _maximum(case, findings, rule, counted)


def _weekly(case: Case, findings: Findings, rule: DoseRule, medicines: list[Medicine]) -> None:
    for medicine in medicines:
        times = medicine.entry.times_per_day
        if times is None:
            findings.missing("dose", rule.ingredient, "how often: it is meant to be taken once a week")
        elif times > Decimal("0.5"):
            words = CodedWords("weekly_daily", "cumulative_dose", "weekly_only")
            _alert(case, findings, rule, Severity.CONTRAINDICATED, words, [medicine])


def _maximum(case: Case, findings: Findings, rule: DoseRule, medicines: list[Medicine]) -> None:
    intakes = [intake(medicine, rule.ingredient, rule.unit) for medicine in medicines]
    limit, by_weight = _daily_limit(case, rule)
    if limit is None:
        findings.missing("dose", rule.ingredient, "weight" if case.patient.age_years is not None else "age")
    if any(i.daily is None for i in intakes):
        findings.missing("dose", rule.ingredient, "dose and times per day")
    singles = [i.single for i in intakes if i.single is not None]
    total = sum((i.daily for i in intakes if i.daily is not None), Decimal(0))
    over = []
    if rule.max_single is not None and singles and max(singles) > rule.max_single:
        over.append(("overdose_single", max(singles), rule.max_single))
    if limit is not None and total > limit:
        over.append(("overdose_weight" if by_weight else "overdose", total, limit))
    if over:
        # One dose that is too much makes the day too much: the worse of the two is told.
        _too_much(case, findings, rule, medicines, max(over, key=lambda what: what[1] / what[2]))


def _too_much(
    case: Case, findings: Findings, rule: DoseRule, medicines: list[Medicine], what: tuple[str, Decimal, Decimal]
) -> None:
    effect, given, limit = what
    tenfold = given >= limit * TENFOLD
    parameters = {"given": amount_words(given), "limit": amount_words(limit), "unit": rule.unit}
    words = CodedWords(
        "overdose_tenfold" if tenfold else effect,
        "cumulative_dose",
        "confirm_dose" if tenfold else "reduce_daily_dose",
        parameters,
    )
    severity = Severity.CONTRAINDICATED if tenfold else Severity.MAJOR
    _alert(case, findings, rule, severity, words, medicines)


def _daily_limit(case: Case, rule: DoseRule) -> tuple[Decimal | None, bool]:
    """The maximum of a day and whether it comes from the weight; None when age or weight is needed and unknown."""
    age, weight = case.patient.age_years, case.patient.weight_kg
    if rule.max_daily_per_kg is None or (age is not None and age >= CHILD_YEARS):
        return rule.max_daily, False
    if age is None:
        return rule.max_daily, False
    if weight is None:
        return None, True
    by_weight = rule.max_daily_per_kg * weight
    if rule.max_daily is not None and rule.max_daily < by_weight:
        return rule.max_daily, False
    return by_weight, True


def intake(medicine: Medicine, ingredient: str, unit: str) -> Intake:
    """Amount of the ingredient per dose and per day in the rule's unit."""
    entry = medicine.entry
    position = medicine.identity.ingredients.index(ingredient)
    alone = len(medicine.identity.ingredients) == 1
    strength = entry.strength if alone and entry.strength is not None else medicine.identity.strengths[position]
    single = _amount(entry.dose, strength, unit) if alone or _countable(entry) else None
    daily = None
    if entry.max_per_day is not None and (alone or _is_count(entry.max_per_day)):
        daily = _amount(entry.max_per_day, strength, unit)
    elif single is not None and entry.times_per_day is not None:
        daily = single * entry.times_per_day
    return Intake(single, daily)


def _countable(entry: MedicineEntry) -> bool:
    return entry.dose is not None and _is_count(entry.dose)


def _is_count(amount: Quantity) -> bool:
    return _mass(amount, "mg") is None


def _amount(dose: Quantity | None, strength: Quantity | None, unit: str) -> Decimal | None:
    if dose is None:
        return None
    mass = _mass(dose, unit)
    if mass is not None:
        return mass
    if strength is None:
        return None
    if dose.unit.lower() in ("ml", "l"):
        per_ml = _concentration(strength, unit)
        return None if per_ml is None else per_ml * dose.value * (1000 if dose.unit.lower() == "l" else 1)
    each = _mass(strength, unit)
    return None if each is None else each * dose.value


def _concentration(strength: Quantity, unit: str) -> Decimal | None:
    mass, slash, per = strength.unit.partition("/")
    if not slash or per.lower() != "ml":
        return None
    return _mass(Quantity(strength.value, mass), unit)


def _mass(amount: Quantity, unit: str) -> Decimal | None:
    if amount.unit == unit:
        return amount.value
    if amount.unit not in _MILLIGRAMS or unit not in _MILLIGRAMS:
        return None
    return amount.value * _MILLIGRAMS[amount.unit] / _MILLIGRAMS[unit]


def _alert(
    case: Case, findings: Findings, rule: DoseRule, severity: Severity, words: CodedWords, medicines: list[Medicine]
) -> None:
    ground = Ground(AlertKind.DOSE, rule.id, severity, words, rule.provenance)
    findings.alerts.append(make_alert(case, ground, (rule.ingredient,), medicines, b=rule.ingredient))
