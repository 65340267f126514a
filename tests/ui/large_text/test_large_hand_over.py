"""The hand-over in text at 200 %."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import cut_words, is_seen, settle
from workstation.services.handover import HandOverRefusal
from workstation.ui.dispense.samples import PRESCRIPTION
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall, ready_counter
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_a_refused_hand_over_is_seen_without_scrolling(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    will_call = SampleWillCall(ready_counter())
    panel = HandOverPanel(large, words, will_call.actions(), tasks)
    put(panel)
    panel.on_scan(PRESCRIPTION.number)
    settle(qtbot, tasks)
    assert panel.on_scan(PRESCRIPTION.number)
    settle(qtbot, tasks)
    will_call.refuse_with = HandOverRefusal.NOT_READY
    panel.collector.name.setChecked(True)
    panel.collector.birth.setChecked(True)
    panel.go.click()
    settle(qtbot, tasks)
    assert is_seen(panel.stop, panel)
    assert cut_words(panel) == []


def test_a_code_of_no_bag_stops_on_the_page_that_shows_it(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    panel = HandOverPanel(large, words, SampleWillCall().actions(), tasks)
    put(panel)
    panel._tabs.choose("list")
    panel.on_scan("no such bag")
    settle(qtbot, tasks)
    assert is_seen(panel.lone_stop, panel)
