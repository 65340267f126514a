"""ZPL of a label: one graphic field, so that a printer needs no font and no text can be taken for a command.

Source, excerpts read on 2026-11-23 at docs.zebra.com (ZPL programming guide): "Alternative Data Compression Scheme"
and ^GF. ^PW, ^LL, ^LH, ^FO, ^PQ and ~JA from memory: unverified.
"""

import re
from itertools import groupby

from workstation.adapters.printing.bitmap import Bitmap

CANCEL = b"~JA"
"""Forgets every label that has not come out yet (unverified)."""
_ONES, _TWENTIES = "GHIJKLMNOPQRSTUVWXY", "ghijklmnopqrstuvwxyz"
"""G to Y stand for 1 to 19 times the next digit, g to z for 20 to 400 times in twenties."""
MOST_BYTES = 99_999
"""Of one graphic field. What is more is set to this limit by the printer, which cuts the label off without a word."""
_MOST = 400
_FROM = 3
"""Shorter runs are not shorter in writing."""
_ZEROS, _ONES_AT_END = re.compile("0+$"), re.compile("F+$")


def zpl_of(bitmap: Bitmap) -> bytes:
    """One label as a whole format, from ^XA to ^XZ, in as many graphic fields as it takes."""
    band = MOST_BYTES // bitmap.row_bytes
    fields = "".join(_field(bitmap, top, min(band, bitmap.height - top)) for top in range(0, bitmap.height, band))
    head = f"^XA^PW{bitmap.row_bytes * 8}^LL{bitmap.height}^LH0,0"
    return f"{head}{fields}^PQ1^XZ\n".encode("ascii")


def _field(bitmap: Bitmap, top: int, height: int) -> str:
    """Some rows of the label: at 600 dpi it takes two fields."""
    rows = bitmap.rows[top * bitmap.row_bytes : (top + height) * bitmap.row_bytes]
    data = compressed(rows, bitmap.row_bytes)
    return f"^FO0,{top}^GFA,{len(rows)},{len(rows)},{bitmap.row_bytes},{data}^FS"


def compressed(rows: bytes, row_bytes: int) -> str:
    """Rows of dots in hexadecimal digits with counts, "," and "!" to the end of a row, ":" for the row before."""
    lines = [rows[at : at + row_bytes].hex().upper() for at in range(0, len(rows), row_bytes)]
    before = ""
    parts: list[str] = []
    for line in lines:
        parts.append(":" if line == before else _row(line))
        before = line
    return "".join(parts)


def _row(line: str) -> str:
    """One row. A tail of zeros or ones ends it; a row that does not end so is full by its own digits."""
    for tail, sign in ((_ZEROS, ","), (_ONES_AT_END, "!")):
        short, found = tail.subn("", line)
        if found:
            return _counted(short) + sign
    return _counted(line)


def _counted(digits: str) -> str:
    parts = []
    for digit, same in groupby(digits):
        left = sum(1 for _ in same)
        while left > _MOST:
            parts.append(f"z{digit}")
            left -= _MOST
        parts.append(f"{_count(left)}{digit}" if left >= _FROM else digit * left)
    return "".join(parts)


def _count(number: int) -> str:
    twenties, ones = divmod(number, 20)
    return (_TWENTIES[twenties - 1] if twenties else "") + (_ONES[ones - 1] if ones else "")
