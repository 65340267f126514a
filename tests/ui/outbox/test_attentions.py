"""What needs a person without an entry: every code has words, one action, and its place in the list."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.outbox import AttentionCode
from workstation.services.doubts import NOT_UNDERSTOOD
from workstation.ui.dispense.samples import NOW
from workstation.ui.outbox.acts import Act, acts_for
from workstation.ui.outbox.meaning import three_boxes
from workstation.ui.outbox.model import OutboxRow, outbox_rows
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SampleOutbox, sample_attentions, stopped_attention
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

FORBIDDEN = re.compile(r"\b(error|invalid|failed|oops|please|sorry)\b|!", re.IGNORECASE)
CODES = [*(one.value for one in AttentionCode), NOT_UNDERSTOOD]


def row_of(words: Words, code: str) -> OutboxRow:
    outbox = SampleOutbox()
    outbox.entries, outbox.attentions = [], [replace(sample_attentions()[0], code=code, detail="Task/4821")]
    return next(one for one in outbox_rows(words, outbox.read().view, NOW) if not one.is_head)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(words: Words, code: str) -> None:
    for part in ("title", "happened", "safe", "todo"):
        assert words.has(f"attention.{code}.{part}"), f"add [attention.{code}] to translations/en/attention.toml"
    parts = three_boxes(words, row_of(words, code))
    assert all((parts.happened, parts.safe, parts.todo))
    assert not FORBIDDEN.search(parts.sentence)
    assert "{" not in parts.sentence


def test_a_code_without_words_is_shown_all_the_same(words: Words) -> None:
    row = row_of(words, "of_a_later_program")
    assert row.what == "Something needs a look"
    assert "of_a_later_program" in three_boxes(words, row).happened
    assert acts_for(row)[0] is Act.SETTLED


@pytest.mark.parametrize("code", CODES)
def test_every_code_but_two_is_settled_with_a_note(words: Words, code: str) -> None:
    named = acts_for(row_of(words, code))[0]
    special = {AttentionCode.STORE_RESTORED.value: Act.ACCEPT_STORE, NOT_UNDERSTOOD: Act.OPEN}
    assert named is special.get(code, Act.SETTLED)


def test_what_stops_the_sending_stands_first_and_the_rest_apart(words: Words) -> None:
    outbox = SampleOutbox.full()
    outbox.attentions.append(stopped_attention())
    rows = outbox_rows(words, outbox.read().view, NOW)
    heads = [row.what for row in rows if row.is_head]
    assert heads == ["Needs you", "To look after", "Waits for the network"]
    assert rows[1].attention == stopped_attention()
    after = heads.index("To look after")
    assert [row.attention for row in rows if row.attention][1:] == sample_attentions()
    assert after == 1


def settled(tasks: TaskRunner, qtbot: QtBot) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: tasks.running == 0)


@pytest.fixture
def open_with(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Callable[[SampleOutbox], OutboxPanel]:
    def make(outbox: SampleOutbox) -> OutboxPanel:
        panel = OutboxPanel(host, words, outbox.actions(), tasks)
        qtbot.addWidget(panel)
        panel.resize(1712, 900)
        panel.show()
        panel.page_shown()
        settled(tasks, qtbot)
        return panel

    return make


def test_settling_asks_what_was_done_and_the_row_leaves_the_list(
    open_with: Callable[[SampleOutbox], OutboxPanel], tasks: TaskRunner, qtbot: QtBot
) -> None:
    outbox = SampleOutbox()
    outbox.entries, outbox.attentions = [], sample_attentions()
    panel = open_with(outbox)
    assert panel.primary() is panel.foot.buttons[Act.SETTLED]
    panel.foot.buttons[Act.SETTLED].click()
    QTest.keyClicks(panel.foot.ask.field_edit, "prescription came by post")
    QTest.keyClick(panel.foot.ask.field_edit, Qt.Key.Key_Return)
    settled(tasks, qtbot)
    assert outbox.calls == ["settled prescription came by post"]
    assert [row.attention for row in panel.table.entries.rows if row.attention] == sample_attentions()[1:]


def test_a_store_that_was_set_back_goes_on_only_by_its_named_choice(
    open_with: Callable[[SampleOutbox], OutboxPanel], tasks: TaskRunner, qtbot: QtBot
) -> None:
    outbox = SampleOutbox()
    outbox.stopped, outbox.attentions = True, [stopped_attention()]
    panel = open_with(outbox)
    waiting = [row for row in panel.table.entries.rows if row.entry is not None and not row.parked]
    assert {row.state for row in waiting} == {"held back"}
    assert panel.primary() is None
    panel.foot.buttons[Act.ACCEPT_STORE].click()
    QTest.keyClicks(panel.foot.ask.field_edit, "disk replaced, backup of this morning")
    QTest.keyClick(panel.foot.ask.field_edit, Qt.Key.Key_Return)
    settled(tasks, qtbot)
    assert outbox.calls == ["accepted disk replaced, backup of this morning"]
    assert all(row.attention is None for row in panel.table.entries.rows)
