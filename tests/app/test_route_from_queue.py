"""An order that is not done here: declined or handed back from the preview of the queue, and the server is told why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import Json, fhir_bundle, fhir_patient, fhir_request, fhir_task
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.claim import claim_prescription
from workstation.services.routing import RoutingReason
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.theme import ThemeHost

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class Station:
    """One counter with RX-1 in its queue, chosen and previewed."""

    def __init__(self, server: OrderServer, made: OpenCounter, qtbot: QtBot) -> None:
        self._server, self.made, self._qtbot = server, made, qtbot
        self.user = made.sign_in()
        made.sync()
        self.queue: QueuePanel = made.counter._queue()
        with made.here.store.read() as tx:
            found = tx.prescriptions.by_number("RX-1")
        assert found is not None
        self.prescription_id = found.id

    def choose(self) -> None:
        """Its row, until the preview is there."""
        self.queue.select(self.prescription_id)
        self._qtbot.waitUntil(self._previewed)
        self.made.window.activateWindow()
        self._qtbot.waitUntil(self.made.window.isActiveWindow)
        self.queue.page_shown()

    def _previewed(self) -> bool:
        shown = self.queue.preview.preview
        return shown is not None and shown.id == self.prescription_id

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key where the focus is, and everything that follows from it."""
        QTest.keyClick(self.made.window.focusWidget(), key, modifier)
        self.made.settle()

    def asks(self) -> bool:
        """Whether it is asked why it is not done here."""
        return self.queue.preview.routing.is_open

    def task(self) -> Json:
        """As the server has it."""
        (found,) = self._server.query("Task")
        return found


@pytest.fixture
def station(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Station]:
    """Signed in; the rounds of sync are asked for by the test or by what was done."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as made,
    ):
        server.load_document(fhir_bundle(fhir_patient(), fhir_request(), fhir_task()))
        yield Station(server, made, qtbot)


def test_an_order_is_declined_from_the_queue_with_a_coded_reason_that_the_server_gets(station: Station) -> None:
    station.choose()
    routing = station.queue.preview.routing
    assert not station.queue.preview.route.isHidden()
    station.press(Qt.Key.Key_F7, SHIFT)
    assert station.asks()
    assert station.queue.primary() is None, "Enter would open the review from under the question"
    routing.reason.choose(RoutingReason.OUT_OF_STOCK.value)
    station.press(Qt.Key.Key_D, ALT)
    assert not station.asks()
    station.made.sync()
    task = station.task()
    assert task["status"] == "rejected"
    assert "out-of-stock" in task["statusReason"]["text"]


def test_what_is_claimed_is_handed_back_from_the_queue_for_another_pharmacy(station: Station) -> None:
    claim_prescription(station.made.here.site, station.user, station.prescription_id)
    station.made.sync()
    station.choose()
    station.press(Qt.Key.Key_F7, SHIFT)
    station.queue.preview.routing.reason.choose(RoutingReason.NOT_IN_TIME.value)
    station.press(Qt.Key.Key_B, ALT)
    station.made.sync()
    task = station.task()
    assert task["status"] == "ready"
    assert "owner" not in task


def test_other_needs_words_and_esc_closes_the_question_without_doing_anything(station: Station) -> None:
    station.choose()
    station.press(Qt.Key.Key_F7, SHIFT)
    routing = station.queue.preview.routing
    routing.reason.choose(RoutingReason.OTHER.value)
    station.press(Qt.Key.Key_D, ALT)
    assert station.asks()
    assert "3" in routing.refusal()
    station.press(Qt.Key.Key_Escape)
    assert not station.asks()
    assert station.task()["status"] == "requested"


def test_what_is_not_claimed_here_is_only_declined(station: Station) -> None:
    station.choose()
    station.press(Qt.Key.Key_F7, SHIFT)
    assert station.queue.preview.routing.hand_back.locked_because == "Not claimed here: decline it instead"
