"""Who works at a window: what is pressed is recorded as that person's, whenever its turn comes."""

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.factories import a_user
from workstation.app.bindings import Session
from workstation.domain.errors import Refused
from workstation.domain.users import AccessRefusal
from workstation.ui.tasks import Lane, TaskRunner


class _Screen(QObject):
    """Keeps the answers."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    def on_done(self, value: object) -> None:
        self.got.append(value)


def test_work_that_waits_for_its_turn_stays_the_work_of_who_pressed(qtbot: QtBot, tasks: TaskRunner) -> None:
    asha, dev = a_user(), a_user()
    session, screen, store_is_free = Session(asha), _Screen(), threading.Event()
    tasks.run(Lane.STORE_WRITE, store_is_free.wait, screen.on_done)
    tasks.run(Lane.STORE_WRITE, session.require, screen.on_done)
    session.user = None
    session.user = dev
    tasks.run(Lane.STORE_WRITE, session.require, screen.on_done)
    store_is_free.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert screen.got == [True, asha, dev]


def test_nothing_is_done_for_nobody() -> None:
    with pytest.raises(Refused) as refused:
        Session().require()
    assert refused.value.code is AccessRefusal.UNKNOWN_USER


def test_two_windows_have_their_own_people() -> None:
    one, other = Session(a_user()), Session()
    assert one.user is not None
    assert other.user is None
