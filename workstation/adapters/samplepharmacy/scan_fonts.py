"""The staged fonts for drawing scans: Inter and Noto Sans Devanagari for print, the
handwriting families for ink."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from workstation.domain.errors import Unavailable
from workstation.paths import resources

Font = ImageFont.FreeTypeFont

REGULAR, MEDIUM, SEMI_BOLD, BOLD = "Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold"
DEVANAGARI, DEVANAGARI_BOLD = "NotoSansDevanagari-Regular", "NotoSansDevanagari-Bold"

_DEVANAGARI_BLOCK = range(0x0900, 0x0980)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where each font file stands: printed ones by file stem, handwriting by family."""

    printed: Mapping[str, Path]
    hands: Mapping[str, Path]

    def print_font(self, name: str, size: int, text: str = "") -> Font:
        """A printed face; Devanagari text gets the Devanagari face of the same weight."""
        if is_devanagari(text):
            heavy = name in (SEMI_BOLD, BOLD)
            # the words need shaping, which only the complex layout does
            return _load(self.printed[DEVANAGARI_BOLD if heavy else DEVANAGARI], size, ImageFont.Layout.RAQM)
        return _load(self.printed[name], size, ImageFont.Layout.BASIC)

    def hand_font(self, family: str, size: int) -> Font:
        """A handwriting face by family. Raises KeyError for a family that is not in fonts.toml."""
        return _load(self.hands[family], size, ImageFont.Layout.BASIC)


def staged_fonts(folder: Path | None = None) -> Fonts:
    """The fonts that `make setup` has staged. Raises Unavailable when a file is missing."""
    root = folder or resources() / "fonts"
    rows = tomllib.loads((root / "fonts.toml").read_text(encoding="utf-8"))["font"]
    missing = sorted(row["file"] for row in rows if not (root / row["file"]).is_file())
    if missing:
        raise Unavailable("fonts", f"not staged: {', '.join(missing)}. Run `make setup`, which copies them")
    return Fonts(
        printed={Path(row["file"]).stem: root / row["file"] for row in rows if row["role"] != "handwriting"},
        hands={row["family"]: root / row["file"] for row in rows if row["role"] == "handwriting"},
    )


def is_devanagari(text: str) -> bool:
    """Whether a text has letters of the Devanagari script."""
    return any(ord(character) in _DEVANAGARI_BLOCK for character in text)


def _load(path: Path, size: int, layout: ImageFont.Layout) -> Font:
    return ImageFont.truetype(str(path), size, layout_engine=layout)
