"""The outbox screen: what waits, what needs a person, and the one action for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.ui.dispense.samples import NOW
from workstation.ui.outbox.acts import Act
from workstation.ui.outbox.causes import cause_of
from workstation.ui.outbox.meaning import technical, three_boxes
from workstation.ui.outbox.model import OutboxRow, held_back, outbox_rows
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SampleOutbox, sample_entries
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def rows_of(words: Words, entries: Sequence[OutboxEntry]) -> tuple[OutboxRow, ...]:
    outbox = SampleOutbox()
    outbox.entries = list(entries)
    return outbox_rows(words, outbox.read().view, NOW)


class _Screen:
    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, outbox: SampleOutbox) -> None:
        self.outbox, self._tasks, self._qtbot = outbox, tasks, qtbot
        self.panel = OutboxPanel(host, words, outbox.actions(), tasks)
        qtbot.addWidget(self.panel)
        self.panel.resize(1712, 900)
        self.panel.show()
        self.panel.page_shown()
        self.settle()

    def choose(self, what: str) -> None:
        rows = self.panel.table.entries.rows
        self.panel.table.select_row(next(n for n, row in enumerate(rows) if what in row.what and not row.is_head))

    def settle(self) -> None:
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)


@pytest.fixture
def screen(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> _Screen:
    return _Screen(host, words, tasks, qtbot, SampleOutbox())


def test_what_needs_a_person_stands_first_and_heads_cannot_be_chosen(screen: _Screen) -> None:
    rows = screen.panel.table.entries.rows
    assert [row.what for row in rows if row.is_head] == ["Needs you", "Waits for the network"]
    assert [row.parked for row in rows if not row.is_head] == [True] * 3 + [False] * 6
    assert screen.panel.table.current_row == 1
    for _ in range(3):
        QTest.keyClick(screen.panel.table, Qt.Key.Key_Down)
    assert screen.panel.table.current_row == 5
    QTest.keyClick(screen.panel.table, Qt.Key.Key_Up)
    assert screen.panel.table.current_row == 3


def test_a_row_says_age_attempts_and_the_answer_with_its_code(screen: _Screen) -> None:
    row = next(one for one in screen.panel.table.entries.rows if "Mixtard" in one.what)
    assert (row.age, row.tries, row.code) == ("1 h 12 min", "6 tries", "422")
    assert row.answer == "The unit vial is not known: quantity.unit"


def test_send_again_is_there_for_what_needs_a_person_and_for_nothing_else(screen: _Screen) -> None:
    assert screen.panel.primary() is screen.panel.foot.buttons[Act.SEND_AGAIN]
    QTest.keyClick(screen.panel.table, Qt.Key.Key_End)
    assert screen.panel.primary() is None


def test_an_entry_sent_again_waits_like_the_others(screen: _Screen) -> None:
    chosen = screen.panel.table.chosen()
    assert chosen is not None
    screen.panel.foot.buttons[Act.SEND_AGAIN].click()
    screen.settle()
    assert screen.outbox.calls == [f"again {chosen.key}"]
    assert sum(row.parked for row in screen.panel.table.entries.rows) == 2


def test_sync_now_sends_what_waits(screen: _Screen) -> None:
    screen.panel.sync.click()
    screen.settle()
    assert screen.outbox.calls == ["sync"]
    assert all(row.parked for row in screen.panel.table.entries.rows if not row.is_head)


def test_a_server_that_does_not_answer_loses_nothing(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    class Offline(SampleOutbox):
        def sync_now(self) -> None:
            raise Unavailable("order_server", "no route")

    screen = _Screen(host, words, tasks, qtbot, Offline())
    screen.panel.sync.click()
    screen.settle()
    assert screen.panel._trouble.isVisible()
    assert screen.panel.sync.isEnabled()
    assert len([row for row in screen.panel.table.entries.rows if not row.is_head]) == 9


def test_an_empty_outbox_says_that_everything_is_sent(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    outbox = SampleOutbox()
    outbox.entries = []
    screen = _Screen(host, words, tasks, qtbot, outbox)
    assert screen.panel._list.currentIndex() == 1
    assert screen.panel.primary() is None
    assert not screen.panel.export.isEnabled()
    assert screen.panel.export_why.isVisible(), "what is off says why"
    assert screen.panel.export_why.words() == "Nothing waits: there is nothing to export"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("412 · changed", "conflict"),
        ("409 · taken", "conflict"),
        ("The prescription has a newer version at the server.", "conflict"),
        ("the claim was lost", "claim_lost"),
        ("422 · quantity.unit", "value"),
        ("404 · not there", "not_found"),
        ("403 · no", "not_allowed"),
        ("The prescription is not at the server any more.", "deleted"),
        ("Parked by hand: the clinic is asked", "by_hand"),
        ("418 · teapot", "other"),
        ("", "other"),
    ],
)
def test_every_cause_has_its_three_boxes(words: Words, answer: str, cause: str) -> None:
    entry = replace(sample_entries()[0], answer=answer)
    assert cause_of(entry) == cause
    row = next(one for one in rows_of(words, [entry]) if not one.is_head)
    parts = three_boxes(words, row)
    assert all((parts.happened, parts.safe, parts.todo))
    assert "outbox." not in parts.sentence


def test_an_entry_behind_a_parked_one_says_so(words: Words) -> None:
    rows = rows_of(words, sample_entries())
    behind = [row for row in rows if row.behind]
    assert [row.what for row in behind] == ["Completion of RX-26-004741"]
    assert "Needs you" in three_boxes(words, behind[0]).todo


def test_the_next_try_is_named(words: Words) -> None:
    entry = replace(sample_entries()[7], next_try_at=NOW + timedelta(minutes=3))
    row = next(one for one in rows_of(words, [entry]) if not one.is_head)
    assert three_boxes(words, row).todo == "Nothing. It goes by itself; next try at 11:07."
    assert "attempts 1" in technical(row)


def test_the_connection_is_said(screen: _Screen) -> None:
    screen.panel.set_connection(SyncView(Connection.OFFLINE, 6, NOW))
    assert screen.panel._connection_words.words() == "Offline since 11:04"
    screen.panel.set_connection(SyncView(Connection.ALONE))
    assert not screen.panel.sync.isVisible()


def test_no_action_of_the_outbox_runs_on_the_gui_thread(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    on_gui: list[str] = []

    class Watched(SampleOutbox):
        def sync_now(self) -> None:
            if current_thread() is main_thread():
                on_gui.append("sync")
            super().sync_now()

    screen = _Screen(host, words, tasks, qtbot, Watched())
    screen.panel.sync_now()
    screen.settle()
    assert screen.outbox.calls == ["sync"]
    assert on_gui == []


def test_sent_entries_are_not_listed(words: Words) -> None:
    sent = replace(sample_entries()[3], state=OutboxState.SENT)
    assert rows_of(words, [sent]) == ()


def test_what_another_pharmacy_claimed_is_not_sent_again(screen: _Screen) -> None:
    number = next(n for n, row in enumerate(screen.panel.table.entries.rows) if row.answer == "the claim was lost")
    screen.panel.table.select_row(number)
    assert screen.panel.primary() is None


def test_only_what_depends_on_a_parked_fact_waits_behind_it() -> None:
    parked = replace(sample_entries()[1], state=OutboxState.PARKED)
    free = replace(sample_entries()[3], group=parked.group, body={})
    points = replace(sample_entries()[6], group=parked.group, body={"outputs": [str(parked.id)]})
    after = replace(points, id=sample_entries()[7].id, sequence=9, body={"outputs": []}, kind=OutboxKind.UPDATE_TASK)
    assert held_back([parked, free, points, after]) == {points.id, after.id}


def test_an_entry_is_set_aside_with_a_reason(screen: _Screen) -> None:
    screen.choose("Ecosprin")
    screen.panel.foot.buttons[Act.PARK].click()
    assert screen.panel.foot.ask.field_edit.hasFocus()
    QTest.keyClicks(screen.panel.foot.ask.field_edit, "the clinic is asked")
    QTest.keyClick(screen.panel.foot.ask.field_edit, Qt.Key.Key_Return)
    screen.settle()
    assert screen.outbox.calls == ["park the clinic is asked"]
    row = next(one for one in screen.panel.table.entries.rows if "Ecosprin" in one.what)
    assert row.parked
    assert screen.panel.foot.ask.act is None


def test_a_reason_that_is_too_short_is_refused_in_place(screen: _Screen) -> None:
    screen.choose("Ecosprin")
    screen.panel.foot.ask_about(Act.PARK)
    QTest.keyClicks(screen.panel.foot.ask.field_edit, "x")
    QTest.keyClick(screen.panel.foot.ask.field_edit, Qt.Key.Key_Return)
    assert screen.panel.foot.ask.refusal()
    assert screen.outbox.calls == []


def test_escape_leaves_everything_as_it_is(screen: _Screen) -> None:
    screen.choose("Ecosprin")
    screen.panel.foot.ask_about(Act.PARK)
    assert screen.panel.step_back()
    assert not screen.panel.step_back()
    assert screen.outbox.calls == []
    assert screen.panel.table.hasFocus()


def test_what_is_typed_survives_a_sync_that_comes_in_between(screen: _Screen) -> None:
    screen.choose("Ecosprin")
    screen.panel.foot.ask_about(Act.PARK)
    QTest.keyClicks(screen.panel.foot.ask.field_edit, "the clinic")
    screen.panel.reload()
    screen.settle()
    assert screen.panel.foot.ask.field_edit.text() == "the clinic"
    assert screen.panel.foot.ask.act is Act.PARK


def test_the_question_goes_with_its_row(screen: _Screen) -> None:
    screen.choose("Ecosprin")
    screen.panel.foot.ask_about(Act.PARK)
    screen.outbox.entries = [one for one in screen.outbox.entries if "Ecosprin" not in one.what]
    screen.panel.reload()
    screen.settle()
    assert screen.panel.foot.ask.act is None


def test_the_export_says_how_many_and_where(screen: _Screen) -> None:
    screen.panel.export.click()
    QTest.keyClicks(screen.panel.foot.ask.field_edit, "server support")
    button = screen.panel.primary()
    assert button is not None
    button.click()
    screen.settle()
    assert screen.outbox.calls == ["export server support"]
    assert screen.panel._done.isVisible()
    assert "9 entries" in screen.panel._done.accessibleName()


def test_an_answer_of_two_thousand_characters_is_shortened_in_the_list_and_whole_in_the_details(words: Words) -> None:
    answer = "422 · " + "quantity.unit is not known. " * 72
    entry = replace(sample_entries()[1], answer=answer)
    row = next(one for one in rows_of(words, [entry]) if not one.is_head)
    assert len(row.answer) < 300
    assert len(three_boxes(words, row).happened) < 600
    assert answer in technical(row)


def test_blocked_and_waiting_look_different(screen: _Screen) -> None:
    blocked, waits = (row for row in screen.panel.table.entries.rows if row.is_head)
    assert "blocked since" in blocked.detail
    assert "blocked" not in waits.detail
    assert (blocked.tone, blocked.ground) != (waits.tone, waits.ground)
    assert blocked.icon != waits.icon


def test_an_old_entry_says_the_day(words: Words) -> None:
    entry = replace(sample_entries()[3], created_at=NOW - timedelta(days=3))
    row = next(one for one in rows_of(words, [entry]) if not one.is_head)
    assert row.detail == "done 19 Nov 2026, 11:04"
    assert row.age == "3 days"
