"""The label of the newest pack: drawn off the GUI thread, shown beside the line it belongs to."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from workstation.domain.dosage import lacks_amount, parse_dosage
from workstation.domain.errors import Refused, Unavailable
from workstation.services.picking import PickLine
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.label_side import LabelSide
from workstation.ui.dispense.session import Session
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

LABEL_WIDTH = 952
"""Width in design px at which the label is drawn: twice what is shown, so that it stays sharp."""


class LabelWork(QObject):
    """Draws a label once: `follow` after every change, `forget` when it must be drawn anew."""

    unavailable = Signal(object)
    """Unavailable: what did not answer."""

    def __init__(
        self, host: ThemeHost, words: Words, actions: DispenseActions, tasks: TaskRunner, side: LabelSide
    ) -> None:
        super().__init__(side)
        self._host, self._words, self._actions, self._tasks, self._side = host, words, actions, tasks, side
        self._drawing: Task | None = None
        self._pack: UUID | None = None
        self._line: PickLine | None = None
        self._now_only = False
        """A part supply: only the packs that are supplied now count."""

    def forget(self) -> None:
        """Another prescription, or other colours."""
        self._pack, self._line = None, None
        self._leave_drawing()

    def follow(self, session: Session) -> None:
        """The label of the newest pack of the line; none before the first match, none beside a STOP."""
        shown = self._line = session.shown_line()
        if session.stopped is not None or shown is None or not shown.allocations:
            self._pack = None
            self._leave_drawing()
            self._side.withhold()
            self._side.show_doubt("")
            return
        self._now_only = session.part or session.checked
        lacking = lacks_amount(parse_dosage(shown.line.dosage_instruction), shown.product.form)
        self._side.show_doubt(self._words.text("dispense.label.no_amount") if lacking else "")
        newest = max(shown.allocations, key=lambda one: one.at)
        if newest.id == self._pack:
            self._side.show_of(self._of(shown))
        else:
            self._pack = newest.id
            self._leave_drawing()
            self._side.wait()
            width = self._host.px(LABEL_WIDTH)
            work = partial(self._actions.label_image, session.view.prescription.id, newest.id, width)
            self._drawing = self._tasks.run(
                Lane.WORK, work, self._on_label, on_refused=self._on_refused, on_unavailable=self._on_unavailable
            )

    def _leave_drawing(self) -> None:
        """Two are drawn at once: the label of an earlier pack may be ready after that of the newest."""
        if self._drawing is not None:
            self._drawing.abandon()

    def _on_label(self, content: bytes) -> None:
        shown = self._line
        if shown is None or self._pack is None:
            return
        label = QPixmap()
        label.loadFromData(content)
        self._side.show_label(label, shown.product.name, self._of(shown))

    def _of(self, shown: PickLine) -> str:
        total = shown.packs_scanned if self._now_only else max(shown.packs_needed, shown.packs_scanned)
        return self._words.text("dispense.label.of", number=shown.packs_scanned, total=total)

    def _on_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        self._side.refuse(parts.happened, parts.todo)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.unavailable.emit(trouble)
