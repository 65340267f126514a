"""The body of a page: the patient's fields, the medicines, a note; written by hand or printed by a
computer."""

import re
from dataclasses import dataclass

from workstation.adapters.samplepharmacy.scan_fonts import MEDIUM, REGULAR, SEMI_BOLD, is_devanagari
from workstation.adapters.samplepharmacy.scan_ink import HANDS, Hand, scribble, write, written_width
from workstation.adapters.samplepharmacy.scan_letterhead import MARGIN
from workstation.adapters.samplepharmacy.scan_page import (
    Box,
    PageContent,
    PageLine,
    TrueField,
    TrueLine,
    around,
)
from workstation.adapters.samplepharmacy.scan_sheet import PRINT_SOFT, Sheet

_FIELD_ROWS = (318, 412)
_RULED = (206, 202, 196)
_DOSE_COLUMN, _DURATION_COLUMN, _RIGHT = 660, 900, 1170
_BETWEEN = 36
_BREAKS = re.compile(r" (?!(?:IU|mg|g|mL|units|days)\b)")
"""Where a printed text may be broken: never between a number and its unit."""
_NUMBERS, _PRINTED_DURATION, _RULE_END = 176, 990, 1154


@dataclass(frozen=True, slots=True)
class _Blank:
    """A printed label with room for a value."""

    name: str
    label: str
    value: str
    left: int
    value_left: int
    right: int
    row: int


@dataclass(slots=True)
class Body:
    """What was put onto the page."""

    fields: list[TrueField]
    lines: list[TrueLine]
    bottom: int


def fill_form(sheet: Sheet, page: PageContent, hand: Hand | None, illegible: int) -> Body:
    """Fills the form, by hand or, where `hand` is None, in print."""
    fields = [field for blank in _blanks(page) if (field := _fill(sheet, blank, hand))]
    top = _FIELD_ROWS[1] + 62
    sheet.print_text("℞", MARGIN - 6, top + 62, REGULAR, 76)
    sheet.words.pop()  # the sign is an ornament, nobody has to read it
    lines, bottom = (
        _printed_lines(sheet, page, top + 40) if hand is None else _written_lines(sheet, page, top + 122, hand)
    )
    if page.note:
        bottom += 122 if hand else 96
        fields.append(TrueField("note", " ".join(page.note.split()), _note(sheet, page, bottom, hand)))
    for number in range(illegible):
        left = 930 if number == 0 else 250 + 260 * number
        scribble(sheet, left, bottom + (8 if page.note else 80), 190, 44)
    return Body(fields, lines, bottom)


def _blanks(page: PageContent) -> list[_Blank]:
    first, second = _FIELD_ROWS
    return [
        _Blank("patient", "Name", page.patient, MARGIN, 160, 640, first),
        _Blank("age_sex", "Age/Sex", page.age_sex, 662, 754, 900, first),
        _Blank("date", "Date", page.date, 916, 972, 1154, first),
        _Blank("weight", "Wt.", page.weight, MARGIN, 160, 320, second),
        _Blank("diagnosis", "Dx", page.diagnosis, 400, 446, 1154, second),
    ]


def _fill(sheet: Sheet, blank: _Blank, hand: Hand | None) -> TrueField | None:
    """Prints the label and fills in the value; None where there is no value."""
    sheet.print_text(blank.label, blank.left, blank.row, REGULAR, 21, PRINT_SOFT)
    sheet.pen.line((blank.value_left - 8, blank.row + 10, blank.right, blank.row + 10), fill=_RULED, width=2)
    if not blank.value:
        return None
    room = blank.right - blank.value_left
    if hand is None or is_devanagari(blank.value):
        size = _shrunk(sheet.text_width(blank.value, MEDIUM, 27), room, 27)
        box = sheet.print_text(blank.value, blank.value_left, blank.row, MEDIUM, size)
    else:
        writer = _field_hand(hand)
        height = _shrunk(round(written_width(sheet, blank.value, writer, 36)), room, 36)
        box = write(sheet, blank.value, blank.value_left + 6, blank.row, writer, height)
    return TrueField(blank.name, blank.value, box)


def _field_hand(hand: Hand) -> Hand:
    """A hurried prescriber leaves the fields to the desk, which writes them neatly; any pen there is thin."""
    neat = HANDS["Breip"] if hand.family == "Kristi" else hand
    return Hand(neat.family, neat.scale, min(neat.stroke, 1), neat.word_gap)


