"""The French public database of medicines (Base de donnees publique des medicaments): CIS_bdpm, CIS_CIP_bdpm,
CIS_COMPO_bdpm and CIS_CPD_bdpm, tab separated without headings, one row of CIS_CIP for each pack.

Nothing is translated but what has an exact counterpart: a form that is not known here stays French and is then the
same as no other form. A pack whose label is not understood counts as one pack.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from workstation.adapters.catalogue.bdpm_words import form_of, ingredients_of, pack_of
from workstation.adapters.catalogue.files import not_a_catalogue, open_text
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.quantity import Money
from workstation.domain.scanned_code import gtin_14, is_digits
from workstation.services.catalogue_import import RowRead, RowRefused

PACKS, MEDICINES, COMPOSITION, CONDITIONS = "CIS_CIP_bdpm", "CIS_bdpm", "CIS_COMPO_bdpm", "CIS_CPD_bdpm"
PACKINGS = (".txt", ".txt.xz", ".txt.gz")
FEWEST_COLUMNS = {PACKS: 10, MEDICINES: 11, COMPOSITION: 8, CONDITIONS: 2}
LISTS = ("stup\u00e9fiants", "liste I", "liste II")
"""Legal classes in the order of their strictness (Code de la sante publique)."""

_PRICE = re.compile(r"\d{1,3}(?:,?\d{3})*,\d\d|\d+(?:,\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Medicine:
    name: str
    form: str
    manufacturer: str


def read_bdpm(given: Path, new_id: Callable[[], UUID]) -> Iterator[RowRead | RowRefused]:
    """The packs. `given` is the folder or one of its files; rows are the lines of CIS_CIP_bdpm.

    Raises OSError, or Refused when one of the files is missing or something else.
    """
    folder = given if given.is_dir() else given.parent
    files = {name: _find(folder, name, given) for name in (PACKS, MEDICINES, COMPOSITION, CONDITIONS)}
    medicines = {cells[0]: _medicine(cells) for _, cells in _rows(files[MEDICINES], MEDICINES)}
    ingredients = _compositions(files[COMPOSITION])
    schedules = _schedules(files[CONDITIONS])
    for row, cells in _rows(files[PACKS], PACKS):
        cis = cells[0]
        found = ingredients.get(cis)
        if cis not in medicines:
            yield RowRefused(row, f"There is no medicine {cis!r} in {MEDICINES}.")
        elif not found:
            yield RowRefused(row, f"No active ingredient is stated for medicine {cis}.")
        else:
            yield _pack(row, cells, medicines[cis], found, schedules.get(cis, ""), new_id)


def _find(folder: Path, name: str, given: Path) -> Path:
    found = next((file for packing in PACKINGS if (file := folder / f"{name}{packing}").is_file()), None)
    if found is None:
        raise not_a_catalogue(given, f"beside it is no {name}.txt")
    return found


def _rows(file: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells. In UTF-8 or, as until now, in Windows-1252."""
    with open_text(file) as text:
        for row, line in enumerate(text, start=1):
            cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
            if cells == [""]:
                continue
            if len(cells) < FEWEST_COLUMNS[name] or not is_digits(cells[0]):
                raise not_a_catalogue(file, f"line {row} is no line of {name}")
            yield row, cells


def _medicine(cells: list[str]) -> _Medicine:
    name, form = cells[1], cells[2]
    ending = f", {form}"
    return _Medicine(name[: -len(ending)] if name.endswith(ending) else name, form, cells[10])


def _compositions(file: Path) -> dict[str, tuple[IngredientStrength, ...]]:
    rows: dict[str, list[list[str]]] = defaultdict(list)
    for _, cells in _rows(file, COMPOSITION):
        rows[cells[0]].append(cells)
    return {cis: ingredients_of(mine) for cis, mine in rows.items()}


def _schedules(file: Path) -> dict[str, str]:
    """The strictest legal class of each medicine."""
    found: dict[str, str] = {}
    for _, (cis, condition, *_) in _rows(file, CONDITIONS):
        if condition in LISTS and (cis not in found or LISTS.index(condition) < LISTS.index(found[cis])):
            found[cis] = condition
    return found


def _pack(
    row: int,
    cells: list[str],
    medicine: _Medicine,
    ingredients: tuple[IngredientStrength, ...],
    schedule: str,
    new_id: Callable[[], UUID],
) -> RowRead | RowRefused:
    gtin = gtin_14(cells[6])
    if gtin is None:
        return RowRefused(row, f"The check digit of CIP13 {cells[6]} is wrong.")
    price = _price(cells[9])
    if cells[9] and price is None:
        return RowRefused(row, f"{cells[9]!r} is no price.")
    form, prolonged = form_of(medicine.form)
    product = Product(
        id=new_id(),
        gtin=gtin,
        name=medicine.name,
        ingredients=ingredients,
        form=form,
        pack_size=pack_of(cells[2]),
        manufacturer=medicine.manufacturer,
        schedule=schedule,
        price=price,
        modified_release=prolonged,
    )
    return RowRead(row, product)


def _price(text: str) -> Money | None:
    """Euros without the dispensing fee; the dearest packs are written 2,849,83."""
    if not _PRICE.fullmatch(text):
        return None
    whole, _, cents = text.rpartition(",") if "," in text else (text, "", "00")
    return Money(Decimal(f"{whole.replace(',', '')}.{cents}"), "EUR")
