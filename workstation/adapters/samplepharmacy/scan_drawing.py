"""Draws the scan of a prescription together with the truth about every word on it.

The same page, look and seed give the same bytes with the same versions of Pillow, numpy and the fonts. Drawn
pages are for demonstration and tests; they are no evidence of how well real scans are read.
"""

import numpy as np

from workstation.adapters.samplepharmacy.scan_fonts import Fonts, staged_fonts
from workstation.adapters.samplepharmacy.scan_form import fill_form
from workstation.adapters.samplepharmacy.scan_ink import HANDS
from workstation.adapters.samplepharmacy.scan_letterhead import closing, letterhead
from workstation.adapters.samplepharmacy.scan_page import (
    SIZES,
    DrawnScan,
    PageContent,
    ScanLook,
    ScanTruth,
    TrueField,
    TrueLine,
    TrueWord,
)
from workstation.adapters.samplepharmacy.scan_paper import blank_paper
from workstation.adapters.samplepharmacy.scan_photo import Projection, take_photo
from workstation.adapters.samplepharmacy.scan_sheet import Sheet

_INKS = ((27, 36, 104), (22, 48, 120), (30, 32, 52))


def draw_scan(page: PageContent, look: ScanLook, seed: int, fonts: Fonts | None = None) -> DrawnScan:
    """Draws a page. Raises Unavailable when the fonts are not staged and KeyError for an unknown hand."""
    chance = np.random.default_rng(seed)
    paper = blank_paper(SIZES[look.shape], look.photo, chance)
    ink = _INKS[int(chance.choice(len(_INKS), p=(0.6, 0.3, 0.1)))]
    sheet = Sheet(paper, fonts or staged_fonts(), chance, ink)
    head = letterhead(sheet, page)
    body = fill_form(sheet, page, None if look.is_printed else HANDS[look.hand], look.illegible)
    closing(sheet, page, body.bottom)
    jpeg, projection = take_photo(sheet.image, look.photo, chance)
    return DrawnScan(jpeg, _truth(sheet, [*head, *body.fields], body.lines, projection))


def _truth(sheet: Sheet, fields: list[TrueField], lines: list[TrueLine], projection: Projection) -> ScanTruth:
    return ScanTruth(
        width=sheet.width,
        height=sheet.height,
        words=tuple(TrueWord(each.text, projection.box(each.box), each.is_handwritten) for each in sheet.words),
        fields=tuple(TrueField(each.name, each.value, projection.box(each.box)) for each in fields),
        lines=tuple(
            TrueLine(each.text, each.medicine, each.dosage_instruction, each.duration, projection.box(each.box))
            for each in lines
        ),
    )
