"""Every interaction rule is one bit: in which rules an ingredient can be side a, and in which side b, by one route."""

from collections.abc import Mapping, Sequence

from workstation.domain.screening.facts import ROUTES_OF, InteractionRule, Side
from workstation.domain.screening.identity import Route

Masks = tuple[int, int]
"""Bits of the interaction rules in which an ingredient can be side a, and side b."""
_Bits = tuple[dict[str, int], dict[str, int]]
"""Per ingredient or class: the rules that name it, and those that except it."""
_NONE: Masks = (0, 0)


class RouteMasks:
    """The bits of every ingredient by one route. Worked out when first asked for: a pharmacy holds a few hundred."""

    def __init__(self, rules: Sequence[InteractionRule], terms: Mapping[str, frozenset[str]], route: Route) -> None:
        self._rules = rules
        self._terms = terms
        self._route = route
        self._sides: tuple[_Bits, _Bits] | None = None
        self._known: dict[str, Masks] = {}

    def of(self, ingredient: str) -> Masks:
        """Its bits; none for an ingredient without a rule."""
        found = self._known.get(ingredient)
        if found is None:
            found = self._known[ingredient] = self._work_out(ingredient)
        return found

    def _work_out(self, ingredient: str) -> Masks:
        terms = self._terms.get(ingredient)
        if terms is None:
            return _NONE
        if self._sides is None:
            sides = [rule.a for rule in self._rules], [rule.b for rule in self._rules]
            self._sides = _side_bits(sides[0], self._route), _side_bits(sides[1], self._route)
        (of_a, out_a), (of_b, out_b) = self._sides
        a = b = 0
        for term in terms:
            a |= of_a.get(term, 0)
            b |= of_b.get(term, 0)
        return a & ~out_a.get(ingredient, 0), b & ~out_b.get(ingredient, 0)


def _side_bits(sides: Sequence[Side], route: Route) -> _Bits:
    of: dict[str, int] = {}
    out: dict[str, int] = {}
    for index, side in enumerate(sides):
        if route in ROUTES_OF[side.routes]:
            of[side.of] = of.get(side.of, 0) | 1 << index
            for excepted in side.exceptions:
                out[excepted] = out.get(excepted, 0) | 1 << index
    return of, out
