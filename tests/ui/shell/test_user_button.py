"""The user of the top bar: the ring of the focus goes around the name."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from workstation.ui.shell.topbar import UserButton
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


def test_the_focus_ring_goes_around_the_name(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    button = UserButton(host, words)
    qtbot.addWidget(button)
    button.set_user("Asha Kulkarni", "AK")
    button.resize(button.sizeHint())
    button.show()
    without = button.grab().toImage()
    button.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    with_ring = button.grab().toImage()
    name = host.px(6 + 32 + 8)
    wide = host.font_metrics(Role.BODY, 500).horizontalAdvance(button.text())
    for x in range(name, name + wide):
        for y in range(host.px(8), button.height() - host.px(8)):
            assert without.pixelColor(x, y) == with_ring.pixelColor(x, y), "the ring touches the name"
    assert without != with_ring
