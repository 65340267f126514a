"""Takes scans of a keyboard scanner before any widget sees them. A scan never types.

What is a scan is decided by a pure assembler (ports below; app.py passes in the scanner adapter's). Keys that turn
out to be typed by a person are given back in their order to the widget that has the focus.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from workstation.ui.guards import called_by_qt
from workstation.ui.shell.key_times import KeyTimes

_BARE = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ENDS = ("\r", "\n", "\t")
_GS = "\x1d"

AWAKE_MS = 10
"""A timer that is later than this was kept waiting, and so were the keys behind it."""
MOST_LISTENS = 20
"""So often silence is listened for again; a machine that is never on time must still give typed keys back."""


class HeldKey(Protocol):
    """A key press inside the assembler; `event` is ours."""

    @property
    def event(self) -> object: ...


class WedgeVerdict(Protocol):
    """What the assembler decided."""

    @property
    def typed(self) -> tuple[HeldKey, ...]: ...
    @property
    def scan(self) -> str | None: ...
    @property
    def half_scan(self) -> str | None: ...
    @property
    def wait(self) -> float | None: ...


AKey = TypeVar("AKey", contravariant=True)
SomeKey = TypeVar("SomeKey")


class WedgeAssembler(Protocol[AKey]):
    """Tells scans from typing. Times are milliseconds."""

    def feed(self, key: AKey, /) -> WedgeVerdict: ...
    def pass_time(self, milliseconds: float, /) -> WedgeVerdict: ...


Milliseconds = Callable[[], float]


def monotonic_ms() -> float:
    """A clock for gaps between keys."""
    return time.monotonic() * 1000


@dataclass(frozen=True, slots=True)
class _Press:
    """What is needed to give a key press back."""

    key: int
    modifiers: Qt.KeyboardModifier
    text: str
    repeat: bool


class ScanFilter(QObject):
    """An event filter of the application.

    `make_key` makes a key for the assembler of (text or name, milliseconds, is a repeat, our event).
    """

    code_scanned = Signal(str)
    half_scan = Signal(str)

    def __init__(
        self,
        app: QApplication,
        assembler: WedgeAssembler[SomeKey],
        make_key: Callable[[str, float, bool, object], SomeKey],
        clock: Milliseconds = monotonic_ms,
    ) -> None:
        super().__init__(app)
        self._app, self._clock = app, clock
        self._assembler: WedgeAssembler[Any] = assembler
        self._make_key: Callable[[str, float, bool, object], Any] = make_key
        self._holding = False
        self._replaying = False
        self._from_window = False
        self._seen: tuple[int, QWidget] | None = None
        self._times = KeyTimes()
        self._due = 0.0
        self._listens = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_silence)
        app.installEventFilter(self)

    def stop(self) -> None:
        """Looks at no key any more."""
        self._timer.stop()
        self._app.removeEventFilter(self)

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True swallows the event."""
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and self._holding and not self._replaying:
            event.accept()  # inside a scan F8 or Ctrl+] is a separator, not a command
            return True
        if kind is not QEvent.Type.KeyPress or self._replaying or not isinstance(event, QKeyEvent):
            return False
        if not self._is_first_sight(watched, event) or Qt.Key(event.key()) in _BARE:
            return False
        return self._take(event)

    def _is_first_sight(self, watched: QObject, event: QKeyEvent) -> bool:
        """A key press comes to the window, then to the focus widget, then to its parents: look at it once."""
        if isinstance(watched, QWindow):
            self._from_window = True
            return True
        if not isinstance(watched, QWidget) or self._from_window:
            return False
        pointer = shiboken6.getCppPointer(event)[0]
        seen, self._seen = self._seen, (pointer, watched)
        if seen is None or seen[0] != pointer or watched is seen[1]:
            return True
        return not watched.isAncestorOf(seen[1])

    def _take(self, event: QKeyEvent) -> bool:
        text = event.text()
        if event.modifiers() & _COMMANDS and text != _GS:
            return False
        if not text or (not text.isprintable() and text not in (*_ENDS, _GS)):
            text = QKeySequence(event.key()).toString()
        moment = self._times.of_press(float(event.timestamp()), self._clock())
        press = _Press(event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
        key = self._make_key(text, moment, event.isAutoRepeat(), press)
        verdict = self._assembler.feed(key)
        alone = len(verdict.typed) == 1 and verdict.typed[0].event is press
        self._obey(verdict, give_back=not alone)
        return not alone

    def _on_silence(self) -> None:
        """Silence is believed when the window was awake to hear it. A busy window finds its late timer before the
        keys that came meanwhile: it takes these first, and listens again."""
        now = self._clock()
        kept_waiting = now - self._due > AWAKE_MS
        if (kept_waiting or not self._listens) and self._listens < MOST_LISTENS:
            self._listens += 1
            self._listen(AWAKE_MS if kept_waiting else 0)
            return
        self._obey(self._assembler.pass_time(self._times.of_silence(now)), give_back=True)

    def _listen(self, milliseconds: int) -> None:
        self._due = self._clock() + milliseconds
        self._timer.start(milliseconds)

    def _obey(self, verdict: WedgeVerdict, *, give_back: bool) -> None:
        self._holding = verdict.wait is not None
        self._listens = 0
        if verdict.wait is None:
            self._timer.stop()
        else:
            self._listen(max(1, round(verdict.wait + 0.5)))
        if give_back:
            self._give_back(verdict.typed)
        if verdict.half_scan is not None:
            self.half_scan.emit(verdict.half_scan)
        if verdict.scan is not None:
            self.code_scanned.emit(verdict.scan)

    def _give_back(self, keys: tuple[HeldKey, ...]) -> None:
        self._replaying = True
        try:
            for key in keys:
                receiver = self._app.focusWidget() or self._app.activeWindow()
                if receiver is not None and isinstance(key.event, _Press):
                    press = key.event
                    again = QKeyEvent(QEvent.Type.KeyPress, press.key, press.modifiers, press.text, press.repeat, 1)
                    QCoreApplication.sendEvent(receiver, again)
        finally:
            self._replaying = False
