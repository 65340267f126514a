"""What the patient's own facts forbid: conditions, pregnancy, breastfeeding, age, kidney function."""

from decimal import Decimal

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, amount_words, make_alert
from workstation.domain.screening.facts import ROUTES_OF, PatientRule
from workstation.domain.screening.model import AlertKind, Severity

FERTILE_YEARS = (Decimal(12), Decimal(55))
"""Between these ages an unknown pregnancy status of a woman is worth asking about. Source: unverified."""


def check_patient(case: Case, findings: Findings) -> None:
    """Adds the alerts of the patient rules; a rule whose fact is unknown is not checked, and said so once."""
    if case.profile.conditions is None:
        findings.missing("condition", "conditions", "conditions unknown")
    for ingredient, medicines in case.ingredients().items():
        worst: dict[tuple[str, str], PatientRule] = {}
        for rule in case.knowledge.patient_rules.get(ingredient, ()):
            if not any(medicine.identity.route in ROUTES_OF[rule.side.routes] for medicine in medicines):
                continue
            applies = _applies(case, rule)
            if applies is None:
                findings.missing(rule.kind, ingredient, _MISSING[rule.kind])
            elif applies:
                _keep_worst(worst, rule)
        for rule in worst.values():
            concerned = [m for m in medicines if m.identity.route in ROUTES_OF[rule.side.routes]]
            _alert(case, findings, rule, ingredient, concerned)


def _keep_worst(worst: dict[tuple[str, str], PatientRule], rule: PatientRule) -> None:
    """Of several rules with one cause only the worst is told: eGFR below 45 and below 30, a liver that is impaired and
    one that is severely so, kidney disease on record and its eGFR. Of equals the one that names the eGFR.
    """
    key = _cause(rule)
    known = worst.get(key)
    if known is None or _weight(rule) > _weight(known):
        worst[key] = rule


def _weight(rule: PatientRule) -> tuple[Severity, bool, str]:
    return rule.severity, rule.kind == _KIDNEY, rule.id


def _cause(rule: PatientRule) -> tuple[str, str]:
    organ = _KIDNEY if rule.kind == _KIDNEY else _ORGANS.get(rule.condition, "")
    return ("organ", organ) if organ else (rule.kind, rule.condition)


_KIDNEY = "renal"
_ORGANS = {
    "hepatic_impairment": "hepatic",
    "severe_hepatic_impairment": "hepatic",
    "renal_impairment": _KIDNEY,
    "severe_renal_impairment": _KIDNEY,
}
"""Conditions that are one organ's: a person with the severe one has the other, too."""
_LIVER = frozenset({"hepatic_impairment", "severe_hepatic_impairment"})
_MISSING = {
    "pregnancy": "pregnancy status",
    "age": "age",
    "renal": "eGFR",
}


def _applies(case: Case, rule: PatientRule) -> bool | None:
    """None = the fact that decides is unknown."""
    patient = case.patient
    match rule.kind:
        case "condition":
            return rule.condition in case.condition_ids
        case "pregnancy":
            return patient.pregnant if patient.pregnant is not None else _perhaps(case)
        case "lactation":
            return patient.breastfeeding or False
        case "age":
            return _within(patient.age_years, rule)
        case _:
            return _within(patient.egfr, rule)


def _perhaps(case: Case) -> bool | None:
    """Unknown, unless sex or age settle it."""
    patient = case.patient
    if patient.sex == "male":
        return False
    if patient.age_years is not None and not FERTILE_YEARS[0] <= patient.age_years <= FERTILE_YEARS[1]:
        return False
    return None


def _within(value: Decimal | None, rule: PatientRule) -> bool | None:
    if value is None:
        # For rules about old age an unknown age is not worth a line; those about children and kidneys are.
        return None if rule.below is not None else False
    return (rule.below is None or value < rule.below) and (rule.from_ is None or value >= rule.from_)


def _alert(case: Case, findings: Findings, rule: PatientRule, ingredient: str, medicines: list[Medicine]) -> None:
    limit = rule.below if rule.below is not None else rule.from_
    condition = case.knowledge.conditions.names.get(rule.condition)
    subject = case.condition_texts.get(rule.condition, "")
    of_liver = rule.condition in _LIVER and case.patient.hepatic is not None
    kind = AlertKind.HEPATIC if of_liver else AlertKind(rule.kind)
    ground = Ground(kind, rule.id, rule.severity, rule.words, rule.provenance)
    findings.alerts.append(
        make_alert(
            case,
            ground,
            (ingredient, subject) if subject else (ingredient,),
            medicines,
            a=condition.name if condition is not None else "",
            b=ingredient,
            limit=_limit_words(rule, limit),
        )
    )


def _limit_words(rule: PatientRule, limit: Decimal | None) -> str:
    if limit is None:
        return ""
    if rule.kind != "age":
        return amount_words(limit)
    return f"{'below' if rule.below is not None else 'from'} {amount_words(limit)} years"
