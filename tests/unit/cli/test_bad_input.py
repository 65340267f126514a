"""Bad input is answered in a sentence, with the exit code of the contract: never with the words of Python or errno."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Ended, Run
from workstation import paths

RAW = re.compile(r"Errno|Traceback|Error\b|codec|Expecting|object has no attribute|\w+Exception")
BROKEN = "folder file missing.json binary.json not_json.json empty.json"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with every kind of wrong file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("hello\n", encoding="utf-8")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x81")
    (tmp_path / "not_json.json").write_text("{bad", encoding="utf-8")
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "empty.json").write_bytes(b"")
    return tmp_path


def said(ended: Ended) -> str:
    """The sentence of a command that failed as a whole, with or without --json; no raw text anywhere."""
    assert not RAW.search(ended.out + ended.err), ended
    sentence = str(ended.json["error"]["message"]) if ended.out else ended.err.strip()
    assert sentence
    return sentence


@pytest.fixture(params=[(), ("--json",)], ids=["words", "json"])
def tell(request: pytest.FixtureRequest, run: Run, place: Path) -> Callable[..., tuple[int, str]]:
    """Runs a command line and gives exit code and sentence."""

    def telling(*words: object) -> tuple[int, str]:
        ended = run(*words, *request.param)
        return ended.code, said(ended)

    return telling


Tell = Callable[..., tuple[int, str]]


@pytest.mark.parametrize(
    "words",
    [("catalogue", "search", "para"), ("outbox", "list"), ("audit", "verify"), ("db", "check"), ("sync", "--once")],
)
@pytest.mark.parametrize(
    ("folder", "why"), [("file", "something of that name is there"), ("file/x", "a part of its path is a file")]
)
def test_a_data_dir_that_is_a_file_is_unavailable(tell: Tell, words: tuple[str, ...], folder: str, why: str) -> None:
    code, sentence = tell("--data-dir", folder, *words)
    assert code == 3
    assert folder in sentence
    assert why in sentence


@pytest.mark.parametrize("file", BROKEN.split())
def test_screen_says_what_is_wrong_with_its_file(tell: Tell, file: str) -> None:
    code, sentence = tell("screen", file)
    assert code == (2 if file in ("folder", "missing.json", "binary.json") else 1)
    assert "cannot be read" in sentence or "no JSON document" in sentence


@pytest.mark.parametrize("file", ["folder", "binary.json"])
def test_read_says_why_its_list_of_names_cannot_be_read(tell: Tell, file: str) -> None:
    code, sentence = tell("read", "file", "--fast", "--lexicon", file)
    assert code == 2
    assert sentence.startswith(f"The list of names {file} cannot be read: it is ")


@pytest.mark.parametrize("file", BROKEN.split())
def test_read_refuses_file_by_file_and_the_answer_is_complete(run: Run, place: Path, file: str) -> None:
    ended = run("read", file, "--fast", "--json")
    (answer,) = ended.json["files"]
    assert ended.code == 1
    assert answer["refused"].endswith(".")
    assert not RAW.search(ended.out + ended.err)


@pytest.mark.parametrize("file", [*BROKEN.split(), "list.json"])
def test_a_key_that_is_none_is_wrong_use_of_the_order_server(tell: Tell, file: str) -> None:
    code, sentence = tell("orderserver", "--client-jwk", file)
    assert code == 2
    assert "no public key in JWK form: " in sentence


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--cert-dir", "file"), "something of that name is there"),
        (("--cert-dir", "file/x"), "a part of its path is a file"),
        (("--ready-file", "folder"), "cannot be written: it is a folder"),
        (("--ready-file", "none/ready.json"), "cannot be written: there is no such file or folder"),
        (("--host", "no-such-host.invalid"), "there is no computer of that name"),
    ],
)
def test_an_order_server_that_cannot_start_says_why(tell: Tell, options: tuple[str, ...], why: str) -> None:
    code, sentence = tell("orderserver", *options)
    assert code == 3
    assert why in sentence


def test_a_port_in_use_is_said(tell: Tell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, sentence = tell("orderserver", "--port", taken.getsockname()[1])
    assert (code, sentence) == (3, "The order server cannot start: the port is in use by another program.")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("folder", "it is a folder"),
        ("missing.json", "there is no such file"),
        ("binary.json", "not UTF-8"),
        ("not_json.json", "line 1, column 2"),
        ("list.json", "there is no resource"),
    ],
)
def test_the_order_server_notes_what_it_cannot_load(place: Path, file: str, why: str) -> None:
    from workstation.orderserver.server import OrderServer

    report = OrderServer().load([Path(file)])
    (note,) = report.notes
    assert why in note.sentence()
    assert not RAW.search(note.sentence())


def test_the_demo_keeps_no_pictures_where_a_file_stands(run: Run, place: Path) -> None:
    ended = run("demo", "--tour", "file")
    assert (ended.code, said(ended).splitlines()[-1]) == (
        3,
        "No pictures can be kept in file: something of that name is there already.",
    )


def test_the_demo_knows_its_themes(run: Run, place: Path) -> None:
    ended = run("demo", "--tour", "out", "--theme", "purple")
    assert ended.code == 2
    assert "one of system, light, dark, high_contrast" in said(ended)
    assert not Path("out").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"id,a,b\nx,1\n"])
def test_a_broken_knowledge_base_is_unavailable_in_words(
    tell: Tell, place: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    broken = place / "resources"
    shutil.copytree(paths.resources() / "knowledge", broken / "knowledge")
    (broken / "knowledge" / "interactions.csv").write_bytes(content)
    monkeypatch.setattr(paths, "resources", lambda: broken)
    code, sentence = tell("knowledge", "info")
    assert (code, "knowledge" in sentence or "interactions.csv" in sentence) == (3, True)


def test_a_reader_that_goes_away_is_no_fault_of_ours() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "workstation", "barcode", "8901177023125", "--json"]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")
