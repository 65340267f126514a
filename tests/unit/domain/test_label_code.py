"""The square code of a label: whatever number a server gives, a scanner gets it back and the prescription is found."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.label_code import LONGEST, SHORT, code_number, label_code, short_name
from workstation.domain.scanned_code import InternalToken, token_of

ONE = UUID("019ab4d2-0000-7000-8000-00000000a001")


@pytest.mark.parametrize("number", ["RX-A004821-S", "RX-26-000078", "ORD-77", "123456"])
def test_a_number_that_comes_through_stands_in_the_code(number: str) -> None:
    assert label_code(ONE, number, 2).number == f"{number.removeprefix('RX-')}/2"


@pytest.mark.parametrize(
    "number", ["01a207bd-23e5-70c6-8b59-9a1f0c55d7e2", "rx-12ab", "A/7", "A.7", "नुस्खा", "A" * 23, "", " A7"]
)
def test_a_number_that_would_not_is_never_cut_or_changed(number: str) -> None:
    assert code_number(ONE, number, 1) == short_name(ONE)


@given(st.uuids(), st.text(max_size=40), st.integers(1, 99))
def test_every_code_is_read_back_as_it_was_made(prescription: UUID, number: str, position: int) -> None:
    code = label_code(prescription, number, position)
    assert len(code.number) <= LONGEST
    read = token_of(str(code))
    assert isinstance(read, InternalToken)
    assert read == code


def test_a_short_name_says_nothing_of_the_id() -> None:
    name = short_name(ONE)
    assert name == short_name(ONE)
    assert name != short_name(uuid4())
    assert name.startswith(SHORT)
    assert not any(part.upper() in name for part in str(ONE).split("-"))
