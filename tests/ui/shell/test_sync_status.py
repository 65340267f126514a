"""The sync in the status bar and in the banners: waiting is calm, blocked and stopped ask for somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.statusbar import Connection, StatusBar, SyncView
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

NOW = datetime(2026, 11, 22, 11, 4, tzinfo=UTC)


@pytest.fixture
def bar(host: ThemeHost, words: Words, qtbot: QtBot) -> StatusBar:
    made = StatusBar(host, words)
    qtbot.addWidget(made)
    made.set_time(NOW)
    return made


def test_what_waits_is_calm(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.ONLINE, 3))
    assert bar.sync.words() == "Online · sending 3"
    assert not bar.sync.alarm


def test_what_is_blocked_says_since_when_and_looks_like_nothing_else(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.ONLINE, 6, None, 3, 2, NOW - timedelta(minutes=52)))
    assert bar.sync.words() == "Blocked since 10:12 · 3 need you · 6 waiting"
    assert bar.sync.alarm


def test_blocked_since_another_day_says_which(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.ONLINE, 0, None, 1, 0, NOW - timedelta(days=2)))
    assert bar.sync.words() == "Blocked since 20 Nov 2026, 11:04 · 1 needs you"


def test_blocked_and_offline_says_both(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.OFFLINE, 6, NOW, 1, 0, NOW))
    assert bar.sync.words() == "Blocked since 11:04 · 1 needs you · Offline · 6 waiting"


def test_what_is_only_to_look_after_rings_no_bell(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.ONLINE, 0, None, 0, 2))
    assert bar.sync.words() == "Online · all sent · 2 to look after"
    assert not bar.sync.alarm


def test_stopped_has_a_banner_that_leads_to_the_outbox_and_goes_by_itself(
    host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    window = MainWindow(host, words, Place("Neem Tree Pharmacy", "PC 2", demo=False), (), lambda: NOW)
    qtbot.addWidget(window)
    window.set_sync(SyncView(Connection.ONLINE, 6, None, 1, 0, NOW, stopped=True))
    assert not window.stopped.isHidden()
    assert "Nothing is sent" in window.stopped.accessibleName()
    assert window.status.sync.words().startswith("Sending has stopped")
    with qtbot.waitSignal(window.stopped.action_requested):
        window.stopped._button.click()
    window.set_sync(SyncView(Connection.ONLINE, 6))
    assert window.stopped.isHidden()


def test_a_long_pull_says_how_far_it_is_and_that_nothing_is_lost_by_closing(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.ONLINE, 3, taking_in=3400))
    assert bar.sync.words() == "Online · taking in prescriptions, 3,400 so far"
    assert "may be closed at any time" in bar.sync.toolTip()
    bar.set_sync(SyncView(Connection.ONLINE, 3))
    assert bar.sync.toolTip() == ""


def test_what_is_blocked_is_said_also_during_a_long_pull(bar: StatusBar) -> None:
    bar.set_sync(SyncView(Connection.ONLINE, 0, None, 1, 0, NOW, taking_in=200))
    assert bar.sync.words() == "Blocked since 11:04 · 1 needs you · taking in prescriptions, 200 so far"


def test_a_banner_of_one_line_keeps_the_next_try_where_there_is_room(
    host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    window = MainWindow(host, words, Place("Neem Tree Pharmacy", "PC 2", demo=False), (), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(1366, 560)
    window.show()
    window.set_sync(SyncView(Connection.OFFLINE, 1, NOW - timedelta(days=1), next_try=NOW + timedelta(minutes=1)))
    assert "Offline since 21 Nov 2026, 11:04" in window.offline.accessibleName()
    assert window.offline._note.isVisible()
    assert window.offline._note.words() == "next try at 11:05"
    assert not window.offline._detail.isVisible()
    window.resize(760, 560)
    assert not window.offline._note.isVisible()
    assert "next try at 11:05" in window.offline.toolTip()
