"""Who wrote the paper: shown as read, confirmed by a person, said anew from the menu."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, wait_for
from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescriber
from workstation.domain.users import AccessRefusal
from workstation.services.prescriber_on_paper import PrescriberOnPaper
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy

READ = Prescriber("Dr. Meera Joshl", "MMC 1187")


def a_paper(confirmed: Prescriber | None = None) -> SamplePharmacy:
    pharmacy = sample_pharmacy()
    pharmacy.view = replace(pharmacy.view, prescriber=PrescriberOnPaper(READ, confirmed))
    return pharmacy


def test_what_was_read_is_confirmed_with_enter_as_it_stands_corrected(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = a_paper()
    panel = shown(pharmacy)
    box = panel.written_by
    assert (box.isVisible(), box.name.text(), box.number.text()) == (True, "Dr. Meera Joshl", "MMC 1187")
    box.name.setText("Dr. Meera Joshi")
    box.number.setFocus()
    QTest.keyClick(box.number, Qt.Key.Key_Return)
    assert wait_for(qtbot, pharmacy, "confirm_prescriber") == (
        "confirm_prescriber", PRESCRIPTION_ID, "Dr. Meera Joshi", "MMC 1187",
    )  # fmt: skip
    qtbot.waitUntil(lambda: not box.isVisible())
    assert calls_of(pharmacy, "confirm_line") == [], "Enter in the box confirms no line"


def test_it_is_not_asked_of_an_order_and_not_again_once_somebody_confirmed(shown: Shown) -> None:
    assert not shown(sample_pharmacy()).written_by.isVisible()
    panel = shown(a_paper(confirmed=READ))
    assert not panel.written_by.isVisible()
    panel.written_by.open_again()
    assert panel.written_by.isVisible()


def test_a_refusal_stands_in_the_box_and_what_was_typed_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = a_paper()
    pharmacy.refuse["confirm_prescriber"] = Refused(AccessRefusal.NOT_ALLOWED)
    box = shown(pharmacy).written_by
    box.name.setText("Dr. Other")
    box.give.click()
    qtbot.waitUntil(lambda: bool(box.refusal.sentence()))
    assert (box.name.text(), box.give.isEnabled()) == ("Dr. Other", True)


def test_the_same_reading_again_keeps_what_is_typed(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(a_paper())
    panel.written_by.name.setText("Dr. Half typ")
    panel.refresh()
    qtbot.waitUntil(lambda: not panel.work._tasks.running)
    qtbot.wait(1)
    assert panel.written_by.name.text() == "Dr. Half typ"
