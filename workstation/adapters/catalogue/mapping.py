"""Which column of a table is what: resources/catalogue/mappings/*.toml, or a file of the pharmacy's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation import paths
from workstation.adapters.catalogue.files import not_a_catalogue

MUST = ("gtin", "name", "ingredients", "form", "pack_size", "unit")
MAY = ("strengths", "manufacturer", "schedule", "price", "currency", "cold_chain", "shelf", "release")


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one kind of table is read."""

    columns: Mapping[str, tuple[str, ...]]
    """Ours → the headings that it goes by, in small letters, first found first taken."""
    defaults: Mapping[str, str]
    """Ours → the value where the table has no such column or leaves it empty."""
    values: Mapping[str, Mapping[str, str]]
    """Ours → (as written, in small letters → as we write it)."""
    delimiter: str
    """One character, or empty: whichever of comma, semicolon, tab and bar the heading has most of."""
    encoding: str
    """A name of Python's, or empty: as the file shows."""
    decimal_comma: bool | None
    """None: where the delimiter is no comma."""


def folder() -> Path:
    """Where the shipped mappings are."""
    return paths.resources() / "catalogue" / "mappings"


def shipped_names() -> list[str]:
    """The names of the shipped mappings of tables."""
    return sorted(file.stem for file in folder().glob("*.toml"))


def load_mapping(file: Path) -> TableMapping:
    """Raises OSError, or Refused when the file is no mapping."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        return _mapping(document)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise not_a_catalogue(file, "it is no TOML document") from wrong
    except (ValueError, TypeError, AttributeError) as wrong:
        raise not_a_catalogue(file, f"it is no mapping: {wrong}") from wrong


def _mapping(document: Mapping[str, Any]) -> TableMapping:
    unknown = set(document) - {"schema", "columns", "defaults", "values", "delimiter", "encoding", "decimal_comma"}
    columns = {ours: tuple(str(one).lower() for one in names) for ours, names in document.get("columns", {}).items()}
    defaults = {ours: str(value) for ours, value in document.get("defaults", {}).items()}
    unknown |= (set(columns) | set(defaults) | set(document.get("values", {}))) - {*MUST, *MAY}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} is not known")
    missing = set(MUST) - set(columns) - set(defaults)
    if missing:
        raise ValueError(f"{', '.join(sorted(missing))} is missing")
    if len(str(document.get("delimiter", ""))) > 1:
        raise ValueError("the delimiter is one character")
    comma = document.get("decimal_comma")
    return TableMapping(
        columns=columns,
        defaults=defaults,
        values={
            ours: {str(written).lower(): str(value) for written, value in table.items()}
            for ours, table in document.get("values", {}).items()
        },
        delimiter=str(document.get("delimiter", "")),
        encoding=str(document.get("encoding", "")),
        decimal_comma=None if comma is None else bool(comma),
    )
