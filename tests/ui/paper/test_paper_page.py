"""Entering on the screen what was supplied on paper."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_line, a_pharmacy, a_user, tablets
from workstation.app.bindings import Session
from workstation.app.paper_desk import paper_actions
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role
from workstation.services.downtime import PaperRecorded
from workstation.services.paper_view import PaperView
from workstation.ui.paper.actions import PackFound
from workstation.ui.paper.page import PaperPage
from workstation.ui.paper.step import PaperStep
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Screen:
    """The page on a real pharmacy, a prescription that is not claimed open on it."""

    def __init__(self, pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self._tasks, self._qtbot, site = tasks, qtbot, pharmacy.site
        self.pharmacy = pharmacy
        self.session = Session(pharmacy.pharmacist)
        self.product: Product = pharmacy.stocked()
        self.prescription: Prescription = pharmacy.received(lines=(a_line(product_id=self.product.id),))

        def now() -> datetime:
            return site.clock().astimezone(site.zone)

        self.page = PaperPage(host, words, paper_actions(site, self.session, now), tasks)
        self.recorded: list[PaperRecorded] = []
        self.refused: list[Refused] = []
        self.page.recorded.connect(self.recorded.append)
        self.page.refused.connect(self.refused.append)
        qtbot.addWidget(self.page)
        self.page.resize(1712, 992)
        self.page.show()

    def open(self) -> None:
        """The prescription."""
        self.page.open_prescription(self.prescription.id)
        self.settle()

    @property
    def step(self) -> PaperStep:
        """The fields."""
        assert self.page.step is not None
        return self.page.step

    def settle(self) -> None:
        """Until every answer is there."""
        for _ in range(4):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def until(self, so: Callable[[], bool]) -> None:
        """Until it is so."""
        self._qtbot.waitUntil(so)

    def type(self, where: QLineEdit, text: str) -> None:
        """In place of what stands there."""
        where.clear()
        QTest.keyClicks(where, text)

    def enter(self) -> None:
        """Enter records."""
        assert self.page.wizard is not None
        QTest.keyClick(self.page.wizard, Qt.Key.Key_Return)
        self.settle()


@pytest.fixture
def screen(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Iterator[Screen]:
    """The page with a prescription."""
    with a_pharmacy() as pharmacy:
        made = Screen(pharmacy, host, words, tasks, qtbot)
        made.open()
        yield made
        made.settle()


def keyed(screen: Screen) -> None:
    """Everything that the sheet says."""
    assert screen.page.on_scan(screen.product.gtin)
    screen.settle()
    screen.type(screen.step.batch, "B1")
    screen.type(screen.step.amount, "20")
    screen.type(screen.step.sheet, "sheet 7")
    screen.type(screen.step.time, "9:30")


def test_a_supply_on_paper_is_entered_by_scan_and_keys_and_names_what_it_broke(screen: Screen) -> None:
    keyed(screen)
    assert screen.step.blocked_because() == ""
    screen.enter()
    (done,) = screen.recorded
    assert (done.dispense.quantity, done.broken) == (tablets(20), ("not_claimed", "not_approved"))
    assert done.dispense.when_handed_over.isoformat() == "2026-11-22T09:30:00+05:30"


def test_afterwards_the_page_is_empty_for_the_next_line_of_the_sheet(screen: Screen) -> None:
    keyed(screen)
    screen.enter()
    assert (screen.step.code.text(), screen.step.batch.text(), screen.step.sheet.text()) == ("", "", "")


def test_the_bar_says_one_after_the_other_what_is_missing(screen: Screen) -> None:
    said = [screen.step.blocked_because()]
    screen.page.on_scan(screen.product.gtin)
    screen.settle()
    for edit, text in (
        (screen.step.batch, "B1"),
        (screen.step.amount, "20"),
        (screen.step.time, "9:30"),
        (screen.step.sheet, "7"),
    ):
        said.append(screen.step.blocked_because())
        screen.type(edit, text)
    assert said == [
        "Scan a pack of the batch",
        "Give the batch",
        "Give the amount in figures",
        "Give day and time",
        "Give the number of the sheet",
    ]


@pytest.mark.parametrize("typed", ["-5", "0", "NaN", "twenty", "1e999999999"])
def test_an_amount_that_is_none_is_not_taken(screen: Screen, typed: str) -> None:
    keyed(screen)
    screen.type(screen.step.amount, typed)
    screen.enter()
    assert screen.recorded == []


def test_an_unknown_pack_is_said_and_nothing_is_guessed(screen: Screen) -> None:
    screen.page.on_scan("08901234567894")
    screen.settle()
    assert "not in the catalogue" in screen.step.blocked_because() or "check digit" in screen.step.blocked_because()


def test_a_batch_that_one_pack_named_is_never_taken_for_another_packs(screen: Screen) -> None:
    assert screen.page.on_scan(f"01{screen.product.gtin}1727123110AB12")
    screen.settle()
    assert (screen.step.batch.text(), screen.step.expiry.text()) == ("AB12", "31 Dec 2027")
    assert screen.page.on_scan(screen.product.gtin)
    screen.settle()
    assert (screen.step.batch.text(), screen.step.expiry.text()) == ("", "")


def test_a_batch_that_a_person_typed_stays(screen: Screen) -> None:
    screen.type(screen.step.batch, "B1")
    assert screen.page.on_scan(screen.product.gtin)
    screen.settle()
    assert screen.step.batch.text() == "B1"


def test_the_answer_to_an_earlier_scan_is_not_taken_for_the_pack_of_the_last_one(screen: Screen) -> None:
    go_on, find = threading.Event(), screen.page._actions.pack

    def slow_at_first(code: str) -> PackFound:
        if code.endswith("AB12"):
            go_on.wait(timeout=20)
        return find(code)

    screen.step._actions = replace(screen.page._actions, pack=slow_at_first)
    first = screen.page.on_scan(f"01{screen.product.gtin}1727123110AB12")
    second = screen.page.on_scan(f"01{screen.product.gtin}1728013110CD34")
    screen.until(lambda: screen.step.batch.text() == "CD34")
    go_on.set()
    screen.settle()
    assert (first, second, screen.step.batch.text()) == (True, True, "CD34")


def test_the_same_sheet_twice_is_refused_and_the_typing_stays(screen: Screen) -> None:
    keyed(screen)
    screen.enter()
    keyed(screen)
    said: list[str] = []
    screen.step.refused.connect(said.append)
    screen.enter()
    assert "entered before" in said[0]
    assert screen.step.sheet.text() == "sheet 7"


def test_somebody_at_the_counter_cannot_open_it(screen: Screen) -> None:
    screen.session.user = a_user(Role.COUNTER_STAFF)
    screen.open()
    assert [one.code.value for one in screen.refused] == ["not_allowed"]


def test_the_prescription_that_was_opened_last_is_shown_whichever_is_read_first(screen: Screen) -> None:
    other = screen.pharmacy.received(number="RX-2", lines=(a_line(product_id=screen.product.id),))
    read, let = screen.page._actions.open, threading.Event()

    def slow(prescription_id: UUID) -> PaperView:
        if prescription_id == screen.prescription.id:
            let.wait(20)
        return read(prescription_id)

    screen.page._actions = replace(screen.page._actions, open=slow)
    screen.page.open_prescription(screen.prescription.id)
    screen.page.open_prescription(other.id)
    screen._qtbot.waitUntil(lambda: screen.page._view is not None and screen.page._view.prescription.id == other.id)
    let.set()
    screen.settle()
    assert screen.page._view is not None
    assert screen.page._view.prescription.id == other.id
