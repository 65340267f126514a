"""The life of a knowledge pack by the command line: import, refuse, compare, go back."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.adapters.knowledge.an_edition import edition_in, replaced, signed
from tests.unit.cli.conftest import Ended, Run
from workstation.paths import resources

LIST = "a,b,severity\nabacavir,cetirizine,major\nfrobnicol,aspirin,minor\n"
PROFILE = {"medicines": ["abacavir", "cetirizine"], "current": [], "allergies": [], "conditions": []}


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """2026.12: one rule milder, one gone, one ingredient more, signed."""
    folder = edition_in(tmp_path / "edition")
    replaced(folder / "interactions.csv", ",major,", ",moderate,")
    lines = (folder / "interactions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "interactions.csv").write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8")
    with (folder / "ingredients.csv").open("a", encoding="utf-8") as out:
        out.write("zzyzxol,zyx,,\n")
    return signed(folder)


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    (tmp_path / "acme.csv").write_text(LIST, encoding="utf-8")
    return tmp_path / "acme.csv"


def screened(run: Run, tmp_path: Path) -> Ended:
    (tmp_path / "p.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    return run("screen", str(tmp_path / "p.json"), "--json")


def edition_now(run: Run) -> str:
    return str(run("knowledge", "info", "--json").json["edition"])


def shipped_edition() -> str:
    lines = (resources() / "knowledge" / "edition.toml").read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("edition ="))


def test_info_and_diff_need_no_store(run: Run, here: Path) -> None:
    found = run("knowledge", "info", "--json")
    assert found.code == 0
    assert {"edition", "rules", "ingredients", "classes", "signed", "sources", "unreviewed"} <= found.json.keys()
    assert [one["in_use"] for one in found.json["editions"]] == [True]
    assert run("knowledge", "diff", "shipped", "current", "--json").json["same"] is True
    assert not here.exists()


@pytest.mark.parametrize("packed", ["folder", pytest.param("zip", marks=pytest.mark.ci)])
def test_a_signed_edition_answers_from_then_on(
    run: Run, here: Path, tmp_path: Path, edition: Path, packed: str
) -> None:
    source = edition
    if packed == "zip":
        source = tmp_path / "edition.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as out:
            for file in edition.rglob("*"):
                out.write(file, Path("inner") / file.relative_to(edition))
    done = run("knowledge", "import", str(source), "--json")
    assert (done.code, done.json["edition"], done.json["previous"]) == (0, "2026.12", shipped_edition())
    assert (done.json["signed"], done.json["signed_by"], done.json["refused"]) == (False, "dev-2026-11", [])
    assert screened(run, tmp_path).json["edition"] == "2026.12"
    info = run("knowledge", "info", "--json").json
    assert [(one["edition"], one["in_use"]) for one in info["editions"]] == [
        (shipped_edition(), False),
        ("2026.12", True),
    ]
    assert info["before"] == [shipped_edition()]
    assert "2026.12" in run("knowledge", "info").out
    assert not list((here / "knowledge").glob(".incoming*"))


def test_a_difference_names_what_became_milder_first(run: Run, here: Path, edition: Path) -> None:
    found = run("knowledge", "diff", "shipped", str(edition), "--json").json
    assert (len(found["rules"]["removed"]), len(found["rules"]["changed"])) == (1, 1)
    assert found["rules"]["changed"][0]["changes"] == {"severity": {"from": "major", "to": "moderate"}}
    assert len(found["milder"]) == 2
    assert [one["key"] for one in found["ingredients"]["added"]] == ["zzyzxol"]
    assert [(one["key"], one["ingredients"]) for one in found["names"]["added"]] == [("zyx", "zzyzxol")]
    said = run("knowledge", "diff", "shipped", str(edition)).out
    assert said.index("MILDER OR GONE") < said.index("rules: 0 added, 1 removed, 1 changed")
    assert "severity major → moderate" in said


def test_a_difference_with_what_is_no_edition_is_refused(run: Run, here: Path, edition: Path, own_list: Path) -> None:
    for other, said in ((str(own_list), "it is no edition"), ("2031.01", "There is no edition 2031.01 here")):
        ended = run("knowledge", "diff", "shipped", other, "--json")
        assert (ended.code, said in ended.json["error"]["message"]) == (1, True)
    (edition / "doses.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    ended = run("knowledge", "diff", "shipped", str(edition), "--json")
    assert (ended.code, ended.json["error"]["code"]) == (1, "knowledge_broken")
    (edition / "doses.csv").unlink()
    (edition / "edition.toml").write_text("edition = [", encoding="utf-8")
    ended = run("knowledge", "diff", "shipped", str(edition), "--json")
    assert (ended.code, ended.json["error"]["code"]) == (3, "knowledge_unavailable")


def test_an_edition_that_is_not_in_order_is_refused_and_the_old_one_stays(run: Run, here: Path, edition: Path) -> None:
    replaced(edition / "doses.csv", "dose--", "dose-")
    done = run("knowledge", "import", str(edition), "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "knowledge_broken")
    assert "differs from the edition that was sealed: doses.csv" in done.json["error"]["message"]
    assert edition_now(run) == shipped_edition()
    assert list((here / "knowledge").rglob("*")) == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"nothing", b"", b"\x00\xff", b"a,b\n1,2\n"])
def test_a_file_that_is_nothing_is_refused(run: Run, here: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    done = run("knowledge", "import", str(tmp_path / "x.zip"), "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "not_knowledge")


def test_a_file_that_is_not_there_is_said(run: Run, here: Path, tmp_path: Path) -> None:
    done = run("knowledge", "import", str(tmp_path / "none.csv"), "--json")
    assert (done.code, "there is no such file or folder" in done.json["error"]["message"]) == (3, True)


def test_a_list_adds_alerts_and_says_which_rows_it_left(run: Run, here: Path, tmp_path: Path, own_list: Path) -> None:
    assert screened(run, tmp_path).json["alerts"] == []
    done = run("knowledge", "import", str(own_list), "--title", "Acme, licence 4711", "--json")
    assert (done.code, done.json["format"], done.json["name"]) == (1, "generic", "acme")
    assert (done.json["rows"], done.json["imported"], [one["row"] for one in done.json["refused"]]) == (2, 1, [3])
    answer = screened(run, tmp_path).json
    assert [(one["severity"], one["source"]) for one in answer["alerts"]] == [("major", "acme")]
    assert answer["edition"].startswith(f"{shipped_edition()}+acme-")
    info = run("knowledge", "info", "--json").json
    assert info["sources"][-1]["title"] == "Acme, licence 4711"
    own_list.write_text("a,b,severity\nabacavir,cetirizine,minor\n", encoding="utf-8")
    again = run("knowledge", "import", str(own_list), "--mapping", "generic", "--json")
    assert (again.code, again.json["replaced"]) == (0, info["lists"][0])
    assert [one["severity"] for one in screened(run, tmp_path).json["alerts"]] == ["minor"]


@pytest.mark.ci
def test_a_list_stays_beside_a_new_edition(run: Run, here: Path, tmp_path: Path, edition: Path, own_list: Path) -> None:
    run("knowledge", "import", str(own_list))
    assert run("knowledge", "import", str(edition), "--json").json["edition"].startswith("2026.12+acme-")
    assert [one["source"] for one in screened(run, tmp_path).json["alerts"]] == ["acme"]


def test_a_list_without_a_usable_row_changes_nothing(run: Run, here: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b,severity\nfrobnicol,aspirin,minor\n", encoding="utf-8")
    done = run("knowledge", "import", str(tmp_path / "x.csv"), "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "nothing_taken")
    assert "frobnicol" in done.json["error"]["message"]
    assert edition_now(run) == shipped_edition()


def test_an_unknown_format_is_a_wrong_command_line(run: Run, here: Path, own_list: Path) -> None:
    done = run("knowledge", "import", str(own_list), "--format", "excel", "--json")
    assert (done.code, "none of auto, edition, generic" in done.json["error"]["message"]) == (2, True)


@pytest.mark.ci
def test_going_back_step_by_step_and_to_a_name(run: Run, here: Path, edition: Path, own_list: Path) -> None:
    nothing = run("knowledge", "rollback", "--json")
    assert (nothing.code, nothing.json["error"]["code"]) == (1, "edition_not_at_hand")
    listed = run("knowledge", "import", str(own_list), "--json").json["edition"]
    run("knowledge", "import", str(edition))
    assert run("knowledge", "rollback", "--json").json["edition"] == listed
    assert run("knowledge", "rollback", "--json").json["edition"] == shipped_edition()
    assert run("knowledge", "rollback", "--to", "2026.12", "--json").json["edition"] == "2026.12"
    assert run("knowledge", "rollback", "--to", listed, "--json").json["edition"] == listed
    assert run("knowledge", "rollback", "--to", "shipped", "--json").json["edition"] == shipped_edition()
    unknown = run("knowledge", "rollback", "--to", "1999.01", "--json")
    assert (unknown.code, unknown.json["error"]["code"]) == (1, "edition_not_at_hand")
    assert "2026.12" in unknown.json["error"]["message"]


@pytest.mark.ci
def test_nobody_goes_back_to_a_damaged_edition(run: Run, here: Path, edition: Path) -> None:
    run("knowledge", "import", str(edition))
    run("knowledge", "rollback")
    replaced(here / "knowledge" / "editions" / "2026.12" / "doses.csv", "dose--", "dose-")
    done = run("knowledge", "rollback", "--to", "2026.12", "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "knowledge_broken")
    assert edition_now(run) == shipped_edition()
    assert run("knowledge", "import", str(edition), "--json").json["edition"] == "2026.12"


@pytest.mark.ci
def test_each_change_stands_in_the_audit(run: Run, here: Path, edition: Path, own_list: Path) -> None:
    rows = run("audit", "verify", "--json").json["rows"]
    run("knowledge", "import", str(edition))
    run("knowledge", "import", str(own_list))
    run("knowledge", "rollback")
    found = run("audit", "verify", "--json").json
    assert (found["rows"], found["ok"]) == (rows + 3, True)


def test_an_old_edition_is_told_everywhere(run: Run, here: Path, tmp_path: Path) -> None:
    old = signed(edition_in(tmp_path / "old", "2020.01", "2020-01-01"))
    said = "The knowledge is of 2020-01-01, older than a year"
    assert said in run("knowledge", "import", str(old), "--json").json["warnings"][0]
    assert said in run("knowledge", "info", "--json").json["warnings"][0]
    assert said in run("knowledge", "info").out.splitlines()[0]
    ended = screened(run, tmp_path)
    assert said in ended.json["warnings"][0]
    assert said in ended.err
    assert "knowledge" in {one["kind"] for one in ended.json["not_checked"]}
