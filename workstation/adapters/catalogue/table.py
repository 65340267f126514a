"""A table of products as rows of products, each right or refused with why."""

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TextIO
from uuid import UUID

from workstation.adapters.catalogue.amounts import composition, number, pack_unit
from workstation.adapters.catalogue.files import not_a_catalogue, open_text
from workstation.adapters.catalogue.mapping import MAY, MUST, TableMapping
from workstation.domain.medicine import Product
from workstation.domain.quantity import Money, Quantity
from workstation.domain.scanned_code import gtin_14, is_digits
from workstation.services.catalogue_import import RowRead, RowRefused

DELIMITERS = ",;\t|"
LONGEST_FIELD = 2_000
"""Characters. A longer one is a quotation mark that was never closed."""

PROLONGED = frozenset({"SR", "XR", "ER", "CR", "MR", "LA", "XL", "PROLONGED", "MODIFIED"})
NOT_PROLONGED = frozenset({"", "GR", "IMMEDIATE", "CONVENTIONAL"})

Fields = Mapping[str, str]
"""Ours → value, stripped."""


def read_table(
    file: Path, mapping: TableMapping, schedules: frozenset[str], currency: str, new_id: Callable[[], UUID]
) -> Iterator[RowRead | RowRefused]:
    """The rows below the headings. Raises OSError, csv.Error, or Refused when it is no such table."""
    with open_text(file, mapping.encoding) as text:
        yield from _Table(file, text, mapping, schedules, currency, new_id).rows()


class _Table:
    """One open table."""

    def __init__(
        self,
        file: Path,
        text: TextIO,
        mapping: TableMapping,
        schedules: frozenset[str],
        currency: str,
        new_id: Callable[[], UUID],
    ) -> None:
        self._mapping, self._schedules, self._currency, self._new_id = mapping, schedules, currency, new_id
        self._above, heading = next(
            ((at, line) for at, line in enumerate(islice(text, 5), start=1) if line.strip()), (1, "")
        )
        delimiter = mapping.delimiter or max(DELIMITERS, key=heading.count)
        self._comma = mapping.decimal_comma if mapping.decimal_comma is not None else delimiter != ","
        headings = next(csv.reader([heading], delimiter=delimiter, strict=True), [])
        self._width = len(headings)
        self._places = _places(mapping, [one.strip().lower() for one in headings])
        missing = [ours for ours in MUST if ours not in self._places and ours not in mapping.defaults]
        if missing:
            raise not_a_catalogue(file, f"its first line has no column for {', '.join(missing)}")
        self._reader = csv.reader(text, delimiter=delimiter, strict=True)

    def rows(self) -> Iterator[RowRead | RowRefused]:
        ended = 0
        for cells in self._reader:
            # The line in which the row begins: a quoted value may hold line ends.
            begins, ended = self._above + ended + 1, self._reader.line_num
            if any(cell.strip() for cell in cells):
                yield self._row(begins, cells)

    def _row(self, row: int, cells: list[str]) -> RowRead | RowRefused:
        if len(cells) != self._width:
            return RowRefused(row, f"It has {len(cells)} columns and not {self._width}.")
        if any(len(cell) > LONGEST_FIELD for cell in cells):
            return RowRefused(row, f"A value is longer than {LONGEST_FIELD} characters.")
        if any("\0" in cell for cell in cells):
            return RowRefused(row, "It holds a character that is no text.")
        try:
            return RowRead(row, self._product(self._fields(cells)))
        except ValueError as wrong:
            return RowRefused(row, f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.")

    def _fields(self, cells: list[str]) -> Fields:
        fields: dict[str, str] = {}
        for ours in (*MUST, *MAY):
            place = self._places.get(ours)
            value = " ".join(cells[place].split()) if place is not None else ""
            value = self._mapping.values.get(ours, {}).get(value.lower(), value)
            fields[ours] = value or self._mapping.defaults.get(ours, "")
        return fields

    def _product(self, fields: Fields) -> Product:
        for ours in ("name", "form", "unit"):
            if not fields[ours]:
                raise ValueError(f"{ours} is empty")
        return Product(
            id=self._new_id(),
            gtin=_gtin(fields["gtin"]),
            name=fields["name"],
            ingredients=composition(fields["ingredients"], fields["strengths"], decimal_comma=self._comma),
            form=fields["form"].lower(),
            pack_size=Quantity(_number(fields, "pack_size", self._comma), pack_unit(fields["unit"])),
            manufacturer=fields["manufacturer"],
            schedule=self._schedule(fields["schedule"]),
            price=self._price(fields),
            cold_chain=_is_yes(fields["cold_chain"]),
            shelf=fields["shelf"],
            modified_release=_is_prolonged(fields["release"]),
        )

    def _schedule(self, schedule: str) -> str:
        if schedule not in self._schedules:
            known = ", ".join(sorted(self._schedules))
            raise ValueError(f"the schedule {schedule!r} is none of {known}" if schedule else "schedule is empty")
        return schedule

    def _price(self, fields: Fields) -> Money | None:
        if not fields["price"]:
            return None
        currency = fields["currency"] or self._currency
        if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            raise ValueError(f"{currency!r} is no currency (INR, EUR)")
        return Money(_number(fields, "price", self._comma), currency)


def _places(mapping: TableMapping, headings: list[str]) -> dict[str, int]:
    found = {ours: next((name for name in names if name in headings), None) for ours, names in mapping.columns.items()}
    return {ours: headings.index(name) for ours, name in found.items() if name is not None}


def _gtin(text: str) -> str:
    gtin = gtin_14(text)
    if gtin is not None and gtin.strip("0"):
        return gtin
    if not text.strip("0"):
        raise ValueError("gtin is empty")
    if is_digits(text) and len(text) in (8, 12, 13, 14):
        raise ValueError(f"the check digit of GTIN {text} is wrong")
    raise ValueError(f"{text!r} is no GTIN of 8, 12, 13 or 14 digits")


def _number(fields: Fields, name: str, comma: bool) -> Decimal:
    try:
        return number(fields[name], decimal_comma=comma)
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from None


def _is_yes(text: str) -> bool:
    if text.lower() not in ("yes", "no", ""):
        raise ValueError(f"cold_chain: {text!r} is neither yes nor no")
    return text.lower() == "yes"


def _is_prolonged(release: str) -> bool:
    if release.upper() not in PROLONGED | NOT_PROLONGED:
        raise ValueError(f"release: {release!r} is none of {', '.join(sorted(PROLONGED | NOT_PROLONGED - {''}))}")
    return release.upper() in PROLONGED
