"""What was read, as marks on the paper: words with a decision, fields with a label; and which mark is at a point."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.reading.decide import LEGIBLE_FROM, SURE_ALONE
from workstation.domain.reading.geometry import Box, covered
from workstation.domain.reading.model import Decision, Page, Word

_INSIDE = 0.6
"""Share of a word that lies in a field from which on it belongs to it."""


class FieldKind(StrEnum):
    """Facts of the head (pill tab) or a medicine line (square tab)."""

    PERSON = "person"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class WordMark:
    """A word in px of the whole scan (all pages below each other)."""

    text: str
    confidence: float
    decision: Decision
    box: Box


@dataclass(frozen=True, slots=True)
class FieldMark:
    """A field. `name` is one of FIELD_NAMES, or "line"; `number` counts the medicine lines of the scan from 1."""

    name: str
    kind: FieldKind
    box: Box
    number: int = 0


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a scan."""

    words: tuple[WordMark, ...] = ()
    fields: tuple[FieldMark, ...] = ()

    def count(self, decision: Decision) -> int:
        """How many words were decided like this."""
        return sum(1 for word in self.words if word.decision is decision)


def marks_of(pages: Sequence[Page | None], tops: Sequence[int]) -> Marks:
    """The marks of pages that stand below each other, `tops` being where each begins."""
    words: list[WordMark] = []
    fields: list[FieldMark] = []
    lines = 0
    for page, top in zip(pages, tops, strict=True):
        if page is None:
            continue
        decided = _decided_boxes(page)
        words += [
            WordMark(one.text, one.confidence, decision_of(one, decided), _down(one.box, top)) for one in page.words
        ]
        fields += [
            FieldMark(name, FieldKind.PERSON, _down(field.box, top))
            for name, field in page.fields.items()
            if field.box is not None and field.value
        ]
        for line in page.lines:
            lines += 1
            fields.append(FieldMark("line", FieldKind.LINE, _down(line.box, top), lines))
    return Marks(tuple(words), tuple(fields))


def decision_of(word: Word, decided: Mapping[Box, Decision]) -> Decision:
    """The decision of the field a word is part of, never better than its own confidence allows."""
    own = _own_decision(word)
    field = next((decision for box, decision in decided.items() if covered(word.box, box) >= _INSIDE), None)
    if field is None or own is Decision.UNREADABLE:
        return own
    return field


def _own_decision(word: Word) -> Decision:
    if word.confidence < LEGIBLE_FROM or not word.text.strip():
        return Decision.UNREADABLE
    sure = word.confidence >= SURE_ALONE or (word.printed and word.agreed)
    return Decision.READ if sure else Decision.CONFIRM


def _decided_boxes(page: Page) -> dict[Box, Decision]:
    boxes: dict[Box, Decision] = {}
    for line in page.lines:
        for part in (line.medicine, line.strength):
            if part.box is not None:
                boxes[part.box] = part.decision
    for field in page.fields.values():
        if field.box is not None and field.value:
            boxes.setdefault(field.box, field.decision)
    return boxes


def _down(box: Box, top: int) -> Box:
    return Box(box.x, box.y + top, box.w, box.h)


class Grid:
    """Finds the boxes at a point without looking at all of them: cells of 64 px."""

    CELL = 64

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._boxes = tuple(boxes)
        self._cells: dict[tuple[int, int], list[int]] = {}
        for index, box in enumerate(self._boxes):
            for column in range(box.x // self.CELL, box.right // self.CELL + 1):
                for row in range(box.y // self.CELL, box.bottom // self.CELL + 1):
                    self._cells.setdefault((column, row), []).append(index)

    def at(self, x: float, y: float) -> int | None:
        """Index of the smallest box that holds the point, None when there is none."""
        hits = [
            index
            for index in self._cells.get((int(x // self.CELL), int(y // self.CELL)), [])
            if self._boxes[index].x <= x <= self._boxes[index].right
            and self._boxes[index].y <= y <= self._boxes[index].bottom
        ]
        return min(hits, key=lambda index: self._boxes[index].area, default=None)
