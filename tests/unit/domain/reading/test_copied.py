"""A letterhead without the colour that it has on the other papers of a prescriber."""

import pytest

from workstation.domain.reading.copied import IN_COLOUR, WITHOUT, papers_in_colour


def test_a_head_without_colour_among_coloured_ones_says_on_how_many() -> None:
    assert papers_in_colour(0.0, [0.9, 0.8, IN_COLOUR, None]) == 3


@pytest.mark.parametrize(
    ("here", "others"),
    [
        (None, [0.9, 0.9, 0.9]),
        (WITHOUT + 0.001, [0.9, 0.9, 0.9]),
        (0.0, [0.9, 0.9]),
        (0.0, [0.9, 0.9, None]),
        (0.0, [0.9, 0.9, 0.9, IN_COLOUR - 0.001]),
        (0.0, []),
    ],
    ids=["grey scan", "a little colour", "two papers", "one of them grey", "a second pad", "nobody known"],
)
def test_anything_else_says_nothing(here: float | None, others: list[float | None]) -> None:
    assert papers_in_colour(here, others) == 0
