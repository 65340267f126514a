"""GS1 vectors of the reference data: all applicable ones agree (`python -m tests.benchmarks.barcode_vectors`)."""

from collections import Counter
from datetime import date
from pathlib import Path

import biip
import pytest

from tests.benchmarks.barcode_vectors import outcomes
from workstation.adapters.scanner import parse_code


def test_every_applicable_gs1_vector_agrees(reference_data: Path) -> None:
    results = list(outcomes(reference_data))
    differing = [(result.vector["src"], result.why) for result in results if result.verdict == "differs"]
    assert differing == []
    assert Counter(result.verdict for result in results)["agrees"] >= 1116


@pytest.mark.parametrize(
    "text",
    [
        "]d201089011770112381727033110WF2419\x1d217K2M09QX41",
        "]C10108901177011238\x1d10AB",
        "]Q3010890117701123810ABC\x1d3103000195",
    ],
)
def test_our_reading_of_pack_codes_is_that_of_another_reader(text: str) -> None:
    """biip is a second, independent reader of the same standard."""
    theirs = biip.parse(text).gs1_message
    assert theirs is not None
    expected = tuple((element.ai.ai, element.value) for element in theirs.element_strings)
    assert parse_code(text, date(2026, 11, 22)).element_strings == expected
