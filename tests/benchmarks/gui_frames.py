"""How long the GUI thread is busy at a time while the sync process sends and takes in: frames of the real window.

python -m tests.benchmarks.gui_frames --supplies 500 --prescriptions 500 --json

The window is open at the queue (offscreen) and somebody scrolls and searches without a pause, while its sync process
drains queued supplies and then pulls prescriptions from a server in a process of its own. A timer of 4 ms beats on the
GUI thread: how much later than that it comes is how long the window did not answer. Goal: 16 ms (p95).
`own` is the processor time of the GUI thread: what others took of a shared machine is in the other figures only.
Beats with less than a millisecond of work between them are counted and left out of the shares.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import sync_drain
from tests.soak.orders import Orders
from tests.soak.server_process import ServerProcess
from workstation.adapters.samplepharmacy.loading import sample_pharmacy, users
from workstation.app.counter import Counter
from workstation.app.demo import Demo
from workstation.app.desktop import Look, application, counter
from workstation.app.eyes import Eyes
from workstation.app.hands import SIZE, Hands
from workstation.app.opening import Opened, compliance_pack, jitter, opened_with_key, site_of, store_key, utc_now
from workstation.app.pairing import Pairing, save_pairing
from workstation.app.people import demo_users
from workstation.app.sample import Sample, seed_store
from workstation.app.syncing import syncing
from workstation.domain.outbox import OutboxState
from workstation.domain.users import Role
from workstation.orderserver.server import OrderServer
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.settings import Settings
from workstation.ui.theme import ThemeChoice

GOAL_MS = 16
SEED = 20261123
KEY_EVERY_MS = 60
"""A person who holds a key down gets 15 to 30 a second."""
BEAT_MS = 4
IDLE_MS = 1.0
LOADED_AT_ONCE = 100
LONGEST_ROUND_MS = 600_000
SEARCHES = ("a", "an", "ana", "")
Json = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Prints the shares of the turns; 0 however they are: they are for people and tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--supplies", type=int, default=500)
    parser.add_argument("--prescriptions", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    result = measured(application(offscreen=True), wanted.supplies, wanted.prescriptions)
    print(json.dumps({"results": [result]}) if wanted.json else json.dumps(result, indent=1))
    return 0


def measured(app: QApplication, supplies: int, prescriptions: int) -> Json:
    """One round of the sync beside somebody who scrolls and searches; half of the prescriptions are there before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ServerProcess(folder) as server, _store(folder, server) as demo:
            orders = Orders(SEED, server.organization)
            _load(server, orders, prescriptions // 2)
            _round(demo.opened)
            _queue_supplies(demo, server, supplies)
            _load(server, orders, prescriptions - prescriptions // 2)
            with _window(app, demo) as made:
                person = _signed_in(app, made, demo, folder)
                person.work_through_one_round()
        facts = person.turns.facts()
    report = person.report
    return {
        "name": f"queue beside a drain of {supplies} supplies and a pull",
        "goal_ms": GOAL_MS,
        "pushed": report.pushed,
        "pulled": report.pulled,
        "keys": person.keys,
        **facts,
    }


# --- the stage --------------------------------------------------------------------------------------------------------


@contextmanager
def _store(folder: Path, server: ServerProcess) -> Iterator[Demo]:
    """A sample store that is paired with the server's process."""
    settings = Settings(data_dir=folder / "demo", passphrase_file=None)
    settings.data_dir.mkdir()
    today = utc_now().astimezone(ZoneInfo(compliance_pack(settings).time_zone)).date()
    sample = Sample(sample_pharmacy(today), OrderServer(), users(today))
    key = store_key(settings, demo=True)
    with opened_with_key(settings, key, demo=True) as opened:
        seed_store(opened.site, sample)
        ca = server.ca.read_text(encoding="ascii")
        save_pairing(opened.site, Pairing(server.url, f"Organization/{server.organization}", ca))
        paired = replace(opened, site=site_of(opened.store, settings, opened.keys))
        yield Demo(settings, sample, paired, key)


def _load(server: ServerProcess, orders: Orders, count: int) -> None:
    while count > 0:
        _, bundle = orders.batch(min(count, LOADED_AT_ONCE), utc_now())
        server.load(bundle)
        count -= LOADED_AT_ONCE


def _round(opened: Opened) -> None:
    with syncing(opened) as line:
        courier = Courier(opened.site, line.server, line.translation, Rhythm(jitter(), wait=time.sleep), line.habits)
        report = sync_once(courier)
    assert not report.offline, report.offline


def _queue_supplies(demo: Demo, server: ServerProcess, count: int) -> None:
    some = sync_drain.supplies(count, "frames")
    sync_drain.load(server, some)
    sync_drain.queue(demo.opened.site, some, sync_drain.current_tasks(server))


@contextmanager
def _window(app: QApplication, demo: Demo) -> Iterator[Counter]:
    people = demo_users(demo.sample.people)
    look = Look(ThemeChoice.LIGHT)
    with counter(app, demo.opened, demo.settings, demo.key, demo.pharmacy, look, people) as made:
        made.window.resize(*SIZE)
        made.window.show()
        yield made
        made.window.close()


def _signed_in(app: QApplication, made: Counter, demo: Demo, folder: Path) -> "Person":
    hands, eyes = Hands(app, made.window, folder), Eyes(made)
    pharmacist = next(one for one in demo.sample.people if one.user.role is Role.PHARMACIST)
    hands.type(pharmacist.pin)
    hands.wait_until("the queue opens", lambda: made.window.open_page is eyes.queue() and eyes.queue_rows() > 0)
    hands.settle()
    return Person(app, made, eyes, demo)


# --- the measuring ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Turns:
    """Milliseconds of each turn by what was done last before it: by the clock, and of the GUI thread's own time."""

    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    own: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    idle: int = 0

    def facts(self) -> Json:
        """Shares of all turns that did something, and of each kind."""
        wall = [one for some in self.wall.values() for one in some]
        own = [one for some in self.own.values() for one in some]
        kinds = {kind: {"n": len(some), **_shares("", some)} for kind, some in sorted(self.own.items())}
        return {"turns": len(wall), "idle": self.idle, **_shares("", wall), **_shares("own_", own), "own": kinds}


def _shares(prefix: str, values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    return {f"{prefix}p50": at(0.5), f"{prefix}p95": at(0.95), f"{prefix}p99": at(0.99), f"{prefix}max": at(1)}


class TurnWatch(QObject):
    """Ticks on this thread from now on: what is done between two ticks held the loop, and others had to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = Turns()
        self.doing = "nothing"
        self._wall, self._own = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def stop(self) -> None:
        """Ticks no more."""
        self._timer.stop()

    @Slot()
    def _on_beat(self) -> None:
        wall, own = time.perf_counter(), time.thread_time()
        waited, worked = max(0.0, (wall - self._wall) * 1000 - BEAT_MS), (own - self._own) * 1000
        self._wall, self._own = wall, own
        if worked < IDLE_MS:
            self.turns.idle += 1
            return
        self.turns.wall[self.doing].append(waited)
        self.turns.own[self.doing].append(worked)


class Person(QObject):
    """Scrolls and searches until the round of the sync has ended."""

    def __init__(self, app: QApplication, made: Counter, eyes: Eyes, demo: Demo) -> None:
        super().__init__()
        self._app, self._made, self._eyes, self._demo = app, made, eyes, demo
        self._watch: TurnWatch | None = None
        self._reports: list[SyncReport] = []
        self.keys = 0

    @property
    def turns(self) -> Turns:
        """What was measured."""
        assert self._watch is not None
        return self._watch.turns

    @property
    def report(self) -> SyncReport:
        """Of the rounds that were watched."""
        pushed, pulled = sum(one.pushed for one in self._reports), sum(one.pulled for one in self._reports)
        return replace(self._reports[-1], pushed=pushed, pulled=pulled)

    def work_through_one_round(self) -> None:
        """Returns when nothing waits any more. Raises AssertionError when that takes too long."""
        self._made._background.synced.connect(self._on_synced)
        keys = QTimer(self)
        keys.setInterval(KEY_EVERY_MS)
        keys.timeout.connect(self._on_key)
        self._watch = TurnWatch()
        keys.start()
        longest = QTimer(self, singleShot=True, interval=LONGEST_ROUND_MS)
        longest.timeout.connect(self._app.quit)
        longest.start()
        self._made.start()
        self._app.exec()
        keys.stop()
        longest.stop()
        self._watch.stop()
        assert self._reports, "the round did not end"

    @Slot()
    def _on_key(self) -> None:
        assert self._watch is not None
        queue = self._eyes.queue()
        step, place = divmod(self.keys, 16)
        if place < len(SEARCHES):
            self._watch.doing = "search"
            queue.set_search(SEARCHES[place])
        else:
            self._watch.doing = "scroll"
            down = Qt.Key.Key_PageDown if step % 3 else Qt.Key.Key_Down
            QTest.keyClick(self._app.focusWidget() or queue, Qt.Key.Key_Up if step % 5 == 4 else down)
        self.keys += 1

    @Slot(object)
    def _on_synced(self, report: SyncReport) -> None:
        assert self._watch is not None
        self._watch.doing = "the round has ended"
        self._reports.append(report)
        with self._demo.opened.store.read() as tx:
            waiting = tx.outbox.count(OutboxState.WAITING)
        if not waiting:
            QTimer.singleShot(2000, self._app.quit)  # what the news change on the screen counts, too


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
