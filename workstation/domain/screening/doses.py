"""Doses: amounts of an ingredient over all products against the maximum of a dose, a day, a kilogram, a week.

A slip of the unit shows as ten times the maximum, as a tenth of the usual dose, or as a strength that nobody makes.
"""

from collections.abc import Sequence
from decimal import Decimal

from workstation.domain.screening.amounts import Intake, intake, mass, unit_fault
from workstation.domain.screening.case import Case, Findings, Ground, Medicine, amount_words, make_alert
from workstation.domain.screening.facts import CodedWords, DoseRule
from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import AlertKind, Severity
from workstation.domain.screening.text import tokens

CHILD_YEARS = Decimal(12)
"""Below this age the maximum by weight counts (NHS and most labels use 12 years; source: unverified)."""
TENFOLD = 10
_DAILY = frozenset({"daily", "od", "bd", "bid", "tds", "tid", "qds", "qid", "qd", "everyday", "nocte", "mane"})
"""Words of directions that mean every day, when they stand with the name."""
STRENGTH_TOO_HIGH = 4
"""One unit that holds this many times the maximum of a dose: no tablet like that is made."""
WEIGHT_DAYS = ((Decimal(1), 31), (Decimal(5), 92), (CHILD_YEARS, 183))
"""Below an age, how many days old a weight may be (source: unverified)."""


def check_doses(case: Case, findings: Findings) -> None:
    """Adds dose alerts; a dose that cannot be counted is not checked, and said so."""
    for ingredient, medicines in case.ingredients().items():
        rule = case.knowledge.doses.get(ingredient)
        counted = [medicine for medicine in medicines if medicine.identity.route is Route.SYSTEMIC]
        if not counted:
            continue
        if rule is None:
            _without_rule(findings, ingredient, counted)
            continue
        _strengths(case, findings, rule, counted)
        if rule.weekly:
            _weekly(case, findings, rule, counted)
        else:
            _maximum(case, findings, rule, counted)


def _without_rule(findings: Findings, ingredient: str, medicines: Sequence[Medicine]) -> None:
    if any(medicine.entry.dose is not None for medicine in medicines):
        findings.missing("dose", ingredient, "a maximum: none is known here")


def _strengths(case: Case, findings: Findings, rule: DoseRule, medicines: Sequence[Medicine]) -> None:
    """A tablet of 100 mg levothyroxine: the unit slipped, whatever the directions say."""
    if rule.max_single is None or any(medicine.entry.dose is not None for medicine in medicines):
        return
    for medicine in medicines:
        position = medicine.identity.ingredients.index(rule.ingredient)
        strength = medicine.identity.strengths[position] or medicine.entry.strength
        held = mass(strength, rule.unit) if strength is not None else None
        if held is not None and held >= rule.max_single * STRENGTH_TOO_HIGH:
            _too_much(case, findings, rule, [medicine], ("strength_slip", held, rule.max_single), slip=True)


def _weekly(case: Case, findings: Findings, rule: DoseRule, medicines: list[Medicine]) -> None:
    for medicine in medicines:
        times = medicine.entry.times_per_day
        given = intake(medicine, rule.ingredient, rule.unit)
        if times is None:
            times = _written_rhythm(medicine.entry.text)
        if times is None:
            findings.missing("dose", rule.ingredient, "how often: it is meant to be taken once a week")
        elif times > Decimal("0.5"):
            words = CodedWords("weekly_daily", "cumulative_dose", "weekly_only")
            _alert(case, findings, rule, Severity.CONTRAINDICATED, words, [medicine])
        if rule.max_single is not None and given.single is not None and given.single > rule.max_single:
            _too_much(case, findings, rule, [medicine], ("overdose_single", given.single, rule.max_single))


def _written_rhythm(text: str) -> Decimal | None:
    """Times a day, when the directions stand with the name: daily is one at least; None when nothing is said."""
    said = set(tokens(text))
    if not _DAILY.isdisjoint(said):
        return Decimal(1)
    return Decimal(1) / 7 if said & {"weekly", "week"} else None


