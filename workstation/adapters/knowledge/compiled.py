"""Reads an edition in the form in which the engine uses it: `compiled.json`, made when the edition is sealed.

Plain JSON: reading it can run nothing. It is one of the sealed files, and it names the hashes of the files it was made
of; it is used only while both are as they were, else the files themselves are read. What is the same many times (sides,
words, provenances) stands once. Products are not in it: the catalogue is not part of an edition.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from workstation.domain.screening.facts import (
    AdditiveRule,
    AllergyGroup,
    ClassFact,
    CodedWords,
    ConditionFact,
    CounselRule,
    DoseRule,
    ExcipientFact,
    ExcipientRule,
    IngredientFact,
    InteractionRule,
    PatientRule,
    Provenance,
    Side,
)
from workstation.domain.screening.identity import Name, Names, Route, Vocabulary, Words
from workstation.domain.screening.knowledge import AllergyIndex, ConditionIndex, ExcipientIndex, Knowledge, Source
from workstation.domain.screening.masks import RouteMasks
from workstation.domain.screening.model import Severity
from workstation.domain.screening.words import Templates

COMPILED = "compiled.json"
FORMAT = 2
"""2 holds excipients."""
LANGUAGE = "en"
LINE = "\n"
"""Thousands of short texts are read fastest as one that is split."""


Products = Callable[[Mapping[Words, str]], Sequence[tuple[Words, Name]]]
"""Names of ingredients → the products of this pharmacy, of which these are the ingredients."""


def read_compiled(folder: Path, sums: Mapping[str, str], products: Products) -> Knowledge | None:
    """The edition from its compiled form, with the products; None when it is not of these files and this format.

    `sums` are the hashes of the files of the edition as they are. Call it only for a folder whose seal is right.
    """
    try:
        said = json.loads((folder / COMPILED).read_text(encoding="utf-8"))
        if said["format"] != FORMAT or said["of"] != sums:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _Reading(said, products).knowledge()


class _Reading:
    """Builds the knowledge. The document is sealed: what it holds was written by `compiled_of`."""

    def __init__(self, said: Any, products: Products) -> None:
        self.said = said
        self.products = products
        self.severity = {int(one): one for one in Severity}
        self.words = [CodedWords(*row) for row in said["words"]]
        self.sides = [Side(of, frozenset(exceptions), routes) for of, exceptions, routes in said["sides"]]
        self.provenances = [Provenance(*row) for row in said["provenances"]]

    def knowledge(self) -> Knowledge:
        """All of it."""
        said = self.said
        ingredients = {fact.name: fact for fact in self._ingredients()}
        closures = list(map(frozenset, said["closures"]))
        terms = {name: closures[at].union((name,)) for name, at in zip(ingredients, said["terms"], strict=True)}
        rules = tuple(self._rules())
        return Knowledge(
            edition=said["edition"],
            signed=False,
            names=self._names(),
            ingredients=ingredients,
            classes=dict(self._classes()),
            terms=terms,
            rules=rules,
            own_class_rules=frozenset(said["own_class_rules"]),
            duplicate_classes={name: frozenset(classes) for name, classes in said["duplicate_classes"].items()},
            masks={route: RouteMasks(rules, terms, route) for route in Route},
            allergies=self._allergies(),
            conditions=self._conditions(),
            patient_rules=_held(said["patient_rules_of"], list(self._patient_rules())),
            additive=tuple(self._additive()),
            doses={rule.ingredient: rule for rule in self._doses()},
            templates=Templates(*said["templates"]),
            sources=tuple(Source(*row) for row in said["sources"]),
            facts=said["facts"],
            unreviewed=said["unreviewed"],
            counsel=_held(said["counsel_of"], [
                CounselRule(rule_id, of, about, advice, self.provenances[source])
                for rule_id, of, about, advice, source in said["counsel"]]),
            excipients=self._excipients(),
            date=said["date"],
        )  # fmt: skip

    def _names(self) -> Names:
        of: dict[str, Name] = {}
        by_words: dict[tuple[str, ...], Name] = {}
        said = self.said
        for key, parts in zip(said["names"].split(LINE), said["named"].split(LINE), strict=True):
            name = of.get(parts)
            if name is None:
                name = of[parts] = Name(tuple(parts.split("+")))
            by_words[tuple(key.split(" "))] = name
        longest = _counts(said["longest"])
        by_words = self._with_products(by_words, longest)
        world = dict(zip(said["world"].split(LINE), said["world_of"].split(LINE), strict=True)) if said["world"] else {}
        salts, ignorable, local, inhaled, units = said["vocabulary"]
        vocabulary = Vocabulary(frozenset(salts), frozenset(ignorable), frozenset(local), frozenset(inhaled), units)
        return Names(by_words, longest, vocabulary, world, _counts(said["world_starts"]))

    def _with_products(self, by_words: dict[Words, Name], longest: dict[str, int]) -> dict[Words, Name]:
        """Names of ingredients go before products, these before brands from elsewhere."""
        entries = iter(by_words.items())
        merged = dict(islice(entries, self.said["ingredient_names"]))
        for key, name in self.products({key: name.ingredients[0] for key, name in merged.items()}):
            if key and key not in merged:
                merged[key] = name
                longest[key[0]] = max(longest.get(key[0], 0), len(key))
        for key, name in entries:
            merged.setdefault(key, name)
        return merged

    def _ingredients(self) -> Iterable[IngredientFact]:
        columns = [column.split(LINE) for column in self.said["facts_of"]]
        for name, synonyms, classes, atc in zip(self.said["ingredients"].split(LINE), *columns, strict=True):
            yield IngredientFact(name, _cells(synonyms), _cells(classes), _cells(atc))

    def _classes(self) -> Iterable[tuple[str, ClassFact]]:
        for class_id, name, parents, duplicate in self.said["classes"]:
            grade = None if duplicate is None else self.severity[duplicate]
            yield class_id, ClassFact(class_id, name, tuple(parents), grade)

    def _rules(self) -> Iterable[InteractionRule]:
        sides, words, severity, provenances = self.sides, self.words, self.severity, self.provenances
        for rule_id, a, b, grade, coded, source, interrupts, imported in self.said["rules"]:
            yield InteractionRule(
                rule_id, sides[a], sides[b], severity[grade], words[coded], provenances[source], interrupts, imported
            )

    def _allergies(self) -> AllergyIndex:
        said = self.said
        grouped = list(map(tuple, said["grouped"]))
        groups = {
            group_id: AllergyGroup(
                group_id,
                name,
                tuple(terms),
                tuple(members),
                self.severity[grade],
                tuple((other, self.severity[cross_grade]) for other, cross_grade in cross),
                self.provenances[source],
            )
            for group_id, name, terms, members, grade, cross, source in said["groups"]
        }
        return AllergyIndex(
            groups=groups,
            group_by_words=_parted(said["group_by_words"]),
            others=_parted(said["other_allergens"]),
            none_known=frozenset(tuple(key.split(" ")) for key in said["none_known"]),
            ignorable=frozenset(said["allergy_words"]),
            groups_of={name: grouped[at] for name, at in said["groups_of"].items()},
        )

    def _excipients(self) -> ExcipientIndex:
        facts: dict[str, ExcipientFact] = {}
        rules: dict[str, tuple[ExcipientRule, ...]] = {}
        for fact_id, name, terms, diseases, routes, grade, source in self.said["excipients"]:
            said = tuple(terms), tuple(diseases)
            facts[fact_id] = ExcipientFact(fact_id, name, *said, routes, self.severity[grade], self.provenances[source])
        for rule_id, of, forms, excipient, always, grade, management, source in self.said["excipient_rules"]:
            worse = None if grade is None else self.severity[grade]
            meant, provenance = frozenset(forms), self.provenances[source]
            rule = ExcipientRule(rule_id, of, meant, excipient, always, worse, management, provenance)
            rules[of] = (*rules.get(of, ()), rule)
        by_words, diseases = (
            {tuple(key.split(" ")): tuple(ids) for key, ids in self.said[name].items()}
            for name in ("excipient_by_words", "excipient_diseases")
        )
        return ExcipientIndex(facts, by_words, diseases, rules)

    def _conditions(self) -> ConditionIndex:
        by_words = _parted(self.said["condition_by_words"])
        return ConditionIndex(
            by_words=by_words,
            longest=max(map(len, by_words), default=0),
            not_the_patient=tuple(tuple(key.split(" ")) for key in self.said["not_the_patient"]),
            names={row[0]: ConditionFact(row[0], row[1], tuple(row[2])) for row in self.said["conditions"]},
        )

    def _patient_rules(self) -> Iterable[PatientRule]:
        for rule_id, kind, side, grade, coded, source, condition, below, from_ in self.said["patient_rules"]:
            yield PatientRule(
                rule_id,
                kind,
                self.sides[side],
                self.severity[grade],
                self.words[coded],
                self.provenances[source],
                condition,
                _number(below),
                _number(from_),
            )

    def _additive(self) -> Iterable[AdditiveRule]:
        for rule_id, any_of, at_least, each_of, grade, coded, source in self.said["additive"]:
            yield AdditiveRule(
                rule_id,
                tuple(any_of),
                at_least,
                tuple(each_of),
                self.severity[grade],
                self.words[coded],
                self.provenances[source],
            )

    def _doses(self) -> Iterable[DoseRule]:
        for rule_id, ingredient, unit, single, daily, per_kg, weekly, source, least, days in self.said["doses"]:
            limits = _number(single), _number(daily), _number(per_kg)
            yield DoseRule(
                rule_id, ingredient, unit, *limits, weekly, self.provenances[source], _number(least), _number(days)
            )


def _held(places: Mapping[str, Sequence[int]], rules: Sequence[Any]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple([rules[at] for at in held]) for name, held in places.items()}


def _parted(found: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(key.split(" ")): value for key, value in found.items()}


def _cells(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _counts(said: Sequence[Any]) -> dict[str, int]:
    counts = dict.fromkeys(said[0].split(LINE), 1) if said[0] else {}
    counts.update(said[1])
    return counts


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
