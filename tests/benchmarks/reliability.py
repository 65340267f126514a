"""Draws what a score is worth: how often the first candidate was right against what its score said."""

from collections.abc import Sequence
from typing import Any

SIDE, EDGE = 320, 44


def reliability_diagram(table: Sequence[dict[str, Any]]) -> str:
    """An SVG: a dot for each band of scores, as large as it has words; on the diagonal a score says what is so."""
    most = max((row["words"] for row in table), default=1)
    dots = "".join(_dot(row, most) for row in table)
    ticks = "".join(_tick(number / 5) for number in range(6))
    side = SIDE + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" font-family="sans-serif" font-size="11">'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="M{EDGE} {EDGE}V{EDGE + SIDE}H{EDGE + SIDE}" fill="none" stroke="#333"/>'
        f'<path d="M{EDGE} {EDGE + SIDE}L{EDGE + SIDE} {EDGE}" stroke="#999" stroke-dasharray="4 4"/>{ticks}{dots}'
        f'<text x="{EDGE + SIDE / 2}" y="{side - 8}" text-anchor="middle">score of the first candidate</text>'
        f'<text x="12" y="{EDGE + SIDE / 2}" transform="rotate(-90 12 {EDGE + SIDE / 2})" text-anchor="middle">'
        "share that was right</text></svg>\n"
    )


def _at(share: float) -> float:
    return share * SIDE


def _dot(row: dict[str, Any], most: int) -> str:
    x, y = EDGE + _at(row["score_mean"]), EDGE + SIDE - _at(row["right"])
    size = 4 + 8 * (row["words"] / most) ** 0.5
    words = f"<title>{row['words']} words, said {row['score_mean']}, right {row['right']}</title>"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#2b6cb0" fill-opacity=".75">{words}</circle>'


def _tick(share: float) -> str:
    x, y = EDGE + _at(share), EDGE + SIDE - _at(share)
    return (
        f'<text x="{x:.0f}" y="{EDGE + SIDE + 16}" text-anchor="middle">{share:.1f}</text>'
        f'<text x="{EDGE - 8}" y="{y + 4:.0f}" text-anchor="end">{share:.1f}</text>'
    )
