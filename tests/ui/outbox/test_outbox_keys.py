"""The outbox by keys alone, in the window, at 100 % and at 200 %."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workstation.domain.outbox import OutboxState
from workstation.services.outbox import WAITING_PAGE
from workstation.ui.dispense.samples import NOW, ZONE, sample_id
from workstation.ui.outbox.acts import Act
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SampleOutbox, sample_entries
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class _Window:
    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.outbox = SampleOutbox.full()
        self.panel = OutboxPanel(host, words, self.outbox.actions(), tasks)
        spec = PageSpec("outbox", "send", "Outbox", lambda: self.panel)
        place = Place("Neem Tree Pharmacy", "PC 2", demo=False)
        self.window = MainWindow(host, words, place, (spec,), lambda: NOW.astimezone(ZONE))
        self._tasks, self._qtbot = tasks, qtbot
        qtbot.addWidget(self.window)
        self.window.resize(1920, 1079)
        self.window.show()
        self.window.open("outbox")
        self.settle()
        self.window.resize(1920, 1080)
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)
            self._qtbot.wait(1)

    def press(self, key: Qt.Key | str) -> None:
        """To whatever has the focus."""
        target = QApplication.focusWidget() or self.panel.table
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)

    def choose(self, what: str) -> None:
        rows = self.panel.table.entries.rows
        self.panel.table.select_row(next(n for n, row in enumerate(rows) if what in row.what and not row.is_head))


@pytest.fixture
def screen(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Iterator[_Window]:
    made = _Window(host, words, tasks, qtbot)
    yield made
    made.window.hide()


@pytest.fixture
def large_screen(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Iterator[_Window]:
    host.choose(scale=200)
    made = _Window(host, words, tasks, qtbot)
    yield made
    made.window.hide()


@pytest.mark.parametrize(("key", "said"), [("o", "ours"), ("s", "theirs")])
def test_a_conflict_is_settled_by_one_letter_a_reason_and_enter_once(screen: _Window, key: str, said: str) -> None:
    screen.press(key)
    screen.press("clinic asked")
    screen.press(Qt.Key.Key_Return)
    screen.settle()
    assert screen.outbox.calls == [f"{said} clinic asked"]


def test_enter_does_nothing_where_two_versions_ask_for_a_choice(screen: _Window) -> None:
    screen.press(Qt.Key.Key_Return)
    screen.settle()
    assert screen.outbox.calls == []
    assert screen.panel.foot.ask.act is None


def test_letters_typed_into_the_reason_press_no_button(screen: _Window) -> None:
    screen.press("o")
    screen.press("speed")
    assert screen.panel.foot.ask.field_edit.text() == "speed"
    assert screen.panel.foot.ask.act is Act.KEEP_OURS


def test_enter_settles_what_is_to_look_after_and_sends_again_what_is_parked(screen: _Window) -> None:
    screen.choose("Emergency")
    screen.press(Qt.Key.Key_Return)
    screen.press("prescription came")
    screen.press(Qt.Key.Key_Return)
    screen.settle()
    screen.choose("Mixtard")
    screen.press(Qt.Key.Key_Return)
    screen.settle()
    assert screen.outbox.calls[0] == "settled prescription came"
    assert screen.outbox.calls[1].startswith("again ")


def test_escape_closes_the_question_and_d_unfolds_the_details(screen: _Window) -> None:
    screen.press("o")
    screen.press(Qt.Key.Key_Escape)
    assert screen.panel.foot.ask.act is None
    screen.press("d")
    assert screen.panel.detail.details.text.isVisible()


def test_e_exports_and_p_sets_aside(screen: _Window) -> None:
    screen.press("e")
    screen.press("server support")
    screen.press(Qt.Key.Key_Return)
    screen.settle()
    screen.choose("Ecosprin")
    screen.panel.table.setFocus()
    screen.press("p")
    screen.press("not now")
    screen.press(Qt.Key.Key_Return)
    screen.settle()
    assert screen.outbox.calls == ["export server support", "park not now"]


def inside(screen: _Window, act: Act) -> bool:
    button = screen.panel.foot.buttons[act]
    corner = button.mapTo(screen.window, button.rect().bottomRight())
    return button.isVisible() and screen.window.rect().contains(corner)


def test_at_200_per_cent_both_choices_are_seen_and_the_comparison_can_be_read_by_keys(large_screen: _Window) -> None:
    panel = large_screen.panel
    panel._tabs.choose("entry")
    panel._tabs.setFocus()
    large_screen.settle()
    assert inside(large_screen, Act.KEEP_OURS)
    assert inside(large_screen, Act.KEEP_THEIRS)
    for _ in range(20):
        large_screen.press(Qt.Key.Key_PageDown)
    bar = panel.detail._scroll.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_at_200_per_cent_the_question_is_seen_whole(large_screen: _Window) -> None:
    large_screen.press("o")
    large_screen.settle()
    ask = large_screen.panel.foot.ask
    button = ask.button()
    assert button is not None
    for part in (ask.field_edit, button):
        corner = part.mapTo(large_screen.window, part.rect().bottomRight())
        assert large_screen.window.rect().contains(corner)


@pytest.fixture
def many(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Callable[[int], OutboxPanel]:
    """A panel with so many entries."""

    def make(count: int) -> OutboxPanel:
        outbox, base = SampleOutbox(), sample_entries()
        outbox.entries = [replace(base[n % 9], id=sample_id(f"many {n}"), sequence=n) for n in range(count)]
        panel = OutboxPanel(host, words, outbox.actions(), tasks)
        qtbot.addWidget(panel)
        panel.resize(1712, 900)
        panel.show()
        panel.page_shown()
        qtbot.waitUntil(lambda: tasks.running == 0)
        qtbot.wait(1)
        return panel

    return make


def test_of_many_that_wait_the_first_are_listed_and_the_others_are_counted(
    many: Callable[[int], OutboxPanel], words: Words
) -> None:
    rows = many(2500).table.entries.rows
    waiting = [row for row in rows if row.entry is not None and row.entry.state is OutboxState.WAITING]
    assert len(waiting) == WAITING_PAGE
    all_that_wait = 2500 - sum(row.entry is not None and not row.is_head and row.parked for row in rows)
    assert rows[-1].what == words.text("outbox.more_wait", count=all_that_wait - WAITING_PAGE)
    (head,) = [row for row in rows if row.key == "head waits"]
    assert str(all_that_wait) in head.detail


def test_five_hundred_entries_are_all_listed_and_the_last_can_be_reached(
    many: Callable[[int], OutboxPanel], tasks: TaskRunner, qtbot: QtBot
) -> None:
    panel = many(500)
    listed = 0
    while listed != (listed := sum(not row.is_head for row in panel.table.entries.rows)):
        QTest.keyClick(panel.table, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: tasks.running == 0)
        qtbot.wait(1)
    assert listed == 500
    QTest.keyClick(panel.table, Qt.Key.Key_End)
    row = panel.table.chosen()
    assert row is not None
    assert row.entry is not None
