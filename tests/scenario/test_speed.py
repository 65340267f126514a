"""The measurements of tests/benchmarks, small: they run, and nothing is out of proportion. By processor time, because
the machine that runs the tests does other things, too."""

import json
import subprocess
import sys

import pytest

from tests.benchmarks import counter_blackholed, sync_drain

TIMES_THE_BARE_LOOP = 4.0
"""Of the processor time of both sides. The goal of 1.5 is for thousands: a small run pays for its beginning."""
TIMES_THE_BARE_PULL = 8.0
"""Likewise: a bare download keeps nothing, and a hundred prescriptions do not make up for opening a store."""
MOST_MEGABYTES = 500
OWN_MS = 200
FRAME_MS = 100


@pytest.mark.ci
def test_sending_one_by_one_takes_a_small_multiple_of_the_bare_loop() -> None:
    found = sync_drain.measured(120, in_batches=False)
    assert found["cpu_ratio"] < TIMES_THE_BARE_LOOP, found


def test_sending_in_batches_takes_a_small_multiple_of_the_bare_loop() -> None:
    found = sync_drain.measured(400, in_batches=True)
    assert found["cpu_ratio"] < TIMES_THE_BARE_LOOP, found


@pytest.mark.ci
def test_a_first_pull_takes_a_small_multiple_of_the_bare_download_and_little_memory() -> None:
    """In a process of its own, because its memory is measured."""
    small = ["--prescriptions", "150", "--screening", "0", "--json"]
    command = [sys.executable, "-m", "tests.benchmarks.sync_pull", *small]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    found = json.loads(ended.stdout)
    assert (found["prescriptions"], found["offline"]) == (150, "")
    assert found["processor_ratio"] < TIMES_THE_BARE_PULL, found
    assert 0 < found["peak_rss_megabytes"] < MOST_MEGABYTES, found


@pytest.mark.ci
def test_nothing_at_the_counter_waits_for_a_server_that_never_answers() -> None:
    found = counter_blackholed.measured(5, "swallows")
    assert found["rounds_offline"] >= 1
    slow = {kind: facts for kind, facts in found["kinds"].items() if facts["own_p50"] > OWN_MS}
    assert slow == {}


@pytest.mark.ci
def test_the_window_goes_on_while_the_sync_sends_and_takes_in() -> None:
    """In a process of its own: a whole program that ends leaves its mark on the loop of the one that began it."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.gui_frames",
        "--supplies",
        "10",
        "--prescriptions",
        "20",
        "--json",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    (found,) = json.loads(ended.stdout)["results"]
    assert (found["pushed"], found["pulled"]) == (20, 10)
    assert found["turns"] > 0
    assert found["own_p50"] < FRAME_MS, found
