"""Every component in every theme and scale: named for screen readers, nothing cut off."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.chips import ChipLabel
from workstation.ui.components.gallery import Gallery
from workstation.ui.components.label import Label
from workstation.ui.theme import ThemeChoice, ThemeHost

NAMED = (QAbstractButton, QLineEdit, QComboBox, ChipLabel)


@pytest.fixture
def gallery(host: ThemeHost, qtbot: QtBot) -> Gallery:
    gallery = Gallery(host)
    qtbot.addWidget(gallery)
    gallery.show()
    return gallery


def _settle(gallery: Gallery, width: int) -> None:
    gallery.resize(width, max(gallery.heightForWidth(width), gallery.minimumSizeHint().height()))
    QApplication.processEvents()


def test_every_control_has_a_name(gallery: Gallery) -> None:
    nameless = [
        type(widget).__name__
        for widget in gallery.findChildren(QWidget)
        if isinstance(widget, NAMED) and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("choice", "scale"), [(ThemeChoice.LIGHT, 100), (ThemeChoice.DARK, 80), (ThemeChoice.HIGH_CONTRAST, 200)]
)
def test_no_text_is_cut_off(host: ThemeHost, gallery: Gallery, choice: ThemeChoice, scale: int) -> None:
    host.choose(choice, scale)
    _settle(gallery, 1920 * scale // 100)
    cut = [label.words() for label in gallery.findChildren(Label) if label.isVisible() and label.is_clipped()]
    assert cut == []
    assert not gallery.grab().isNull()


def test_buttons_are_as_wide_as_their_words(host: ThemeHost, gallery: Gallery) -> None:
    host.choose(scale=150)
    _settle(gallery, 2880)
    narrow = [
        button.text()
        for button in gallery.findChildren(QAbstractButton)
        if button.isVisible() and button.width() < button.minimumSizeHint().width()
    ]
    assert narrow == []
