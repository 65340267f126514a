"""What a medicine consists of, printed beneath it ("TAB. AZEE 500MG", below it "AZITHROMYCIN 500 MG"), is no medicine
of its own: given twice it would be dispensed twice.
"""

from collections.abc import Sequence
from dataclasses import replace

from workstation.domain.reading.geometry import around
from workstation.domain.reading.lexicon import Lexicon, fold
from workstation.domain.reading.medicine_lines import Entry
from workstation.domain.reading.medicine_patterns import DOSE, DURATION, FREQUENCY, plain_text
from workstation.domain.reading.medicine_text import take_apart
from workstation.domain.reading.vocabulary import Label

CLOSE = 2.5
"""Gap in letter heights within which the composition stands below its medicine."""


def with_compositions(entries: Sequence[Entry], lexicon: Lexicon) -> list[Entry]:
    """The entries; one that only says what the one above consists of becomes part of it."""
    joined: list[Entry] = []
    for entry in entries:
        if joined and _is_composition(entry, joined[-1], lexicon):
            above = joined[-1]
            more = [*above.more, (Label.OTHER, tuple(entry.words)), *entry.more]
            joined[-1] = replace(above, more=more, last_line=entry.last_line)
        else:
            joined.append(entry)
    return joined


def _is_composition(entry: Entry, above: Entry, lexicon: Lexicon) -> bool:
    """Directly below, without number, form or times of its own, the same ingredient in the same strength."""
    text, text_above = _text(entry), _text(above)
    apart, apart_above = take_apart(text), take_apart(text_above)
    if apart.name is None or apart_above.name is None or not (apart_above.marker or apart_above.form_at_start):
        return False
    if apart.marker or apart.form_at_start or _says_when(entry) or not _is_below(entry, above):
        return False
    if apart.strength and apart_above.strength and fold(apart.strength.text) != fold(apart_above.strength.text):
        return False
    known, written = lexicon.exact(apart_above.name.text), fold(apart.name.text)
    names = {fold(apart_above.name.text), *(fold(one) for one in (known.ingredients if known else ()))}
    same = lexicon.exact(apart.name.text)
    return written in names or (same is not None and known is not None and same.ingredients == known.ingredients)


def _text(entry: Entry) -> str:
    return " ".join(word.text for word in entry.words)


def _says_when(entry: Entry) -> bool:
    """Whether a dose, the times of the day or a course stand with it."""
    text = plain_text(" ".join(word.text for word in entry.all_words))
    times = [match.group().lower().strip() for match in FREQUENCY.finditer(text)]
    return bool(set(times) - {"before", "after", "with"} or DURATION.search(text)) or _has_dose(text)


def _has_dose(text: str) -> bool:
    """A dose that is no total ("(Tot:10 Tab)")."""
    return any("tot" not in text[max(0, match.start() - 6) : match.start()].lower() for match in DOSE.finditer(text))


def _is_below(entry: Entry, above: Entry) -> bool:
    box = around(word.box for word in entry.words)
    reach = CLOSE * max(box.h, above.words[0].box.h)
    return box.middle - around(word.box for word in above.words).middle >= 0 and (
        box.y - max(word.box.bottom for word in above.words) < reach
    )
