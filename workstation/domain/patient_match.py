"""Is the person whose name stands on the paper the patient who was chosen? And who else has a name like that?

Pure rules. The limits are habits of this program, no rule of anybody: a match only spares a question, everything else
asks for two identifiers.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from workstation.domain.name_sound import bones, is_devanagari, latin, letter_named, sound
from workstation.domain.patient import Patient, Sex

NEAR = 0.75
"""Likeness of two words from which one may be the other, written or read wrongly."""
ENOUGH = 2
"""Words of a name that have to agree when others are left out."""
SHORTEST = 2
"""Letters of a word, as it sounds, from which one letter more or less is near."""
YEARS_ALIKE, YEARS_APART = 1, 3
"""Ages are rounded: so many years of difference agree, and beyond so many they contradict."""
MONTHS_ALIKE, MONTHS_APART = 2, 6
"""The same for an age that is written in months, weeks or days."""

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof smt shri sri shree shrimati kumari kum km master mast mstr sau late adv"
    " श्री श्रीमती सौ कु कुमारी डॉ स्व".split()
)  # fmt: skip
_BABY = re.compile(r"^\W*(?:b/o|baby\s+(?:boy|girl|of)|baby)\b(?:\s*of\b)?", re.I)
_RELATION = re.compile(r"\b[sdwc]\s*/\s*o\b.*$", re.I)


class MatchVerdict(StrEnum):
    """How the written person and the record go together."""

    MATCH = "match"
    DOUBTFUL = "doubtful"
    MISMATCH = "mismatch"


class MatchReason(StrEnum):
    """What does not agree, or could not be compared."""

    NAME_DIFFERS = "name_differs"
    NAME_PARTLY = "name_partly"
    """Only a part of it agrees, a word is near, or it is an initial that nothing else supports."""
    NAME_NOT_READ = "name_not_read"
    BABY_OR_MOTHER = "baby_or_mother"
    """One of the two is called the baby of somebody."""
    AGE_DIFFERS = "age_differs"
    AGE_NEAR = "age_near"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SEX_DIFFERS = "sex_differs"


@dataclass(frozen=True, slots=True)
class WrittenPatient:
    """What the paper says of the patient. Empty or None: not written, or not legible."""

    name: str = ""
    age: Decimal | None = None
    age_unit: str = "a"
    """UCUM: a, mo, wk or d."""
    birth_date: date | None = None
    day_month_unsure: bool = False
    sex: Sex = Sex.UNKNOWN
    written_on: date | None = None
    """The day to which the age belongs; None = today."""
    sure: frozenset[str] = frozenset()
    """Those of name, age, birth_date and sex that were read without doubt."""


@dataclass(frozen=True, slots=True)
class PatientMatch:
    """The verdict with everything that speaks against a match."""

    verdict: MatchVerdict
    reasons: tuple[MatchReason, ...] = ()


# --- names ----------------------------------------------------------------------------------------------------


class NameMatch(StrEnum):
    """How two names go together."""

    SAME = "same"
    SHORT = "short"
    """The same as far as it goes: initials, or one word of several."""
    NEAR = "near"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: words without titles, single letters as initials."""

    words: tuple[str, ...]
    initials: tuple[str, ...]
    of_baby: bool
    devanagari: bool


@lru_cache(maxsize=65_536)
def name_parts(text: str) -> Name:
    """Titles, relations ("S/o ...") and punctuation dropped; "Baby of" noted."""
    rest = _BABY.sub(" ", text)
    of_baby = rest != text
    rest = _RELATION.sub("", rest)
    found = [one.strip("'’`-()") for one in re.split(r"[\s.,]+", re.sub("['’`]", "", rest))]
    kept = [one for one in found if one and one.casefold() not in _TITLES]
    initials = [letter_named(one) or (one.casefold() if len(one) == 1 else "") for one in kept]
    words = tuple(one for one, letter in zip(kept, initials, strict=True) if not letter and sound(one))
    return Name(words, tuple(letter for letter in initials if letter), of_baby, is_devanagari(text))


def same_name(one: str, other: str) -> NameMatch:
    """Whatever the order of the words, the script, titles and initials."""
    mine, theirs = name_parts(one), name_parts(other)
    if not (mine.words and theirs.words):
        return NameMatch.OTHER
    key = bones if mine.devanagari != theirs.devanagari else sound
    whole = ["".join(map(key, one.words)) for one in (mine, theirs)]
    if whole[0] == whole[1] and _initials_fit(mine, theirs, [], []):
        return NameMatch.SAME
    pairs, left, right = _paired(list(mine.words), list(theirs.words), key)
    if left and right:
        return _nearly(left, right, pairs)
    if not pairs or not _initials_fit(mine, theirs, left, right):
        return NameMatch.NEAR if pairs else NameMatch.OTHER
    return (
        NameMatch.SAME
        if pairs >= ENOUGH or not (left or right or mine.initials or theirs.initials)
        else NameMatch.SHORT
    )


def _paired(mine: list[str], theirs: list[str], key: Callable[[str], str]) -> tuple[int, list[str], list[str]]:
    """How many words are the same, and those of both that are left over."""
    sounds = [(key(word), word) for word in theirs]
    left, pairs = [], 0
    for word in mine:
        found = next((pair for pair in sounds if pair[0] == key(word)), None)
        if found is None:
            left.append(word)
        else:
            sounds.remove(found)
            pairs += 1
    return pairs, left, [word for _, word in sounds]


def _nearly(left: Sequence[str], right: Sequence[str], pairs: int) -> NameMatch:
    """Both have words that the other lacks: near when each of the fewer has one that is near to it."""
    few, many = sorted((left, right), key=len)
    near = all(any(_is_near(one, other) for other in many) for one in few)
    return NameMatch.NEAR if near or pairs >= ENOUGH else NameMatch.OTHER


