"""The real window of a counter on a store of its own, paired with a reference order server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories import a_user
from tests.looking import be_responsible
from workstation.app.background import Background, Round
from workstation.app.counter import Counter
from workstation.app.labels import PharmacyText
from workstation.app.opening import Opened, opened
from workstation.app.outbox_export import export_to_folder
from workstation.app.pairing import Pairing, save_pairing
from workstation.app.syncing import syncing
from workstation.domain.reading import DateRules, Reading
from workstation.domain.users import User
from workstation.orderserver.server import OrderServer
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.settings import Settings
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost

PATIENCE_MS = 60_000
"""A busy machine is no defect."""


class NoReader:
    """Nothing waits to be read."""

    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
        """Never asked."""
        raise AssertionError(name)


@contextmanager
def paired_store(folder: Path, server: OrderServer) -> Iterator[Opened]:
    """A store with sample data's key, so that it needs no key ring, paired with this server."""
    address = server.address
    with opened(Settings(folder, None), demo=True) as first:
        save_pairing(first.site, Pairing(address.url, "Organization/pharmacy-1", address.ca.read_text()))
    with opened(Settings(folder, None), demo=True) as here:  # what is told the server names its pharmacy
        yield here


def a_round(here: Opened, told: Callable[[int], None]) -> SyncReport:
    """One round over the paired line, as the sync process does it, on the calling thread."""

    def progress(count: int) -> bool:
        told(count)
        return True

    with syncing(here) as line:
        rhythm = Rhythm(lambda _longest: 0.0)
        return sync_once(Courier(here.site, line.server, line.translation, rhythm, line.habits), progress)


class OpenCounter:
    """The window, and whoever works at it."""

    def __init__(self, counter: Counter, background: Background, tasks: TaskRunner, here: Opened, qtbot: QtBot) -> None:
        self.counter, self.background, self.tasks, self.here = counter, background, tasks, here
        self.window, self._qtbot = counter.window, qtbot

    def sign_in(self) -> User:
        """A pharmacist, as after the right digits, and responsible where nobody is."""
        user = a_user()
        with self.here.store.begin() as tx:
            tx.users.save(user)
        be_responsible(self.here.site, user)
        self.counter._sign_in.signed_in.emit(user)
        self.settle()
        return user

    def to_front(self) -> None:
        """Keys go to the window that is active."""
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)

    def sync(self) -> None:
        """One whole round and everything that follows from it."""
        with self._qtbot.waitSignal(self.background.synced, timeout=PATIENCE_MS):
            self.background.sync_now()
        self.settle()

    def settle(self) -> None:
        """Every answer is there, and those that the answers asked for."""
        for _ in range(4):
            self._qtbot.waitUntil(lambda: self.tasks.running == 0, timeout=PATIENCE_MS)
            QApplication.processEvents()


@contextmanager
def open_counter(
    here: Opened, host: ThemeHost, qtbot: QtBot, folder: Path, round_: Round | None = None
) -> Iterator[OpenCounter]:
    """Shown, nobody signed in, nothing started. Ends in order. `round_`: in this process unless given."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    tasks = TaskRunner()
    background = Background(here.site, tasks, round_ or partial(a_round, here), NoReader())
    counter = Counter(
        app, here.site, host, PharmacyText("Neem Tree Pharmacy", "", ""), background, tasks,
        label_folder=folder / "labels", export_outbox=partial(export_to_folder, here), pairing=here,
    )  # fmt: skip
    counter.window.resize(1920, 1080)
    counter.window.show()
    made = OpenCounter(counter, background, tasks, here, qtbot)
    try:
        yield made
    finally:
        counter.window.close()
        counter.window.deleteLater()
