"""The fonts of labels: loaded from resources/fonts, asked for their glyphs before anything is printed."""

import threading
import tomllib
from functools import cache

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from workstation import paths
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.label import LabelRefusal

ROLES = ("ui", "devanagari", "code")
"""Roles of fonts.toml that labels use; the order is the order of fall-back."""

_OFF = tuple(QFont.Tag(name) for name in ("calt", "tnum", "cv05"))
"""Contextual alternates, and what the screens switch on: tabular figures and the l with a tail."""


@cache
def load_fonts() -> dict[str, str]:
    """Registers the staged fonts once; answers role → family.

    Raises Unavailable("labels", ...) when a font is not staged: a label in another font has not been measured.
    """
    # Qt notes each time that Devanagari comes from the second font of the chain, which is what the chain is for.
    QLoggingCategory.setFilterRules("qt.text.font.db.info=false")
    folder = paths.resources() / "fonts"
    staged = tomllib.loads((folder / "fonts.toml").read_text(encoding="utf-8"))["font"]
    families: dict[str, str] = {}
    for font in staged:
        if font["role"] not in ROLES:
            continue
        if QFontDatabase.addApplicationFont(str(folder / font["file"])) < 0:
            raise Unavailable("labels", f"The font {font['file']} is not staged; the set-up puts it there")
        families[font["role"]] = font["family"]
    return families


def make_font(role: str, weight: int, size: int, spacing: float = 100.0) -> QFont:
    """The font of a role ("ui" or "code") at `size` layout units, with the other scripts behind it.

    Without the tabular figures and the tailed l of the screens, and without contextual alternates: Qt writes alternate
    glyphs into a PDF without the text behind them, so that "5 mg" could be seen but neither searched nor read aloud.
    Each is switched off by name: what a font leaves open Qt takes from the font of the application, and labels would
    be wider in the window than anywhere else (docs/adr/0010).
    """
    families = load_fonts()
    others = [families[other] for other in ROLES if other != role]
    font = QFont([families[role], *others])
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, spacing)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in _OFF:
        font.setFeature(feature, 0)
    return font


def refuse_missing_glyphs(text: str, what: str) -> None:
    """Refuses text with a character that none of our fonts can draw: Refused(MISSING_GLYPH, what, character).

    Qt would take any font of the machine, or print a box.
    """
    for character in text:
        code = ord(character)
        if character.isspace() or any(_has_glyph(raw, code) for raw in _raw_fonts()):
            continue
        raise Refused(LabelRefusal.MISSING_GLYPH, what=what, character=f"U+{code:04X}")


def _has_glyph(raw: QRawFont, code: int) -> bool:
    # The overload for a Unicode code point: PySide6 takes an int for it, a str for QChar.
    return raw.supportsCharacter(code)


class _OfThread(threading.local):
    """A QRawFont works only in the thread that made it, and says "no such glyph" in every other one."""

    def __init__(self) -> None:
        self.fonts = tuple(QRawFont.fromFont(QFont(family)) for family in load_fonts().values())


@cache
def _threads() -> _OfThread:
    return _OfThread()


def _raw_fonts() -> tuple[QRawFont, ...]:
    return _threads().fonts
