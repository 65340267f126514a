"""The order server changed the prescription after the approval: shown in place, with the way on."""

from dataclasses import replace
from typing import NoReturn

from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.errors import Refused
from workstation.services.edits import EditRefusal
from workstation.ui.components.verdict_views import Stop
from workstation.ui.dispense.samples import PRESCRIPTION, WARF_5, SampleCounter
from workstation.ui.review.server_samples import EDIT

REFUSED = Refused(EditRefusal.EDITED_AT_SERVER, number="RX-1", changes="quantity: 20 → 30", count=1, voided="approval")


def said(screen: Screen) -> str:
    """What the card says, "" while there is none."""
    card = screen.panel._columns.stage.edits
    return card.accessibleName() if card is not None else ""


def test_the_change_is_shown_with_what_it_means_and_the_way_to_the_review(
    counter: SampleCounter, open_screen: OpenScreen, qtbot: QtBot
) -> None:
    counter.edits = (EDIT,)
    screen = open_screen(counter.actions())
    assert "Line 1 · Quantity: before 20 tablet, now 30 tablet" in said(screen)
    assert "put them back on the shelf" in said(screen)
    assert screen.panel.bar.go_on.locked_because == "The order server changed it: F3 opens the review"
    with qtbot.waitSignal(screen.panel.review_requested) as asked:
        screen.panel.bar.review.click()
    assert asked.args == [PRESCRIPTION.id]


def test_a_change_between_two_steps_is_shown_when_the_step_is_refused(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    def check(*_facts: object) -> None:
        counter.edits = (EDIT,)
        raise REFUSED

    counter.scan_all()
    counter.put_labels()
    screen = open_screen(replace(counter.actions(), check_accuracy=check))
    assert not said(screen)
    screen.go_on()
    screen.settle()
    assert "now 30 tablet" in said(screen)


def test_a_scan_after_the_change_is_a_stop_and_shows_the_change(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    def scan(*_facts: object) -> NoReturn:
        counter.edits = (EDIT,)
        raise REFUSED

    screen = open_screen(replace(counter.actions(), scan=scan))
    screen.scan(WARF_5.gtin)
    screen.settle()
    assert isinstance(screen.verdict, Stop)
    assert "now 30 tablet" in said(screen)


def test_after_the_new_approval_the_card_is_gone(counter: SampleCounter, open_screen: OpenScreen) -> None:
    counter.edits = (EDIT,)
    screen = open_screen(counter.actions())
    counter.edits = ()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    assert said(screen) == ""
    assert not screen.panel._columns.stage.prompt.isHidden()