def _shrunk(needed: int, room: int, size: int) -> int:
    return size if needed <= room else max(10, size * room // needed)


def _written_lines(sheet: Sheet, page: PageContent, first: int, hand: Hand) -> tuple[list[TrueLine], int]:
    pitch = 112 if len(page.lines) <= 4 else 92
    height = 42 if len(page.lines) <= 4 else 36
    lines = [
        _written_line(sheet, line, first + number * pitch + round(sheet.chance.normal(0, 3)), hand, height)
        for number, line in enumerate(page.lines)
    ]
    return lines, first + (len(page.lines) - 1) * pitch


def _written_line(sheet: Sheet, line: PageLine, baseline: int, hand: Hand, height: int) -> TrueLine:
    """Writes one line: medicine, dose and duration below each other where there is room, else smaller."""
    left = 156 + int(sheet.chance.integers(-6, 7))
    parts = [(line.medicine, left), (line.dose, _DOSE_COLUMN), (line.duration, _DURATION_COLUMN)]
    parts = [(text, column) for text, column in parts if text]
    widths = [written_width(sheet, text, hand, height) for text, _ in parts]
    room = _RIGHT - left - _BETWEEN * (len(parts) - 1)
    size = _shrunk(round(sum(widths)), room, height)
    boxes: list[Box] = []
    for number, (text, column) in enumerate(parts):
        after = sum(widths[number:]) * size / height + _BETWEEN * (len(parts) - number - 1)
        wanted = column + int(sheet.chance.integers(-14, 15)) if number else column
        start = max(left, min(wanted, int(_RIGHT - after)))
        boxes.append(write(sheet, text, start, baseline, hand, size))
        left = boxes[-1][0] + boxes[-1][2] + _BETWEEN
    return _true_line(line, boxes)


def _printed_lines(sheet: Sheet, page: PageContent, first: int) -> tuple[list[TrueLine], int]:
    for text, column in (("Medicine", _NUMBERS), ("Dosage", _DOSE_COLUMN), ("Duration", _PRINTED_DURATION)):
        sheet.print_text(text, column, first, SEMI_BOLD, 19, PRINT_SOFT)
    sheet.pen.line((_NUMBERS, first + 14, _RULE_END, first + 14), fill=PRINT_SOFT, width=1)
    lines, baseline = [], first
    for number, line in enumerate(page.lines, start=1):
        baseline += 62
        sheet.print_text(f"{number}.", _NUMBERS, baseline, REGULAR, 26)
        medicine, below = _cell(sheet, line.medicine, SEMI_BOLD, _NUMBERS + 36, _DOSE_COLUMN - 24, baseline)
        dose, lower = _cell(sheet, line.dose, REGULAR, _DOSE_COLUMN, _PRINTED_DURATION - 24, baseline)
        duration, lowest = _cell(sheet, line.duration, REGULAR, _PRINTED_DURATION, _RULE_END, baseline)
        baseline = max(below, lower, lowest)
        sheet.pen.line((_NUMBERS, baseline + 22, _RULE_END, baseline + 22), fill=_RULED, width=1)
        lines.append(_true_line(line, [medicine, dose, duration]))
    return lines, baseline


def _cell(sheet: Sheet, text: str, face: str, left: int, right: int, baseline: int) -> tuple[Box, int]:
    """Prints a text in as many rows as it needs; returns its box and the baseline of the last row."""
    rows: list[str] = []
    for word in _BREAKS.split(text):
        wider = f"{rows[-1]} {word}" if rows else word
        if rows and sheet.text_width(wider, face, 26) <= right - left:
            rows[-1] = wider
        else:
            rows.append(word)
    boxes = [sheet.print_text(row, left, baseline + 34 * number, face, 26) for number, row in enumerate(rows)]
    return around(boxes), baseline + 34 * (len(rows) - 1)


def _true_line(line: PageLine, boxes: list[Box]) -> TrueLine:
    text = " ".join(part for part in (line.medicine, line.dose, line.duration) if part)
    return TrueLine(text, line.medicine, line.dose, line.duration, around(boxes))


def _note(sheet: Sheet, page: PageContent, baseline: int, hand: Hand | None) -> Box:
    if hand is None:
        return sheet.print_text(page.note, _NUMBERS, baseline, REGULAR, 23)
    boxes, left = [], 190
    for part in page.note.split("    "):
        boxes.append(write(sheet, part, left, baseline, hand, 36))
        left = max(boxes[-1][0] + boxes[-1][2] + 60, 560)
    return around(boxes)
