"""A page that lies on its side is read upright; its boxes are given on the page as it lies."""

from dataclasses import replace

from workstation.domain.reading.geometry import Box
from workstation.domain.reading.model import FieldReading, LineReading, Page


def turned_back(page: Page, quarters: int) -> Page:
    """The page as it lies, when it was turned `quarters` (0-3) to the left to stand upright."""
    if quarters % 4 == 0:
        return page
    back = _Back(quarters % 4, page.width, page.height)
    sideways = quarters % 2 == 1
    return replace(
        page,
        width=page.height if sideways else page.width,
        height=page.width if sideways else page.height,
        words=tuple(replace(word, box=back.box(word.box)) for word in page.words),
        fields={name: back.field(field) for name, field in page.fields.items()},
        lines=tuple(back.line(line) for line in page.lines),
        notes=tuple(replace(note, box=back.box(note.box)) for note in page.notes),
        rotation=(4 - quarters % 4) * 90,
    )


class _Back:
    def __init__(self, quarters: int, width: int, height: int) -> None:
        self._quarters, self._width, self._height = quarters, width, height

    def box(self, box: Box) -> Box:
        if self._quarters == 1:
            return Box(self._height - box.bottom, box.x, box.h, box.w)
        if self._quarters == 2:
            return Box(self._width - box.right, self._height - box.bottom, box.w, box.h)
        return Box(box.y, self._width - box.right, box.h, box.w)

    def maybe(self, box: Box | None) -> Box | None:
        return None if box is None else self.box(box)

    def field(self, field: FieldReading) -> FieldReading:
        return replace(field, box=self.maybe(field.box))

    def line(self, line: LineReading) -> LineReading:
        return replace(
            line,
            box=self.box(line.box),
            medicine=replace(line.medicine, box=self.maybe(line.medicine.box)),
            strength=replace(line.strength, box=self.maybe(line.strength.box)),
            dosage_instruction=replace(line.dosage_instruction, box=self.maybe(line.dosage_instruction.box)),
        )
