"""What is removed when the program is ended by a signal: a store of sample data and its key stay nowhere behind."""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))
_TRIES = 5
"""Another thread may write a file while the folder is removed."""


@contextmanager
def removed_on_signal(folder: Path) -> Iterator[None]:
    """While this lasts SIGTERM, SIGINT and SIGHUP remove the folder, then end the program as they would have.

    The handler runs between two Python instructions; under Qt's loop that is at the next tick of the window's clock.
    An exception would not do: raised inside a slot, Qt prints it and goes on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        for _ in range(_TRIES):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    before = {number: signal.signal(number, end) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
