"""Codes: read in full or refused; a doubt is shown, never guessed away."""

import itertools
import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workstation.adapters.scanner import parse_code
from workstation.domain.scanned_code import (
    CodeProblem,
    InternalToken,
    ScannedCode,
    Symbology,
    TokenKind,
    check_digit,
)

TODAY = date(2026, 11, 22)
GTIN = "08901177011238"
PACK = f"01{GTIN}1727033110WF2419\x1d217K2M09QX41"


def read(code: str) -> ScannedCode:
    return parse_code(code, TODAY)


def problems(code: ScannedCode) -> list[CodeProblem]:
    return [error.code for error in code.errors]


@pytest.mark.parametrize(
    ("prefix", "symbology"),
    [
        ("]d2", Symbology.GS1_DATAMATRIX),
        ("]C1", Symbology.GS1_128),
        ("]e0", Symbology.GS1_DATABAR),
        ("]Q3", Symbology.GS1_QR),
        ("]J1", Symbology.GS1_DOTCODE),
        ("\x1d", Symbology.GS1_ELEMENT_STRING),
        ("", Symbology.GS1_ELEMENT_STRING),
        ("]d2\x1d", Symbology.GS1_DATAMATRIX),
    ],
)
def test_a_pack_code_is_read_from_every_carrier(prefix: str, symbology: Symbology) -> None:
    code = read(prefix + PACK)
    assert code.symbology is symbology
    assert (code.gtin, code.expiry_date) == (GTIN, date(2027, 3, 31))
    assert (code.batch_number, code.serial_number) == ("WF2419", "7K2M09QX41")
    assert code.trusted


@pytest.mark.parametrize("separator", ["\u241d", "\xe8"])
def test_other_signs_for_fnc1_are_separators(separator: str) -> None:
    assert read(PACK.replace("\x1d", separator)).batch_number == "WF2419"


def test_spaces_and_line_ends_around_a_code_do_not_matter() -> None:
    assert read(f" ]d2{PACK}\r\n").trusted


def test_a_bracketed_code_is_read() -> None:
    code = read(f"(01){GTIN}(17)270300(10)WF24(19")
    assert (code.gtin, code.expiry_date) == (GTIN, date(2027, 3, 31))
    assert problems(code) == [CodeProblem.NOT_A_KNOWN_CODE]
    assert read(f"(01){GTIN}(10)WF24\\(19").batch_number == "WF24(19"


def test_a_digital_link_is_read() -> None:
    code = read(f"https://id.gs1.org/01/{GTIN}/10/WF%2F24/21/X1?17=270331&linkType=all")
    assert (code.symbology, code.gtin) == (Symbology.GS1_DIGITAL_LINK, GTIN)
    assert (code.batch_number, code.serial_number, code.expiry_date) == ("WF/24", "X1", date(2027, 3, 31))


def test_a_web_address_that_is_no_digital_link_is_refused() -> None:
    assert problems(read("https://example.com/warf")) == [CodeProblem.NOT_A_DIGITAL_LINK]


def test_an_expiry_with_a_time_gives_its_day() -> None:
    assert read(f"]d201{GTIN}70032703311200").expiry_date == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("digits", "symbology", "gtin"),
    [
        ("8901177011238", Symbology.EAN_13, "08901177011238"),
        ("]E08901177011238", Symbology.EAN_13, "08901177011238"),
        ("]E3890117701123812", Symbology.EAN_13, "08901177011238"),
        ("96385074", Symbology.EAN_8, "00000096385074"),
        ("]E402345673", Symbology.EAN_8, "00000002345673"),
        ("614141999996", Symbology.UPC_A, "00614141999996"),
        ("04252614", Symbology.UPC_E, "00042100005264"),
        ("10614141999993", Symbology.ITF_14, "10614141999993"),
        ("]I110614141999993", Symbology.ITF_14, "10614141999993"),
    ],
)
def test_bare_trade_numbers_are_told_apart(digits: str, symbology: Symbology, gtin: str) -> None:
    code = read(digits)
    assert (code.symbology, code.gtin, code.errors) == (symbology, gtin, ())


