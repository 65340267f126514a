"""The sign-in page at work: who may, since when it is locked, and what is said when the store does not answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories import Pharmacy, a_pharmacy
from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.app.sign_in_desk import SignInDesk, SignInParts
from workstation.domain.errors import Unavailable
from workstation.services.sign_in import SecretKind
from workstation.services.site import Site
from workstation.ui.components.label import Label
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

PIN = "204816"


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """Its pharmacist has a PIN."""
    with a_pharmacy() as opened:
        with opened.store.begin() as tx:
            tx.users.set_secret(opened.pharmacist.id, SecretKind.PIN.value, Argon2Hasher().hash(PIN))
        yield opened


class Lock:
    """The page and the clock on the wall."""

    def __init__(self, site: Site, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.now = datetime(2026, 11, 22, 10, 42, tzinfo=site.zone)
        self._tasks, self._qtbot = tasks, qtbot
        self.desk = SignInDesk(site, SignInParts(host, words, tasks, lambda: self.now, "Neem Tree Pharmacy"))
        self.page = self.desk.page
        qtbot.addWidget(self.page)
        self.page.resize(1920, 1080)
        self.front()

    def front(self) -> None:
        """Nobody works here."""
        self.page.show()
        self.settle()

    def settle(self) -> None:
        """Every answer is there."""
        self._qtbot.waitUntil(lambda: not self._tasks.running)

    def says(self, words: str) -> bool:
        """Whether the dark panel says it."""
        return any(words in label.words() for label in self.page.side.findChildren(Label))


@pytest.fixture
def lock(pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Lock:
    return Lock(pharmacy.site, host, words, tasks, qtbot)


def test_the_clock_goes_on_while_nobody_works(lock: Lock, qtbot: QtBot) -> None:
    assert lock.says("10:42")
    lock.now += timedelta(minutes=1)
    qtbot.waitUntil(lambda: lock.says("10:43"))


def test_after_somebody_worked_it_says_since_when_it_is_locked(lock: Lock, qtbot: QtBot) -> None:
    assert lock.says("Nobody is signed in")
    with qtbot.waitSignal(lock.desk.signed_in):
        QTest.keyClicks(lock.page.quick.pin, PIN)
    lock.page.hide()
    lock.now += timedelta(hours=1)
    lock.front()
    assert not lock.says("Nobody is signed in")
    assert lock.says("Locked at")


def test_who_came_to_the_pharmacy_meanwhile_has_a_card_the_next_time(lock: Lock, pharmacy: Pharmacy) -> None:
    lock.page.choose(pharmacy.counter.id)
    lock.page.hide()
    new = replace(pharmacy.counter, id=pharmacy.site.new_id(), name="Meera Joshi")
    with pharmacy.store.begin() as tx:
        tx.users.save(new)
    lock.front()
    chosen = lock.page.chosen()
    assert chosen is not None
    assert chosen.id == pharmacy.counter.id, "who was chosen stays chosen"
    lock.page.choose(new.id)
    chosen = lock.page.chosen()
    assert chosen is not None
    assert chosen.name == "Meera Joshi"


def test_a_store_that_does_not_answer_is_said_and_the_page_takes_the_next_try(
    lock: Lock, pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def busy(*_: object) -> None:
        raise Unavailable("store", "The store has been busy for 10 seconds. Try again.")

    with monkeypatch.context() as held:
        held.setattr(Argon2Hasher, "matches", busy)
        QTest.keyClicks(lock.page.quick.pin, PIN)
        lock.settle()
    assert lock.page.quick.refusal.sentence() == "The store has been busy for 10 seconds. Try again."
    with qtbot.waitSignal(lock.desk.signed_in):
        QTest.keyClicks(lock.page.quick.pin, PIN)
