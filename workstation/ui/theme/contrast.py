"""Contrast as WCAG 2.2 defines it, and the pairs of tokens that are drawn on each other.

Source: W3C, Web Content Accessibility Guidelines 2.2, success criteria 1.4.3 (text 4.5) and 1.4.11 (shapes 3.0),
definitions of "contrast ratio" and "relative luminance".
"""

from dataclasses import dataclass

from workstation.ui.theme.tokens import Token

TEXT = 4.5
SHAPE = 3.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A token that is drawn on a ground, and the least contrast it needs."""

    over: Token
    ground: Token
    least: float


def _pairs(overs: tuple[Token, ...], grounds: tuple[Token, ...], least: float) -> tuple[Pair, ...]:
    return tuple(Pair(over, ground, least) for over in overs for ground in grounds)


PLAIN_GROUNDS: tuple[Token, ...] = ("bg", "surface", "raised", "sunken", "accent_soft")
SEVERITIES: tuple[Token, ...] = ("stop", "major", "moderate", "minor", "ok")

PAIRS: tuple[Pair, ...] = (
    *_pairs(("text", "text_2", "text_3"), PLAIN_GROUNDS, TEXT),
    *_pairs(("text", "text_2"), ("stop_soft", "major_soft", "moderate_soft", "minor_soft", "ok_soft"), TEXT),
    *_pairs(("rail_text", "rail_title"), ("rail", "rail_active"), TEXT),
    *_pairs(("rail_focus",), ("rail", "rail_active"), SHAPE),
    *_pairs(("accent",), PLAIN_GROUNDS, TEXT),
    *_pairs(("on_accent",), ("accent_fill",), TEXT),
    *_pairs(("on_fill",), ("stop_fill", "major_fill", "moderate_fill", "minor_fill", "ok_fill"), TEXT),
    *_pairs(("on_shape",), (*SEVERITIES, "accent"), TEXT),
    *_pairs(SEVERITIES, ("bg", "surface", "raised", "accent_soft"), TEXT),
    *_pairs(("cold", "controlled"), ("surface", "accent_soft"), TEXT),
    Pair("stop", "stop_soft", TEXT),
    Pair("major", "major_soft", TEXT),
    Pair("moderate", "moderate_soft", TEXT),
    Pair("minor", "minor_soft", TEXT),
    Pair("ok", "ok_soft", TEXT),
    Pair("cold", "cold_soft", TEXT),
    Pair("controlled", "controlled_soft", TEXT),
    *_pairs(("border_control",), ("surface", "raised", "bg"), SHAPE),
    *_pairs(("focus",), ("surface", "bg", "raised", "accent_soft"), SHAPE),
    *_pairs(("accent_fill",), ("bg", "surface"), SHAPE),
    *_pairs(("major_fill",), ("bg",), SHAPE),
)  # fmt: skip
"""Every pair that the widgets draw. A widget that draws a new one adds it here."""

PAPER_PAIRS: tuple[tuple[Token, float], ...] = (
    ("paper_read", TEXT),
    ("paper_confirm", SHAPE),
    ("paper_unreadable", TEXT),
    ("paper_person", TEXT),
    ("paper_line", TEXT),
)
"""Overlay colours against the paper of a scan."""


def luminance(colour: str) -> float:
    """Relative luminance 0..1 of "#RRGGBB"."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two colours "#RRGGBB"."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
