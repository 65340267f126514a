"""The hand-over in text at 200 %."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import cut_words, is_seen, settle
from workstation.services.handover import HandOverRefusal
from workstation.ui.dispense.samples import PRESCRIPTION
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall, ready_counter
from workstation.ui.handover.tick import TickBox
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


def test_the_date_of_birth_that_is_compared_is_never_cut(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    panel = HandOverPanel(large, words, SampleWillCall(ready_counter()).actions(), tasks)
    put(panel)
    panel.on_scan(PRESCRIPTION.number)
    settle(qtbot, tasks)
    for name in ("Ramesh K. Deshpande", "Subramaniam Venkataraghavan Krishnamurthy"):
        panel.collector.ask(("Full name", name), ("Date of birth", "30 August 1959"))
        settle(qtbot, tasks)
        for tick in (panel.collector.name, panel.collector.birth):
            assert room_of(tick) >= 0, f"{tick.accessibleDescription()} is cut"
    narrow = TickBox(large)
    qtbot.addWidget(narrow)
    narrow.set_words("Date of birth", "30 August 1959")
    narrow.resize(narrow.minimumSizeHint())
    narrow.show()
    assert narrow.stacked
    assert room_of(narrow) >= 0


def room_of(tick: TickBox) -> int:
    """Px that are left beside words and value, on one line or on two."""
    words, value = tick._widths()
    fixed = tick._host.px(20 + 10 + 2 * 6)
    return tick.width() - fixed - (max(words, value) if tick.stacked else words + value + tick._host.px(10))
