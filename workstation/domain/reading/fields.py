"""The head of a prescription: who, when, by whom. By labels first, by layout where there are none."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from workstation.domain.reading.dates import (
    DateRules,
    WrittenDate,
    find_dates,
    find_dates_leniently,
    order_on_page,
    trusted,
)
from workstation.domain.reading.geometry import Box, around
from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.model import FIELD_NAMES, NOT_FOUND, Decision, FieldReading, Word
from workstation.domain.reading.text_lines import TextLine, parts
from workstation.domain.reading.vocabulary import DEGREES, TITLES, Label

READ_FROM = 0.93
"""Confidence from which a printed field is taken over. Two engines that agree reach it (measured precision
.94).
"""
LEGIBLE_FROM = 0.35

_AGE = re.compile(
    r"(?<![\d/.-])(\d{1,3}(?:\.\d)?)\s*[-.]?\s*(y(?:ea)?rs?|years?|y/?o|yo|y|months?|mths?|mo|m(?=\W*(?:old"
    r"|$|/\s*[mf]\b))|weeks?|wks?|days?|d)?\.?(?![\d])",
    re.I,
)
_SEX = re.compile(r"(?<![A-Za-z])(male|female|m|f|transgender|other|boy|girl)(?![A-Za-z])", re.I)
_AGE_SEX = re.compile(
    r"(?<![\d/.-])(\d{1,3})\s*(?:y(?:ea)?rs?\.?|years?|y/?o|y)?\s*[/,|(-]?\s*\b(male|female|m|f)\b", re.I
)
_WEIGHT = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(kgs?|kg\.|g|gms?|lbs?|k)?\b", re.I)
_DOCTOR = re.compile(rf"^\W*(?:dr|doctor)\b[.:,\s]*(.+)$|^\s*(.+?)[\s,]+\(?{DEGREES}(?![a-z])", re.I)
_DEGREE = re.compile(rf"[\s,(]+{DEGREES}(?![a-z]).*$", re.I)
_TITLE = re.compile(rf"^\W*(?:dr|doctor|prof|{TITLES})(?:\b|\.)[\s.:]*", re.I)
_AGE_UNITS = {"m": "mo", "w": "wk", "d": "d"}

Found = FieldReading


def read_fields(lines: Sequence[TextLine], labels: Sequence[Labelled], rules: DateRules) -> dict[str, FieldReading]:
    """Every name of FIELD_NAMES with what was found for it (NOT_FOUND else)."""
    readers: dict[str, Callable[[], Iterator[Found]]] = {
        "patient": lambda: _patients(lines, labels),
        "date": lambda: _dates(lines, labels, rules),
        "prescriber": lambda: _prescribers(lines, labels),
        "registration_number": lambda: _registrations(labels),
        "age": lambda: _ages(lines, labels),
        "sex": lambda: _sexes(lines, labels),
        "weight": lambda: _weights(labels),
        "birth_date": lambda: _birth_dates(labels, lines, rules),
        "diagnosis": lambda: _plain_values(labels, Label.DIAGNOSIS),
    }
    return {name: next(readers[name](), NOT_FOUND) for name in FIELD_NAMES}


def _of(labels: Iterable[Labelled], *kinds: Label) -> Iterator[Labelled]:
    """Labels of those kinds, the surely spelt ones first."""
    chosen = [label for label in labels if label.label in kinds and label.value]
    return iter(sorted(chosen, key=lambda label: not label.sure))


def _field(value: str, words: Sequence[Word]) -> FieldReading:
    sure = min((word.confidence for word in words), default=0.0)
    printed = all(word.printed and word.agreed for word in words)
    if sure < LEGIBLE_FROM and not printed:
        decision = Decision.UNREADABLE
    else:
        decision = Decision.READ if printed and sure >= READ_FROM else Decision.CONFIRM
    return FieldReading(value, sure, decision, around(word.box for word in words))


def _words_of(words: Sequence[Word], start: int, end: int) -> tuple[Word, ...]:
    """The words that the characters from start to end of the joined text belong to."""
    held: list[Word] = []
    position = 0
    for word in words:
        if position < end and position + len(word.text) > start:
            held.append(word)
        position += len(word.text) + 1
    return tuple(held) or tuple(words)


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _cut(words: Sequence[Word], pattern: re.Pattern[str], group: int | str = 0) -> FieldReading | None:
    text = _joined(words)
    match = pattern.search(text)
    if match is None or not match.group(group):
        return None
    return _field(match.group(group).strip(" ,.;:-"), _words_of(words, match.start(group), match.end(group)))


# --- people -------------------------------------------------------------------------------------------------

_BABY = re.compile(r"\W*(b/o|baby of|baby)\b", re.I)
"""A child without a name yet is called after the mother: that is its name here."""
_NAME = re.compile(r"^[^A-Za-z]*((?:[A-Za-z][A-Za-z.'’-]*)(?:\s+[A-Za-z][A-Za-z.'’-]*){0,5})")


def _name(words: Sequence[Word]) -> FieldReading | None:
    """A person's name: letters up to the first figure, bracket or comma, without title and degrees."""
    text = _joined(words)
    lead = None if _BABY.match(text) else _TITLE.match(text)
    start = lead.end() if lead else 0
    match = _NAME.match(_DEGREE.sub("", text[start:]))
    if match is None or len(match.group(1).strip(" .")) < 2:
        return None
    value = match.group(1).strip(" .,-'")
    found = _field(value, _words_of(words, start + match.start(1), start + match.end(1)))
    doubtful = re.search(r"\bl[a-z]", value) and value[:1].isupper()  # an I that reads as l: lyer
    return _doubted(found) if doubtful else found


