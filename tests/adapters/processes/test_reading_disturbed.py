"""Reading in the worker when it is killed, hangs, runs out of memory or is closed: a reason, never a traceback."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.ocr.drawn_pages import draw, lines
from tests.adapters.ocr.test_reading_pages import LETTERHEAD, WANTED, medicines, png
from tests.unit.domain.reading.pages import TODAY
from workstation.adapters.ocr.remote import RemoteReader
from workstation.adapters.processes import WorkerClient, WorkerLimits
from workstation.domain.errors import Unavailable
from workstation.domain.reading import DateRules, Reading

DATES = DateRules(TODAY)
PAGE = png(draw(LETTERHEAD, (1000, 520)))
REAL = [sys.executable, "-m", "workstation.cli.worker", "ocr"]
ONLY_THE_COMMAND = [
    sys.executable,
    "-c",
    "import sys; sys.modules['tesserocr'] = None; from workstation.cli.worker import app; app(['ocr'])",
]
"""The real worker without tesserocr."""
Told = Callable[[Reading], None]


def worker(command: list[str], limits: WorkerLimits | None = None) -> WorkerClient:
    return WorkerClient("ocr", command=command, limits=limits)


def misbehaving(how: str, limits: WorkerLimits | None = None) -> WorkerClient:
    return worker([sys.executable, "-m", "tests.adapters.processes.reading_child", how], limits)


def killing(client: WorkerClient, times: int) -> Told:
    """Kills the worker at the first sign of life of each of the first `times` processes."""
    killed: set[int | None] = set()

    def told(_: Reading) -> None:
        if len(killed) < times and client.pid not in killed:
            killed.add(client.pid)
            os.kill(client.pid or 0, signal.SIGKILL)

    return told


def read(client: WorkerClient, on_progress: Told | None = None, content: bytes = PAGE) -> Reading:
    reader = RemoteReader(client)
    try:
        reading = reader.read(content, DATES, name="scan", on_progress=on_progress)
        assert reading is not None
        return reading
    finally:
        reader.close()


@pytest.mark.ci
def test_a_worker_that_is_killed_once_reads_the_file_all_the_same() -> None:
    client = worker(REAL)
    reading = read(client, killing(client, times=1))
    assert medicines(reading.pages[0]) == WANTED
    assert (reading.refused, reading.pages[0].warnings) == (None, ())
    assert reading.seconds.accurate is not None


@pytest.mark.ci
def test_a_file_that_kills_the_accurate_pass_twice_is_shown_as_the_fast_pass_read_it() -> None:
    client = worker(REAL)
    reading = read(client, killing(client, times=2))
    assert medicines(reading.pages[0]) == WANTED
    assert (reading.refused, reading.seconds.accurate) == (None, None)
    (warning,) = reading.pages[0].warnings
    assert warning.startswith("The accurate engine stopped on this page")


def test_a_file_that_kills_the_worker_before_anything_is_read_is_refused_with_a_reason() -> None:
    told = "Reading stopped unexpectedly on this file. Type the prescription from the scan."
    assert read(misbehaving("killed_at_once")) == Reading("scan", refused=told)


def test_pages_that_were_read_in_full_are_kept_when_a_later_one_kills_the_accurate_pass() -> None:
    warned = [len(page.warnings) for page in read(misbehaving("killed_in_the_accurate_pass")).pages]
    assert warned == [0, 1, 1]


def test_what_takes_too_long_is_refused_with_the_time_and_not_tried_again() -> None:
    reading = read(misbehaving("hangs", WorkerLimits(seconds=1)))
    assert reading.refused == "Reading was stopped after 1 seconds. Type the prescription from the scan."


def test_an_accurate_pass_that_takes_too_long_leaves_the_fast_one() -> None:
    reading = read(misbehaving("hangs_in_the_accurate_pass", WorkerLimits(seconds=2)))
    assert (reading.refused, len(reading.pages), len(reading.pages[0].warnings)) == (None, 1, 1)


def test_a_reader_that_is_closed_at_work_blames_no_file() -> None:
    client = worker(REAL)
    with pytest.raises(Unavailable, match="was closed"):
        read(client, lambda _: client.close())
    assert client.pid is None


def test_a_worker_that_cannot_start_blames_no_file() -> None:
    with pytest.raises(Unavailable, match="cannot be started"):
        read(worker(["/nowhere"]))
    with pytest.raises(Unavailable, match="did not answer the greeting"):
        read(worker([sys.executable, "-c", "pass"]))


@pytest.mark.ci
def test_cancelling_what_has_died_is_no_trouble() -> None:
    client = worker(REAL)
    kill = killing(client, times=1)

    def kill_and_cancel(reading: Reading) -> None:
        kill(reading)
        client.cancel()

    reader = RemoteReader(client)
    reader.read(PAGE, DATES, on_progress=kill_and_cancel)
    reader.close()
    reader.cancel()


@pytest.mark.ci
def test_a_cancelled_reading_is_none_and_the_next_one_is_read() -> None:
    reader = RemoteReader(worker(REAL))
    try:
        assert reader.read(PAGE, DATES, on_progress=lambda _: reader.cancel()) is None
        assert reader.read(PAGE, DATES) is not None
    finally:
        reader.close()


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
@pytest.mark.ci
def test_an_accurate_engine_that_gets_no_memory_leaves_the_fast_one() -> None:
    reading = read(worker(REAL, WorkerLimits(memory_bytes=900 * 1024**2)))
    assert reading.refused is None
    assert medicines(reading.pages[0]) == WANTED
    assert reading.pages[0].warnings != ()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_worker_that_is_killed_leaves_nothing_of_the_page_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    client = worker(ONLY_THE_COMMAND)
    found: list[list[Path]] = []
    kill = killing(client, times=1)

    def look_and_kill(reading: Reading) -> None:
        found.append(list(tmp_path.rglob("*")))
        kill(reading)

    engines = read(client, look_and_kill).engines
    assert engines[0].startswith("pytesseract")
    assert found[0] == list(tmp_path.rglob("*")) == []


@pytest.mark.ci
def test_a_large_page_of_text_is_read_by_the_command_through_its_pipe() -> None:
    page = png(draw(lines(*["1. Tab Dolo 650 1-1-1 x 5d"] * 12), (1654, 2339)))
    reading = read(worker(ONLY_THE_COMMAND), content=page)
    assert len(reading.pages[0].lines) >= 11
