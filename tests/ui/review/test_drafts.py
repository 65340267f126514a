"""What is typed and not confirmed: stored with its author, shown with name and age, taken up or discarded."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, choose, wait_for
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.line_draft import ADDED_LINE, DraftContent
from workstation.services.line_drafts import DraftRefusal
from workstation.services.transcription import TranscriptionRefusal
from workstation.ui.review import draft_keeper
from workstation.ui.review.draft_notes import DraftNote, age_words
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_catalogue import named
from workstation.ui.review.sample_drafts import COLLEAGUE, ME
from workstation.ui.review.samples import NOW, PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy
from workstation.ui.words import Words

TYPED = DraftContent("1-1-1 after food", "7", "21", chosen="Warf 5", product_id=named("Warf 5").id)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the pause between a key and the row."""
    monkeypatch.setattr(draft_keeper, "PAUSE_MS", 1)


def line_of(pharmacy: SamplePharmacy, position: int) -> UUID:
    return next(one.id for one in pharmacy.view.prescription.lines if one.position == position)


def notes_of(panel: ReviewPanel) -> list[DraftNote]:
    return [note for notes in panel.lines._notes.values() for note in notes.notes]


def said(panel: ReviewPanel) -> list[str]:
    return [note.sentence() for note in notes_of(panel)]


def settled(panel: ReviewPanel, qtbot: QtBot) -> None:
    """Everything that was asked is answered."""
    qtbot.waitUntil(lambda: not panel.drafts._timer.isActive() and not panel.work._tasks.running)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not panel.work._tasks.running)


# --- stored -----------------------------------------------------------------------------------------------------


