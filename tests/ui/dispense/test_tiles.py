"""The three-way row: what the written tile says beside the paper."""

from dataclasses import replace

import pytest

from workstation.ui.dispense.centre_views import three_tiles
from workstation.ui.dispense.samples import PRESCRIPTION, SampleCounter
from workstation.ui.words import Words


@pytest.mark.parametrize(
    ("directions", "said"),
    [("0-0-1", "0-0-1 · 30 days"), ("0-0-1 for 30 days", "0-0-1 for 30 days"), ("", "30 days")],
)
def test_the_days_of_a_line_are_said_once(words: Words, directions: str, said: str) -> None:
    view = SampleCounter().open(PRESCRIPTION.id)
    row = next(one for one in view.lines if one.line.days_supply == 30)
    row = replace(row, line=replace(row.line, dosage_instruction=directions))
    written, _, _ = three_tiles(words, view, row, None, None, None)
    assert written.lines == (said,)
