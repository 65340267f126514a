"""JSON that comes out as it went in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.orderserver import exact_json

_scalars = st.none() | st.booleans() | st.integers() | st.text()
_decimals = st.decimals(allow_nan=False, allow_infinity=False)
_documents = st.recursive(
    _scalars | _decimals, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@pytest.mark.parametrize("number", ["1.50", "0.10", "100.000", "0.0", "12345678901234567890.123456789", "-2.500"])
def test_a_decimal_keeps_every_digit(number: str) -> None:
    text = f'{{"value":{number}}}'.encode()
    assert exact_json.dumps(exact_json.loads(text)) == text


@given(_documents)
def test_what_was_written_reads_the_same(document: object) -> None:
    assert exact_json.loads(exact_json.dumps(document)) == document


def test_an_exponent_keeps_its_value() -> None:
    assert exact_json.loads(exact_json.dumps(exact_json.loads("1.20e-9"))) == Decimal("1.20e-9")


def test_half_a_surrogate_pair_survives() -> None:
    assert exact_json.loads(exact_json.dumps(exact_json.loads('"\\ud83d"'))) == "\ud83d"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"{'a':1}",
        b'{"a":NaN}',
        b"[Infinity]",
        b'"\xff"',
        b"[" * 100_000,
        b'{"a":' * 101 + b"1" + b"}" * 101,
        b"1" * 5000,
    ],
    ids=["empty", "open", "quotes", "nan", "infinity", "latin", "unbounded", "deep", "long-integer"],
)
def test_what_cannot_be_kept_is_refused(text: bytes) -> None:
    with pytest.raises(exact_json.BadJson):
        exact_json.loads(text)
