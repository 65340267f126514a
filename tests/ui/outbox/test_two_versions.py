"""Two versions of one prescription: shown as differences in words, settled by one named action with a reason."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused
from workstation.services.conflicts import ConflictRefusal, Decision
from workstation.ui.dispense.samples import NOW
from workstation.ui.outbox.acts import Act, acts_for
from workstation.ui.outbox.comparison import Difference, differences
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SAMPLE_VERSIONS, SampleOutbox, sample_conflict, sample_entries
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def settle(tasks: TaskRunner, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: tasks.running == 0)

    return wait


def shown(panel: OutboxPanel, settle: Callable[[], None], qtbot: QtBot) -> OutboxPanel:
    qtbot.addWidget(panel)
    panel.resize(1712, 900)
    panel.show()
    panel.page_shown()
    settle()
    return panel


@pytest.fixture
def outbox() -> SampleOutbox:
    return SampleOutbox.full()


@pytest.fixture
def panel(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, outbox: SampleOutbox, settle: Callable[[], None]
) -> OutboxPanel:
    return shown(OutboxPanel(host, words, outbox.actions(), tasks), settle, qtbot)


def lines(words: Words) -> dict[str, Difference]:
    return {one.label: one for one in differences(words, SAMPLE_VERSIONS, sample_entries()[0], NOW)}


def test_what_differs_is_said_in_words(words: Words) -> None:
    found = lines(words)
    assert (found["Status"].ours, found["Status"].theirs) == ("Completed", "On hold")
    assert (found["Stage"].ours, found["Stage"].theirs) == ("Handed over", "Clarification")
    assert found["Reason"].theirs == "Line 2 stopped: blood pressure"
    assert found["Changed"].theirs == "Dr. Menon, 10:09"
    assert found["Changed"].ours == "this counter, 10:12"


def test_what_is_the_same_is_left_out_and_no_other_difference_is_hidden(words: Words) -> None:
    found = lines(words)
    assert not {"Held by", "Supplies", "Valid until"} & set(found)
    assert found["Also different"].theirs == "priority"


def test_another_holder_and_supplies_that_are_still_to_be_named_are_said(words: Words) -> None:
    theirs = replace(SAMPLE_VERSIONS.theirs, owner="Baner Pharmacy", owner_is_us=False, supplies=())
    entry = replace(sample_entries()[0], body={"outputs": [str(sample_entries()[1].id)]})
    versions = replace(SAMPLE_VERSIONS, theirs=theirs)
    found = {one.label: one for one in differences(words, versions, entry, NOW)}
    assert (found["Held by"].ours, found["Held by"].theirs) == ("this pharmacy", "Baner Pharmacy")
    assert (found["Supplies"].ours, found["Supplies"].theirs) == ("1 named, 1 to be added", "0 named")


def test_a_status_without_words_shows_itself(words: Words) -> None:
    versions = replace(SAMPLE_VERSIONS, theirs=replace(SAMPLE_VERSIONS.theirs, status="paused"))
    found = {one.label: one for one in differences(words, versions, sample_entries()[0], NOW)}
    assert found["Status"].theirs == "paused"


def test_a_conflict_shows_both_versions_and_the_raw_ones_only_on_demand(panel: OutboxPanel) -> None:
    row = panel.table.chosen()
    assert row is not None
    assert row.conflict is not None
    assert panel.detail.comparison.isVisible()
    assert not panel.detail.details.text.isVisible()
    panel.detail.details.toggle.click()
    assert panel.detail.details.text.isVisible()
    assert "on-hold" in panel.detail.details.text.toPlainText()


def test_neither_version_is_one_enter_away(panel: OutboxPanel) -> None:
    row = panel.table.chosen()
    assert row is not None
    assert acts_for(row)[:2] == (Act.KEEP_OURS, Act.KEEP_THEIRS)
    assert panel.primary() is None


@pytest.mark.parametrize(("act", "said"), [(Act.KEEP_OURS, "ours"), (Act.KEEP_THEIRS, "theirs")])
def test_a_version_is_chosen_with_a_reason(
    panel: OutboxPanel, outbox: SampleOutbox, settle: Callable[[], None], act: Act, said: str, qtbot: QtBot
) -> None:
    panel.foot.buttons[act].click()
    QTest.keyClicks(panel.foot.ask.field_edit, "clinic asked by phone")
    with qtbot.waitSignal(panel.changed):
        QTest.keyClick(panel.foot.ask.field_edit, Qt.Key.Key_Return)
    settle()
    assert outbox.calls == [f"{said} clinic asked by phone"]
    assert all(row.conflict is None for row in panel.table.entries.rows)
    assert panel.table.hasFocus()


def test_a_conflict_that_somebody_else_has_settled_is_said_and_the_list_read_again(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    class Late(SampleOutbox):
        def settle_conflict(self, decision: Decision) -> None:
            self.conflicts.clear()
            raise Refused(ConflictRefusal.NOT_OPEN)

    late = Late()
    late.conflicts = [sample_conflict()]
    panel = shown(OutboxPanel(host, words, late.actions(), tasks), settle, qtbot)
    panel.foot.ask_about(Act.KEEP_OURS)
    QTest.keyClicks(panel.foot.ask.field_edit, "clinic asked by phone")
    QTest.keyClick(panel.foot.ask.field_edit, Qt.Key.Key_Return)
    settle()
    assert panel._trouble.isVisible()
    assert all(row.conflict is None for row in panel.table.entries.rows)


def test_a_conflict_that_moved_on_meanwhile_opens_again_and_says_so(
    panel: OutboxPanel, outbox: SampleOutbox, settle: Callable[[], None]
) -> None:
    outbox.opened_again = frozenset({sample_conflict().id})
    panel.reload()
    settle()
    row = panel.table.chosen()
    assert row is not None
    assert row.answer == "It has changed at the server once more since it was settled."
    assert row.again


def test_the_prescription_can_be_opened_from_its_row(panel: OutboxPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.prescription_opened) as opened:
        panel.foot.buttons[Act.OPEN].click()
    assert opened.args == [sample_entries()[0].group]
