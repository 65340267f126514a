"""One holder at a time, between programs and between threads, and none left by a program that was killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workstation.adapters.processes.locks import held
from workstation.domain.errors import Unavailable

HOLDER = """
import sys, time
from pathlib import Path
from workstation.adapters.processes.locks import held
with held(Path(sys.argv[1]), "sync", "is syncing"):
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(lock: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_holder_is_told_who_is_first(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with held(lock, "sync", "is syncing"):
        with pytest.raises(Unavailable) as busy, held(lock, "sync", "is syncing"):
            raise AssertionError
        assert busy.value.what == "sync"
        assert busy.value.why == f"Another program is syncing (in use by pid {os.getpid()})."
    with held(lock, "sync", "is syncing"):
        pass


def test_another_program_holds_it_until_it_ends_however_it_ends(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with _holder(lock) as other:
        with pytest.raises(Unavailable, match=f"pid {other.pid}"), held(lock, "sync", "is syncing"):
            raise AssertionError
        other.send_signal(signal.SIGKILL)
        other.wait()
    with held(lock, "sync", "is syncing"):
        assert lock.read_text(encoding="ascii").strip() == str(os.getpid())


def test_it_waits_for_a_while(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with _holder(lock) as other:
        assert other.stdin is not None
        waited: list[float] = []

        def let_go(seconds: float) -> None:
            waited.append(seconds)
            other.stdin.close()  # type: ignore[union-attr]  # asserted above
            other.wait()

        with held(lock, "sync", "is syncing", seconds=60, sleep=let_go):
            pass
    assert len(waited) == 1


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"), held(tmp_path / "none" / "lock", "sync", "is syncing"):
        raise AssertionError
