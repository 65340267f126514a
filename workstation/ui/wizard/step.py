"""What the wizard asks of a step."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class WizardStep(QObject):
    """One question. The step owns its widgets; the wizard owns order, bar and list.

    `begin_keeping` stores the answer and then emits `kept` with one line for the list ("English, India"), or
    `refused` with the reason. It may take its time: nothing else can be pressed meanwhile.
    """

    changed = Signal()
    """What was typed or found changed: `blocked_because` is asked again."""
    kept = Signal(str)
    refused = Signal(str)

    def __init__(self, key: str, title: str, note: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key, self.title, self.note = key, title, note

    def question(self) -> QWidget:
        """The left side: one question."""
        raise NotImplementedError

    def answer(self) -> QWidget | None:
        """The right side: what the answer caused; None leaves it empty."""
        return None

    def blocked_because(self) -> str:
        """Why Next is off; empty when it is on."""
        return ""

    def advice(self) -> str:
        """A sentence beside Next that does not block."""
        return ""

    def shown(self) -> None:
        """The step is at the front: puts the focus where the answer begins."""

    def begin_keeping(self) -> None:
        """Stores the answer, then emits `kept` or `refused`."""
        self.kept.emit("")
