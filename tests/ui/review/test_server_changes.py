"""What the order server changed or left open stands above the lines, and is answered there by key."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, wait_for
from workstation.domain.edits import Difference, Edit, EditedField
from workstation.domain.errors import Refused
from workstation.domain.prescription import LineBlock
from workstation.domain.quantity import Quantity
from workstation.services.edits import EditRefusal
from workstation.services.elsewhere import ElsewhereRefusal
from workstation.services.routing import RoutingReason
from workstation.services.server_changes import NOTHING_LEFT
from workstation.ui.components.label import Label
from workstation.ui.review.difference_rows import difference_words, void_words
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, electronic_pharmacy
from workstation.ui.review.server_cards import NumberCard, SupplyCard
from workstation.ui.review.server_samples import EDIT, EDITED, EVERYTHING, NUMBER, SUPPLY, changed_pharmacy
from workstation.ui.words import Words

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def supply_card(panel: ReviewPanel) -> SupplyCard:
    """The card of the supply that is not counted."""
    card = panel.changes.questions[SUPPLY.reference]
    assert isinstance(card, SupplyCard)
    return card


def number_card(panel: ReviewPanel) -> NumberCard:
    """The card of the number that two patients have."""
    card = panel.changes.questions[f"{NUMBER.attention_id}"]
    assert isinstance(card, NumberCard)
    return card


def said_in(panel: ReviewPanel) -> str:
    """Every word above the lines."""
    return " ".join(one.words() for one in panel.changes.findChildren(Label))


def test_nothing_stands_there_when_the_server_left_nothing(shown: Shown) -> None:
    assert shown(electronic_pharmacy()).changes.isHidden()


def test_each_field_is_shown_before_and_after_with_what_counts_no_more(shown: Shown) -> None:
    said = said_in(shown(changed_pharmacy()))
    assert "Line 1 · Quantity 20 tablet → 30 tablet" in said
    assert "Valid until nothing → 22 Dec 2026" in said
    assert "Not valid any more: approval, accuracy check. The packs that were scanned are free again" in said


def test_it_is_read_by_key_before_it_is_approved_again(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = changed_pharmacy()
    panel = shown(pharmacy)
    assert "read what the order server changed" in panel.approve.locked_because
    QTest.keyClick(panel, Qt.Key.Key_F4)
    qtbot.waitUntil(panel.approve.isEnabled)
    assert calls_of(pharmacy, "read_edits") == [("read_edits", PRESCRIPTION_ID)]
    assert "approve it again" in said_in(panel)
    assert panel.changes.edits is not None
    assert panel.changes.edits.read is None


def test_f8_leads_to_what_the_server_left_open(shown: Shown) -> None:
    panel = shown(changed_pharmacy())
    panel.activateWindow()
    panel.go_to_missing()
    assert panel.changes.edits is not None
    assert panel.changes.edits.read is not None
    assert panel.changes.edits.read is panel.focusWidget()


def test_an_edit_that_comes_in_between_is_read_and_shown_at_once(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = electronic_pharmacy()
    pharmacy.view = replace(pharmacy.view, missing=())
    panel = shown(pharmacy)
    pharmacy.refuse["approve"] = Refused(EditRefusal.EDITED_AT_SERVER, number="RX-1", changes="", count=1, voided="")
    pharmacy.view = replace(pharmacy.view, server=replace(EDITED, unread=False))
    panel.approve.click()
    qtbot.waitUntil(lambda: not panel.changes.isHidden())
    qtbot.waitUntil(panel.approve.isEnabled)


def test_a_supply_elsewhere_is_counted_in_the_unit_of_the_line(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = changed_pharmacy(replace(EVERYTHING, edits=(), unread=False, same_numbers=()))
    panel = shown(pharmacy)
    assert [one.words for one in panel.left] == ["count the supply elsewhere for line 2"]
    card = supply_card(panel)
    QTest.keyClicks(card.amount, "10")
    QTest.keyClicks(card.reason, "called the pharmacy")
    QTest.keyClick(card.reason, Qt.Key.Key_Return)
    called = wait_for(qtbot, pharmacy, "count_supply")
    assert called[1:] == (SUPPLY.reference, Quantity(Decimal(10), "tablet"), "called the pharmacy")
    qtbot.waitUntil(panel.changes.isHidden)


@pytest.mark.parametrize(
    ("amount", "reason", "sentence"),
    [
        ("ten", "asked", "Give a number of tablet"),
        ("", "asked", "Give a number of tablet"),
        ("-1", "asked", "Give a number of tablet"),
        ("1e999999999", "", "Say in a few words"),
        ("NaN", "asked", "Give a number of tablet"),
        ("10", " ", "Say in a few words"),
    ],
)
def test_only_a_number_with_a_reason_is_counted(shown: Shown, amount: str, reason: str, sentence: str) -> None:
    pharmacy = changed_pharmacy(EVERYTHING)
    card = supply_card(shown(pharmacy))
    QTest.keyClicks(card.amount, amount)
    QTest.keyClicks(card.reason, reason)
    card.give.click()
    assert sentence in card.refusal()
    assert not calls_of(pharmacy, "count_supply")


def test_enter_in_a_field_answers_it_and_does_not_confirm_a_line(shown: Shown) -> None:
    pharmacy = changed_pharmacy(EVERYTHING)
    panel = shown(pharmacy)
    card = supply_card(panel)
    card.take_focus()
    QTest.keyClick(card.amount, Qt.Key.Key_Return)
    assert panel.primary() is None
    assert card.refusal()


def test_a_refused_count_says_why_in_its_card_and_keeps_what_was_typed(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = changed_pharmacy(EVERYTHING)
    pharmacy.refuse["count_supply"] = Refused(ElsewhereRefusal.OTHER_UNIT, unit="tablet", expected="capsule")
    card = supply_card(shown(pharmacy))
    card.amount.setText("10")
    card.reason.setText("called")
    card.give.click()
    qtbot.waitUntil(lambda: "counted in capsule" in card.refusal())
    assert card.typed() == ("10", "called")
    assert card.give.isEnabled()


def test_typing_survives_when_another_question_is_settled(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = changed_pharmacy(EVERYTHING)
    panel = shown(pharmacy)
    supply_card(panel).amount.setText("10")
    number_card(panel).reason.setText("name and birth date agree")
    QTest.keyClick(number_card(panel).reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(panel.changes.questions) == 1)
    assert calls_of(pharmacy, "settle_number")[0][1:] == (NUMBER.attention_id, "name and birth date agree")
    assert supply_card(panel).typed() == ("10", "")


def test_a_supply_of_a_line_without_a_quantity_asks_for_the_quantity_first(shown: Shown) -> None:
    panel = shown(changed_pharmacy(replace(EVERYTHING, supplies=(replace(SUPPLY, unit=""),))))
    assert "Give its quantity first" in said_in(panel)
    assert supply_card(panel).findChildren(QLineEdit) == []


def test_the_doubts_of_the_cards_are_listed_once(shown: Shown) -> None:
    panel = shown(changed_pharmacy(EVERYTHING))
    assert len(panel.left) == 3


# --- routing ----------------------------------------------------------------------------------------------


def test_an_order_is_handed_back_with_a_coded_reason(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = changed_pharmacy()
    panel = shown(pharmacy)
    QTest.keyClick(panel, Qt.Key.Key_F7, SHIFT)
    assert panel.routing.is_open
    panel.routing.reason.choose(RoutingReason.NOT_IN_TIME)
    with qtbot.waitSignal(panel.rejected):
        QTest.keyClick(panel, Qt.Key.Key_B, ALT)
    assert calls_of(pharmacy, "hand_back") == [("hand_back", PRESCRIPTION_ID, RoutingReason.NOT_IN_TIME, "")]
    assert not panel.routing.is_open


def test_another_reason_needs_words_before_it_is_declined(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = changed_pharmacy()
    panel = shown(pharmacy)
    panel.reject.click()
    panel.ask.route.click()
    panel.routing.reason.choose(RoutingReason.OTHER)
    panel.routing.decline.click()
    assert "at least 3 characters" in panel.routing.refusal()
    assert not calls_of(pharmacy, "decline")
    panel.routing.edit.setText("flooded")
    with qtbot.waitSignal(panel.rejected):
        panel.routing.decline.click()
    assert calls_of(pharmacy, "decline")[0][2:] == (RoutingReason.OTHER, "flooded")


def test_what_cannot_be_routed_is_locked_with_the_reason(shown: Shown) -> None:
    panel = shown(changed_pharmacy(replace(EDITED, can_decline=True, can_hand_back=False)))
    assert panel.routing.hand_back.locked_because == "Not claimed here: decline it instead"
    assert panel.routing.decline.isEnabled()


def test_esc_closes_the_routing_and_nothing_was_done(shown: Shown) -> None:
    pharmacy = changed_pharmacy()
    panel = shown(pharmacy)
    QTest.keyClick(panel, Qt.Key.Key_F7, SHIFT)
    assert panel.step_back()
    assert not panel.routing.is_open
    assert not calls_of(pharmacy, "decline")


def test_one_question_is_asked_at_a_time(shown: Shown) -> None:
    panel = shown(changed_pharmacy())
    for other in (panel.reject_action, panel.ask_action, panel.hold_action):
        QTest.keyClick(panel, Qt.Key.Key_F7, SHIFT)
        assert (panel.routing.is_open, panel.ask.asking) == (True, None)
        other.trigger()
        assert not panel.routing.is_open
        assert panel.ask.asking is not None


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", [*RoutingReason, *EditedField])
def test_every_reason_and_field_has_a_word(words: Words, member: RoutingReason | EditedField) -> None:
    assert words.has_word(member)


def test_a_patient_is_not_shown_by_an_id_and_a_block_by_its_words(words: Words) -> None:
    patient = Difference(EditedField.PATIENT, "0c5f", "77aa")
    assert difference_words(words, patient) == "Patient: before the patient it was for, now another patient record"
    block = Difference(EditedField.BLOCK, "", LineBlock.DO_NOT_PERFORM.value, 1)
    assert difference_words(words, block).endswith("now It says that this is not to be given")


def test_without_an_approval_nothing_is_said_to_be_void(words: Words) -> None:
    assert void_words(words, (Edit(EDIT.differences, "claimed", ()),)).startswith("Nothing was approved yet")


def test_no_changes_are_empty() -> None:
    assert NOTHING_LEFT.is_empty
    assert not EVERYTHING.is_empty
