"""Puts lists of this pharmacy beside an edition: more alerts or stricter ones, never fewer or milder.

- A pair tells its worst rule; so a list is heard only where it says more. Of two that say as much the edition's is
  told: rules of a list are `imported`, never about "the very ingredients" for the engine, and their ids begin with "+".
- Nothing but interactions changes: names, classes, allergies, doses and everything else stay those of the edition.
- An edition's rule may interrupt below major; what outranks such a rule interrupts, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from workstation.adapters.knowledge.lists import ListedRule, OwnList, label_of
from workstation.adapters.knowledge.tables import parameters_of
from workstation.domain.screening.facts import CodedWords, InteractionRule, Provenance, Side
from workstation.domain.screening.identity import Route
from workstation.domain.screening.knowledge import Knowledge, Source
from workstation.domain.screening.masks import RouteMasks
from workstation.domain.screening.model import Severity

_NONE: frozenset[str] = frozenset()


def with_lists(knowledge: Knowledge, lists: Mapping[str, OwnList]) -> Knowledge:
    """The edition with the lists (name of the file → list); what a list names and the edition does not is warned of."""
    if not lists:
        return knowledge
    sides: dict[str, list[str]] = {}
    rules: list[InteractionRule] = []
    warnings: list[str] = []
    strict = _interrupting_early(knowledge.rules)
    for own in lists.values():
        known = [found for rule in own.rules if (found := _known(knowledge, rule)) is not None]
        if len(known) < len(own.rules):
            lost = len(own.rules) - len(known)
            warnings.append(f"{lost} rules of the list {own.name} name nothing that edition {knowledge.edition} knows.")
        rules += _rules_of(own.name, known, sides, None if strict is None else (knowledge, strict))
    return _joined(knowledge, lists, rules, sides, warnings)


def _joined(
    knowledge: Knowledge,
    lists: Mapping[str, OwnList],
    rules: Sequence[InteractionRule],
    sides: Mapping[str, list[str]],
    warnings: Sequence[str],
) -> Knowledge:
    every = (*knowledge.rules, *rules)
    terms = _Terms(knowledge.terms, sides)
    sources = (Source(own.name, own.title, own.imported) for own in lists.values())
    return replace(
        knowledge,
        edition=f"{knowledge.edition}+{'+'.join(map(label_of, lists))}",
        rules=every,
        masks={route: RouteMasks(every, terms, route) for route in Route},
        sources=(*knowledge.sources, *sources),
        facts=knowledge.facts + len(rules),
        unreviewed=knowledge.unreviewed + len(rules),
        warnings=(*knowledge.warnings, *warnings),
        **_nothing_remembered(),
    )


def _nothing_remembered() -> dict[str, Any]:
    """What was looked up before belongs to the edition without lists."""
    return {field.name: {} for field in fields(Knowledge) if not field.compare}


@dataclass(frozen=True, slots=True)
class _Terms(Mapping[str, frozenset[str]]):
    """The terms of an ingredient and the sides of listed rules that it is on; put together when asked for."""

    base: Mapping[str, frozenset[str]]
    sides: Mapping[str, list[str]]
    """Ingredient or class → sides."""

    def __getitem__(self, ingredient: str) -> frozenset[str]:
        own = self.base[ingredient]
        return own.union(*(self.sides[term] for term in own if term in self.sides))

    def __iter__(self) -> Iterator[str]:
        return iter(self.base)

    def __len__(self) -> int:
        return len(self.base)


def _known(knowledge: Knowledge, rule: ListedRule) -> ListedRule | None:
    """The rule without what this edition does not know; None when a side is empty then."""
    ingredients, classes = knowledge.ingredients, knowledge.classes
    a = tuple(one for one in rule.a if one in ingredients or one in classes)
    b = tuple(one for one in rule.b if one in ingredients or one in classes)
    if not a or not b:
        return None
    return rule if len(a) == len(rule.a) and len(b) == len(rule.b) else replace(rule, a=a, b=b)


def _rules_of(
    name: str,
    known: Sequence[ListedRule],
    sides: dict[str, list[str]],
    strict: tuple[Knowledge, frozenset[str]] | None,
) -> Iterator[InteractionRule]:
    provenance = Provenance(name)
    for number, rule in enumerate(known, start=1):
        rule_id = f"+{name}--{number}"
        for side, members in (("a", rule.a), ("b", rule.b)):
            for member in members:
                sides.setdefault(member, []).append(f"{rule_id}/{side}")
        words = rule.words
        early = words.interrupts or (strict is not None and _meets(rule, *strict))
        yield InteractionRule(
            id=rule_id,
            a=Side(f"{rule_id}/a", _NONE, rule.a_routes),
            b=Side(f"{rule_id}/b", _NONE, rule.b_routes),
            severity=words.severity,
            words=CodedWords(words.effect, words.mechanism, words.management, parameters_of(words.parameters)),
            provenance=provenance,
            interrupts=True if early else None,
            imported=True,
        )


def _interrupting_early(rules: Sequence[InteractionRule]) -> frozenset[str] | None:
    """What the edition's rules name that interrupt though they are below major; None when there is no such rule."""
    early = [rule for rule in rules if rule.interrupts and rule.severity < Severity.MAJOR]
    return frozenset(side.of for rule in early for side in (rule.a, rule.b)) or None


def _meets(rule: ListedRule, knowledge: Knowledge, strict: frozenset[str]) -> bool:
    """Whether a side has to do with such a rule; a class always may."""
    return any(one in knowledge.classes or not knowledge.terms[one].isdisjoint(strict) for one in (*rule.a, *rule.b))
