"""The other code of a pack is waited for: said on the screen, for a while, and left with Esc."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from workstation.services.pack_codes import PATIENCE, ProductCodeWanted
from workstation.services.picking import PackScanned
from workstation.ui.dispense.confirm import ConfirmCard
from workstation.ui.dispense.session import Session
from workstation.ui.words import Words


class SecondCode(QObject):
    """Shows for which code of a pack the scanner waits. `forget` tells whoever remembers the first code."""

    left = Signal()
    """The waiting has ended without a scan."""

    def __init__(self, parent: QObject, words: Words, card: ConfirmCard, forget: Callable[[], None]) -> None:
        super().__init__(parent)
        self._words, self._card, self._forget = words, card, forget
        self._session: Session | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(PATIENCE.total_seconds() * 1000))
        self._timer.timeout.connect(self._leave)
        card.confirmed.connect(self._leave)

    def follow(self, session: Session, answer: PackScanned | ProductCodeWanted | None) -> None:
        """What came of a scan; None of one that was refused."""
        self._session = session
        session.product_wanted = answer if isinstance(answer, ProductCodeWanted) else None
        session.second_wanted = isinstance(answer, PackScanned) and answer.batch_assumed
        self._show()
        if session.product_wanted is None and not session.second_wanted:
            self._timer.stop()
        else:
            self._timer.start()

    def stop(self) -> None:
        """Another prescription: nothing is waited for."""
        self._session = None
        self._timer.stop()
        self._card.close_question()

    def step_back(self) -> bool:
        """Esc. False when no code was waited for."""
        session = self._session
        if session is None or not session.waits_for_code:
            return False
        self._leave()
        return True

    def _leave(self) -> None:
        session = self._session
        if session is None:
            return
        self._timer.stop()
        session.product_wanted, session.second_wanted = None, False
        self._forget()
        self._show()
        self.left.emit()

    def _show(self) -> None:
        wanted = self._session.product_wanted if self._session is not None else None
        if wanted is None:
            self._card.close_question()
            return
        text = self._words.text
        said = [text("dispense.second.batch", batch=wanted.batch_number)] if wanted.batch_number else []
        if wanted.expiry_date is not None:
            said.append(text("dispense.second.expiry", expiry=wanted.expiry_date))
        title = text("dispense.second.title", what=", ".join(said) or text("dispense.second.serial"))
        self._card.ask(title, text("dispense.second.detail"))
