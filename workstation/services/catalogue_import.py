"""Taking a catalogue of products over from a file: all of what is right in one transaction, the rest said row by row.

Rules: a GTIN never comes to mean another medicine. A row whose GTIN is here with other ingredients, strengths, form or
pack is refused, and so are two rows of one file that say different things about one GTIN. What belongs to this
pharmacy (the shelf) stays where the file says nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from workstation.domain.medicine import Product
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

PROGRESS_EVERY = 10_000
CHUNK = 5_000


class CatalogueRefusal(StrEnum):
    """Why a file as a whole is no catalogue; nothing of it was taken in."""

    NOT_A_CATALOGUE = "not_a_catalogue"
    """facts: why, the end of a sentence."""


@dataclass(frozen=True, slots=True)
class RowRefused:
    """One row that was not taken in."""

    row: int
    """Line of the file, from 1."""
    why: str
    """A sentence for whoever mends the file."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row with its product. Its id counts only when the GTIN is new here."""

    row: int
    product: Product


@dataclass(frozen=True, slots=True)
class CatalogueImported:
    """What became of a file. `imported` counts new, changed and unchanged products alike."""

    rows: int
    imported: int
    refused: tuple[RowRefused, ...]


Progress = Callable[[str, int], None]
"""Told "read" or "written" with the number of rows so far, now and then."""


def import_catalogue(site: Site, rows: Iterable[RowRead | RowRefused], progress: Progress) -> CatalogueImported:
    """Reads every row before the first is written, then writes all in one transaction with its audit row.

    Acts as the station. Whatever `rows` raises is raised with nothing written.
    """
    gathered = _Gathered()
    for count, row in enumerate(rows, start=1):
        gathered.take(row)
        if count % PROGRESS_EVERY == 0:
            progress("read", count)
    with site.store.begin() as tx:
        written = 0
        for chunk in _chunks(gathered.products):
            _write(tx, gathered, chunk)
            written += len(chunk)
            progress("written", written)
        facts = {"products": str(len(gathered.products)), "refused": str(len(gathered.refused))}
        audit(tx, site, None, "catalogue_imported", "catalogue", facts)
    refused = sorted(gathered.refused, key=lambda one: one.row)
    return CatalogueImported(gathered.rows, len(gathered.products), tuple(refused))


class _Gathered:
    """The rows of a file, one product for each GTIN."""

    def __init__(self) -> None:
        self.rows = 0
        self.products: dict[str, RowRead] = {}
        self.refused: list[RowRefused] = []
        self._contradicted: dict[str, int] = {}

    def take(self, row: RowRead | RowRefused) -> None:
        self.rows += 1
        if isinstance(row, RowRefused):
            self.refused.append(row)
            return
        gtin = row.product.gtin
        if gtin in self._contradicted:
            self._refuse(row.row, f"GTIN {gtin} stands in row {self._contradicted[gtin]} for something else.")
            return
        earlier = self.products.get(gtin)
        if earlier is None:
            self.products[gtin] = row
        elif replace(row.product, id=earlier.product.id) == earlier.product:
            self._refuse(row.row, f"It says the same as row {earlier.row}.")
        else:
            self._contradict(earlier, row)

    def _contradict(self, earlier: RowRead, row: RowRead) -> None:
        gtin = row.product.gtin
        del self.products[gtin]
        self._contradicted[gtin] = earlier.row
        self._refuse(earlier.row, f"GTIN {gtin} stands in row {row.row} for something else.")
        self._refuse(row.row, f"GTIN {gtin} stands in row {earlier.row} for something else.")

    def _refuse(self, row: int, why: str) -> None:
        self.refused.append(RowRefused(row, why))

    def withdraw(self, gtin: str, why: str) -> None:
        """A product that cannot be written after all."""
        self._refuse(self.products.pop(gtin).row, why)


def _chunks(products: Mapping[str, RowRead]) -> Iterable[list[str]]:
    gtins = list(products)
    return (gtins[start : start + CHUNK] for start in range(0, len(gtins), CHUNK))


def _write(tx: Transaction, gathered: _Gathered, gtins: list[str]) -> None:
    known = tx.products.by_gtins(gtins)
    changed: list[Product] = []
    for gtin in gtins:
        product, here = gathered.products[gtin].product, known.get(gtin)
        if here is None:
            changed.append(product)
        elif not _same_medicine(here, product):
            gathered.withdraw(gtin, f"GTIN {gtin} is another medicine here: {here.name}, {here.strength_text}, "
                                    f"{here.form}, {here.pack_size}.")  # fmt: skip
        else:
            renewed = replace(product, id=here.id, shelf=product.shelf or here.shelf)
            changed += [renewed] if renewed != here else []
    if changed:
        tx.products.save(changed)


def _same_medicine(here: Product, new: Product) -> bool:
    """Same in everything that a pharmacist relies on when the pack is scanned."""
    return (here.ingredients, here.form, here.pack_size, here.modified_release) == (
        new.ingredients,
        new.form,
        new.pack_size,
        new.modified_release,
    )
