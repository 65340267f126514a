"""Writes the compiled form of an edition (read by `compiled.py`): once, when the edition is sealed."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from workstation.adapters.knowledge.compiled import COMPILED, FORMAT, LINE, read_compiled
from workstation.adapters.knowledge.loader import read_sources
from workstation.adapters.knowledge.seal import sources_of, sums_of
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.text import words as words_of


def compile_edition(folder: Path) -> bool:
    """Writes compiled.json of the files as they are. False: it would not read back the same (a kind of fact that is
    not written here yet), so none is left there, and the edition loads from its files, slower.
    """
    (folder / COMPILED).unlink(missing_ok=True)
    sums = sources_of(sums_of(folder))
    knowledge = read_sources(folder)
    (folder / COMPILED).write_text(compiled_of(knowledge, sums), encoding="utf-8")
    again = read_compiled(folder, sums, lambda _: ())
    same = again is not None and same_knowledge(knowledge, again)
    if not same:
        (folder / COMPILED).unlink()
    return same


def fits_its_sources(folder: Path) -> bool:
    """Whether the compiled form, where it would be used, says what the files say."""
    again = read_compiled(folder, sources_of(sums_of(folder)), lambda _: ())
    return again is None or same_knowledge(read_sources(folder), again)


def same_knowledge(one: Knowledge, other: Knowledge) -> bool:
    """Whether two say the same. Masks follow from the rules; what was looked up before does not count."""
    told = [field.name for field in fields(Knowledge) if field.compare and field.name not in ("masks", "warnings")]
    return all(getattr(one, name) == getattr(other, name) for name in told)


class _Once:
    """Values that stand in a table once, and are called by their place."""

    def __init__(self, row: Callable[[Any], Any]) -> None:
        self._row = row
        self._places: dict[str, int] = {}
        self.rows: list[Any] = []

    def __call__(self, value: Any) -> int:
        row = self._row(value)
        key = json.dumps(row)
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append(row)
        return self._places[key]


def compiled_of(knowledge: Knowledge, sums: Mapping[str, str]) -> str:
    """The compiled form of an edition that was read without products; `sums` are the hashes of its files."""
    writing = _Writing(knowledge)
    document = {
        "format": FORMAT,
        "of": dict(sums),
        "edition": knowledge.edition,
        "date": knowledge.date,
        "facts": knowledge.facts,
        "unreviewed": knowledge.unreviewed,
        **writing.names(),
        **writing.ingredients(),
        **writing.interactions(),
        **writing.allergies(),
        **writing.conditions(),
        **writing.excipients(),
        **writing.others(),
        **writing.tables(),  # last: it holds what the others have put in
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


class _Writing:
    """The parts of the document."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.of = knowledge
        self.sides = _Once(lambda side: [side.of, sorted(side.exceptions), side.routes])
        self.words = _Once(lambda coded: [coded.effect, coded.mechanism, coded.management, dict(coded.parameters)])
        self.said = _Once(lambda provenance: [provenance.source, provenance.reviewed_by])
        self.closures = _Once(sorted)
        self.grouped = _Once(list)

    def names(self) -> dict[str, Any]:
        names, vocabulary = self.of.names, self.of.names.vocabulary
        own = {words_of(name) for fact in self.of.ingredients.values() for name in (fact.name, *fact.synonyms)}
        return {
            "ingredient_names": len(own - {()}),
            "names": _lines(map(_key, names.by_words)),
            "named": _lines("+".join(name.ingredients) for name in names.by_words.values()),
            "longest": _counted(names.longest),
            "world": _lines(names.world),
            "world_of": _lines(names.world.values()),
            "world_starts": _counted(names.world_starts),
            "vocabulary": [
                *map(sorted, (vocabulary.salts, vocabulary.ignorable, vocabulary.local, vocabulary.inhaled)),
                dict(vocabulary.units),
            ],
        }

    def ingredients(self) -> dict[str, Any]:
        facts = self.of.ingredients.values()
        return {
            "ingredients": _lines(fact.name for fact in facts),
            "facts_of": [
                _lines("|".join(fact.synonyms) for fact in facts),
                _lines("|".join(fact.classes) for fact in facts),
                _lines("|".join(fact.atc) for fact in facts),
            ],
            "classes": [[f.id, f.name, f.parents, f.duplicate] for f in self.of.classes.values()],
            "terms": [self.closures(terms - {name}) for name, terms in self.of.terms.items()],
            "duplicate_classes": {name: sorted(classes) for name, classes in self.of.duplicate_classes.items()},
        }

    def interactions(self) -> dict[str, Any]:
        sides, words, said = self.sides, self.words, self.said
        return {
            "rules": [
                [r.id, sides(r.a), sides(r.b), r.severity, words(r.words), said(r.provenance), r.interrupts, r.imported]
                for r in self.of.rules
            ],
            "own_class_rules": sorted(self.of.own_class_rules),
        }

    def allergies(self) -> dict[str, Any]:
        found = self.of.allergies
        return {
            "groups": [
                [g.id, g.name, g.terms, g.members, g.severity, g.cross, self.said(g.provenance)]
                for g in found.groups.values()
            ],
            "group_by_words": _by_words(found.group_by_words),
            "other_allergens": _by_words(found.others),
            "none_known": sorted(map(_key, found.none_known)),
            "allergy_words": sorted(found.ignorable),
            "groups_of": {name: self.grouped(held) for name, held in found.groups_of.items()},
        }

    def conditions(self) -> dict[str, Any]:
        found = self.of.conditions
        rules = {rule.id: rule for held in self.of.patient_rules.values() for rule in held}
        return {
            "conditions": [[fact.id, fact.name, fact.terms] for fact in found.names.values()],
            "condition_by_words": _by_words(found.by_words),
            "not_the_patient": list(map(_key, found.not_the_patient)),
            "patient_rules": [
                [r.id, r.kind, self.sides(r.side), r.severity, self.words(r.words), self.said(r.provenance),
                 r.condition, _text(r.below), _text(r.from_)] for r in rules.values()
            ],
            "patient_rules_of": _places(self.of.patient_rules, rules),
        }  # fmt: skip

    def excipients(self) -> dict[str, Any]:
        found = self.of.excipients
        return {
            "excipients": [
                [e.id, e.name, e.terms, e.diseases, e.routes, e.severity, self.said(e.provenance)]
                for e in found.facts.values()
            ],
            "excipient_by_words": {_key(key): ids for key, ids in found.by_words.items()},
            "excipient_diseases": {_key(key): ids for key, ids in found.diseases.items()},
            "excipient_rules": [
                [r.id, r.of, sorted(r.forms), r.excipient, r.always, r.severity, r.management, self.said(r.provenance)]
                for held in found.rules.values()
                for r in held
            ],
        }

    def others(self) -> dict[str, Any]:
        counsel = {rule.id: rule for held in self.of.counsel.values() for rule in held}
        return {
            "additive": [
                [r.id, r.any_of, r.at_least, r.each_of, r.severity, self.words(r.words), self.said(r.provenance)]
                for r in self.of.additive
            ],
            "doses": [
                [r.id, r.ingredient, r.unit, _text(r.max_single), _text(r.max_daily), _text(r.max_daily_per_kg),
                 r.weekly, self.said(r.provenance), _text(r.min_single), _text(r.max_days)]
                for r in self.of.doses.values()
            ],
            "counsel": [[r.id, r.of, r.about, r.advice, self.said(r.provenance)] for r in counsel.values()],
            "counsel_of": _places(self.of.counsel, counsel),
        }  # fmt: skip

    def tables(self) -> dict[str, Any]:
        templates = self.of.templates
        return {
            "sides": self.sides.rows,
            "words": self.words.rows,
            "provenances": self.said.rows,
            "closures": self.closures.rows,
            "grouped": self.grouped.rows,
            "templates": [dict(templates.effect), dict(templates.mechanism), dict(templates.management),
                          dict(templates.counselling)],
            "sources": [[source.id, source.title, source.opened] for source in self.of.sources],
        }  # fmt: skip


def _places(held: Mapping[str, Sequence[Any]], rules: Mapping[str, Any]) -> dict[str, list[int]]:
    places = {rule_id: place for place, rule_id in enumerate(rules)}
    return {name: [places[rule.id] for rule in some] for name, some in held.items()}


def _lines(texts: Iterable[str]) -> str:
    return LINE.join(texts)


def _counted(counts: Mapping[str, int]) -> list[Any]:
    """Most counts are 1: the keys as lines, and those with more."""
    return [_lines(counts), {key: count for key, count in counts.items() if count != 1}]


def _by_words(found: Mapping[tuple[str, ...], str]) -> dict[str, str]:
    return {_key(key): value for key, value in found.items()}


def _key(words: tuple[str, ...]) -> str:
    return " ".join(words)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