def _is_near(one: str, other: str) -> bool:
    """By likeness, or a single letter: Asha and Usha."""
    if _one_letter_apart(sound(one), sound(other)):
        return True
    return SequenceMatcher(None, bones(one), bones(other)).ratio() >= NEAR or (
        SequenceMatcher(None, sound(one), sound(other)).ratio() >= NEAR
    )


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or len(long) - len(short) > 1:
        return False
    first = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[first + (len(short) == len(long)) :] == long[first + 1 :]


def _initials_fit(mine: Name, theirs: Name, left: Sequence[str], right: Sequence[str]) -> bool:
    """Each initial begins a word that is left over on the other side; what then is left on both sides contradicts."""
    my_initials, their_words = _used_up(mine.initials, right)
    their_initials, my_words = _used_up(theirs.initials, left)
    mine_left = {*my_initials, *(word[:1].casefold() for word in my_words)}
    theirs_left = {*their_initials, *(word[:1].casefold() for word in their_words)}
    return not (mine_left and theirs_left) or bool(mine_left & theirs_left)


def _used_up(initials: Sequence[str], words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The initials and the words that are left when each initial has taken a word that it begins."""
    rest, kept = list(words), []
    for letter in initials:
        taken = next((word for word in rest if letter in (latin(word)[:1], sound(word)[:1])), None)
        if taken is None:
            kept.append(letter)
        else:
            rest.remove(taken)
    return kept, rest


def _stands_for_all(mine: Name, theirs: Name) -> bool:
    """Whether there is a word or an initial for every word of the other."""
    return len(mine.words) + len(mine.initials) >= len(theirs.words)


# --- the person -----------------------------------------------------------------------------------------------


def compare(written: WrittenPatient, patient: Patient, today: date) -> PatientMatch:
    """The verdict on a written person and a record. Only what both of them say is compared."""
    said = tuple(dict.fromkeys(_said(written, patient, today)))
    against = tuple(reason for reason, _ in said)
    if any(contradicts for _, contradicts in said):
        return PatientMatch(MatchVerdict.MISMATCH, against)
    return PatientMatch(MatchVerdict.DOUBTFUL if against else MatchVerdict.MATCH, against)


def _said(written: WrittenPatient, patient: Patient, today: date) -> Iterator[tuple[MatchReason, bool]]:
    """What speaks against a match, and whether it contradicts."""
    born = list(_of_birth(written, patient, today))
    backed = not born and patient.birth_date is not None and (written.age is not None or written.birth_date is not None)
    yield from _of_name(written, patient, backed=backed)
    yield from born
    known = {Sex.MALE, Sex.FEMALE}
    if written.sex in known and patient.sex in known and written.sex is not patient.sex:
        yield MatchReason.SEX_DIFFERS, "sex" in written.sure


def _of_name(written: WrittenPatient, patient: Patient, *, backed: bool) -> Iterator[tuple[MatchReason, bool]]:
    """`backed`: age or birth date agree, which is enough for a name that is shortened."""
    mine, theirs = name_parts(written.name), name_parts(patient.name)
    if not mine.words and not mine.initials:
        yield MatchReason.NAME_NOT_READ, False
        return
    if mine.of_baby != theirs.of_baby:
        yield MatchReason.BABY_OR_MOTHER, False
    match same_name(written.name, patient.name):
        case NameMatch.SAME:
            return
        case NameMatch.SHORT if backed and _stands_for_all(mine, theirs) and _stands_for_all(theirs, mine):
            return
        case NameMatch.OTHER:
            yield MatchReason.NAME_DIFFERS, True
        case _:
            yield MatchReason.NAME_PARTLY, False


def _of_birth(written: WrittenPatient, patient: Patient, today: date) -> Iterator[tuple[MatchReason, bool]]:
    born = patient.birth_date
    if born is None:
        return
    if written.birth_date is not None:
        swapped = written.day_month_unsure and _swapped(written.birth_date) == born
        if written.birth_date != born and not swapped:
            yield MatchReason.BIRTH_DATE_DIFFERS, "birth_date" in written.sure
        return
    if written.age is None:
        return
    months = _months(born, written.written_on or today)
    in_years = written.age_unit == "a"
    apart = abs(written.age - months // 12) if in_years else abs(_in_months(written.age, written.age_unit) - months)
    alike, limit = (YEARS_ALIKE, YEARS_APART) if in_years else (MONTHS_ALIKE, MONTHS_APART)
    if apart > limit:
        yield MatchReason.AGE_DIFFERS, "age" in written.sure
    elif apart > alike:
        yield MatchReason.AGE_NEAR, False


def _months(born: date, day: date) -> int:
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def _in_months(age: Decimal, unit: str) -> Decimal:
    days = {"d": Decimal(1), "wk": Decimal(7)}.get(unit)
    return age if days is None else age * days / Decimal("30.4375")


def _swapped(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None


# --- who else -------------------------------------------------------------------------------------------------


def is_alike(one: str, other: str) -> bool:
    """Whether two patients' names can be taken for each other at the counter."""
    mine, theirs = name_parts(one), name_parts(other)
    if mine.devanagari == theirs.devanagari and not _sounds(mine) & _sounds(theirs):
        return False
    return same_name(one, other) is not NameMatch.OTHER


@lru_cache(maxsize=65_536)
def _sounds(name: Name) -> frozenset[str]:
    return frozenset(sound(word) for word in name.words) | {"".join(sound(word) for word in name.words)}
