"""GS1 vectors of the reference data: all applicable ones agree. The table: python -m tests.benchmarks.barcode_vectors."""

from collections import Counter
from pathlib import Path

from tests.benchmarks.barcode_vectors import outcomes


def test_every_applicable_gs1_vector_agrees(reference_data: Path) -> None:
    results = list(outcomes(reference_data))
    differing = [(result.vector["src"], result.why) for result in results if result.verdict == "differs"]
    assert differing == []
    assert Counter(result.verdict for result in results)["agrees"] >= 1116


def test_our_reading_of_pack_codes_is_that_of_another_reader() -> None:
    """biip is a second, independent reader of the same standard."""
    import biip

    for text in ("]d20108901177011238172703311\u00300WF2419\x1d217K2M09QX41", "]C10108901177011238\x1d10AB"):
        from datetime import date

        from workstation.adapters.scanner import parse_code

        theirs = biip.parse(text).gs1_message
        assert theirs is not None
        ours = parse_code(text, date(2026, 11, 22))
        assert ours.element_strings == tuple(
            (element.ai.ai, element.value) for element in theirs.element_strings
        )
