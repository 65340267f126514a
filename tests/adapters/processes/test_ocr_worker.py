"""Reading in the worker process, as the screens do it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.ocr.test_images import text_pdf
from tests.unit.domain.reading.pages import TODAY
from workstation.adapters.ocr.remote import RemoteReader
from workstation.adapters.processes import WorkerClient
from workstation.domain.reading import DateRules, Reading

COMMAND = [sys.executable, "-m", "workstation.cli.worker", "ocr"]


@pytest.fixture(scope="module")
def reader() -> Iterator[RemoteReader]:
    reader = RemoteReader(WorkerClient("ocr", command=COMMAND))
    yield reader
    reader.close()


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_bytes_are_read_in_the_worker_and_progress_arrives(reader: RemoteReader) -> None:
    told: list[Reading] = []
    content = text_pdf("Patient: Jane Doe", "Tab Amoxicillin 500 mg 1-0-1 x 5 days")
    reading = reader.read(content, DateRules(TODAY), name="scan", on_progress=told.append)
    assert reading is not None
    assert told == [reading]
    (line,) = reading.pages[0].lines
    assert (reading.file, line.medicine.value) == ("scan", "Amoxicillin")
    assert line.dosage_instruction.plain is not None


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_a_file_that_is_refused_is_answered(reader: RemoteReader, tmp_path: Path) -> None:
    reading = reader.read(tmp_path / "gone.png", DateRules(TODAY))
    assert reading is not None
    assert reading.refused == "There is no such file, it is a folder, or it may not be opened."
