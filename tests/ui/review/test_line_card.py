"""A line is chosen by key and confirmed as it is shown: nothing is guessed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, choose, wait_for
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity
from workstation.domain.reading.prescriber_habit import ConfirmedReading, learned_from
from workstation.services.transcription import KeyedLine, TranscriptionRefusal
from workstation.ui.review.ask_box import Asking
from workstation.ui.review.body import Fold
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_catalogue import named, sample_id
from workstation.ui.review.samples import DOCUMENT_ID, PRESCRIPTION_ID, electronic_pharmacy, sample_pharmacy
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_the_first_line_that_waits_is_open_and_nothing_is_chosen(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    assert panel.lines.open_position == 2
    assert len(card_of(panel).chooser.list.rows) == 4
    assert card_of(panel).chooser.list.accessibleDescription() == "Nothing is chosen"


def test_a_candidate_says_how_often_it_was_chosen_for_this_prescriber(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    reading = pharmacy.view.readings[DOCUMENT_ID]
    taught = ConfirmedReading(reading.pages[0].lines[1].text, ("Ecosprin 75",))
    pharmacy.view = replace(pharmacy.view, readings={DOCUMENT_ID: learned_from(reading, [taught] * 4)})
    rows = card_of(shown(pharmacy)).chooser.list
    said = [rows.row_words(index) for index in range(len(rows.rows))]
    assert ["chosen 4 times for this prescriber" in one for one in said] == [True, False, False, False]


def test_confirming_without_a_medicine_is_refused_in_the_card_and_nothing_is_called(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    card_of(panel).press_confirm()
    assert card_of(panel).refusal.sentence().startswith("The line has no medicine yet.")
    assert not calls_of(pharmacy, "confirm_line")


def test_a_key_chooses_and_confirm_gives_exactly_what_is_shown(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    choose(panel, Qt.Key.Key_1)
    card = card_of(panel)
    card.editors.days.clear()
    QTest.keyClicks(card.editors.days, "14")
    card.editors.quantity.clear()
    QTest.keyClicks(card.editors.quantity, "14")
    button = panel.primary()
    assert button is not None
    button.click()
    _what, prescription, keyed = wait_for(qtbot, pharmacy, "confirm_line")
    assert prescription == PRESCRIPTION_ID
    assert isinstance(keyed, KeyedLine)
    assert (keyed.product_id, keyed.line_id) == (named("Ecosprin 75").id, sample_id("line 2"))
    assert (keyed.dosage_instruction, keyed.days_supply) == ("0-1-0 for 14 days", 14)
    assert keyed.quantity == Quantity(Decimal(14), "tablet")
    assert keyed.written == pharmacy.view.prescription.line(sample_id("line 2")).written


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_2, "Ecosprin-AV 75/10"), (Qt.Key.Key_3, "Encorate 200")])
def test_each_key_chooses_its_own_candidate(shown: Shown, key: Qt.Key, name: str) -> None:
    panel = shown(sample_pharmacy())
    choose(panel, key)
    assert card_of(panel).keyed_line().product_id == named(name).id
    assert card_of(panel).editors.strength.words().startswith(str(named(name).ingredients[0].strength))


def test_a_key_without_a_candidate_chooses_nothing(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    choose(panel, Qt.Key.Key_5)
    with pytest.raises(Refused):
        card_of(panel).keyed_line()


def test_none_of_these_searches_the_catalogue_and_esc_brings_the_candidates_back(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    choose(panel, Qt.Key.Key_0)
    chooser = card_of(panel).chooser
    QTest.keyClicks(chooser.search, "glyco")
    qtbot.waitUntil(lambda: [row.name for row in chooser.list.rows] == ["Glycomet 500"])
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    QTest.keyClick(chooser.list, Qt.Key.Key_1)
    assert card_of(panel).keyed_line().product_id == named("Glycomet 500").id
    assert panel.step_back()
    assert len(chooser.list.rows) == 4


def test_unreadable_takes_the_choice_away_and_asks_the_prescriber(shown: Shown) -> None:
    panel = shown(sample_pharmacy())
    choose(panel, Qt.Key.Key_1)
    choose(panel, Qt.Key.Key_U)
    assert "Nothing was guessed" in card_of(panel).refusal.sentence()
    assert panel.ask.asking is Asking.PRESCRIBER
    assert "Line 2" in panel.ask.field_edit.text()
    with pytest.raises(Refused):
        card_of(panel).keyed_line()


def test_a_refusal_is_shown_in_the_card_and_typing_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    pharmacy.refuse["confirm_line"] = Refused(TranscriptionRefusal.UNIT_DIFFERS, unit="tablet", pack_unit="mL")
    choose(panel, Qt.Key.Key_1)
    card_of(panel).press_confirm()
    qtbot.waitUntil(lambda: "counted in mL" in card_of(panel).refusal.sentence())
    assert card_of(panel).editors.days.text() == "28"


def test_alt_and_a_number_opens_the_line(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QTest.keyClick(panel, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert panel.lines.open_position == 4


def test_a_server_line_has_no_editors_and_chooses_another_product(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = electronic_pharmacy()
    panel = shown(pharmacy)
    card = card_of(panel)
    assert not [edit for edit in card.findChildren(QLineEdit) if edit.isVisible() and edit is not card.chooser.search]
    qtbot.waitUntil(lambda: bool(card.chooser.list.rows))
    QTest.keyClick(card.chooser.list, Qt.Key.Key_1)
    call = wait_for(qtbot, pharmacy, "choose_product")
    assert call[2] == sample_id("line 2")


def test_pressing_confirm_twice_confirms_once(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    choose(panel, Qt.Key.Key_1)
    card = card_of(panel)
    card.press_confirm()
    card.press_confirm()
    qtbot.waitUntil(lambda: len(panel.left) == 1)
    assert len(calls_of(pharmacy, "confirm_line")) == 1


def test_enter_in_a_reason_or_in_an_alert_confirms_no_line(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(sample_pharmacy())
    panel.activateWindow()
    choose(panel, Qt.Key.Key_1)
    assert panel.primary() is card_of(panel).confirm
    panel.reject.click()
    assert panel.primary() is None
    panel.step_back()
    panel.go_to_missing()
    panel.patient.cards()[0]._reasons.focus_first()
    qtbot.waitUntil(lambda: panel.primary() is None)


def test_enter_in_a_field_of_the_line_confirms_it_in_the_window(
    qtbot: QtBot, host: ThemeHost, words: Words, tasks: TaskRunner
) -> None:
    pharmacy = sample_pharmacy()
    panel = ReviewPanel(host, words, pharmacy.actions(), tasks)
    spec = PageSpec("review", "review", "Review", lambda: panel)
    window = MainWindow(host, words, Place("Banyan Lane Pharmacy", "PC 2", True), (spec,), pharmacy.clock)
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    window.show()
    window.open("review")
    window.activateWindow()
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.lines.card is not None and bool(card_of(panel).chooser.list.rows))
    choose(panel, Qt.Key.Key_1)
    QTest.keyClick(card_of(panel).editors.days, Qt.Key.Key_Return)
    assert wait_for(qtbot, pharmacy, "confirm_line")[2].days_supply == 28
    qtbot.waitUntil(lambda: not tasks.running)


def test_at_large_text_a_line_is_confirmed_only_where_it_is_seen(shown: Shown, host: ThemeHost, qtbot: QtBot) -> None:
    host.choose(scale=200)
    panel = shown(sample_pharmacy())
    panel.resize(1808, 890)
    qtbot.waitUntil(lambda: panel.body.fold is Fold.PAGES)
    panel.show_page("lines")
    assert panel.confirm_line.isVisible()
    assert panel.primary() is panel.confirm_line
    panel.show_page("patient")
    assert not panel.confirm_line.isVisible()
    assert panel.primary() is None


def test_the_card_of_a_server_s_line_opens_no_window_of_its_own(shown: Shown) -> None:
    panel = shown(electronic_pharmacy())
    panel.lines.open_line(1)
    assert panel.lines.card is not None
    assert not panel.lines.card.confirm.isVisible()
