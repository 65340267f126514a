"""Patient and paper are asked about above the lines, and answered there by key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, wait_for
from workstation.domain.errors import Refused
from workstation.domain.patient_match import MatchReason
from workstation.services.identifiers import Identifier
from workstation.services.seen_before import SeenAnswer, SeenKind, SeenRefusal
from workstation.ui.components.label import Label
from workstation.ui.review.check_cards import IdentityCard, SeenBeforeCard
from workstation.ui.review.check_samples import OTHER_ID, asking_pharmacy
from workstation.ui.review.checks import IDENTITY, LOW
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, sample_pharmacy
from workstation.ui.words import Words

CONTROL = Qt.KeyboardModifier.ControlModifier


def identity_card(panel: ReviewPanel) -> IdentityCard:
    """The card that asks whose the paper is."""
    card = panel.checks.cards[IDENTITY]
    assert isinstance(card, IdentityCard)
    return card


def seen_card(panel: ReviewPanel) -> SeenBeforeCard:
    """The card of the prescription that was seen before."""
    card = panel.checks.cards[f"{OTHER_ID}"]
    assert isinstance(card, SeenBeforeCard)
    return card


def said_in(panel: ReviewPanel) -> str:
    """Every word above the lines."""
    return " ".join(one.words() for one in panel.checks.findChildren(Label))


def test_nothing_is_asked_when_paper_and_record_agree(shown: Shown) -> None:
    assert shown(sample_pharmacy()).checks.isHidden()


def test_paper_and_record_stand_beside_each_other_with_what_differs_and_who_has_such_a_name(shown: Shown) -> None:
    said = said_in(shown(asking_pharmacy(seen=None)))
    assert "The paper seems to be another person's" in said
    assert "On the paper: Suresh Deshpande · 45 years · male" in said
    assert "On record: Ramesh K. Deshpande · born 2 Mar 1959 · male · P-1187" in said
    assert "Another name · Another age" in said
    assert "Similar name: Ramesh S. Deshpande, born 9 Jan 1980, P-2044 · RX-26-004770 (Ready)" in said


def test_it_is_left_before_approval_with_its_key(shown: Shown) -> None:
    panel = shown(asking_pharmacy())
    assert [one.words for one in panel.left[:2]] == [
        "confirm who it is for (Ctrl+I)",
        "say whether it is RX-26-004410 again (Ctrl+D)",
    ]
    assert "confirm who it is for (Ctrl+I)" in panel.approve.locked_because


def test_two_identifiers_are_ticked_and_confirmed_by_keys(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = asking_pharmacy(seen=None)
    panel = shown(pharmacy)
    for _ in range(2):
        QTest.keyClick(panel, Qt.Key.Key_I, CONTROL)
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    both = frozenset({Identifier.NAME, Identifier.BIRTH_DATE})
    assert wait_for(qtbot, pharmacy, "confirm_identity") == ("confirm_identity", PRESCRIPTION_ID, both)
    qtbot.waitUntil(panel.checks.isHidden)


def test_one_identifier_is_too_few(shown: Shown) -> None:
    pharmacy = asking_pharmacy(seen=None)
    card = identity_card(shown(pharmacy))
    card.ticks[Identifier.PHONE].click()
    card.give.click()
    assert "at least two" in card.refusal()
    assert not calls_of(pharmacy, "confirm_identity")


def test_f8_leads_to_the_identity_first(shown: Shown) -> None:
    panel = shown(asking_pharmacy())
    panel.go_to_missing()
    assert panel.focusWidget() is identity_card(panel).ticks[Identifier.NAME]


def test_both_prescriptions_stand_side_by_side_with_patient_date_and_state(shown: Shown) -> None:
    said = said_in(shown(asking_pharmacy(identity=False)))
    assert "RX-26-004410 was supplied already" in said
    assert "RX-26-004821 · In review" in said
    assert "RX-26-004410 · Handed over" in said
    assert said.count("Ramesh K. Deshpande · born 2 Mar 1959") == 2
    assert said.count("Written 22 Nov 2026 by Dr. Meera Joshi") == 2


def test_what_it_is_is_chosen_and_answered_by_keys(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = asking_pharmacy(identity=False)
    panel = shown(pharmacy)
    QTest.keyClick(panel, Qt.Key.Key_D, CONTROL)
    focus = panel.focusWidget()
    assert isinstance(focus, QRadioButton)
    assert not focus.isChecked()
    QTest.keyClick(focus, Qt.Key.Key_Space)
    QTest.keyClick(focus, Qt.Key.Key_Return)
    answer = ("settle_seen", PRESCRIPTION_ID, OTHER_ID, SeenAnswer.NOT_THE_SAME)
    assert wait_for(qtbot, pharmacy, "settle_seen") == answer
    qtbot.waitUntil(panel.checks.isHidden)


def test_nothing_is_answered_before_something_is_chosen(shown: Shown) -> None:
    pharmacy = asking_pharmacy(identity=False)
    card = seen_card(shown(pharmacy))
    card.give.click()
    assert card.refusal().startswith("Choose what it is")
    assert not calls_of(pharmacy, "settle_seen")


def test_what_was_supplied_is_never_called_not_supplied(shown: Shown) -> None:
    supplied = [one.text() for one in seen_card(shown(asking_pharmacy(identity=False))).findChildren(QRadioButton)]
    again = asking_pharmacy(identity=False, seen=SeenKind.AGAIN)
    open_one = [one.text() for one in seen_card(shown(again)).findChildren(QRadioButton)]
    assert set(open_one) - set(supplied) == {"The same one, and the other is not supplied"}


def test_a_refused_answer_is_said_in_its_card(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = asking_pharmacy(identity=False, seen=SeenKind.AGAIN)
    pharmacy.refuse["settle_seen"] = Refused(SeenRefusal.OTHER_IN_WORK, number="RX-26-004410")
    card = seen_card(shown(pharmacy))
    card.reason.choose(SeenAnswer.OTHER_NOT_SUPPLIED)
    card.give.click()
    qtbot.waitUntil(lambda: "Reject the other one first" in card.refusal())
    assert card.give.isEnabled()


def test_enter_in_a_card_is_not_the_enter_of_a_line(shown: Shown) -> None:
    panel = shown(asking_pharmacy())
    panel.go_to_missing()
    assert panel.primary() is None


@pytest.mark.parametrize("member", [*MatchReason, *SeenAnswer])
def test_every_reason_and_answer_has_a_word(words: Words, member: MatchReason | SeenAnswer) -> None:
    assert words.has_word(member)


def test_in_a_low_page_a_question_is_one_row_until_its_key_opens_it_and_esc_folds_it(shown: Shown) -> None:
    panel = shown(asking_pharmacy())
    card = panel.checks.cards[IDENTITY]

    def folded() -> bool:
        return card.is_folded

    assert not folded()
    panel.checks.set_room(LOW - 1)
    assert folded()
    low = panel.checks.sizeHint().height()
    panel._on_identity_key()
    assert not folded()
    assert panel.checks.sizeHint().height() > low
    assert panel.step_back()
    assert folded()
    panel.checks.set_room(LOW + 400)
    assert not folded()
