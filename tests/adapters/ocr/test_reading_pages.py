"""Whole pages through the real engines: drawn ones, and the three real ones where the reference data is there."""

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.adapters.ocr.drawn_pages import Text, draw, lines, photographed
from tests.adapters.ocr.test_images import blank_pdf, text_pdf
from tests.unit.domain.reading.pages import LEXICON, TODAY
from workstation.adapters.ocr import read_file
from workstation.adapters.ocr.engine import EngineMissing
from workstation.adapters.ocr.reader import Engines, FileReader, find_engines
from workstation.adapters.ocr.tesseract import PytesseractEngine, TesserocrEngine
from workstation.domain.reading import DateRules, Decision, Page, Reading, ReadingRules

RULES = ReadingRules(LEXICON, DateRules(TODAY))
LETTERHEAD = [
    Text(60, 40, "Dr. Anil Kumar Sharma", 34),
    Text(60, 84, "MBBS, MD   Reg. No. 45678", 20),
    *lines("Name: Ramesh Gupta   Age/Sex: 45/M   Date: 20/11/2026", left=60, top=150, size=24),
    Text(60, 200, "Rx", 34),
    *lines(
        "1. Tab Dolo 650 1-1-1 x 5d", "2. Cap Omez 20mg BD x 5 days", "3. Tab Warf 5 mg 0-0-1 x 30 d", left=60, top=260
    ),
]


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    engines = find_engines()
    yield FileReader(engines)
    if isinstance(engines.fast, TesserocrEngine):
        engines.fast.close()


def png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def only_page(reader: FileReader, image: Image.Image, *, accurate: bool = True) -> Page:
    (page,) = reader.read(png(image), RULES, accurate=accurate).pages
    return page


def medicines(page: Page) -> list[tuple[str | None, str | None]]:
    return [(line.medicine.value, line.strength.value) for line in page.lines]


WANTED = [("Dolo", "650"), ("Omez", "20mg"), ("Warf", "5 mg")]


def test_a_letterhead_with_a_list_is_read(reader: FileReader) -> None:
    page = only_page(reader, draw(LETTERHEAD, (1000, 520)))
    assert medicines(page) == WANTED
    assert {line.medicine.decision for line in page.lines} == {Decision.READ}
    values = {name: field.value for name, field in page.fields.items()}
    assert (values["patient"], values["prescriber"]) == ("Ramesh Gupta", "Anil Kumar Sharma")
    assert (values["registration_number"], values["age"], values["sex"]) == ("45678", "45", "M")
    assert (page.fields["date"].iso, page.fields["date"].decision) == (date(2026, 11, 20), Decision.READ)


@pytest.mark.ci
def test_boxes_lie_on_the_words_they_name(reader: FileReader) -> None:
    page = only_page(reader, draw(LETTERHEAD, (1000, 520)))
    (word,) = [word for word in page.words if word.text == "Ramesh"]
    assert tuple(word.box) == pytest.approx((140, 152, 79, 30), abs=8)


@pytest.mark.ci
def test_a_phone_photo_with_shadow_and_skew_is_read(reader: FileReader) -> None:
    assert medicines(only_page(reader, photographed(draw(LETTERHEAD, (1000, 520))))) == WANTED


@pytest.mark.parametrize("quarter", [pytest.param(90, marks=pytest.mark.ci), 180])
def test_a_page_that_lies_wrong_is_read_and_boxes_stay_where_the_words_are(reader: FileReader, quarter: int) -> None:
    page = only_page(reader, draw(LETTERHEAD, (1000, 520)).rotate(quarter, expand=True))
    assert medicines(page) == WANTED
    assert page.rotation == quarter
    patient = page.fields["patient"].box
    assert patient is not None
    where = {90: (150, 770), 180: (640, 340)}[quarter]
    assert (patient.x, patient.y) == pytest.approx(where, abs=70)


def test_the_fast_pass_alone_reads_print_but_decides_nothing(reader: FileReader) -> None:
    page = only_page(reader, draw(LETTERHEAD, (1000, 520)), accurate=False)
    assert medicines(page) == WANTED
    assert all(line.medicine.decision is Decision.CONFIRM for line in page.lines)


@pytest.mark.ci
def test_the_fast_result_is_told_before_the_accurate_one(reader: FileReader) -> None:
    told: list[Reading] = []
    final = reader.read(png(draw(LETTERHEAD[:3], (1000, 260))), RULES, on_progress=told.append)
    assert [(item.seconds.fast is not None, item.seconds.accurate is not None) for item in told] == [
        (True, False),
        (True, True),
    ]
    assert told[-1] == final


def test_the_text_of_a_pdf_wins_without_any_engine() -> None:
    reading = FileReader(Engines()).read(text_pdf("Patient: Jane Doe", "Tab Warf 5 mg 0-0-1 x 30 d"), RULES)
    assert reading.pages[0].fields["patient"].value == "Jane Doe"
    assert reading.pages[0].lines[0].medicine.decision is Decision.READ


