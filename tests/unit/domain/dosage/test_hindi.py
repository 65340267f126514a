"""Hindi directions: read as they are written, and said with the right number and gender."""

from decimal import Decimal

import pytest

from workstation.adapters.printing.words import load_dosage_words
from workstation.domain.dosage import DayPattern, Site, Timing, parse_dosage, plain_sentence
from workstation.domain.quantity import Quantity, quantity

HINDI = load_dosage_words("hi")


@pytest.mark.parametrize(
    ("text", "dose", "a_day"),
    [
        ("1 गोली दिन में दो बार", quantity(1, "tablet"), 2),
        ("एक गोली दिन में ३ बार", quantity(1, "tablet"), 3),
        ("आधी गोली रोज़", quantity("0.5", "tablet"), 1),
        ("डेढ़ गोली प्रतिदिन", quantity("1.5", "tablet"), 1),
        ("5 मि.ली. दिन में तीन बार", quantity(5, "mL"), 3),
        ("2 छोटे चम्मच दिन में दो बार", quantity(10, "mL"), 2),
        ("हर 8 घंटे पर 1 कैप्सूल", quantity(1, "capsule"), 3),
        ("1 से 2 गोली हर 6 घंटे में", quantity(1, "tablet"), 4),
    ],
)
def test_amount_and_frequency_are_read(text: str, dose: Quantity, a_day: int) -> None:
    dosage = parse_dosage(text)
    assert (dosage.dose, dosage.times_per_day, dosage.unparsed) == (dose, Decimal(a_day), "")


@pytest.mark.parametrize(
    ("text", "morning", "noon", "evening", "night"),
    [
        ("1 गोली सुबह शाम", 1, 0, 1, 0),
        ("1 गोली सुबह, दोपहर और रात को", 1, 1, 0, 1),
        ("सुबह 2 गोली रात 1 गोली", 2, 0, 0, 1),
        ("सुबह 1 गोली और रात को 2 गोलियाँ", 1, 0, 0, 2),
    ],
)
def test_parts_of_the_day_are_read_in_either_order(
    text: str, morning: int, noon: int, evening: int, night: int
) -> None:
    pattern = DayPattern(Decimal(morning), Decimal(noon), Decimal(evening), Decimal(night), unit="tablet")
    assert parse_dosage(text).pattern == pattern


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("1 गोली दिन में दो बार खाने के बाद", (Timing.AFTER_FOOD,)),
        ("सुबह खाली पेट 1 गोली", (Timing.EMPTY_STOMACH,)),
        ("1 गोली रात को सोते समय", (Timing.AT_BEDTIME,)),
        ("1 गोली दोपहर के खाने के बाद", (Timing.AFTER_LUNCH,)),
        ("1 गोली नाश्ते से 30 मिनट पहले", (Timing.BEFORE_BREAKFAST,)),
    ],
)
def test_meals_and_sleep_are_read(text: str, timing: tuple[Timing, ...]) -> None:
    dosage = parse_dosage(text)
    assert (dosage.timing, dosage.understood) == (timing, True)


def test_a_place_and_a_course_are_read() -> None:
    dosage = parse_dosage("दोनों आँखों में 1 बूँद दिन में 4 बार 7 दिन तक")
    assert (dosage.site, dosage.duration_days, dosage.unparsed) == (Site.BOTH_EYES, 7, "")


def test_both_ways_of_storing_a_nukta_are_read() -> None:
    assert parse_dosage("1 गोली हर रो\u095b").understood
    assert parse_dosage("1 गोली हर रो\u091c\u093c").understood


@pytest.mark.parametrize("text", ["1 गोली दिनभर", "1 गोली दिन 3 बार", "1 गोली कभी कभी"])
def test_unknown_words_are_kept(text: str) -> None:
    assert not parse_dosage(text).understood


@pytest.mark.parametrize(
    ("text", "form", "sentence"),
    [
        ("½ cap daily", "capsule", "दिन में एक बार आधा कैप्सूल लें।"),
        ("½ tab daily", "tablet", "दिन में एक बार आधी गोली लें।"),
        ("1½ tab daily", "tablet", "दिन में एक बार 1½ गोली लें।"),
        ("2 tab daily", "tablet", "दिन में एक बार 2 गोलियाँ लें।"),
        ("2 cap daily", "capsule", "दिन में एक बार 2 कैप्सूल लें।"),
        ("2 drops both eyes qid", "eye drops", "दिन में 4 बार दोनों आँखों में 2 बूँदें डालें।"),
        ("1 tab sos max 4 tab per day", "tablet", "ज़रूरत पड़ने पर 1 गोली लें। 24 घंटे में 4 गोलियों से ज़्यादा नहीं।"),
        ("1 tab bd 30 min before food", "tablet", "दिन में दो बार 1 गोली खाने से 30 मिनट पहले लें।"),
        ("10 mL bd", "mouthwash", "दिन में दो बार 10 mL मुँह में लेकर कुल्ला करें।"),
        ("10 units sc at bedtime", "injection", "त्वचा के नीचे 10 यूनिट रात को सोते समय इंजेक्शन से लें।"),
        ("1 tab once a week", "tablet", "सप्ताह में एक बार 1 गोली लें।"),
    ],
)
def test_number_and_gender_agree(text: str, form: str, sentence: str) -> None:
    assert plain_sentence(parse_dosage(text), form, HINDI) == sentence


def test_english_has_an_before_a_vowel() -> None:
    sentence = plain_sentence(parse_dosage("½ ampoule daily"), "", load_dosage_words("en"))
    assert sentence == "Use half an ampoule once a day."
