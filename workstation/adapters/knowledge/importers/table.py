"""A table of any separator, encoding and packing as rows of a dictionary, with the line in which each begins."""

import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from workstation.adapters.knowledge.importers.refusing import not_knowledge
from workstation.file_words import in_words

DELIMITERS = ",;\t|"
LARGEST = 200_000_000
"""Bytes unpacked. A file of more is no list of a pharmacy."""
LONGEST_FIELD = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings."""

    number: int
    """Line of the file in which it begins, from 1."""
    cells: dict[str, str]
    """Heading in lower case → value without blanks around it."""
    fault: str = ""
    """Why it cannot be read, as a sentence."""


def text_of(file: Path) -> str:
    """The text of a file, unpacked. Raises Refused when it is none, OSError when there is no such file."""
    try:
        with _unpacked(file) as stream:
            content = stream.read(LARGEST + 1)
    except (lzma.LZMAError, EOFError, zlib.error, gzip.BadGzipFile) as why:
        raise not_knowledge(file, "its packing is damaged: get it again") from why
    if len(content) > LARGEST:
        raise not_knowledge(file, f"it is larger than {LARGEST // 1_000_000} MB")
    return _decoded(file, content)


def _unpacked(file: Path) -> BinaryIO:
    with file.open("rb") as raw:
        beginning = raw.read(6)
    if beginning.startswith(b"\xfd7zXZ"):
        return cast(BinaryIO, lzma.open(file, "rb"))
    return cast(BinaryIO, gzip.open(file, "rb")) if beginning.startswith(b"\x1f\x8b") else file.open("rb")


def _decoded(file: Path, content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise not_knowledge(file, "it is not text in UTF-8, UTF-16 or Windows-1252")


def headings_of(text: str) -> tuple[list[str], str]:
    """The headings in lower case, and the separator; empty when there are none."""
    first = next((line for line in islice(io.StringIO(text), 5) if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return [], delimiter
    return [cell.strip().lower() for cell in cells], delimiter


def rows_below(file: Path, text: str) -> Iterator[Row]:
    """The rows below the headings, empty ones left out. Raises Refused when the file is no table."""
    headings, delimiter = headings_of(text)
    lines = io.StringIO(text, newline="")
    above = next((at for at, line in enumerate(lines, start=1) if line.strip()), 1)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    ended = 0
    try:
        for cells in reader:
            begins, ended = above + ended + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield _row(begins, headings, cells)
    except csv.Error as why:
        raise not_knowledge(file, f"{in_words(why)}, from line {above + ended + 1} on") from why


def _row(begins: int, headings: list[str], cells: list[str]) -> Row:
    if len(cells) != len(headings):
        return Row(begins, {}, f"It has {len(cells)} columns and not {len(headings)}.")
    if any(len(cell) > LONGEST_FIELD for cell in cells):
        return Row(begins, {}, f"A value is longer than {LONGEST_FIELD} characters.")
    return Row(begins, dict(zip(headings, (" ".join(cell.split()) for cell in cells), strict=True)))
