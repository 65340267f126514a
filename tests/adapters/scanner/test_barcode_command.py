"""`workstation barcode`: the JSON contract of the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workstation.cli.barcode import app

PACK = "]d201089011770112381727033110WF2419\\x1d217K2M09QX41"
KEYS = {
    "input",
    "symbology",
    "gtin",
    "expiry_date",
    "batch_number",
    "serial_number",
    "element_strings",
    "errors",
    "suspect",
}


def answers(stdout: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_a_code_is_answered_with_every_key_of_the_contract() -> None:
    result = CliRunner().invoke(app, [PACK, "--json"])
    (answer,) = answers(result.stdout)
    assert result.exit_code == 0
    assert set(answer) >= KEYS
    assert answer["input"] == PACK
    assert answer["element_strings"] == [
        {"ai": "01", "value": "08901177011238"},
        {"ai": "17", "value": "270331"},
        {"ai": "10", "value": "WF2419"},
        {"ai": "21", "value": "7K2M09QX41"},
    ]
    assert (answer["gtin"], answer["expiry_date"]) == ("08901177011238", "2027-03-31")


def test_a_wrong_code_ends_with_1_and_is_answered_all_the_same() -> None:
    result = CliRunner().invoke(app, ["8901177011239", "--json"])
    (answer,) = answers(result.stdout)
    assert result.exit_code == 1
    assert answer["gtin"] is None
    assert answer["errors"] == [
        {
            "code": "wrong_check_digit",
            "message": "The check digit of 8901177011239 does not fit: scan it again.",
            "at": 12,
        }
    ]


def test_every_line_of_standard_input_has_its_answer() -> None:
    lines = b"8901177011238\n\n" + PACK.encode() + b"\r\n]d20108901177011238\x1d10A\xe821X\n"
    result = CliRunner().invoke(app, ["-", "--json"], input=lines)
    read = answers(result.stdout)
    assert result.exit_code == 1
    assert [answer["gtin"] for answer in read] == ["08901177011238", None, "08901177011238", "08901177011238"]
    assert read[3]["batch_number"] == "A"


def test_places_count_the_input_as_it_was_given() -> None:
    result = CliRunner().invoke(app, ["]d210A\\x1d17270231", "--json"])
    (answer,) = answers(result.stdout)
    assert isinstance(answer["errors"], list)
    assert str(answer["input"])[answer["errors"][0]["at"] :] == "31"


def test_a_code_that_begins_with_a_hyphen_is_no_option() -> None:
    result = CliRunner().invoke(app, ["-03752864", "--json"])
    assert (result.exit_code, answers(result.stdout)[0]["gtin"]) == (0, "04150037528643")
    assert CliRunner().invoke(app, ["--jsn"]).exit_code == 2


@pytest.mark.parametrize(
    "line",
    [b"\xff\xfe\x00", b"\xed\xa0\x80", b"\x00" * 50, b"1" * 1_000_000, b"]d2" + b"\x1d" * 5000, bytes(range(11, 256))],
)
def test_any_bytes_get_one_answer(line: bytes) -> None:
    result = CliRunner().invoke(app, ["-", "--json"], input=line + b"\n8901177011238")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    first, second = answers(result.stdout)
    assert (first["gtin"], bool(first["errors"])) == (None, True)
    assert second["gtin"] == "08901177011238"


def test_numbers_beside_the_gtin_and_named_values_are_answered() -> None:
    result = CliRunner().invoke(app, ["-", "--json"], input=b"3400949497294\nBatch No: A1; Exp: 12/2027\n")
    french, labelled = answers(result.stdout)
    assert french["product_numbers"] == [{"scheme": "cip13", "number": "3400949497294"}]
    assert labelled["fields"] == [{"name": "Batch No", "value": "A1"}, {"name": "Exp", "value": "12/2027"}]
    assert "A1" in CliRunner().invoke(app, ["Batch No: A1; Exp: 12/2027"]).stdout


def test_an_answer_does_not_wait_for_the_next_code() -> None:
    """A program that holds the other end of the pipe sends a code and reads its answer before the next one."""
    command = [sys.executable, "-m", "workstation", "barcode", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for code in (b"8901177011238", b"3400949497294"):
            running.stdin.write(code + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["input"] == code.decode()


def test_people_get_words() -> None:
    result = CliRunner().invoke(app, [PACK])
    assert "WF2419" in result.stdout
    assert "2027-03-31" in result.stdout


@pytest.mark.parametrize("word", ["gs1_datamatrix", "wrong_check_digit", "\\x1d"])
def test_the_help_lists_the_closed_enumerations(word: str) -> None:
    assert word in " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout.split())


def test_every_problem_and_symbology_stands_in_the_help() -> None:
    from workstation.cli.barcode import HELP
    from workstation.domain.scanned_code import CodeProblem, Symbology

    missing = [member.value for member in (*CodeProblem, *Symbology) if member.value not in HELP]
    assert missing == []


def test_the_table_of_identifiers_names_its_source() -> None:
    table = Path(__file__).parents[3] / "resources" / "codes" / "gs1_application_identifiers.tsv"
    head = table.read_text(encoding="utf-8")[:1200]
    assert "Apache License, Version 2.0" in head
    assert "gs1-syntax-dictionary" in head
