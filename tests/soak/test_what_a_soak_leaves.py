"""The result of a soak: slopes, the summary that is kept, the document made of it."""

import json
from pathlib import Path

import pytest

from scripts.soak_result import document
from scripts.tiers import Step, environment, succeeds
from tests.soak.measuring import Growth, keep, slope


def test_memory_that_does_not_move_has_no_slope() -> None:
    assert slope([(0, 200), (500, 200), (1000, 200)]) == 0
    assert slope([]) == 0


def test_growth_is_told_per_thousand_after_the_warm_up() -> None:
    growth = Growth([(0, 100), (100, 190), (400, 200), (700, 203), (1000, 206)], [(0, 0), (1000, 0)], warm_share=0.4)
    assert growth.mb_per_1000 == pytest.approx(10)
    assert growth.work_counted == 600


def test_the_summary_of_a_test_replaces_its_own_of_an_earlier_run_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "build" / "soak.json"
    for name, minutes in (("one", 1), ("two", 2), ("one", 3)):
        keep(name, {"minutes": minutes}, file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert {name: facts["minutes"] for name, facts in kept.items()} == {"one": 3, "two": 2}


def test_the_document_names_date_machine_and_what_did_not_end() -> None:
    measured = {"a_pharmacy_day": {"finished": "2026-11-23T02:00:00+00:00", "rss_mb_per_1000": 1.2}}
    text = document(measured, {"cores": "2"}, "abc1234")
    for row in ("| date | 2026-11-23 |", "| cores | 2 |", "| commit | abc1234 |", "| rss mb per 1000 | 1.2 |"):
        assert row in text
    assert text.endswith("It did not come to its end.\n")


def test_a_step_that_takes_longer_than_its_limit_is_ended_and_has_failed() -> None:
    # Where the tests run in the background of a shell, SIGINT is ignored from the start.
    waits = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); signal.pause()"
    step = Step("endless", ("python", "-c", waits), most_minutes=0.01)
    assert not succeeds(step, environment("soak"))
    assert succeeds(Step("short", ("python", "-c", ""), most_minutes=5), environment("soak"))
