"""The course: how long, whether the quantity fits the directions, and whether the last supply still lasts."""

from decimal import Decimal

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, amount_words, make_alert
from workstation.domain.screening.facts import CodedWords, Provenance
from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import AlertKind, Severity

_OWN = Provenance()
TOO_MUCH_QUANTITY, TOO_LITTLE_QUANTITY = Decimal("1.25"), Decimal("0.75")
"""A quarter more or less than the directions need: packs round up, nobody rounds further. Source: unverified."""
EARLY_DAYS = 7
"""A supply that lasts longer than this is early to be repeated. Source: unverified."""


def check_courses(case: Case, findings: Findings) -> None:
    """Adds alerts about duration, quantity and early refills of what is prescribed now."""
    for medicine in case.medicines:
        if not medicine.is_current:
            _duration(case, findings, medicine)
            _quantity(case, findings, medicine)
            _refill(case, findings, medicine)


def _duration(case: Case, findings: Findings, medicine: Medicine) -> None:
    days = medicine.entry.duration_days
    if days is None or medicine.identity.route is not Route.SYSTEMIC:
        return
    for ingredient in medicine.identity.ingredients:
        rule = case.knowledge.doses.get(ingredient)
        if rule is not None and rule.max_days is not None and days > rule.max_days:
            parameters = {"given": amount_words(days), "limit": amount_words(rule.max_days)}
            words = CodedWords("too_long", "longest_course", "confirm_duration", parameters)
            ground = Ground(AlertKind.DURATION, rule.id, Severity.MODERATE, words, rule.provenance)
            findings.alerts.append(make_alert(case, ground, (ingredient,), (medicine,), b=ingredient))


def _quantity(case: Case, findings: Findings, medicine: Medicine) -> None:
    entry = medicine.entry
    if entry.quantity is None or entry.dose is None or entry.times_per_day is None or entry.duration_days is None:
        return
    if entry.quantity.unit.strip("{}") != entry.dose.unit.strip("{}"):
        return
    needed = entry.dose.value * entry.times_per_day * entry.duration_days
    if not needed or TOO_LITTLE_QUANTITY <= entry.quantity.value / needed <= TOO_MUCH_QUANTITY:
        return
    parameters = {"given": amount_words(entry.quantity.value), "needed": amount_words(needed), "unit": entry.dose.unit}
    words = CodedWords("quantity_mismatch", "directions_count", "confirm_quantity", parameters)
    _say(case, findings, medicine, AlertKind.QUANTITY, "quantity--course", words)


def _refill(case: Case, findings: Findings, medicine: Medicine) -> None:
    left = medicine.entry.days_left
    if left is not None and left > EARLY_DAYS:
        words = CodedWords("early_refill", "last_supply", "confirm_refill", {"days": str(left)})
        _say(case, findings, medicine, AlertKind.REFILL, "refill--early", words)


def _say(case: Case, findings: Findings, medicine: Medicine, kind: AlertKind, rule: str, words: CodedWords) -> None:
    subjects = medicine.identity.ingredients
    ground = Ground(kind, rule, Severity.MODERATE, words, _OWN)
    findings.alerts.append(make_alert(case, ground, subjects, (medicine,), b=", ".join(subjects)))
