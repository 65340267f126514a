"""A scanner that is set to a US keyboard on a PC with another layout: set up with its own keys, then used."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter
from tests.keyboards import FRENCH, GERMAN, US, pressed
from workstation.app.opening import opened
from workstation.domain.scanner_probe import FIRST_CODE, SECOND_CODE
from workstation.domain.scanner_setting import KeyReading, Separator, Suffix
from workstation.services.scanner_setting import scanner_setting
from workstation.settings import Settings
from workstation.ui.scanner.page import ScannerPage
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardPage, WizardStep

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FROM_EIGHT = 8
"""X11 and Qt's platform without a screen count keys from 8 on."""


class Scanner:
    """Presses keys of a US keyboard, 4 ms apart, in a window whose PC has this layout."""

    def __init__(self, made: OpenCounter, qtbot: QtBot) -> None:
        self._made, self._qtbot, self._stamp = made, qtbot, 10_000

    def scan(self, code: str, layout: Mapping[str, str]) -> None:
        self._stamp += 2_000
        focused: QWidget | None = self._made.window.focusWidget()  # None while nothing has it
        target = focused if focused is not None else self._made.window
        for text, place, shift, control in pressed(f"{code}\r", layout):
            self._stamp += 4
            modifiers = SHIFT if shift else CONTROL if control else Qt.KeyboardModifier.NoModifier
            key = {"\r": Qt.Key.Key_Return.value}.get(text, ord(text.upper()[0]) if text else 0x2B)
            native = place + FROM_EIGHT
            event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, native, 0, 0, text, False, 1)
            event.setTimestamp(self._stamp)
            QCoreApplication.postEvent(target, event)
        QCoreApplication.sendPostedEvents()


@pytest.fixture
def made(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenCounter]:
    with opened(Settings(tmp_path, None), demo=True) as here, open_counter(here, host, qtbot, tmp_path) as made:
        made.sign_in()
        made.to_front()
        yield made


@pytest.fixture
def scanner(made: OpenCounter, qtbot: QtBot) -> Scanner:
    return Scanner(made, qtbot)


def _page(made: OpenCounter) -> ScannerPage:
    page = made.window.page("scanner")
    assert isinstance(page, ScannerPage)
    return page


def _is_found(made: OpenCounter) -> bool:
    wizard = _page(made).wizard
    return wizard is not None and not wizard.step.blocked_because()


def _has_left(wizard: WizardPage, step: WizardStep) -> bool:
    return wizard.step is not step


def _set_up(made: OpenCounter, scanner: Scanner, qtbot: QtBot, layout: Mapping[str, str]) -> None:
    QTest.keyClick(made.window, Qt.Key.Key_S, CONTROL | SHIFT)
    assert made.window.open_key == "scanner"
    for code in (FIRST_CODE, SECOND_CODE):
        scanner.scan(code, layout)
        qtbot.waitUntil(lambda: _is_found(made))
        wizard = _page(made).wizard
        assert wizard is not None
        before = wizard.step
        QTest.keyClick(_page(made), Qt.Key.Key_Return)
        qtbot.waitUntil(partial(_has_left, wizard, before))


@pytest.mark.parametrize("layout", [GERMAN, FRENCH, US], ids=["german", "french", "us"])
def test_after_the_set_up_codes_are_read_right_on_a_foreign_layout(
    made: OpenCounter, scanner: Scanner, qtbot: QtBot, layout: Mapping[str, str]
) -> None:
    _set_up(made, scanner, qtbot, layout)
    setting = scanner_setting(made.here.site)
    assert (setting.keys, setting.suffix, setting.separator) == (
        KeyReading.US_PLACES, Suffix.ENTER, Separator.GS,
    )  # fmt: skip
    QTest.keyClick(_page(made), Qt.Key.Key_Return)
    assert made.window.open_key == "queue"
    pack = "]d20108901177011238\x1d10aZ-Yq1"
    with qtbot.waitSignal(made.window.code_not_wanted) as told:
        scanner.scan(pack, layout)
    assert told.args == [pack]


def test_a_scan_on_the_set_up_page_types_nothing_and_presses_nothing(
    made: OpenCounter, scanner: Scanner, qtbot: QtBot
) -> None:
    made.window.status.scanner_requested.emit()
    field = made.window.top_bar.search.field
    field.setFocus()
    scanner.scan(FIRST_CODE, GERMAN)
    qtbot.waitUntil(lambda: _is_found(made))
    assert field.text() == ""
    assert _page(made).wizard is not None
    assert made.window.open_key == "scanner"


def test_what_a_person_types_meanwhile_arrives_as_typed(made: OpenCounter, qtbot: QtBot) -> None:
    made.window.status.scanner_requested.emit()
    field: QLineEdit = made.window.top_bar.search.field
    field.setFocus()
    QTest.keyClicks(field, "met")
    qtbot.waitUntil(lambda: field.text() == "met")


def test_the_setting_counts_when_the_window_is_opened_again(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> None:
    with opened(Settings(tmp_path, None), demo=True) as here:
        with open_counter(here, host, qtbot, tmp_path) as first:
            first.sign_in()
            first.to_front()
            _set_up(first, Scanner(first, qtbot), qtbot, GERMAN)
        with open_counter(here, host, qtbot, tmp_path) as second:
            second.sign_in()
            second.to_front()
            with qtbot.waitSignal(second.window.code_not_wanted) as told:
                Scanner(second, qtbot).scan("RX-A004821-yz.7", GERMAN)
            assert told.args == ["RX-A004821-yz.7"]


def test_nobody_signed_in_no_set_up(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> None:
    with opened(Settings(tmp_path, None), demo=True) as here, open_counter(here, host, qtbot, tmp_path) as made:
        made.window.status.scanner_requested.emit()
        assert made.window.open_key != "scanner"
