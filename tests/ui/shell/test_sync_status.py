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
