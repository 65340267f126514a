"""A bag that nobody collects is taken apart by F6 and Y, not before its day; and what the label lacks is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused
from workstation.domain.quantity import quantity
from workstation.domain.returns import PackFate, ReturnedPack
from workstation.services.collection_code import CollectionCode
from workstation.services.returning import ReturnPlan
from workstation.services.scanning_out import ScanOutRefusal
from workstation.ui.dispense.samples import NOW, PRESCRIPTION, sample_id
from workstation.ui.handover.model import items
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall, ready_counter
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

PACKS = tuple(
    ReturnedPack(sample_id(f"pack {place}"), sample_id("batch"), quantity(10, "tablet"), fate)
    for place, fate in enumerate((PackFate.SHELF, PackFate.SHELF, PackFate.RELABEL, PackFate.QUARANTINE))
)
DUE = ReturnPlan(PRESCRIPTION.number, NOW.date() - timedelta(days=1), True, PACKS)


@pytest.fixture
def will_call() -> SampleWillCall:
    """One bag of it waits long enough."""
    found = SampleWillCall()
    found.plan = DUE
    return found


@pytest.fixture
def panel(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, will_call: SampleWillCall) -> HandOverPanel:
    """With that bag open."""
    made = HandOverPanel(host, words, will_call.actions(), tasks)
    qtbot.addWidget(made)
    made.resize(1712, 992)
    made.show()
    made.open_prescription(PRESCRIPTION.id)
    settle(made, tasks, qtbot)
    return made


def settle(_panel: HandOverPanel, tasks: TaskRunner, qtbot: QtBot) -> None:
    """Waits until every answer is there."""
    for _ in range(3):
        qtbot.waitUntil(lambda: tasks.running == 0)


def test_f6_says_what_becomes_of_each_pack_and_y_takes_the_bag_apart(
    panel: HandOverPanel, will_call: SampleWillCall, tasks: TaskRunner, qtbot: QtBot
) -> None:
    QTest.keyClick(panel, Qt.Key.Key_F6)
    settle(panel, tasks, qtbot)
    said = panel.returning.accessibleName()
    assert panel.returning.asked() == f"Take the bag of {PRESCRIPTION.number} apart?"
    for part in ("2 whole packs: label off", "1 cut pack: label off, a label with batch", "into quarantine"):
        assert part in said
    panel.returning.button.click()
    settle(panel, tasks, qtbot)
    assert will_call.returned == [frozenset(one.allocation_id for one in PACKS)]
    assert panel.view is None
    assert not panel.done.isHidden()


def test_before_its_day_a_bag_is_not_taken_apart(
    panel: HandOverPanel, will_call: SampleWillCall, tasks: TaskRunner, qtbot: QtBot
) -> None:
    will_call.plan = replace(DUE, is_due=False, from_day=NOW.date() + timedelta(days=3))
    QTest.keyClick(panel, Qt.Key.Key_F6)
    settle(panel, tasks, qtbot)
    assert "from 25 Nov 2026 on" in panel.returning.asked()
    assert panel.returning.button.isHidden()


def test_another_bag_is_not_taken_apart_by_what_was_asked_before(
    panel: HandOverPanel, tasks: TaskRunner, qtbot: QtBot
) -> None:
    QTest.keyClick(panel, Qt.Key.Key_F6)
    settle(panel, tasks, qtbot)
    panel.step_back()
    assert panel.returning.asked() == ""


def test_directions_without_an_amount_are_told(words: Words) -> None:
    view = ready_counter().open(PRESCRIPTION.id)
    assert [one.to_say for one in items(words, view, {})] == [""] * len(view.lines)
    first = view.lines[0]
    vague = replace(first, line=replace(first.line, dosage_instruction="once a week"))
    told = items(words, replace(view, lines=(vague, *view.lines[1:])), {})
    assert told[0].to_say == "Say how much to take each time: the label names no amount."


# --- packs scanned out ----------------------------------------------------------------------------------------


def test_a_pack_scanned_while_its_bag_is_open_counts(
    panel: HandOverPanel, will_call: SampleWillCall, tasks: TaskRunner, qtbot: QtBot
) -> None:
    will_call.refuse_pack = None
    assert panel.on_scan("08901177011238")
    settle(panel, tasks, qtbot)
    assert will_call.out == ["08901177011238"]
    assert panel.stop.isHidden()
    assert panel.view is not None


def test_a_pack_of_another_bag_stops_and_names_that_bag(
    panel: HandOverPanel, will_call: SampleWillCall, tasks: TaskRunner, qtbot: QtBot
) -> None:
    facts = {"scanned": "Telma 40", "strength": "40 mg", "batch_number": "T1", "other": "RX-26-004799"}
    will_call.refuse_pack = Refused(ScanOutRefusal.OF_ANOTHER_BAG, **facts)
    panel.on_scan("08901177099999")
    settle(panel, tasks, qtbot)
    assert "is no pack of this bag" in panel.stop.words()
    assert "RX-26-004799" in panel.stop.words()


def test_the_bag_says_how_many_packs_were_scanned_out(words: Words) -> None:
    view = ready_counter().open(PRESCRIPTION.id)
    first = view.lines[0]
    done = frozenset({first.allocations[0].id})
    told = items(words, replace(view, scanned_out=done), {})
    assert told[0].packs.endswith(f"1 of {len(first.allocations)} scanned")


# --- the code of a bag ----------------------------------------------------------------------------------------


def test_f7_shows_a_fresh_code_once(panel: HandOverPanel, tasks: TaskRunner, qtbot: QtBot) -> None:
    QTest.keyClick(panel, Qt.Key.Key_F7)
    settle(panel, tasks, qtbot)
    assert "204816" in panel.code.shown.accessibleName()
    panel.step_back()
    assert panel.code.shown.isHidden()


def test_a_bag_with_a_code_is_locked_until_it_was_said(
    panel: HandOverPanel, will_call: SampleWillCall, tasks: TaskRunner, qtbot: QtBot
) -> None:
    view = panel.view
    assert view is not None
    panel._view = replace(view, code=CollectionCode("hash"))
    panel._show_bar()
    assert panel.go.locked_because == "Ask for the code of the bag (F7)"
    QTest.keyClick(panel, Qt.Key.Key_F7)
    assert not panel.code.asked.isHidden()
    panel.code.asked.field.setText("204816")
    panel.code.asked.button.click()
    settle(panel, tasks, qtbot)
    assert will_call.said == ["204816"]
    assert panel.code.asked.isHidden()
