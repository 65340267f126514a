"""F12 at the window: signing on by one key, signing off and taking over by two, and what the screen says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import a_user
from workstation.domain.users import Role, User
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.duty import duty_view, sign_on
from workstation.ui.theme import ThemeHost


class Station:
    """One counter under the shipped law, which asks for a responsible pharmacist."""

    def __init__(self, made: OpenCounter) -> None:
        self.made, self.window = made, made.window

    def sign_in(self, role: Role = Role.PHARMACIST, name: str = "Asha Kulkarni") -> User:
        """Somebody at this window; nobody signs on by the way."""
        user = a_user(role, name=name)
        with self.made.here.store.begin() as tx:
            tx.users.save(user)
        self.made.counter._sign_in.signed_in.emit(user)
        self.made.settle()
        return user

    def press(self) -> None:
        """F12."""
        self.made.to_front()
        front: QWidget = self.window
        QTest.keyClick(front, Qt.Key.Key_F12)
        self.made.settle()

    def responsible(self) -> User | None:
        """As the store has it."""
        return duty_view(self.made.here.site).who

    def banner(self) -> str:
        """What the banner says, "" while it is gone."""
        return "" if self.window.duty.isHidden() else self.window.duty.accessibleName()


@pytest.fixture
def station(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Station]:
    """The window is there."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as here,
        open_counter(here, host, qtbot, tmp_path) as made,
    ):
        yield Station(made)


def test_a_pharmacist_who_signs_in_is_asked_and_signs_on_by_one_key(station: Station) -> None:
    user = station.sign_in()
    assert station.banner().startswith("No responsible pharmacist is signed on.")
    assert station.window.status.duty.words() == "No responsible pharmacist"
    station.press()
    assert station.responsible() == user
    assert station.banner() == ""
    assert station.window.status.duty.words().startswith("Responsible Asha Kulkarni · since ")


def test_signing_off_takes_the_key_twice(station: Station) -> None:
    station.sign_in()
    station.press()
    station.press()
    assert "Sign off?" in station.banner()
    assert station.responsible() is not None, "one key alone signs nobody off"
    station.press()
    assert station.responsible() is None


def test_a_question_that_nobody_answers_is_forgotten(station: Station) -> None:
    user = station.sign_in()
    station.press()
    station.press()
    station.made.counter.duty_desk._asked_ends.timeout.emit()
    assert station.banner() == ""
    station.press()
    assert station.responsible() == user


def test_another_pharmacist_takes_over_by_the_key_twice(station: Station) -> None:
    first = station.sign_in()
    station.press()
    second = station.sign_in(name="Vikram Rao")
    station.press()
    assert "Take over?" in station.banner()
    assert station.responsible() == first
    station.press()
    assert station.responsible() == second


def test_who_is_no_pharmacist_is_told_so(station: Station) -> None:
    station.sign_in(Role.COUNTER_STAFF)
    assert "A pharmacist signs in here" in station.banner()
    station.press()
    assert station.responsible() is None
    assert any("Only a pharmacist" in text for text in station.window.toasts.texts())


def test_a_sign_on_at_another_pc_is_seen_after_the_next_look(station: Station) -> None:
    station.sign_in()
    other = a_user(name="Vikram Rao")
    with station.made.here.store.begin() as tx:
        tx.users.save(other)
    sign_on(station.made.here.site, other)
    station.made.counter.duty_desk.refresh()
    station.made.settle()
    assert station.banner() == ""
    assert "Vikram Rao" in station.window.status.duty.words()
