"""Another prescription is opened while something is recorded: what is recorded is told, of the right prescription."""

from dataclasses import replace
from threading import Event
from uuid import UUID

import pytest

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.services.counter_view import CounterView
from workstation.services.picking import PackScanned
from workstation.ui.dispense.samples import PRESCRIPTION, WARF_2, WARF_5, SampleCounter, sample_id
from workstation.ui.sounds import Sound

OTHER = sample_id("RX-OTHER")


class Slow:
    """Scans that wait until they are let, and a second prescription."""

    def __init__(self, counter: SampleCounter) -> None:
        self._counter, self.let = counter, Event()

    def scan(self, rx: UUID, code: str, line_id: UUID | None, batch_number: str | None) -> PackScanned:
        self.let.wait(20)
        return self._counter.scan(rx, code, line_id, batch_number)

    def open(self, rx: UUID) -> CounterView:
        view = self._counter.open(PRESCRIPTION.id)
        return replace(view, prescription=replace(PRESCRIPTION, id=rx))


@pytest.fixture
def slow(counter: SampleCounter) -> Slow:
    return Slow(counter)


@pytest.fixture
def screen(counter: SampleCounter, slow: Slow, open_screen: OpenScreen) -> Screen:
    return open_screen(replace(counter.actions(), scan=slow.scan, open=slow.open))


def test_a_pack_recorded_after_another_prescription_was_opened_is_told_to_the_lists(screen: Screen, slow: Slow) -> None:
    told: list[UUID] = []
    screen.panel.changed.connect(told.append)
    screen.panel.on_scan(WARF_5.gtin)
    screen.panel.open_prescription(OTHER)
    slow.let.set()
    screen.settle()
    screen.settle()
    assert told == [PRESCRIPTION.id]
    assert screen.verdict is None, "the match of the one before stands on another prescription"
    session = screen.panel.session
    assert session is not None
    assert session.matched is None


def test_a_pack_refused_after_another_prescription_was_opened_is_said_with_its_number(
    screen: Screen, slow: Slow
) -> None:
    said: list[str] = []
    screen.panel.missed.connect(said.append)
    screen.panel.on_scan(WARF_2.gtin)
    screen.panel.open_prescription(OTHER)
    slow.let.set()
    screen.settle()
    screen.settle()
    assert len(said) == 1
    assert said[0].startswith(f"{PRESCRIPTION.number}, which is not open any more: ")
    assert screen.counter.sounds == [Sound.STOP]
    assert screen.verdict is None


def test_an_answer_for_the_first_opening_does_not_disturb_the_second_of_the_same_prescription(
    screen: Screen, slow: Slow
) -> None:
    screen.panel.on_scan(WARF_5.gtin)
    for one in (OTHER, PRESCRIPTION.id):
        screen.panel.open_prescription(one)
    slow.let.set()
    for _ in range(3):
        screen.settle()
    session = screen.panel.session
    assert session is not None
    assert len(session.packs) == 1, "the pack is shown"
    screen.scan(WARF_5.gtin)
    screen.settle()
    assert len(session.packs) == 2
