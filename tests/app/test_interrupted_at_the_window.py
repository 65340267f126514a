"""The window is locked, or ends, over packs that lie scanned: whoever comes next scans them again."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import NOW, Pharmacy, a_line, a_user
from tests.fakes import FakeClock
from tests.looking import put_labels
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role, User
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.theme import ThemeHost


@pytest.fixture
def made(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenCounter]:
    """A window with nobody at it."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as counter,
    ):
        yield counter


def _page(made: OpenCounter) -> DispensePanel:
    return made.counter._dispense()


def _half_picked(made: OpenCounter) -> tuple[User, Prescription]:
    """Two labelled packs on the counter."""
    user, helper = made.sign_in(), a_user(Role.COUNTER_STAFF)
    with made.here.store.begin() as tx:
        tx.users.save(helper)
    pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), user, helper)
    product = pharmacy.stocked(batches=[("B1", date(2035, 12, 31), 100)])
    prescription = pharmacy.approved(number="RX-26-000079", lines=(a_line(product_id=product.id),))
    made.counter.open_prescription(prescription.id)
    made.settle()
    for _ in range(2):
        made.window._on_scan(product.gtin)
        made.settle()
    put_labels(made.here.site, user, prescription.id)
    return user, prescription


def _shown(made: OpenCounter, prescription: Prescription) -> str:
    """What stands above the middle of the dispense screen."""
    made.counter.open_prescription(prescription.id)
    made.settle()
    folder = os.environ.get("WORKSTATION_PICTURES")
    if folder:
        made.window.grab().save(str(Path(folder) / "interrupted.png"))
    banner = _page(made)._columns.stage.interrupted
    return f"{banner._title.words()} {banner._detail.words()}" if banner.isVisible() else ""


def test_a_lock_over_scanned_packs_makes_the_next_person_scan_them_again(made: OpenCounter) -> None:
    user, prescription = _half_picked(made)
    made.counter.lock()
    made.settle()
    made.sign_in()
    said = _shown(made, prescription)
    assert f"Interrupted: {user.initials} left this work at" in said
    assert "2 scanned packs were taken back" in said
    assert "2 labels count no more" in said
    session = _page(made).session
    assert session is not None
    assert session.packs == ()
    assert _page(made)._columns.stage.verdict.verdict is None


def test_what_a_crash_left_is_found_when_the_program_starts(made: OpenCounter) -> None:
    _, prescription = _half_picked(made)
    made.counter._interruptions.started()
    made.settle()
    assert "Interrupted: the program ended at this work" in _shown(made, prescription)


def test_a_lock_with_nothing_scanned_says_nothing(made: OpenCounter) -> None:
    made.sign_in()
    made.counter.lock()
    made.settle()
    assert made.tasks.running == 0
