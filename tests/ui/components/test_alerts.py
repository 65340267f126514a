"""The MAJOR card: in the order of the design, and no override without a reason."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from workstation.ui.components import samples
from workstation.ui.components.alerts import AlertCard, AlertLine, ModerateNote
from workstation.ui.components.buttons import Button
from workstation.ui.components.card import Card
from workstation.ui.components.label import Label
from workstation.ui.components.reasons import ReasonChoice
from workstation.ui.components.severity import Severity
from workstation.ui.theme import ThemeHost


@pytest.fixture
def card(host: ThemeHost, qtbot: QtBot) -> AlertCard:
    card = AlertCard(host, samples.ALERT)
    qtbot.addWidget(card)
    card.resize(368, card.heightForWidth(368))
    card.show()
    return card


def _button(card: AlertCard, word: str) -> Button:
    return next(button for button in card.findChildren(Button) if button.text() == word)


def test_the_card_says_everything_in_the_order_of_the_decision(card: AlertCard) -> None:
    labels = sorted(card.findChildren(Label), key=lambda one: one.mapTo(card, one.rect().topLeft()).y())
    said = [label.words() for label in labels]
    wanted = ["MAJOR INTERACTION", "Warf 5 + Ecosprin 75", "What happens.", "What to do.", "In stock."]
    wanted += ["Knowledge pack", "Override needs a reason"]
    places = [next(index for index, words in enumerate(said) if words.startswith(start)) for start in wanted]
    assert places == sorted(places)


def test_override_is_off_until_a_reason_is_chosen(card: AlertCard, qtbot: QtBot) -> None:
    override = _button(card, "Override")
    assert not override.isEnabled()
    card.findChildren(QRadioButton)[0].setChecked(True)
    assert override.isEnabled()
    with qtbot.waitSignal(card.override_requested) as told:
        override.click()
    assert told.args == ["a1", "prescriber", "", ""]


@pytest.mark.parametrize(
    ("typed", "on"), [("", False), ("too short", False), ("  123456789 ", False), ("asked by phone", True)]
)
def test_another_reason_needs_at_least_ten_characters(card: AlertCard, typed: str, on: bool) -> None:
    card.findChildren(QRadioButton)[2].setChecked(True)
    card.findChildren(QLineEdit)[0].setText(typed)
    assert _button(card, "Override").isEnabled() is on


def test_the_words_of_another_reason_are_not_sent_with_a_listed_one(card: AlertCard, qtbot: QtBot) -> None:
    other, listed = card.findChildren(QRadioButton)[2], card.findChildren(QRadioButton)[1]
    other.setChecked(True)
    card.findChildren(QLineEdit)[0].setText("asked by phone")
    listed.setChecked(True)
    with qtbot.waitSignal(card.override_requested) as told:
        card.press_override()
    assert told.args == ["a1", "stable", "", ""]


def test_the_key_goes_to_the_reasons_while_there_is_none(card: AlertCard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(card.override_requested):
        card.press_override()
    card.activateWindow()
    assert card.focusWidget() is card.findChild(ReasonChoice), "no reason has the focus: one key takes none"


def test_no_single_key_chooses_a_reason_from_where_the_override_key_leads(card: AlertCard) -> None:
    card.activateWindow()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_1):
        card.setFocus()
        card.press_override()
        QTest.keyClick(card.focusWidget(), key)
        assert not [one for one in card.findChildren(QRadioButton) if one.isChecked()], key
        assert not _button(card, "Override").isEnabled()


def test_down_and_space_choose_a_reason_by_the_keyboard(card: AlertCard) -> None:
    card.activateWindow()
    card.press_override()
    QTest.keyClick(card.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(card.focusWidget(), Qt.Key.Key_Space)
    assert card.findChildren(QRadioButton)[0].isChecked()


def test_a_contraindicated_alert_asks_for_words_with_each_reason(host: ThemeHost, qtbot: QtBot) -> None:
    reasons = tuple(replace(one, needs_text=True) for one in samples.ALERT.reasons)
    card = AlertCard(host, replace(samples.ALERT, severity=Severity.CONTRAINDICATED, reasons=reasons))
    qtbot.addWidget(card)
    (field,) = card.findChildren(QLineEdit)
    assert not field.isHidden(), "the field is seen before a reason is chosen"
    assert field.placeholderText() == "Who was asked, when, and why it is given"
    card.findChildren(QRadioButton)[0].setChecked(True)
    assert not _button(card, "Override").isEnabled()
    field.setText("a         b")
    assert not _button(card, "Override").isEnabled(), "blanks are no words"
    field.setText("Dr Joshi asked at 16:20: desensitised in May")
    assert _button(card, "Override").isEnabled()


def test_whoever_may_not_answer_it_is_told_who_may(host: ThemeHost, qtbot: QtBot) -> None:
    card = AlertCard(host, replace(samples.ALERT, barred="Only a pharmacist may override: Meera Rao."))
    qtbot.addWidget(card)
    card.show()
    assert not [one for one in card.findChildren(QRadioButton) if one.isVisible()]
    assert "Only a pharmacist may override: Meera Rao." in [one.words() for one in card.findChildren(Label)]
    card.press_override()
    assert not _button(card, "Override").isEnabled()


def test_asking_the_prescriber_needs_no_reason(card: AlertCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.ask_prescriber_requested) as told:
        _button(card, "Ask prescriber").click()
    assert told.args == ["a1"]


def test_a_contraindication_has_another_shape_word_and_colour(host: ThemeHost, qtbot: QtBot, card: AlertCard) -> None:
    other = AlertCard(host, replace(samples.ALERT, severity=Severity.CONTRAINDICATED, kind="INTERACTION"))
    qtbot.addWidget(other)
    assert other.accessibleName().startswith("CONTRAINDICATED")
    assert other.look.edge != card.look.edge


def test_nothing_proposed_shows_no_green_box(host: ThemeHost, qtbot: QtBot, card: AlertCard) -> None:
    bare = AlertCard(host, replace(samples.ALERT, in_stock=""))
    qtbot.addWidget(bare)
    assert _boxes(card) == ["ok_soft"]
    assert _boxes(bare) == []
    assert not any("In stock." in label.words() for label in bare.findChildren(Label))


def _boxes(card: AlertCard) -> list[str]:
    return [box.look.ground for box in card.findChildren(Card) if box.look.ground == "ok_soft"]


def test_a_moderate_note_is_answered_by_one_button(host: ThemeHost, qtbot: QtBot) -> None:
    note = ModerateNote(host, "a2", Severity.MODERATE, "with Warf 5:", samples.MODERATE)
    qtbot.addWidget(note)
    with qtbot.waitSignal(note.noted) as told:
        note.findChildren(Button)[0].click()
    assert told.args == ["a2"]
    note.set_noted("Noted AK 16:33")
    assert not note.findChildren(Button)[0].isEnabled()


def test_the_short_form_says_severity_and_medicines(host: ThemeHost, qtbot: QtBot) -> None:
    line = AlertLine(host, Severity.MAJOR, "Warf 5 + Ecosprin 75", "Bleeding risk rises.")
    qtbot.addWidget(line)
    assert line.accessibleName() == "MAJOR: Warf 5 + Ecosprin 75. Bleeding risk rises."


def _shown(qtbot: QtBot, host: ThemeHost, **changes: Any) -> AlertCard:
    card = AlertCard(host, replace(samples.ALERT, **changes))
    qtbot.addWidget(card)
    card.resize(368, card.heightForWidth(368))
    card.show()
    return card


def _secret(card: AlertCard) -> QLineEdit:
    (field,) = [one for one in card.findChildren(QLineEdit) if one.echoMode() is QLineEdit.EchoMode.Password]
    return field


def test_whoever_overrides_a_contraindicated_alert_proves_who_it_is(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, severity=Severity.CONTRAINDICATED, proof="PIN of Meera Rao")
    card.findChildren(QRadioButton)[0].setChecked(True)
    assert not _button(card, "Override").isEnabled()
    assert _button(card, "Override").toolTip() == "Type your PIN or passphrase"
    card.activateWindow()
    card.press_override()
    assert card.focusWidget() is _secret(card), "the key leads to what is missing"
    with qtbot.waitSignal(card.override_requested) as told:
        QTest.keyClicks(_secret(card), "204816")
        QTest.keyClick(_secret(card), Qt.Key.Key_Return)
    assert told.args == ["a1", "prescriber", "", "204816"]
    assert not _secret(card).text(), "what was typed does not stay"


def test_a_secret_without_a_reason_overrides_nothing(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, severity=Severity.CONTRAINDICATED, proof="PIN of Meera Rao")
    with qtbot.assertNotEmitted(card.override_requested):
        QTest.keyClicks(_secret(card), "204816")
        QTest.keyClick(_secret(card), Qt.Key.Key_Return)


def test_an_alert_that_nobody_overrides_takes_no_reason_and_leaves_the_question(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, hard="Nobody overrides this.", proof="PIN of Meera Rao")
    assert "Nobody overrides this." in [one.words() for one in card.findChildren(Label)]
    assert not [one for one in card.findChildren(QRadioButton) if one.isVisible()]
    assert _button(card, "Override").locked_because == "Nobody overrides this."
    assert _button(card, "Ask prescriber").isEnabled()


def test_whoever_may_not_decide_finds_both_buttons_locked_with_the_reason(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, barred="Only Meera Rao.", proof="PIN of Meera Rao", earlier="Meera Rao: stable")
    locked = {button.text(): button.locked_because for button in card.findChildren(Button)}
    assert locked == dict.fromkeys(("Ask prescriber", "Override", "The same again"), "Only Meera Rao.")


def test_what_was_answered_before_is_said_and_answered_again_by_one_key(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, earlier="Meera Rao, 22 Oct 2026: stable")
    assert "Answered before. Meera Rao, 22 Oct 2026: stable" in [one.words() for one in card.findChildren(Label)]
    again = _button(card, "The same again")
    assert again.keys == "A"
    with qtbot.waitSignal(card.as_before_requested) as told:
        again.click()
    assert told.args == ["a1", ""]


def test_a_contraindicated_one_is_answered_as_before_only_with_the_secret(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, proof="PIN of Meera Rao", earlier="Meera Rao, 22 Oct 2026: stable")
    again = _button(card, "The same again")
    assert again.locked_because == "Type your PIN or passphrase"
    _secret(card).setText("204816")
    with qtbot.waitSignal(card.as_before_requested) as told:
        again.click()
    assert told.args == ["a1", "204816"]


def test_a_card_may_say_another_word_than_a_severity(host: ThemeHost, qtbot: QtBot) -> None:
    card = _shown(qtbot, host, word="NOT CHECKED: DOSE")
    assert "NOT CHECKED: DOSE" in [one.words() for one in card.findChildren(Label)]
    assert card.accessibleName() == "NOT CHECKED: DOSE: Warf 5 + Ecosprin 75"
