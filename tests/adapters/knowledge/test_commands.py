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


def test_errors_name_the_line_of_the_file(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "profiles.jsonl"
    empty = json.dumps({"medicines": [{"text": ""}]})
    file.write_text("\n".join([json.dumps(WARFARIN), "", "{bad", empty, '{"id":"2","medicines":[]}']), encoding="utf-8")
    result = runner.invoke(screen_command.app, [str(file), "--json"])
    first, bad, wrong, last = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["id"], last["id"], result.exit_code) == ("w", "2", 1)
    assert (bad["error"]["code"], bad["error"]["line"]) == ("not_json", 3)
    assert "line 1" not in bad["error"]["message"]
    assert (wrong["error"]["code"], wrong["error"]["line"]) == ("wrong_value", 4)
    assert "line 3: " in runner.invoke(screen_command.app, [str(file)]).stdout


def test_a_file_of_one_line_names_it_too(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "profiles.jsonl"
    file.write_text("\n{bad\n", encoding="utf-8")
    result = runner.invoke(screen_command.app, [str(file), "--json"])
    assert (json.loads(result.stdout)["error"]["line"], result.exit_code) == (2, 1)


def test_why_a_file_cannot_be_read_is_said_in_words(runner: CliRunner, tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"medicines":["\xe9"]}')
    for file, reason in (
        (tmp_path / "none.json", "there is no such file or folder."),
        (tmp_path, "it is a folder."),
        (latin, "it is not text in UTF-8."),
    ):
        result = runner.invoke(screen_command.app, [str(file), "--json"])
        error = json.loads(result.stdout)["error"]
        assert (result.exit_code, error) == (
            2,
            {"code": "not_readable", "message": f"{file} cannot be read: {reason}"},
        )


def test_paracetamol_is_not_said_to_impair_clotting_by_itself(runner: CliRunner) -> None:
    given = {"medicines": [{"text": "Warfarin 5 mg tablet"}, {"text": "Paracetamol 500 mg tablet"}]}
    result = runner.invoke(screen_command.app, ["-", "--json"], input=json.dumps(given))
    (alert,) = (a for a in json.loads(result.stdout)["alerts"] if a["kind"] == "interaction")
    assert (alert["severity"], alert["effect"]) == ("moderate", "Serious bleeding.")
    assert alert["mechanism"] == "Paracetamol changes the formation or use of clotting factors."


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


@pytest.mark.parametrize(
    ("allergy", "medicine"),
    [
        ("Amoxil", "Amoxicillin 500 mg capsule"),
        ("Augmentin", "Amoxicillin 500 mg capsule"),
        ("Augmentin 625 Duo", "Cloxacillin 500 mg capsule"),
        ("allergic to Amoxil", "Phenoxymethylpenicillin 250 mg tablet"),
        ("Crocin", "Paracetamol 500 mg tablet"),
        ("penicillin", "Augmentin 625 Duo"),
    ],
)
def test_an_allergy_that_is_told_by_its_brand_alerts(runner: CliRunner, allergy: str, medicine: str) -> None:
    given = {"medicines": [medicine], "allergies": [allergy]}
    answer = json.loads(runner.invoke(screen_command.app, ["-", "--json"], input=json.dumps(given)).stdout)
    alerts = [one for one in answer["alerts"] if one["kind"] == "allergy"]
    assert [one["severity"] for one in alerts] == ["contraindicated"] * len(alerts)
    assert alerts
    assert not [one for one in answer["not_checked"] if one["kind"] == "allergy"]


def test_an_allergy_that_nobody_understands_is_told_as_not_checked(runner: CliRunner) -> None:
    given = {"medicines": ["Amoxicillin 500 mg capsule"], "allergies": ["Zzyzx"]}
    answer = json.loads(runner.invoke(screen_command.app, ["-", "--json"], input=json.dumps(given)).stdout)
    (missing,) = (one for one in answer["not_checked"] if one["kind"] == "allergy")
    assert (missing["subject"], missing["missing"]) == ("Zzyzx", "not recognised")


def _bundle(*resources: dict[str, object]) -> str:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def _coded(code: str) -> dict[str, object]:
    concept = {"coding": [{"system": "http://snomed.info/sct", "code": code}]}
    return {"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": concept}


def test_a_medicine_that_only_has_a_code_is_told_by_its_code(runner: CliRunner) -> None:
    given = _bundle({"resourceType": "Patient", "id": "p"}, _coded("387458008"), _coded("372756006"))
    told = runner.invoke(screen_command.app, ["-"], input=given).stdout
    assert "Not screened: medicine of code 387458008, without a name\n" in told
    assert "372756006" in told, "two codes are two medicines"
    assert "unknown: medicine" not in told


def test_nothing_screened_is_no_clean_answer(runner: CliRunner) -> None:
    told = runner.invoke(screen_command.app, ["-"], input=_bundle(_coded("387458008"))).stdout
    assert "No alert" not in told
    assert told.splitlines()[-1].startswith("Nothing was screened")


def test_that_there_is_no_alert_comes_after_what_was_not_looked_at(runner: CliRunner) -> None:
    given = {"medicines": ["Paracetamol 500 mg tablet", "Frobnicol"]}
    lines = runner.invoke(screen_command.app, ["-"], input=json.dumps(given)).stdout.splitlines()
    assert lines[-2] == "No alert of what was screened."
    assert any(line.startswith("Not screened: Frobnicol") for line in lines[:-2])
    assert any(line.startswith("Not checked: ") for line in lines[:-2])


@pytest.mark.parametrize("has_patient", [True, False], ids=["with a patient", "without one"])
def test_a_bundle_without_a_patient_says_so(runner: CliRunner, has_patient: bool) -> None:
    patient: list[dict[str, object]] = [{"resourceType": "Patient", "id": "p"}] if has_patient else []
    answer = runner.invoke(screen_command.app, ["-", "--json"], input=_bundle(*patient, _coded("387458008"))).stdout
    found = [one["missing"] for one in json.loads(answer)["not_checked"] if one["kind"] == "patient"]
    assert found == ([] if has_patient else ["no patient was given"])
