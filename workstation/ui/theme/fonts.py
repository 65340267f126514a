"""Fonts: which families, which sizes for which role, with tabular figures and the l with a tail."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase

SANS = ("Inter", "Noto Sans Devanagari", "Noto Sans", "DejaVu Sans")
MONO = ("JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono")
SCREEN_ROLES = frozenset({"ui", "code", "devanagari"})
"""Roles of fonts.toml that screens use; handwriting is for sample scans only."""


class Role(StrEnum):
    """What a text is for; nothing is drawn in a size outside this list."""

    STOP = "stop"
    VERDICT = "verdict"
    CLOCK = "clock"
    COUNT = "count"
    TITLE = "title"
    HEADING = "heading"
    MEDICINE = "medicine"
    MEDICINE_TILE = "medicine_tile"
    MEDICINE_STOP = "medicine_stop"
    LEAD = "lead"
    BODY = "body"
    NOTE = "note"
    SMALL = "small"
    TINY = "tiny"
    CODE_LEAD = "code_lead"
    CODE = "code"
    CODE_SMALL = "code_small"


@dataclass(frozen=True, slots=True)
class TypeSize:
    """Size, line height (px at 100 %) and usual weight of a role."""

    size: int
    line: int
    weight: int
    mono: bool = False


TYPE_SCALE: dict[Role, TypeSize] = {
    Role.STOP: TypeSize(96, 104, 800),
    Role.VERDICT: TypeSize(64, 72, 700),
    Role.CLOCK: TypeSize(64, 72, 600),
    Role.COUNT: TypeSize(44, 52, 700),
    Role.TITLE: TypeSize(24, 32, 600),
    Role.HEADING: TypeSize(18, 24, 600),
    Role.MEDICINE: TypeSize(15, 20, 600),
    Role.MEDICINE_TILE: TypeSize(20, 26, 600),
    Role.MEDICINE_STOP: TypeSize(32, 40, 600),
    Role.LEAD: TypeSize(16, 22, 400),
    Role.BODY: TypeSize(14, 20, 400),
    Role.NOTE: TypeSize(13, 18, 400),
    Role.SMALL: TypeSize(12, 16, 400),
    Role.TINY: TypeSize(11, 14, 500),
    Role.CODE_LEAD: TypeSize(14, 22, 400, mono=True),
    Role.CODE: TypeSize(13, 18, 400, mono=True),
    Role.CODE_SMALL: TypeSize(12, 16, 400, mono=True),
}

_TABULAR = QFont.Tag("tnum")
_TAILED_L = QFont.Tag("cv05")


def load_fonts(folder: Path) -> tuple[str, ...]:
    """Registers the files that `fonts.toml` in `folder` lists for the screen and returns the families found.

    Files that are not staged are left out: the same families installed in the system, or the fall-backs, serve then.
    """
    # Qt asks Inter for Devanagari first and notes each time that it takes the next family of the chain. That a
    # glyph is missing altogether is for the tests of glyphs to say.
    QLoggingCategory.setFilterRules("qt.text.font.db.info=false")
    staged = tomllib.loads((folder / "fonts.toml").read_text(encoding="utf-8"))["font"]
    files = sorted({folder / entry["file"] for entry in staged if entry["role"] in SCREEN_ROLES})
    families: set[str] = set()
    for path in filter(Path.is_file, files):
        families.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))
    return tuple(sorted(families))


def make_font(role: Role, scale: int, weight: int | None = None) -> QFont:
    """The font of a role at a text scale in percent; `weight` 400..800 replaces the usual one."""
    kind = TYPE_SCALE[role]
    font = QFont(list(MONO if kind.mono else SANS))
    font.setPixelSize(max(1, round(kind.size * scale / 100)))
    font.setWeight(QFont.Weight(weight or kind.weight))
    if not kind.mono:
        font.setFeature(_TABULAR, 1)
        font.setFeature(_TAILED_L, 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
