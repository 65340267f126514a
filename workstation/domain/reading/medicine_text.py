"""Takes the text of one prescribed medicine apart: form, name, strength, directions, duration, quantity,
repeats.

All patterns work on `plain_text`, which has the same length as the text as written, so that every piece is
known by its place and through it by its words and boxes.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.reading.medicine_patterns import (
    BARE_STRENGTH,
    DOSE,
    DURATION,
    EYE_EAR,
    FORM_ANYWHERE,
    FORM_AT_START,
    MARKER,
    NAME_STOPS,
    QUANTITY,
    QUANTITY_AT_END,
    REFILLS,
    RELEASE,
    ROUTE_AT_START,
    SIG,
    STRENGTH,
    days_of,
    plain_text,
)
from workstation.domain.reading.vocabulary import FORMS, MISREAD_FORMS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MedicineText:
    """What the parts of the text are; None where there is none."""

    name: Piece | None
    strength: Piece | None
    form: str | None
    form_at_start: bool
    marker: bool
    """A list number or bullet, or a superscription (Rx), stands in front."""
    sig: Piece | None
    duration_days: int | None
    quantity: Decimal | None
    quantity_unit: str | None
    refills: int | None


def take_apart(written: str) -> MedicineText:
    """Takes one medicine with its directions apart."""
    text = plain_text(written)
    lead = MARKER.match(text)
    start = lead.end() if lead else 0
    form, name_start = _form_at_start(text, start)
    if form is None and (route := ROUTE_AT_START.match(text, start)):
        form, name_start = ("injection" if route.group(1) else None), route.end()
    strength = _strength(text, name_start)
    behind = strength.end if strength else _first_word_end(text, name_start)
    volume = _volume(text, behind)
    sig_start = _sig_start(text, volume.end if volume else behind)
    name = _name(
        text,
        written,
        name_start,
        min([sig_start, *(piece.start for piece in (strength, volume) if piece)]),
    )
    quantity, unit, sig_end = _quantity(text, sig_start)
    if quantity is None and volume:
        quantity, unit = Decimal(volume.text), "mL" if text[: volume.end].rstrip(")").lower().endswith("ml") else "g"
    sig = _piece(written, sig_start, sig_end)
    at_start = form is not None
    return MedicineText(
        name=name,
        strength=strength and _piece(written, strength.start, strength.end),
        form=form or _form_anywhere(text[: sig_start + 12]),
        form_at_start=at_start,
        marker=bool(lead and lead.group().strip()),
        sig=sig,
        duration_days=duration_in_days(text[sig_start:]),
        quantity=quantity,
        quantity_unit=unit,
        refills=refills_in(text),
    )


def _piece(written: str, start: int, end: int) -> Piece | None:
    part = written[start:end]
    stripped = part.strip(" ,;:-=.(|→>")
    if not any(letter.isalnum() or letter in "½¼¾" for letter in stripped):
        return None
    offset = start + part.index(stripped)
    return Piece(stripped, offset, offset + len(stripped))


def _form_at_start(text: str, start: int) -> tuple[str | None, int]:
    """The form that stands in front of the name, and where the name begins."""
    if match := EYE_EAR.match(text, start):
        return f"{match.group(1).lower()} {FORMS.get(match.group(2).lower(), 'drops')}", match.end()
    match = FORM_AT_START.match(text[start:])
    if match is None:
        return None, start
    word, behind = match.group(1).lower(), text[start + match.end() :]
    dotted = match.group().rstrip()[-1:] in ".:,)-"
    single = len(word) == 1
    if word in FORMS and re.match(r"[a-z]{3}", behind, re.I) and (dotted or not single):
        return FORMS[word], start + match.end()
    if word in MISREAD_FORMS and re.match(r"[a-z]{4}", behind, re.I):
        return MISREAD_FORMS[word], start + match.end()
    return None, start


def _form_anywhere(text: str) -> str | None:
    if match := EYE_EAR.search(text):
        return f"{match.group(1).lower()} {FORMS.get(match.group(2).lower(), 'drops')}"
    match = FORM_ANYWHERE.search(text)
    return FORMS[match.group(1).lower()] if match else None


def _first_word_end(text: str, start: int) -> int:
    match = re.compile(r"\s*\S+").match(text, start)
    return match.end() if match else start


def _strength(text: str, start: int) -> Piece | None:
    """An amount with a unit before the directions, else a bare number right behind the name (Dolo 650, Telma
    40/12.5).
    """
    first = _first_word_end(text, start)
    limit = _dose_start(text, first)
    for match in STRENGTH.finditer(text, start + 1):
        unit = match.group().lstrip("0123456789. ").lower()
        if (
            match.start() <= limit
            and not _is_a_tube(text, match.start(), unit)
            and not re.match(r"\s?(?:ml|u|units?|l)$", unit)
        ):
            return Piece(match.group(), match.start(), match.end())
    for match in BARE_STRENGTH.finditer(text, start + 2):
        behind_name = re.fullmatch(r"[a-z][a-z' .-]*?\s*\(?", text[start : match.start()], re.I)
        if match.start() > limit or not behind_name or FORM_ANYWHERE.search(behind_name.group()):
            break  # "ORS sachet 1" is a dose
        return Piece(match.group(), match.start(), match.end())
    glued = re.compile(r"(?<=[a-z])(\d{2,4})(?!\w)", re.I).search(text, start, first)
    return Piece(glued.group(1), glued.start(1), glued.end(1)) if glued else None


_VOLUME = re.compile(r"[\s(,-]*(?<![\d/.])(\d{2,4})\s?(ml|g|gms?|grams?)\b\)?", re.I)
_BY_WEIGHT = re.compile(r"(?<![a-z])(?:cream|ointment|oint|gel|paste)(?![a-z])", re.I)
_BOTTLE = 30
"""Millilitres from which a volume in front of a dose is the bottle."""
_TUBE = 10
"""Grams of a cream."""


def _is_a_tube(text: str, start: int, unit: str) -> bool:
    """Grams behind the name of a cream are its pack."""
    return unit in ("g", "gm", "gms") and _BY_WEIGHT.search(text[:start]) is not None


def _volume(text: str, start: int) -> Piece | None:
    """The bottle ("Syp. Ascoril LS 100 ml 2 tsp TDS"), where a dose stands behind it."""
    for match in _VOLUME.finditer(text, start):
        if re.search(r"[a-z]\s*$", text[start : match.start(1)].rstrip(" (,-")[-1:] or "a", re.I) is None:
            continue
        by_weight = match.group(2)[0] in "gG"
        if by_weight and not _BY_WEIGHT.search(text[: match.start(1)]):
            continue
        behind = (SIG if by_weight else DOSE).search(text, match.end())
        if int(match.group(1)) >= (_TUBE if by_weight else _BOTTLE) and behind and behind.start() - match.end() <= 3:
            return Piece(match.group(1), match.start(1), match.end())
    return None


def _dose_start(text: str, start: int) -> int:
    match = SIG.search(text, start)
    return match.start() if match else len(text)


def _sig_start(text: str, start: int) -> int:
    """Where the directions begin; a release letter behind the name (Glycomet SR, Clarithro OD 500) is no
    direction.
    """
    position = start
    while match := SIG.search(text, position):
        if match.group().lower() in FORMS and text[start : match.start()].strip(" ,.;:(").lower() in (
            "",
            "nasal",
            "oral",
        ):
            position = match.end()  # "400 micrograms spray, 1 puff": the form, not what to do
            continue
        release = RELEASE.fullmatch(match.group())
        if release and STRENGTH.match(text.lstrip(), 0) is None and STRENGTH.match(text, match.end() + 1):
            position = match.end()
            continue
        return match.start()
    return _duration_start(text, start)


def _duration_start(text: str, start: int) -> int:
    for pattern in (DURATION, QUANTITY, QUANTITY_AT_END, REFILLS):
        if match := pattern.search(text, start):
            return match.start()
    return len(text)


def _name(text: str, written: str, start: int, end: int) -> Piece | None:
    stop = NAME_STOPS.search(text, start + 1, end)
    end = stop.start() if stop else end
    form = EYE_EAR.search(text, start + 2, end) or FORM_ANYWHERE.search(text, start + 2, end)
    if form:
        end = form.start()
    piece = _piece(written, start, end)
    if piece is None or sum(letter.isalpha() for letter in piece.text) < 3 or re.match(r"\d+\s", piece.text):
        return None
    more = re.match(r"\S+(?:\s+(?:[+&/]\s+)?[^\W\d]\S*){0,4}", piece.text)
    kept = more.group() if more else piece.text
    return Piece(kept, piece.start, piece.start + len(kept))


def _quantity(text: str, sig_start: int) -> tuple[Decimal | None, str | None, int]:
    """Quantity, its unit, and where the directions end."""
    refills = REFILLS.search(text, sig_start)
    end = refills.start() if refills else len(text)
    for match in QUANTITY.finditer(text, 0, end):
        if match.start() >= sig_start - 1 or re.match(r"#|[dqmt]", match.group(), re.I):
            ends = match.start() if match.start() >= sig_start else end  # in front of the directions it ends nothing
            return Decimal(match.group(1)), _counted_form(match.group(2)), ends
    match_end = QUANTITY_AT_END.search(text[:end], sig_start) if sig_start < end else None
    if (
        match_end
        and match_end.start() > sig_start
        and not re.search(r"[\d/]$", text[sig_start : match_end.start()].rstrip()[-1:])
    ):
        number = match_end.group(1) or match_end.group(3)
        if number and (match_end.group(2) or match_end.group().lstrip()[0] in "([=/"):
            return Decimal(number), _counted_form(match_end.group(2)), match_end.start()
    return None, None, end


def _counted_form(word: str | None) -> str | None:
    return FORMS.get((word or "").strip(" .").lower())


def without_count(directions: str) -> tuple[str, Decimal | None, str | None]:
    """The directions without a count in brackets at their end ("1-1-1 x 5 days (15)"), the count and its
    unit.
    """
    match = QUANTITY_AT_END.search(plain_text(directions))
    number = match and (match.group(1) or match.group(3))
    if match is None or not number or not (match.group(2) or match.group().lstrip()[0] in "([="):
        return directions, None, None
    if re.search(r"[\d/]\s*$", directions[: match.start()]) and not match.group(2):
        return directions, None, None
    return directions[: match.start()], Decimal(number), _counted_form(match.group(2))


def quantity_alone(text: str) -> tuple[Decimal | None, str | None]:
    """The quantity behind a quantity label: "30 (thirty) tabs", "#21", "1 x 15", "100 ml"."""
    match = re.search(r"(\d{1,4}(?:\.\d+)?)(?:\s*\([a-z -]+\))?\s*([a-z]+)?", plain_text(text), re.I)
    if match is None:
        return None, None
    return Decimal(match.group(1)), _counted_form(match.group(2)) or (
        "mL" if (match.group(2) or "").lower() == "ml" else None
    )


def refills_in(text: str) -> int | None:
    """The number of repeats behind a label within the text."""
    match = REFILLS.search(plain_text(text))
    if match is None:
        return None
    return int(match.group(1)) if match.group(1).isdigit() else 0


def duration_in_days(text: str) -> int | None:
    """Length of the course in days (a month counts 30), None when none is written."""
    for match in DURATION.finditer(plain_text(text)):
        unit = match.group(2).lower().replace(" ", "")
        if unit != "m" or match.group().lower().lstrip().startswith(("x", "for", "*")):
            return days_of(match.group(1), unit)
    return None
