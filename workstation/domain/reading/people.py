"""Patient, prescriber and registration number: by label first, else by title, degree and place."""

import re
from collections.abc import Iterator, Sequence

from workstation.domain.reading.found import cut_out, doubted, field_of, joined, labels_of, upper_parts, words_of
from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.model import FieldReading, Word
from workstation.domain.reading.registration import is_well_formed
from workstation.domain.reading.text_lines import TextLine, parts
from workstation.domain.reading.vocabulary import DEGREES, TITLES, Label

_DOCTOR = re.compile(
    rf"^\W*(?:dr|doctor|docteur)\b[.:,\s]*(?:med\.\s*)?(.+)$|^\s*(.+?)[\s,]+\(?{DEGREES}(?![a-z])", re.I
)
_DOCTOR_WITHIN = re.compile(r"\bDr\b\.?\s*(?:med\.\s*)?(?=[A-Z])")
"""Behind the name of a practice: "Praxis Dr. med. H. Lindner"."""
_DEGREE = re.compile(rf"[\s,(]+{DEGREES}(?![a-z]).*$", re.I)
_TITLE = re.compile(rf"^\W*(?:re\s*:\s*)?(?:dr|doctor|prof|{TITLES})(?:\b|\.)[\s.:]*", re.I)
_TITLED = re.compile(
    r"(?:^|[\s:-])(?:mr|mrs|ms|miss|smt|shri|sri|kum|kumari|master|mstr)\b\.?\s+(?=[A-Za-z]{2})",
    re.I,
)
_BEHIND_A_NAME = re.compile(
    r"[\s,(]+(?:gmc|nmc|mci|npi|dea|prc|imc|mmc|dmc|kmc|wbmc|tnmc|apmc|mcr|ahpra|hpcsa|mdcn|bmdc|pmdc|slmc|rpps"
    r"|reg\w*|lic\w*|tel|ph|mob\w*|fax|dob|d\.o\.b|born|age|sex|uhid|opd|date|dated)\b.*$",
    re.I,
)
"""What a form has behind a name; no part of it."""
_SIGNED = re.compile(r"^\W*(?:signature|signed|sign|sd/?-?|e-?signed by|prescriber)\b\W*(?:dr\b\.?\s*)?", re.I)
_FORM_WORDS = frozenset(
    "information info details detail name names copy address date profile id demographics signature category type"
    " data record file number no card section of the and patient patients prescriber doctor instructions label"
    " history".split()
)
"""What forms print behind "Patient" or "Prescriber" without meaning anybody."""
_BABY = re.compile(r"\W*(b/o|baby of|baby)\b", re.I)
"""A child without a name yet is called after the mother: that is its name here."""
_NAME = re.compile(r"^[^A-Za-z]*((?:[A-Za-z][A-Za-z.'’-]*)(?:\s+[A-Za-z][A-Za-z.'’-]*){0,5})")


def _name(words: Sequence[Word]) -> FieldReading | None:
    """A person's name: letters up to the first figure, bracket or comma, without title and degrees."""
    text = joined(words)
    lead = None if _BABY.match(text) else _TITLE.match(text) or _SIGNED.match(text)
    start = lead.end() if lead else 0
    match = _NAME.match(_BEHIND_A_NAME.sub("", _DEGREE.sub("", text[start:])))
    if match is None or len(match.group(1).strip(" .")) < 2:
        return None
    value = match.group(1).strip(" .,-'")
    if _FORM_WORDS.issuperset(value.lower().replace("'", "").split()):
        return None
    found = field_of(value, words_of(words, start + match.start(1), start + match.end(1)))
    doubtful = re.search(r"\bl[a-z]", value) and value[:1].isupper()  # an I that reads as l: lyer
    return doubted(found) if doubtful else found


def patients(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    """Names of patients, the likeliest first."""
    by_clarity = sorted(labels_of(labels, Label.PATIENT), key=lambda label: label.spelling == "name")
    for label in by_clarity:
        if not re.match(r"\W*(dr|prof)\b", label.text, re.I) and (found := _name(label.value)):
            yield found
    upper = list(upper_parts(lines, 0.6))
    for part in upper:
        if re.match(rf"\W*(?:re\s*:\s*)?{TITLES}\s*[A-Za-z]{{2}}", part.text, re.I) and (found := _name(part.words)):
            yield found
    for part in upper:
        titled = _TITLED.search(part.text)
        if titled and not re.search(rf"\bdr\b|[\s,]{DEGREES}(?![a-z])", part.text[: titled.start()], re.I):
            yield from filter(None, [_name(words_of(part.words, titled.end(), len(part.text)))])


def prescribers(lines: Sequence[TextLine], labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    """Names of prescribers, the likeliest first."""
    candidates = [label for label in labels_of(labels, Label.PRESCRIBER) if label.spelling != "dr"]
    for label in candidates:
        if found := _name(label.value):
            yield found
    whole_parts = [part for line in lines for part in parts(line)]
    for titled in (True, False):
        for part in whole_parts:
            yield from _doctor_in(part, titled)
    for part in whole_parts:
        if within := _DOCTOR_WITHIN.search(part.text):
            yield from filter(None, [_name(words_of(part.words, within.end(), len(part.text)))])


def _doctor_in(part: TextLine, titled: bool) -> Iterator[FieldReading]:
    match = _DOCTOR.match(part.text)
    if match is None or bool(match.group(1)) is not titled:
        return
    words = words_of(part.words, match.start(1 if titled else 2), match.end(1 if titled else 2))
    found = _name(words)
    if found and found.value and len(re.sub(r"\W", "", found.value)) >= 3 and len(part.words) <= 12:
        yield found


_NUMBER_LIKE = re.compile(r"((?:[A-Za-z]{1,6}[-/ .]{0,2}){0,3}\d[\w/-]{2,})")


def registrations(labels: Sequence[Labelled]) -> Iterator[FieldReading]:
    """Numbers of the prescriber's registration; a council's before a licence for controlled drugs.

    One whose check digit is wrong is never more than CONFIRM.
    """
    ranked = sorted(
        labels_of(labels, Label.REGISTRATION), key=lambda label: (label.spelling.startswith("dea"), not label.sure)
    )
    for label in ranked:
        if found := cut_out(label.value, _NUMBER_LIKE) or cut_out(label.value[:2], re.compile(r"\w[\w/-]{3,}")):
            yield doubted(found) if is_well_formed(found.value or "", label.spelling) is False else found
