"""National numbers and their GTIN."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.national_numbers import (
    ProductNumber,
    Scheme,
    gtin_of_ndc,
    gtin_of_pzn,
    ndc_10,
    ndc_layouts,
    number_of_identifier,
    number_of_ppn,
    numbers_of_gtin,
    ppn_check,
    pzn_8,
)
from workstation.domain.scanned_code import has_right_check_digit


@pytest.mark.parametrize(
    ("digits", "pzn"),
    [("03752864", "03752864"), ("3752864", "03752864"), ("03752865", None), ("375286", None), ("0375286४", None)],
)
def test_a_pzn_has_eight_digits_and_a_right_check_digit(digits: str, pzn: str | None) -> None:
    assert pzn_8(digits) == pzn


def test_a_pzn_whose_remainder_is_ten_does_not_exist() -> None:
    """1 × 1 + 2 × 2 + 1 × 5 = 10."""
    assert [pzn_8(f"1200100{check}") for check in range(10)] == [None] * 10


def test_the_published_product_number_holds_its_pzn() -> None:
    """Example of the IFA specification: PPN 11 03752864 14."""
    assert ppn_check("1103752864") == "14"
    assert number_of_ppn("110375286414") == ProductNumber(Scheme.PZN, "03752864")


def test_a_product_number_of_another_agency_is_kept_whole() -> None:
    other = "13ABC123" + ppn_check("13ABC123")
    assert number_of_ppn(other) == ProductNumber(Scheme.PPN, other)


@pytest.mark.parametrize("ppn", ["110375286415", "11", "", "1103752865" + ppn_check("1103752865"), "110375286४14"])
def test_a_wrong_product_number_is_none(ppn: str) -> None:
    assert number_of_ppn(ppn) is None


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_every_layout_of_an_ndc_is_the_same_ten_digits(ten: str) -> None:
    assert [ndc_10(written) for written in ndc_layouts(ten)] == [(ten,)] * 3
    assert has_right_check_digit(gtin_of_ndc(ten))


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("01234-5678-90", ("1234567890",)),
        ("12345-0678-90", ("1234567890",)),
        ("12345-6789-01", ("1234567891",)),
        ("12345-6789-10", ()),
        ("01234-0678-90", ("1234067890", "0123467890")),
    ],
)
def test_the_zero_of_a_bill_is_taken_out_where_it_may_have_been_put_in(written: str, numbers: tuple[str, ...]) -> None:
    assert ndc_10(written) == numbers


def test_a_gtin_names_the_number_inside_it() -> None:
    assert numbers_of_gtin(gtin_of_pzn("03752864")) == (ProductNumber(Scheme.PZN, "03752864"),)
    assert numbers_of_gtin("03400949497294") == (ProductNumber(Scheme.CIP13, "3400949497294"),)
    assert numbers_of_gtin("08901177011238") == numbers_of_gtin("10307811506101") == numbers_of_gtin(None) == ()


@pytest.mark.parametrize(
    ("ai", "value", "number"),
    [
        ("710", "03752864", ProductNumber(Scheme.PZN, "03752864")),
        ("710", "03752865", None),
        ("711", "3400949497294", ProductNumber(Scheme.CIP13, "3400949497294")),
        ("711", "3400949497295", None),
        ("712", "654321", ProductNumber(Scheme.CN, "654321")),
    ],
)
def test_the_number_of_an_identifier_is_kept_where_it_is_right(
    ai: str, value: str, number: ProductNumber | None
) -> None:
    assert number_of_identifier(ai, value) == number
