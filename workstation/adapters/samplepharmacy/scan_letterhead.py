"""The printed frame of a page: prescriber and clinic above, signature and advice below."""

from workstation.adapters.samplepharmacy.scan_fonts import BOLD, REGULAR
from workstation.adapters.samplepharmacy.scan_marks import sign, stamp
from workstation.adapters.samplepharmacy.scan_page import Box, PageContent, TrueField, around
from workstation.adapters.samplepharmacy.scan_sheet import PRINT_DARK, PRINT_SOFT, Sheet

MARGIN = 86
RULE = 232
"""Where the double line under the letterhead lies."""
_HEAD_ROOM = 600


def letterhead(sheet: Sheet, page: PageContent) -> list[TrueField]:
    """Prints the head and returns the fields in it."""
    right = sheet.width - MARGIN
    name = sheet.print_text(page.prescriber, MARGIN, 106, BOLD, 42)
    size = 22
    while sheet.text_width(page.qualification, REGULAR, size) > _HEAD_ROOM:
        size -= 1
    sheet.print_text(page.qualification, MARGIN, 148, REGULAR, size)
    registration = sheet.print_text(f"Reg. No. {page.registration}", MARGIN, 186, REGULAR, 21)
    number = _tail(sheet, len(page.registration.split()))
    sheet.print_right(page.clinic, right, 98, BOLD, 27)
    sheet.print_right(page.clinic_address, right, 132, REGULAR, 20)
    sheet.print_right(page.clinic_local, right, 165, REGULAR, 20)
    sheet.print_right(page.clinic_hours, right, 196, REGULAR, 20)
    pen = sheet.pen
    pen.line((MARGIN - 10, RULE, right + 10, RULE), fill=PRINT_DARK, width=4)
    pen.line((MARGIN - 10, RULE + 8, right + 10, RULE + 8), fill=PRINT_DARK, width=1)
    return [
        TrueField("prescriber", page.prescriber, around([name])),
        TrueField("registration_number", page.registration, number or registration),
    ]


def closing(sheet: Sheet, page: PageContent, top: int) -> None:
    """Stamp, signature and the small print at the foot. `top` is where the writing ended."""
    foot = sheet.height - 62
    middle = min(top + 190, foot - 128)
    stamp(sheet, page.stamp, (round(sheet.width * 0.555), middle), 92)
    sign(sheet, page.prescriber, round(sheet.width * 0.69), middle + 34, 250)
    sheet.print_right("Signature and stamp", sheet.width - MARGIN, middle + 100, REGULAR, 18, PRINT_SOFT)
    sheet.print_text(page.footer, MARGIN, foot, REGULAR, 18, PRINT_SOFT)


def _tail(sheet: Sheet, count: int) -> Box | None:
    """The box around the words that were printed last."""
    return around([word.box for word in sheet.words[-count:]]) if count else None
