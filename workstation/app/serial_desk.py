"""A scanner on a serial line beside the keyboards: its codes go where every scan goes, its absence is said once and
stays in the status bar until it is back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from workstation.adapters.scanner.serial_port import SerialScanner, SerialSettings
from workstation.adapters.scanner.source import CodeSource
from workstation.domain.errors import Unavailable
from workstation.ui.components.severity import Severity
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.statusbar import DeviceView
from workstation.ui.words import Words


class SerialDesk(QObject):
    """Brings what the source tells on its thread to the thread of the window."""

    _told = Signal(str)
    _troubled = Signal(object)

    def __init__(
        self, source: CodeSource, on_code: Callable[[str], None], on_trouble: Callable[[Unavailable | None], None]
    ) -> None:
        """`on_code` and `on_trouble` are called on the thread that made this object, in the order of the scans."""
        super().__init__()
        self._source, self._on_code, self._on_trouble = source, on_code, on_trouble
        self._listening = False
        # Queued by name: emitted from a thread that Qt does not know, the kind of connection is not left to be guessed.
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._troubled.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begins to listen."""
        self._listening = True
        self._source.start(self._told.emit, self._troubled.emit)

    def stop(self) -> None:
        """Ends listening; what was scanned and not yet taken is dropped."""
        self._listening = False
        self._source.stop()

    def _take(self, code: str) -> None:
        if self._listening:
            self._on_code(code)

    def _say(self, trouble: Unavailable | None) -> None:
        if self._listening:
            self._on_trouble(trouble)


@contextmanager
def listening(device: Path | None, window: MainWindow, words: Words) -> Iterator[None]:
    """Gives the codes of the scanner at `device` to the window while the block runs; does nothing without a device."""
    if device is None:
        yield
        return

    def say(trouble: Unavailable | None) -> None:
        sentence = words.text("shell.scanner_back") if trouble is None else trouble.why
        state = "ready" if trouble is None else "unplugged"
        window.status.set_scanner(DeviceView(ok=trouble is None, word=words.text(f"shell.status.{state}")))
        window.status.scanner.explain(words.text("scanner.open") if trouble is None else trouble.why)
        window.toast(sentence, Severity.MATCH if trouble is None else Severity.MODERATE)

    desk = SerialDesk(SerialScanner(SerialSettings(device)), window.take_code, say)
    desk.start()
    try:
        yield
    finally:
        desk.stop()
