"""Signing in: six digits or a passphrase, and nothing that outlives the page."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from workstation.services.sign_in import SecretKind
from workstation.ui.components.label import Label
from workstation.ui.shell.statusbar import LicenceState
from workstation.ui.signin.cards import UserCardButton
from workstation.ui.signin.demo import DemoBox
from workstation.ui.signin.model import DemoUser, UserCard
from workstation.ui.signin.panel import SignInPanel
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

ASHA = UserCard(uuid4(), "Asha Kulkarni", "AK", "Pharmacist", LicenceState.VALID, "Licence valid to 31 Dec 2027")
DEV = UserCard(uuid4(), "Dev Thakur", "DT", "Administrator", LicenceState.NONE, "May set up", has_pin=False)


@pytest.fixture
def panel(host: ThemeHost, words: Words, qtbot: QtBot) -> SignInPanel:
    panel = SignInPanel(host, words, "Neem Tree Pharmacy", "Counter PC 2", (ASHA, DEV))
    qtbot.addWidget(panel)
    panel.resize(1920, 1080)
    panel.show()
    panel.activateWindow()
    return panel


def test_the_sixth_digit_unlocks_without_enter(panel: SignInPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.sign_in_requested) as told:
        QTest.keyClicks(panel.quick.pin, "204816")
    assert told.args == [ASHA.id, "204816", SecretKind.PIN]


def test_five_digits_do_nothing_and_the_button_says_what_is_missing(panel: SignInPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.sign_in_requested):
        QTest.keyClicks(panel.quick.pin, "20481")
    assert panel.quick.unlock.locked_because == "1 digit left"


def test_letters_are_no_digits(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.quick.pin, "2a0b4")
    assert panel.quick.pin.text() == "204"


def test_digits_go_to_the_pin_wherever_the_focus_is(panel: SignInPanel, qtbot: QtBot) -> None:
    panel.setFocus()
    QTest.keyClicks(panel, "20")
    assert panel.quick.pin.text() == "20"


def test_a_passphrase_signs_in(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.passphrase.field, "neem river lamp forty")
    with qtbot.waitSignal(panel.sign_in_requested) as told:
        QTest.keyClick(panel.passphrase.field, Qt.Key.Key_Return)
    assert told.args == [ASHA.id, "neem river lamp forty", SecretKind.PASSPHRASE]


def test_a_wrong_entry_is_one_sentence_under_an_empty_field(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.quick.pin, "111111")
    panel.refuse("That was not it. 4 tries left.", SecretKind.PIN)
    assert panel.quick.pin.text() == ""
    assert panel.quick.refusal.sentence() == "That was not it. 4 tries left."
    QTest.keyClicks(panel.quick.pin, "2")
    assert panel.quick.refusal.sentence() == "", "typing again takes the sentence away"


def test_nothing_is_taken_while_a_secret_is_compared(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.quick.pin, "204816")
    with qtbot.assertNotEmitted(panel.sign_in_requested):
        QTest.keyClicks(panel.quick.pin, "1")
        QTest.keyClick(panel.passphrase.field, Qt.Key.Key_Return)


def test_alt_and_a_number_chooses_somebody(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClick(panel, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert panel.chosen() == DEV


def test_somebody_without_a_pin_goes_to_the_passphrase(panel: SignInPanel) -> None:
    panel.choose(DEV.id)
    assert not panel.quick.pin.isEnabled()
    assert panel.focusWidget() is panel.passphrase.field


def test_esc_chooses_the_next_person_and_forgets_what_was_typed(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.quick.pin, "204")
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.chosen() == DEV
    assert panel.quick.pin.text() == ""


def test_what_was_typed_does_not_outlive_the_page(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.quick.pin, "204")
    panel.passphrase.field.setText("neem river")
    panel.passphrase._show.click()
    panel.hide()
    assert panel.quick.pin.text() == panel.passphrase.field.text() == ""
    assert panel.passphrase.field.echoMode() is QLineEdit.EchoMode.Password


def test_digits_are_not_shown_and_not_said(panel: SignInPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.quick.pin, "204")
    assert panel.quick.pin.echoMode() is QLineEdit.EchoMode.NoEcho
    assert panel.quick.pin.displayText() == ""


def test_the_demo_users_are_shown_only_where_there_are_some(
    panel: SignInPanel, host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    assert not panel.findChildren(DemoBox)
    users = (DemoUser("Asha Kulkarni", "Pharmacist", "204816", "neem river lamp forty"),)
    demo = SignInPanel(host, words, "Neem Tree Pharmacy", "Counter PC 2", (ASHA,), users)
    qtbot.addWidget(demo)
    assert len(demo.findChildren(DemoBox)) == 1


@pytest.mark.parametrize(("width", "short"), [(1920, False), (1366, True), (1024, True)])
def test_the_page_folds(panel: SignInPanel, width: int, short: bool) -> None:
    panel.resize(width, 768)
    assert panel.findChildren(UserCardButton)[0]._short is short
    assert panel.width() == width


def test_every_control_has_a_name(panel: SignInPanel) -> None:
    panel.side.show_choices(100, "light")
    controls = [*panel.findChildren(QAbstractButton), *panel.findChildren(QLineEdit)]
    assert [type(control).__name__ for control in controls if not control.accessibleName()] == []


@pytest.mark.parametrize(("size", "scale"), [((1600, 900), 100), ((1920, 1080), 200), ((1366, 768), 100)])
def test_names_roles_and_licences_are_whole_on_the_cards(
    host: ThemeHost, words: Words, qtbot: QtBot, size: tuple[int, int], scale: int
) -> None:
    host.choose(scale=scale)
    long = UserCard(uuid4(), "Lakshmi Venkataramanan Balasubramanian", "LV", "Pharmacist, responsible",
                    LicenceState.VALID, "Licence valid to 31 Dec 2027", "Reg. MH-048213")  # fmt: skip
    panel = SignInPanel(host, words, "Neem Tree Pharmacy", "Counter PC 2", (long, long, long, long))
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    qtbot.wait(1)
    for card in panel.findChildren(UserCardButton):
        room = card._room(card.rect())
        lines = card._lines(room.width())
        assert len(lines) == 4
        assert sum(line.height for _, line in lines) <= room.height()
        assert all(line.width <= room.width() for _, line in lines)
    assert [label.words() for label in panel.findChildren(Label) if label.isVisible() and label.toolTip()] == []
    host.choose(scale=100)
