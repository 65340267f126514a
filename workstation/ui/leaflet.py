"""The button for the large-print leaflet, and below it where the leaflet went or why there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.printer import Printed, PrinterWay
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.printer_words import trouble_words
from workstation.ui.tasks import Lane, Task, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

KEYS = "Ctrl+Shift+T"


class LeafletPart(QWidget):
    """Asks for the work that prints, and says what came of it; nothing is waited for."""

    wanted = Signal()
    """Answered with `print_with`, where there is something to print."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._words = words
        self._printing: Task | None = None
        column = Column(host, gap=2, parent=self)
        self.button = QuietButton(host, words.text("leaflet.button"), icon="printer", keys=KEYS, small=True, flush=True)
        self.button.clicked.connect(self.wanted)
        self._said = Label(host, "", Role.SMALL, "text_2", wrap=True)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._said)
        self._said.setVisible(False)

    def print_with(self, tasks: TaskRunner, work: Work) -> None:
        """Prints the leaflet of what is open, unless one is under way."""
        if self._printing is not None:
            return
        self.button.set_locked(self._words.text("leaflet.printing"))
        self._printing = tasks.run(
            Lane.PRINTER, work, self._on_printed, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )

    def forget(self) -> None:
        """Something else is open. A leaflet that is under way is printed all the same."""
        if self._printing is not None:
            self._printing.abandon()
        self._printing = None
        self.button.set_locked("")
        self._say("", "text_2")

    def words(self) -> str:
        """What is said below the button."""
        return "" if self._said.isHidden() else self._said.words()

    def _on_printed(self, printed: Printed) -> None:
        key = "written" if printed.way is PrinterWay.FILE else "printed"
        self._end(self._words.text(f"leaflet.{key}", file=printed.where), "text_2")

    def _on_refused(self, refusal: Refused) -> None:
        self._end(self._words.refusal(refusal.code, refusal.facts), "moderate")

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._end(" ".join(trouble_words(self._words, trouble)), "moderate")

    def _end(self, said: str, tone: Token) -> None:
        self._printing = None
        self.button.set_locked("")
        self._say(said, tone)

    def _say(self, said: str, tone: Token) -> None:
        self._said.set_words(said, tone)
        self._said.setVisible(bool(said))
