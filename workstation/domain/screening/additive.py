"""Effects that add up over the whole list: the sum, not only the pairs."""

from collections.abc import Mapping

from workstation.domain.screening.case import Case, Findings, Ground, make_alert
from workstation.domain.screening.facts import AdditiveRule
from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import AlertKind


def check_additive(case: Case, findings: Findings) -> None:
    """Adds one alert per rule whose number of medicines is reached."""
    reaching = [medicine for medicine in case.medicines if medicine.identity.route is not Route.LOCAL]
    of = case.knowledge.terms
    present = {i: of.get(i, frozenset()) for medicine in reaching for i in medicine.identity.ingredients}
    for rule in case.knowledge.additive:
        members = _members(rule, present)
        if not members:
            continue
        ground = Ground(AlertKind.ADDITIVE, rule.id, rule.severity, rule.words, rule.provenance)
        subjects = tuple(sorted(members))
        concerned = [medicine for medicine in reaching if not members.isdisjoint(medicine.identity.ingredients)]
        alert = make_alert(case, ground, subjects, concerned, n=str(len(subjects)), members=", ".join(subjects))
        findings.alerts.append(alert)


def _members(rule: AdditiveRule, present: Mapping[str, frozenset[str]]) -> set[str]:
    """The ingredients that count; empty when the rule is not met."""
    if rule.each_of:
        chosen = [{i for i, of in present.items() if term in of} for term in rule.each_of]
        return set().union(*chosen) if all(chosen) else set()
    found = {i for i, of in present.items() if not of.isdisjoint(rule.any_of)}
    return found if len(found) >= rule.at_least else set()
