"""How a person walks through the pairing wizard, and what is kept at its end."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.factories import a_user
from workstation.app.opening import Opened
from workstation.app.pair_binding import PairBinding
from workstation.app.pairing import Pairing, pairing_of
from workstation.domain import exact_json
from workstation.domain.users import User
from workstation.orderserver.server import OrderServer
from workstation.ui.pairing.actions import Entered, TrustWay
from workstation.ui.pairing.wizard import PairingWizard

LONG = 20_000
"""Milliseconds that a check may take on a busy machine."""


def binding_of(here: Opened, user: User | None = None) -> PairBinding:
    """What the wizard of this user, of a pharmacist unless said otherwise, is handed."""
    signed_in = user or a_user()
    return PairBinding(here, lambda: signed_in, sample=True)


def go_on(wizard: PairingWizard, settled: Callable[[], None]) -> None:
    """Enter, and wait for what it starts."""
    settled()
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    settled()


def to_trust(wizard: PairingWizard, server: OrderServer, settled: Callable[[], None]) -> None:
    """The address is typed and the server met."""
    wizard.address.address.setText(server.address.url)
    go_on(wizard, settled)
    assert wizard.step.key == wizard.trust.key


def to_check(wizard: PairingWizard, server: OrderServer, settled: Callable[[], None], proof: str) -> None:
    """The server is vouched for by its CA, the pharmacy named, and the check begun."""
    to_trust(wizard, server, settled)
    wizard.trust.ways.choose(TrustWay.CA.value)
    wizard.trust.file.setText(str(server.address.ca))
    go_on(wizard, settled)
    assert wizard.step.key == wizard.who.key
    wizard.who.organization.setText("pharmacy-1")
    wizard.who.proof.choose(proof)
    go_on(wizard, settled)
    assert wizard.step.key == wizard.check.key


def pairing_in(here: Opened) -> Pairing | None:
    """What is kept."""
    with here.site.store.read() as tx:
        return pairing_of(tx)


def audited(here: Opened, action: str) -> dict[str, Any]:
    """The last audit row of this action."""
    with here.store.read() as tx:
        rows = [exact_json.loads(row.content) for row in tx.audit._rows()]
    return next(row for row in reversed(rows) if row["action"] == action)


def said(wizard: PairingWizard) -> str:
    """Why the check cannot go on, in words."""
    return " ".join(body.words() for body in wizard.check.problem._bodies)


def entered(server: OrderServer, **changes: Any) -> Entered:
    """What a person typed for this server."""
    given: dict[str, Any] = {
        "url": server.address.url,
        "trust": TrustWay.CA,
        "ca": str(server.address.ca),
        "organization": "pharmacy-1",
        "smart": False,
    }
    return Entered(**(given | changes))
