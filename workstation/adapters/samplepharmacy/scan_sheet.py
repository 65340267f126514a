"""The flat sheet of paper while it is being filled: print and ink go onto it, and each word is
noted with its box."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from workstation.adapters.samplepharmacy.scan_fonts import Font, Fonts
from workstation.adapters.samplepharmacy.scan_page import Box, TrueWord, around

Colour = tuple[int, int, int]

PRINT_DARK: Colour = (30, 44, 72)
PRINT_SOFT: Colour = (74, 86, 108)
INK_TOP = 232
"""Opacity of a pressed stroke, of 255."""


@dataclass(slots=True)
class Sheet:
    """A sheet in the making. `chance` draws everything that varies."""

    image: Image.Image
    fonts: Fonts
    chance: np.random.Generator
    ink: Colour
    words: list[TrueWord] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.image.width

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.image.height

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """Draws lines and shapes without noting anything."""
        return ImageDraw.Draw(self.image)

    def text_width(self, text: str, face: str, size: int) -> int:
        """Width of a printed text."""
        return int(self.fonts.print_font(face, size, text).getlength(text))

    def print_text(self, text: str, left: int, baseline: int, face: str, size: int, colour: Colour = PRINT_DARK) -> Box:
        """Prints a text word by word on a baseline and returns the box around it."""
        font = self.fonts.print_font(face, size, text)
        boxes: list[Box] = []
        pen = self.pen
        for word, offset in _words_with_offsets(text, font):
            pen.text((left + offset, baseline), word, font=font, fill=colour, anchor="ls")
            x0, y0, x1, y1 = pen.textbbox((left + offset, baseline), word, font=font, anchor="ls")
            boxes.append((int(x0), int(y0), int(x1 - x0) + 1, int(y1 - y0) + 1))
            self.words.append(TrueWord(word, boxes[-1], is_handwritten=False))
        return around(boxes)

    def print_right(
        self, text: str, right: int, baseline: int, face: str, size: int, colour: Colour = PRINT_DARK
    ) -> Box:
        """Prints a text that ends at `right`."""
        return self.print_text(text, right - self.text_width(text, face, size), baseline, face, size, colour)

    def lay_ink(self, mask: Image.Image, left: int, top: int, colour: Colour | None = None) -> None:
        """Puts ink where a mask (L) is white. The corner may lie outside the sheet."""
        self.image.paste(colour or self.ink, (left, top), mask)

    def note_word(self, text: str, box: Box) -> None:
        """Notes a handwritten word."""
        self.words.append(TrueWord(text, box, is_handwritten=True))


def _words_with_offsets(text: str, font: Font) -> list[tuple[str, float]]:
    """Each word of a text with the distance of its start from the start of the text."""
    found: list[tuple[str, float]] = []
    position = 0
    for word in text.split(" "):
        if word:
            found.append((word, font.getlength(text[:position])))
        position += len(word) + 1
    return found
