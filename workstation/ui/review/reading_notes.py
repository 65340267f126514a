"""Why this paper was read less surely than others, in words, above everything that was read on it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt

from workstation.domain.reading.model import Decision, Page, Reading
from workstation.services.review_view import ReviewView
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

MOST_SHOWN = 3


def reading_notes(view: ReviewView, words: Words) -> tuple[str, ...]:
    """What is to be known of the readings of all documents, each sentence once, in the order of the pages."""
    pages = sum(max(1, len(reading.pages)) for reading in view.readings.values())
    found: list[str] = []
    first = 1
    for document in view.documents:
        reading = view.readings.get(document.id)
        if reading is not None:
            found += _of_reading(reading, first, words, numbered=pages > 1)
        first += max(1, len(reading.pages) if reading is not None else 0)
    if view.number_doubt is not None:
        found.append(words.parts(view.number_doubt.code, view.number_doubt.facts).happened)
    return tuple(dict.fromkeys(found))


def _of_reading(reading: Reading, first: int, words: Words, *, numbered: bool) -> Iterator[str]:
    if reading.refused:
        yield reading.refused
    for number, page in enumerate(reading.pages, start=first):
        for sentence in _of_page(page, words):
            yield words.text("review.reading.page", number=number, said=sentence) if numbered else sentence
    yield from reading.notes


def _of_page(page: Page, words: Words) -> Iterator[str]:
    if page.decision is Decision.UNREADABLE:
        yield words.text("review.reading.unreadable")
    yield from page.warnings


class ReadingNotes(Card):
    """Hidden while there is nothing to say."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, CardLook(edge="moderate", ground="moderate_soft", radius=0))
        self._words = words
        row = Row(host, (16, 6, 16, 6), 10, self)
        row.addWidget(SeverityShape(host, Severity.MODERATE, 18), 0, Qt.AlignmentFlag.AlignTop)
        self._label = Label(host, "", wrap=True, elide=False)
        row.addWidget(self._label, 1)
        self.setVisible(False)

    def show_view(self, view: ReviewView | None) -> None:
        """At most three; how many more there are is said."""
        said = reading_notes(view, self._words) if view is not None else ()
        more = len(said) - MOST_SHOWN
        shown = said[:MOST_SHOWN]
        if more > 0:
            shown = (*shown, self._words.text("review.left.more", count=more))
        self._label.set_words("\n".join(shown))
        self.setToolTip("\n".join(said) if more > 0 else "")
        self.setAccessibleName(" ".join(said))
        self.setVisible(bool(said))

    def sentences(self) -> str:
        """What is shown; empty when nothing is."""
        return self._label.words() if not self.isHidden() else ""
