"""The keys of a downtime at a real window: each leads to its page, or says why not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories import NOW, Pharmacy, a_line, a_pharmacy
from tests.unit.services.test_downtime import entered
from workstation.app.bindings import Session
from workstation.app.offline_desk import DeskParts, OfflineDesk
from workstation.domain.compliance import ComplianceRefusal
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.prescription import Prescription
from workstation.domain.queue import QueueFilter
from workstation.paths import resources
from workstation.services.approval import ApprovalRefusal
from workstation.services.claim import ClaimRefusal
from workstation.services.emergency import EmergencyRefusal
from workstation.services.handover import HandOverRefusal
from workstation.services.walk_in import PaperFile, take_in_paper
from workstation.ui.emergency.panel import EmergencyPanel
from workstation.ui.paper.page import PaperPage
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import sample_pharmacy
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.sounds import Sounds, find_player
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.walkin.page import WalkInPage
from workstation.ui.words import Words

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Window:
    """A window with a queue of one prescription, and the desk."""

    def __init__(self, pharmacy: Pharmacy, qapp: QApplication, qtbot: QtBot, folder: Path) -> None:
        self.pharmacy, self._qtbot, site = pharmacy, qtbot, pharmacy.site
        self.tasks = TaskRunner()
        host, words = ThemeHost(qapp, resources(), ThemeChoice.LIGHT), Words(resources() / "translations")

        def now() -> datetime:
            return site.clock().astimezone(site.zone)

        self.folder = folder
        sounds = Sounds(resources() / "sounds", find_player())
        parts = DeskParts(host, words, self.tasks, sounds, now, "Banyan Lane", folder / "downtime", True, folder)
        self.desk = OfflineDesk(site, Session(pharmacy.pharmacist), parts)
        self.queue = QueuePanel(host, words, now, site.zone)
        self.reviewed = sample_pharmacy()
        self.review = ReviewPanel(host, words, self.reviewed.actions(), self.tasks)
        pages = (
            PageSpec("queue", "queue", "Queue", lambda: self.queue, "Q"),
            PageSpec("review", "review", "Review", lambda: self.review),
            *self.desk.pages(),
        )
        self.window = MainWindow(host, words, Place("Banyan Lane", "PC-1", True), pages, now)
        self.desk.take(self.window)
        self.said: list[str] = []
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.open("queue")
        qtbot.waitUntil(self.window.isActiveWindow)

    def choose(self, prescription: Prescription) -> None:
        """A row of the queue."""
        with self.pharmacy.store.read() as tx:
            self.queue.set_rows(tx.prescriptions.queue(QueueFilter(now=NOW)))
        self.queue.select(prescription.id)

    def review_of(self, prescription: Prescription) -> None:
        """The review of this one, open."""
        self.reviewed.view = replace(self.reviewed.view, prescription=prescription)
        self.window.open("review")
        self.review.open_prescription(prescription.id)
        self._qtbot.waitUntil(lambda: self.review.shown_view is not None and self.tasks.running == 0)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
        """A key at the window."""
        QTest.keyClick(self.window, key, modifiers)
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self.tasks.running == 0)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """Signed in, nothing chosen."""
    with a_pharmacy() as pharmacy:
        made = Window(pharmacy, qapp, qtbot, tmp_path)
        yield made
        made.tasks.shutdown()


def test_esc_from_the_emergency_supply_of_a_review_leads_back_to_the_review(window: Window) -> None:
    product = window.pharmacy.stocked()
    prescription = window.pharmacy.received(lines=(a_line(product_id=product.id),))
    window.review_of(prescription)
    window.press(Qt.Key.Key_E)
    assert isinstance(window.window.open_page, EmergencyPanel)
    window.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert window.window.open_key == "review"


def test_ctrl_e_opens_the_emergency_supply_of_the_chosen_prescription_and_esc_leads_back(window: Window) -> None:
    product = window.pharmacy.stocked()
    window.choose(window.pharmacy.received(lines=(a_line(product_id=product.id),)))
    window.press(Qt.Key.Key_E)
    page = window.window.open_page
    assert isinstance(page, EmergencyPanel)
    assert page.lines.line_id is not None
    window.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert window.window.open_key == "queue"


def test_without_a_prescription_ctrl_e_opens_nothing(window: Window) -> None:
    window.press(Qt.Key.Key_E)
    assert window.window.open_key == "queue"


def test_ctrl_n_opens_a_new_paper_and_esc_leads_back(window: Window) -> None:
    window.press(Qt.Key.Key_N)
    assert isinstance(window.window.open_page, WalkInPage)
    window.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert window.window.open_key == "queue"


def test_ctrl_shift_n_asks_only_for_the_patient_of_a_scan_without_one(window: Window) -> None:
    window.choose(take_in_paper(window.pharmacy.site, None, PaperFile(b"scan", "image/png")))
    window.press(Qt.Key.Key_N, CTRL | SHIFT)
    page = window.window.open_page
    assert isinstance(page, WalkInPage)
    assert page.scan is None


def test_ctrl_shift_n_leaves_a_prescription_alone_that_has_its_patient(window: Window) -> None:
    window.choose(window.pharmacy.received())
    window.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert window.window.open_key == "queue"


def test_ctrl_shift_e_opens_the_entry_of_a_supply_on_paper(window: Window) -> None:
    window.choose(window.pharmacy.received())
    window.press(Qt.Key.Key_E, CTRL | SHIFT)
    page = window.window.open_page
    assert isinstance(page, PaperPage)
    assert page.step is not None


def test_ctrl_shift_p_prints_the_open_work(window: Window) -> None:
    window.pharmacy.received()
    window.press(Qt.Key.Key_P, CTRL | SHIFT)
    assert len(list((window.folder / "downtime").glob("open-work-*.pdf"))) == 1


def test_a_supply_on_paper_against_the_rules_says_them_in_words(window: Window) -> None:
    product = window.pharmacy.stocked()
    prescription = window.pharmacy.received(lines=(a_line(product_id=product.id),))
    page = window.window.page("paper")
    assert isinstance(page, PaperPage)
    page.recorded.emit(entered(window.pharmacy, prescription, product))
    said = " ".join(window.window.toasts.texts())
    assert "it is not claimed here; no pharmacist has approved it" in said


@pytest.mark.parametrize(
    "code",
    [
        ClaimRefusal.CLOSED, ScanRefusal.NOT_CLAIMED, ScanRefusal.NOT_APPROVED, ScanRefusal.WRONG_PRODUCT,
        ScanRefusal.EXPIRED, ScanRefusal.QUARANTINED, ScanRefusal.UNKNOWN_BATCH, ScanRefusal.EXPIRY_DIFFERS,
        ScanRefusal.NOT_IN_STOCK, HandOverRefusal.NO_RESPONSIBLE_PHARMACIST, HandOverRefusal.NOT_CHECKED,
        HandOverRefusal.MORE_THAN_OWED, ApprovalRefusal.PATIENT_UNKNOWN, ApprovalRefusal.LINE_BLOCKED,
        ApprovalRefusal.LINE_NOT_CONFIRMED, EmergencyRefusal.NOT_FOR_THIS_SCHEDULE, *ComplianceRefusal,
    ],
)  # fmt: skip
def test_every_rule_that_a_supply_on_paper_can_break_has_words(words: Words, code: StrEnum) -> None:
    assert words.has(f"downtime.paper.rule.{code.value}")
