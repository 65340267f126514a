"""The review and the dispense screen on a real store, after the order server changed what was worked on."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_pharmacy
from tests.unit.services.outcomes import status_of
from tests.unit.services.server_acts import LINE, allocated, brought_to, supplied_by_others, taken
from workstation.app.bindings import Bindings, Session
from workstation.app.labels import Labels, PharmacyText
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import Status
from workstation.paths import resources
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.server_cards import SupplyCard
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

NEW_DOSE = {"lines": (replace(LINE, dosage_instruction="1 tablet at night"),)}


class Screens:
    """Both screens of one counter."""

    def __init__(self, pharmacy: Pharmacy, host: ThemeHost, tasks: TaskRunner, qtbot: QtBot, folder: Path) -> None:
        site = pharmacy.site
        bindings = Bindings(site, Session(pharmacy.pharmacist), Labels(site, PharmacyText("Neem", "", "")), folder)
        words = Words(resources() / "translations", zone=site.zone)
        self._tasks, self._qtbot = tasks, qtbot
        self.review = ReviewPanel(host, words, bindings.review_actions(lambda name: name), tasks)
        actions = bindings.dispense_actions(lambda _sound: None, lambda: None)
        self.dispense = DispensePanel(host, words, actions, tasks)
        for panel in (self.review, self.dispense):
            qtbot.addWidget(panel)
            panel.resize(1848, 992)

    def settle(self) -> None:
        """Waits until every answer is there, and those that the answers asked for."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)
            self._qtbot.wait(1)

    def open_review(self, prescription: Prescription) -> None:
        """Waits until it is shown; keys go to the window that is seen."""
        self.dispense.hide()
        self.review.show()
        self.review.activateWindow()
        self._qtbot.waitUntil(self.review.isActiveWindow)
        self.review.open_prescription(prescription.id)
        self.settle()


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """Empty, with a pharmacist and somebody at the counter."""
    with a_pharmacy() as opened:
        yield opened


@pytest.fixture
def screens(pharmacy: Pharmacy, host: ThemeHost, tasks: TaskRunner, qtbot: QtBot, tmp_path: Path) -> Screens:
    """A pharmacist is signed in. The lanes end before the store is closed."""
    return Screens(pharmacy, host, tasks, qtbot, tmp_path)


def test_an_edit_under_the_hands_of_the_picker_is_shown_read_and_approved_anew(
    pharmacy: Pharmacy, screens: Screens
) -> None:
    prescription, _ = brought_to(pharmacy, Status.PICKING)
    screens.dispense.show()
    screens.dispense.open_prescription(prescription.id)
    screens.settle()
    taken(pharmacy, **NEW_DOSE)
    screens.dispense.page_shown()
    screens.settle()
    assert "F3" in screens.dispense.bar.go_on.locked_because
    assert allocated(pharmacy, prescription) == 0

    screens.open_review(prescription)
    assert screens.review.changes.edits is not None
    assert "now 1 tablet at night" in screens.review.changes.edits.accessibleName()
    QTest.keyClick(screens.review, Qt.Key.Key_F4)
    screens.settle()
    assert "order server" not in screens.review.approve.locked_because
    shown = screens.review.shown_view
    assert shown is not None
    screens.review.work.approve(prescription.id, shown.screened.fingerprint)
    screens.settle()
    assert status_of(pharmacy, prescription) is Status.APPROVED

    screens.dispense.open_prescription(prescription.id)
    screens.settle()
    assert "order server" not in screens.dispense.bar.go_on.locked_because


def test_a_supply_elsewhere_that_is_counted_on_the_screen_is_not_owed_any_more(
    pharmacy: Pharmacy, screens: Screens
) -> None:
    unclear = supplied_by_others(Quantity(Decimal(1), "pack"), medicine=PrescribedMedicine("Januvia"))
    prescription = taken(pharmacy, dispenses=(unclear,))
    screens.open_review(prescription)
    card = screens.review.changes.questions[unclear.reference]
    assert isinstance(card, SupplyCard)
    card.amount.setText("12")
    card.reason.setText("called the pharmacy")
    QTest.keyClick(card.amount, Qt.Key.Key_Return)
    screens.settle()
    assert screens.review.changes.isHidden()
    with pharmacy.store.read() as tx:
        (row,) = tx.prescriptions.progress(prescription.id)
    assert row.owing == Quantity(Decimal(8), "tablet")


def test_a_routed_order_is_declined_from_the_review(pharmacy: Pharmacy, screens: Screens, qtbot: QtBot) -> None:
    prescription = taken(pharmacy)
    screens.open_review(prescription)
    QTest.keyClick(screens.review, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(screens.review.rejected):
        QTest.keyClick(screens.review, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert status_of(pharmacy, prescription) is Status.REJECTED
