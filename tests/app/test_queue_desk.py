"""The queue at work: what is shown is what was asked for last."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_pharmacy
from workstation.app import queue_desk
from workstation.app.bindings import Session
from workstation.app.queue_desk import QueueDesk
from workstation.domain.queue import QueueFilter, View
from workstation.domain.users import User
from workstation.services.queue_view import QueueView, queue_view
from workstation.services.site import Site
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """One prescription came, nobody claimed it."""
    with a_pharmacy() as opened:
        opened.received()
        yield opened


def test_rows_of_the_view_before_never_come_after_those_of_the_view_that_is_open(
    pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are read at once, and the first takes longer."""
    go_on = threading.Event()

    def slow_for_all(site: Site, user: User, wanted: QueueFilter) -> QueueView:
        if wanted.view is View.ALL_OPEN:
            go_on.wait(timeout=20)
        return queue_view(site, user, wanted)

    monkeypatch.setattr(queue_desk, "queue_view", slow_for_all)
    site = pharmacy.site
    panel = QueuePanel(host, words, site.clock, site.zone)
    qtbot.addWidget(panel)
    desk = QueueDesk(site, Session(pharmacy.pharmacist), tasks, words)
    desk.take(panel)
    desk.refresh()
    with qtbot.waitSignal(desk.counted):
        panel.head.tabs.choose(View.MINE.value)
    go_on.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert panel.filter.view is View.MINE
    assert panel.list.model.rowCount() == 0, "nothing is claimed"
