"""While one emergency supply is being recorded: its answer belongs to the prescription it was pressed for."""

from dataclasses import replace
from threading import Event
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.factories import a_line
from tests.ui.emergency.screen import Screen
from workstation.domain.dispensing import Dispense
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.ui.emergency.actions import EmergencyAsked
from workstation.ui.sounds import Sound


class Slow:
    """A supply that waits until it is let."""

    def __init__(self, screen: Screen) -> None:
        self.let, self._now = Event(), screen.panel._actions.supply
        screen.panel._actions = replace(screen.panel._actions, supply=self.supply)

    def supply(self, asked: EmergencyAsked) -> Dispense:
        self.let.wait(20)
        return self._now(asked)


@pytest.fixture
def first(screen: Screen) -> tuple[Prescription, Product, Slow]:
    """Everything is keyed and Supply was pressed."""
    product = screen.pharmacy.stocked()
    prescription = screen.pharmacy.received(lines=(a_line(product_id=product.id),))
    screen.panel.open_prescription(prescription.id)
    screen.settle()
    screen.scan(product.gtin)
    screen.type(screen.panel.reason_edit, "no network, no tablets left")
    for _ in range(2):
        screen.panel.go_to_missing()
        QTest.keyClick(screen.panel.focusWidget(), Qt.Key.Key_Space)
    slow = Slow(screen)
    assert screen.panel.go.locked_because == ""
    screen.panel.go.click()
    return prescription, product, slow


def supplies(screen: Screen, prescription: Prescription) -> int:
    with screen.pharmacy.store.read() as tx:
        return len(tx.dispenses.of_prescription(prescription.id))


def test_a_pack_scanned_meanwhile_is_refused_with_words(
    screen: Screen, first: tuple[Prescription, Product, Slow]
) -> None:
    prescription, product, slow = first
    assert screen.panel.on_scan(product.gtin)
    assert screen.sounds[-1] is Sound.STOP
    assert not screen.panel.stop.isHidden()
    slow.let.set()
    screen.settle()
    assert supplies(screen, prescription) == 1
    assert screen.panel.plan is None
    assert "Scan it again" in screen.panel.stop.accessibleName()
    assert product.name in screen.panel.done.accessibleName()


def test_another_prescription_opened_meanwhile_waits_for_the_answer(
    screen: Screen, first: tuple[Prescription, Product, Slow]
) -> None:
    prescription, product, slow = first
    told: list[UUID] = []
    screen.panel.changed.connect(told.append)
    other = screen.pharmacy.received(number="RX-2", lines=(a_line(product_id=product.id),))
    screen.panel.open_prescription(other.id)
    slow.let.set()
    screen.settle()
    assert told == [prescription.id]
    assert (supplies(screen, prescription), supplies(screen, other)) == (1, 0)
    assert screen.panel._view is not None
    assert screen.panel._view.prescription.id == other.id
    assert screen.panel.reason_edit.text() == ""
