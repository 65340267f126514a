"""Interactions between the ingredients of two medicines: one alert per pair of ingredients, the worst rule of it.

Every rule is one bit. An ingredient carries the bits of the rules in which it can be side a, and side b; two
ingredients interact when one's a-bits and the other's b-bits meet. So a list of 20 medicines is some hundred ANDs.
"""

from collections.abc import Iterator
from itertools import combinations

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, make_alert
from workstation.domain.screening.facts import UNVERIFIED, InteractionRule
from workstation.domain.screening.identity import Route
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import AlertKind, Severity

Hit = tuple[InteractionRule, str, str]
"""The rule, the ingredient that acts, the ingredient acted on."""


def check_interactions(case: Case, findings: Findings) -> None:
    """Adds the interaction alerts of all pairs of medicines, and contraindicated ones inside one medicine."""
    found: dict[tuple[str, str], tuple[Hit, list[Medicine]]] = {}
    for first, second in combinations(case.medicines, 2):
        for x in first.identity.ingredients:
            for y in second.identity.ingredients:
                if x != y:
                    _note(case.knowledge, found, (x, first), (y, second))
    for medicine in case.medicines:
        for x, y in combinations(medicine.identity.ingredients, 2):
            _note(case.knowledge, found, (x, medicine), (y, medicine), only=Severity.CONTRAINDICATED)
    for (rule, a, b), medicines in found.values():
        ground = Ground(
            AlertKind.INTERACTION, rule.id, rule.severity, rule.words, rule.provenance, rule.interrupts
        )
        findings.alerts.append(make_alert(case, ground, (a, b), medicines, a=a, b=b))


def _note(
    knowledge: Knowledge,
    found: dict[tuple[str, str], tuple[Hit, list[Medicine]]],
    one: tuple[str, Medicine],
    other: tuple[str, Medicine],
    only: Severity = Severity.MINOR,
) -> None:
    (x, first), (y, second) = one, other
    hits = _hits(knowledge, x, first.identity.route, y, second.identity.route)
    worst = max(hits, key=_weight, default=None)
    if worst is None or worst[0].severity < only:
        return
    key = (x, y) if x < y else (y, x)
    known = found.get(key)
    if known is None:
        found[key] = (worst, [first, second])
        return
    known[1].extend((first, second))
    if _weight(worst) > _weight(known[0]):
        found[key] = (worst, known[1])


def _hits(knowledge: Knowledge, x: str, x_route: Route, y: str, y_route: Route) -> Iterator[Hit]:
    x_masks = knowledge.masks[x_route].get(x)
    y_masks = knowledge.masks[y_route].get(y)
    if x_masks is None or y_masks is None:
        return
    for bits, a, b in ((x_masks[0] & y_masks[1], x, y), (y_masks[0] & x_masks[1], y, x)):
        while bits:
            lowest = bits & -bits
            yield knowledge.rules[lowest.bit_length() - 1], a, b
            bits ^= lowest


def _weight(hit: Hit) -> tuple[int, bool, int, bool, str, str]:
    """Worst first; then reviewed, then about the very ingredients, then with a source; ids break ties."""
    rule, a, b = hit
    specific = (rule.a.of == a) + (rule.b.of == b)
    return rule.severity, rule.provenance.reviewed, specific, rule.provenance.source != UNVERIFIED, rule.id, a
