"""While one bag is being recorded nothing else is taken for it: the answer belongs to the bag it was pressed for."""

from dataclasses import replace
from threading import Event
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused, Unavailable
from workstation.services.handover import HandedOver, HandOverRefusal
from workstation.ui.dispense.samples import PRESCRIPTION
from workstation.ui.handover.actions import Bag
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall
from workstation.ui.sounds import Sound
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class SlowWillCall(SampleWillCall):
    """Hands over when it is let, or raises what the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.let = Event()
        self.trouble: Exception | None = None

    def hand_over(self, prescription_id: UUID, collected_by: str) -> HandedOver:
        self.let.wait(20)
        if self.trouble is not None:
            raise self.trouble
        return super().hand_over(prescription_id, collected_by)


class Screen:
    """The panel with the first bag on its way out."""

    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.will_call, self._tasks, self._qtbot = SlowWillCall(), tasks, qtbot
        actions = replace(self.will_call.actions(), open=self.open)
        self.opened: list[UUID] = []
        self.panel = HandOverPanel(host, words, actions, tasks)
        qtbot.addWidget(self.panel)
        self.panel.resize(1712, 992)
        self.panel.show()
        self.panel.page_shown()
        self.settle()
        self.left: list[UUID] = []
        self.panel.changed.connect(self.left.append)
        assert self.panel.on_scan(PRESCRIPTION.number)
        self.settle()
        self.panel.collector.name.setChecked(True)
        self.panel.collector.birth.setChecked(True)
        self.panel.go.click()
        self.other: Bag = next(bag for bag in self.will_call.bags() if bag.id != PRESCRIPTION.id)

    def open(self, prescription_id: UUID):  # type: ignore[no-untyped-def]  # the sample's own view, whoever asks
        self.opened.append(prescription_id)
        return self.will_call.counter.open(PRESCRIPTION.id)

    def settle(self) -> None:
        for _ in range(4):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def end(self) -> None:
        self.will_call.let.set()
        self.settle()


@pytest.fixture
def screen(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Screen:
    return Screen(host, words, tasks, qtbot)


def test_a_bag_scanned_meanwhile_is_refused_with_words_and_the_first_one_leaves(screen: Screen) -> None:
    assert screen.panel.on_scan(screen.other.number)
    assert not screen.panel.stop.isHidden()
    assert screen.will_call.sounds[-1] is Sound.STOP
    screen.end()
    assert screen.left == [PRESCRIPTION.id]
    assert screen.opened.count(screen.other.id) == 0
    waiting = [row.id for row in screen.panel._list.table.model_of_bags.rows]
    assert PRESCRIPTION.id not in waiting
    assert screen.other.id in waiting
    assert "Scan it again" in screen.panel.lone_stop.accessibleName()
    assert not screen.panel.lone_stop.isHidden()


def test_a_bag_chosen_in_the_list_meanwhile_opens_when_the_first_one_has_left(screen: Screen) -> None:
    screen.panel._list.bag_chosen.emit(screen.other.id)
    assert screen.panel.view is not None
    assert screen.opened.count(screen.other.id) == 0
    screen.end()
    assert screen.left == [PRESCRIPTION.id]
    assert screen.opened[-1] == screen.other.id
    assert not screen.panel.collector.name.isChecked()


@pytest.mark.parametrize(
    "trouble", [Refused(HandOverRefusal.NOT_CHECKED), Unavailable("store", "The store is busy. Try again.")]
)
def test_a_bag_that_does_not_leave_stays_open_whatever_was_asked_for_meanwhile(
    screen: Screen, trouble: Exception
) -> None:
    screen.will_call.trouble = trouble
    screen.panel.open_prescription(screen.other.id)
    screen.end()
    assert screen.left == []
    assert screen.opened.count(screen.other.id) == 0
    assert screen.panel.view is not None


def test_the_next_bag_can_be_scanned_once_the_first_one_has_left(screen: Screen) -> None:
    screen.end()
    assert screen.panel.on_scan(screen.other.number)
    screen.settle()
    assert screen.opened[-1] == screen.other.id
