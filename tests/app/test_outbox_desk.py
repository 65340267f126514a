"""The outbox screen on a real store: both versions of a conflict, what a person does about it, what the window says."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_pharmacy, new_id
from tests.fakes import MemoryServer
from tests.unit.services.test_push import a_conflict, a_courier, a_server, queued
from workstation.app.background import Background
from workstation.app.bindings import Bindings, Session
from workstation.app.labels import Labels, PharmacyText
from workstation.app.outbox_desk import OutboxDesk
from workstation.app.pairing import Pairing, save_pairing
from workstation.domain.outbox import Attention, AttentionCode, OutboxState
from workstation.domain.reading import DateRules, Reading
from workstation.domain.users import User
from workstation.paths import resources
from workstation.services.sync.once import SyncReport, sync_once
from workstation.ui.outbox.acts import Act
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.words import Words


class NoReader:
    """Nothing waits to be read."""

    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
        """Never asked."""
        raise AssertionError(name)


class Desk:
    """The page of one counter, its store, and the order server in a dictionary."""

    def __init__(self, pharmacy: Pharmacy, host: ThemeHost, tasks: TaskRunner, qtbot: QtBot, folder: Path) -> None:
        self.pharmacy, self._tasks, self._qtbot = pharmacy, tasks, qtbot
        self.server: MemoryServer = a_server()
        site = pharmacy.site
        bindings = Bindings(site, Session(pharmacy.pharmacist), Labels(site, PharmacyText("Neem", "", "")), folder)
        self.background = Background(site, tasks, self.round, NoReader())
        self.desk = OutboxDesk(site, bindings, self.background, tasks, self.export)
        self.exports: list[str] = []
        self.views: list[SyncView] = []
        self.desk.stands.connect(self.views.append)
        self.background.synced.connect(self.desk.on_synced)
        self.host, self.words = host, Words(resources() / "translations", "en", site.zone)
        self.folder = folder

    def round(self, _told: Callable[[int], None]) -> SyncReport:
        return sync_once(a_courier(self.pharmacy, self.server))

    def export(self, user: User, purpose: str) -> tuple[int, Path]:
        self.exports.append(f"{user.name}: {purpose}")
        return 1, self.folder / "outbox.jws"

    def show(self) -> OutboxPanel:
        panel = self.desk.make(self.host, self.words)
        self._qtbot.addWidget(panel)
        panel.resize(1712, 900)
        panel.show()
        panel.page_shown()
        self.settle()
        return panel

    def settle(self) -> None:
        for _ in range(4):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)
            self._qtbot.wait(1)


@pytest.fixture
def desk(qapp: object, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose lanes end with the test."""
    from PySide6.QtWidgets import QApplication

    assert isinstance(qapp, QApplication)
    runner = TaskRunner()
    with a_pharmacy() as pharmacy:
        yield Desk(pharmacy, ThemeHost(qapp, resources(), ThemeChoice.LIGHT), runner, qtbot, tmp_path)
        runner.shutdown()


def give(panel: OutboxPanel, act: Act, reason: str, settle: Callable[[], None]) -> None:
    panel.foot.buttons[act].click()
    QTest.keyClicks(panel.foot.ask.field_edit, reason)
    QTest.keyClick(panel.foot.ask.field_edit, Qt.Key.Key_Return)
    settle()


def test_keeping_ours_sends_it_at_once(desk: Desk) -> None:
    pointer = a_conflict(desk.pharmacy, desk.server)
    panel = desk.show()
    shown = {one.label: (one.ours, one.theirs) for one in panel.detail.comparison.lines()}
    assert shown["Status"] == ("Being worked on", "On hold")
    give(panel, Act.KEEP_OURS, "clinic asked by phone", desk.settle)
    with desk.pharmacy.store.read() as tx:
        assert tx.outbox.get(pointer).state is OutboxState.SENT
    assert desk.server.resources["Task/t-RX-1"]["status"] == "in-progress"
    assert (desk.views[-1].needs_you, desk.views[-1].is_blocked) == (0, False)


def test_a_conflict_that_moved_on_meanwhile_is_on_the_screen_again(desk: Desk) -> None:
    a_conflict(desk.pharmacy, desk.server)
    panel = desk.show()
    desk.server.put({**desk.server.resources["Task/t-RX-1"], "status": "ready"})
    give(panel, Act.KEEP_OURS, "clinic asked by phone", desk.settle)
    row = panel.table.chosen()
    assert row is not None
    assert row.again
    assert desk.views[-1].is_blocked
    assert desk.server.resources["Task/t-RX-1"]["status"] == "ready"


def test_the_status_bar_hears_what_waits_what_is_blocked_and_what_is_to_look_after(desk: Desk) -> None:
    with desk.pharmacy.store.begin() as tx:
        found = desk.pharmacy.site.clock()
        tx.attentions.add(Attention(new_id(), None, AttentionCode.SERVER_RESTORED, "2 entries wait again", found))
    desk.background.sync_now()
    desk.settle()
    view = desk.views[-1]
    assert (view.connection, view.needs_you, view.look_after) == (Connection.ONLINE, 0, 1)
    assert not view.is_blocked


def test_a_page_that_is_opened_while_the_server_is_away_says_offline(desk: Desk) -> None:
    desk.desk.on_synced(SyncReport(pulled=0, pushed=0, waiting=0, parked=0, conflicts=0, offline="no answer"))
    desk.settle()
    panel = desk.show()
    assert panel._connection_words.words().startswith("Offline")
    assert not panel.sync.isVisible()


def test_a_page_that_is_opened_before_the_first_answer_says_nothing_of_the_connection(desk: Desk) -> None:
    assert not desk.show()._connection_words.isVisible()


def test_the_export_is_made_for_whoever_works_here(desk: Desk) -> None:
    queued(desk.pharmacy, new_id())
    panel = desk.show()
    panel.export.click()
    QTest.keyClicks(panel.foot.ask.field_edit, "server support")
    QTest.keyClick(panel.foot.ask.field_edit, Qt.Key.Key_Return)
    desk.settle()
    assert desk.exports == [f"{desk.pharmacy.pharmacist.name}: server support"]
    assert "outbox.jws" in panel._done.accessibleName()


def test_what_a_person_settles_is_counted_at_once_though_no_round_ever_ends(desk: Desk) -> None:
    with desk.pharmacy.store.begin() as tx:
        found = desk.pharmacy.site.clock()
        tx.attentions.add(Attention(new_id(), None, AttentionCode.SERVER_RESTORED, "2 entries wait again", found))
    desk.background.stop()
    panel = desk.show()
    give(panel, Act.SETTLED, "looked at both entries", desk.settle)
    (view,) = desk.views
    assert (view.connection, view.look_after) == (Connection.ALONE, 0)


def test_a_sync_process_that_fails_is_offline_for_a_paired_station_and_nothing_for_another(desk: Desk) -> None:
    queued(desk.pharmacy, new_id())
    desk.background.sync_failed.emit("The sync process has ended.")
    desk.settle()
    assert desk.views == []
    save_pairing(desk.pharmacy.site, Pairing("https://orders.example", "Organization/1", ""))
    desk.background.sync_failed.emit("The sync process has ended.")
    desk.settle()
    assert [(one.connection, one.waiting) for one in desk.views] == [(Connection.OFFLINE, 1)]
