"""Choosing a medicine: the candidates of the reading, or a search in the catalogue, in the same list."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.medicine import Product
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.guards import called_by_qt
from workstation.ui.review.candidates import CandidateList
from workstation.ui.review.drafts import Choosable, from_search
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_WAIT_MS = 120
"""Typing pause after which the catalogue is asked."""
_SHORTEST = 2


class _SearchField(QLineEdit):
    """Down goes to the hits."""

    down_pressed = Signal()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down_pressed.emit()
            return
        super().keyPressEvent(event)


class Chooser(QWidget):
    """Emits `chosen(Choosable)`; asks for hits by `search_requested(text)` and gets them by `show_hits`."""

    chosen = Signal(object)
    search_requested = Signal(str)
    unreadable_requested = Signal()

    def __init__(self, host: ThemeHost, words: Words, tall_man: Callable[[str], str]) -> None:
        super().__init__()
        self._words = words
        self._candidates: tuple[Choosable, ...] = ()
        column = Column(host, gap=6, parent=self)
        self.search = _SearchField()
        self.search.setPlaceholderText(words.text("review.candidate.search"))
        self.search.setAccessibleName(words.text("review.candidate.search"))
        self.search.setVisible(False)
        self.list = CandidateList(host, words, tall_man)
        self._note = Label(host, "", Role.SMALL, "text_2", wrap=True)
        self._note.setVisible(False)
        column.add(self.search, self.list, self._note)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._on_waited)
        self.search.textEdited.connect(self._on_typed)
        self.search.down_pressed.connect(self._on_down)
        self.list.chosen.connect(self._on_chosen)
        self.list.search_requested.connect(self.open_search)
        self.list.unreadable_requested.connect(self.unreadable_requested)

    @property
    def searching(self) -> bool:
        """Whether the list holds hits of a search and not the candidates."""
        return not self.search.isHidden()

    def show_candidates(self, rows: Sequence[Choosable], chosen: Choosable | None) -> None:
        """The candidates of the reading; none of them: the search opens at once."""
        self._candidates = tuple(rows)
        if chosen is not None and chosen not in self._candidates:
            rows = (chosen, *self._candidates)[:5]
        self.search.setVisible(False)
        self.list.set_rows(rows)
        self._say("" if rows else "review.candidate.no_candidates")
        if chosen is not None:
            self.list.mark_chosen(list(rows).index(chosen))

    def show_free(self, free: Mapping[UUID, Decimal]) -> None:
        """Stock."""
        self.list.set_free(free)

    def open_search(self) -> None:
        """0: type a name."""
        self.search.setVisible(True)
        self.search.setFocus()
        self.search.selectAll()
        if not self._candidates:
            self.list.set_rows((), last_row=False)
        self._say("")

    def close_search(self) -> bool:
        """Esc: the candidates again. False when no search was open."""
        if not self.searching:
            return False
        self.search.clear()
        self.show_candidates(self._candidates, None)
        self.list.setFocus()
        return True

    def show_hits(self, text: str, products: Sequence[Product]) -> None:
        """The catalogue's answer; one to another text is stale and dropped."""
        if text != self.search.text().strip() or not self.searching:
            return
        self.list.set_rows(from_search(products), last_row=False)
        self._say("" if products else "review.candidate.no_hits")

    def _say(self, key: str) -> None:
        self._note.set_words(self._words.text(key) if key else "")
        self._note.setVisible(bool(key))

    def _on_typed(self) -> None:
        self._wait.start()

    def _on_waited(self) -> None:
        text = self.search.text().strip()
        if len(text) >= _SHORTEST:
            self.search_requested.emit(text)

    def _on_down(self) -> None:
        if self.list.rows:
            self.list.setFocus()

    def _on_chosen(self, index: int) -> None:
        self.chosen.emit(self.list.rows[index])
