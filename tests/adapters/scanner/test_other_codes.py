"""HIBC, PPN, national numbers, labelled text, and codes that came through another keyboard."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workstation.adapters.scanner import parse_code
from workstation.adapters.scanner.hibc import CHARACTERS, check_of
from workstation.adapters.scanner.written_dates import NoDate, written_dates
from workstation.domain.national_numbers import Scheme
from workstation.domain.scanned_code import CodeProblem, ScannedCode, Symbology

TODAY = date(2026, 11, 22)
GTIN = "08901177011238"
PPN = "[)>\x1e06\x1d9N110375286414\x1d1T12345ABCD\x1dD280600\x1dS12345ABCDEF98765\x1e\x04"


def read(code: str) -> ScannedCode:
    return parse_code(code, TODAY)


def problems(code: ScannedCode) -> list[CodeProblem]:
    return [error.code for error in code.errors]


def numbers(code: ScannedCode) -> list[tuple[str, str]]:
    return [(one.scheme.value, one.number) for one in code.product_numbers]


# --- HIBC ------------------------------------------------------------------------------------------------------


def hibc(body: str) -> str:
    """With its check character."""
    check = check_of(body)
    assert check is not None
    return body + check


def test_the_check_characters_of_published_examples_are_right() -> None:
    assert read("+A123BJC5D6E71G").trusted
    code = read("+A99912345/$$52001510X3/16D20111212/S77DE1G45-")
    assert (code.expiry_date, code.batch_number, code.serial_number) == (date(2020, 1, 15), "10X3", "77DE1G45")
    assert numbers(code) == [("hibc", "A99912345")]


@pytest.mark.parametrize("frame", ["{}", "*{}*", "]A0{}", "]C0{}", "]d1{}"])
def test_a_hibc_is_read_from_every_carrier(frame: str) -> None:
    code = read(frame.format("+A123BJC5D6E71G"))
    assert (code.symbology, code.gtin, code.errors) == (Symbology.HIBC, None, ())


@pytest.mark.parametrize(
    ("body", "expiry", "batch"),
    [
        ("+052713C001L", date(2005, 9, 28), "3C001"),
        ("+$3C001L", None, "3C001"),
        ("+$$09053C001L", date(2005, 9, 30), "3C001"),
        ("+$$20928053C001L", date(2005, 9, 28), "3C001"),
        ("+$$30509283C001L", date(2005, 9, 28), "3C001"),
        ("+$$4050928223C001L", date(2005, 9, 28), "3C001"),
        ("+$$5052713C001L", date(2005, 9, 28), "3C001"),
        ("+$$605271223C001L", date(2005, 9, 28), "3C001"),
        ("+$$73C001L", None, "3C001"),
        ("+$$82409053C001L", date(2005, 9, 30), "3C001"),
        ("+$$82473C001L", None, "3C001"),
        ("+$$824L", None, None),
        ("+$$90010030509283C001L", date(2005, 9, 28), "3C001"),
    ],
)
def test_each_form_of_a_secondary_code_is_read(body: str, expiry: date | None, batch: str | None) -> None:
    code = read(hibc(body))
    assert (code.expiry_date, code.batch_number, code.errors) == (expiry, batch, ())


def test_a_serial_number_of_a_secondary_code_is_no_batch() -> None:
    for body in ("+$+0001L", "+$$+30509280001L", "+$$+70001L"):
        assert (read(hibc(body)).serial_number, read(hibc(body)).batch_number) == ("0001", None)


def test_a_blank_may_be_the_check_character() -> None:
    body = next(
        f"+A123X{number}1" for number in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if check_of(f"+A123X{number}1") == " "
    )
    assert read(body + " \r\n").trusted
    assert problems(read(body)) == [CodeProblem.WRONG_CHECK_CHARACTER]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("+$$31502303C001L", CodeProblem.WRONG_DATE),
        ("+$$5053663C001L", CodeProblem.WRONG_DATE),
        ("+A123BJC5D6E71/$$7AB/ZZ", CodeProblem.UNKNOWN_IDENTIFIER),
        ("+A123BJC5D6E71/$$8X709053C001", CodeProblem.WRONG_VALUE),
    ],
)
def test_a_wrong_value_behind_a_right_check_character_is_named(body: str, problem: CodeProblem) -> None:
    assert problem in problems(read(hibc(body)))


@given(st.from_regex(r"[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]", fullmatch=True), st.data())
def test_a_damaged_hibc_is_never_another_product(primary: str, data: st.DataObject) -> None:
    right = hibc("+" + primary)
    assert numbers(read(right)) == [("hibc", primary)]
    place = data.draw(st.integers(1, len(right) - 1))
    other = data.draw(st.sampled_from(CHARACTERS.replace(" ", "")))
    assume(other != right[place])
    assert numbers(read(right[:place] + other + right[place + 1 :])) in ([], [("hibc", primary)])


# --- PZN, PPN, NDC, CIP ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["-03752864", "-3752864", "PZN-03752864", "PZN 3752864", "pzn: 03752864", "]A0-03752864", "*-03752864*"]
)
def test_a_pzn_is_its_national_trade_item_number(code: str) -> None:
    found = read(code)
    assert (found.symbology, found.gtin) == (Symbology.PZN, "04150037528643")
    assert numbers(found) == [("pzn", "03752864")]
    assert found.trusted


@given(st.integers(0, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_a_damaged_pzn_is_refused(body: int, place: int, more: int) -> None:
    right = next((f"{body:07}{check}" for check in "0123456789" if read(f"-{body:07}{check}").gtin), None)
    assume(right is not None)
    assert right is not None
    damaged = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"
    assert problems(read(f"-{damaged}")) == [CodeProblem.WRONG_CHECK_DIGIT]


def test_a_pzn_with_a_wrong_check_digit_is_refused_with_its_place() -> None:
    (error,) = read("PZN-03752865").errors
    assert (error.code, error.at) == (CodeProblem.WRONG_CHECK_DIGIT, 11)


def test_eight_bare_digits_are_never_a_pzn() -> None:
    assert read("03752864").symbology is not Symbology.PZN


def test_a_pharmacy_product_number_is_read_with_what_stands_beside_it() -> None:
    for code in (PPN, "]d1" + PPN, PPN.rstrip("\x1e\x04")):
        found = read(code)
        assert (found.symbology, found.gtin, found.trusted) == (Symbology.PPN, "04150037528643", True)
        assert (found.expiry_date, found.batch_number) == (date(2028, 6, 30), "12345ABCD")
        assert (found.serial_number, numbers(found)) == ("12345ABCDEF98765", [("pzn", "03752864")])


def test_a_pharmacy_product_number_with_wrong_check_digits_names_no_product() -> None:
    found = read(PPN.replace("286414", "286415"))
    assert (found.gtin, problems(found)) == (None, [CodeProblem.WRONG_CHECK_DIGIT])


@pytest.mark.parametrize("code", ["0781-1506-10", "NDC 0781-1506-10", "NDC 0781150610", "00781-1506-10"])
def test_an_ndc_in_each_layout_is_its_gtin_and_a_person_looks(code: str) -> None:
    found = read(code)
    assert (found.gtin, numbers(found)) == ("00307811506104", [("ndc", "0781150610")])
    assert len(found.suspect) == 1


@pytest.mark.parametrize(("code", "ten"), [("12345-678-90", "1234567890"), ("12345-6789-0", "1234567890")])
def test_the_other_layouts_of_an_ndc_are_read(code: str, ten: str) -> None:
    assert numbers(read(code)) == [("ndc", ten)]


def test_an_ndc_of_a_bill_that_may_be_two_is_asked() -> None:
    found = read("00781-0506-10")
    assert found.gtin is None
    assert numbers(found) == [("ndc", "0781050610"), ("ndc", "0078150610")]


@pytest.mark.parametrize("code", ["12345-1234-12", "1234-123-12", "1234-123-1", "1234567890"])
def test_what_is_no_layout_of_an_ndc_is_refused(code: str) -> None:
    assert read(code).gtin is None
    assert read(code).errors


def test_trade_numbers_show_the_national_number_inside() -> None:
    assert numbers(read("3400949497294")) == [("cip13", "3400949497294")]
    assert numbers(read("307811506104")) == [("ndc", "0781150610")]
    assert numbers(read("]d20104150037528643")) == [("pzn", "03752864")]


def test_reimbursement_numbers_of_a_gs1_code_are_kept_beside_the_gtin() -> None:
    found = read(f"]d201{GTIN}71003752864\x1d711340093320863\x1d7141234567")
    assert found.gtin == GTIN
    assert [one.scheme for one in found.product_numbers] == [Scheme.PZN, Scheme.CIP, Scheme.AIM]


# --- labelled text ---------------------------------------------------------------------------------------------

LABELLED = (
    "Unique Product Identification Code: 08901177011238\nProper and Generic Name of the Drug: Warfarin Tablets IP\n"
    "Brand Name: Warf 5\nName and Address of the Manufacturer: Cipla Ltd, Plot 9, Phase: II, Goa\n"
    "Batch No.: WF2419\nDate of Manufacturing: 04/2025\nDate of Expiry: 03/2027\nManufacturing Licence Number: 583"
)


@pytest.mark.parametrize("separator", ["\n", "; ", " | ", ", ", "\t"])
def test_the_eight_things_of_an_indian_pack_are_read_by_their_names(separator: str) -> None:
    found = read(separator.join(LABELLED.split("\n")))
    assert (found.symbology, found.gtin) == (Symbology.LABELLED, GTIN)
    assert (found.batch_number, found.expiry_date) == ("WF2419", date(2027, 3, 31))
    assert found.trusted


@pytest.mark.parametrize(
    "text", ['{"gtin":"8901177011238","batch":"B7","exp":"MAR-2027"}', "LOT=B7|EXP=03-27|GTIN=8901177011238"]
)
def test_other_ways_to_name_values_are_read(text: str) -> None:
    found = read(text)
    assert (found.gtin, found.batch_number, found.expiry_date) == (GTIN, "B7", date(2027, 3, 31))


def test_a_value_without_its_name_is_never_guessed() -> None:
    found = read("08901177011238, WF2419, 03/2027")
    assert (found.gtin, found.batch_number, found.expiry_date) == (None, None, None)
    assert found.errors


def test_a_code_of_the_makers_own_is_no_trade_item_number() -> None:
    found = read("UPIC: 12345670; Batch: A1; Exp: 12/2027")
    assert (found.gtin, found.batch_number, found.trusted) == (None, "A1", True)


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("Batch: A1; GTIN: 8901177011239", CodeProblem.WRONG_CHECK_DIGIT, 29),
        ("Batch: A1; Exp: 13/2027", CodeProblem.WRONG_DATE, 16),
        ("Batch: A1; Exp: 31 JUN 2027", CodeProblem.WRONG_DATE, 16),
        ("Batch: A1; Lot: A2", CodeProblem.REPEATED_IDENTIFIER, 16),
    ],
)
def test_what_is_wrong_in_labelled_text_is_named(text: str, problem: CodeProblem, at: int) -> None:
    (error,) = read(text).errors
    assert (error.code, error.at) == (problem, at)


@pytest.mark.parametrize("expiry", ["03/04/2027", "270331", "soon", "31/12/27"])
def test_a_date_that_may_be_two_is_asked(expiry: str) -> None:
    found = read(f"Batch: A1; Expiry: {expiry}")
    assert (found.expiry_date, len(found.suspect)) == (None, 1)


def test_an_expiry_that_is_not_after_the_manufacture_is_asked() -> None:
    found = read("Mfg Date: 03/2027; Exp Date: 04/2025; Batch: A1")
    assert (found.expiry_date, len(found.suspect)) == (None, 1)


@given(st.dates(date(2000, 1, 1), date(2070, 12, 31)))
def test_a_written_day_reads_back_or_may_be_two(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %b %Y", "%d-%B-%y", "%d.%m.%Y", "%Y%m%d"):
        assert day in written_dates(day.strftime(form), TODAY)


@pytest.mark.parametrize("text", ["31/06/2027", "00/2027", "2027-02-30", "32 MAR 2027", "12 FOO 2027"])
def test_a_day_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(NoDate):
        written_dates(text, TODAY)


# --- ways of the separator, other keyboards --------------------------------------------------------------------


@pytest.mark.parametrize(
    "separator",
    ["\x1d", "\u241d", "\xe8", "\xf8", "\\x1d", "\\x1D", "\\u001d", "<GS>", "{GS}", "[GS]", "<FNC1>", "{F8}", "^]"],
)
def test_each_way_to_write_the_separator_is_read(separator: str) -> None:
    found = read(f"]d201{GTIN}10AB{separator}21X7{separator}17270331")
    assert (found.batch_number, found.serial_number, found.expiry_date) == ("AB", "X7", date(2027, 3, 31))
    assert found.trusted
    assert found.input == f"]d201{GTIN}10AB{separator}21X7{separator}17270331"


@pytest.mark.parametrize("sign", ["^", "|", "~"])
def test_a_sign_for_the_separator_is_trusted_only_when_the_code_begins_with_it(sign: str) -> None:
    assert read(f"{sign}01{GTIN}10AB{sign}21X7").trusted
    assert read(f"]d201{GTIN}10AB{sign}21X7").suspect


def test_the_place_of_an_error_counts_the_text_as_it_was_written() -> None:
    text = "]d210A<GS>21B\\x1d17270231"
    (error,) = read(text).errors
    assert error.at is not None
    assert text[error.at :] == "31"


@pytest.mark.parametrize("code", ['à&à_çà&&èèà&&é"_', "à1", "]D20108901177011238", "+d20108901177011238"])
def test_a_code_of_another_keyboard_is_never_a_product(code: str) -> None:
    assert read(code).gtin is None
    assert read(code).errors


def test_another_keyboard_is_said_by_name() -> None:
    for code, name in (
        ('à&à_çà&&èèà&&é"_', "French"),
        ("]D20108901177011238", "Caps Lock"),
        ("+d20108901177011238", "German"),
    ):
        (error,) = read(code).errors
        assert error.code is CodeProblem.KEYBOARD_LAYOUT
        assert name in error.message


def test_a_compressed_link_is_said_to_be_not_supported() -> None:
    (error,) = read("https://id.gs1.org/AQnYUc1gmiBTcwabc").errors
    assert error.code is CodeProblem.COMPRESSED_LINK


def test_a_broken_percent_escape_is_refused_with_its_place() -> None:
    text = f"https://id.gs1.org/01/{GTIN}/10/A%2"
    (error,) = read(text).errors
    assert (error.code, error.at) == (CodeProblem.NOT_A_DIGITAL_LINK, len(text) - 2)


def test_two_expiries_in_one_code_are_asked() -> None:
    found = read(f"]d201{GTIN}1727033170032704010000")
    assert (found.expiry_date, len(found.suspect)) == (None, 1)


def test_what_is_longer_than_any_code_is_refused() -> None:
    assert problems(read("1" * 8001)) == [CodeProblem.TOO_LONG]


def test_a_upc_e_under_its_identifier_needs_no_question() -> None:
    assert (read("]E004252614").gtin, read("]E004252614").trusted) == ("00042100005264", True)
    assert problems(read("]E004252615")) == [CodeProblem.WRONG_CHECK_DIGIT]
