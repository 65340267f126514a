"""The codes with which a scanner is set up, as modules."""

from functools import cache

import numpy
import zxingcpp

from workstation.domain.scanner_probe import BATCH, EXPIRY, FIRST_CODE, GTIN, TestCode

_SECOND = f"(01){GTIN}(10){BATCH}(17){EXPIRY}"
_MATRIX, _LINEAR = zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Code128
_LINEAR_ROWS = 40
"""Height of a linear code in widths of its thinnest bar."""


@cache
def modules_of_test_code(code: TestCode) -> tuple[str, ...]:
    """One string per row, "#" for a dark module, the quiet zone included."""
    barcode = _barcode(code)
    image = numpy.asarray(barcode.to_image(scale=1, add_quiet_zones=True, add_hrt=False)).tolist()
    rows = ["".join("." if light else "#" for light in row) for row in image]
    if barcode.format not in (_MATRIX,):
        blank = "." * len(rows[0])
        bars = max(rows, key=lambda row: row.count("#"))
        rows = [blank] * 3 + [bars] * _LINEAR_ROWS + [blank] * 3
    return tuple(rows)


def _barcode(code: TestCode) -> zxingcpp.Barcode:
    if code is TestCode.EAN:
        return zxingcpp.create_barcode(GTIN[1:], zxingcpp.BarcodeFormat.EAN13)
    shape = _MATRIX if code in (TestCode.FIRST_MATRIX, TestCode.SECOND_MATRIX) else _LINEAR
    if code in (TestCode.FIRST_MATRIX, TestCode.FIRST_LINEAR):
        return zxingcpp.create_barcode(FIRST_CODE, shape)
    return zxingcpp.create_barcode(_SECOND, shape, gs1=True)
