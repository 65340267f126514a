"""`read_catalogue`: a file and the name of its mapping to rows of products."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from workstation.adapters.catalogue.bdpm import read_bdpm
from workstation.adapters.catalogue.files import BROKEN_PACKING, not_a_catalogue
from workstation.adapters.catalogue.mapping import folder, load_mapping, shipped_names
from workstation.adapters.catalogue.table import read_table
from workstation.domain.compliance import CompliancePack
from workstation.services.catalogue_import import RowRead, RowRefused

BDPM = "bdpm"


def mapping_names() -> list[str]:
    """What may stand for --mapping besides a file of one's own."""
    return [BDPM, *shipped_names()]


def is_mapping(name: str) -> bool:
    """True for a shipped mapping and for a file that ends in .toml."""
    return name in mapping_names() or name.endswith(".toml")


def read_catalogue(
    file: Path, mapping: str, compliance: CompliancePack, new_id: Callable[[], UUID]
) -> Iterator[RowRead | RowRefused]:
    """The rows of the file. Raises OSError, or Refused when the file as a whole is something else."""
    if mapping == BDPM:
        return _explained(file, read_bdpm(file, new_id))
    known = mapping in shipped_names()
    table = load_mapping(folder() / f"{mapping}.toml" if known else Path(mapping))
    return _explained(file, read_table(file, table, frozenset(compliance.schedules), compliance.currency, new_id))


def _explained(file: Path, rows: Iterator[RowRead | RowRefused]) -> Iterator[RowRead | RowRefused]:
    """The same rows; what breaks in the middle of a file is said in words."""
    try:
        yield from rows
    except csv.Error as wrong:
        raise not_a_catalogue(file, f"it is no table: {wrong}") from wrong
    except UnicodeError as wrong:
        raise not_a_catalogue(file, "it is not text in the encoding that it seemed to have") from wrong
    except BROKEN_PACKING as wrong:
        raise not_a_catalogue(file, "it is packed and cannot be unpacked") from wrong
