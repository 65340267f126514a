"""The paper with its overlay is there before the rest of the review is worked out."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from workstation.services.review_view import ReviewView, ScanView
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
