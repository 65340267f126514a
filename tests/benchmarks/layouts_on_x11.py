"""Whether a scanner set to a US keyboard is read right on an X server with other layouts: keys pressed by XTEST.

`python -m tests.benchmarks.layouts_on_x11` starts an X server of its own (Xvfb, setxkbmap, libXtst are needed). It
prints, for each layout, what is read from the text of the keys and from their places; 1 when a place is wrong.
"""

import ctypes
import os
import subprocess
import sys
import time

from PySide6.QtWidgets import QApplication, QLineEdit

from tests.keyboards import pressed
from workstation.adapters.scanner.wedge import Key, Wedge, WedgeSettings
from workstation.domain.scanner_setting import KeyReading, ScannerSetting
from workstation.ui.shell.scan_filter import ScanFilter

DISPLAY = ":87"
CODE = "]d20108901177011238\x1d10aZ-Yq1/(x)"
LAYOUTS = (("us",), ("de",), ("fr",), ("be",), ("in", "-variant", "deva"))
SHIFT, CONTROL, FIRST = 50, 37, 8
"""Key codes of X11; places are counted from the first one."""


class Keyboard:
    """Presses keys at the server."""

    def __init__(self) -> None:
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(DISPLAY.encode()))

    def scan(self, code: str) -> None:
        """All keys at once: the server stamps them."""
        for _, place, shift, control in pressed(f"{code}\r"):
            held = [SHIFT] if shift else [CONTROL] if control else []
            for key in [*held, place + FIRST]:
                self._test.XTestFakeKeyEvent(self._display, key, 1, 0)
            for key in [place + FIRST, *held]:
                self._test.XTestFakeKeyEvent(self._display, key, 0, 0)
        self._x.XFlush(self._display)


def read(app: QApplication, keyboard: Keyboard, keys: KeyReading) -> list[str]:
    """The codes that come of one scan, read this way."""
    heard: list[str] = []
    scans = ScanFilter(app, Wedge(WedgeSettings.of(ScannerSetting(keys=keys))), Key)
    scans.code_scanned.connect(heard.append)
    scans.half_scan.connect(heard.append)
    keyboard.scan(CODE)
    wait(app, 1.5)
    scans.stop()
    return heard


def wait(app: QApplication, seconds: float) -> None:
    """Lets the window live."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


def played() -> int:
    """How many layouts came out wrong by their places."""
    app, keyboard = QApplication([]), Keyboard()
    field = QLineEdit()
    field.show()
    field.activateWindow()
    field.setFocus()
    wrong = 0
    for layout in LAYOUTS:
        subprocess.run(["setxkbmap", "-display", DISPLAY, *layout], check=True)
        wait(app, 0.5)
        text, places = (read(app, keyboard, how) == [CODE] for how in (KeyReading.TEXT, KeyReading.US_PLACES))
        typed = field.text()
        field.clear()
        wrong += not places or bool(typed)
        print(f"{layout[0]:<4} text {'right' if text else 'WRONG'}   places {'right' if places else 'WRONG'}   "
              f"typed into the field: {len(typed)} characters")  # fmt: skip
    return wrong


def main() -> int:
    """Starts the server, ends it."""
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "640x480x24"], stderr=subprocess.DEVNULL)
    time.sleep(2)
    os.environ.update(DISPLAY=DISPLAY, QT_QPA_PLATFORM="xcb")
    try:
        return 1 if played() else 0
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
