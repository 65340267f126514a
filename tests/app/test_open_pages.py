"""The order server changes what is open on the real window: the page shows it, and the work stops at the next step."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import NOW, Json, Pharmacy, a_user, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.fakes import FakeClock
from tests.looking import approve
from tests.unit.services.counter_acts import bagged, scanned
from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role, User
from workstation.domain.workflow import EventKind, Status
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.edits import EditRefusal
from workstation.services.handover import hand_over
from workstation.services.sync.polling import POLL
from workstation.services.sync.sweep import OPEN
from workstation.services.transcription import start_review
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.theme import ThemeHost

AT_NIGHT = {"dosageInstruction": [{"text": "1 tablet at night"}]}
CHANGED = "Line 1 · Directions: before 1 tablet twice a day, now 1 tablet at night"


class Station:
    """One counter, signed in, and the order server it works with."""

    def __init__(self, server: OrderServer, made: OpenCounter) -> None:
        self.server, self.made, self.window = server, made, made.window
        self.counter = made.counter
        self.user: User = made.sign_in()
        helper = a_user(Role.COUNTER_STAFF)
        with made.here.store.begin() as tx:
            tx.users.save(helper)
        self.pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), self.user, helper)
        self.product = self.pharmacy.stocked(batches=[("B1", date(2035, 12, 31), 100)])
        made.sync()

    def prescription(self) -> Prescription:
        """The one there is."""
        with self.pharmacy.store.read() as tx:
            found = tx.prescriptions.by_number("RX-1")
        assert found is not None
        return found

    def status(self) -> Status:
        """As it is in the store."""
        wanted = self.prescription().id
        with self.pharmacy.store.read() as tx:
            return tx.prescriptions.status(wanted)

    def events(self) -> list[EventKind]:
        """Everything that happened to it."""
        wanted = self.prescription().id
        with self.pharmacy.store.read() as tx:
            return [one.kind for one in tx.prescriptions.events(wanted)]

    def approved(self) -> None:
        """The claim is acknowledged, the check done, and the server knows."""
        start_review(self.pharmacy.site, self.user, self.prescription().id)
        self.made.sync()
        approve(self.pharmacy.site, self.user, self.prescription().id, "checked with the prescriber")
        self.made.sync()

    def in_bin(self) -> None:
        """Picked, checked, bagged."""
        self.approved()
        for _ in range(2):
            scanned(self.pharmacy, self.prescription(), self.product)
        bagged(self.pharmacy, self.prescription())
        self.made.sync()

    def open(self) -> None:
        """Where the work on it goes on."""
        self.counter.open_prescription(self.prescription().id)
        self.made.settle()

    def server_says(self, change: Callable[[Json], None]) -> None:
        """Somebody changes the Task at the server, and this counter pulls."""
        self._change("Task", "t-RX-1", change)

    def server_edits_the_line(self) -> None:
        """Other directions, and this counter pulls."""
        self._change("MedicationRequest", "m1", lambda line: line.update(AT_NIGHT))

    def _change(self, kind: str, id_: str, change: Callable[[Json], None]) -> None:
        (found,) = self.server.query(f"{kind}?_id={id_}")
        change(found)
        with self.server.store.lock:
            self.server.store.put(kind, id_, found)
        past = (self.made.here.site.clock() - timedelta(hours=1)).isoformat()
        with self.made.here.store.begin() as tx:  # the pauses between two looks at lines and owners are over
            tx.sync_notes.set(POLL, "")
            tx.sync_notes.set(OPEN, f"|{past}")
        self.made.sync()

    def toasts(self) -> str:
        """What was said at the bottom right."""
        return " ".join(self.window.toasts.texts())


@pytest.fixture
def station(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Station]:
    """RX-1 is here."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as made,
    ):
        server.load_document(fhir_bundle(fhir_patient(), fhir_request(), fhir_task()))
        yield Station(server, made)


def cancel(task: Json) -> None:
    task.update(status="cancelled", statusReason={"text": "patient is allergic"})


def hold(task: Json) -> None:
    task.update(status="on-hold")


def give_away(task: Json) -> None:
    task.update(owner={"reference": "Organization/pharmacy-2"}, status="accepted")


def test_an_edit_appears_on_the_open_review_with_before_and_after(station: Station) -> None:
    station.open()
    review = station.counter._review()
    assert station.window.open_key == "review"
    review.lines.open_line(1)
    station.server_edits_the_line()
    assert review.changes.edits is not None
    assert CHANGED in review.changes.edits.accessibleName()
    assert "read what the order server changed" in review.approve.locked_because
    assert "RX-1" in station.toasts()


