"""Codes that are built, read back and damaged: the same parts come out, or nothing that could be another product."""

import string
from datetime import date
from urllib.parse import quote

from hypothesis import assume, given
from hypothesis import strategies as st

from workstation.adapters.scanner import parse_code
from workstation.adapters.scanner.checks import CHARACTERS
from workstation.domain.national_numbers import gtin_of_ndc, gtin_of_pzn, ndc_10, ndc_layouts, pzn_8
from workstation.domain.scanned_code import ScannedCode, check_digit, has_right_check_digit

TODAY = date(2026, 11, 22)
TEXT = st.text(sorted(CHARACTERS["X"]), min_size=1, max_size=20)
PLAIN = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)
GTINS = st.from_regex(r"[0-9]{13}", fullmatch=True).map(lambda digits: digits + check_digit(digits))
DAYS = st.dates(date(2000, 1, 1), date(2070, 12, 28))
Pack = tuple[str, date, str, str]
PACKS = st.tuples(GTINS, DAYS, TEXT, TEXT)
SEPARATORS = ("\x1d", "\\x1d", "<GS>", "{GS}", "[GS]", "<F8>", "\u241d", "\xe8")


def read(code: str) -> ScannedCode:
    return parse_code(code, TODAY)


def parts(code: ScannedCode) -> tuple[object, ...]:
    return code.gtin, code.expiry_date, code.batch_number, code.serial_number


def bracketed(pack: Pack) -> str:
    gtin, expiry, batch, serial = pack
    escaped = [value.replace("(", "\\(") for value in (batch, serial)]
    return f"(01){gtin}(17){expiry:%y%m%d}(10){escaped[0]}(21){escaped[1]}"


def linked(pack: Pack) -> str:
    gtin, expiry, batch, serial = pack
    return (
        f"https://q.example.in/in/01/{gtin}/10/{quote(batch, safe='')}/21/{quote(serial, safe='')}?17={expiry:%y%m%d}"
    )


@given(PACKS)
def test_a_pack_reads_the_same_from_brackets_and_from_a_link(pack: Pack) -> None:
    assert parts(read(bracketed(pack))) == pack
    assert parts(read(linked(pack))) == pack


@given(PACKS, st.sampled_from(SEPARATORS))
def test_a_pack_reads_the_same_with_every_separator(pack: Pack, separator: str) -> None:
    gtin, expiry, batch, serial = pack
    code = read(f"]d201{gtin}10{batch}{separator}21{serial}{separator}17{expiry:%y%m%d}")
    assert (parts(code), code.trusted) == (pack, True)


@given(PACKS, st.sampled_from([bracketed, linked]), st.data())
def test_a_damaged_pack_is_never_another_product(pack: Pack, build: object, data: st.DataObject) -> None:
    assert callable(build)
    text = build(pack)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789AZ()/\x1d"))
    assume(other != text[place])
    assert read(text[:place] + other + text[place + 1 :]).gtin in (None, pack[0])


@given(st.tuples(GTINS, DAYS, PLAIN, PLAIN))
def test_a_labelled_pack_reads_the_same(pack: Pack) -> None:
    gtin, expiry, batch, serial = pack
    code = read(f"GTIN: {gtin}; Batch No.: {batch}; Exp Date: {expiry:%d %b %Y}; Serial No: {serial}")
    assert (parts(code), code.trusted) == (pack, True)


@given(st.integers(0, 9_999_999), st.sampled_from(["-{}", "PZN {}", "PZN-{}", "]A0-{}", "*-{}*"]))
def test_a_pzn_reads_the_same_in_every_way_to_write_it(body: int, way: str) -> None:
    pzn = next((found for check in "0123456789" if (found := pzn_8(f"{body:07}{check}"))), None)
    assume(pzn is not None)
    assert pzn is not None
    code = read(way.format(pzn))
    assert code.gtin == gtin_of_pzn(pzn)
    assert has_right_check_digit(code.gtin)
    assert read(f"]d201{code.gtin}").product_numbers == code.product_numbers


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_an_ndc_and_its_gtin_name_each_other(ten: str) -> None:
    gtin = gtin_of_ndc(ten)
    for written in ndc_layouts(ten):
        assert ndc_10(written) == (ten,)
        assert read(written).gtin == gtin
    assert [one.number for one in read(gtin[2:]).product_numbers] == [ten]


@given(st.from_regex(r"[0-9]{5}-[0-9]{4}-[0-9]{2}", fullmatch=True))
def test_the_ndc_of_a_bill_is_one_number_or_a_question(written: str) -> None:
    found = read(written)
    candidates = set(ndc_10(written))
    assert (found.gtin is not None) == (len(candidates) == 1)
    assert len(found.product_numbers) == len(candidates)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert read(data.decode("latin-1")).input == data.decode("latin-1")


SEEDS = (
    "]d201089011770112381727033110WF2419\x1d217K2M09QX41",
    "(01)08901177011238(17)270300(10)AB(21)X",
    "https://id.gs1.org/01/08901177011238/10/A%2FB?17=270331",
    "+A99912345/$$52001510X3/16D20111212/S77DE1G45-",
    "+$$82409053C001LC",
    "[)>\x1e06\x1d9N110375286414\x1d1T12345ABCD\x1dD280600\x1dS1\x1e\x04",
    "PZN-03752864",
    "NDC 12345-678-90",
    "1234-5678-90",
    "Batch No.: WF2419; Exp. Date: 12/2028; GTIN: 08901177011238; Mfg Date: 01/2025",
    '{"gtin":"08901177011238","batch":"X1","exp":"2027-01"}',
    "RX-A004821-S",
    "8901177011238",
)
SIGNS = "0123456789AZaz+$/-*().:=;, \x1d\x1e\x04^|~%&?#[]{}<>\xe8\u0661\U0001f600"


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 90), st.sampled_from(["", *SIGNS])), max_size=5))
def test_whatever_is_done_to_a_code_it_is_answered_with_places_inside_it(
    seed: str, changes: list[tuple[int, str]]
) -> None:
    text = seed
    for place, sign in changes:
        text = text[:place] + sign + text[place + 1 :]
    code = read(text)
    assert code.input == text
    assert code.gtin is None or has_right_check_digit(code.gtin)
    assert all(error.at is None or 0 <= error.at <= len(text) for error in code.errors)
