"""The label of the newest pack: drawn off the GUI thread, shown beside the line it belongs to."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from workstation.domain.dosage import lacks_amount, parse_dosage
from workstation.domain.errors import Refused, Unavailable
from workstation.services.labelling import LabelFacts
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
        self._label: LabelFacts | None = None
        """What the label that is shown, or being drawn, has to say."""

    def forget(self) -> None:
        """Another prescription, or other colours."""
        self._label = None
        self._leave_drawing()

    def follow(self, session: Session) -> None:
        """The label of the newest pack of the line; none before the first match, none beside a STOP.

        While a scan is looked at there is none either: that of the pack before would stand beside its verdict.
        """
        shown = session.shown_line()
        if session.unsettled:
            self.forget()
            self._side.look()
            self._side.show_doubt("")
            return
        if session.stopped is not None or shown is None or not shown.allocations:
            self.forget()
            self._side.withhold()
            self._side.show_doubt("")
            return
        lacking = lacks_amount(parse_dosage(shown.line.dosage_instruction), shown.product.form)
        self._side.show_doubt(self._words.text("dispense.label.no_amount") if lacking else "")
        newest = max(shown.allocations, key=lambda one: one.at)
        label = session.label_of(newest.id)
        if label is None or label != self._label:
            self.forget()
            self._label = label
            self._side.wait()
            width, part = self._host.px(LABEL_WIDTH), session.supplies_part
            work = partial(self._actions.label_image, session.view.prescription.id, newest.id, width, part)
            self._drawing = self._tasks.run(
                Lane.WORK, work, self._on_label, on_refused=self._on_refused, on_unavailable=self._on_unavailable
            )

    def _leave_drawing(self) -> None:
        """Two are drawn at once: the label of an earlier pack may be ready after that of the newest."""
        if self._drawing is not None:
            self._drawing.abandon()

    def _on_label(self, content: bytes) -> None:
        label = self._label
        if label is None:
            return
        picture = QPixmap()
        picture.loadFromData(content)
        of = self._words.text("dispense.label.of", number=label.part, total=label.parts)
        self._side.show_label(picture, label.medicine_name, of)

    def _on_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        self._side.refuse(parts.happened, parts.todo)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.unavailable.emit(trouble)
