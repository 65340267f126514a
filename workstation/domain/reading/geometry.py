"""Boxes on a page, in pixels of the original image."""

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """An upright rectangle: left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def middle(self) -> float:
        """Half-way down."""
        return self.y + self.h / 2

    @property
    def area(self) -> int:
        return self.w * self.h


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all; of none it is the empty box at the corner."""
    held = list(boxes)
    if not held:
        return Box(0, 0, 0, 0)
    left, top = min(b.x for b in held), min(b.y for b in held)
    return Box(left, top, max(b.right for b in held) - left, max(b.bottom for b in held) - top)


def shared_area(a: Box, b: Box) -> int:
    """Pixels that lie in both."""
    width = min(a.right, b.right) - max(a.x, b.x)
    height = min(a.bottom, b.bottom) - max(a.y, b.y)
    return max(0, width) * max(0, height)


def covered(a: Box, b: Box) -> float:
    """Share of the smaller box that lies in the other (1.0 = inside it)."""
    smaller = min(a.area, b.area)
    return shared_area(a, b) / smaller if smaller else 0.0


def shared_height(a: Box, b: Box) -> float:
    """Share of the lower box's height at which the two stand beside each other."""
    lower = min(a.h, b.h)
    return max(0, min(a.bottom, b.bottom) - max(a.y, b.y)) / lower if lower else 0.0


def shared_width(a: Box, b: Box) -> float:
    """Share of the narrower box's width at which the two stand above each other."""
    narrower = min(a.w, b.w)
    return max(0, min(a.right, b.right) - max(a.x, b.x)) / narrower if narrower else 0.0
