"""What the window of a counter says and opens by itself: scans nobody wants, sound, troubles, whose work it is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import NOW, Pharmacy, a_line, a_user
from tests.fakes import FakeClock
from tests.unit.services.counter_acts import bagged, scanned
from workstation.domain.errors import Unavailable
from workstation.domain.prescription import Prescription
from workstation.domain.scanned_code import InternalToken, TokenKind
from workstation.domain.users import Role
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.ui.theme import ThemeHost


class Station:
    """One counter, nobody signed in yet, one prescription in its bin and one not looked at."""

    def __init__(self, made: OpenCounter) -> None:
        self.made, self.window, self.counter = made, made.window, made.counter

    def sign_in(self) -> None:
        user, helper = self.made.sign_in(), a_user(Role.COUNTER_STAFF)
        with self.made.here.store.begin() as tx:
            tx.users.save(helper)
        self.pharmacy = Pharmacy(self.made.here.store, self.made.here.site, FakeClock(NOW), user, helper)
        self.product = self.pharmacy.stocked(batches=[("B1", date(2035, 12, 31), 100)])

    def in_bin(self) -> Prescription:
        prescription = self.pharmacy.approved(number="RX-26-000077", lines=(a_line(product_id=self.product.id),))
        for _ in range(2):
            scanned(self.pharmacy, prescription, self.product)
        bagged(self.pharmacy, prescription)
        return prescription

    def scan(self, code: str) -> None:
        """As the scanner sends it to the page in front."""
        self.window._on_scan(code)
        self.made.settle()

    def toasts(self) -> str:
        return " ".join(self.window.toasts.texts())


@pytest.fixture
def station(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Station]:
    """The window is there."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as made,
    ):
        yield Station(made)


def test_a_scan_that_nothing_here_takes_is_said(station: Station) -> None:
    station.sign_in()
    station.scan("8901234567894")
    assert station.window.open_key == "queue"
    assert station.counter._scan_desk.note.words().startswith("The code could not be read")


@pytest.mark.parametrize("page", ["queue", "outbox", "connection"])
def test_the_number_of_a_bag_opens_it_wherever_it_is_scanned(station: Station, page: str) -> None:
    station.sign_in()
    prescription = station.in_bin()
    station.window.open(page)
    station.made.settle()
    station.scan(f"{InternalToken(TokenKind.BAG, prescription.number.removeprefix('RX-'))}")
    assert station.window.open_key == "handover"
    view = station.counter._handover().view
    assert view is not None
    assert view.prescription.id == prescription.id


def test_the_code_of_a_bin_opens_the_bag_in_it(station: Station) -> None:
    station.sign_in()
    prescription = station.in_bin()
    station.scan(f"{InternalToken(TokenKind.BIN, 'H-01')}")
    view = station.counter._handover().view
    assert view is not None
    assert view.prescription.id == prescription.id


def test_the_number_of_a_prescription_that_was_not_looked_at_opens_its_review(station: Station) -> None:
    station.sign_in()
    prescription = station.pharmacy.received(lines=(a_line(product_id=station.product.id),))
    station.scan(prescription.number)
    assert station.window.open_key == "review"


def test_a_scan_while_nobody_is_signed_in_opens_nothing_and_is_said(station: Station) -> None:
    station.sign_in()
    prescription = station.in_bin()
    station.counter.lock()
    station.scan(prescription.number)
    assert station.window.open_key == "queue"
    assert "nobody is signed in" in station.toasts()


def test_ctrl_m_turns_the_sound_off_and_on_and_says_so(station: Station, qtbot: QtBot) -> None:
    station.sign_in()
    station.window.activateWindow()
    qtbot.waitUntil(station.window.isActiveWindow)
    before = station.counter._sounds.volume
    QTest.keyClick(station.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert station.counter._sounds.volume == 0
    assert "Sound is off. A STOP is still heard" in station.toasts()
    QTest.keyClick(station.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert station.counter._sounds.volume == before
    assert "Sound is on" in station.toasts()


def test_a_store_that_another_pc_keeps_busy_is_a_sentence_and_no_fault(station: Station) -> None:
    station.sign_in()
    station.made.tasks.unavailable.emit(Unavailable("store", "The store has been busy for 10 seconds. Try again."))
    assert "busy for 10 seconds" in station.toasts()


def test_the_review_is_of_whoever_works_here_now(station: Station) -> None:
    station.sign_in()
    prescription = station.pharmacy.received(lines=(a_line(product_id=station.product.id),))
    station.counter.open_prescription(prescription.id)
    station.made.settle()
    station.counter.lock()
    second = station.made.sign_in()
    station.counter.open_prescription(prescription.id)
    station.made.settle()
    assert station.counter._review()._user_id == second.id


def test_the_bell_is_hidden_until_there_is_a_list_behind_it(station: Station) -> None:
    station.sign_in()
    assert not station.window.top_bar.bell.isVisible()
