"""A stack of drawn prescriptions in one file."""

import json
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.adapters.ocr.drawn_pages import draw, lines
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.stack import ink_share, sheet_marks, write_separator_sheet
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_page import SIZES, PageShape, Photo
from workstation.adapters.samplepharmacy.scan_pages import look_of, page_of, seed_of
from workstation.adapters.samplepharmacy.scan_paper import blank_paper
from workstation.adapters.samplepharmacy.scan_photo import take_photo
from workstation.cli.read import app
from workstation.domain.reading.stack import BLANK_INK

TODAY = date(2026, 11, 23)


@cache
def scan(number: str) -> Image.Image:
    prescription = sample_pharmacy(TODAY).prescription(number)
    drawn = draw_scan(page_of(prescription, TODAY), look_of(prescription), seed_of(prescription))
    return Image.open(BytesIO(drawn.jpeg)).convert("RGB")


@cache
def empty(photo: Photo) -> Image.Image:
    chance = np.random.default_rng(5)
    jpeg, _ = take_photo(blank_paper(SIZES[PageShape.A4], photo, chance), photo, chance)
    return Image.open(BytesIO(jpeg)).convert("RGB")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sheet") / "separator.pdf"
    write_separator_sheet(file)
    return file


def saved(file: Path, pages: list[Image.Image]) -> Path:
    first, *others = [page.copy() for page in pages]  # Pillow leaves its settings for one format on a page
    first.save(file, save_all=True, append_images=others)
    return file


def ink(image: Image.Image) -> float:
    return ink_share(np.asarray(image))


@pytest.mark.parametrize("photo", [Photo.FLATBED, Photo.PHONE, Photo.CREASED])
def test_an_empty_sheet_is_blank(photo: Photo) -> None:
    assert ink(empty(photo)) < BLANK_INK


@pytest.mark.parametrize("number", ["RX-26-004819", "RX-26-004835", "RX-26-004842"])
def test_a_prescription_is_never_blank_not_even_one_that_nobody_can_read(number: str) -> None:
    assert ink(scan(number)) > 0.09


def test_a_sheet_with_one_line_on_it_is_not_blank() -> None:
    assert ink(draw(lines("Tab Dolo 650 mg 1-1-1", left=300, top=400), SIZES[PageShape.A4])) > BLANK_INK


@pytest.mark.parametrize("degrees", [0, 3, 90, 180])
def test_the_separator_sheet_is_known_as_the_feeder_turns_it(sheet: Path, degrees: int, tmp_path: Path) -> None:
    page = Image.fromarray(next(open_source(sheet).pages).rgb)
    file = saved(tmp_path / "scan.png", [page.rotate(degrees, expand=True, fillcolor="white")])
    assert [code for _, code in sheet_marks(file)] == [True]


@pytest.mark.ci
def test_a_stack_is_parted_by_sheets_and_by_layout(sheet: Path, tmp_path: Path) -> None:
    parting = Image.fromarray(next(open_source(sheet).pages).rgb)
    first, second, blurred, last = map(scan, ("RX-26-004835", "RX-26-004839", "RX-26-004819", "RX-26-004832"))
    stack = saved(tmp_path / "stack.pdf", [first, second, empty(Photo.FLATBED), blurred, parting, last])
    answer = CliRunner().invoke(app, ["--split", "--fast", "--json", str(stack)])
    (file,) = json.loads(answer.stdout)["files"]
    assert answer.exit_code == 0
    assert file["documents"] == [
        {"pages": [1], "why": "first_page", "doubtful": False},
        {"pages": [2], "why": "layout", "doubtful": False},
        {"pages": [4], "why": "blank_sheet", "doubtful": True},
        {"pages": [6], "why": "separator", "doubtful": False},
    ]
    assert file["left_out"] == [3, 5]
    assert len(file["pages"]) == 6


def test_without_the_option_nothing_is_said_about_documents(sheet: Path) -> None:
    (file,) = json.loads(CliRunner().invoke(app, ["--fast", "--json", str(sheet)]).stdout)["files"]
    assert "documents" not in file


def test_a_stack_that_cannot_be_read_has_no_documents(tmp_path: Path) -> None:
    file = tmp_path / "empty.pdf"
    file.touch()
    answer = CliRunner().invoke(app, ["--split", "--fast", "--json", str(file)])
    (told,) = json.loads(answer.stdout)["files"]
    assert (answer.exit_code, told["documents"], told["left_out"]) == (1, [], [])


def test_people_get_a_table_of_the_prescriptions_of_a_tiff(tmp_path: Path) -> None:
    head = draw(
        lines("Dr. Anil Kumar Sharma MBBS", "Name: Ramesh Gupta  Age: 45", "Tab Dolo 650 1-1-1 x 5d"), (900, 700)
    )
    stack = saved(tmp_path / "stack.tif", [head, head])
    answer = CliRunner().invoke(app, ["--split", "--fast", str(stack)])
    assert "first page of the file" in answer.stdout
    assert "1, 2" in answer.stdout


def test_the_separator_sheet_is_written_and_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    run = CliRunner()
    file = tmp_path / "sheet.pdf"
    assert run.invoke(app, ["--separator-sheet", str(file)]).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    told = run.invoke(app, ["--separator-sheet", str(tmp_path / "none" / "sheet.pdf"), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["error"]["code"]) == (3, "not_written")


def test_no_file_is_a_question_of_usage() -> None:
    answer = CliRunner().invoke(app, ["--json"])
    assert (answer.exit_code, json.loads(answer.stdout)["error"]["code"]) == (2, "usage")
