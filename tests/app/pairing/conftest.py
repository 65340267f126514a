"""An order server, an unpaired store and the wizard over both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.pairing.steps import LONG, binding_of
from workstation.app.opening import Opened, opened
from workstation.orderserver.config import Auth, ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.settings import Settings
from workstation.ui.pairing.wizard import PairingWizard
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


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


@pytest.fixture
def wizard(here: Opened, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> PairingWizard:
    """The wizard of a pharmacist, on the screen."""
    binding = binding_of(here)
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
