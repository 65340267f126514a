"""What the directions lack stands beside the editors, follows the typing, and is settled by a key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, wait_for
from workstation.ui.review.body import Fold
from workstation.ui.review.directions_note import directions_said
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy, view_of
from workstation.ui.words import Words

CONTROL = Qt.KeyboardModifier.ControlModifier


def with_directions(said: str, position: int = 2) -> SamplePharmacy:
    """Every line is confirmed; one of them says this."""
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    prescription = pharmacy.view.prescription
    lines = tuple(
        replace(line, dosage_instruction=said) if line.position == position else line for line in prescription.lines
    )
    pharmacy.view = view_of(replace(prescription, lines=lines), pharmacy.view)
    return pharmacy


def left_words(panel: ReviewPanel) -> list[str]:
    """What is left before approval."""
    return [one.words for one in panel.left]


def test_directions_without_an_amount_are_left_before_approval_and_their_line_is_open(shown: Shown) -> None:
    panel = shown(with_directions("once a week"))
    assert "settle the directions of line 2 (Ctrl+L)" in left_words(panel)
    assert card_of(panel).facts.line.position == 2
    assert card_of(panel).directions.sentence().startswith("The amount per dose is not written.")


def test_enter_does_not_pass_over_them_and_its_own_key_accepts_them(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = with_directions("once a week")
    panel = shown(pharmacy)
    card = card_of(panel)
    qtbot.waitUntil(lambda: panel.focusWidget() is card.editors.directions)
    QTest.keyClick(card.editors.directions, Qt.Key.Key_L, CONTROL)
    line_id = card.facts.line.id
    assert wait_for(qtbot, pharmacy, "accept_directions") == ("accept_directions", PRESCRIPTION_ID, line_id)
    qtbot.waitUntil(lambda: "settle the directions of line 2 (Ctrl+L)" not in left_words(panel))


def test_typing_what_is_missing_takes_the_doubt_away(shown: Shown) -> None:
    pharmacy = with_directions("once a week")
    panel = shown(pharmacy)
    card = card_of(panel)
    card.editors.directions.selectAll()
    QTest.keyClicks(card.editors.directions, "1 tablet once a week")
    assert card.directions.sentence() == ""
    assert not card.directions.is_asking
    QTest.keyClick(card.editors.directions, Qt.Key.Key_L, CONTROL)
    assert calls_of(pharmacy, "accept_directions") == []


def test_what_is_easily_misread_is_said_and_asks_nothing(shown: Shown, words: Words) -> None:
    panel = shown(with_directions("1 tab HS"))
    assert left_words(panel) == ["answer the MAJOR alert"]
    assert directions_said("1 tab HS", "tablet", words) == ("Easily misread: HS can be bedtime or half strength.",)


@pytest.mark.parametrize(
    ("said", "form", "begins"),
    [
        ("", "tablet", "There are no directions."),
        ("1 tab", "tablet", "How often is not written."),
        ("swish and spit", "syrup", "Not understood: “"),
        ("1 OD", "eye drops", "Not understood: “OD”."),
    ],
)
def test_each_gap_has_its_sentence(words: Words, said: str, form: str, begins: str) -> None:
    assert directions_said(said, form, words)[0].startswith(begins)


def test_what_is_out_of_sight_is_brought_there_before_it_can_be_accepted(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = with_directions("once a week")
    panel = shown(pharmacy)
    panel.resize(900, 480)
    qtbot.waitUntil(lambda: panel.body.fold is Fold.PAGES)
    panel.show_page("scan")
    QTest.keyClick(panel, Qt.Key.Key_L, CONTROL)
    assert calls_of(pharmacy, "accept_directions") == []
    qtbot.waitUntil(lambda: not card_of(panel).directions.visibleRegion().isEmpty())
    QTest.keyClick(panel, Qt.Key.Key_L, CONTROL)
    wait_for(qtbot, pharmacy, "accept_directions")