def test_what_is_typed_is_stored_a_moment_later_and_no_line_is_confirmed(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    card_of(panel).editors.directions.selectAll()
    QTest.keyClicks(card_of(panel).editors.directions, "0-0-1")
    settled(panel, qtbot)
    _, prescription_id, line_id, content = wait_for(qtbot, pharmacy, "save_draft")
    assert (prescription_id, line_id, content.directions) == (PRESCRIPTION_ID, line_of(pharmacy, 2), "0-0-1")
    assert calls_of(pharmacy, "confirm_line") == []
    assert panel.lines._head.saved().startswith("draft kept ")


def test_the_next_key_does_not_put_the_row_off(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_keeper, "PAUSE_MS", 60_000)
    panel = shown(sample_pharmacy())
    QTest.keyClicks(card_of(panel).editors.directions, "1")
    begun = panel.drafts._timer.timerId()
    assert begun > 0
    QTest.keyClicks(card_of(panel).editors.directions, "2")
    assert panel.drafts._timer.timerId() == begun, "a timer that begins anew has another id"
    panel.drafts._timer.stop()


def test_a_candidate_that_was_chosen_is_part_of_the_draft(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    choose(panel, Qt.Key.Key_1)
    settled(panel, qtbot)
    content = wait_for(qtbot, pharmacy, "save_draft")[3]
    assert (content.chosen, content.product_id) == ("Ecosprin 75", named("Ecosprin 75").id)


def test_what_was_typed_and_undone_is_no_draft(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    panel.lines.open_line(1)
    days = card_of(panel).editors.days
    QTest.keyClicks(days, "1")
    settled(panel, qtbot)
    QTest.keyClick(days, Qt.Key.Key_Backspace)
    settled(panel, qtbot)
    assert wait_for(qtbot, pharmacy, "discard_draft")[1:] == (PRESCRIPTION_ID, line_of(pharmacy, 1), ME)
    assert pharmacy.drafts.shown() == ()


def test_a_line_that_is_added_is_a_draft_until_it_is_confirmed(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    panel.lines.add_line.click()
    QTest.keyClicks(card_of(panel).editors.directions, "0-0-1")
    settled(panel, qtbot)
    assert wait_for(qtbot, pharmacy, "save_draft")[2] == ADDED_LINE


def test_what_is_confirmed_at_once_leaves_no_draft_behind(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    choose(panel, Qt.Key.Key_1)
    card_of(panel).press_confirm()
    panel.drafts.save_now()
    settled(panel, qtbot)
    assert wait_for(qtbot, pharmacy, "confirm_line")
    assert pharmacy.drafts.shown() == ()
    assert calls_of(pharmacy, "save_draft") == []


def test_what_was_not_confirmed_after_all_is_stored(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    pharmacy.refuse["confirm_line"] = Refused(TranscriptionRefusal.QUANTITY_NOT_POSITIVE)
    panel = shown(pharmacy)
    choose(panel, Qt.Key.Key_1)
    card_of(panel).press_confirm()
    settled(panel, qtbot)
    assert wait_for(qtbot, pharmacy, "save_draft")[2] == line_of(pharmacy, 2)


def test_a_store_that_cannot_be_reached_is_tried_again_with_the_next_key(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    pharmacy.refuse["save_draft"] = Unavailable("store", "Another PC is writing.")
    panel = shown(pharmacy)
    directions = card_of(panel).editors.directions
    QTest.keyClicks(directions, "1")
    settled(panel, qtbot)
    assert "Another PC is writing." in panel.trouble.sentence()
    del pharmacy.refuse["save_draft"]
    typed = directions.text()
    QTest.keyClicks(directions, "2")
    settled(panel, qtbot)
    assert wait_for(qtbot, pharmacy, "save_draft")[3].directions == typed + "2"


# --- found again ------------------------------------------------------------------------------------------------


def test_ones_own_draft_stands_in_the_editors_again_and_says_that_nobody_confirmed_it(
    shown: Shown, qtbot: QtBot
) -> None:
    pharmacy = sample_pharmacy()
    pharmacy.drafts.put(line_of(pharmacy, 2), ME, TYPED)
    panel = shown(pharmacy)
    editors = card_of(panel).editors
    assert (editors.directions.text(), editors.days.text(), editors.quantity.text()) == ("1-1-1 after food", "7", "21")
    assert card_of(panel).keyed_line().product_id == TYPED.product_id
    assert said(panel) == ["Draft of Asha Kulkarni (you), 12 minutes old, not confirmed."]
    assert calls_of(pharmacy, "save_draft") == [], "what is stored is not stored again"


def test_an_added_line_is_found_again(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    pharmacy.drafts.put(ADDED_LINE, ME, TYPED)
    panel = shown(pharmacy)
    panel.lines.open_line(5)
    assert card_of(panel).facts.is_new
    assert card_of(panel).editors.directions.text() == "1-1-1 after food"


def test_a_product_that_the_catalogue_has_no_more_is_to_be_chosen_anew(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    gone = DraftContent("1-1-1", chosen="Gone 5", product_id=UUID(int=9))
    pharmacy.drafts.put(line_of(pharmacy, 2), ME, gone)
    panel = shown(pharmacy)
    assert card_of(panel).editors.directions.text() == "1-1-1"
    with pytest.raises(Refused):
        card_of(panel).keyed_line()


def test_a_colleagues_draft_is_shown_by_name_and_does_not_stand_in_the_editors(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    pharmacy.drafts.put(line_of(pharmacy, 2), COLLEAGUE, TYPED)
    panel = shown(pharmacy)
    assert said(panel) == [
        "Draft of Ravi Iyer, 12 minutes old, not confirmed. Typed: Warf 5 · 1-1-1 after food · 7 days · quantity 21"
    ]
    assert card_of(panel).editors.directions.text() != "1-1-1 after food"


def test_a_colleagues_draft_is_taken_up_and_stands_in_the_editors_under_ones_own_name(
    shown: Shown, qtbot: QtBot
) -> None:
    pharmacy = sample_pharmacy()
    line = line_of(pharmacy, 2)
    pharmacy.drafts.put(line, COLLEAGUE, TYPED)
    panel = shown(pharmacy)
    QTest.keyClicks(card_of(panel).editors.directions, "mine")
    (note,) = notes_of(panel)
    assert note.take_up is not None
    note.take_up.click()
    settled(panel, qtbot)
    assert calls_of(pharmacy, "take_up_draft") == [("take_up_draft", PRESCRIPTION_ID, line, COLLEAGUE)]
    assert card_of(panel).editors.directions.text() == "1-1-1 after food"
    assert said(panel) == ["Draft of Asha Kulkarni (you), 12 minutes old, not confirmed."]


def test_a_colleagues_draft_is_discarded_and_what_one_typed_oneself_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    line = line_of(pharmacy, 2)
    pharmacy.drafts.put(line, COLLEAGUE, TYPED)
    panel = shown(pharmacy)
    directions = card_of(panel).editors.directions
    directions.selectAll()
    QTest.keyClicks(directions, "0-0-1")
    (note,) = notes_of(panel)
    note.discard.click()
    settled(panel, qtbot)
    assert calls_of(pharmacy, "discard_draft") == [("discard_draft", PRESCRIPTION_ID, line, COLLEAGUE)]
    assert card_of(panel).editors.directions.text() == "0-0-1"


def test_ones_own_draft_is_discarded_and_the_line_says_what_it_said_before(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    before = card_of(panel).editors.directions.text()
    pharmacy.drafts.put(line_of(pharmacy, 2), ME, TYPED)
    panel.refresh()
    settled(panel, qtbot)
    (note,) = notes_of(panel)
    assert note.take_up is None
    note.discard.click()
    settled(panel, qtbot)
    assert card_of(panel).editors.directions.text() == before
    assert said(panel) == []


def test_a_draft_that_has_ended_meanwhile_is_said_and_read_again(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    line = line_of(pharmacy, 2)
    pharmacy.drafts.put(line, COLLEAGUE, TYPED)
    panel = shown(pharmacy)
    pharmacy.refuse["take_up_draft"] = Refused(DraftRefusal.ENDED)
    pharmacy.drafts.ended(line)
    (note,) = notes_of(panel)
    assert note.take_up is not None
    note.take_up.click()
    settled(panel, qtbot)
    assert said(panel) == []
    assert panel.trouble.sentence().startswith("The draft is not there any more")


# --- two people at one screen -----------------------------------------------------------------------------------


def test_what_one_person_typed_is_not_in_the_editors_of_the_next(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    QTest.keyClicks(card_of(panel).editors.directions, " and half")
    panel.save_drafts()
    panel.set_user(COLLEAGUE)
    settled(panel, qtbot)
    assert len(calls_of(pharmacy, "save_draft")) == 1
    assert panel.lines.card is None
    assert panel.lines.kept_typing() == {}


def test_a_draft_that_is_stored_is_not_brought_back_by_the_screen_after_it_ended(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    before = card_of(panel).editors.directions.text()
    QTest.keyClicks(card_of(panel).editors.directions, " and half")
    settled(panel, qtbot)
    panel.page_hidden()
    pharmacy.drafts.ended(line_of(pharmacy, 2))
    panel.open_prescription(PRESCRIPTION_ID)
    settled(panel, qtbot)
    assert card_of(panel).editors.directions.text() == before


def test_the_window_that_closes_writes_what_was_typed_last(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_keeper, "PAUSE_MS", 60_000)
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    QTest.keyClicks(card_of(panel).editors.directions, " x")
    assert calls_of(pharmacy, "save_draft") == []
    panel.save_drafts_before_the_end()
    assert len(calls_of(pharmacy, "save_draft")) == 1


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute old"),
        (timedelta(hours=1, minutes=59), "1 hour old"),
        (timedelta(hours=47), "47 hours old"),
        (timedelta(days=3, hours=2), "3 days old"),
    ],
    ids=lambda value: str(value),
)
def test_the_age_of_a_draft_in_words(words: Words, age: timedelta, said: str) -> None:
    assert age_words(words, NOW - age, NOW) == said
