"""Half the strength twice, from the offer to the label, at the real window by keys and scans."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import NOW, Pharmacy, a_line, a_product, a_user, an_ingredient, tablets
from tests.fakes import FakeClock
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.ui.components.verdict_views import Match, Stop
from workstation.ui.theme import ThemeHost

LASTS = date(2035, 12, 31)


class Desk:
    """A prescription of 10 tablets of 500 mg, and 250 mg in the shelf as well."""

    def __init__(self, made: OpenCounter) -> None:
        self.made = made
        user, helper = made.sign_in(), a_user(Role.COUNTER_STAFF)
        with made.here.store.begin() as tx:
            tx.users.save(helper)
        pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), user, helper)
        half = a_product(name="Glycomet 250", ingredients=(an_ingredient(strength="250"),), shelf="B2-04")
        self.keyed: Product = pharmacy.stocked(batches=[("B1", LASTS, 100)])
        self.half: Product = pharmacy.stocked(half, [("Q1", LASTS, 100)])
        line = a_line(
            product_id=self.keyed.id,
            quantity_prescribed=tablets(10),
            days_supply=5,
            dosage_instruction="1 tablet twice a day",
        )
        self.prescription: Prescription = pharmacy.approved(number="RX-26-000078", lines=(line,))
        made.counter.open_prescription(self.prescription.id)
        made.settle()
        self.page = made.counter._dispense()
        made.to_front()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.page, key)
        self.made.settle()

    def press_until(self, key: Qt.Key, holds: Callable[[], bool]) -> None:
        """A digit may begin a scan: it is given back after a rest."""
        QTest.keyClick(self.page, key)
        self.made._qtbot.waitUntil(holds)
        self.made.settle()

    def scan(self, product: Product) -> Match | Stop | None:
        self.made.window._on_scan(product.gtin)
        self.made.settle()
        return self.page._columns.stage.verdict.verdict

    def look(self, name: str) -> None:
        """A picture for a person, where one is asked for."""
        folder = os.environ.get("WORKSTATION_PICTURES")
        if folder:
            self.made.window.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def desk(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The window on the dispense screen."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as made,
    ):
        yield Desk(made)


def test_half_the_strength_is_chosen_and_picked_by_three_keys(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F4)
    desk.look("substitution_offer")
    card = desk.page._columns.stage.ask_substitute
    offered = card.offered()
    assert offered is not None
    assert [one.directions for one in offered.found] == ["Take 2 tablets twice a day."]
    desk.press_until(Qt.Key.Key_1, lambda: card.said().startswith("Why"))
    desk.look("substitution_why")
    desk.press_until(Qt.Key.Key_1, lambda: card.offered() is None)
    session = desk.page.session
    assert session is not None
    (row,) = session.view.lines
    assert (row.product.id, row.wanted, row.keyed and row.keyed.id) == (desk.half.id, tablets(20), desk.keyed.id)
    desk.look("substitution_chosen")
    assert isinstance(desk.scan(desk.keyed), Stop)
    desk.press(Qt.Key.Key_Escape)
    for _ in range(2):
        assert isinstance(desk.scan(desk.half), Match)
    desk.made.settle()
    desk.look("substitution_scanned")
    assert {one.directions for one in session.view.labels} == {"2 tablet bd"}
    assert session.extras[row.line.id].directions == "Take 2 tablets twice a day."
