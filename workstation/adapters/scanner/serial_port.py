"""A hand scanner on a serial line: /dev/ttyACM0, /dev/ttyUSB0, a virtual COM port of Linux or macOS.

The line is set with termios, raw, 8 data bits, no parity. A scanner that is unplugged is told once and looked for again
until it is back. Windows has no termios: there a scanner is set to act as a keyboard.
"""

import contextlib
import os
import select
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workstation.adapters.scanner.serial_lines import SerialLines
from workstation.adapters.scanner.source import OnCode, OnTrouble
from workstation.domain.errors import Unavailable

LOOK_AGAIN = 1.0
"""Seconds between two looks for a device that is not there."""
PIECE = 4096


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """Which line, and how the scanner is programmed."""

    device: Path
    baud: int = 9600
    suffixes: bytes = b"\r\n\t"


@dataclass(slots=True)
class SerialScanner:
    """Implements `source.CodeSource`."""

    settings: SerialSettings
    look_again: float = LOOK_AGAIN
    _thread: threading.Thread | None = None
    _wake: tuple[int, int] | None = None
    _lines: SerialLines = field(default_factory=SerialLines)

    def start(self, on_code: OnCode, on_trouble: OnTrouble) -> None:
        """See `CodeSource.start`."""
        self.stop()
        self._lines = SerialLines(self.settings.suffixes)
        self._wake = os.pipe()
        listening = (self._wake[0], on_code, on_trouble)
        self._thread = threading.Thread(target=self._listen, args=listening, name="serial scanner", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """See `CodeSource.stop`."""
        if self._wake is None or self._thread is None:
            return
        os.write(self._wake[1], b".")
        self._thread.join()
        for end in self._wake:
            os.close(end)
        self._wake = self._thread = None

    def _listen(self, wake: int, on_code: OnCode, on_trouble: OnTrouble) -> None:
        """Until it is woken. Trouble is told once, and once that it is over."""
        in_trouble = False
        while True:
            try:
                with _opened(self.settings) as line:
                    if in_trouble:
                        on_trouble(None)
                    in_trouble = False
                    self._read(line, wake, on_code)
                return
            except OSError as gone:
                if not in_trouble:
                    on_trouble(_unavailable(self.settings.device, gone))
                in_trouble = True
            if select.select([wake], [], [], self.look_again)[0]:
                return

    def _read(self, line: int, wake: int, on_code: OnCode) -> None:
        """Reads until it is woken. Raises OSError when the line has gone."""
        while True:
            patience = self._lines.silence if self._lines.waiting else None
            ready = select.select([line, wake], [], [], patience)[0]
            if wake in ready:
                return
            now = time.monotonic()
            codes = self._lines.feed(_piece(line), now) if line in ready else self._lines.pass_time(now)
            for code in codes:
                on_code(code)


def _piece(line: int) -> bytes:
    data = os.read(line, PIECE)
    if not data:
        raise OSError("the line has ended")
    return data


@contextlib.contextmanager
def _opened(settings: SerialSettings) -> Iterator[int]:
    line = os.open(settings.device, os.O_RDONLY | getattr(os, "O_NOCTTY", 0))
    try:
        _set_up(line, settings.baud)
        yield line
    finally:
        os.close(line)


def _set_up(line: int, baud: int) -> None:
    """Raw bytes, 8 bits, no parity, one at least. Raises OSError where it is no serial line."""
    try:
        import termios
        import tty
    except ImportError as absent:
        raise OSError("serial lines cannot be used on this system: set the scanner to act as a keyboard") from absent
    speed = getattr(termios, f"B{baud}", None)
    if speed is None:
        raise OSError(f"{baud} baud is no speed of a serial line")
    try:
        tty.setraw(line, termios.TCSANOW)
        attributes = termios.tcgetattr(line)
        attributes[2] = (attributes[2] | termios.CREAD | termios.CLOCAL) & ~termios.CRTSCTS
        attributes[4] = attributes[5] = speed
        termios.tcsetattr(line, termios.TCSANOW, attributes)
    except termios.error as wrong:
        raise OSError("it is no serial line") from wrong


def _unavailable(device: Path, gone: OSError) -> Unavailable:
    why = gone.strerror or str(gone)
    return Unavailable(
        "scanner", f"The scanner at {device} does not answer ({why}). It is looked for until it is back."
    )
