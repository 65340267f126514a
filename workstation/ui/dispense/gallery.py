"""Pictures of the counter's screens with invented data and a clock that stands still, for looking at.

python -m workstation.ui.dispense.gallery --out FOLDER [--only dispense_stop] [--theme dark] [--scale 200]
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from workstation.domain.second_person import SecondCheck
from workstation.domain.substitution import SubstitutionRefusal
from workstation.domain.workflow import Event, EventKind
from workstation.paths import resources
from workstation.services.counter_view import CounterView
from workstation.services.handover import HandOverRefusal
from workstation.ui.components.buttons import Button
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import NOW, PHARMACIST, PRESCRIPTION, WARF_2, WARF_5, ZONE, SampleCounter
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall, ready_counter
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SampleOutbox
from workstation.ui.review.server_samples import EDIT, STOP
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.shell.statusbar import Connection, DeviceView, LicenceState, SyncView, UserView
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.theme.metrics import Metrics
from workstation.ui.words import Words

_RAIL = (("queue", "queue", "Q"), ("review", "review", "R"), ("dispense", "dispense", "D"),
         ("handover", "handover", "H"), ("stock", "stock", "S"), ("patients", "person", "P"))  # fmt: skip
_COUNTS = {"queue": 42, "review": 5, "dispense": 9, "handover": 11, "stock": 3}


class Studio:
    """A window around one page, and waiting until its work is done."""

    def __init__(self, host: ThemeHost, words: Words, key: str, make: Callable[[TaskRunner], Page]) -> None:
        self.tasks = TaskRunner()
        self.page = make(self.tasks)
        specs = tuple(
            PageSpec(name, icon, words.text(f"shell.page.{name}"), self._factory(name == key), letter)
            for name, icon, letter in _RAIL
        )
        if key not in [spec.key for spec in specs]:
            specs += (PageSpec(key, "send", words.text(f"shell.page.{key}"), self._factory(True)),)
        place = Place("Neem Tree Pharmacy", "Counter PC 2", True)
        self.window = MainWindow(host, words, place, specs, lambda: NOW.astimezone(ZONE))
        self.window.set_user(UserView("Asha Kulkarni", "AK", "Pharmacist", "MH-048213", LicenceState.VALID))
        self.window.set_sync(SyncView(Connection.ONLINE))
        self.window.status.set_printer(DeviceView(True, "ready"))
        self.window.status.set_scanner(DeviceView(True, "ready"))
        self.window.rail.set_counts(_COUNTS)
        self.window.open(key)

    def settle(self) -> None:
        """Waits for the work and for what it started."""
        for _ in range(12):
            while self.tasks.running:
                loop = QEventLoop()
                QTimer.singleShot(5, loop.quit)
                loop.exec()
            QApplication.processEvents()

    def picture(self, file: Path, size: tuple[int, int]) -> None:
        """Shows the window in a size and writes it."""
        # Two sizes: what was laid out before the window is shown is laid out anew, as in a window that is used.
        self.window.resize(size[0], size[1] - 1)
        self.window.show()
        self.page.setFocus()
        self.settle()
        self.window.resize(*size)
        self.settle()
        self.window.grab().save(str(file))

    def close(self) -> None:
        """Ends the work."""
        self.window.close()
        self.tasks.shutdown()

    def _factory(self, mine: bool) -> Callable[[], Page]:
        return (lambda: self.page) if mine else Page


def _dispense(steps: Callable[[SampleCounter], None], codes: tuple[str, ...]) -> Callable[[ThemeHost, Words], Studio]:
    def make(host: ThemeHost, words: Words) -> Studio:
        counter = SampleCounter()
        steps(counter)
        studio = Studio(host, words, "dispense", lambda tasks: DispensePanel(host, words, counter.actions(), tasks))
        assert isinstance(studio.page, DispensePanel)
        studio.page.open_prescription(PRESCRIPTION.id)
        studio.settle()
        for code in codes:
            studio.page.on_scan(code)
            studio.settle()
        return studio

    return make


def _nothing(_counter: SampleCounter) -> None:
    """As approved."""


def _some(counter: SampleCounter) -> None:
    """Two lines done."""
    counter.scan_all(but=3)


def _all(counter: SampleCounter) -> None:
    """Every pack."""
    counter.scan_all()


def _checked(counter: SampleCounter) -> None:
    """Every pack, checked."""
    counter.scan_all()
    counter.put_labels()
    counter.check_accuracy(PRESCRIPTION.id, counter.packs_there(), False)


def _edited(counter: SampleCounter) -> None:
    """The server changed it after the approval."""
    counter.edits = (EDIT,)


def _stopped(counter: SampleCounter) -> None:
    """The server cancelled it while it was picked."""
    counter.stop = STOP


def _substitutes(block: SubstitutionRefusal | None, key: str = "") -> Callable[[ThemeHost, Words], Studio]:
    def make(host: ThemeHost, words: Words) -> Studio:
        studio = _dispense(lambda counter: setattr(counter, "substitution_block", block), ())(host, words)
        assert isinstance(studio.page, DispensePanel)
        stage = studio.page._columns.stage
        stage.batches.substitute.click()
        studio.settle()
        if key:
            next(one for one in stage.ask_substitute.findChildren(Button) if one.keys == key).click()
        return studio

    return make


def _seen(
    steps: Callable[[SampleCounter], None], change: Callable[[CounterView], CounterView]
) -> Callable[[ThemeHost, Words], Studio]:
    """The view of the counter with something else in it."""

    def make(host: ThemeHost, words: Words) -> Studio:
        counter = SampleCounter()
        steps(counter)
        actions = replace(counter.actions(), open=lambda one: change(counter.open(one)))
        studio = Studio(host, words, "dispense", lambda tasks: DispensePanel(host, words, actions, tasks))
        assert isinstance(studio.page, DispensePanel)
        studio.page.open_prescription(PRESCRIPTION.id)
        studio.settle()
        return studio

    return make


def _labelled(counter: SampleCounter) -> None:
    """Every pack with its label."""
    counter.scan_all()
    counter.put_labels()


def _alone(view: CounterView) -> CounterView:
    """Who picked is alone: one of two packs was scanned again."""
    packs = tuple(one.id for row in view.lines if row.line.position == 1 for one in row.allocations)
    return replace(view, second_check=SecondCheck(packs, frozenset(packs[:1]), NOW + timedelta(minutes=10)))


def _interrupted(view: CounterView) -> CounterView:
    """Somebody locked the window over three packs."""
    event = Event(PRESCRIPTION.id, PRESCRIPTION.id, EventKind.INTERRUPTED, NOW, PHARMACIST.id, "locked", "3 2")
    return replace(view, interrupted=event)


def _hand_over(
    but: int, steps: Callable[[HandOverPanel, SampleWillCall], None]
) -> Callable[[ThemeHost, Words], Studio]:
    def make(host: ThemeHost, words: Words) -> Studio:
        will_call = SampleWillCall(ready_counter(but))
        studio = Studio(host, words, "handover", lambda tasks: HandOverPanel(host, words, will_call.actions(), tasks))
        assert isinstance(studio.page, HandOverPanel)
        studio.settle()
        steps(studio.page, will_call)
        studio.settle()
        return studio

    return make


def _edited_in_bin(panel: HandOverPanel, will_call: SampleWillCall) -> None:
    _choose(panel, will_call)
    will_call.counter.edits = (EDIT,)
    wait(50)
    panel.look_again()


def _stopped_in_bin(panel: HandOverPanel, will_call: SampleWillCall) -> None:
    _choose(panel, will_call)
    will_call.counter.stop = STOP
    wait(50)
    panel.look_again()


def _choose(panel: HandOverPanel, _will_call: SampleWillCall) -> None:
    panel.on_scan(PRESCRIPTION.number)


def _refused(panel: HandOverPanel, will_call: SampleWillCall) -> None:
    panel.on_scan(PRESCRIPTION.number)
    wait(50)
    will_call.refuse_with = HandOverRefusal.NO_RESPONSIBLE_PHARMACIST
    _tick_both(panel)
    panel.go.click()


def _handed(panel: HandOverPanel, will_call: SampleWillCall) -> None:
    panel.on_scan(PRESCRIPTION.number)
    wait(50)
    will_call.owing = True
    _tick_both(panel)
    panel.go.click()


def _tick_both(panel: HandOverPanel) -> None:
    panel.collector.who.choose("other")
    panel.collector.relation.choose("child")
    panel.collector.name.setChecked(True)
    panel.collector.birth.setChecked(True)


def wait(milliseconds: int) -> None:
    """Lets answers arrive."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _outbox(host: ThemeHost, words: Words) -> Studio:
    outbox = SampleOutbox.full()
    studio = Studio(host, words, "outbox", lambda tasks: OutboxPanel(host, words, outbox.actions(), tasks))
    since = NOW - timedelta(minutes=22)
    offline = SyncView(
        Connection.OFFLINE, 6, since.astimezone(ZONE), 3, 2, NOW - timedelta(minutes=72),
        next_try=NOW + timedelta(minutes=1),
    )  # fmt: skip
    assert isinstance(studio.page, OutboxPanel)
    studio.page.set_connection(offline)
    studio.window.set_sync(offline, claimed=9)
    return studio