@pytest.mark.ci
def test_of_forty_pages_twenty_are_read_and_it_says_so() -> None:
    class Blind:
        name, version = "blind", "1"

        def read(self, image: object) -> list[object]:
            return []

    reading = FileReader(Engines(fast=Blind())).read(blank_pdf(40), RULES)  # type: ignore[arg-type]  # reads nothing
    assert len(reading.pages) == 20
    assert reading.refused == "Only the first 20 of 40 pages were read. Split the file to read the rest."
    assert reading.notes == ()


def test_a_wall_is_unreadable_and_no_medicine_is_made_up(reader: FileReader) -> None:
    page = only_page(reader, Image.effect_noise((600, 400), 40).convert("RGB"))
    assert (page.decision, page.lines) == (Decision.UNREADABLE, ())


def test_a_refused_file_says_why_in_a_sentence() -> None:
    reading = FileReader(Engines()).read(b"", RULES, name="scan.jpg")
    assert (reading.file, reading.pages) == ("scan.jpg", ())
    assert reading.refused == "The file is empty (0 bytes). Scan or send it again."


def test_without_any_engine_a_picture_is_refused() -> None:
    reading = FileReader(Engines()).read(png(draw(lines("Warf"))), RULES)
    assert reading.refused == "No text recognition is installed on this computer."


def test_a_missing_engine_is_said_and_the_other_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise EngineMissing("rapidocr is not installed")

    monkeypatch.setattr("workstation.adapters.ocr.reader.RapidEngine", gone)
    engines = find_engines()
    assert engines.missing == ("Read without one engine: rapidocr is not installed.",)
    reading = FileReader(engines).read(png(draw(LETTERHEAD, (1000, 520))), RULES)
    assert medicines(reading.pages[0]) == WANTED
    assert len(reading.engines) == 1


def test_the_accurate_engine_reads_alone(reader: FileReader) -> None:
    alone = FileReader(Engines(accurate=reader.engines.accurate))
    page = only_page(alone, draw(LETTERHEAD, (1000, 520)))
    assert medicines(page) == WANTED
    assert {line.medicine.decision for line in page.lines} == {Decision.CONFIRM}


@pytest.mark.ci
def test_pytesseract_reads_the_same_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        engine = PytesseractEngine()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    image = np.asarray(draw(LETTERHEAD, (1000, 520)))
    texts = [word.text for word in engine.read(image)]
    assert "Ramesh" in texts
    assert list(tmp_path.iterdir()) == []


# --- real pages ---------------------------------------------------------------------------------------------


def scan(name: str) -> Path:
    folder = os.environ.get("WORKSTATION_REFERENCE_DATA")
    data = Path(folder) if folder else Path(__file__).resolve().parents[4] / "shared" / "data"
    file = data / "prescription-scans" / name
    if not file.is_file():
        pytest.skip("the reference data folder is not there")
    return file


def test_a_real_label_led_page_is_read() -> None:
    reading = read_file(scan("printed_01.jpg"), LEXICON, today=TODAY)
    (line,) = reading.pages[0].lines
    assert (line.medicine.value, line.strength.value, line.quantity) == ("Amoxicillin", "500 mg", Decimal(21))
    assert line.dosage_instruction.text == "1 tablet by mouth every 8 hours for 7 days"
    fields = reading.pages[0].fields
    assert (fields["patient"].value, str(fields["date"].iso)) == ("Jane Doe", "2025-05-22")
    assert None not in (fields["patient"].box, fields["date"].box, line.medicine.box)


def test_a_real_page_with_an_ambiguous_date_is_read_and_the_date_asked_for(reader: FileReader) -> None:
    (page,) = reader.read(scan("printed_02.jpg"), RULES).pages
    (line,) = page.lines
    assert (line.medicine.value, line.strength.value, line.quantity) == ("Amlodipine", "5mg", Decimal(30))
    assert line.dosage_instruction.text == "1 tablet PO qd"
    assert (page.fields["date"].ambiguous, page.fields["date"].decision) == (True, Decision.CONFIRM)


def test_real_handwriting_gives_candidates_and_is_never_taken_over(reader: FileReader) -> None:
    (page,) = reader.read(scan("neat_handwriting_01.jpg"), RULES).pages
    found = [{item.name for item in line.medicine.candidates} for line in page.lines]
    assert len(found) == 6
    for wanted, names in zip(["Aciloc", "Norvasc", "Mixtard"] * 2, found, strict=True):
        assert wanted in names
    assert all(line.medicine.decision is not Decision.READ for line in page.lines)


@pytest.mark.ci
def test_print_that_was_photographed_askew_is_still_print(reader: FileReader) -> None:
    page = only_page(reader, photographed(draw(LETTERHEAD, (1240, 560)), degrees=4.0, shadow=0.6))
    assert [line.medicine.decision for line in page.lines] == [Decision.READ] * 3