def test_eight_digits_that_are_two_right_numbers_are_asked() -> None:
    code = read("01234565")
    assert code.gtin is None
    assert len(code.suspect) == 1


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("8901177011239", CodeProblem.WRONG_CHECK_DIGIT, 12),
        ("]d20108901177011239", CodeProblem.WRONG_CHECK_DIGIT, 18),
        ("010890117701123917270331", CodeProblem.WRONG_CHECK_DIGIT, 15),
        (f"]d201{GTIN}17270231", CodeProblem.WRONG_DATE, 25),
        (f"]d201{GTIN}05ABC", CodeProblem.UNKNOWN_IDENTIFIER, 19),
        (f"]d201{GTIN}10" + "A" * 21, CodeProblem.WRONG_LENGTH, 41),
        (f"]d201{GTIN}10AB^C", CodeProblem.WRONG_CHARACTER, 23),
        (f"]d201{GTIN}10AB\x1d10CD", CodeProblem.REPEATED_IDENTIFIER, 26),
        (f"]d201{GTIN}02{GTIN}", CodeProblem.EXCLUDED_IDENTIFIER, 21),
        ("]d2", CodeProblem.EMPTY, 3),
        ("", CodeProblem.EMPTY, None),
        ("]E089011770112", CodeProblem.WRONG_LENGTH, 3),
        ("]E089011770A1238", CodeProblem.WRONG_CHARACTER, 11),
        ("89011770112388901177011238", CodeProblem.GLUED_CODES, 13),
        ("paracetamol", CodeProblem.NOT_A_KNOWN_CODE, 0),
        ("]Q1hello", CodeProblem.NOT_A_KNOWN_CODE, 3),
        ("RX-A004821-0", CodeProblem.WRONG_CHECK_CHARACTER, 11),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, problem: CodeProblem, at: int | None) -> None:
    error = read(text).errors[0]
    assert (error.code, error.at) == (problem, at)


def test_a_wrong_check_digit_leaves_no_gtin_but_the_rest() -> None:
    code = read("]d201089011770112391727033110WF2419")
    assert code.gtin is None
    assert (code.expiry_date, code.batch_number) == (date(2027, 3, 31), "WF2419")


def test_reading_goes_on_behind_an_unknown_identifier() -> None:
    assert read(f"]d201{GTIN}05ABC\x1d10WF2419").batch_number == "WF2419"


def test_a_batch_that_may_have_swallowed_the_serial_number_is_in_doubt() -> None:
    code = read(PACK.replace("\x1d", ""))
    assert code.batch_number is None
    assert code.element_strings[-1] == ("10", "WF2419217K2M09QX41")
    assert code.suspect[0].startswith("batch_number")
    assert code.gtin == GTIN


def test_a_batch_that_may_have_swallowed_the_expiry_is_in_doubt() -> None:
    code = read(f"]d201{GTIN}10B12317270331")
    assert (code.batch_number, code.expiry_date) == (None, None)
    assert code.suspect


def test_a_serial_number_that_may_have_swallowed_the_batch_is_in_doubt() -> None:
    assert read(f"]d201{GTIN}217K2M0910WF2419").serial_number is None


GLUED = {"01": GTIN, "17": "270331", "10": "B12", "21": "A7XK9"}


@pytest.mark.parametrize("order", list(itertools.permutations(GLUED)), ids="+".join)
def test_a_doubt_names_identifiers_that_really_are_inside_with_their_values(order: tuple[str, ...]) -> None:
    """The "21" of "B12" with the "17" behind it is no serial number: an expiry that is right says so."""
    code = read("]d2" + "".join(ai + GLUED[ai] for ai in order))
    named = re.findall(r"AI (\d+) \([^)]*\) '([^']*)'", " ".join(code.suspect))
    assert named
    assert {ai: value for ai, value in named if GLUED[ai] == value} == dict(named)


def test_an_expiry_inside_a_batch_is_named_before_a_serial_number_that_begins_by_chance() -> None:
    code = read(f"]d201{GTIN}10B121727033121A7XK9")
    held = "AI 17 (USE BY or EXPIRY) '270331' and AI 21 (SERIAL) 'A7XK9'"
    sentence = f"batch_number: 'B121727033121A7XK9' has no separator behind it and may hold {held} as well."
    assert code.suspect == (sentence,)


