"""The real window open for hours: every screen again and again. Nothing may pile up behind it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from tests.looking import answer_questions, approve, bag_up, check_accuracy
from tests.soak.measuring import Growth, Report, Until, minutes_of_this_run
from tests.soak.turns import Heartbeat
from workstation.adapters.scanner import parse_code
from workstation.app.counter import Counter
from workstation.app.demo import Demo, running_demo
from workstation.app.desktop import Look, counter
from workstation.app.eyes import Eyes
from workstation.app.hands import SIZE, Hands
from workstation.app.people import demo_users
from workstation.domain.errors import Refused
from workstation.domain.queue import QueueFilter, View
from workstation.domain.users import Role
from workstation.domain.workflow import CLOSED, Status, standing
from workstation.services.claim import claim_prescription
from workstation.services.pick_lines import pick_list
from workstation.services.picking import scan_pack
from workstation.settings import Settings
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.signin.panel import SignInPanel
from workstation.ui.theme import ThemeChoice

SHARE_OF_THE_RUN = 0.4
MOST_MB_PER_1000 = 5.0
ENOUGH_TO_JUDGE = 300
"""Openings after the warm-up below which a slope says nothing."""
BAGS = 5
"""Prescriptions that wait in a bin, for the hand-over screen."""
PATIENCE = 600.0
"""Seconds: a busy machine is no defect here; `slowest_turn` tells how the window answers."""
OVERRIDE = "prescriber confirmed by telephone"


@dataclass(slots=True)
class Objects:
    """How many things of Qt there are, after what is to be deleted was deleted."""

    top_level: list[int] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)
    below_the_window: list[int] = field(default_factory=list)
    known_to_python: list[int] = field(default_factory=list)

    def count(self, window: MainWindow) -> None:
        """Adds one count of each."""
        for _ in range(2):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        wrappers = shiboken6.getAllValidWrappers()
        self.top_level.append(len(QApplication.topLevelWidgets()))
        self.widgets.append(len(QApplication.allWidgets()))
        self.below_the_window.append(len(window.findChildren(QObject)))
        self.known_to_python.append(sum(isinstance(one, QObject) for one in wrappers))

    def growing(self) -> list[str]:
        """Counts whose lowest in the last third is above their highest in the second third; the first warms up."""
        third = len(self.widgets) // 3
        if third < 2:
            return []
        series = (self.top_level, self.widgets, self.below_the_window, self.known_to_python)
        names = ("top-level widgets", "widgets", "objects below the window", "objects known to Python")
        return [
            f"{name}: {counts}"
            for name, counts in zip(names, series, strict=True)
            if min(counts[-third:]) > max(counts[third:-third])
        ]


class AllDay:
    """Somebody who goes through every screen, again and again."""

    def __init__(self, demo: Demo, made: Counter, hands: Hands, beat: Heartbeat) -> None:
        self._demo, self._made, self._hands, self._beat = demo, made, hands, beat
        self._eyes, self._window = Eyes(made), made.window
        self._person = next(one for one in demo.sample.people if one.user.role is Role.PHARMACIST)
        self.opened = 0

    def begin(self) -> None:
        """Signs in and waits for the queue; then some work is done, so that every screen has something to show."""
        self._made.start()
        self._sign_in()
        self._wait("prescriptions arrive", lambda: self._eyes.queue_rows() >= 20)
        with self._beat.unwatched():
            for one in self._open_ones():
                claim_prescription(self._demo.opened.site, self._person.user, one)
        self._hands.key(Qt.Key.Key_F5)
        self._wait("the claims are acknowledged", lambda: all(map(self._claimed, self._open_ones())))
        with self._beat.unwatched():
            approved = [one for one in self._open_ones() if self._approve(one)]
            for one in approved[:BAGS]:
                self._fill_bag(one)

    def once_round(self) -> None:
        """Every open prescription on its screen, every page, every view, theme and text size; sign-in."""
        for one in self._open_ones():
            self._open(one)
        self._look_around()
        self._change_looks()

    def _wait(self, what: str, holds: Callable[[], bool]) -> None:
        self._hands.wait_until(what, holds, PATIENCE)

    # --- screens ------------------------------------------------------------------------------------------

    def _open(self, one: UUID) -> None:
        self._beat.doing = "queue"
        self._window.open("queue")
        self._eyes.queue().select(one)
        self._wait("the preview shows", lambda: self._eyes.shows_preview(one))
        shows = {"review": self._eyes.shows_review, "dispense": self._eyes.shows_counter}
        key = self._screen_of(one)
        self._beat.doing = key
        self._made.open_prescription(one)
        seen = shows.get(key, self._eyes.shows_bag)
        self._wait(f"the screen {key} opens", lambda: seen(one))
        if key == "dispense":
            self._scan_wrong()
        self.opened += 1

    def _scan_wrong(self) -> None:
        self._hands.scan("0108901177023125")
        self._wait("STOP shows", self._eyes.shows_stop)
        self._hands.key(Qt.Key.Key_Escape)

    def _look_around(self) -> None:
        self._beat.doing = "outbox"
        self._window.open("outbox")
        self._hands.settle()
        self._beat.doing = "keys"
        for _ in range(2):
            self._hands.key(Qt.Key.Key_F1)
        self._beat.doing = "queue"
        self._window.open("queue")
        for view in (*View, View.ALL_OPEN):
            self._eyes.queue().head.view_chosen.emit(view)
            self._hands.settle()
        for text in ("an", ""):
            self._eyes.queue().set_search(text)
            self._hands.settle()

    def _change_looks(self) -> None:
        self._made.lock()
        page = self._window.findChild(SignInPanel)
        assert page is not None
        for doing, signal, count in (
            ("text size", page.side.text_size_requested, 5),
            ("theme", page.side.theme_requested, len(ThemeChoice)),
        ):
            self._beat.doing = doing
            for _ in range(count):
                signal.emit()
                self._hands.settle()
        self._sign_in()

    def _sign_in(self) -> None:
        self._beat.doing = "sign-in"
        self._hands.type(self._person.pin)
        self._wait("the queue opens", lambda: self._window.open_page is self._eyes.queue())

    # --- the store ----------------------------------------------------------------------------------------

    def _open_ones(self) -> list[UUID]:
        with self._demo.opened.store.read() as tx:
            return [row.id for row in tx.prescriptions.queue(QueueFilter(view=View.ALL_OPEN))]

    def _screen_of(self, one: UUID) -> str:
        with self._demo.opened.store.read() as tx:
            status = tx.prescriptions.status(one)
        assert status not in CLOSED
        if status is Status.READY:
            return "handover"
        at_counter = (Status.APPROVED, Status.PICKING, Status.CHECKED, Status.PART_SUPPLIED)
        return "dispense" if status in at_counter else "review"

    def _claimed(self, one: UUID) -> bool:
        with self._demo.opened.store.read() as tx:
            return standing(tx.prescriptions.events(one)).claimed

    def _approve(self, one: UUID) -> bool:
        """False when something is missing: it stays in review."""
        try:
            answer_questions(self._demo.opened.site, self._person.user, one)
            approve(self._demo.opened.site, self._person.user, one, OVERRIDE)
        except Refused:
            return False
        return True

    def _fill_bag(self, one: UUID) -> None:
        site, user = self._demo.opened.site, self._person.user
        packs = 0
        for row in pick_list(site, user, one):
            batch = row.proposed
            if batch is not None:
                code = f"01{row.product.gtin}17{batch.expiry_date:%y%m%d}10{batch.batch_number}"
                scan_pack(site, user, one, parse_code(code, site.today()), row.line.id)
                packs += 1
        if packs:
            check_accuracy(site, user, one, part_supply=True)
            bag_up(site, user, one)


@contextmanager
def a_window(app: QApplication, folder: Path) -> Iterator[tuple[AllDay, Counter, Heartbeat]]:
    """The window of the sample pharmacy with its processes and its order server."""
    settings = Settings(data_dir=folder / "demo", passphrase_file=None)
    with running_demo(settings, own_folder=False) as demo:
        people = demo_users(demo.sample.people)
        look = Look(ThemeChoice.LIGHT)
        with counter(app, demo.opened, demo.settings, demo.key, demo.pharmacy, look, people) as made:
            made.window.resize(*SIZE)
            made.window.show()
            beat = Heartbeat()
            try:
                yield AllDay(demo, made, Hands(app, made.window, folder), beat), made, beat
            finally:
                beat.stop()
                made.window.close()


@pytest.mark.soak
def test_a_window_that_is_open_for_hours_hoards_nothing(qapp: QApplication, tmp_path: Path, report: Report) -> None:
    growth, objects = Growth(), Objects()
    with a_window(qapp, tmp_path) as (day, made, beat):
        until = Until(minutes_of_this_run() * 60 * SHARE_OF_THE_RUN)
        day.begin()
        while not until.over:
            day.once_round()
            with beat.unwatched():
                objects.count(made.window)
                growth.look(day.opened)
    report("the_window_all_day", _facts(day, growth, objects, beat, until))
    assert objects.growing() == []
    if growth.work_counted >= ENOUGH_TO_JUDGE:
        assert growth.mb_per_1000 < MOST_MB_PER_1000


def _facts(day: AllDay, growth: Growth, objects: Objects, beat: Heartbeat, until: Until) -> dict[str, Any]:
    doing, slowest = beat.slowest
    return {
        "minutes": round(until.used / 60, 1),
        "rounds": len(growth.memory),
        "prescriptions_opened": day.opened,
        **growth.facts(),
        "top_level_widgets": _first_and_last(objects.top_level),
        "widgets": _first_and_last(objects.widgets),
        "objects_below_the_window": _first_and_last(objects.below_the_window),
        "objects_known_to_python": _first_and_last(objects.known_to_python),
        "slowest_turn_ms": round(slowest.own * 1000),
        "slowest_turn_during": doing,
        **{
            f"slowest_turn_ms_{_key(name)}": round(turns.own * 1000)
            for name, turns in sorted(beat.turns.items())
            if name
        },
        **{f"turns_over_100_ms_{_key(name)}": turns.slow for name, turns in sorted(beat.turns.items()) if turns.slow},
    }


def _key(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


def _first_and_last(counts: list[int]) -> str:
    return f"{counts[0]} → {counts[-1]}"
