"""The dispense screen in text at 200 %."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import PAGE, cut_words, is_seen, settle
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import PRESCRIPTION, WARF_2, WARF_5, SampleCounter
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class _Counter:
    """The dispense screen with its counter."""

    def __init__(self, panel: DispensePanel, qtbot: QtBot, tasks: TaskRunner) -> None:
        self.panel, self._qtbot, self._tasks = panel, qtbot, tasks
        self.frame = panel._frame
        self.stage = panel._frame.columns.stage

    def scan(self, code: str) -> None:
        assert self.panel.on_scan(code)
        settle(self._qtbot, self._tasks)


@pytest.fixture
def counter(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> _Counter:
    """A prescription is open; nothing is scanned."""
    panel = DispensePanel(large, words, SampleCounter().actions(), tasks)
    put(panel)
    panel.open_prescription(PRESCRIPTION.id)
    settle(qtbot, tasks)
    return _Counter(panel, qtbot, tasks)


@pytest.mark.parametrize("code", [WARF_2.gtin, f"{WARF_5.gtin} B123"])
def test_a_stop_shows_why_what_is_safe_and_what_to_do_without_scrolling(counter: _Counter, code: str) -> None:
    counter.scan(code)
    verdict, viewport = counter.stage.verdict, counter.stage.viewport()
    assert verdict.y() + verdict.steps_until() <= viewport.height()
    assert verdict.height() >= verdict.heightForWidth(verdict.width())
    assert cut_words(counter.panel) == []
    assert is_seen(counter.frame.bar.aside, counter.panel)


def test_after_a_match_the_next_step_begins_on_the_same_screen(counter: _Counter, large: ThemeHost) -> None:
    counter.scan(WARF_5.gtin)
    seen = counter.stage.viewport().height() - counter.stage.next.y()
    assert seen >= large.px(24)


def test_a_scan_brings_its_verdict_to_the_front(counter: _Counter) -> None:
    counter.frame._tabs.choose("list")
    assert not counter.stage.isVisible()
    counter.scan(WARF_5.gtin)
    assert counter.stage.verdict.isVisible()


def test_the_key_of_the_label_works_on_every_page(counter: _Counter, qtbot: QtBot) -> None:
    side = counter.frame.columns.side
    counter.scan(WARF_5.gtin)
    pressed: list[bool] = []
    side.print_button.clicked.connect(lambda: pressed.append(True))
    counter.panel.activateWindow()
    for page, shown in (("scan", counter.stage.verdict), ("list", side.print_button), ("label", side.print_button)):
        counter.frame._tabs.choose(page)
        qtbot.waitUntil(lambda: not side.print_button.isHidden() and side.print_button.isEnabled())
        QTest.keyClick(counter.panel, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(partial(is_seen, shown, counter.panel))
    assert len(pressed) == 3


def test_where_the_labels_went_is_said_beside_the_match(counter: _Counter, qtbot: QtBot) -> None:
    counter.scan(WARF_5.gtin)
    side = counter.frame.columns.side
    qtbot.waitUntil(lambda: not side.print_button.isHidden() and side.print_button.isEnabled())
    counter.panel.activateWindow()
    QTest.keyClick(counter.panel, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: counter.panel.session is not None and counter.panel.session.labels_printed)
    assert counter.panel.session is not None
    assert counter.panel.session.printed_to in counter.frame._reason_words.words()
    assert is_seen(counter.stage.verdict, counter.panel)


def test_no_page_of_the_counter_asks_for_more_than_the_screen_has(counter: _Counter, qtbot: QtBot) -> None:
    counter.scan(WARF_5.gtin)
    counter.frame.bar.part.click()
    for page in ("scan", "list", "label"):
        counter.frame._tabs.choose(page)
        qtbot.wait(1)
        least = counter.panel.minimumSizeHint()
        assert (least.width() <= PAGE[0], least.height() <= PAGE[1]) == (True, True), (page, least)


def test_the_window_keeps_its_size_when_a_match_takes_the_place_of_a_stop(counter: _Counter) -> None:
    counter.scan(WARF_2.gtin)
    counter.scan(WARF_5.gtin)
    assert (counter.panel.width(), counter.panel.height()) == PAGE


def test_a_question_brings_itself_to_the_front(counter: _Counter) -> None:
    counter.frame._tabs.choose("label")
    counter.frame.bar.hold.click()
    assert counter.stage.ask_hold.isVisible()


def test_what_is_done_is_said_by_a_shape_too(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    done = SampleCounter()
    done.scan_all()
    panel = DispensePanel(large, words, done.actions(), tasks)
    put(panel)
    panel.open_prescription(PRESCRIPTION.id)
    settle(qtbot, tasks)
    assert panel._frame.columns.stage.prompt._picture.isVisible()


def test_the_bin_is_asked_for_without_scrolling(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    done = SampleCounter()
    done.scan_all()
    done.put_labels()
    done.check_accuracy(PRESCRIPTION.id, done.packs_there(), False)
    panel = DispensePanel(large, words, done.actions(), tasks)
    put(panel)
    panel.open_prescription(PRESCRIPTION.id)
    settle(qtbot, tasks)
    assert is_seen(panel._frame.columns.stage.ask_bin.field, panel)