def test_a_cancellation_appears_on_the_open_review_with_its_reason_and_locks_approval(station: Station) -> None:
    station.open()
    station.made.sync()
    station.server_says(cancel)
    review = station.counter._review()
    assert review.changes.stop is not None
    assert "cancelled this prescription" in review.changes.stop.accessibleName()
    assert "patient is allergic" in review.changes.stop.accessibleName()
    assert review.approve.locked_because == "The order server cancelled this prescription"


def test_a_prescription_that_went_to_somebody_else_is_not_asked_for_again_by_looking_at_it(station: Station) -> None:
    station.open()
    station.made.sync()
    station.server_says(give_away)
    review = station.counter._review()
    assert review.changes.stop is not None
    assert "somebody else" in review.approve.locked_because
    assert station.events().count(EventKind.CLAIM_ASKED) == 1


def test_a_hold_appears_on_the_open_review_and_goes_when_the_server_goes_on(station: Station) -> None:
    station.open()
    station.made.sync()
    station.server_says(hold)
    review = station.counter._review()
    assert review.approve.locked_because == "The order server has put this prescription on hold"
    station.server_says(lambda task: task.update(status="accepted"))
    assert review.changes.stop is None
    assert "on hold" not in review.approve.locked_because


def test_an_edit_under_the_hands_of_the_picker_stops_the_dispense_page(station: Station) -> None:
    station.approved()
    station.open()
    assert station.window.open_key == "dispense"
    scanned(station.pharmacy, station.prescription(), station.product)
    station.server_edits_the_line()
    dispense = station.counter._dispense()
    card = dispense._columns.stage.edits
    assert card is not None
    assert CHANGED in card.accessibleName()
    assert "F3" in dispense.bar.go_on.locked_because
    with pytest.raises(Refused) as refusal:
        scanned(station.pharmacy, station.prescription(), station.product)
    assert refusal.value.code is EditRefusal.EDITED_AT_SERVER


@pytest.mark.parametrize(("change", "said"), [(cancel, "cancelled"), (hold, "on hold"), (give_away, "somebody else")])
def test_what_the_server_stopped_stops_the_dispense_page(
    station: Station, change: Callable[[Json], None], said: str
) -> None:
    station.approved()
    station.open()
    station.server_says(change)
    dispense = station.counter._dispense()
    stage = dispense._columns.stage
    assert stage.news.stop is not None
    assert said in stage.news.stop.accessibleName()
    assert said in dispense.bar.go_on.locked_because
    assert stage.next.isHidden(), "it still asks for a pack"
    with pytest.raises(Refused):
        scanned(station.pharmacy, station.prescription(), station.product)


def test_the_bag_of_an_edited_prescription_stays_open_with_the_difference_and_is_not_handed_over(
    station: Station,
) -> None:
    station.in_bin()
    station.open()
    assert station.window.open_key == "handover"
    panel = station.counter._handover()
    panel.collector.name.setChecked(True)
    panel.collector.birth.setChecked(True)
    assert panel.go.isEnabled()
    station.server_edits_the_line()
    station.made.settle()
    assert panel.view is not None
    assert panel.news.edits is not None
    assert CHANGED in panel.news.edits.accessibleName()
    assert panel.go.locked_because == "The order server changed it: F3 leads back to the packs"
    with pytest.raises(Refused):
        hand_over(station.pharmacy.site, station.user, station.prescription().id)
    station.made.to_front()
    QTest.keyClick(panel, Qt.Key.Key_F3)
    station.made.settle()
    assert station.window.open_key == "dispense"


def test_the_bag_of_a_cancelled_prescription_says_so_and_is_not_handed_over(station: Station) -> None:
    station.in_bin()
    station.open()
    station.server_says(cancel)
    station.made.settle()
    panel = station.counter._handover()
    assert isinstance(panel, HandOverPanel)
    assert panel.news.stop is not None
    assert "Take a bag of it apart" in panel.news.stop.accessibleName()
    assert panel.go.locked_because == "The order server cancelled this prescription"
    assert station.status() is Status.CANCELLED


def test_a_pull_of_something_else_leaves_the_open_page_alone(station: Station) -> None:
    station.open()
    station.made.sync()
    shown = station.counter._review().shown_view
    station.server.load_document(fhir_bundle(fhir_request("m2"), fhir_task("RX-2", ("m2",))))
    station.made.sync()
    assert station.counter._review().shown_view is shown
    assert station.toasts() == ""
