"""Which of the gathered lines are no medicines: letterhead, stamp, signature, footer. What is in doubt stays a line."""

import re
from collections.abc import Iterable, Sequence
from statistics import median

from workstation.domain.reading.geometry import Box, around, shared_area, shared_width
from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.medicine_lines import Entry
from workstation.domain.reading.medicine_patterns import FREQUENCY, STRENGTH, plain_text
from workstation.domain.reading.medicine_text import take_apart
from workstation.domain.reading.text_lines import TextLine, parts

FAR_BELOW, FAR_RIGHT = 4.0, 2.0
"""Gaps in letter heights from which a lone word no longer belongs to the list above or beside it."""
SMALL = 0.5
"""Letters so much smaller than those of the medicines were not written with them: a stamp, a form."""
LOWER_PART = 0.5
"""Share of the page above which no footer stands."""
SAME_WORD = 0.85
NEAR = 2.0
"""Gap in letter heights within which the lines of a stamp stand."""
_OF_A_STAMP = re.compile(
    r"(?<![a-z])(?:clinic|hospital|nursing home|medical cent\w+|health ?care|mbbs|m\.b\.b\.s|reg\w*\.? ?no"
    r"|consult\w+|stamp|seal|signature|sign)(?![a-z])",
    re.I,
)
_FOOTER = re.compile(
    r"(?<![a-z])(?:signature|stamp|seal|not valid|valid (?:for|till|up ?to)|medico ?-?legal|please bring|next visit"
    r"|timings?|for appointments?|emergency)(?![a-z])",
    re.I,
)


def no_medicines(entries: Sequence[Entry], lines: Sequence[TextLine], body: int) -> list[Entry]:
    """Entries without label, number, form, strength, directions or quantity that stand where no medicine is written.

    `body` = number of the line from which medicines are likely. A name that the lexicon knows is for the caller to
    keep: these are only doubted by their place.
    """
    bare = [entry for entry in entries if not has_evidence(entry)]
    listed = [entry for entry in entries if entry not in bare]
    page = _Layout(listed, lines, body)
    return [entry for entry in bare if page.is_elsewhere(entry)]


def has_evidence(entry: Entry) -> bool:
    """Whether anything but the name says that this is a medicine."""
    if entry.labelled or entry.more:
        return True
    text = " ".join(word.text for word in entry.words)
    apart = take_apart(text)
    in_units = STRENGTH.search(plain_text(text)) is not None
    # "t," in a letterhead is no tablet: a single letter says nothing by itself.
    form = apart.form is not None and not re.match(r"\W*[a-z]\b", text, re.I)
    times = apart.sig is not None and FREQUENCY.search(plain_text(apart.sig.text)) is not None
    return bool(apart.marker or form or in_units or times or apart.sig or apart.quantity or apart.duration_days)


class _Layout:
    """Where on the page medicines are written."""

    def __init__(self, listed: Sequence[Entry], lines: Sequence[TextLine], body: int) -> None:
        self._pieces = [part for line in lines for part in parts(line)]
        self._letterhead = _long_words(line.text for line in lines[:body])
        boxes = [around(word.box for word in entry.all_words) for entry in listed]
        self._height = median(word.box.h for entry in listed for word in entry.words) if listed else None
        self._bottom = max((box.bottom for box in boxes), default=0)
        self._right = max((box.right for box in boxes), default=0)
        self._list = around(boxes)
        self._top = min([line.box.y for line in lines[body:]] + [box.y for box in boxes], default=0)
        lower = max(self._bottom, LOWER_PART * max((line.box.bottom for line in lines), default=0))
        footers = (piece.box.y for piece in self._pieces if piece.box.y >= lower and _FOOTER.search(piece.text))
        self._footer = min(footers, default=None)

    def is_elsewhere(self, entry: Entry) -> bool:
        """In the head, in a stamp, below the footer, or far from the list."""
        box = around(word.box for word in entry.words)
        if box.bottom <= self._top or (self._footer is not None and box.y >= self._footer):
            return True
        return self._is_of_the_letterhead(entry) or self._is_of_a_stamp(entry, box) or self._is_apart(entry, box)

    def _is_of_the_letterhead(self, entry: Entry) -> bool:
        """A stamp repeats what the letterhead says."""
        words = _long_words([" ".join(word.text for word in entry.words)])
        return bool(words) and all(
            any(likeness(word, other) >= SAME_WORD for other in self._letterhead) for word in words
        )

    def _is_of_a_stamp(self, entry: Entry, box: Box) -> bool:
        outside = shared_area(box, self._list) == 0
        if self._height is not None and outside and median(word.box.h for word in entry.words) < SMALL * self._height:
            return True
        reach = NEAR * box.h
        return any(
            _OF_A_STAMP.search(piece.text)
            and shared_width(piece.box, box) > 0
            and max(piece.box.y - box.bottom, box.y - piece.box.bottom) < reach
            for piece in self._pieces
        )

    def _is_apart(self, entry: Entry, box: Box) -> bool:
        """A lone word far below the list or to the right of it."""
        if self._height is None or len(entry.words) != 1:
            return False
        return box.y - self._bottom > FAR_BELOW * self._height or box.x - self._right > FAR_RIGHT * self._height


def _long_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for piece in text.split() if len(word := fold(piece)) >= 4}
