"""The tokens of the interface: read from resources/themes, handed out as one frozen dataclass."""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

Token = Literal[
    "bg", "surface", "raised", "sunken", "rail", "rail_active", "rail_text", "rail_title", "border", "border_control",
    "text", "text_2", "text_3", "accent", "accent_fill", "accent_soft", "on_accent", "on_fill", "on_shape", "focus",
    "rail_focus", "stop", "stop_fill", "stop_soft", "major", "major_fill", "major_soft", "moderate", "moderate_fill",
    "moderate_soft", "minor", "minor_fill", "minor_soft", "ok", "ok_fill", "ok_soft", "cold", "cold_soft", "controlled",
    "controlled_soft", "paper_read", "paper_confirm", "paper_unreadable", "paper_person", "paper_line", "paper_link",
    "desk",
]  # fmt: skip
"""Name of a colour. The same names stand in the theme files; a test keeps the three in step."""

TOKENS: tuple[Token, ...] = get_args(Token)
THEME_NAMES = ("light", "dark", "high_contrast")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


class ThemeFileWrong(ValueError):
    """A theme file misses a token, has one too many, or a value that is no colour."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One complete set of tokens. Colours are "#RRGGBB"; widths are px at 100 %."""

    name: str
    dark: bool
    border_width: int
    focus_width: int
    paper_dim: float
    """Factor on the brightness of a scanned page (a page is never inverted)."""
    bg: str
    surface: str
    raised: str
    sunken: str
    rail: str
    rail_active: str
    rail_text: str
    rail_title: str
    border: str
    border_control: str
    text: str
    text_2: str
    text_3: str
    accent: str
    accent_fill: str
    accent_soft: str
    on_accent: str
    on_fill: str
    on_shape: str
    focus: str
    rail_focus: str
    stop: str
    stop_fill: str
    stop_soft: str
    major: str
    major_fill: str
    major_soft: str
    moderate: str
    moderate_fill: str
    moderate_soft: str
    minor: str
    minor_fill: str
    minor_soft: str
    ok: str
    ok_fill: str
    ok_soft: str
    cold: str
    cold_soft: str
    controlled: str
    controlled_soft: str
    paper_read: str
    paper_confirm: str
    paper_unreadable: str
    paper_person: str
    paper_line: str
    paper_link: str
    desk: str

    def hex(self, token: Token) -> str:
        """The colour behind a token, "#RRGGBB"."""
        value: str = getattr(self, token)
        return value

    @property
    def high_contrast(self) -> bool:
        """Whether borders carry the meaning because the soft grounds are black."""
        return self.border_width > 1


def load_theme(folder: Path, name: str) -> Theme:
    """Reads `<folder>/<name>.toml`. Raises ThemeFileWrong when the file does not hold exactly the tokens."""
    content = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    tokens = content.pop("tokens", {})
    _check(name, set(tokens), set(TOKENS))
    _check(name, set(content), {field.name for field in fields(Theme)} - set(TOKENS))
    wrong = sorted(token for token, value in tokens.items() if not _HEX.fullmatch(str(value)))
    if wrong:
        raise ThemeFileWrong(f"{name}: not a colour: {', '.join(wrong)}")
    return Theme(**content, **tokens)


def _check(name: str, have: set[str], want: set[str]) -> None:
    if have != want:
        raise ThemeFileWrong(f"{name}: missing {sorted(want - have)}, not known {sorted(have - want)}")
