"""Buttons: keys, locks, focus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.ui.components.buttons import Button, ButtonKind, PrimaryButton, QuietButton, SecondaryButton
from workstation.ui.components.draw import key_caps
from workstation.ui.theme import RING, ThemeHost


@pytest.mark.parametrize(
    ("keys", "caps"),
    [
        ("Ctrl+Right", ("Ctrl", "→")),
        ("F6", ("F6",)),
        ("Ctrl++", ("Ctrl", "+")),
        ("+", ("+",)),
        ("Alt+1", ("Alt", "1")),
    ],
)
def test_key_caps_show_a_sequence_key_by_key(keys: str, caps: tuple[str, ...]) -> None:
    assert key_caps(keys) == caps


def test_a_key_sequence_is_bound(host: ThemeHost, qtbot: QtBot) -> None:
    button = SecondaryButton(host, "Ask prescriber…", keys="F6")
    qtbot.addWidget(button)
    assert [key.key() for key in button.findChildren(QShortcut)] == [QKeySequence("F6")]
    assert button.accessibleName() == "Ask prescriber"


@pytest.mark.parametrize("keys", ["Enter", "Esc", "C"])
def test_enter_esc_and_letters_are_left_to_the_shell(host: ThemeHost, qtbot: QtBot, keys: str) -> None:
    button = SecondaryButton(host, "Claim", keys=keys)
    qtbot.addWidget(button)
    assert button.findChildren(QShortcut) == []
    assert button.bound


def test_a_locked_button_is_off_and_says_why(host: ThemeHost, qtbot: QtBot) -> None:
    button = PrimaryButton(host, "Approve", keys="Ctrl+Enter")
    qtbot.addWidget(button)
    width = button.sizeHint().width()
    button.set_locked("2 things left before approval")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "2 things left before approval"
    assert button.sizeHint().width() > width, "the lock needs room"
    button.set_locked("")
    assert button.isEnabled()


def test_enter_presses_the_focused_button(host: ThemeHost, qtbot: QtBot) -> None:
    button = SecondaryButton(host, "Hold")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", list(ButtonKind))
def test_a_button_is_40_px_tall_and_keeps_room_for_its_ring(host: ThemeHost, qtbot: QtBot, kind: ButtonKind) -> None:
    button = Button(host, "Review", kind)
    qtbot.addWidget(button)
    assert button.sizeHint().height() == 40 + 2 * RING


def test_a_quiet_button_can_begin_where_the_text_begins(host: ThemeHost, qtbot: QtBot) -> None:
    plain, flush = QuietButton(host, "Timeline"), QuietButton(host, "Timeline", flush=True)
    qtbot.addWidget(plain)
    qtbot.addWidget(flush)
    assert flush.sizeHint().width() < plain.sizeHint().width()


@pytest.mark.parametrize("text", ["", "Boxes"])
def test_a_button_has_room_for_its_icon_its_word_and_its_keys(host: ThemeHost, qtbot: QtBot, text: str) -> None:
    button = Button(host, text, ButtonKind.PLAIN, icon="scan", keys="B", small=True)
    qtbot.addWidget(button)
    parts = Button(host, text, ButtonKind.PLAIN, icon="scan", small=True).sizeHint().width()
    assert button.sizeHint().width() >= parts + host.px(8 + 10), "a gap and at least the cap"
    wide = button.sizeHint().width()
    button.show_caps(False)
    assert button.sizeHint().width() < wide
