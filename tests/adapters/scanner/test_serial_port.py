"""A scanner on a serial line: whole codes in their order, through a real terminal pair."""

import os
import pty
import queue
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.adapters.scanner.serial_lines import LONGEST, SerialLines
from workstation.adapters.scanner.serial_port import SerialScanner, SerialSettings
from workstation.domain.errors import Unavailable

PACK = "]d20108901177011238\x1d10WF2419"
WAIT = 20


@dataclass
class Heard:
    """What a source told, waited for."""

    codes: queue.Queue[str] = field(default_factory=queue.Queue)
    troubles: queue.Queue[Unavailable | None] = field(default_factory=queue.Queue)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The scanner's end of a line, and the path of the other end, which can be moved."""
    ours, theirs = pty.openpty()
    device = tmp_path / "scanner"
    device.symlink_to(os.ttyname(theirs))
    yield ours, device
    for end in (ours, theirs):
        os.close(end)


@pytest.fixture
def heard(line: tuple[int, Path]) -> Iterator[Heard]:
    """Listens to the line."""
    told = Heard()
    scanner = SerialScanner(SerialSettings(line[1]), look_again=0.05)
    scanner.start(told.codes.put, told.troubles.put)
    yield told
    scanner.stop()


def test_codes_come_whole_and_in_order(line: tuple[int, Path], heard: Heard) -> None:
    for code in (PACK, PACK, "8901177011238"):
        os.write(line[0], f"{code}\r\n".encode())
    assert [heard.codes.get(timeout=WAIT) for _ in range(3)] == [PACK, PACK, "8901177011238"]


def test_a_code_in_pieces_is_one_code(line: tuple[int, Path], heard: Heard) -> None:
    for character in f"{PACK}\r":
        os.write(line[0], character.encode())
    assert heard.codes.get(timeout=WAIT) == PACK


def test_the_separator_is_no_signal_and_no_echo(line: tuple[int, Path], heard: Heard) -> None:
    """A line that is not raw would take Ctrl-C for a signal, and would send what it reads back to the scanner."""
    os.write(line[0], b"ready\r")
    assert heard.codes.get(timeout=WAIT) == "ready"
    os.write(line[0], b"A\x03\x1d\x04\x1aB\r")
    assert heard.codes.get(timeout=WAIT) == "A\x03\x1d\x04\x1aB"


def test_a_scanner_that_is_not_there_is_told_once_and_found_again(line: tuple[int, Path]) -> None:
    ours, device = line
    aside = device.with_name("aside")
    device.rename(aside)
    told = Heard()
    scanner = SerialScanner(SerialSettings(device), look_again=0.02)
    scanner.start(told.codes.put, told.troubles.put)
    try:
        trouble = told.troubles.get(timeout=WAIT)
        assert trouble is not None
        assert trouble.what == "scanner"
        aside.rename(device)
        assert told.troubles.get(timeout=WAIT) is None
        os.write(ours, b"8901177011238\r")
        assert told.codes.get(timeout=WAIT) == "8901177011238"
    finally:
        scanner.stop()
    assert told.troubles.empty()


def test_a_scanner_that_is_pulled_out_is_told(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    told = Heard()
    scanner = SerialScanner(SerialSettings(Path(os.ttyname(theirs))), look_again=60)
    os.write(ours, b"first\r")
    scanner.start(told.codes.put, told.troubles.put)
    try:
        assert told.codes.get(timeout=WAIT) == "first"
        os.close(theirs)
        os.close(ours)
        assert isinstance(told.troubles.get(timeout=WAIT), Unavailable)
    finally:
        scanner.stop()


def test_a_file_is_no_serial_line(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("8901177011238\n", encoding="utf-8")
    told = Heard()
    scanner = SerialScanner(SerialSettings(file), look_again=60)
    scanner.start(told.codes.put, told.troubles.put)
    trouble = told.troubles.get(timeout=WAIT)
    scanner.stop()
    assert trouble is not None
    assert "it is no serial line" in trouble.why
    assert told.codes.empty()


def test_stopping_twice_and_before_the_start_is_no_fault(line: tuple[int, Path]) -> None:
    scanner = SerialScanner(SerialSettings(line[1]))
    scanner.stop()
    scanner.start(lambda _code: None, lambda _trouble: None)
    scanner.stop()
    scanner.stop()


# --- cutting the line ------------------------------------------------------------------------------------------

CODES = st.lists(st.text(st.characters(min_codepoint=29, max_codepoint=126), min_size=1, max_size=40), max_size=5)


@given(CODES, st.integers(1, 7))
def test_however_the_bytes_come_the_codes_are_the_same(codes: list[str], size: int) -> None:
    data = "".join(f"{code}\r\n" for code in codes).encode()
    lines = SerialLines()
    found = [one for at in range(0, len(data), size) for one in lines.feed(data[at : at + size], at / 1000)]
    assert found == codes


def test_without_a_suffix_silence_ends_a_code() -> None:
    lines = SerialLines(suffixes=b"")
    assert lines.feed(b"8901177", 0.0) == []
    assert lines.feed(b"011238", 0.01) == []
    assert lines.pass_time(0.2) == ["8901177011238"]
    assert not lines.waiting


def test_half_a_code_is_forgotten_and_does_not_lead_the_next_one() -> None:
    lines = SerialLines()
    assert lines.feed(b"89011", 0.0) == []
    assert lines.feed(b"8901177011238\r", 5.0) == ["8901177011238"]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    lines = SerialLines()
    assert lines.feed(b"A" * (3 * LONGEST), 0.0) == []
    assert [len(code) for code in lines.feed(b"\r", 0.1)] == [LONGEST]


def test_single_bytes_that_are_no_utf_8_are_kept() -> None:
    assert SerialLines().feed(b"10A\xe821X\r", 0.0) == ["10A\xe821X"]
