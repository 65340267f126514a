"""Words to lines of text, lines to parts that stand clearly apart (columns, boxes of a form)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from workstation.domain.reading.geometry import Box, around, shared_height
from workstation.domain.reading.model import Word

WIDE_GAP = 2.5
"""Gap between words, in letter heights, from which they stand apart."""
TALLEST = 2.6
"""A word more than this many times as tall as its neighbour stands on a line of its own (logo, big Rx)."""
_LABEL_AND_VALUE = re.compile(r"^([A-Za-z][A-Za-z./ ]*[:=])[-.]?(?=[\w(#½])(.+)$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words beside each other, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return around(word.box for word in self.words)

    @property
    def height(self) -> float:
        """Typical height of its words."""
        return median(word.box.h for word in self.words)

    @property
    def confidence(self) -> float:
        return sum(word.confidence for word in self.words) / len(self.words)


def group_lines(words: Iterable[Word]) -> tuple[TextLine, ...]:
    """Lines from top to bottom. Follows lines that rise or fall: a word joins the line of its nearest left
    neighbour.
    """
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.x):
        fitting = [row for row in rows if _continues(row[-1], word)]
        if fitting:
            max(fitting, key=lambda row: (shared_height(row[-1].box, word.box), row[-1].box.right)).append(word)
        else:
            rows.append([word])
    lines = [TextLine(tuple(row)) for row in rows]
    return tuple(sorted(lines, key=lambda line: (line.words[0].box.middle, line.box.x)))


def _continues(last: Word, word: Word) -> bool:
    low, high = sorted((max(1, last.box.h), max(1, word.box.h)))
    if high / low > TALLEST and len(last.text) > 1 and len(word.text) > 1:
        return False
    if high / low > 2 * TALLEST:
        return False
    gap = word.box.x - last.box.right
    if gap < -0.6 * min(last.box.w, word.box.w):
        return False
    return shared_height(last.box, word.box) >= (0.65 if gap > 3 * high else 0.5)


def parts(line: TextLine, gap: float = WIDE_GAP) -> tuple[TextLine, ...]:
    """The line cut at wide gaps."""
    height = line.height
    cut: list[list[Word]] = []
    for word in line.words:
        if not cut or word.box.x - cut[-1][-1].box.right > gap * height:
            cut.append([])
        cut[-1].append(word)
    return tuple(TextLine(tuple(words)) for words in cut)


def with_labels_apart(line: TextLine) -> TextLine:
    """The line with words like "Date:12/03/2025" cut behind the colon."""
    return TextLine(tuple(piece for word in line.words for piece in _cut_label(word)))


def _cut_label(word: Word) -> Sequence[Word]:
    match = _LABEL_AND_VALUE.match(word.text)
    if match is None:
        return [word]
    first = round(word.box.w * match.start(2) / len(word.text))
    left = replace(word, text=match.group(1), box=word.box._replace(w=max(1, first)))
    right = replace(
        word, text=match.group(2), box=word.box._replace(x=word.box.x + first, w=max(1, word.box.w - first))
    )
    return [left, *_cut_label(right)]
