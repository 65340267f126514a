"""What the keys of a scanned test code tell of the scanner: prefix, suffix, layout, separator, speed.

The code is known, so that nothing is guessed: what stands in front of it is the prefix, what stands behind it the
suffix, and a code that comes out changed was typed for another keyboard than the PC is set to.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from workstation.domain.scanner_setting import LEAST_GAP, KeyReading, ScannerSetting, Separator, Suffix, most_gap
from workstation.domain.us_keyboard import GS, us_character

FIRST_CODE = "YZyz-AQaq-WMwm-0123456789"
"""Holds what keyboards exchange: y and z, a and q, w and m, digits, small and capital letters."""

GTIN, BATCH, EXPIRY = "09504000059118", "TEST42", "301231"
"""GS1's own example product (prefix 950 is kept for examples): it is on no shelf."""
SECOND_CODE = f"01{GTIN}10{BATCH}{GS}17{EXPIRY}"
"""GS1 data: a batch of variable length, a separator, an expiry."""


class TestCode(StrEnum):
    """The codes that are shown to be scanned."""

    __test__ = False  # a test runner is not meant

    FIRST_MATRIX = "first_matrix"
    FIRST_LINEAR = "first_linear"
    SECOND_MATRIX = "second_matrix"
    SECOND_LINEAR = "second_linear"
    EAN = "ean"


_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]$")
_ENDS = {"\r": Suffix.ENTER, "\n": Suffix.ENTER, "\t": Suffix.TAB}
_WRITTEN = re.compile(r"<(?:GS|FNC1|F8)>|[{\[](?:GS|FNC1|F8)[}\]]|\\x1[dD]|\\u001[dD]|\^\]")
_IN_CODES = re.compile(r"[0-9A-Za-z !\"%&'()*+,\-./:;<=>?_$\]]")
"""Character set 82 of the GS1 General Specifications, figure 7.11-1, and what HIBC and symbology identifiers use."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key press of the scanner."""

    text: str
    """What the PC makes of it; without text the name of the key ("F8")."""
    place: int
    """The key's place (`us_keyboard`), 0 where it is not told."""
    shift: bool
    control: bool
    milliseconds: float

    @property
    def us(self) -> str:
        """What it means on a US keyboard; the PC's name of a key that types nothing there."""
        return us_character(self.place, shift=self.shift, control=self.control) or (
            self.text if len(self.text) > 1 else ""
        )


class ProbeProblem(StrEnum):
    """Why a test code tells nothing that could be kept, or what is wrong with the scanner."""

    OTHER_CODE = "other_code"
    """Something else was scanned, or it came out changed beyond recognition."""
    CAPS = "caps"
    """Capital and small letters are exchanged."""
    OTHER_LAYOUT = "other_layout"
    """It types for another keyboard than this PC, and not for a US one."""
    UNKNOWN_SUFFIX = "unknown_suffix"
    """Behind the code come characters that are no Enter and no Tab."""
    TOO_SLOW = "too_slow"
    """Its keys come no faster than those of a person, and no prefix tells them apart."""
    SEPARATOR_IN_USE = "separator_in_use"
    """For FNC1 it sends a character that codes hold themselves."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one test code told. `setting` is what to keep; with a problem it is the setting as it was."""

    setting: ScannerSetting
    problem: ProbeProblem | None = None
    came: str = ""
    """What arrived, for people."""
    foreign: bool = False
    """The PC's layout changed the code; its key places did not."""
    names_kind: bool = False
    """A symbology identifier stands in front ("]d2")."""
    slowest: float = 0.0
    """Milliseconds between two keys, at the most."""


