"""The paper with its overlay is there before the rest of the review is worked out."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Unavailable
from workstation.services.document_ports import ScanDocument
from workstation.services.review_view import ReviewView, ScanView
from workstation.ui.review import paper_first
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Slow:
    """Has the paper at once, and works the rest out when it is let."""

    def __init__(self, pharmacy: SamplePharmacy) -> None:
        self.pharmacy, self.may_open = pharmacy, threading.Event()

    def scan(self, prescription_id: UUID) -> ScanView:
        view = self.pharmacy.view
        return ScanView(prescription_id, view.documents, view.readings)

    def open(self, prescription_id: UUID) -> ReviewView:
        assert self.may_open.wait(10)
        return self.pharmacy.open(prescription_id)


@pytest.mark.parametrize("scan", [True, False], ids=["paper", "electronic"])
def test_the_overlay_does_not_wait_for_the_screening(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, scan: bool
) -> None:
    slow = Slow(sample_pharmacy(scan=scan))
    panel = ReviewPanel(host, words, replace(slow.pharmacy.actions(), open=slow.open, scan=slow.scan), tasks)
    qtbot.addWidget(panel)
    panel.resize(1848, 992)
    panel.show()
    panel.open_prescription(PRESCRIPTION_ID)
    if scan:
        qtbot.waitUntil(lambda: panel.scan.shows_paper)
        assert len(panel.scan.scene.marks.words) > 10
        assert panel.shown_view is None
    slow.may_open.set()
    qtbot.waitUntil(lambda: panel.shown_view is not None and not tasks.running)
    assert panel.scan.shows_paper is scan
    assert panel.scan.shows_sent is not scan


def test_the_rest_is_worked_out_when_the_paper_is_painted(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_first, "LONGEST_MS", 60_000)  # a busy machine is no defect
    pharmacy = sample_pharmacy()
    slow = Slow(pharmacy)
    slow.may_open.set()
    seen: list[bool] = []

    def open_rest(prescription_id: UUID) -> ReviewView:
        seen.append(panel.scan.shows_paper)
        return slow.open(prescription_id)

    panel = ReviewPanel(host, words, replace(pharmacy.actions(), open=open_rest, scan=slow.scan), tasks)
    qtbot.addWidget(panel)
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.shown_view is not None and not tasks.running)
    assert seen == [True]


def test_a_paper_that_takes_its_time_does_not_hold_up_the_rest(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    pharmacy = sample_pharmacy()
    slow, drawn = Slow(pharmacy), threading.Event()
    slow.may_open.set()

    def drawn_late(document: ScanDocument) -> tuple[bytes, ...]:
        assert drawn.wait(10)
        return pharmacy.page_images(document)

    actions = replace(pharmacy.actions(), scan=slow.scan, open=slow.open, page_images=drawn_late)
    panel = ReviewPanel(host, words, actions, tasks)
    qtbot.addWidget(panel)
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.shown_view is not None)
    assert not panel.scan.shows_paper
    drawn.set()
    qtbot.waitUntil(lambda: panel.scan.shows_paper and not tasks.running)


def test_what_cannot_be_read_is_said_once_and_by_the_opening(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    pharmacy = sample_pharmacy()

    def busy(_prescription_id: UUID) -> ScanView:
        raise Unavailable("store", "The store is kept busy by another PC.")

    panel = ReviewPanel(host, words, replace(pharmacy.actions(), scan=busy), tasks)
    qtbot.addWidget(panel)
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.shown_view is not None and not tasks.running)
    assert panel.scan.shows_paper
