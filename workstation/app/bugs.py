"""Reports bugs: what nobody caught goes to the log without patient data, and one sentence to the person at the counter.

The message of an exception may hold a patient's name, so it is never written: type and places in the source are.
"""

import logging
import sys
from collections import Counter
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from workstation.ui.components.severity import Severity
from workstation.ui.guards import WORDS_PROPERTY
from workstation.ui.words import Words

log = logging.getLogger("workstation.bugs")

PLACES = 40
"""The innermost places that are written; endless recursion has a thousand."""
_ROOT = "workstation"


class BugReporter(QObject):
    """The application's exception hook from `install` to `remove`. A bug is reported once per place."""

    sentence_due = Signal(str, object, str)
    """Words, Severity and icon, as the window's toast takes them. Emitted from the event loop, never while painting."""
    _found = Signal()

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._before = sys.excepthook
        self._times: Counter[str] = Counter()
        # A bug may come up in the middle of a paint, where no widget can be made, or on another thread.
        self._found.connect(self._on_found, Qt.ConnectionType.QueuedConnection)

    @property
    def places(self) -> tuple[str, ...]:
        """The bugs so far, in order: type and places."""
        return tuple(self._times)

    def install(self, application: QApplication) -> None:
        """Becomes sys.excepthook, and gives the application the words for what cannot be drawn."""
        self._before = sys.excepthook
        sys.excepthook = self._on_exception
        application.setProperty(WORDS_PROPERTY, self._words.text("shell.bug.not_drawn"))

    def remove(self) -> None:
        """Gives the hook back and logs how often each bug came up again."""
        if sys.excepthook == self._on_exception:
            sys.excepthook = self._before
        for place, times in self._times.items():
            if times > 1:
                log.error("bug, %d times: %s", times, place)

    def _on_exception(self, kind: type[BaseException], trouble: BaseException, traceback: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            self._before(kind, trouble, traceback)
            return
        place = described(trouble)
        self._times[place] += 1
        if self._times[place] == 1:
            log.error("bug: %s", place)
            self._found.emit()
        if self._before is not sys.__excepthook__:  # Python's own would write the message
            self._before(kind, trouble, traceback)

    @Slot()
    def _on_found(self) -> None:
        self.sentence_due.emit(self._words.text("shell.bug.sentence"), Severity.MAJOR, "")


def described(trouble: BaseException) -> str:
    """Type and places of an exception and of what caused it, innermost place first. Holds no message and no value."""
    parts, seen = [], set[int]()
    one: BaseException | None = trouble
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        parts.append(" < ".join((type(one).__qualname__, *_places(one.__traceback__))))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "; after ".join(parts)


def _places(traceback: TracebackType | None) -> list[str]:
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[::-1][:PLACES]


def _short(filename: str) -> str:
    """From the package on: the folders above it may carry a user's name."""
    parts = Path(filename).parts
    if _ROOT not in parts:
        return parts[-1] if parts else "?"
    last = len(parts) - 1 - parts[::-1].index(_ROOT)
    return "/".join(parts[last:])
