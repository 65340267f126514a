"""Text of a file, whatever packed or encoded it."""

import codecs
import gzip
import io
import lzma
import zlib
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from workstation.domain.errors import Refused
from workstation.services.catalogue_import import CatalogueRefusal

_XZ, _GZIP, _ZIP = b"\xfd7zXZ", b"\x1f\x8b", b"PK\x03\x04"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PIECE = 1 << 20

BROKEN_PACKING = (lzma.LZMAError, EOFError, zlib.error, gzip.BadGzipFile)
"""What unpacking raises for a damaged file."""


def not_a_catalogue(file: Path, why: str) -> Refused:
    """The refusal of a whole file; `why` is the end of a sentence."""
    return Refused(CatalogueRefusal.NOT_A_CATALOGUE, file=file.name, why=why)


def open_text(file: Path, encoding: str = "") -> TextIO:
    """The file as text, unpacked (xz, gzip) where it is packed.

    Without an `encoding` the byte order mark tells it, else it is UTF-8 where all of it is, else Windows-1252.

    Raises OSError, Refused when it is no text, and `BROKEN_PACKING` here or while it is read.
    """
    chosen = encoding or _encoding_of(file)
    try:
        codecs.lookup(chosen)
    except LookupError as wrong:
        raise not_a_catalogue(file, f"there is no encoding {chosen!r}") from wrong
    return io.TextIOWrapper(_unpacked(file), encoding=chosen, errors="strict", newline="")


def _unpacked(file: Path) -> BinaryIO:
    with file.open("rb") as raw:
        beginning = raw.read(6)
    if beginning.startswith(_ZIP):
        raise not_a_catalogue(file, "it is a spreadsheet or a zip file: save the table as CSV")
    if beginning.startswith(_XZ):
        return cast(BinaryIO, lzma.open(file, "rb"))
    return cast(BinaryIO, gzip.open(file, "rb")) if beginning.startswith(_GZIP) else file.open("rb")


def _encoding_of(file: Path) -> str:
    with _unpacked(file) as stream:
        beginning = stream.read(4)
        marked = next((name for mark, name in _MARKS if beginning.startswith(mark)), None)
        if marked is not None:
            return marked
        utf_8 = codecs.getincrementaldecoder("utf-8")()
        windows = codecs.getincrementaldecoder("cp1252")()
        possible = {"utf-8": utf_8, "cp1252": windows}
        piece, zeros = beginning, b"\0" in beginning
        while piece and possible:
            for name in list(possible):
                if not _takes(possible[name], piece):
                    del possible[name]
            piece = stream.read(_PIECE)
            zeros = zeros or b"\0" in piece
        if "utf-8" in possible and not _takes(utf_8, b"", final=True):
            del possible["utf-8"]
    if zeros or not possible:
        raise not_a_catalogue(file, "it is not text in UTF-8 or Windows-1252")
    return next(iter(possible))


def _takes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True
