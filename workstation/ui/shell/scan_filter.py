"""Takes scans of a keyboard scanner before any widget sees them. A scan never types.

What is a scan is decided by a pure assembler (ports below; app.py passes in the scanner adapter's). Keys that turn
out to be typed by a person are given back in their order to the widget that has the focus.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from workstation.ui.guards import called_by_qt
from workstation.ui.shell.key_places import place_of
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
_NO_SCAN = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier

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

    @property
    def separator_places(self) -> frozenset[int]:
        """Keys that with Ctrl stand for a separator, whatever the layout of the PC makes of them."""
        ...

    def feed(self, key: AKey, /) -> WedgeVerdict: ...
    def pass_time(self, milliseconds: float, /) -> WedgeVerdict: ...


Milliseconds = Callable[[], float]


def monotonic_ms() -> float:
    """A clock for gaps between keys."""
    return time.monotonic() * 1000


@dataclass(slots=True, eq=False)
class _Press:
    """What is needed to give a key press back."""

    key: int
    modifiers: Qt.KeyboardModifier
    text: str
    repeat: bool
    released: bool = False
    """The finger has left the key while it was held back."""


class ScanFilter(QObject):
    """An event filter of the application.

    `make_key` makes a key for the assembler of (text or name, milliseconds, is a repeat, our event, place on the
    keyboard, Shift, Ctrl).
    """

    code_scanned = Signal(str)
    half_scan = Signal(str)

    def __init__(
        self,
        app: QApplication,
        assembler: WedgeAssembler[SomeKey],
        make_key: Callable[[str, float, bool, object, int, bool, bool], SomeKey],
        clock: Milliseconds = monotonic_ms,
    ) -> None:
        super().__init__(app)
        self._app, self._clock = app, clock
        self._assembler: WedgeAssembler[Any] = assembler
        self._make_key: Callable[[str, float, bool, object, int, bool, bool], Any] = make_key
        self._platform = QGuiApplication.platformName()
        self._holding = False
        self._replaying = False
        self._held: list[_Press] = []
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

    def use(self, assembler: WedgeAssembler[SomeKey]) -> None:
        """Another assembler from the next key on; what the one before held is given back as typed or told."""
        while self._holding:
            self._obey(self._assembler.pass_time(math.inf), give_back=True)
        self._assembler = assembler

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
        if self._replaying or not isinstance(event, QKeyEvent):
            return False
        if kind is QEvent.Type.KeyRelease:
            return self._is_release_of_held(event)
        if kind is not QEvent.Type.KeyPress:
            return False
        if not self._is_first_sight(watched, event) or Qt.Key(event.key()) in _BARE:
            return False
        return self._take(event)

    def _is_release_of_held(self, event: QKeyEvent) -> bool:
        """Whether the finger has left a key that is still held back: its release waits for its press. A button that
        gets them the other way round stays down and is never clicked."""
        for press in self._held:
            if press.key == event.key() and not press.released and not event.isAutoRepeat():
                press.released = True
                return True
        return False

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
        text, modifiers = event.text(), event.modifiers()
        place = place_of(event.nativeScanCode(), self._platform)
        if modifiers & _COMMANDS and text != _GS and (modifiers & _NO_SCAN or not self._is_separator(place)):
            return False
        if not text or (not text.isprintable() and text not in (*_ENDS, _GS)):
            text = QKeySequence(event.key()).toString()
        moment = self._times.of_press(float(event.timestamp()), self._clock())
        press = _Press(event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        key = self._make_key(text, moment, event.isAutoRepeat(), press, place, shift, control)
        verdict = self._assembler.feed(key)
        alone = len(verdict.typed) == 1 and verdict.typed[0].event is press
        if not alone:
            self._held.append(press)
        self._obey(verdict, give_back=not alone)
        return not alone

    def _is_separator(self, place: int) -> bool:
        return place in self._assembler.separator_places

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
        if not self._holding:
            self._held.clear()
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
                    self._held = [one for one in self._held if one is not press]
                    if press.released:
                        self._release(press)
        finally:
            self._replaying = False

    def _release(self, press: _Press) -> None:
        receiver = self._app.focusWidget() or self._app.activeWindow()
        if receiver is not None:
            event = QKeyEvent(QEvent.Type.KeyRelease, press.key, press.modifiers, press.text)
            QCoreApplication.sendEvent(receiver, event)
