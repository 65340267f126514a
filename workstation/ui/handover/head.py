"""The bar above the hand-over: whose bag it is, who checked it, where it lies."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from workstation.domain.patient import age_text
from workstation.services.counter_view import CounterView
from workstation.ui.components.card import Rule, ground
from workstation.ui.components.chips import ALLERGY_FULL, GOOD, SCHEDULE, Chip, ChipLabel
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Row
from workstation.ui.components.runs import Run, code
from workstation.ui.dispense.views import initials
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day


class HandOverHead(QFrame):
    """56 px tall."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "surface", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (24, 0, 24, 0), 14, self)
        self._view: CounterView | None = None
        self._title = Label(host, words.text("handover.title"), Role.HEADING, elide=False)
        row.addWidget(self._title)
        self._rule = Rule(vertical=True)
        self._name = Label(host, "", Role.HEADING, elide=False)
        self._facts = Label(host, "", tone="text_2")
        self._allergy = ChipLabel(host, Chip("", ALLERGY_FULL), height=26)
        self._checked = ChipLabel(host, Chip("", GOOD), height=26)
        self._bin = ChipLabel(host, Chip("", SCHEDULE), height=26)
        row.add(self._rule, self._name, self._facts, self._allergy)
        row.addStretch(1)
        row.add(self._checked, self._bin)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_view(self, view: CounterView | None, now: datetime) -> None:
        """Another bag; None shows the title alone."""
        parts = (self._rule, self._name, self._facts, self._allergy, self._checked, self._bin)
        self._view = view
        for part in parts:
            part.setVisible(view is not None)
        if view is None:
            self._fold()
            return
        text, context = self._words.text, view.patient
        patient = context.patient if context else None
        self._name.set_words(patient.name if patient else text("dispense.unknown_patient"))
        facts = [code(view.prescription.number)]
        if patient is not None and patient.birth_date is not None:
            age = age_text(patient.birth_date, now.date())
            born = text("handover.born", day=day(patient.birth_date))
            facts.insert(0, Run(f"{age} {self._words.word(patient.sex)} · {born} · "))
        self._facts.set_words(tuple(facts))
        allergies = ", ".join(one.text for one in context.allergies or ()) if context else ""
        self._allergy.set_chip(Chip(text("dispense.allergy", what=allergies), ALLERGY_FULL))
        self._allergy.setVisible(bool(allergies))
        self._show_standing(view)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who it is and the allergy stay; the rest goes where there is no room."""
        super().resizeEvent(event)
        self._fold()

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """May get as narrow as the window."""
        return QSize(self._host.px(400), self._host.px(56))

    def _fold(self) -> None:
        width = self._host.metrics.design(self.width())
        shown = self._view is not None
        self._facts.setVisible(shown and width >= 1100)
        self._title.setVisible(not shown or width >= 800)
        self._rule.setVisible(shown and width >= 800)
        checked = shown and self._view is not None and self._view.standing.accuracy_check is not None
        self._checked.setVisible(checked and width >= 1100)

    def _show_standing(self, view: CounterView) -> None:
        text, check, ready = self._words.text, view.standing.accuracy_check, view.standing.ready
        if check is not None:
            by = initials(view.people, check.by)
            self._checked.set_chip(Chip(text("handover.checked", by=by, at=check.at), GOOD))
        if ready is not None:
            self._bin.set_chip(Chip(f"{text('handover.bin')} {ready.detail}", SCHEDULE))
        self._bin.setVisible(ready is not None)
        self._fold()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._host.px(56))
        self._rule.setFixedHeight(self._host.px(28))
