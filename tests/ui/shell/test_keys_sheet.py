"""The sheet of keys: every key and every word can be read on the screens of a counter, and the focus comes back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.keycap import KeyCap, KeyHint
from workstation.ui.components.label import Label
from workstation.ui.review.frame import _KEYS
from workstation.ui.shell.keys_sheet import KeyGroup, KeysSheet
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class _Window(QMainWindow):
    """Work with two fields, the sheet over it."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        work = QWidget()
        layout = QVBoxLayout(work)
        self.one, self.other = QLineEdit(), QLineEdit()
        layout.addWidget(self.one)
        layout.addWidget(self.other)
        self.setCentralWidget(work)
        self.sheet = KeysSheet(self, host, words)
        text = words.text
        self.groups = (
            KeyGroup(text("shell.key.rail"), tuple(KeyHint(f"Alt+{key}", "Hand-over") for key in "QHOC")),
            KeyGroup(
                text("shell.key.everywhere"),
                tuple(KeyHint(f"Ctrl+Shift+{key}", "enter a supply on paper") for key in "NEPIKL"),
            ),
            KeyGroup("Review", tuple(KeyHint(key, text(f"review.key.{name}")) for key, name in _KEYS)),
        )


@pytest.fixture
def window(host: ThemeHost, words: Words, qtbot: QtBot) -> Iterator[_Window]:
    window = _Window(host, words)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield window
    window.hide()


@pytest.mark.parametrize(("size", "scale"), [((1366, 768), 100), ((1920, 1080), 100), ((1366, 768), 150)])
def test_every_key_and_every_word_is_whole(
    window: _Window, host: ThemeHost, qtbot: QtBot, size: tuple[int, int], scale: int
) -> None:
    host.choose(scale=scale)
    window.resize(*size)
    window.sheet.open_sheet(window.groups)
    qtbot.wait(1)
    area, inner = window.sheet._area, window.sheet._inner
    assert inner.width() <= area.viewport().width(), "no column hangs over the right edge"
    assert window.sheet._card.geometry().bottom() < window.height()
    assert scale > 100 or area.verticalScrollBar().maximum() == 0, "seen at once, without scrolling"
    metrics = host.font_metrics(Role.BODY)
    labels = [one for one in inner.findChildren(Label) if one.isVisible()]
    assert len(labels) > sum(len(group.hints) for group in window.groups)
    for label in labels:
        said = label.words()
        longest = max(metrics.horizontalAdvance(word) for word in said.split())
        assert label.width() >= longest, f"{said!r} breaks by letter"
        assert label.height() >= label.heightForWidth(label.width()), f"{said!r} is cut"
        assert label.mapTo(inner, QPoint(0, label.height())).y() <= inner.height()
    for cap in inner.findChildren(KeyCap):
        assert cap.height() >= cap.sizeHint().height()


def test_what_does_not_fit_is_reached_with_the_arrows(window: _Window, qtbot: QtBot) -> None:
    window.resize(1000, 500)
    window.sheet.open_sheet(window.groups)
    qtbot.wait(1)
    bar = window.sheet._area.verticalScrollBar()
    assert bar.maximum() > 0
    while (before := bar.value()) < bar.maximum():
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_PageDown)
        assert bar.value() > before


def test_closed_it_gives_the_focus_back_to_where_it_was(window: _Window) -> None:
    window.other.setFocus()
    window.sheet.open_sheet(window.groups)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.sheet.isHidden()
    assert window.focusWidget() is window.other
