"""The pairing wizard on the screen: sentences in place, nothing typed is lost, nothing waits for the window."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workstation.app.pair import PairingRefusal
from workstation.app.pair_binding import PairDeskRefusal
from workstation.domain.errors import Refused, Unavailable
from workstation.ui.components.label import Label
from workstation.ui.pairing.actions import ConnectionView, TrustWay
from workstation.ui.pairing.connection import ConnectionPage
from workstation.ui.pairing.habits import HABITS, habit_rows
from workstation.ui.pairing.samples import COPIED, FOUND, MET, NEW_HERE, PAIRED, PIN, PROBE, SampleServer
from workstation.ui.pairing.wizard import PairingWizard
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

Open = Callable[[ConnectionView], PairingWizard]
URL = "https://orders.example/fhir"


@pytest.fixture
def server() -> SampleServer:
    return SampleServer()


@pytest.fixture
def open_wizard(host: ThemeHost, words: Words, server: SampleServer, tasks: TaskRunner, qtbot: QtBot) -> Open:
    def made(view: ConnectionView) -> PairingWizard:
        wizard = PairingWizard(host, words, server.actions(), tasks, view)
        qtbot.addWidget(wizard)
        wizard.resize(1600, 900)
        wizard.show()
        return wizard

    return made


@pytest.fixture
def wizard(open_wizard: Open) -> PairingWizard:
    return open_wizard(NEW_HERE)


@pytest.fixture
def settled(qtbot: QtBot, tasks: TaskRunner) -> Callable[[], None]:
    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: not tasks.running)
            qtbot.wait(1)

    return wait


def _enter(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    settled()
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    settled()


def _to_check(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    _enter(wizard, settled)
    wizard.who.organization.setText("pharmacy-1")
    _enter(wizard, settled)
    assert wizard.step.key == wizard.check.key


# --- address ----------------------------------------------------------------------------------------------------


def test_the_shape_of_the_address_is_checked_while_it_is_typed(wizard: PairingWizard) -> None:
    wizard.address.address.setText("http://orders")
    assert wizard.address.field.refusal() == "The address begins with https://"
    assert not wizard._next.isEnabled()
    wizard.address.address.setText(URL)
    assert wizard.address.field.refusal() == ""
    assert wizard._next.isEnabled()


def test_an_address_that_is_being_begun_is_not_refused(wizard: PairingWizard) -> None:
    QTest.keyClicks(wizard.address.address, "htt")
    assert wizard.address.field.refusal() == ""


# --- trust ------------------------------------------------------------------------------------------------------


def test_the_fingerprint_is_shown_to_be_compared_and_the_key_can_be_taken(
    wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    shown = " ".join(label.words() for label in wizard.trust.card.findChildren(Label))
    assert "a1a1a1a1 a1a1a1a1" in shown
    wizard.trust.card.take.click()
    assert wizard.draft.entered.pin == PIN
    assert wizard.trust.card.notice.words() == "Not checked yet with this choice."


def test_a_server_that_is_not_believed_is_not_gone_past(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None]
) -> None:
    server.met = replace(MET, doubt="The order server's certificate has expired. Nothing was sent.")
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    _enter(wizard, settled)
    assert wizard.step.key == wizard.trust.key
    assert "expired" in wizard._bar.accessibleDescription()


def test_a_file_without_a_certificate_is_refused_in_place(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    wizard.trust.ways.choose(TrustWay.CA.value)
    assert wizard._next.locked_because == "Name the file first."
    wizard.trust.file.setText("/tmp/notes.txt")  # never opened
    assert "no readable PEM" in wizard.trust.file_field.refusal()


def test_nothing_is_gone_back_over_while_the_server_is_asked(
    wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert not wizard._back.isEnabled()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.step.key == wizard.trust.key
    settled()
    assert wizard._back.isEnabled()


# --- who --------------------------------------------------------------------------------------------------------


def test_the_public_key_is_shown_and_copied(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    _enter(wizard, settled)
    assert "P-384" in wizard.who.key_text.toPlainText()
    wizard.who.copy.click()
    assert "P-384" in QGuiApplication.clipboard().text()
    wizard.who.save_to("station.json")
    settled()
    assert wizard.who.notice.words() == "Saved: station.json"


def test_no_proof_says_plainly_what_it_means(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    _enter(wizard, settled)
    wizard.who.proof.choose("none")
    assert "Anybody on the network" in wizard.who._look.words()
    assert wizard.who.key_text.isHidden()
    assert "training" in wizard.who.advice()


# --- the check --------------------------------------------------------------------------------------------------


def test_the_check_runs_while_the_window_goes_on_and_can_be_stopped(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None], qtbot: QtBot
) -> None:
    server.go_on.clear()
    server.stopped_by = Refused(PairDeskRefusal.STOPPED)
    wizard.address.address.setText(URL)
    _enter(wizard, settled)
    _enter(wizard, settled)
    wizard.who.organization.setText("pharmacy-1")
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.check._at == 0)
    assert wizard.check.running
    assert wizard._next.locked_because == "The check runs."
    wizard.check.cancel.click()
    assert wizard._next.locked_because.startswith("Stops")
    wizard.check.begin()
    assert len(server.checked) == 1, "a second check waits for the first"
    server.go_on.set()
    settled()
    assert wizard.check.blocked_because() == "The check has no result yet."
    assert not wizard.check.problem.isHidden()
    assert not wizard._next.isEnabled()
    wizard.check.again.click()
    settled()
    assert wizard._next.isEnabled()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (Refused(PairingRefusal.NOT_R4, version="3.0.2"), "FHIR 3.0.2"),
        (Refused(PairingRefusal.NOT_REGISTERED, client="c-1", key="k", said="Unknown client."), "client id c-1"),
        (Unavailable("order_server", "The order server does not answer in time."), "does not answer in time"),
    ],
)
def test_what_the_check_meets_is_said_in_three_boxes(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None], trouble: Exception, said: str
) -> None:
    assert isinstance(trouble, Refused | Unavailable)
    server.found = trouble
    _to_check(wizard, settled)
    bodies = [body.words() for body in wizard.check.problem._bodies]
    assert said in " ".join(bodies)
    assert all(bodies)


def test_a_changed_entry_asks_for_a_new_check(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None]
) -> None:
    _to_check(wizard, settled)
    wizard.go_to(2)
    wizard.who.organization.setText("pharmacy-2")
    wizard.go_to(4)
    assert wizard.step.key == wizard.who.key, "steps after it have to be gone through again"
    _enter(wizard, settled)
    assert [one.organization for one in server.checked] == ["pharmacy-1", "pharmacy-2"]


def test_going_back_keeps_what_was_typed_and_what_was_found(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None]
) -> None:
    _to_check(wizard, settled)
    for _ in range(3):
        QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.address.address.text() == URL
    for _ in range(3):
        _enter(wizard, settled)
    assert wizard.step.key == wizard.check.key
    assert len(server.checked) == 1


# --- the result -------------------------------------------------------------------------------------------------


def test_the_finish_keeps_and_only_the_finish(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _to_check(wizard, settled)
    _enter(wizard, settled)
    assert server.kept == 0
    with qtbot.waitSignal(wizard.finished):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert server.kept == 1


def test_a_finish_that_is_refused_says_why_beside_the_button(
    wizard: PairingWizard, server: SampleServer, settled: Callable[[], None]
) -> None:
    server.keeping = Refused(PairingRefusal.WORK_WAITING, waiting=2, organization="Organization/old")
    _to_check(wizard, settled)
    _enter(wizard, settled)
    _enter(wizard, settled)
    assert "2 entries still wait" in wizard._bar.accessibleDescription()


def test_every_habit_has_its_row_whatever_was_found(words: Words) -> None:
    for probe in (PROBE, dict.fromkeys(HABITS), dict.fromkeys(HABITS, False), {}):
        rows = habit_rows(words, probe)
        assert len(rows) == len(HABITS)
        assert all("pairing." not in f"{row.what}{row.there}{row.here}" for row in rows)
    assert habit_rows(words, PROBE)[1].there == "overwrites"


# --- a copy, the page -------------------------------------------------------------------------------------------


def test_a_copy_is_decided_first_with_a_reason(
    open_wizard: Open, server: SampleServer, settled: Callable[[], None]
) -> None:
    wizard = open_wizard(COPIED)
    step = wizard.copy_step
    assert step is not None
    assert wizard.step.key == step.key
    step.choice.choose("moved")
    step.reason.setText("short")
    assert not wizard._next.isEnabled()
    step.reason.setText("PC replaced, old disk destroyed")
    _enter(wizard, settled)
    assert [one.moved for one in server.decided] == [True]
    assert wizard.step.key == wizard.address.key


def test_a_new_station_asks_for_the_store_to_be_opened_again(
    open_wizard: Open, settled: Callable[[], None], qtbot: QtBot
) -> None:
    wizard = open_wizard(COPIED)
    step = wizard.copy_step
    assert step is not None
    step.choice.choose("new")
    step.reason.setText("a second counter, the first goes on")
    with qtbot.waitSignal(wizard.new_station):
        QTest.keyClick(wizard, Qt.Key.Key_Return)


def test_pairing_again_begins_with_what_is_paired(open_wizard: Open) -> None:
    entered = open_wizard(PAIRED).draft.entered
    assert (entered.url, entered.organization, entered.client_id) == (PAIRED.url, "pharmacy-1", "")


@pytest.mark.parametrize(("view", "state"), [(NEW_HERE, "not paired"), (PAIRED, "paired"), (COPIED, "a copy of")])
def test_the_page_says_how_the_connection_stands(
    host: ThemeHost, words: Words, qtbot: QtBot, view: ConnectionView, state: str
) -> None:
    page = ConnectionPage(host, words)
    qtbot.addWidget(page)
    page.show_connection(view, may_pair=True)
    assert page._state.words().startswith(state)
    assert page.pair.isEnabled()
    page.show_connection(view, may_pair=False)
    assert not page.pair.isEnabled()


# --- room -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scale", "width", "height"), [(100, 1920, 1080), (100, 1366, 768), (200, 1920, 1080)])
def test_no_word_is_cut(
    host: ThemeHost, open_wizard: Open, settled: Callable[[], None], scale: int, width: int, height: int
) -> None:
    host.choose(scale=scale)
    wizard = open_wizard(NEW_HERE)
    wizard.resize(width, height)
    _to_check(wizard, settled)
    _enter(wizard, settled)
    assert wizard.step.key == wizard.result.key
    for at in range(5):
        wizard.go_to(at)
        settled()
        assert _cut(wizard) == [], f"step {at + 1}"
    assert wizard.draft.found == FOUND


def _cut(page: QWidget) -> list[str]:
    return [label.words() for label in page.findChildren(Label) if label.isVisible() and label.is_clipped()]
