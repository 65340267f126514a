"""How many words of a scan were read how: the one count that every screen says, with its noun."""

from workstation.domain.reading.model import Decision, Reading
from workstation.ui.review.marks import Marks, marks_of
from workstation.ui.words import Words


def reading_marks(reading: Reading) -> Marks:
    """The marks of a reading as the review shows them; where they lie does not matter here."""
    return marks_of(reading.pages, [0] * len(reading.pages))


def counted_words(marks: Marks, words: Words) -> str:
    """ "Words: read 47 · confirm 49 · unreadable 0"; "" where no word was found."""
    if not marks.words:
        return ""
    counts = " · ".join(f"{words.text(f'review.scan.legend_{one.value}')} {marks.count(one)}" for one in Decision)
    return f"{words.text('review.scan.legend_noun')} {counts}"
