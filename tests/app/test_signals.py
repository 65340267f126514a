"""A demo that is ended by a signal leaves neither store nor key behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import sys, time
from pathlib import Path
from workstation.app.demo import _folder
from workstation.settings import Settings
with _folder(Settings(data_dir=Path("unused"), passphrase_file=None), True) as place:
    (place.data_dir / "store.key").write_text("secret")
    print(place.data_dir, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_demo_that_is_ended_by_a_signal_leaves_no_store_and_no_key(name: str) -> None:
    number = getattr(signal, name)
    with subprocess.Popen([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        folder = Path(running.stdout.readline().strip())
        assert (folder / "store.key").exists()
        running.send_signal(number)
        assert running.wait(timeout=30) == -number
    assert not folder.exists()
