"""Reads the CSV and TOML files of the knowledge base into rows of text, and text into numbers and lists."""

import csv
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from workstation.domain.errors import Unavailable
from workstation.domain.screening.facts import CodedWords, Provenance
from workstation.domain.screening.model import Severity
from workstation.file_words import in_words

Row = Mapping[str, str]


def rows_of(file: Path) -> list[Row]:
    """The rows of a CSV file with a header. Raises Unavailable when it is missing or not UTF-8 CSV."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            rows: list[Row] = [dict(zip(header, fields, strict=True)) for fields in reader if fields]
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as why:
        raise Unavailable("knowledge", f"{file.name} cannot be read: {in_words(why)}") from why
    return rows


def text_of(file: Path) -> str:
    """A file as it stands. Raises Unavailable when it is missing or not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise Unavailable("knowledge", f"{file.name} cannot be read: {in_words(why)}") from why


def table_of(file: Path) -> dict[str, Any]:
    """A TOML file. Raises Unavailable when it is missing or not TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise Unavailable("knowledge", f"{file.name} cannot be read: {in_words(why)}") from why


def listed(text: str, separator: str = "|") -> tuple[str, ...]:
    """The parts of a list in one cell."""
    if separator not in text:
        return (text.strip(),) if text.strip() else ()
    return tuple(part.strip() for part in text.split(separator) if part.strip())


_SEVERITIES = {one.word: one for one in Severity}


def severity(word: str) -> Severity:
    """The severity of a cell ("major"). Raises KeyError for another word."""
    return _SEVERITIES[word]


def optional_number(text: str) -> Decimal | None:
    """A number, or None for an empty cell."""
    return Decimal(text) if text else None


def coded(row: Row) -> CodedWords:
    """Effect, mechanism and management with their parameters ("hours=2;days=14")."""
    words = row["effect"], row["mechanism"], row["management"]
    given = row.get("parameters", "")
    if not given:
        return CodedWords(*words)
    return CodedWords(*words, parameters_of(given))


def parameters_of(cell: str) -> dict[str, str]:
    """The parameters of a sentence: "hours=2;days=14"."""
    pairs = (part.partition("=") for part in listed(cell, ";"))
    return {key: value for key, _, value in pairs}


def provenance(row: Row) -> Provenance:
    """Source and review of a row."""
    return Provenance(row["source"], row["reviewed_by"] or None)
