"""Engines that are missing, that stop in the middle of a page, and a disk that takes nothing more."""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.adapters.ocr.drawn_pages import draw
from tests.adapters.ocr.test_reading_pages import LETTERHEAD, RULES, WANTED, medicines
from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.reader import FileReader, find_engines
from workstation.adapters.ocr.tesseract import TesserocrEngine
from workstation.domain.reading import Decision, Reading

HIDDEN = """
import sys
for name in {hidden!r}:
    sys.modules[name] = None
{before}
from workstation.__main__ import main
sys.exit(main())
"""
NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
"""Every write to a file fails, as on a full disk."""


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scan") / "scan.png"
    draw(LETTERHEAD, (1000, 520)).save(file)
    return file


@pytest.fixture
def reader() -> Iterator[FileReader]:
    engines = find_engines()
    fast = engines.fast
    yield FileReader(engines)
    if isinstance(fast, TesserocrEngine):
        fast.close()


def reading_of(scan: Path, *hidden: str, before: str = "", path: str | None = None) -> dict[str, object]:
    """What `workstation read --json` answers where some modules are not installed."""
    code = HIDDEN.format(hidden=hidden, before=before if path is None else f"import os; os.environ['PATH'] = {path!r}")
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, "read", "--json", str(scan)], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert done.returncode == (1 if file["refused"] else 0)
    return dict(file)


def engines(answer: dict[str, object]) -> list[str]:
    return [str(engine).split()[0] for engine in answer["engines"]]  # type: ignore[attr-defined]  # a list


@pytest.mark.ci
def test_with_all_engines_nothing_is_missing(scan: Path) -> None:
    answer = reading_of(scan)
    assert (engines(answer), answer["notes"]) == (["tesserocr", "rapidocr"], [])


@pytest.mark.parametrize("module", ["rapidocr", "onnxruntime"])
def test_without_rapidocr_tesseract_reads_alone_and_says_so(scan: Path, module: str) -> None:
    answer = reading_of(scan, module)
    assert (engines(answer), len(answer["pages"])) == (["tesserocr"], 1)  # type: ignore[arg-type]  # a list
    assert answer["notes"] == [f"Read without one engine: {module} is not installed."]


@pytest.mark.ci
def test_without_tesserocr_the_command_stands_in_and_says_so(scan: Path) -> None:
    answer = reading_of(scan, "tesserocr")
    assert engines(answer) == ["pytesseract", "rapidocr"]
    assert answer["notes"] == ["Read with the tesseract command: tesserocr is not installed."]


@pytest.mark.ci
def test_without_any_tesseract_rapidocr_reads_alone_and_says_so(scan: Path, tmp_path: Path) -> None:
    answer = reading_of(scan, "tesserocr", path=str(tmp_path))
    assert engines(answer) == ["rapidocr"]
    assert answer["notes"] == [
        "Read without one engine: tesserocr is not installed, and the tesseract command is not installed."
    ]


def test_without_any_engine_the_file_is_refused(scan: Path) -> None:
    answer = reading_of(scan, "tesserocr", "pytesseract", "rapidocr")
    assert (answer["engines"], answer["pages"]) == ([], [])
    assert answer["refused"] == "No text recognition is installed on this computer."


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes are limited on Linux and macOS only")
@pytest.mark.parametrize("hidden", [(), pytest.param(("tesserocr",), marks=pytest.mark.ci)])
def test_a_full_disk_does_not_matter_because_nothing_is_written(scan: Path, hidden: tuple[str, ...]) -> None:
    answer = reading_of(scan, *hidden, before=NO_ROOM)
    assert (answer["refused"], len(answer["pages"])) == (None, 1)  # type: ignore[arg-type]  # a list
    assert len(engines(answer)) == 2


@pytest.mark.ci
def test_the_neural_network_reports_to_nobody_and_leaves_no_file(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    assert "rapidocr" in engines(reading_of(scan))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", [["--json"], []])
def test_an_answer_that_the_disk_does_not_take_is_said_in_a_sentence(options: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "workstation", "read", *options, "--fast", "nowhere.png"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "the disk is full" in done.stderr
    assert done.returncode == 3


def test_a_picture_in_heic_is_refused_with_the_reason_where_it_cannot_be_opened() -> None:
    phone = Path(__file__).parent / "data" / "turned_by_the_phone.heic"
    answer = reading_of(phone, "pi_heif")
    assert answer["refused"] == ("HEIC pictures cannot be opened on this computer. Ask for a JPEG, or scan the paper.")


class Broken:
    """An engine that stops on every page."""

    name, version = "broken", "1"

    def read(self, _: Pixels) -> list[object]:
        from workstation.adapters.ocr.engine import calling

        with calling(self.name):
            raise MemoryError


def broken_session(*_: object, **__: object) -> None:
    raise RuntimeError("a message that may name Ramesh Gupta")


def test_what_the_fast_engine_read_is_kept_when_the_accurate_one_stops(
    scan: Path, reader: FileReader, caplog: pytest.LogCaptureFixture
) -> None:
    accurate = reader.engines.accurate
    assert accurate is not None
    accurate.__dict__["_detector"] = broken_session
    told: list[Reading] = []
    reading = reader.read(scan, RULES, on_progress=told.append)
    (page,) = reading.pages
    assert medicines(page) == WANTED
    assert {line.medicine.decision for line in page.lines} == {Decision.CONFIRM}
    assert page.warnings[0].startswith("The accurate engine stopped on this page")
    assert [len(each.pages[0].warnings) for each in told] == [0, 1]
    assert "rapidocr stopped: RuntimeError" in caplog.text
    assert "Ramesh" not in caplog.text


@pytest.mark.ci
def test_the_accurate_engine_reads_alone_when_the_fast_one_stops(scan: Path, reader: FileReader) -> None:
    alone = FileReader(reader.engines)
    kept, alone.engines.fast = alone.engines.fast, Broken()  # type: ignore[assignment]  # reads nothing
    (page,) = alone.read(scan, RULES).pages
    alone.engines.fast = kept
    assert medicines(page) == WANTED
    assert page.warnings[0].startswith("The fast engine stopped on this page")


def test_a_file_on_which_both_engines_stop_is_refused(scan: Path, reader: FileReader) -> None:
    accurate = reader.engines.accurate
    assert accurate is not None
    accurate.__dict__["_detector"] = broken_session
    kept, reader.engines.fast = reader.engines.fast, Broken()  # type: ignore[assignment]  # reads nothing
    reading = reader.read(scan, RULES)
    reader.engines.fast = kept
    assert reading.pages == ()
    assert reading.refused == "Reading stopped unexpectedly on this file. Type the prescription from the scan."


def test_postscript_is_no_picture_here_because_opening_it_writes_the_page_to_disk(tmp_path: Path) -> None:
    page = BytesIO()
    Image.new("RGB", (200, 200), "white").save(page, "EPS")
    reading = FileReader(find_engines(accurate=False)).read(page.getvalue(), RULES)
    assert reading.refused is not None
    assert reading.refused.startswith("This is neither a picture nor a PDF")
