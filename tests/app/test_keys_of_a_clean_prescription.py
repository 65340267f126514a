"""A clean prescription of two lines from the queue to the hand-over: by keys and scans alone, and how many keys."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import NOW, Pharmacy, a_line, a_product, a_user, an_ingredient
from tests.fakes import FakeClock
from workstation.domain.medicine import Product
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.users import Role
from workstation.domain.workflow import Status
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.ui.theme import ThemeHost

MOST_KEYS = 12
EXPIRY = date(2035, 12, 31)


class Person:
    """Counts every key; scans are no keys."""

    def __init__(self, made: OpenCounter) -> None:
        self.made, self.keys = made, 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key where the focus is."""
        self.made.to_front()
        target = QApplication.focusWidget() or self.made.window
        QTest.keyClick(target, key, modifier)
        self.keys += 1
        self.made.settle()

    def scan(self, product: Product) -> None:
        """A pack with its batch and expiry."""
        self.made.window._on_scan(f"01{product.gtin}17{EXPIRY:%y%m%d}10B1")
        self.made.settle()


@pytest.fixture
def made(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenCounter]:
    """The window is there."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as opened,
    ):
        yield opened


def test_a_clean_prescription_of_two_lines_needs_twelve_keys_at_the_most(made: OpenCounter) -> None:
    user, helper = made.sign_in(), a_user(Role.COUNTER_STAFF)
    with made.here.store.begin() as tx:
        tx.users.save(helper)
    pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), user, helper)
    telma = a_product(name="Telma 40", ingredients=(an_ingredient("telmisartan", "40"),), shelf="C1-01")
    products = [pharmacy.stocked(one, batches=[("B1", EXPIRY, 100)]) for one in (a_product(), telma)]
    other = PrescribedMedicine("Telmisartan 40 mg tablet", (an_ingredient("telmisartan", "40"),), "tablet")
    lines = (
        a_line(product_id=products[0].id),
        a_line(product_id=products[1].id, position=2, medicine=other, server_reference="MedicationRequest/m2"),
    )
    prescription = pharmacy.claimed(number="RX-26-000077", lines=lines)
    made.counter.refresh_queue()
    made.settle()
    person = Person(made)
    made.counter._queue().select(prescription.id)
    made.counter._queue().list.table.setFocus()
    made.settle()

    person.press(Qt.Key.Key_Return)  # opens the review
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # approves
    for product in products:
        for _ in range(2):
            person.scan(product)
    person.press(Qt.Key.Key_Return)  # labels
    person.press(Qt.Key.Key_Return)  # accuracy check
    person.press(Qt.Key.Key_Return)  # into the proposed bin
    person.press(Qt.Key.Key_Return)  # to the hand-over
    for _ in range(2):
        person.press(Qt.Key.Key_F8)
        person.press(Qt.Key.Key_Space)
    person.press(Qt.Key.Key_Return)  # hands over

    with pharmacy.store.read() as tx:
        assert tx.prescriptions.status(prescription.id) is Status.HANDED_OVER
    assert person.keys <= MOST_KEYS
