"""The pairing in the window: offered, left, gone on with, and the store opened again."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.pairing.steps import LONG, go_on, pairing_in, to_check, to_trust
from tests.factories import a_user
from workstation.app.background import Background
from workstation.app.bindings import Session
from workstation.app.opening import Opened
from workstation.app.pair_binding import PairBinding
from workstation.app.pair_desk import PAGE, PairDesk
from workstation.app.pairing import Pairing, save_pairing
from workstation.domain.reading import DateRules, Reading
from workstation.orderserver.server import OrderServer
from workstation.services.sync.once import SyncReport
from workstation.ui.pairing.actions import ConnectionView
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class _NoReader:
    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
        raise AssertionError(name)


class _Counted:
    """Stands for the sync process."""

    def __init__(self) -> None:
        self.rounds = 0

    def __call__(self, _told: Callable[[int], None]) -> SyncReport:
        self.rounds += 1
        return SyncReport(pulled=0, pushed=0, waiting=0, parked=0, conflicts=0, offline="")


@pytest.fixture
def rounds() -> _Counted:
    return _Counted()


@pytest.fixture
def desk(
    here: Opened, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, rounds: _Counted
) -> Iterator[tuple[PairDesk, MainWindow]]:
    """The desk of a pharmacist in a window that has no other page."""
    session = Session(a_user())
    made = PairDesk(here, session, host, words, tasks)
    spec = PageSpec(PAGE, "server", words.text("shell.page.connection"), made.make_page, "C", True)
    window = MainWindow(host, words, Place("Neem Tree", "PC 1", True), (spec,), lambda: datetime.now(UTC))
    qtbot.addWidget(window)
    background = Background(here.site, tasks, rounds, _NoReader())
    made.watch(window, background)
    window.resize(1600, 900)
    window.show()
    yield made, window
    background.stop()


def test_an_unpaired_window_offers_the_pairing_and_opens_again_for_its_pharmacy(
    desk: tuple[PairDesk, MainWindow], here: Opened, server: OrderServer, settled: Callable[[], None], qtbot: QtBot
) -> None:
    made, window = desk
    settled()
    assert not window.unpaired.isHidden()
    window.unpaired.action_requested.emit()
    assert window.open_key == PAGE
    settled()
    QTest.keyClick(window, Qt.Key.Key_Return)
    settled()
    wizard = made._wizard
    assert wizard is not None
    assert wizard.isVisible()
    to_check(wizard, server, settled, "none")
    go_on(wizard, settled)
    with qtbot.waitSignal(window.closing, timeout=LONG):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert made.reopens, "the store was opened for no pharmacy"
    assert pairing_in(here) is not None


def test_a_wizard_that_was_left_goes_on_where_it_was(
    desk: tuple[PairDesk, MainWindow], server: OrderServer, settled: Callable[[], None]
) -> None:
    made, window = desk
    window.open(PAGE)
    made.open_wizard()
    settled()
    wizard = made._wizard
    assert wizard is not None
    to_trust(wizard, server, settled)
    wizard.left.emit()
    settled()
    assert not wizard.isVisible()
    made.open_wizard()
    assert made._wizard is wizard
    assert wizard.step.key == wizard.trust.key


def test_the_keys_of_the_rail_esc_and_f1_work_in_the_wizard(
    desk: tuple[PairDesk, MainWindow], settled: Callable[[], None], qtbot: QtBot
) -> None:
    made, window = desk
    window.open(PAGE)
    window.activateWindow()
    made.open_wizard()
    settled()
    wizard = made._wizard
    assert wizard is not None
    where = window.focusWidget()
    QTest.keyClick(where, Qt.Key.Key_F1)
    assert window._keys_sheet.isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not window._keys_sheet.isVisible()
    assert wizard.isVisible()
    assert window.focusWidget() is where
    QTest.keyClick(where, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    settled()
    assert not wizard.isVisible()
    assert window.open_key == PAGE
    made.open_wizard()
    settled()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    settled()
    assert not wizard.isVisible()


def test_the_window_reads_the_connection_off_the_gui_thread(
    desk: tuple[PairDesk, MainWindow], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store may be busy for seconds: another PC saves."""
    made, _ = desk
    settled()
    threads: list[threading.Thread] = []
    connection = PairBinding.connection

    def watched(binding: PairBinding) -> ConnectionView:
        threads.append(threading.current_thread())
        return connection(binding)

    monkeypatch.setattr(PairBinding, "connection", watched)
    made.open_wizard()
    settled()
    assert made._wizard is not None
    made._wizard.finished.emit()
    settled()
    assert threads
    assert threading.main_thread() not in threads


def test_a_sync_that_fails_without_a_pairing_is_said_once_by_the_banner(
    desk: tuple[PairDesk, MainWindow], settled: Callable[[], None]
) -> None:
    made, window = desk
    for _ in range(3):
        made.on_sync_failed("No order server is paired yet.")
    settled()
    assert not window.unpaired.isHidden()
    assert window.toasts.texts() == ()


def test_a_sync_that_fails_on_a_paired_station_is_said_once_and_does_not_say_that_nobody_is_paired(
    desk: tuple[PairDesk, MainWindow], here: Opened, settled: Callable[[], None]
) -> None:
    made, window = desk
    save_pairing(here.site, Pairing("https://orders.example", "Organization/pharmacy-1", ""))
    made.refresh()
    settled()
    window.set_sync(SyncView(Connection.ONLINE))
    before = window.status.sync.words()
    for _ in range(3):
        made.on_sync_failed("The sync process has ended.")
        settled()
    assert window.toasts.texts() == ("The sync process has ended.",)
    assert window.status.sync.words() == before
    assert window.unpaired.isHidden()


def test_a_new_address_of_the_same_pharmacy_counts_at_once(
    here: Opened, server: OrderServer, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot,
    rounds: _Counted, settled: Callable[[], None],
) -> None:  # fmt: skip
    save_pairing(here.site, Pairing("https://old.example", "Organization/pharmacy-1", ""))
    made = PairDesk(here, Session(a_user()), host, words, tasks)
    spec = PageSpec(PAGE, "server", "Connection", made.make_page, "C", True)
    window = MainWindow(host, words, Place("Neem Tree", "PC 1", True), (spec,), lambda: datetime.now(UTC))
    qtbot.addWidget(window)
    made.watch(window, Background(here.site, tasks, rounds, _NoReader()))
    window.show()
    made.open_wizard()
    settled()
    wizard = made._wizard
    assert wizard is not None
    to_check(wizard, server, settled, "none")
    go_on(wizard, settled)
    go_on(wizard, settled)
    qtbot.waitUntil(lambda: rounds.rounds == 1, timeout=LONG)
    assert not made.reopens
    assert window.unpaired.isHidden()
