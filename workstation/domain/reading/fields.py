"""The head of a prescription: who, when, by whom. By labels first, by layout where there are none."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from workstation.domain.reading.dates import (
    DateOrder,
    DateRules,
    WrittenDate,
    find_dates,
    find_dates_leniently,
    order_on_page,
    trusted,
)
from workstation.domain.reading.found import (
    READ_FROM,
    cut_out,
    doubted,
    field_of,
    joined,
    labels_of,
    upper_parts,
    words_of,
)
from workstation.domain.reading.geometry import Box
from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.model import FIELD_NAMES, NOT_FOUND, Decision, FieldReading, Word
from workstation.domain.reading.people import patients, prescribers, registrations
from workstation.domain.reading.text_lines import TextLine
from workstation.domain.reading.vocabulary import TITLES, Label

_AGE = re.compile(
    r"(?<![\d/.-])(\d{1,3}(?:\.\d)?)\s*[-.]?\s*(y(?:ea)?rs?|years?|y/?o|yo|y|months?|mths?|mo|m(?=\W*(?:old"
    r"|$|/\s*[mf]\b))|weeks?|wks?|days?|d)?\.?(?![\d])",
    re.I,
)
_SEX = re.compile(r"(?<![A-Za-z])(male|female|m|f|transgender|other|boy|girl)(?![A-Za-z])", re.I)
_AGE_SEX = re.compile(
    r"(?<![\d/.-])(\d{1,3})\s*(?:y(?:ea)?rs?\.?|years?|y/?o|y)?\s*[/,|(-]?\s*\b(male|female|m|f)\b", re.I
)
_SEX_AGE = re.compile(r"\(\s*(male|female|m|f)\s*\)?\s*[/,|-]?\s*(\d{1,3})\s*(?:y(?:ea)?rs?|years?|y/?o|y)\b", re.I)
"""As in "(F) / 29 Y"."""
_WEIGHT = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(kgs?|kg\.|g|gms?|lbs?|k)?\b", re.I)
_AGE_UNITS = {"m": "mo", "w": "wk", "d": "d"}

Found = FieldReading


def read_fields(lines: Sequence[TextLine], labels: Sequence[Labelled], rules: DateRules) -> dict[str, FieldReading]:
    """Every name of FIELD_NAMES with what was found for it (NOT_FOUND else)."""
    readers: dict[str, Callable[[], Iterator[Found]]] = {
        "patient": lambda: patients(lines, labels),
        "date": lambda: _dates(lines, labels, rules),
        "prescriber": lambda: prescribers(lines, labels),
        "registration_number": lambda: registrations(labels),
        "age": lambda: _ages(lines, labels),
        "sex": lambda: _sexes(lines, labels),
        "weight": lambda: _weights(labels),
        "birth_date": lambda: _birth_dates(labels, lines, rules),
        "diagnosis": lambda: _plain_values(labels, Label.DIAGNOSIS),
    }
    return {name: next(readers[name](), NOT_FOUND) for name in FIELD_NAMES}


def _plain_values(labels: Sequence[Labelled], kind: Label) -> Iterator[FieldReading]:
    for label in labels_of(labels, kind):
        yield field_of(label.text, label.value)


# --- age, sex, weight ---------------------------------------------------------------------------------------


def _ages(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    for label in labels_of(labels, Label.AGE, Label.AGE_SEX, Label.AGE_BIRTH):
        yield from _age_in(label.value)
    for words in _person_lines(lines, labels):
        text = joined(words)
        if match := _SEX_AGE.search(text):
            yield from _age_in(words_of(words, match.start(2), match.end()))
        if match := _AGE_SEX.search(text):
            yield from _age_in(words_of(words, match.start(), match.end()))
        elif re.search(r"\d\s*(?:y(?:ea)?rs?|years?|y/?o|y|months?|mths?)\b", text, re.I):
            yield from _age_in(words)


def _age_in(words: Sequence[Word]) -> Iterator[FieldReading]:
    text = re.sub(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b", lambda match: " " * len(match.group()), joined(words))
    for match in _AGE.finditer(text):
        years = Decimal(match.group(1))
        if years <= 120:
            unit = _AGE_UNITS.get((match.group(2) or "y")[0].lower(), "a")
            found = field_of(match.group(1), words_of(words, match.start(), match.end()))
            yield replace(found, number=years, unit=unit)
            return


def _person_lines(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[Sequence[Word]]:
    for label in labels_of(labels, Label.PATIENT):
        yield label.value
    for part in upper_parts(lines, 0.6):
        if re.search(rf"(?:^|\W){TITLES}", part.text, re.I) or _AGE_SEX.search(part.text) or _SEX_AGE.search(part.text):
            yield part.words


def _sexes(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    for label in labels_of(labels, Label.SEX, Label.AGE_SEX):
        if found := _sex_in(label.value):
            yield found
    for label in labels_of(labels, Label.AGE):
        if found := _sex_in(label.value):
            yield found
    for words in _person_lines(lines, labels):
        if match := _SEX_AGE.search(joined(words)):
            yield field_of(match.group(1), words_of(words, match.start(1), match.end(1)))
        if match := _AGE_SEX.search(joined(words)):
            yield field_of(match.group(2), words_of(words, match.start(2), match.end(2)))


def _sex_in(words: Sequence[Word]) -> FieldReading | None:
    return cut_out(words, _SEX, 1)


def _weights(labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    for label in labels_of(labels, Label.WEIGHT):
        match = _WEIGHT.search(label.text)
        if match:
            unit = {"g": "g", "l": "[lb_av]"}.get((match.group(2) or "k")[0].lower(), "kg")
            number = Decimal(match.group(1).replace(",", "."))
            held = words_of(label.value, match.start(), match.end())
            yield replace(field_of(match.group(), held), number=number, unit=unit)


# --- dates --------------------------------------------------------------------------------------------------


def _dates(lines: Sequence[TextLine], labels: Sequence[Labelled], rules: DateRules) -> Iterator[FieldReading]:
    order = _page_order(lines, labels, rules)
    for label in labels_of(labels, Label.DATE):
        for item in find_dates_leniently(label.text)[:1]:
            yield _date_field(item, label.value, order)
    claimed = [label.value for label in labels if label.label in (Label.BIRTH_DATE, Label.OTHER_DATE, Label.AGE_BIRTH)]
    taken = {word.box for words in claimed for word in words}
    for line in lines:
        for item in find_dates(line.text):
            held = words_of(line.words, item.start, item.end)
            if not any(_inside(word, taken) for word in held) and not _is_birth(line.text[: item.start]):
                yield doubted(_date_field(item, line.words, order))


def _page_order(lines: Sequence[TextLine], labels: Sequence[Labelled], rules: DateRules) -> DateRules:
    """The order that a date on the page gives away; numbers that only prescribers in the United States have speak for
    the month first.
    """
    written = [item for line in lines for item in find_dates(line.text)]
    american = any(label.spelling.split()[0] in ("npi", "dea") and label.value for label in labels)
    return replace(rules, order=order_on_page(written, DateOrder.MONTH_FIRST if american else rules.order))


def _inside(word: Word, boxes: Iterable[Box]) -> bool:
    return any(abs(word.box.y - y) <= h and word.box.x < x + w and x < word.box.right for x, y, w, h in boxes)


def _is_birth(before: str) -> bool:
    return bool(re.search(r"(d\W?o\W?b|birth|born)\W*$", before, re.I))


def _date_field(item: WrittenDate, words: Sequence[Word], rules: DateRules) -> FieldReading:
    text = joined(words)
    start = text.find(item.text)
    held = words_of(words, start, start + len(item.text)) if start >= 0 else tuple(words)
    found = replace(
        field_of(item.text if start >= 0 else text, held),
        iso=item.meaning(rules.order),
        ambiguous=item.ambiguous,
    )
    return found if trusted(item, rules) else doubted(found)


def _birth_dates(labels: Sequence[Labelled], lines: Sequence[TextLine], rules: DateRules) -> Iterator[FieldReading]:
    order = _page_order(lines, labels, rules)
    for label in labels_of(labels, Label.BIRTH_DATE, Label.AGE_BIRTH):
        for item in find_dates_leniently(label.text)[:1]:
            found = _date_field(item, label.value, order)
            certain = not item.ambiguous and item.meaning(order.order) <= rules.today
            sure = found.confidence >= READ_FROM and all(word.printed and word.agreed for word in label.value)
            yield replace(found, decision=Decision.READ) if certain and sure else found
