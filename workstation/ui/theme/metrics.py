"""Sizes: every length is given in px of the 100 % design and multiplied by one text scale."""

from dataclasses import dataclass
from enum import StrEnum

SMALLEST_SCALE = 80
LARGEST_SCALE = 200


class Density(StrEnum):
    """How tall rows and controls are."""

    COMFORTABLE = "comfortable"
    DENSE = "dense"
    TOUCH = "touch"


ROW_HEIGHTS = {Density.COMFORTABLE: 48, Density.DENSE: 36, Density.TOUCH: 56}
BUTTON_HEIGHTS = {Density.COMFORTABLE: 40, Density.DENSE: 40, Density.TOUCH: 48}
FIELD_HEIGHTS = {Density.COMFORTABLE: 36, Density.DENSE: 36, Density.TOUCH: 48}

CHIP_RADIUS, FIELD_RADIUS, CARD_RADIUS, VERDICT_RADIUS = 4, 6, 8, 12
RING = 4
"""Outer margin of a button, in design px, in which its focus ring is drawn."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Text scale in percent (80 to 200) and density; answers lengths in device independent pixels."""

    scale: int = 100
    density: Density = Density.COMFORTABLE

    def px(self, length: float) -> int:
        """A length of the 100 % design at this scale, at least 1 for anything above 0."""
        return max(1, round(length * self.scale / 100)) if length > 0 else round(length * self.scale / 100)

    def design(self, pixels: int) -> int:
        """The other way: how many design px fit in `pixels`. Layouts fold by this number."""
        return round(pixels * 100 / self.scale)

    @property
    def row(self) -> int:
        """Height of a table row."""
        return self.px(ROW_HEIGHTS[self.density])

    @property
    def button(self) -> int:
        """Height of a button without its ring."""
        return self.px(BUTTON_HEIGHTS[self.density])

    @property
    def small_button(self) -> int:
        """Height of a small button without its ring; as tall as any other where fingers are used."""
        return self.px(48 if self.density is Density.TOUCH else 32)

    @property
    def field(self) -> int:
        """Height of a text field."""
        return self.px(FIELD_HEIGHTS[self.density])


def clamped_scale(percent: int) -> int:
    """The nearest allowed text scale."""
    return min(LARGEST_SCALE, max(SMALLEST_SCALE, percent))
