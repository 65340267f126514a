"""Numbers keep their digits on the way through JSON."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain import exact_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False).filter(lambda one: "." in str(one) or "E" in str(one)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_is_written_is_read_back_the_same(value: object) -> None:
    assert exact_json.loads(exact_json.dumps(value)) == value


@pytest.mark.parametrize("digits", ["1.50", "0.10", "12345678901234567890.123456789012345678901234567890", "1E-7"])
def test_no_digit_is_lost_or_added(digits: str) -> None:
    assert exact_json.dumps(exact_json.loads(f'{{"value":{digits}}}')) == f'{{"value":{digits}}}'


def test_text_that_looks_like_a_number_stays_text() -> None:
    assert exact_json.dumps({"value": "1.50"}) == '{"value":"1.50"}'


@pytest.mark.parametrize("value", [uuid4(), Decimal("NaN"), {1, 2}])
def test_what_is_no_json_value_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        exact_json.dumps([value])


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        exact_json.loads("<html>")


@given(st.lists(VALUES, max_size=6))
def test_many_documents_at_once_are_written_as_one_by_one(documents: list[object]) -> None:
    assert exact_json.dumps_all(documents) == [exact_json.dumps(one) for one in documents]


@pytest.mark.parametrize(
    "text", [r'{"a":"x\ud800y","b":1.50}', rb'{"a":"x\uDFFFy","b":1.50}', '{"a":"x\ud800y","b":1.50}']
)
def test_half_of_a_surrogate_pair_becomes_the_sign_for_what_is_no_text(text: str | bytes) -> None:
    found = exact_json.loads(text)
    assert exact_json.dumps(found).encode() == '{"a":"x\ufffdy","b":1.50}'.encode()


def test_a_whole_surrogate_pair_is_one_sign() -> None:
    assert exact_json.loads(r'"\ud83d\ude00"') == "\U0001f600"
