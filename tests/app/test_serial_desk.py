"""A scanner on a serial line reaches the window: codes in their order, on the window's thread."""

import os
import pty
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.factories import NOW
from workstation.adapters.scanner.serial_port import SerialScanner, SerialSettings
from workstation.app.serial_desk import SerialDesk, listening
from workstation.domain.errors import Unavailable
from workstation.settings import settings_from
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def line() -> Iterator[tuple[int, Path]]:
    """The scanner's end of a line, and the path of the other end."""
    ours, theirs = pty.openpty()
    yield ours, Path(os.ttyname(theirs))
    for end in (ours, theirs):
        os.close(end)


def test_scans_reach_the_window_in_their_order_and_on_its_thread(qtbot: QtBot, line: tuple[int, Path]) -> None:
    heard: list[tuple[str, int]] = []
    troubles: list[Unavailable | None] = []
    scanner = SerialScanner(SerialSettings(line[1]))
    desk = SerialDesk(scanner, lambda code: heard.append((code, threading.get_ident())), troubles.append)
    desk.start()
    codes = [f"89011770{number:05}" for number in range(50)]
    for code in codes:
        os.write(line[0], f"{code}\r\n".encode())
    qtbot.waitUntil(lambda: len(heard) >= len(codes), timeout=20_000)
    desk.stop()
    assert [code for code, _ in heard] == codes
    assert {thread for _, thread in heard} == {threading.get_ident()}
    assert troubles == []


def test_a_scanner_that_is_not_there_is_said_once(qtbot: QtBot, tmp_path: Path) -> None:
    troubles: list[Unavailable | None] = []
    scanner = SerialScanner(SerialSettings(tmp_path / "none"), look_again=0.01)
    desk = SerialDesk(scanner, lambda _code: None, troubles.append)
    desk.start()
    qtbot.waitUntil(lambda: len(troubles) == 1, timeout=20_000)
    desk.stop()
    assert [trouble.what for trouble in troubles if trouble] == ["scanner"]


@pytest.fixture
def window(qtbot: QtBot, host: ThemeHost, words: Words) -> MainWindow:
    """A window whose page in front has no use for any code."""
    made = MainWindow(host, words, Place("Neem Tree Pharmacy", "PC 2", demo=False), (), lambda: NOW)
    qtbot.addWidget(made)
    return made


def test_the_window_takes_codes_of_the_line_while_it_is_open(
    qtbot: QtBot, window: MainWindow, words: Words, line: tuple[int, Path]
) -> None:
    with listening(line[1], window, words):
        with qtbot.waitSignal(window.code_not_wanted, timeout=20_000) as first:
            os.write(line[0], b"8901177011238\r")
        assert first.args == ["8901177011238"]
    assert not any(thread.name == "serial scanner" for thread in threading.enumerate())


def test_an_unplugged_scanner_stands_in_the_status_bar_until_it_is_back(
    qtbot: QtBot, window: MainWindow, words: Words, tmp_path: Path
) -> None:
    """The name of the device goes and comes, as with a plug."""
    device = tmp_path / "ttyACM0"
    said = window.status.scanner
    with listening(device, window, words):
        qtbot.waitUntil(lambda: said.words() == "Scanner unplugged", timeout=20_000)
        for code in (b"8901177011238\r", b"8901177011245\r"):
            ours, theirs = pty.openpty()
            device.symlink_to(os.ttyname(theirs))
            qtbot.waitUntil(lambda: said.words() == "Scanner ready", timeout=20_000)
            with qtbot.waitSignal(window.code_not_wanted, timeout=20_000) as told:
                os.write(ours, code)
            assert told.args == [code.decode().strip()]
            device.unlink()
            os.close(ours)
            os.close(theirs)
            qtbot.waitUntil(lambda: said.words() == "Scanner unplugged", timeout=20_000)


def test_without_a_device_nothing_listens(window: MainWindow, words: Words) -> None:
    with listening(None, window, words):
        assert not any(thread.name == "serial scanner" for thread in threading.enumerate())


def test_the_device_is_named_from_outside() -> None:
    assert settings_from({"WORKSTATION_SCANNER_DEVICE": "/dev/ttyACM0"}).scanner_device == Path("/dev/ttyACM0")
    assert settings_from({}).scanner_device is None
