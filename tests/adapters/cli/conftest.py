"""Command lines on a real store and a real order server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Ended, Run, run
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer

__all__ = ["Ended", "Run", "run"]


@pytest.fixture
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a store that a passphrase file unlocks; empty."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple\n", encoding="utf-8")
    passphrase.chmod(0o600)
    monkeypatch.setenv("WORKSTATION_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.setenv("WORKSTATION_DATA_DIR", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OrderServer]:
    """The reference order server, running."""
    with OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as running:
        yield running
