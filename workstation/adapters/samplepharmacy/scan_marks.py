"""What is neither print nor words: the signature and the rubber stamp."""

import zlib

import numpy as np
from PIL import Image, ImageDraw

from workstation.adapters.samplepharmacy.scan_fonts import BOLD
from workstation.adapters.samplepharmacy.scan_ink import stroke_path
from workstation.adapters.samplepharmacy.scan_sheet import Colour, Sheet

STAMP_VIOLET: Colour = (96, 72, 160)
_STROKES = (
    (0.00, 0.05), (0.10, 0.62), (0.16, 0.98), (0.14, 0.50), (0.13, 0.06),
    (0.24, 0.62), (0.31, 0.90), (0.31, 0.40), (0.33, 0.06), (0.42, 0.44),
    (0.47, 0.52), (0.48, 0.16), (0.54, 0.08), (0.60, 0.34), (0.63, 0.12),
    (0.70, 0.10), (0.76, 0.26), (0.80, 0.12), (0.90, 0.22), (1.00, 0.34),
)  # fmt: skip
"""Pen positions of a signature: along the line, and above it."""


def sign(sheet: Sheet, name: str, left: int, baseline: int, width: int) -> None:
    """A signature: a tall start, falling strokes, a tail; a line under it. The same name signs
    nearly the same."""
    habit = np.random.default_rng(zlib.crc32(name.encode()))
    points = np.array(_STROKES)
    points[:, 1] *= habit.uniform(0.55, 1.15, len(points))
    points[:, 0] += habit.normal(0, 0.03, len(points))
    points += sheet.chance.normal(0, 0.012, points.shape)
    slant, tall = habit.uniform(0.02, 0.24), width * habit.uniform(0.36, 0.50)
    x, y = _smooth(points)
    stroke_path(sheet, left + width * (x + slant * y), baseline - tall * y, 5)
    steps = np.linspace(0, 1, 40)
    sweep = baseline + 0.11 * width - 0.06 * width * steps - 5 * np.sin(np.pi * steps)
    stroke_path(sheet, left - 14 + width * steps, sweep, 4)


def _smooth(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A Catmull-Rom curve through points, 12 steps between each two."""
    padded = np.vstack((points[:1], points, points[-1:]))
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    curve = np.vstack(pieces)
    return curve[:, 0], curve[:, 1]


def stamp(sheet: Sheet, lines: tuple[str, ...], centre: tuple[int, int], radius: int) -> None:
    """A round rubber stamp with up to three lines, unevenly inked and a little turned."""
    grow = 2
    side = (radius * 2 + 12) * grow
    seal = Image.new("L", (side, side))
    pen = ImageDraw.Draw(seal)
    middle = side / 2
    for distance, width in ((radius, 4), (radius - 12, 2)):
        reach = distance * grow
        pen.ellipse((middle - reach, middle - reach, middle + reach, middle + reach), outline=255, width=width * grow)
    size, inner = round(radius * grow * 0.25), (radius - 24) * grow
    for row, text in enumerate(lines):
        above = (row - (len(lines) - 1) / 2) * size * 1.35
        chord = 2 * (inner**2 - (abs(above) + size * 0.4) ** 2) ** 0.5
        font = sheet.fonts.print_font(BOLD, _fitting(sheet, text, size, int(chord)), text)
        pen.text((middle, middle + above), text, fill=255, font=font, anchor="mm")
    turned = seal.rotate(sheet.chance.uniform(4, 12), Image.Resampling.BICUBIC).resize(
        (side // grow, side // grow), Image.Resampling.BOX
    )
    ink = np.asarray(turned) * _patches(turned.size, sheet.chance) * 0.62
    corner = (centre[0] - side // grow // 2, centre[1] - side // grow // 2)
    sheet.lay_ink(Image.fromarray(ink.clip(0, 255).astype(np.uint8)), *corner, colour=STAMP_VIOLET)


def _fitting(sheet: Sheet, text: str, size: int, width: int) -> int:
    """The largest size up to `size` at which a text fits."""
    needed = sheet.text_width(text, BOLD, size)
    return size if needed <= width else size * width // needed


def _patches(size: tuple[int, int], chance: np.random.Generator) -> np.ndarray:
    """Where the pad was dry: slow patches between 0.45 and 1, with grain."""
    coarse = Image.fromarray(chance.integers(115, 256, (7, 7), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    grain = 1 - 0.35 * chance.random((size[1], size[0]), dtype=np.float32)
    return np.asarray(coarse, dtype=np.float32) / 255 * grain
