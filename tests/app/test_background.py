"""What runs by itself while the window is open: rounds of sync at the right pace, and at once when the server hints."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_pharmacy, fhir_bundle, fhir_task, new_id
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.app.background import SYNC_EVERY_MS, SYNC_IDLE_MS, Background
from workstation.app.hints import HintListener
from workstation.app.pairing import Line
from workstation.domain.errors import Unavailable
from workstation.domain.reading import DateRules, Reading
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.courier import Habits
from workstation.services.sync.once import SyncReport
from workstation.ui.tasks import TaskRunner

NOTHING = SyncReport(pulled=0, pushed=0, waiting=0, parked=0, conflicts=0, offline="")
PULLED = SyncReport(pulled=1, pushed=0, waiting=0, parked=0, conflicts=0, offline="")


class NoReader:
    """Nothing waits to be read."""

    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
        """Never asked."""
        raise AssertionError(name)


@dataclass
class Rounds:
    """Stands for the sync process."""

    report: SyncReport = NOTHING
    began: list[float] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    """While it is not set, a round takes its time."""

    def __post_init__(self) -> None:
        self.open.set()

    def __call__(self, told: Callable[[int], None]) -> SyncReport:
        """One round."""
        self.began.append(time.monotonic())
        assert self.open.wait(10)
        return self.report


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """An empty store."""
    with a_pharmacy() as made:
        yield made


@pytest.fixture
def rounds() -> Rounds:
    """Counts."""
    return Rounds()


@pytest.fixture
def background(pharmacy: Pharmacy, rounds: Rounds, qtbot: QtBot) -> Iterator[Background]:
    """Not started: each test asks for what it wants."""
    tasks = TaskRunner()
    made = Background(pharmacy.site, tasks, rounds, NoReader())
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.busy)
    tasks.shutdown()


def test_quiet_rounds_come_slower_and_news_bring_the_pace_back(
    background: Background, rounds: Rounds, qtbot: QtBot
) -> None:
    paces = []
    for report in (NOTHING, NOTHING, NOTHING, PULLED):
        rounds.report = report
        with qtbot.waitSignal(background.synced):
            background.sync_now()
        paces.append(background.sync_interval_ms)
    assert paces == [2 * SYNC_EVERY_MS, SYNC_IDLE_MS, SYNC_IDLE_MS, SYNC_EVERY_MS]


def test_a_hint_during_a_round_leads_to_one_more_round(background: Background, rounds: Rounds, qtbot: QtBot) -> None:
    rounds.open.clear()
    background.sync_now()
    for _ in range(3):
        background.hinted.emit()
    qtbot.wait(50)  # the hints are delivered by the event loop
    rounds.open.set()
    qtbot.waitUntil(lambda: len(rounds.began) == 2 and not background.busy)
    qtbot.wait(50)
    assert len(rounds.began) == 2


@contextmanager
def listening(server: OrderServer, on_hint: Callable[[], None], ca: Path) -> Iterator[HintListener]:
    """A listener on the line to a real server."""

    @contextmanager
    def connected() -> Iterator[Line]:
        with FhirServer(server.address.url, ca) as line:
            translation = FhirTranslation("Organization/pharmacy-1", new_id(), new_id, ZoneInfo("Asia/Kolkata"))
            yield Line(line, translation, Habits())

    made = HintListener(connected, on_hint, lambda longest: min(longest, 0.05))
    made.start()
    try:
        yield made
    finally:
        made.stop()


def test_an_urgent_prescription_is_asked_for_within_two_seconds_of_the_hint(
    background: Background, rounds: Rounds, qtbot: QtBot
) -> None:
    with OrderServer(ServerConfig()) as server, listening(server, background.hinted.emit, server.address.ca):
        qtbot.waitUntil(lambda: server.hints.listeners == 1 and len(rounds.began) == 1 and not background.busy)
        changed = time.monotonic()
        server.load_document(fhir_bundle(fhir_task(priority="stat")))
        qtbot.waitUntil(lambda: len(rounds.began) >= 2, timeout=2_000)
        assert rounds.began[1] - changed < 2


@pytest.mark.ci
def test_the_stream_is_opened_again_after_the_server_was_away(
    background: Background, rounds: Rounds, qtbot: QtBot
) -> None:
    with OrderServer(ServerConfig()) as server, listening(server, background.hinted.emit, server.address.ca):
        qtbot.waitUntil(lambda: server.hints.listeners == 1)
        server.stop()
        before = len(rounds.began)
        server.start()
        qtbot.waitUntil(lambda: server.hints.listeners == 1, timeout=10_000)
        qtbot.waitUntil(lambda: len(rounds.began) > before, timeout=5_000)


def test_a_server_without_hints_is_left_alone_and_the_listener_ends_at_once_when_told(qtbot: QtBot) -> None:
    hints: list[None] = []
    with (
        OrderServer(ServerConfig(hints=False)) as server,
        listening(server, lambda: hints.append(None), server.address.ca) as made,
    ):
        qtbot.wait(200)
        began = time.monotonic()
        made.stop()
        assert time.monotonic() - began < 2
    assert hints == []


def test_a_line_that_cannot_be_opened_ends_nothing(qtbot: QtBot) -> None:
    tries: list[None] = []

    @contextmanager
    def connected() -> Iterator[Line]:
        tries.append(None)
        raise Unavailable("order_server", "no server is paired")
        yield  # type: ignore[unreachable]  # makes it a generator

    made = HintListener(connected, lambda: None, lambda _longest: 0.01)
    made.start()
    qtbot.waitUntil(lambda: len(tries) > 2)
    made.stop()


def test_a_hint_after_the_end_begins_nothing(background: Background, rounds: Rounds, qtbot: QtBot) -> None:
    background.stop()
    background.hinted.emit()
    qtbot.wait(50)
    assert rounds.began == []
