"""What to tell the patient with a medicine: alcohol, grapefruit, milk, an empty stomach, sun, driving."""

from workstation.domain.screening.case import Case
from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import Counsel


def counselling(case: Case) -> tuple[Counsel, ...]:
    """One piece of advice per ingredient and subject, in the order of the list. What is taken already is left out."""
    found: dict[tuple[str, str], Counsel] = {}
    for medicine in case.medicines:
        if medicine.is_current or medicine.identity.route is not Route.SYSTEMIC:
            continue
        for ingredient in medicine.identity.ingredients:
            for rule in case.knowledge.counsel.get(ingredient, ()):
                advice = case.knowledge.templates.counselling.get(rule.advice, rule.advice)
                counsel = Counsel(ingredient, rule.about, advice, rule.provenance.source, rule.provenance.reviewed)
                found.setdefault((ingredient, rule.about), counsel)
    return tuple(found.values())
