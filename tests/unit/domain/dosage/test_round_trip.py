"""Structure → Hindi sentence or shorthand → the same structure, and no number of a text that was understood is lost."""

import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.test_dosage_sentence import instructions
from workstation.adapters.printing.words import load_dosage_words
from workstation.domain.dosage import DosageInstruction, parse_dosage, plain_sentence, shorthand, with_form
from workstation.domain.dosage.numbers import NUMBER, plain_characters, read_number

HINDI = load_dosage_words("hi")
FORMS = ["tablet", "syrup", "eye drops", "inhaler", "cream", "injection", ""]


@given(instructions(), st.sampled_from(FORMS))
def test_the_hindi_sentence_read_again_says_the_same(dosage: DosageInstruction, form: str) -> None:
    sentence = plain_sentence(dosage, form, HINDI)
    assert replace(parse_dosage(sentence), text="", verb=None) == with_form(dosage, form), sentence


@given(instructions())
def test_the_shorthand_read_again_says_the_same(dosage: DosageInstruction) -> None:
    text = shorthand(dosage)
    assert replace(parse_dosage(text), text="", verb=None) == dosage, text


@given(instructions())
def test_the_shorthand_raises_no_doubt(dosage: DosageInstruction) -> None:
    assert parse_dosage(shorthand(dosage)).doubts == ()


PIECES = (
    "1 tab|2 tab|½ tab|1-0-1|0-0-1|tab 1|tab|5 ml|10 mg|3 tabs|10 tabs|x 10 tab|2|od|bd|tds|daily|weekly|once a week"
    "|once|alternate days|q8h|8 hourly|hs|stat|sos|prn pain|for fever|po|pc|ac|after food|before breakfast|morning"
    "|at night|on sunday|x 5 d|5 days|x 1 wk|1/12|5/7|x|for|max 4 per day|max 4 tab in 24 hours|1 drop|right eye|OS|OD"
    "|2 puffs|10 units|10U|apply|and|,|-|1-2 tab|3 times a day|2 times a week|every 2 days|30 min before food|सुबह"
    "|रात को|1 गोली|2 गोलियाँ|हफ्ते में एक बार|खाने के बाद|5 दिन|लें|आधी गोली"
).split("|")
ONES = Decimal(1)


def numbers_of(dosage: DosageInstruction) -> set[Decimal]:
    """Every number that the structure holds, in the units in which it may have been written."""
    days = dosage.duration_days
    pattern = dosage.pattern
    found = [quantity.value for quantity in (dosage.dose, dosage.dose_to, dosage.max_per_day) if quantity]
    found += [pattern.morning, pattern.noon, pattern.evening, pattern.night, ONES] if pattern else []
    found += [Decimal(dosage.period.count), Decimal(24)]
    found += [Decimal(part) for part in (days, days // 7, days // 30)] if days is not None else []
    others = (dosage.times, dosage.times_to, dosage.interval_hours, dosage.interval_hours_to, dosage.minutes_apart)
    return {*found, *(Decimal(each) for each in others if each is not None)}


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join))
def test_no_number_of_a_text_that_was_understood_is_lost(text: str) -> None:
    dosage = parse_dosage(text)
    # Bedtime is night once more: "hs 0-0-1".
    if not dosage.understood or ("hs" in text and "0-0-1" in text):
        return
    written = {read_number(match[0]) for match in re.finditer(NUMBER, plain_characters(text), re.IGNORECASE)}
    assert written <= numbers_of(dosage), text


@given(st.lists(st.sampled_from(PIECES), max_size=3), st.sampled_from(["weekly", "once a week", "हफ्ते में एक बार"]))
def test_weekly_never_becomes_daily_whatever_stands_beside_it(pieces: list[str], weekly: str) -> None:
    for text in (" ".join([*pieces, weekly]), " ".join([weekly, *pieces])):
        dosage = parse_dosage(text)
        assert not dosage.understood or dosage.times_per_day is None or dosage.times_per_day < 1, text