def first_found(strokes: Sequence[Stroke], known: ScannerSetting = ScannerSetting()) -> Found:  # noqa: B008
    """Reads the strokes of FIRST_CODE: prefix, suffix, key reading and speed."""
    as_text, by_place = _Read(strokes, KeyReading.TEXT), _Read(strokes, KeyReading.US_PLACES)
    slowest = max((b.milliseconds - a.milliseconds for a, b in pairwise(strokes)), default=0.0)
    right = next((read for read in (by_place, as_text) if FIRST_CODE in read.body), None)
    if right is None:
        return Found(known, _why_changed(as_text, by_place), as_text.said, slowest=slowest)
    prefix, behind = right.body.split(FIRST_CODE, 1)
    identifier = _IDENTIFIER.search(prefix)
    if behind:
        return Found(known, ProbeProblem.UNKNOWN_SUFFIX, behind, slowest=slowest)
    own = prefix[: identifier.start()] if identifier else prefix
    if slowest >= most_gap(own):
        return Found(known, ProbeProblem.TOO_SLOW, f"{slowest:.0f} ms", slowest=slowest)
    setting = replace(
        known,
        prefix=own,
        suffix=right.suffix,
        keys=right.how,
        longest_gap=min(max(LEAST_GAP, math.ceil(slowest * 1.5)), most_gap(own)),
    )
    foreign = right is by_place and FIRST_CODE not in as_text.body
    return Found(setting, None, as_text.said, foreign, identifier is not None, slowest)


def second_found(strokes: Sequence[Stroke], known: ScannerSetting) -> Found:
    """Reads the strokes of SECOND_CODE: what the scanner sends for the separator."""
    read = _Read(strokes, known.keys)
    before, after = SECOND_CODE.split(GS)
    start = read.body.find(before)
    end = read.body.rfind(after)
    if start < 0 or end < start + len(before):
        return Found(known, ProbeProblem.OTHER_CODE, read.said)
    between = read.pieces[start + len(before) : end]
    found, sign = _separator(between)
    if found is None:
        return Found(known, ProbeProblem.SEPARATOR_IN_USE, sign)
    return Found(replace(known, separator=found, separator_sign=sign), came=read.said)


def _separator(between: Sequence[str]) -> tuple[Separator | None, str]:
    """What it is; None for a sign that codes hold themselves."""
    said = "".join(between)
    if not between:
        return Separator.DROPPED, ""
    if said in (GS, "\u241d"):
        return Separator.GS, ""
    if said == _F8:
        return Separator.F8, ""
    if _WRITTEN.fullmatch(said):
        return Separator.WRITTEN, said
    usable = len(said) == 1 and said.isprintable() and not _IN_CODES.fullmatch(said)
    return (Separator.SIGN if usable else None), said


_F8 = "\ue0f8"
"""Stands for the key F8 in a text: one character for one key (private use, no code holds it)."""


class _Read:
    """The strokes, read one way: `body` is one character a stroke, without the suffix."""

    def __init__(self, strokes: Sequence[Stroke], how: KeyReading) -> None:
        self.how = how
        texts = [stroke.us if how is KeyReading.US_PLACES else stroke.text for stroke in strokes]
        self.pieces = [_F8 if text == "F8" else text for text in texts if len(text) == 1 or text == "F8"]
        self.suffix = _ENDS.get(self.pieces[-1], Suffix.NONE) if self.pieces else Suffix.NONE
        while self.pieces and self.pieces[-1] in _ENDS:
            self.pieces.pop()
        self.body = "".join(self.pieces)
        self.said = "".join(sign if sign.isprintable() else "\u00b7" for sign in self.body.replace(_F8, "\u00b7"))


def _why_changed(as_text: _Read, by_place: _Read) -> ProbeProblem:
    for read in (by_place, as_text):
        if FIRST_CODE.swapcase() in read.body or FIRST_CODE.upper() in read.body or FIRST_CODE.lower() in read.body:
            return ProbeProblem.CAPS
    letters = sum(sign in as_text.body for sign in set(FIRST_CODE))
    alike = len(as_text.body) >= len(FIRST_CODE) and letters >= len(set(FIRST_CODE)) // 3
    return ProbeProblem.OTHER_LAYOUT if alike else ProbeProblem.OTHER_CODE
