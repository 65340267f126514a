"""One write of the dispense screen under way: its answer belongs to the prescription it was pressed for."""

from PySide6.QtCore import QObject, Signal

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.prescription import Prescription
from workstation.ui.tasks import Answer


class Recording(QObject):
    """Hands the answer on while its prescription is open. After `leave` it only says what came of it."""

    late = Signal(object)
    """Prescription: it was recorded after another one was opened."""
    late_trouble = Signal(object, object)
    """Prescription, and the Refused or Unavailable that came after another one was opened."""

    def __init__(
        self, parent: QObject, prescription: Prescription, done: Answer, refused: Answer, unavailable: Answer
    ) -> None:
        super().__init__(parent)
        self._prescription, self._left = prescription, False
        self._done, self._refused, self._unavailable = done, refused, unavailable

    def leave(self) -> None:
        """Another prescription is opened."""
        self._left = True

    def succeeded(self, answer: object) -> None:
        """It is recorded."""
        self.deleteLater()
        if self._left:
            self.late.emit(self._prescription)
        else:
            self._done(answer)

    def refused(self, refusal: Refused) -> None:
        """Nothing was recorded."""
        self._fail(refusal, self._refused)

    def unavailable(self, trouble: Unavailable) -> None:
        """Nothing was recorded."""
        self._fail(trouble, self._unavailable)

    def _fail(self, trouble: Refused | Unavailable, tell: Answer) -> None:
        self.deleteLater()
        if self._left:
            self.late_trouble.emit(self._prescription, trouble)
        else:
            tell(trouble)
