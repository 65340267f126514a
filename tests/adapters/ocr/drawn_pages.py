"""Prescription pages drawn for tests: typeset text on paper, turned, shaded and compressed on request.

They prove that each stage works, never how well real pages are read.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

INK = (28, 30, 40)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text with its place in pixels from the top left."""

    x: int
    y: int
    text: str
    size: int = 26


def draw(pieces: list[Text], size: tuple[int, int] = (1240, 1400), font: Path | None = None) -> Image.Image:
    """The pieces on white paper; without a font file, the one that comes with Pillow."""
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    for piece in pieces:
        pen.text((piece.x, piece.y), piece.text, font=_font(font, piece.size), fill=INK)
    return page


def _font(file: Path | None, size: int) -> Font:
    return ImageFont.truetype(str(file), size) if file else ImageFont.load_default(size)


def lines(*texts: str, left: int = 90, top: int = 80, step: int = 52, size: int = 26) -> list[Text]:
    """Lines of text under each other."""
    return [Text(left, top + number * step, text, size) for number, text in enumerate(texts)]


def ruled(page: Image.Image, step: int = 52, top: int = 112) -> Image.Image:
    """The same page on ruled paper."""
    pen = ImageDraw.Draw(page)
    for y in range(top, page.height - 40, step):
        pen.line([(60, y), (page.width - 60, y)], fill=(120, 140, 190), width=2)
    return page


def photographed(
    page: Image.Image, *, degrees: float = 2.0, shadow: float = 0.55, seed: int = 7, quality: int = 70
) -> Image.Image:
    """As from a phone: a little turned, one side in shadow, noise, JPEG."""
    turned = page.rotate(degrees, expand=False, fillcolor=(244, 242, 236), resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(turned, dtype=np.float64)
    across = np.linspace(1.0, shadow, pixels.shape[1])[None, :, None]
    noise = np.random.default_rng(seed).normal(0, 5, pixels.shape)
    shaded = Image.fromarray(np.clip(pixels * across + noise, 0, 255).astype(np.uint8))
    buffer = BytesIO()
    shaded.save(buffer, "JPEG", quality=quality)
    buffer.seek(0)
    return Image.open(buffer).convert("RGB")
