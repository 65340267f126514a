"""Interaction tables of DDInter: DDInterID_A, Drug_A, DDInterID_B, Drug_B, Level (one file per ATC letter).

The database (Xiong et al., Nucleic Acids Research 2022; version 2: 2025) is CC BY-NC-SA 4.0: a pharmacy that loads it
sees to it that it may. Level is Major, Moderate, Minor or Unknown. Unknown means that nobody graded the pair: it is
told as minor, and says so; leaving it out would make two medicines look compatible.
"""

from collections.abc import Iterator
from pathlib import Path

from workstation.adapters.knowledge.importers.gathering import Pair, Taken, Terms, gathered
from workstation.adapters.knowledge.importers.refusing import RowRefused, not_knowledge
from workstation.adapters.knowledge.importers.table import Row, headings_of, rows_below, text_of
from workstation.adapters.knowledge.lists import ListedWords
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import Severity

HEADINGS = ("drug_a", "drug_b", "level")
MARK = "ddinterid_a"

_GRADED = {
    "major": ListedWords(Severity.MAJOR, "listed_graded_major", "listed", "avoid"),
    "moderate": ListedWords(Severity.MODERATE, "listed_graded_moderate", "listed", "monitor"),
    "minor": ListedWords(Severity.MINOR, "listed_graded_minor", "listed", "be_aware"),
    "unknown": ListedWords(Severity.MINOR, "listed_not_graded", "listed", "be_aware"),
}


def is_ddinter(text: str) -> bool:
    """Whether these are the headings of such a table."""
    return MARK in headings_of(text)[0]


def read_ddinter(files: list[Path], knowledge: Knowledge) -> Taken:
    """The rows of one file, or of all files of a folder. Raises Refused when one is no such table."""
    terms = Terms(knowledge)
    return gathered((row for file in files for row in _rows(file, terms, len(files) > 1)), symmetrical=True)


def _rows(file: Path, terms: Terms, several: bool) -> Iterator[Pair | RowRefused]:
    text = text_of(file)
    missing = [name for name in HEADINGS if name not in headings_of(text)[0]]
    if missing:
        raise not_knowledge(file, f"its first line has no column {', '.join(missing)}")
    for row in rows_below(file, text):
        try:
            yield _pair(row, terms)
        except ValueError as why:
            yield RowRefused(row.number, str(why), file.name if several else "")


def _pair(row: Row, terms: Terms) -> Pair:
    if row.fault:
        raise ValueError(row.fault)
    level = row.cells["level"].lower()
    if level not in _GRADED:
        raise ValueError(f"Level {row.cells['level']!r} is none of Major, Moderate, Minor, Unknown.")
    a, b = terms.of(row.cells["drug_a"]), terms.of(row.cells["drug_b"])
    if a == b:
        raise ValueError(f"Both names mean {a}.")
    return Pair((a,), (b,), _GRADED[level])
