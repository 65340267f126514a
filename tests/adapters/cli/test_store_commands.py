"""Commands that read the store: they make it when the folder is empty, and their shapes hold."""

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


def test_the_first_command_in_an_empty_folder_makes_the_store(run: Run, here: Path) -> None:
    ended = run("db", "check", "--json")
    assert ended.code == 0
    assert ended.json["ok"] is True
    assert (here / "store.db").exists()
    assert not (here / "store.db").read_bytes().startswith(b"SQLite format 3")


def test_the_help_of_db_check_lists_every_check(run: Run, here: Path) -> None:
    words = set(run("db", "check", "--help").out.replace(",", " ").replace(".", " ").split())
    assert {check["name"] for check in run("db", "check", "--json").json["checks"]} <= words


def test_a_new_store_has_an_empty_outbox_and_says_so_in_words(run: Run, here: Path) -> None:
    assert run("outbox", "list", "--json").json == {"entries": []}
    assert run("outbox", "list").out == "Nothing waits: everything was sent.\n"


def test_the_audit_of_a_new_store_is_unbroken(run: Run, here: Path) -> None:
    found = run("audit", "verify", "--json").json
    assert (found["ok"], found["first_bad_row"]) == (True, None)
    assert set(found) == {"rows", "ok", "first_bad_row", "head"}


def test_the_catalogue_of_a_new_store_is_empty(run: Run, here: Path) -> None:
    ended = run("catalogue", "search", "para", "--json")
    assert (ended.code, ended.json["products"]) == (0, [])


def test_sync_before_pairing_says_what_to_run(run: Run, here: Path) -> None:
    ended = run("sync", "--once", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (3, "order_server")
    assert "workstation pair" in ended.json["error"]["message"]


def test_a_wrong_passphrase_is_no_new_store(run: Run, here: Path, tmp_path: Path) -> None:
    assert run("db", "check").code == 0
    before = (here / "store.db").read_bytes()
    (tmp_path / "passphrase").write_text("another\n", encoding="utf-8")
    ended = run("db", "check", "--json")
    assert ended.code == 3
    assert ended.json["error"]["message"]
    assert (here / "store.db").read_bytes() == before


@pytest.mark.parametrize("words", [("outbox", "list"), ("audit", "verify"), ("db", "check")])
def test_data_dir_wins_over_the_environment(run: Run, here: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    other = tmp_path / "other"
    assert run(*words, "--data-dir", other).code == 0
    assert (other / "store.db").exists()
    assert not here.exists()
