"""A part that is built shows no window of its own: it would take the keys from the one that is worked in."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from workstation.ui.components.field import Field
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardPage, WizardStep
from workstation.ui.words import Words


class _Windows(QObject):
    """Counts the windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


class _Step(WizardStep):
    def question(self) -> QWidget:
        return QLineEdit()


@pytest.mark.parametrize("part", ["field", "wizard"])
def test_building_shows_no_window(qapp: QApplication, host: ThemeHost, words: Words, part: str) -> None:
    windows = _Windows()
    qapp.installEventFilter(windows)
    try:
        made = (
            Field(host, "Batch", QLineEdit(), "as printed")
            if part == "field"
            else WizardPage(host, words, [_Step("one", "One", "a note")])
        )
    finally:
        qapp.removeEventFilter(windows)
    made.deleteLater()
    assert windows.shown == []
