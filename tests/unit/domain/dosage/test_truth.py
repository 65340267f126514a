"""The benchmark's truth: nothing wrong passes, and recall does not fall below what was measured."""

from pathlib import Path

from tests.benchmarks.dosage_truth import indian_rows, measure, smart_rows


def test_indian_directions_are_all_read_and_every_doubt_is_kept() -> None:
    tallies, wrong, unread = measure(indian_rows())
    assert (dict(wrong), dict(unread)) == ({}, {})
    assert all(tally.right == tally.said for tally in tallies.values())


def test_of_the_american_truth_nothing_is_wrong_and_nearly_everything_read(reference_data: Path) -> None:
    tallies, wrong, _ = measure(smart_rows(reference_data, mended=True))
    assert dict(wrong) == {}
    assert tallies["dose"].right >= 286
    assert tallies["frequency"].right >= 299
    assert tallies["duration"].right == tallies["duration"].said
