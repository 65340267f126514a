"""The queue in text at 200 %."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import cut_words, is_seen
from workstation.domain.patient import Sex
from workstation.domain.queue import QueueRow, SourceKind
from workstation.domain.workflow import Status
from workstation.ui.dispense.samples import NOW
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.queue.preview import QueuePreview
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def _queue_row(number: int) -> QueueRow:
    return QueueRow(
        uuid4(), f"RX-26-00{number}", NOW + timedelta(minutes=number), NOW, "Ramesh K. Deshpande", "67", Sex.MALE,
        "Dr. Meera Joshi", "Banyan Lane Clinic", ("Warf 5",), 1, (), Status.RECEIVED, "", None, False, SourceKind.SCAN,
    )  # fmt: skip


def _clock() -> datetime:
    return NOW


@pytest.fixture
def queue(large: ThemeHost, words: Words, put: Callable[[QWidget], None]) -> QueuePanel:
    """Twenty prescriptions, the first one chosen, its preview closed."""
    panel = QueuePanel(large, words, _clock, ZoneInfo("Asia/Kolkata"))
    put(panel)
    panel.set_rows([_queue_row(number) for number in range(20)])
    panel.page_shown()
    assert panel.preview.isHidden()
    return panel


def _preview(of: UUID, *, can_claim: bool) -> QueuePreview:
    return QueuePreview(of, "Ramesh K. Deshpande", "", None, "", (), (), "", "", "", False, can_claim, "Review")


def _chosen(panel: QueuePanel) -> UUID:
    chosen = panel.selected()
    assert chosen is not None
    return chosen


def test_enter_opens_the_chosen_prescription_while_its_preview_is_closed(queue: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.prescription_opened) as opened:
        QTest.keyClick(queue.list.table, Qt.Key.Key_Return)
    assert opened.args == [_chosen(queue)]


def test_hold_and_claim_have_their_keys_while_the_preview_is_closed(queue: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.hold_requested) as held:
        QTest.keyClick(queue.list.table, Qt.Key.Key_F9)
    assert held.args == [_chosen(queue)]
    queue.set_preview(_preview(_chosen(queue), can_claim=False))
    with qtbot.assertNotEmitted(queue.claim_requested):
        QTest.keyClick(queue.list.table, Qt.Key.Key_C)
    queue.set_preview(_preview(_chosen(queue), can_claim=True))
    with qtbot.waitSignal(queue.claim_requested) as claimed:
        QTest.keyClick(queue.list.table, Qt.Key.Key_C)
    assert claimed.args == [_chosen(queue)]


def test_the_bars_of_the_queue_leave_room_for_six_rows(queue: QueuePanel, large: ThemeHost) -> None:
    assert queue.list.table.viewport().height() >= 6 * large.metrics.row
    assert is_seen(queue.list.filters.flag, queue)
    assert cut_words(queue) == []


def test_the_filters_have_their_own_bar_again_in_a_taller_window(queue: QueuePanel, large: ThemeHost) -> None:
    large.choose(scale=100)
    queue.resize(1712, 992)
    assert queue.list.filters.isVisible()
    assert queue.list.filters.isAncestorOf(queue.list.filters.flag)
