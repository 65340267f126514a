"""The pairing wizard against the reference order server, over HTTPS: typed, met, checked, finished."""

import hashlib
import json
import shutil
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories import a_user
from workstation.adapters.fhir.meeting import meet
from workstation.adapters.fhir.pin import pin_of
from workstation.app.background import Background
from workstation.app.bindings import Session
from workstation.app.machine import bind, is_copied
from workstation.app.opening import Opened, opened
from workstation.app.pair import STAGES, PairingRefusal
from workstation.app.pair_binding import PairBinding, PairDeskRefusal
from workstation.app.pair_desk import PAGE, PairDesk
from workstation.app.pairing import Pairing, pairing_of, save_pairing
from workstation.domain import exact_json
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.domain.reading import DateRules, Reading
from workstation.domain.users import AccessRefusal, Role, User
from workstation.orderserver.config import Auth, ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.paths import resources
from workstation.services.sync.once import SyncReport
from workstation.settings import Settings
from workstation.ui.pairing import samples
from workstation.ui.pairing.actions import CopyDecision, Entered, TrustWay
from workstation.ui.pairing.wizard import PairingWizard
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import PageSpec
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.words import Words

LONG = 20_000
"""Milliseconds that a check may take on a busy machine."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OrderServer]:
    """The reference order server, which lets everybody in."""
    with OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as running:
        yield running


@pytest.fixture
def smart(tmp_path: Path) -> Iterator[OrderServer]:
    """One that asks for tokens."""
    with OrderServer(ServerConfig(auth=Auth.SMART, cert_dir=tmp_path / "certificates")) as running:
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Opened]:
    """An unpaired store with sample data, so that its key needs no key ring."""
    with opened(Settings(tmp_path / "store", None), demo=True) as store:
        yield store


@pytest.fixture(scope="session")
def host(qapp: QApplication) -> ThemeHost:
    return ThemeHost(qapp, resources(), ThemeChoice.LIGHT)


@pytest.fixture
def words() -> Words:
    return Words(resources() / "translations")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shutdown()


def _binding(here: Opened, user: User | None = None) -> PairBinding:
    signed_in = user or a_user()
    return PairBinding(here, lambda: signed_in, sample=True)


@pytest.fixture
def wizard(here: Opened, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> PairingWizard:
    """The wizard of a pharmacist, on the screen."""
    binding = _binding(here)
    made = PairingWizard(host, words, binding.actions(), tasks, binding.connection())
    qtbot.addWidget(made)
    made.resize(1600, 900)
    made.show()
    return made


@pytest.fixture
def settled(qtbot: QtBot, tasks: TaskRunner) -> Callable[[], None]:
    """Waits until every answer is there."""

    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: not tasks.running, timeout=LONG)
            QApplication.processEvents()

    return wait


def _go_on(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    """Enter, and wait for what it starts."""
    settled()
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    settled()


def _to_trust(wizard: PairingWizard, server: OrderServer, settled: Callable[[], None]) -> None:
    wizard.address.address.setText(server.address.url)
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.trust.key


def _to_check(wizard: PairingWizard, server: OrderServer, settled: Callable[[], None], proof: str) -> None:
    _to_trust(wizard, server, settled)
    wizard.trust.ways.choose(TrustWay.CA.value)
    wizard.trust.file.setText(str(server.address.ca))
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.who.key
    wizard.who.organization.setText("pharmacy-1")
    wizard.who.proof.choose(proof)
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.check.key


def _pairing(here: Opened) -> Pairing | None:
    with here.site.store.read() as tx:
        return pairing_of(tx)


def _audited(here: Opened, action: str) -> dict[str, Any]:
    """The last audit row of this action."""
    with here.store.read() as tx:
        rows = [exact_json.loads(row.content) for row in tx.audit._rows()]
    return next(row for row in reversed(rows) if row["action"] == action)


# --- from the address to the finish -----------------------------------------------------------------------------


def test_a_person_pairs_and_nothing_is_kept_before_the_finish(
    here: Opened, server: OrderServer, wizard: PairingWizard, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _to_check(wizard, server, settled, "none")
    assert wizard.draft.found is not None
    assert server.query("Basic") == [], "the test records are gone"
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.result.key
    assert any("no proof of who sends them" in one for one in wizard.draft.found.warnings)
    assert _pairing(here) is None
    with qtbot.waitSignal(wizard.finished, timeout=LONG):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    kept = _pairing(here)
    assert kept is not None
    assert (kept.url, kept.organization, kept.auth) == (server.address.url, "Organization/pharmacy-1", "none")
    assert kept.probe["max_batch"] == 20
    assert kept.ca_pem == server.address.ca.read_text(encoding="ascii")
    assert not is_copied(here.site, here.data_dir)


def test_the_stages_are_told_in_their_order(here: Opened, server: OrderServer) -> None:
    told: list[str] = []
    _binding(here).actions().check(_entered(server), told.append, lambda: False)
    assert tuple(told) == STAGES == samples.STAGES


def test_with_smart_the_key_is_shown_and_the_check_goes_on_once_it_is_registered(
    here: Opened, smart: OrderServer, wizard: PairingWizard, settled: Callable[[], None], qtbot: QtBot
) -> None:
    _to_check(wizard, smart, settled, "smart")
    assert wizard.draft.found is None
    assert not wizard.check.problem.isHidden()
    assert str(here.site.station.id) in _said(wizard)
    assert _pairing(here) is None
    key = json.loads(wizard.who.key_text.toPlainText())
    assert "d" not in key["keys"][0], "the private half stays here"
    smart.register_client(str(here.site.station.id), key)
    wizard.check.begin()
    settled()
    assert wizard.check.problem.isHidden()
    _go_on(wizard, settled)
    with qtbot.waitSignal(wizard.finished, timeout=LONG):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    kept = _pairing(here)
    assert kept is not None
    assert (kept.auth, kept.client_id) == ("smart", str(here.site.station.id))


def test_the_public_key_is_written_to_a_file(here: Opened, tmp_path: Path) -> None:
    actions = _binding(here).actions()
    actions.save_key(str(tmp_path / "station.json"))
    assert json.loads((tmp_path / "station.json").read_text(encoding="utf-8")) == json.loads(actions.public_key())
    with pytest.raises(Unavailable, match="cannot be written"):
        actions.save_key(str(tmp_path / "nowhere" / "station.json"))


def test_a_server_without_smart_is_refused_with_its_sentence(
    server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    _to_check(wizard, server, settled, "smart")
    assert "does not offer SMART" in _said(wizard)
    assert not wizard._next.isEnabled()


def _said(wizard: PairingWizard) -> str:
    return " ".join(body.words() for body in wizard.check.problem._bodies)


# --- who the server is ------------------------------------------------------------------------------------------


def test_the_certificate_met_is_the_one_of_the_server(server: OrderServer) -> None:
    from cryptography import x509

    port = int(server.address.url.rpartition(":")[2])
    pem = ssl.get_server_certificate(("127.0.0.1", port))
    shown = meet(server.address.url)
    assert shown.fingerprint == hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    assert shown.pin == pin_of(x509.load_pem_x509_certificate(pem.encode()))
    assert shown.valid_until > datetime.now(UTC)


def test_a_certificate_that_nobody_vouches_for_is_refused_in_place_and_its_key_can_be_pinned(
    here: Opened, server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    _to_trust(wizard, server, settled)
    assert "is not trusted" in wizard.trust.card.notice.words()
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.trust.key, "whoever is not believed is not gone past"
    wizard.trust.card.take.click()
    assert wizard.draft.entered.trust is TrustWay.PIN
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.who.key


def test_a_wrong_pin_is_refused_in_place(
    server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    _to_trust(wizard, server, settled)
    wizard.trust.ways.choose(TrustWay.PIN.value)
    wizard.trust.pin.setText("0" * 64)
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.trust.key
    assert "not the pinned one" in wizard.trust.card.notice.words()


def test_a_server_that_is_gone_may_be_gone_past_to_register_the_key_first(
    server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    server.stop()
    _to_trust(wizard, server, settled)
    assert "cannot be reached" in wizard.trust.card.notice.words()
    _go_on(wizard, settled)
    assert wizard.step.key == wizard.who.key
    assert "keys" in wizard.who.key_text.toPlainText()


# --- stopping, leaving ------------------------------------------------------------------------------------------


def _entered(server: OrderServer, **changes: Any) -> Entered:
    given: dict[str, Any] = {
        "url": server.address.url,
        "trust": TrustWay.CA,
        "ca": str(server.address.ca),
        "organization": "pharmacy-1",
        "smart": False,
    }
    return Entered(**(given | changes))


@pytest.mark.parametrize("stage", ["server", "search", "batch", "transaction"])
def test_a_check_that_is_stopped_leaves_no_test_record_and_no_pairing(
    here: Opened, server: OrderServer, stage: str
) -> None:
    told: list[str] = []
    with pytest.raises(Refused) as refused:
        _binding(here).actions().check(_entered(server), told.append, lambda: stage in told or stage == STAGES[0])
    assert refused.value.code is PairDeskRefusal.STOPPED
    assert server.query("Basic") == []
    assert _pairing(here) is None


def test_a_check_that_was_let_run_to_its_end_is_not_called_stopped(here: Opened, server: OrderServer) -> None:
    assert _binding(here).actions().check(_entered(server), lambda _stage: None, lambda: False).organization


def test_leaving_half_way_leaves_the_old_pairing_as_it_is(
    here: Opened, server: OrderServer, wizard: PairingWizard, settled: Callable[[], None], qtbot: QtBot
) -> None:
    old = Pairing("https://old.example", "Organization/old", "")
    save_pairing(here.site, old)
    _to_check(wizard, server, settled, "none")
    wizard.left.emit()
    settled()
    assert _pairing(here) == old
    assert wizard.draft.entered.organization == "pharmacy-1", "what was typed stays"


def test_work_that_waits_for_another_pharmacy_keeps_the_station_there(here: Opened, server: OrderServer) -> None:
    actions = _binding(here).actions()
    actions.check(_entered(server), lambda _stage: None, lambda: False)
    save_pairing(here.site, Pairing("https://old.example", "Organization/old", ""))
    new = here.site.new_id
    entry = OutboxEntry(new(), 0, OutboxKind.UPDATE_TASK, new(), "Claim", "Task/1", {"claim": True}, datetime.now(UTC))
    with here.site.store.begin() as tx:
        tx.outbox.add(entry)
    with pytest.raises(Refused) as refused:
        actions.keep()
    assert refused.value.code is PairingRefusal.WORK_WAITING


# --- who may, and with what -------------------------------------------------------------------------------------


def test_counter_staff_may_not_pair(here: Opened, server: OrderServer) -> None:
    actions = _binding(here, a_user(Role.COUNTER_STAFF)).actions()
    with pytest.raises(Refused) as refused:
        actions.meet(_entered(server))
    assert refused.value.code is AccessRefusal.NOT_ALLOWED


def test_sample_data_does_not_leave_this_pc(here: Opened, server: OrderServer) -> None:
    with pytest.raises(Refused) as refused:
        _binding(here).actions().check(
            _entered(server, url="https://orders.example/fhir"), lambda _stage: None, lambda: False
        )
    assert refused.value.code is PairDeskRefusal.SAMPLE_DATA


def test_the_audit_says_who_paired(here: Opened, server: OrderServer) -> None:
    user = a_user(Role.ADMINISTRATOR)
    actions = _binding(here, user).actions()
    actions.check(_entered(server), lambda _stage: None, lambda: False)
    actions.keep()
    row = _audited(here, "paired")
    assert str(user.id) in json.dumps(row, default=str)


# --- a copied store ---------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Opened]:
    """A store that was copied, opened where the copy lies."""
    with opened(Settings(tmp_path / "original", None), demo=True) as first:
        bind(first.site, first.data_dir, why="")
    shutil.copytree(tmp_path / "original", tmp_path / "copy")
    with opened(Settings(tmp_path / "copy", None), demo=True) as second:
        yield second


def test_a_copy_is_noticed_and_not_paired_before_somebody_says_what_it_is(copy: Opened, server: OrderServer) -> None:
    binding = _binding(copy)
    assert binding.connection().copied
    with pytest.raises(Refused) as refused:
        binding.actions().check(_entered(server), lambda _stage: None, lambda: False)
    assert refused.value.code is PairingRefusal.STORE_COPIED


def test_a_station_that_moved_goes_on_and_the_audit_says_why(copy: Opened) -> None:
    user = a_user()
    binding = _binding(copy, user)
    binding.actions().decide(CopyDecision(moved=True, reason="PC replaced, old disk destroyed"))
    assert not binding.connection().copied
    row = json.dumps(_audited(copy, "station_moved"), default=str)
    assert str(user.id) in row
    assert "old disk destroyed" in row


def test_a_new_station_has_an_id_a_letter_and_a_key_of_its_own(copy: Opened, tmp_path: Path) -> None:
    actions = _binding(copy).actions()
    before, key = copy.site.station, actions.public_key()
    actions.decide(CopyDecision(moved=False, reason="second counter, first one goes on"))
    copy.store.close()
    with opened(Settings(tmp_path / "copy", None), demo=True) as again:
        assert again.site.station.id != before.id
        assert again.site.station.letter == "B"
        assert _binding(again).actions().public_key() != key
        assert not _binding(again).connection().copied


# --- in the window ----------------------------------------------------------------------------------------------


class _NoReader:
    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
        raise AssertionError(name)


class _Counted:
    """Stands for the sync process."""

    def __init__(self) -> None:
        self.rounds = 0

    def __call__(self) -> SyncReport:
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
    wizard = made._wizard
    assert wizard is not None
    assert wizard.isVisible()
    _to_check(wizard, server, settled, "none")
    _go_on(wizard, settled)
    with qtbot.waitSignal(window.closing, timeout=LONG):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert made.reopens, "the store was opened for no pharmacy"
    assert _pairing(here) is not None


def test_a_wizard_that_was_left_goes_on_where_it_was(
    desk: tuple[PairDesk, MainWindow], server: OrderServer, settled: Callable[[], None]
) -> None:
    made, window = desk
    window.open(PAGE)
    made.open_wizard()
    wizard = made._wizard
    assert wizard is not None
    _to_trust(wizard, server, settled)
    wizard.left.emit()
    settled()
    assert not wizard.isVisible()
    made.open_wizard()
    assert made._wizard is wizard
    assert wizard.step.key == wizard.trust.key


def test_a_sync_that_fails_without_a_pairing_is_said_once_by_the_banner(
    desk: tuple[PairDesk, MainWindow], settled: Callable[[], None]
) -> None:
    made, window = desk
    for _ in range(3):
        made.on_sync_failed("No order server is paired yet.")
    settled()
    assert not window.unpaired.isHidden()
    assert window.toasts.texts() == ()


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
    wizard = made._wizard
    assert wizard is not None
    _to_check(wizard, server, settled, "none")
    _go_on(wizard, settled)
    _go_on(wizard, settled)
    qtbot.waitUntil(lambda: rounds.rounds == 1, timeout=LONG)
    assert not made.reopens
    assert window.unpaired.isHidden()
