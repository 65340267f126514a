"""Runs command lines inside the test process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from workstation.adapters.keys import sealing
from workstation.cli.main import main
from workstation.domain import exact_json


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout; fails when there is another line."""
        (line,) = self.out.splitlines()
        return exact_json.loads(line)


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `workstation WORDS…` and puts the environment back afterwards."""
    monkeypatch.setenv("WORKSTATION_DATA_DIR", "")  # --data-dir is handed on in the environment
    monkeypatch.delenv("WORKSTATION_DATA_DIR")
    monkeypatch.delenv("WORKSTATION_PASSPHRASE_FILE", raising=False)
    # What it costs to guess a passphrase is a third of the time of these tests, and no subject of theirs.
    monkeypatch.setattr(sealing, "MEMORY_KIB", 64)
    monkeypatch.setattr(sealing, "PASSES", 1)

    def running(*words: object) -> Ended:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ended(int(code), said.out, said.err)

    return running