def _maximum(case: Case, findings: Findings, rule: DoseRule, medicines: list[Medicine]) -> None:
    intakes = [intake(medicine, rule.ingredient, rule.unit) for medicine in medicines]
    limit, by_weight = _daily_limit(case, findings, rule)
    if any(i.daily is None for i in intakes):
        findings.missing("dose", rule.ingredient, _missing(medicines, intakes, rule))
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
    _too_little(case, findings, rule, medicines, singles)


def _missing(medicines: Sequence[Medicine], intakes: Sequence[Intake], rule: DoseRule) -> str:
    """What would have to be known; a unit that fits nothing is named."""
    for medicine, found in zip(medicines, intakes, strict=True):
        if found.single is None and (fault := unit_fault(medicine, rule.ingredient, rule.unit)):
            return fault
    return "dose and times per day"


def _too_little(
    case: Case, findings: Findings, rule: DoseRule, medicines: list[Medicine], singles: Sequence[Decimal]
) -> None:
    age = case.patient.age_years
    if rule.min_single is None or not singles or (age is not None and age < CHILD_YEARS):
        return
    least = min(singles)
    if 0 < least * TENFOLD <= rule.min_single:
        parameters = {"given": amount_words(least), "usual": amount_words(rule.min_single), "unit": rule.unit}
        words = CodedWords("underdose_tenfold", "unit_slip", "confirm_dose", parameters)
        _alert(case, findings, rule, Severity.MAJOR, words, medicines)


def _too_much(
    case: Case,
    findings: Findings,
    rule: DoseRule,
    medicines: list[Medicine],
    what: tuple[str, Decimal, Decimal],
    *,
    slip: bool = False,
) -> None:
    effect, given, limit = what
    tenfold = given >= limit * TENFOLD
    parameters = {"given": amount_words(given), "limit": amount_words(limit), "unit": rule.unit}
    words = CodedWords(
        "overdose_tenfold" if tenfold and not slip else effect,
        "unit_slip" if slip else "cumulative_dose",
        "confirm_dose" if tenfold or slip else "reduce_daily_dose",
        parameters,
    )
    severity = Severity.CONTRAINDICATED if tenfold else Severity.MAJOR
    _alert(case, findings, rule, severity, words, medicines)


def _daily_limit(case: Case, findings: Findings, rule: DoseRule) -> tuple[Decimal | None, bool]:
    """The maximum of a day and whether it comes from the weight; None when age or weight is needed and unknown."""
    age, weight = case.patient.age_years, case.patient.weight_kg
    if age is None and rule.max_daily_per_kg is not None:
        findings.missing("dose", rule.ingredient, "age")
    if age is None or age >= CHILD_YEARS:
        return rule.max_daily, False
    if rule.max_daily_per_kg is None:
        findings.missing("dose", rule.ingredient, "a maximum for children: none is known here", interrupts=True)
        return rule.max_daily, False
    if weight is None or _weight_is_old(case, age):
        missing = "weight" if weight is None else "a new weight: the one on record is too old"
        findings.missing("dose", rule.ingredient, missing, interrupts=True)
        return rule.max_daily if weight is None else _by_weight(rule, weight)[0], weight is not None
    return _by_weight(rule, weight)


def _by_weight(rule: DoseRule, weight: Decimal) -> tuple[Decimal, bool]:
    by_weight = (rule.max_daily_per_kg or Decimal(0)) * weight
    if rule.max_daily is not None and rule.max_daily < by_weight:
        return rule.max_daily, False
    return by_weight, True


def _weight_is_old(case: Case, age: Decimal) -> bool:
    days = case.patient.weight_days
    return days is not None and any(age < below and days > most for below, most in WEIGHT_DAYS)


def _alert(
    case: Case, findings: Findings, rule: DoseRule, severity: Severity, words: CodedWords, medicines: Sequence[Medicine]
) -> None:
    ground = Ground(AlertKind.DOSE, rule.id, severity, words, rule.provenance)
    findings.alerts.append(make_alert(case, ground, (rule.ingredient,), medicines, b=rule.ingredient))
