"""A table of a pharmacy's own or licensed interactions: a, b, severity, and what else it says (docs/screening.md)."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workstation.adapters.knowledge.importers.gathering import Pair, Taken, Terms, gathered
from workstation.adapters.knowledge.importers.refusing import RowRefused, not_knowledge
from workstation.adapters.knowledge.importers.table import Row, headings_of, rows_below, text_of
from workstation.adapters.knowledge.lists import ListedWords
from workstation.domain.screening.facts import ROUTES_OF
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import Severity
from workstation.file_words import in_words

MUST = ("a", "b", "severity")
MAY = ("effect", "mechanism", "management", "interrupts", "a_routes", "b_routes")
OURS: Mapping[str, tuple[str, ...]] = {
    "a": ("a", "drug_a", "drug a", "drug1", "drug_1", "ingredient_a"),
    "b": ("b", "drug_b", "drug b", "drug2", "drug_2", "ingredient_b"),
    "severity": ("severity", "level"),
    **{name: (name,) for name in MAY},
}
SEVERITIES = {
    **{one.word: one for one in Severity},
    "contra-indicated": Severity.CONTRAINDICATED,
    "severe": Severity.MAJOR,
    "serious": Severity.MAJOR,
    "significant": Severity.MODERATE,
    "mild": Severity.MINOR,
}
ADVICE = {
    Severity.CONTRAINDICATED: "do_not_combine",
    Severity.MAJOR: "avoid",
    Severity.MODERATE: "monitor",
    Severity.MINOR: "be_aware",
}
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class ListMapping:
    """Headings and words of a table that is not in ours."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(OURS))
    """Ours → headings, the first that is there."""
    severities: Mapping[str, Severity] = field(default_factory=lambda: dict(SEVERITIES))


def mapping_of(file: Path) -> ListMapping:
    """Reads own.toml: [columns] a = "Drug 1" ..., [severity] "level 1" = "contraindicated" ... . Raises Refused."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        columns = {**OURS, **{ours: (str(theirs).strip().lower(),) for ours, theirs in said["columns"].items()}}
        words = {str(word).lower(): SEVERITIES[ours] for word, ours in said.get("severity", {}).items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise not_knowledge(file, in_words(why)) from why
    except (KeyError, AttributeError, TypeError) as why:
        raise not_knowledge(file, "it needs [columns], and in [severity] only our words for severities") from why
    strangers = columns.keys() - OURS.keys()
    if strangers:
        raise not_knowledge(file, f"[columns] may name {', '.join(OURS)} and not {', '.join(sorted(strangers))}")
    return ListMapping(columns, {**SEVERITIES, **words})


def is_generic(text: str) -> bool:
    """Whether the headings name two medicines and a severity."""
    headings = headings_of(text)[0]
    return all(any(name in headings for name in OURS[ours]) for ours in MUST)


def read_generic(files: list[Path], knowledge: Knowledge, mapping: ListMapping | None = None) -> Taken:
    """The rows of one file, or of all of a folder. Raises Refused when one has not the headings."""
    reader = _Reader(knowledge, mapping or ListMapping(), len(files) > 1)
    return gathered((row for file in files for row in reader.rows(file)), symmetrical=False)


class _Reader:
    def __init__(self, knowledge: Knowledge, mapping: ListMapping, several: bool) -> None:
        self._terms, self._mapping, self._several = Terms(knowledge), mapping, several
        self._codes = knowledge.templates

    def rows(self, file: Path) -> Iterator[Pair | RowRefused]:
        text = text_of(file)
        headings = headings_of(text)[0]
        columns = {
            ours: next((name for name in names if name in headings), "")
            for ours, names in self._mapping.columns.items()
        }
        missing = [ours for ours in MUST if not columns[ours]]
        if missing:
            raise not_knowledge(file, f"its first line has no column for {', '.join(missing)}")
        for row in rows_below(file, text):
            try:
                yield self._pair(row, columns)
            except ValueError as why:
                yield RowRefused(row.number, str(why), file.name if self._several else "")

    def _pair(self, row: Row, columns: Mapping[str, str]) -> Pair:
        if row.fault:
            raise ValueError(row.fault)
        said = {ours: row.cells.get(name, "") for ours, name in columns.items()}
        a, b = self._terms.of(said["a"]), self._terms.of(said["b"])
        if a == b and a in self._terms.knowledge.ingredients:
            raise ValueError(f"Both names mean {a}.")
        routes = said["a_routes"].lower(), said["b_routes"].lower()
        for route in routes:
            if route not in ROUTES_OF:
                raise ValueError(f"The routes {route!r} are none of systemic, any, or nothing.")
        return Pair((a,), (b,), self._words(said), *routes)

    def _words(self, said: Mapping[str, str]) -> ListedWords:
        grade = self._mapping.severities.get(said["severity"].lower())
        if grade is None:
            known = ", ".join(dict.fromkeys(one.word for one in SEVERITIES.values()))
            raise ValueError(f"The severity {said['severity']!r} is none of {known}.")
        interrupts = said["interrupts"].lower()
        if interrupts in _NO:
            raise ValueError("A list cannot say that something does not interrupt: leave the column empty.")
        if interrupts and interrupts not in _YES:
            raise ValueError(f"interrupts is {interrupts!r} and neither yes nor empty.")
        codes = self._codes
        return ListedWords(
            grade,
            _sentence(said["effect"], codes.effect) or f"listed_graded_{grade.word}",
            _sentence(said["mechanism"], codes.mechanism) or "listed",
            _sentence(said["management"], codes.management) or ADVICE[grade],
            bool(interrupts),
        )


def _sentence(text: str, codes: Mapping[str, str]) -> str:
    """A code of ours, or a sentence as it stands."""
    if text in codes:
        if set("{}") & set(codes[text].replace("{a}", "").replace("{b}", "")):
            raise ValueError(f"The code {text} needs a number, which a list cannot give: write the sentence.")
        return text
    if "{" in text or "}" in text:
        raise ValueError("A sentence may not hold curly brackets.")
    if not text.isprintable():
        raise ValueError("It holds a character that cannot be printed.")
    return text
