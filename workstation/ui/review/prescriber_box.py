"""Who wrote the paper: what was read, to be compared with the scan and confirmed. One row; it stops nothing."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from workstation.domain.errors import Refused
from workstation.services.prescriber_on_paper import PrescriberOnPaper
from workstation.services.review_view import ReviewView
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.review.card_parts import RefusalNote
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

_NAME, _NUMBER = 230, 190
"""Design px of the editors."""


class PrescriberBox(QFrame):
    """Shown for papers until somebody confirmed; opened again from the menu. The same reading keeps what is typed."""

    confirmed = Signal(str, str)
    """Name, registration number."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host = host
        self._shown: tuple[UUID, PrescriberOnPaper] | None = None
        ground(self, "surface", "bottom")
        column = Column(host, (16, 6, 16, 6), 6, self)
        row = Row(host, gap=10)
        self.name, self.number = QLineEdit(), QLineEdit()
        self.name.setAccessibleName(words.text("prescriber.name"))
        self.number.setAccessibleName(words.text("prescriber.number"))
        self.give = SecondaryButton(host, words.text("prescriber.confirm"), small=True)
        self.give.clicked.connect(self._on_give)
        for editor in (self.name, self.number):
            editor.setPlaceholderText(editor.accessibleName())
            editor.returnPressed.connect(self._on_give)
        row.add(Label(host, words.text("prescriber.title"), elide=False), self.name, self.number, self.give)
        row.addStretch(1)
        column.addLayout(row)
        self.refusal = RefusalNote(host, words)
        column.addWidget(self.refusal)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.setVisible(False)

    def show_view(self, view: ReviewView | None) -> None:
        """Asks while nobody confirmed; None = nothing is open."""
        paper = view.prescriber if view is not None else None
        wanted = (view.prescription.id, paper) if view is not None and paper is not None else None
        self.give.setEnabled(True)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.refusal.say("")
        if paper is not None:
            said = paper.confirmed or paper.read
            self.name.setText(said.name)
            self.number.setText(said.registration_number)
            for editor in (self.name, self.number):
                editor.setCursorPosition(0)  # of a long one the beginning is seen
        self.setVisible(paper is not None and paper.confirmed is None)

    def open_again(self) -> None:
        """What was confirmed can be said anew."""
        if self._shown is not None:
            self.setVisible(True)
            self.name.setFocus()

    def refuse(self, refused: Refused) -> None:
        """Why it was not taken; what is typed stays."""
        self.give.setEnabled(True)
        self.refusal.refuse(refused)

    def _on_give(self) -> None:
        if self.give.isEnabled():
            self.give.setEnabled(False)
            self.refusal.say("")
            self.confirmed.emit(self.name.text(), self.number.text())

    def _on_theme_changed(self) -> None:
        self.name.setFixedWidth(self._host.px(_NAME))
        self.number.setFixedWidth(self._host.px(_NUMBER))
