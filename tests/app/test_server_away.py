"""How the sync stands, on the real window: a long pull says how far it is, an outage since when and what next."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import PATIENCE_MS, OpenCounter, open_counter, paired_store
from tests.factories import Json, fhir_bundle, fhir_patient, fhir_request, fhir_task
from workstation.adapters.processes.client import WorkerClient
from workstation.app.opening import Opened, store_key
from workstation.app.sync_worker import RemoteSync
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.once import OFFLINE_SINCE
from workstation.settings import Settings
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.theme import ThemeHost

MANY = 300


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OrderServer]:
    """With small pages."""
    with OrderServer(ServerConfig(cert_dir=tmp_path / "certificates", max_page_size=50)) as running:
        yield running


@pytest.fixture
def here(tmp_path: Path, server: OrderServer) -> Iterator[Opened]:
    """The store of this counter."""
    with paired_store(tmp_path / "store", server) as opened_store:
        yield opened_store


def an_order(number: int) -> tuple[Json, ...]:
    """A prescription for a patient of its own."""
    patient = {"reference": f"Patient/p{number}"}
    return (
        fhir_patient(f"p{number}", identifier=[{"system": "urn:mrn", "value": f"P-{number}"}]),
        fhir_request(f"m{number}", subject=patient),
        fhir_task(f"RX-{number}", (f"m{number}",), **{"for": patient}),
    )


def views_of(made: OpenCounter) -> list[SyncView]:
    """Everything that the status bar is given from now on."""
    found: list[SyncView] = []
    made.counter._outbox_desk.stands.connect(found.append)
    return found


@pytest.mark.ci
def test_a_first_pull_by_the_sync_process_says_how_far_it_is_and_the_window_goes_on(
    here: Opened, server: OrderServer, host: ThemeHost, qtbot: QtBot, tmp_path: Path
) -> None:
    server.load_document(fhir_bundle(*(one for number in range(MANY) for one in an_order(number))))
    worker = WorkerClient("sync", secret=store_key(Settings(here.data_dir, None), demo=True))
    remote = RemoteSync(worker, here.data_dir)
    beats, rows, said = [time.monotonic()], [0], [""]
    try:
        with open_counter(here, host, qtbot, tmp_path, remote.round) as made:
            made.sign_in()
            views = views_of(made)
            bar, model = made.window.status.sync, made.counter._queue().list.model

            def beat() -> None:
                beats.append(time.monotonic())
                said.extend([bar.words()] if bar.words() != said[-1] else [])
                rows.append(model.rowCount())

            heart = QTimer()
            heart.timeout.connect(beat)
            heart.start(10)
            began = time.monotonic()
            made.sync()
            took = time.monotonic() - began
            heart.stop()
    finally:
        remote.close()
    counts = [view.taking_in for view in views if view.taking_in]
    assert counts == sorted(counts)
    assert counts[-1] == MANY
    assert len(set(counts)) >= 3, "it was said once at the end, not on the way"
    assert f"Online · taking in prescriptions, {MANY} so far" in said
    assert bar.words() == "Online · all sent"
    assert bar.toolTip() == ""
    assert max(later - earlier for earlier, later in pairwise(beats)) < took / 4
    assert rows[-1] > 0


def test_an_outage_says_since_when_and_when_the_next_try_is_also_after_a_restart(
    here: Opened, server: OrderServer, host: ThemeHost, qtbot: QtBot, tmp_path: Path
) -> None:
    with open_counter(here, host, qtbot, tmp_path) as made:
        made.sync()
        assert made.window.offline.isHidden()
        server.stop()
        views = views_of(made)
        made.sync()
        assert not made.window.offline.isHidden()
        first = views[-1]
    assert first.connection is Connection.OFFLINE
    assert first.since is not None
    with here.store.begin() as tx:  # the outage began on the evening before
        tx.sync_notes.set(OFFLINE_SINCE, (first.since - timedelta(days=1)).isoformat())
    with open_counter(here, host, qtbot, tmp_path) as again:
        views = views_of(again)
        again.counter.start()
        qtbot.waitUntil(lambda: len(views) > 0)
        assert "Offline since" in again.window.offline.accessibleName()
        assert views[0].since == first.since - timedelta(days=1)
        assert views[0].trying
        assert "trying now" in again.window.offline.accessibleName()
        qtbot.waitUntil(lambda: views[-1].next_try is not None, timeout=PATIENCE_MS)
        assert views[-1].since == first.since - timedelta(days=1), "the restart made the outage younger"
        soon = datetime.now(UTC)
        assert views[-1].next_try is not None
        assert soon < views[-1].next_try < soon + timedelta(seconds=16)
        said = again.window.offline.accessibleName()
        assert f"{views[-1].since.astimezone(here.site.zone):%Y, %H:%M}" in said, "the day of another day is missing"
        assert "next try at" in said
        assert "Nothing waits to be sent." in said
        again.settle()


def test_f5_tries_at_once_and_the_banner_goes_by_itself(
    here: Opened, server: OrderServer, host: ThemeHost, qtbot: QtBot, tmp_path: Path
) -> None:
    with open_counter(here, host, qtbot, tmp_path) as made:
        made.sign_in()
        server.stop()
        made.sync()
        assert not made.window.offline.isHidden()
        server.start()
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow)
        QTest.keyClick(made.window, Qt.Key.Key_F5)
        assert "trying now" in made.window.offline.accessibleName()
        qtbot.waitUntil(made.window.offline.isHidden, timeout=PATIENCE_MS)
        made.settle()
    with here.store.read() as tx:
        assert not tx.sync_notes.get(OFFLINE_SINCE)
