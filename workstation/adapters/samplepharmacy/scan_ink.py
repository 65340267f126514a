"""Handwriting: words in a handwriting font that sway, lean and press like a hand, and scribbles that nobody
can read."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from workstation.adapters.samplepharmacy.scan_fonts import Font
from workstation.adapters.samplepharmacy.scan_page import Box, around
from workstation.adapters.samplepharmacy.scan_sheet import INK_TOP, Sheet


@dataclass(frozen=True, slots=True)
class Hand:
    """How a handwriting font has to be set to look written."""

    family: str
    scale: float
    """Font size for one pixel of the height of a capital letter."""
    stroke: int
    """How much thicker than drawn the pen is, in half pixels on each side."""
    word_gap: float
    """Space between words, in parts of the size."""


HANDS = {
    "Kristi": Hand("Kristi", 2.00, 1, 0.22),
    "Breip": Hand("Breip", 1.22, 2, 0.34),
    "Dancing Script": Hand("Dancing Script", 1.22, 0, 0.30),
}

_LEAN_DEGREES = 1.1
_SIZE_JITTER = 0.035
_EDGE = 14
"""Room around a word so that swaying does not cut it."""
_VISIBLE = 70
_GROW = 2
"""Words are drawn larger and reduced, so that swaying leaves the strokes smooth."""


def write(sheet: Sheet, text: str, left: int, baseline: int, hand: Hand, height: int) -> Box:
    """Writes a text and notes each word. `height` is about that of a capital letter, in
    pixels. Returns its box."""
    boxes: list[Box] = []
    cursor = float(left)
    size = height * hand.scale
    for word in text.split():
        own = max(8, round(size * (1 + sheet.chance.uniform(-_SIZE_JITTER, _SIZE_JITTER))))
        font = sheet.fonts.hand_font(hand.family, own)
        mask, origin = _word_mask(word, font, hand.stroke, sheet.chance)
        x, y = round(cursor) - origin[0], baseline + round(sheet.chance.normal(0, 1.6)) - origin[1]
        sheet.lay_ink(mask, x, y)
        boxes.append(_visible_box(mask, x, y))
        sheet.note_word(word, boxes[-1])
        cursor += font.getlength(word) + size * hand.word_gap * sheet.chance.uniform(0.85, 1.25)
    return around(boxes)


def written_width(sheet: Sheet, text: str, hand: Hand, height: int) -> float:
    """About how wide `write` will make a text."""
    size = height * hand.scale
    font = sheet.fonts.hand_font(hand.family, round(size))
    words = text.split()
    return sum(font.getlength(word) for word in words) + size * hand.word_gap * 1.05 * (len(words) - 1)


def scribble(sheet: Sheet, left: int, baseline: int, width: int, height: int) -> Box:
    """A word that the writer could not read either: waves that run out."""
    steps = np.linspace(0, 1, 90)
    turns = sheet.chance.uniform(3.2, 4.6)
    swing = height * (0.70 - 0.40 * steps) * (0.75 + 0.25 * np.sin(2.3 * np.pi * steps + sheet.chance.uniform(0, 6)))
    x = left + width * steps - 0.1 * height * np.sin(turns * 4 * np.pi * steps)
    y = baseline - 0.4 * height - swing * np.sin(turns * 2 * np.pi * steps)
    box = stroke_path(sheet, x, y, 4)
    sheet.note_word("", box)
    return box


def stroke_path(sheet: Sheet, x: np.ndarray, y: np.ndarray, width: int) -> Box:
    """Draws a path of pen positions, smoothed by drawing it four times as large."""
    grow, edge = 4, width + 3
    left, top = int(x.min()) - edge, int(y.min()) - edge
    size = (int(x.max()) - left + edge, int(y.max()) - top + edge)
    large = Image.new("L", (size[0] * grow, size[1] * grow))
    points = [((px - left) * grow, (py - top) * grow) for px, py in zip(x, y, strict=True)]
    ImageDraw.Draw(large).line(points, fill=INK_TOP, width=width * grow, joint="curve")
    mask = large.resize(size, Image.Resampling.BOX)
    sheet.lay_ink(mask, left, top)
    return _visible_box(mask, left, top)


def _word_mask(word: str, font: Font, stroke: int, chance: np.random.Generator) -> tuple[Image.Image, tuple[int, int]]:
    """The ink of a word and where its origin (left end of the baseline) lies in it."""
    large = font.font_variant(size=font.size * _GROW)
    x0, y0, x1, y1 = large.getbbox(word, anchor="ls", stroke_width=stroke)
    room = _EDGE * _GROW
    origin = (room - int(min(x0, 0)), room - int(y0))
    size = (_whole(int(x1) + origin[0] + room), _whole(int(y1) + origin[1] + room))
    flat = Image.new("L", size)
    ImageDraw.Draw(flat).text(origin, word, fill=255, font=large, anchor="ls", stroke_width=stroke)
    swaying = Image.fromarray(_swaying(np.asarray(flat), origin, chance)).reduce(_GROW)
    return Image.fromarray(_pressed(np.asarray(swaying), chance)), (origin[0] // _GROW, origin[1] // _GROW)


def _whole(pixels: int) -> int:
    return pixels + -pixels % _GROW


def _swaying(ink: np.ndarray, origin: tuple[int, int], chance: np.random.Generator) -> np.ndarray:
    """Moves columns up and down along a rising line and a slow wave, rows left and right: no
    two letters are alike."""
    rows, columns = ink.shape
    along, down = np.arange(columns), np.arange(rows)
    climb = np.tan(np.radians(chance.normal(0, _LEAN_DEGREES))) * (along - origin[0])
    wave = _GROW * 1.7 * np.sin(along / (_GROW * chance.uniform(26, 44)) + chance.uniform(0, 6.3))
    swing = _GROW * 1.3 * np.sin(down / (_GROW * chance.uniform(11, 19)) + chance.uniform(0, 6.3))
    y = np.clip(down[:, None] + np.rint(wave + climb)[None, :].astype(np.int32), 0, rows - 1)
    x = np.clip(along[None, :] + np.rint(swing)[:, None].astype(np.int32), 0, columns - 1)
    return np.asarray(ink[y, x])


def _pressed(ink: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """More ink here, less there: the pressure changes along the word and the paper has grain."""
    rows, columns = ink.shape
    pressure = 0.93 + 0.07 * np.sin(np.arange(columns) / chance.uniform(18, 40) + chance.uniform(0, 6.3))
    grain = 1 - 0.16 * chance.random((rows, columns), dtype=np.float32)
    return np.asarray(ink * pressure[None, :] * grain * (INK_TOP / 255)).clip(0, 255).astype(np.uint8)


def _visible_box(mask: Image.Image, left: int, top: int) -> Box:
    box = mask.point(lambda level: 255 if level > _VISIBLE else 0).getbbox() or (0, 0, 1, 1)
    return left + box[0], top + box[1], box[2] - box[0], box[3] - box[1]
