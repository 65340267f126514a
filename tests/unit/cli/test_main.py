"""The `workstation` command itself: help, global options, exit codes, the form of failures."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run
from workstation import __version__
from workstation.cli.main import COMMANDS, help_text

STORE_COMMANDS = [
    ("audit", "verify"),
    ("catalogue", "search", "para"),
    ("db", "check"),
    ("outbox", "list"),
    ("sync", "--once"),
    ("pair", "https://127.0.0.1:1", "--organization", "pharmacy-1"),
]
"""Command lines that open the store."""


def test_the_help_page_names_every_command_but_the_hidden_ones(run: Run) -> None:
    for word in ("--help", "-h", "help"):
        ended = run(word)
        assert (ended.code, ended.out, ended.err) == (0, help_text(), "")
    shown = {line.split()[0] for line in help_text().splitlines() if line.startswith("  ")}
    assert {name for name in COMMANDS if not name.startswith("_")} <= shown
    assert "_worker" not in help_text()


def test_the_help_page_says_exit_codes_and_where_the_store_is() -> None:
    text = help_text()
    assert "0 every input got an answer, 1 something was refused, 2 usage, 3 unavailable" in text
    assert "--data-dir DIR" in text
    assert "WORKSTATION_PASSPHRASE_FILE" in text


def test_the_version_is_the_package_version(run: Run) -> None:
    assert run("--version").out == f"workstation {__version__}\n"


@pytest.mark.parametrize("name", [name for name in COMMANDS if not name.startswith("_")])
def test_the_help_of_every_command_teaches(run: Run, name: str) -> None:
    if importlib.util.find_spec(f"workstation.cli.{COMMANDS[name][0]}") is None:
        pytest.skip(f"{name} is not part of this version yet")
    ended = run(name, "--help")
    assert ended.code == 0
    assert f"Usage: workstation {name}" in ended.out
    assert len(ended.out.splitlines()) >= 5
    assert "--install-completion" not in ended.out


def test_an_unknown_command_is_wrong_use(run: Run) -> None:
    ended = run("dispence")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is no command 'dispence'.\nTry `workstation --help`.\n"


@pytest.mark.parametrize(
    "words",
    [("dispence",), ("audit", "verify", "--nope"), ("sync",), ("barcode",), ("read",), ("pair",), ("outbox", "nope")],
)
def test_wrong_use_with_json_is_one_document(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words, "--json")
    assert ended.code == 2
    assert ended.json["error"]["code"] == "usage"
    assert ended.json["error"]["message"]
    assert ended.err == ""


def test_wrong_use_without_json_is_words_on_stderr_and_names_the_help_page(run: Run) -> None:
    ended = run("db", "check", "--nope")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "No such option: --nope\nTry `workstation db --help`.\n"


def test_sync_without_once_says_why_it_is_needed(run: Run) -> None:
    ended = run("sync")
    assert ended.code == 2
    assert "say --once" in ended.err


@pytest.mark.parametrize("words", [("--data-dir",), ("db", "check", "--data-dir")])
def test_data_dir_needs_a_folder(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert (ended.code, ended.err.splitlines()[0]) == (2, "--data-dir needs a folder.")


def test_data_dir_counts_before_and_after_the_command_and_with_an_equals_sign(run: Run, tmp_path: Path) -> None:
    """Each form leads to the same folder: the one whose broken key record is complained about."""
    (tmp_path / "store.db").write_bytes(b"something")
    for words in (
        ("--data-dir", tmp_path, "db", "check", "--json"),
        ("db", "--data-dir", tmp_path, "check", "--json"),
        ("db", "check", "--json", "--data-dir", tmp_path),
        (f"--data-dir={tmp_path}", "db", "check", "--json"),
    ):
        ended = run(*words)
        assert ended.code == 3
        assert str(tmp_path) in ended.json["error"]["message"]


@pytest.mark.parametrize("words", STORE_COMMANDS)
def test_without_a_key_ring_and_a_passphrase_file_it_says_what_to_do(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ended = run("--data-dir", tmp_path / "new", *words, "--json", *(["--auth", "none"] if words[0] == "pair" else []))
    assert (ended.code, ended.json["error"]["code"]) == (3, "keys")
    assert "key ring" in ended.json["error"]["message"]
    assert "WORKSTATION_PASSPHRASE_FILE" in ended.json["error"]["message"]
    assert not (tmp_path / "new" / "store.db").exists()


def test_the_same_failure_for_people_is_a_sentence_on_stderr(run: Run, tmp_path: Path) -> None:
    ended = run("--data-dir", tmp_path, "outbox", "list")
    assert (ended.code, ended.out) == (3, "")
    assert "WORKSTATION_PASSPHRASE_FILE" in ended.err
    assert "Traceback" not in ended.err


def test_the_exit_code_reaches_the_shell(tmp_path: Path) -> None:
    environment = os.environ | {"WORKSTATION_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "workstation", "db", "check"]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr


# --- commands that need no store ----------------------------------------------------------------------------


def test_barcode_answers_with_the_parts_of_a_code(run: Run) -> None:
    ended = run("barcode", r"]d20108901177023125\x1d17271231\x1d10AB12", "--json")
    assert ended.code == 0
    assert ended.json["gtin"] == "08901177023125"
    assert (ended.json["expiry_date"], ended.json["batch_number"]) == ("2027-12-31", "AB12")


def test_barcode_refuses_a_wrong_check_digit_and_the_document_is_complete(run: Run) -> None:
    ended = run("barcode", "8901234567895", "--json")
    assert (ended.code, ended.json["gtin"]) == (1, None)
    assert [error["code"] for error in ended.json["errors"]] == ["wrong_check_digit"]


def test_the_help_of_barcode_lists_its_closed_enumerations(run: Run) -> None:
    from workstation.domain.scanned_code import CodeProblem, Symbology

    words = set(run("barcode", "--help").out.replace(",", " ").replace(".", " ").split())
    assert {one.value for one in Symbology} <= words
    assert {one.value for one in CodeProblem} <= words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--auth", "sometimes"), "--auth must be smart or none"),
        (("--organization", "no spaces"), "--organization must be"),
        (("--client-jwk", "no-such-file.json"), "no public key in JWK form"),
    ],
)
def test_the_order_server_refuses_wrong_options_before_it_listens(
    run: Run, options: tuple[str, ...], said: str
) -> None:
    ended = run("orderserver", *options, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "usage")
    assert said in ended.json["error"]["message"]


# --- pair: what is wrong before the network is touched --------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("http://127.0.0.1:8443",), "https"),
        (("127.0.0.1:8443",), "https"),
        (("https://127.0.0.1:8443", "--auth", "basic"), "--auth must be smart or none"),
        (("https://127.0.0.1:8443", "--ca", "no-such-file.pem"), "no-such-file.pem"),
    ],
)
def test_pair_refuses_a_command_line_that_makes_no_sense(run: Run, words: tuple[str, ...], said: str) -> None:
    ended = run("pair", *words, "--organization", "pharmacy-1", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "usage")
    assert said in ended.json["error"]["message"]


def test_a_file_that_holds_no_certificate_is_no_authority(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_bytes(b"")
    ended = run("pair", "https://127.0.0.1:8443", "--organization", "pharmacy-1", "--ca", empty)
    assert ended.code == 2
    assert "no readable PEM file" in ended.err


def test_every_refusal_of_pairing_has_its_sentence_and_stands_in_the_help(run: Run) -> None:
    from workstation.app.pair import PairingRefusal
    from workstation.cli.pair_words import OPTIONS

    codes = {one.value for one in PairingRefusal}
    assert set(OPTIONS) <= codes, "tests/ui/test_words.py looks for the sentence of each"
    text = run("pair", "--help").out.replace(",", " ").split()
    assert codes <= set(text)
