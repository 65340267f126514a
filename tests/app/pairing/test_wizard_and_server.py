"""The pairing wizard against the reference order server, over HTTPS: typed, met, checked, finished."""

import hashlib
import json
import ssl
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.pairing.steps import LONG, go_on, pairing_in, said, to_check, to_trust
from workstation.adapters.fhir.meeting import meet
from workstation.adapters.fhir.pin import pin_of
from workstation.app.machine import is_copied
from workstation.app.opening import Opened
from workstation.app.pairing import Pairing, save_pairing
from workstation.orderserver.server import OrderServer
from workstation.ui.pairing.actions import TrustWay
from workstation.ui.pairing.wizard import PairingWizard

# --- from the address to the finish -----------------------------------------------------------------------------


def test_a_person_pairs_and_nothing_is_kept_before_the_finish(
    here: Opened, server: OrderServer, wizard: PairingWizard, settled: Callable[[], None], qtbot: QtBot
) -> None:
    to_check(wizard, server, settled, "none")
    assert wizard.draft.found is not None
    assert server.query("Basic") == [], "the test records are gone"
    go_on(wizard, settled)
    assert wizard.step.key == wizard.result.key
    assert any("no proof of who sends them" in one for one in wizard.draft.found.warnings)
    assert pairing_in(here) is None
    with qtbot.waitSignal(wizard.finished, timeout=LONG):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    kept = pairing_in(here)
    assert kept is not None
    assert (kept.url, kept.organization, kept.auth) == (server.address.url, "Organization/pharmacy-1", "none")
    assert kept.probe["max_batch"] == 20
    assert kept.ca_pem == server.address.ca.read_text(encoding="ascii")
    assert not is_copied(here.site, here.data_dir)


def test_with_smart_the_key_is_shown_and_the_check_goes_on_once_it_is_registered(
    here: Opened, smart: OrderServer, wizard: PairingWizard, settled: Callable[[], None], qtbot: QtBot
) -> None:
    to_check(wizard, smart, settled, "smart")
    assert wizard.draft.found is None
    assert not wizard.check.problem.isHidden()
    assert str(here.site.station.id) in said(wizard)
    assert pairing_in(here) is None
    key = json.loads(wizard.who.key_text.toPlainText())
    assert "d" not in key["keys"][0], "the private half stays here"
    smart.register_client(str(here.site.station.id), key)
    wizard.check.begin()
    settled()
    assert wizard.check.problem.isHidden()
    go_on(wizard, settled)
    with qtbot.waitSignal(wizard.finished, timeout=LONG):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    kept = pairing_in(here)
    assert kept is not None
    assert (kept.auth, kept.client_id) == ("smart", str(here.site.station.id))


def test_a_server_without_smart_is_refused_with_its_sentence(
    server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    to_check(wizard, server, settled, "smart")
    assert "does not offer SMART" in said(wizard)
    assert not wizard._next.isEnabled()


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
    to_trust(wizard, server, settled)
    assert "is not trusted" in wizard.trust.card.notice.words()
    go_on(wizard, settled)
    assert wizard.step.key == wizard.trust.key, "whoever is not believed is not gone past"
    wizard.trust.card.take.click()
    assert wizard.draft.entered.trust is TrustWay.PIN
    go_on(wizard, settled)
    assert wizard.step.key == wizard.who.key


def test_a_wrong_pin_is_refused_in_place(
    server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    to_trust(wizard, server, settled)
    wizard.trust.ways.choose(TrustWay.PIN.value)
    wizard.trust.pin.setText("0" * 64)
    go_on(wizard, settled)
    assert wizard.step.key == wizard.trust.key
    assert "not the pinned one" in wizard.trust.card.notice.words()


def test_a_server_that_is_gone_may_be_gone_past_to_register_the_key_first(
    server: OrderServer, wizard: PairingWizard, settled: Callable[[], None]
) -> None:
    server.stop()
    to_trust(wizard, server, settled)
    assert "cannot be reached" in wizard.trust.card.notice.words()
    go_on(wizard, settled)
    assert wizard.step.key == wizard.who.key
    assert "keys" in wizard.who.key_text.toPlainText()


def test_leaving_half_way_leaves_the_old_pairing_as_it_is(
    here: Opened, server: OrderServer, wizard: PairingWizard, settled: Callable[[], None], qtbot: QtBot
) -> None:
    old = Pairing("https://old.example", "Organization/old", "")
    save_pairing(here.site, old)
    to_check(wizard, server, settled, "none")
    wizard.left.emit()
    settled()
    assert pairing_in(here) == old
    assert wizard.draft.entered.organization == "pharmacy-1", "what was typed stays"
