"""`workstation screen` and `workstation knowledge` as scripts see them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workstation.cli import knowledge as knowledge_command
from workstation.cli import screen as screen_command

WARFARIN = {
    "id": "w",
    "medicines": [{"text": "Warfarin 5 mg tablet"}, {"text": "Aspirin 75 mg"}, {"text": "Frobnicol"}],
    "allergies": [],
}


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_a_profile_is_answered_in_the_shape_of_the_contract(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(WARFARIN, indent=2), encoding="utf-8")
    result = runner.invoke(screen_command.app, [str(file), "--json"])
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {"id", "alerts", "screened", "not_screened", "not_checked", "edition"} <= answer.keys()
    assert answer["not_screened"] == ["Frobnicol"]
    (alert,) = answer["alerts"]
    contract = {"kind", "severity", "interrupts", "subjects", "effect", "mechanism", "management", "source", "rule"}
    assert contract <= alert.keys()
    assert (alert["kind"], alert["severity"], sorted(alert["subjects"])) == (
        "interaction",
        "major",
        ["aspirin", "warfarin"],
    )


def test_a_line_that_cannot_be_read_does_not_stop_the_others(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "profiles.jsonl"
    file.write_text("\n".join([json.dumps(WARFARIN), "{bad", '{"id":"2","medicines":[]}']), encoding="utf-8")
    result = runner.invoke(screen_command.app, [str(file), "--json"])
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer.get("id") for answer in answers] == ["w", None, "2"]
    assert answers[1]["error"]["code"] == "not_json"
    assert result.exit_code == 1


@pytest.mark.parametrize("indent", [None, 2])
def test_standard_input_may_be_one_document(runner: CliRunner, indent: int | None) -> None:
    result = runner.invoke(screen_command.app, ["-", "--json"], input=json.dumps(WARFARIN, indent=indent))
    assert json.loads(result.stdout)["id"] == "w"


def test_standard_input_may_be_one_document_per_line(runner: CliRunner) -> None:
    given = "\n".join(json.dumps({**WARFARIN, "id": str(number)}) for number in range(3))
    result = runner.invoke(screen_command.app, ["-", "--json"], input=given)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["0", "1", "2"]


def test_people_read_severity_words(runner: CliRunner) -> None:
    result = runner.invoke(screen_command.app, ["-"], input=json.dumps(WARFARIN))
    assert "STOP  MAJOR  interaction: aspirin + warfarin" in result.stdout
    assert "not clinically reviewed" in result.stdout
    assert "Not screened: Frobnicol (unknown: frobnicol)" in result.stdout


@pytest.mark.parametrize(
    ("given", "exit_code", "code"), [("{bad", 1, "not_json"), ("{}", 1, "not_a_profile"), ("", 1, "not_json")]
)
def test_a_document_that_cannot_be_read_is_an_error_in_json(
    runner: CliRunner, given: str, exit_code: int, code: str
) -> None:
    result = runner.invoke(screen_command.app, ["-", "--json"], input=given)
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (exit_code, code)


def test_a_file_that_is_not_there_is_a_usage_error(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(screen_command.app, [str(tmp_path / "none.json"), "--json"])
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (2, "not_readable")


def test_knowledge_info_counts_its_facts(runner: CliRunner) -> None:
    result = runner.invoke(knowledge_command.app, ["info", "--json"])
    answer = json.loads(result.stdout)
    assert {"edition", "rules", "ingredients", "classes", "signed", "sources", "unreviewed"} <= answer.keys()
    assert "ansm-2020-10" in {source["id"] for source in answer["sources"]}


def test_knowledge_validate_says_that_all_is_in_order(runner: CliRunner) -> None:
    result = runner.invoke(knowledge_command.app, ["validate", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"ok": True, "faults": []})
