"""Who was found: one card for each, chosen by arrow keys or a click."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from workstation.domain.patient import Patient
from workstation.ui.components.card import PLAIN, SELECTED, Card
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _PersonCard(Card):
    pressed = Signal(object)
    """UUID."""

    def __init__(self, host: ThemeHost, words: Words, patient: Patient) -> None:
        super().__init__(host)
        self.patient_id = patient.id
        row = Row(host, (15, 8, 15, 8), 12, self)
        row.addWidget(Picture(host, "person", 22, "text_2"))
        column = Column(host, gap=1)
        born = words.text("walkin.patient.born", day=day(patient.birth_date)) if patient.birth_date else ""
        facts = " · ".join(one for one in (born, words.word(patient.sex), patient.number) if one)
        column.addWidget(Label(host, patient.name, Role.MEDICINE, wrap=True, elide=False))
        column.addWidget(Label(host, facts, Role.SMALL, "text_2", wrap=True))
        row.addLayout(column, 1)
        self.setAccessibleName(f"{patient.name}, {facts}")

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the person."""
        super().mousePressEvent(event)
        self.pressed.emit(self.patient_id)


class PeopleList(QWidget):
    """Nobody is chosen until somebody chooses."""

    chosen = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._people: tuple[Patient, ...] = ()
        self._cards: list[_PersonCard] = []
        self._id: UUID | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words.text("walkin.patient.found"))
        self._column = Column(host, gap=6, parent=self)

    @property
    def patient(self) -> Patient | None:
        """Who is chosen."""
        return next((one for one in self._people if one.id == self._id), None)

    def show_people(self, people: tuple[Patient, ...]) -> None:
        """Others; somebody who is chosen stays chosen while still among them."""
        before = self.patient
        clear(self._column)
        self._people = people
        self._cards = [_PersonCard(self._host, self._words, one) for one in people]
        for card in self._cards:
            card.pressed.connect(self.choose)
            self._column.addWidget(card)
        self._mark()
        if before is not None and self.patient is None:
            self._id = None
            self.chosen.emit()

    def choose(self, patient_id: UUID) -> None:
        """Somebody among them."""
        self._id = patient_id
        self._mark()
        self.chosen.emit()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down."""
        step = _STEPS.get(Qt.Key(event.key()))
        ids = [one.id for one in self._people]
        if step is None or not ids:
            super().keyPressEvent(event)
            return
        at = ids.index(self._id) + step if self._id in ids else 0
        self.choose(ids[max(0, min(len(ids) - 1, at))])

    def _mark(self) -> None:
        for card in self._cards:
            card.set_look(SELECTED if card.patient_id == self._id else PLAIN)
