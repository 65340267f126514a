"""The same ingredient twice, and two medicines of one class where that makes no sense."""

from collections.abc import Iterator
from itertools import combinations

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, make_alert
from workstation.domain.screening.facts import ClassFact, CodedWords, Provenance
from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import AlertKind, Severity

_OWN = Provenance()


def check_duplicates(case: Case, findings: Findings) -> None:
    """Adds duplicate alerts. A class rule already told by an equal interaction of that class is told once."""
    for ingredient, medicines in case.ingredients().items():
        if len(medicines) > 1:
            _same_ingredient(case, findings, ingredient, medicines)
    _same_class(case, findings)


def _same_ingredient(case: Case, findings: Findings, ingredient: str, medicines: list[Medicine]) -> None:
    severity, effect = max(_how_bad(ingredient, one, other) for one, other in combinations(medicines, 2))
    if _is_carrier(case, ingredient):
        return
    words = CodedWords(effect, "duplicate", "check_intended" if severity < Severity.MAJOR else "one_only")
    ground = Ground(AlertKind.DUPLICATE, f"duplicate--{ingredient}", severity, words, _OWN)
    findings.alerts.append(make_alert(case, ground, (ingredient,), medicines, b=ingredient))


def _how_bad(ingredient: str, one: Medicine, other: Medicine) -> tuple[Severity, str]:
    """Alike products in two strengths or as a repeat are common (warfarin 1 mg and 3 mg); hidden doubles are not."""
    if one.identity.route != other.identity.route:
        return Severity.MINOR, "duplicate_local"
    if one.is_current and other.is_current:
        return Severity.MODERATE, "duplicate_strength"
    if set(one.identity.ingredients) != set(other.identity.ingredients):
        return Severity.MAJOR, "duplicate_ingredient"
    strengths = _strength(ingredient, one), _strength(ingredient, other)
    if one.is_current or other.is_current or (None not in strengths and strengths[0] != strengths[1]):
        return Severity.MODERATE, "duplicate_strength"
    return Severity.MAJOR, "duplicate_ingredient"


def _strength(ingredient: str, medicine: Medicine) -> object:
    position = medicine.identity.ingredients.index(ingredient)
    return medicine.entry.strength or medicine.identity.strengths[position]


def _is_carrier(case: Case, ingredient: str) -> bool:
    """Vitamins, saline and the like stand in many products without harm."""
    terms = case.knowledge.terms.get(ingredient, frozenset())
    return bool(terms & {"vitamins", "folates", "probiotics", "excipients"}) or ingredient == "sodium chloride"


def _same_class(case: Case, findings: Findings) -> None:
    seen: set[tuple[str, str]] = set()
    for one, other, x, y in _pairs(case):
        key = (x, y) if x < y else (y, x)
        shared = _worst_shared(case, x, y)
        if shared is None or shared.duplicate is None or key in seen:
            continue
        seen.add(key)
        words = CodedWords("duplicate_class", "duplicate", "one_only", {"class": shared.name})
        ground = Ground(AlertKind.DUPLICATE, f"duplicate-class--{shared.id}", shared.duplicate, words, _OWN)
        findings.alerts.append(make_alert(case, ground, key, (one, other), a=x, b=y))
        _drop_echo(case, findings, key, shared)


def _pairs(case: Case) -> Iterator[tuple[Medicine, Medicine, str, str]]:
    marked = case.knowledge.duplicate_classes
    reaching = [
        (medicine, ingredient)
        for medicine in case.medicines
        if medicine.identity.route is not Route.LOCAL
        for ingredient in medicine.identity.ingredients
        if ingredient in marked
    ]
    for (one, x), (other, y) in combinations(reaching, 2):
        if x != y and one is not other and not marked[x].isdisjoint(marked[y]):
            yield one, other, x, y


def _worst_shared(case: Case, x: str, y: str) -> ClassFact | None:
    shared = case.knowledge.duplicate_classes[x] & case.knowledge.duplicate_classes[y]
    classes = case.knowledge.classes
    return max((classes[term] for term in shared), key=lambda fact: (fact.duplicate or 0, fact.id), default=None)


def _drop_echo(case: Case, findings: Findings, key: tuple[str, str], shared: ClassFact) -> None:
    """An interaction rule of a class with itself says the same as the duplication: the duplication stays."""
    findings.alerts[:] = [
        alert
        for alert in findings.alerts
        if not (
            alert.rule in case.knowledge.own_class_rules
            and set(alert.subjects) == set(key)
            and shared.duplicate is not None
            and alert.severity <= shared.duplicate
        )
    ]
