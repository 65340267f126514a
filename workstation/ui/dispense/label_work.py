"""The label of the newest pack: drawn off the GUI thread, shown beside the line it belongs to."""

from functools import partial
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmap

from workstation.domain.errors import Refused
from workstation.services.counter_view import CounterLine
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.label_side import LabelSide
from workstation.ui.dispense.session import Session
from workstation.ui.tasks import Answer, Lane, Task, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

LABEL_WIDTH = 952
"""Width in design px at which the label is drawn: twice what is shown, so that it stays sharp."""


class Run(Protocol):
    """Runs work on a lane; its answer is dropped when another prescription is opened."""

    def __call__(self, lane: Lane, work: Work, on_done: Answer, on_refused: Answer | None = None, /) -> Task:
        """As `TaskRunner.run`."""


class LabelWork(QObject):
    """Draws a label once: `follow` after every change, `forget` when it must be drawn anew."""

    def __init__(
        self, host: ThemeHost, words: Words, actions: DispenseActions, side: LabelSide, run: Run, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._host, self._words, self._actions, self._side, self._run = host, words, actions, side, run
        self._pack: UUID | None = None
        self._line: CounterLine | None = None

    def forget(self) -> None:
        """Another prescription, or other colours."""
        self._pack, self._line = None, None

    def follow(self, session: Session) -> None:
        """The label of the newest pack of the line; none before the first match, none beside a STOP."""
        shown = self._line = session.shown_line()
        if session.stopped is not None or shown is None or not shown.allocations:
            self._pack = None
            self._side.withhold()
            return
        newest = max(shown.allocations, key=lambda one: one.at)
        if newest.id != self._pack:
            self._pack = newest.id
            self._side.wait()
            width = self._host.px(LABEL_WIDTH)
            work = partial(self._actions.label_image, session.view.prescription.id, newest.id, width)
            self._run(Lane.WORK, work, self._on_label, self._on_refused)

    def _on_label(self, content: bytes) -> None:
        shown = self._line
        if shown is None or self._pack is None:
            return
        label = QPixmap()
        label.loadFromData(content)
        total = max(shown.packs_needed, shown.packs_scanned)
        of = self._words.text("dispense.label.of", number=shown.packs_scanned, total=total)
        self._side.show_label(label, shown.product.name, of)

    def _on_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        self._side.refuse(parts.happened, parts.todo)