def _taking_in(host: ThemeHost, words: Words) -> Studio:
    studio = _dispense(_nothing, ())(host, words)
    studio.window.set_sync(SyncView(Connection.ONLINE, 3, taking_in=3400))
    return studio


PICTURES: dict[str, Callable[[ThemeHost, Words], Studio]] = {
    "dispense_start": _dispense(_nothing, ()),
    "dispense_match": _dispense(_some, (WARF_5.gtin + " WF2419",)),
    "dispense_stop": _dispense(_some, (WARF_2.gtin,)),
    "dispense_stop_batch": _dispense(_some, (WARF_5.gtin + " B123",)),
    "dispense_edited": _dispense(_edited, ()),
    "dispense_stopped_at_server": _dispense(_stopped, ()),
    "handover_edited": _hand_over(0, _edited_in_bin),
    "handover_stopped_at_server": _hand_over(0, _stopped_in_bin),
    "taking_in": _taking_in,
    "dispense_all": _dispense(_all, ()),
    "dispense_substitutes": _substitutes(None),
    "dispense_substitute_why": _substitutes(None, "1"),
    "dispense_second_person": _seen(_labelled, _alone),
    "dispense_interrupted": _seen(_nothing, _interrupted),
    "dispense_substitutes_blocked": _substitutes(SubstitutionRefusal.NARROW_INDEX),
    "dispense_checked": _dispense(_checked, ()),
    "handover_open": _hand_over(3, _choose),
    "handover_stop": _hand_over(0, _refused),
    "handover_done": _hand_over(0, _handed),
    "outbox": _outbox,
}


def main(arguments: list[str]) -> int:
    """Writes the pictures that were asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--theme", default="light", choices=[choice.value for choice in ThemeChoice])
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    app = QApplication(sys.argv[:1])
    host = ThemeHost(app, resources(), ThemeChoice(given.theme), Metrics(given.scale))
    words = Words(resources() / "translations", zone=ZONE)
    width, height = (int(part) for part in given.size.split("x"))
    for name, make in PICTURES.items():
        if given.only in name:
            studio = make(host, words)
            studio.picture(given.out / f"{name}_{given.size}_{given.theme}_{given.scale}.png", (width, height))
            studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
