"""What stands on a prescription page, how it is to look, and the truth about what was drawn."""

from dataclasses import dataclass
from enum import StrEnum

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the finished image, as `workstation read` reports boxes."""


class PageShape(StrEnum):
    """The size of the finished image."""

    SLIP = "slip"
    """1240 × 1364: a prescription slip as photographed at the counter."""
    A4 = "a4"
    """1240 × 1754: an A4 page at 150 dpi."""


class Photo(StrEnum):
    """How the page was taken."""

    FLATBED = "flatbed"
    PHONE = "phone"
    SHADOW = "shadow"
    CREASED = "creased"
    DIM = "dim"
    UNREADABLE = "unreadable"


SIZES = {PageShape.SLIP: (1240, 1364), PageShape.A4: (1240, 1754)}


@dataclass(frozen=True, slots=True)
class PageLine:
    """One prescribed medicine as written."""

    medicine: str
    dose: str
    duration: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """The words of a page. An empty text leaves its field blank."""

    prescriber: str
    qualification: str
    registration: str
    clinic: str
    clinic_local: str
    clinic_address: str
    clinic_hours: str
    stamp: tuple[str, ...]
    patient: str
    age_sex: str
    date: str
    weight: str
    diagnosis: str
    lines: tuple[PageLine, ...]
    note: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class ScanLook:
    """How a page looks. `hand` is the family of a handwriting font and is not used where `is_printed`."""

    is_printed: bool
    hand: str
    photo: Photo
    shape: PageShape
    illegible: int = 0
    """Number of scribbled words."""


@dataclass(frozen=True, slots=True)
class TrueWord:
    """One word that was drawn. `text` is empty for a scribble that nobody can read."""

    text: str
    box: Box
    is_handwritten: bool


@dataclass(frozen=True, slots=True)
class TrueField:
    """A field with its value, named as in `workstation read`."""

    name: str
    value: str
    box: Box


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A medicine line."""

    text: str
    medicine: str
    dosage_instruction: str
    duration: str
    box: Box


@dataclass(frozen=True, slots=True)
class ScanTruth:
    """Everything that stands on an image of `width` × `height` pixels."""

    width: int
    height: int
    words: tuple[TrueWord, ...]
    fields: tuple[TrueField, ...]
    lines: tuple[TrueLine, ...]


@dataclass(frozen=True, slots=True)
class DrawnScan:
    """A finished scan and the truth about it."""

    jpeg: bytes
    truth: ScanTruth


def around(boxes: list[Box]) -> Box:
    """The smallest box around some boxes."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
