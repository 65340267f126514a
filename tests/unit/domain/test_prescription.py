"""Which lines of a prescription are work for this pharmacy."""

import pytest

from tests.factories import a_line, a_prescription, new_id
from workstation.domain.prescription import LineBlock, LineKind


@pytest.mark.parametrize("block", [LineBlock.NOT_ACTIVE, LineBlock.REPLACED])
def test_a_line_that_ended_or_was_replaced_is_no_work(block: LineBlock) -> None:
    line = a_line()
    assert a_prescription(lines=(line, a_line(block=block))).medicine_lines == (line,)


@pytest.mark.parametrize(
    "block",
    [
        LineBlock.UNKNOWN_STATUS,
        LineBlock.MODIFIER_EXTENSION,
        LineBlock.DO_NOT_PERFORM,
        LineBlock.MISSING_MEDICINE,
    ],
)
def test_a_line_that_is_not_understood_stays_work_until_somebody_decides(block: LineBlock) -> None:
    line = a_line(block=block)
    assert a_prescription(lines=(line,)).medicine_lines == (line,)


def test_a_line_that_is_no_medicine_is_no_work() -> None:
    assert a_prescription(lines=(a_line(kind=LineKind.OTHER),)).medicine_lines == ()


def test_asking_for_a_line_of_another_prescription_is_a_bug() -> None:
    with pytest.raises(KeyError):
        a_prescription().line(new_id())
