"""`workstation read`: the JSON that scripts rely on, and the exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.adapters.ocr.drawn_pages import draw, lines
from tests.adapters.ocr.test_images import blank_pdf, locked_pdf, text_pdf
from workstation.cli.read import app

RUN = CliRunner()


@pytest.fixture
def prescription(tmp_path: Path) -> Path:
    file = tmp_path / "scan.pdf"
    file.write_bytes(text_pdf("Patient: Jane Doe", "Date: 05/11/2026", "Tab Zzzyqin 5 mg 0-0-1 x 30 d"))
    return file


def test_every_key_of_the_contract_is_there(prescription: Path) -> None:
    answer = RUN.invoke(app, [str(prescription), "--json", "--fast"])
    (file,) = json.loads(answer.stdout)["files"]
    assert {"file", "pages", "engines", "seconds", "refused"} <= file.keys()
    assert file["seconds"].keys() == {"fast", "accurate"}
    (page,) = file["pages"]
    assert {"width", "height", "words", "fields", "lines"} <= page.keys()
    assert {"text", "confidence", "box"} <= page["words"][0].keys()
    assert {"patient", "date", "prescriber", "registration_number", "age", "sex"} <= page["fields"].keys()
    assert {"value", "confidence", "decision", "box", "iso", "ambiguous"} <= page["fields"]["date"].keys()
    (line,) = page["lines"]
    wanted = {"text", "box", "medicine", "strength", "dosage_instruction", "quantity", "duration_days"}
    assert wanted <= line.keys()
    assert {"value", "decision", "candidates"} <= line["medicine"].keys()
    assert {"name", "ingredients", "score", "in_catalogue"} == line["medicine"]["candidates"][0].keys()
    assert line["dosage_instruction"]["plain"] == "Take 1 tablet at night, for 30 days."
    assert answer.exit_code == 0


def test_a_list_of_names_adds_to_the_lexicon(prescription: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Zzzyqin\n", encoding="utf-8")

    def decision(*options: str) -> str:
        answer = RUN.invoke(app, [str(prescription), "--json", "--fast", *options])
        return str(json.loads(answer.stdout)["files"][0]["pages"][0]["lines"][0]["medicine"]["decision"])

    assert decision() == "confirm"
    assert decision("--lexicon", str(names)) == "read"


def test_a_refused_file_ends_with_1_and_the_others_are_answered(prescription: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    answer = RUN.invoke(app, [str(empty), str(prescription), "--json", "--fast"])
    first, second = json.loads(answer.stdout)["files"]
    assert answer.exit_code == 1
    assert (first["refused"], first["pages"]) == ("The file is empty (0 bytes). Scan or send it again.", [])
    assert (second["refused"], len(second["pages"])) == (None, 1)


def test_a_locked_pdf_is_refused_with_what_to_do(tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(locked_pdf())
    answer = RUN.invoke(app, [str(locked), "--json", "--fast"])
    (file,) = json.loads(answer.stdout)["files"]
    assert answer.exit_code == 1
    assert file["refused"] == (
        "The PDF is locked with a password. Open it with its password and print it again, or ask for one without."
    )


def test_two_patients_on_a_page_are_said(tmp_path: Path) -> None:
    file = tmp_path / "two.pdf"
    file.write_bytes(
        text_pdf(
            *("Patient: Asha Rao", "Date: 20/11/2026", "Tab Warf 5 mg 0-0-1 x 30 d"),
            *("Patient: Vikram Shetty", "Date: 21/11/2026", "Tab Dolo 650 mg 1-1-1 x 3 d"),
        )
    )
    answer = RUN.invoke(app, [str(file), "--json", "--fast"])
    (page,) = json.loads(answer.stdout)["files"][0]["pages"]
    assert page["warnings"][0].startswith("Two patients stand on this page")
    assert "Two patients stand on this page" in RUN.invoke(app, [str(file), "--fast"]).stderr


def test_without_json_people_get_a_table(prescription: Path) -> None:
    answer = RUN.invoke(app, [str(prescription), "--fast"])
    assert "Jane Doe" in answer.stdout
    assert "confirm" in answer.stdout


def test_the_photo_of_something_else_is_no_product(tmp_path: Path) -> None:
    file = tmp_path / "wall.png"
    draw(lines("hello"), (300, 200)).save(file)
    answer = json.loads(RUN.invoke(app, [str(file), "--pack", "--json"]).stdout)
    assert (answer["codes"], answer["candidates"], answer["decision"]) == ([], [], "unreadable")


@pytest.mark.ci
def test_forty_pages_end_with_1_and_the_first_twenty_are_answered(tmp_path: Path) -> None:
    long = tmp_path / "long.pdf"
    long.write_bytes(blank_pdf(40))
    answer = RUN.invoke(app, [str(long), "--json", "--fast"])
    (file,) = json.loads(answer.stdout)["files"]
    assert (answer.exit_code, len(file["pages"])) == (1, 20)
    assert file["refused"] == "Only the first 20 of 40 pages were read. Split the file to read the rest."


def test_of_a_blank_page_people_are_told_that_nothing_could_be_read(tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    file.write_bytes(blank_pdf(1))
    told = RUN.invoke(app, [str(file), "--fast"]).stdout
    assert "Nothing could be read." in told
    assert "Decision" not in told, "no empty tables"
