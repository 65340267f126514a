"""Interactions between the ingredients of two medicines: one alert per pair of ingredients, the worst rule of it.

Every rule is one bit. An ingredient carries the bits of the rules in which it can be side a, and side b; two
ingredients interact when one's a-bits and the other's b-bits meet. So a list of 20 medicines is some hundred ANDs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, make_alert
from workstation.domain.screening.facts import UNVERIFIED
from workstation.domain.screening.knowledge import MEMO_SIZE, Hit, Knowledge
from workstation.domain.screening.model import Alert, AlertKind, Severity


def check_interactions(case: Case, findings: Findings) -> None:
    """Adds the interaction alerts of all pairs of medicines, and contraindicated ones inside one medicine."""
    found: dict[tuple[str, str], _Told] = {}
    carriers = [list(_carriers(case.knowledge, medicine)) for medicine in case.medicines]
    for first, second in combinations(carriers, 2):
        for one in first:
            for other in second:
                if one[1] & other[2] or other[1] & one[2]:
                    _note(case.knowledge, found, one, other, Severity.MINOR)
    for parts in carriers:
        for one, other in combinations(parts, 2):
            if one[1] & other[2] or other[1] & one[2]:
                _note(case.knowledge, found, one, other, Severity.CONTRAINDICATED)
    findings.alerts += [_in_words(case, told) for told in found.values()]


def _in_words(case: Case, told: "_Told") -> Alert:
    """Of a patient with many prescriptions every one is screened with all the others: remembered, too."""
    rule, a, b = told.hit
    # The rule is one of this knowledge: it lives as long as what is remembered of it.
    key = (id(rule), a, b, *((one.entry.text, one.is_current) for one in told.medicines))
    alert = case.knowledge.told.get(key)
    if alert is None:
        ground = Ground(AlertKind.INTERACTION, rule.id, rule.severity, rule.words, rule.provenance, rule.interrupts)
        alert = make_alert(case, ground, (a, b), told.medicines, a=a, b=b)
        if len(case.knowledge.told) >= MEMO_SIZE:
            case.knowledge.told.clear()
        case.knowledge.told[key] = alert
    return alert


@dataclass(slots=True)
class _Told:
    """The worst rule of a pair of ingredients and the medicines that hold them."""

    hit: Hit
    medicines: list[Medicine]


Carrier = tuple[str, int, int, Medicine]
"""An ingredient with its bits as side a and as side b, and the medicine it is in."""


def _carriers(knowledge: Knowledge, medicine: Medicine) -> Iterator[Carrier]:
    masks = knowledge.masks[medicine.identity.route]
    for ingredient in medicine.identity.ingredients:
        as_a, as_b = masks.of(ingredient)
        if as_a or as_b:
            yield ingredient, as_a, as_b, medicine


def _note(
    knowledge: Knowledge, found: dict[tuple[str, str], _Told], one: Carrier, other: Carrier, at_least: Severity
) -> None:
    x, y = one[0], other[0]
    if x == y:
        return
    worst = _worst(knowledge, one, other)
    if worst[0].severity < at_least:
        return
    key = (x, y) if x < y else (y, x)
    told = found.get(key)
    if told is None:
        found[key] = _Told(worst, [one[3], other[3]])
        return
    told.medicines.extend((one[3], other[3]))
    if worst is not told.hit and _weight(worst) > _weight(told.hit):
        told.hit = worst


def _worst(knowledge: Knowledge, one: Carrier, other: Carrier) -> Hit:
    """The rule that is told of two ingredients that interact. The same pairs come again and again: it is remembered."""
    key = (one[0], one[3].identity.route, other[0], other[3].identity.route)
    hit = knowledge.pairs.get(key)
    if hit is None:
        x, x_as_a, x_as_b, _ = one
        y, y_as_a, y_as_b, _ = other
        hits = (*_hits(knowledge, x_as_a & y_as_b, x, y), *_hits(knowledge, y_as_a & x_as_b, y, x))
        if len(knowledge.pairs) >= MEMO_SIZE:
            knowledge.pairs.clear()
        hit = knowledge.pairs[key] = hits[0] if len(hits) == 1 else max(hits, key=_weight)
    return hit


def _hits(knowledge: Knowledge, bits: int, a: str, b: str) -> Iterator[Hit]:
    while bits:
        lowest = bits & -bits
        yield knowledge.rules[lowest.bit_length() - 1], a, b
        bits ^= lowest


def _weight(hit: Hit) -> tuple[int, bool, bool, int, bool, str, str]:
    """Worst first; then reviewed, then our own words, then about the very ingredients, then with a source."""
    rule, a, b = hit
    specific = (rule.a.of == a) + (rule.b.of == b)
    verified = rule.provenance.source != UNVERIFIED
    # Ids and names only break ties, so that the order of the medicines decides nothing.
    return rule.severity, rule.provenance.reviewed, not rule.imported, specific, verified, rule.id, a
