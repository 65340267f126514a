"""The bar of a screen on which one prescription is open: way back, who, steps, due."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Rule, ground
from workstation.ui.components.chips import ALLERGY_FULL, CLAIMED, Chip, ChipLabel
from workstation.ui.components.due import Due, DueBadge, DueState
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Row, clear
from workstation.ui.components.steps import StepTrail, TrailStep
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost

LEAST_FACTS = 64
"""Design px that are left to the facts before something else yields: "67 M"."""


@dataclass(frozen=True, slots=True)
class PrescriptionHead:
    """What the bar says. `facts` is "67 M · RX-26-004821 · Dr. Meera Joshi"; empty texts hide their part.

    `marks` (allergy and worst alert of a screen that has no strip for them) are shown all or, without room, not at all.
    """

    name: str
    facts: Said
    steps: tuple[TrailStep, ...]
    due: Due | None = None
    allergy: str = ""
    claimed: str = ""
    marks: tuple[Chip, ...] = ()


class PrescriptionBar(QFrame):
    """56 px tall."""

    back_requested = Signal()

    def __init__(self, host: ThemeHost, back: str = "Queue", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._back_word = host, back
        self._head: PrescriptionHead | None = None
        ground(self, "surface", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (8, 0, 24, 0), 12, self)
        self._back = Button(host, back, ButtonKind.PLAIN, icon="undo", keys="Esc", small=True)
        self._back.clicked.connect(self.back_requested)
        self._name = Label(host, "", Role.HEADING, elide=False)
        self._facts = Label(host, "", tone="text_2")
        self._allergy = ChipLabel(host, Chip("", ALLERGY_FULL), height=26)
        self._trail = StepTrail(host)
        self._due = DueBadge(host, Due(DueState.NONE, ""))
        self._claimed = ChipLabel(host, Chip("", CLAIMED), height=26)
        self._rules = (Rule(vertical=True), Rule(vertical=True))
        row.add(self._back, self._rules[0], self._name)
        row.addWidget(self._facts)
        row.addWidget(self._allergy)
        self._marks = QWidget()
        self._marks_row = Row(host, gap=12, parent=self._marks)
        row.addWidget(self._marks)
        row.addStretch(1)
        row.add(self._trail, self._rules[1], self._due, self._claimed)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_head(self, head: PrescriptionHead) -> None:
        """Shows another prescription or another state."""
        self._head = head
        self._name.set_words(head.name)
        self._facts.set_words(head.facts)
        self._allergy.set_chip(Chip(head.allergy, ALLERGY_FULL))
        self._allergy.setVisible(bool(head.allergy))
        clear(self._marks_row)
        for mark in head.marks:
            self._marks_row.addWidget(ChipLabel(self._host, mark, height=28))
        self._trail.set_steps(head.steps)
        self._due.setVisible(head.due is not None)
        self._rules[1].setVisible(head.due is not None)
        if head.due is not None:
            self._due.set_due(head.due)
        self._claimed.set_chip(Chip(head.claimed, CLAIMED))
        self._fold()

    @property
    def shows_marks(self) -> bool:
        """Whether allergy and worst alert are seen in the bar."""
        return not self._marks.isHidden()

    def set_due(self, due: Due) -> None:
        """The due time of this minute."""
        self._due.set_due(due)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit: who it is and the allergy stay."""
        super().resizeEvent(event)
        self._fold()

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """May get as narrow as the window."""
        return QSize(self._host.px(400), self._host.px(56))

    def _fold(self) -> None:
        width = self._host.metrics.design(self.width())
        self._trail.set_short(width < 1500)
        self._trail.setVisible(width >= 1000)
        self._facts.setVisible(width >= 800)
        self._back.set_text(self._back_word if width >= 1000 else "")
        self._marks.setVisible(self._head is not None and bool(self._head.marks) and self._has_room())
        self._claimed.setVisible(width >= 1500 and self._head is not None and bool(self._head.claimed))
        self._make_room_for_name()

    def _make_room_for_name(self) -> None:
        """The name is never cut: the facts elide, then the claim goes, the steps get short, and go."""
        ways: tuple[Callable[[], None], ...]
        ways = (self._claimed.hide, self._shorten_trail, self._trail.hide, self._facts.hide)
        for make_room in ways:
            if self._fits_beside_name():
                return
            make_room()

    def _shorten_trail(self) -> None:
        self._trail.set_short(True)

    def _fits_beside_name(self) -> bool:
        """Whether all but the facts, which elide, stand side by side in full."""
        parts = (self._back, self._rules[0], self._name, self._allergy, self._marks, self._trail, self._rules[1],
                 self._due, self._claimed)  # fmt: skip
        seen = [part for part in parts if not part.isHidden()]
        facts = 0 if self._facts.isHidden() else self._host.px(LEAST_FACTS)
        gaps = self._host.px(32 + 12 * (len(seen) + 3))
        return sum(part.sizeHint().width() for part in seen) + facts + gaps <= self.width()

    def _has_room(self) -> bool:
        """Whether name, marks and due time stand side by side without a cut."""
        parts = (self._back, self._name, self._facts, self._marks, self._due)
        seen = [part for part in parts if part is self._marks or not part.isHidden()]
        gaps = self._host.px(32 + 12 * (len(seen) + 3))
        return sum(part.sizeHint().width() for part in seen) + gaps <= self.width()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._host.px(56))
        for rule in self._rules:
            rule.setFixedHeight(self._host.px(28))