def _patients(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    by_clarity = sorted(_of(labels, Label.PATIENT), key=lambda label: label.spelling == "name")
    for label in by_clarity:
        if not re.match(r"\W*(dr|prof)\b", label.text, re.I) and (found := _name(label.value)):
            yield found
    for part in _upper_parts(lines, 0.6):
        if re.match(rf"\W*{TITLES}\s*[A-Za-z]{{2}}", part.text, re.I) and (found := _name(part.words)):
            yield found


def _prescribers(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    candidates = [label for label in _of(labels, Label.PRESCRIBER) if label.spelling != "dr"]
    for label in candidates:
        if found := _name(label.value):
            yield found
    whole_parts = [part for line in lines for part in parts(line)]
    for titled in (True, False):
        for part in whole_parts:
            yield from _doctor_in(part, titled)


def _doctor_in(part: TextLine, titled: bool) -> Iterator[FieldReading]:
    match = _DOCTOR.match(part.text)
    if match is None or bool(match.group(1)) is not titled:
        return
    words = _words_of(part.words, match.start(1 if titled else 2), match.end(1 if titled else 2))
    found = _name(words)
    if found and found.value and len(re.sub(r"\W", "", found.value)) >= 3 and len(part.words) <= 12:
        yield found


def _upper_parts(lines: Sequence[TextLine], share: float) -> Iterator[TextLine]:
    bottom = max((line.box.bottom for line in lines), default=0)
    for line in lines:
        if line.box.middle <= share * bottom:
            yield from parts(line)


_NUMBER_LIKE = re.compile(r"((?:[A-Za-z]{1,6}[-/ .]{0,2}){0,3}\d[\w/-]{2,})")


def _registrations(labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    ranked = sorted(
        _of(labels, Label.REGISTRATION), key=lambda label: (label.spelling.startswith("dea"), not label.sure)
    )
    for label in ranked:
        if found := _cut(label.value, _NUMBER_LIKE) or _cut(label.value[:2], re.compile(r"\w[\w/-]{3,}")):
            yield found


def _plain_values(labels: Sequence[Labelled], kind: Label) -> Iterator[FieldReading]:
    for label in _of(labels, kind):
        yield _field(label.text, label.value)


# --- age, sex, weight ---------------------------------------------------------------------------------------


def _ages(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    for label in _of(labels, Label.AGE, Label.AGE_SEX, Label.AGE_BIRTH):
        yield from _age_in(label.value)
    for words in _person_lines(lines, labels):
        text = _joined(words)
        if match := _AGE_SEX.search(text):
            yield from _age_in(_words_of(words, match.start(), match.end()))
        elif re.search(r"\d\s*(?:y(?:ea)?rs?|years?|y/?o|y|months?|mths?)\b", text, re.I):
            yield from _age_in(words)


def _age_in(words: Sequence[Word]) -> Iterator[FieldReading]:
    text = re.sub(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b", lambda match: " " * len(match.group()), _joined(words))
    for match in _AGE.finditer(text):
        years = Decimal(match.group(1))
        if years <= 120:
            unit = _AGE_UNITS.get((match.group(2) or "y")[0].lower(), "a")
            found = _field(match.group(1), _words_of(words, match.start(), match.end()))
            yield replace(found, number=years, unit=unit)
            return


def _person_lines(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[Sequence[Word]]:
    for label in _of(labels, Label.PATIENT):
        yield label.value
    for part in _upper_parts(lines, 0.6):
        if re.match(rf"\W*{TITLES}", part.text, re.I) or _AGE_SEX.search(part.text):
            yield part.words


def _sexes(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    for label in _of(labels, Label.SEX, Label.AGE_SEX):
        if found := _sex_in(label.value):
            yield found
    for label in _of(labels, Label.AGE):
        if found := _sex_in(label.value):
            yield found
    for words in _person_lines(lines, labels):
        if match := _AGE_SEX.search(_joined(words)):
            held = _words_of(words, match.start(2), match.end(2))
            yield _field(match.group(2), held)


def _sex_in(words: Sequence[Word]) -> FieldReading | None:
    return _cut(words, _SEX, 1)


def _weights(labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    for label in _of(labels, Label.WEIGHT):
        match = _WEIGHT.search(label.text)
        if match:
            unit = {"g": "g", "l": "[lb_av]"}.get((match.group(2) or "k")[0].lower(), "kg")
            number = Decimal(match.group(1).replace(",", "."))
            held = _words_of(label.value, match.start(), match.end())
            yield replace(_field(match.group(), held), number=number, unit=unit)


# --- dates --------------------------------------------------------------------------------------------------


def _dates(lines: Sequence[TextLine], labels: Sequence[Labelled], rules: DateRules) -> Iterator[FieldReading]:
    order = _page_order(lines, rules)
    for label in _of(labels, Label.DATE):
        for item in find_dates_leniently(label.text)[:1]:
            yield _date_field(item, label.value, order)
    claimed = [label.value for label in labels if label.label in (Label.BIRTH_DATE, Label.OTHER_DATE, Label.AGE_BIRTH)]
    taken = {word.box for words in claimed for word in words}
    for line in lines:
        for item in find_dates(line.text):
            held = _words_of(line.words, item.start, item.end)
            if not any(_inside(word, taken) for word in held) and not _is_birth(line.text[: item.start]):
                yield _doubted(_date_field(item, line.words, order))


def _page_order(lines: Sequence[TextLine], rules: DateRules) -> DateRules:
    written = [item for line in lines for item in find_dates(line.text)]
    return replace(rules, order=order_on_page(written, rules.order))


def _inside(word: Word, boxes: Iterable[Box]) -> bool:
    return any(abs(word.box.y - y) <= h and word.box.x < x + w and x < word.box.right for x, y, w, h in boxes)


def _is_birth(before: str) -> bool:
    return bool(re.search(r"(d\W?o\W?b|birth|born)\W*$", before, re.I))


def _date_field(item: WrittenDate, words: Sequence[Word], rules: DateRules) -> FieldReading:
    text = _joined(words)
    start = text.find(item.text)
    held = _words_of(words, start, start + len(item.text)) if start >= 0 else tuple(words)
    found = replace(
        _field(item.text if start >= 0 else text, held),
        iso=item.meaning(rules.order),
        ambiguous=item.ambiguous,
    )
    return found if trusted(item, rules) else _doubted(found)


def _doubted(field: FieldReading) -> FieldReading:
    return replace(field, decision=Decision.CONFIRM) if field.decision is Decision.READ else field


def _birth_dates(labels: Sequence[Labelled], lines: Sequence[TextLine], rules: DateRules) -> Iterator[FieldReading]:
    order = _page_order(lines, rules)
    for label in _of(labels, Label.BIRTH_DATE, Label.AGE_BIRTH):
        for item in find_dates_leniently(label.text)[:1]:
            found = _date_field(item, label.value, order)
            certain = not item.ambiguous and item.meaning(order.order) <= rules.today
            sure = found.confidence >= READ_FROM and all(word.printed and word.agreed for word in label.value)
            yield replace(found, decision=Decision.READ) if certain and sure else found