def test_two_glued_packs_are_no_pack() -> None:
    code = read(f"]d201{GTIN}10AB01{GTIN}10CD")
    assert code.batch_number is None
    assert code.suspect


@pytest.mark.parametrize("batch", ["WF2419", "AB1221", "B123", "A21", "2119"])
def test_ordinary_batch_numbers_are_not_doubted(batch: str) -> None:
    code = read(f"]d201{GTIN}1727033110{batch}")
    assert (code.batch_number, code.suspect) == (batch, ())


def test_with_separators_nothing_is_doubted() -> None:
    code = read(f"]d201{GTIN}10B12317270331\x1d21X1")
    assert (code.batch_number, code.suspect) == ("B12317270331", ())


def test_a_code_that_only_looks_like_gs1_is_shown_to_a_person() -> None:
    code = read("10ABC123")
    assert code.batch_number == "ABC123"
    assert code.suspect


def test_our_own_label_is_read() -> None:
    token = InternalToken(TokenKind.LABEL, "A004821-S/1")
    for prefix in ("", "]d1", "]C0"):
        code = read(prefix + str(token))
        assert (code.symbology, code.token) == (Symbology.INTERNAL, token)


# --- built codes -----------------------------------------------------------------------------------------------

TEXT = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-/.", min_size=1, max_size=20)
GTINS = st.from_regex(r"[0-9]{13}", fullmatch=True).map(lambda digits: digits + check_digit(digits))
DATES = st.dates(date(2000, 1, 1), date(2070, 12, 28))


@st.composite
def packs(draw: st.DrawFn) -> tuple[str, str, date, str, str]:
    """A right code in a random order of its elements, with what it says."""
    gtin, expiry, batch, serial = draw(GTINS), draw(DATES), draw(TEXT), draw(TEXT)
    elements = draw(st.permutations([f"01{gtin}", f"17{expiry:%y%m%d}", f"10{batch}\x1d", f"21{serial}\x1d"]))
    return "]d2" + "".join(elements), gtin, expiry, batch, serial


@given(packs())
def test_a_built_code_reads_back_in_any_order(pack: tuple[str, str, date, str, str]) -> None:
    code = read(pack[0])
    assert (code.gtin, code.expiry_date, code.batch_number, code.serial_number) == pack[1:]
    assert code.trusted


@given(packs())
def test_without_separators_a_code_is_right_or_not_trusted(pack: tuple[str, str, date, str, str]) -> None:
    """The last value needs no separator; any other value of open length swallows what follows."""
    code = read(pack[0].replace("\x1d", ""))
    if code.trusted:
        assert code.gtin in (None, pack[1])
        assert code.expiry_date in (None, pack[2])


@given(packs(), st.data())
def test_one_damaged_character_never_gives_another_product(
    pack: tuple[str, str, date, str, str], data: st.DataObject
) -> None:
    text, gtin, *_ = pack
    place = data.draw(st.integers(3, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789AZ\x1d"))
    assume(other != text[place])
    assert read(text[:place] + other + text[place + 1 :]).gtin in (None, gtin)


@pytest.mark.parametrize("length", [8, 12, 13, 14])
@given(data=st.data())
def test_a_damaged_trade_number_is_refused_or_suspect(length: int, data: st.DataObject) -> None:
    body = data.draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))
    right = body + check_digit(body)
    place = data.draw(st.integers(0, length - 1))
    other = data.draw(st.sampled_from("0123456789"))
    assume(other != right[place])
    assert not read(right[:place] + other + right[place + 1 :]).trusted


@given(packs(), st.data())
def test_half_a_code_never_gives_another_product(pack: tuple[str, str, date, str, str], data: st.DataObject) -> None:
    text, gtin, *_ = pack
    assert read(text[: data.draw(st.integers(0, len(text)))]).gtin in (None, gtin)


@given(st.text(max_size=60))
def test_anything_is_answered_without_a_fall(text: str) -> None:
    code = read(text)
    assert code.input == text
    assert code.gtin is None or len(code.gtin) == 14


@given(st.text("0123456789()]d2\x1d/:htps.%?=&AB", max_size=50))
def test_anything_that_resembles_a_code_is_answered_without_a_fall(text: str) -> None:
    read(text)
