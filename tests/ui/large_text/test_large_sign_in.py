"""The sign-in page in text at 200 %."""

from uuid import uuid4

from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import SCREEN, cut_words, is_seen
from workstation.ui.components.buttons import Button
from workstation.ui.shell.statusbar import LicenceState
from workstation.ui.signin.model import DemoUser, UserCard
from workstation.ui.signin.panel import SignInPanel
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_text_size_and_theme_can_be_changed_where_there_is_no_room_for_the_dark_panel(
    large: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    asha = UserCard(uuid4(), "Asha Kulkarni", "AK", "Pharmacist", LicenceState.VALID, "Licence valid to 31 Dec 2027")
    demo = DemoUser("Asha Kulkarni", "Pharmacist", "204816", "neem river lamp forty")
    panel = SignInPanel(large, words, "Neem Tree Pharmacy", "Counter 1", (asha, asha, asha, asha), (demo,))
    qtbot.addWidget(panel)
    panel.resize(*SCREEN)
    panel.side.show_choices(200, "dark")
    panel.show()
    qtbot.wait(1)
    assert panel.side.isHidden()
    found = {one.text(): one for one in panel.findChildren(Button) if is_seen(one, panel)}
    with qtbot.waitSignal(panel.side.text_size_requested):
        found["Text 200 %"].click()
    with qtbot.waitSignal(panel.side.theme_requested):
        found["Theme: dark"].click()
    assert is_seen(panel.quick.pin, panel)
    assert cut_words(panel) == []
