"""Narrow windows: allergy and the worst alert in a strip that is always seen, and the pages of large text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from workstation.services.review_view import ReviewView
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook, ground
from workstation.ui.components.chips import ALLERGY_FULL, LOOK, Chip, ChipLabel, ChipLook, Edge
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import SEVERITY_LOOKS, Severity, SeverityShape
from workstation.ui.components.tabs import Tab, TabStrip
from workstation.ui.review.alert_views import pair_of
from workstation.ui.review.left import shown_severity
from workstation.ui.review.patient_column import allergy_words
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

_QUIET = ChipLook("text_2", "surface", edge=Edge.FULL)


class PatientStrip(QFrame):
    """Allergy, weight, worst alert with P."""

    patient_requested = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "surface", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (24, 6, 20, 6), 12, self)
        self._allergy = ChipLabel(host, Chip("", ALLERGY_FULL), height=28)
        self._weight = Label(host, "", tone="text_2")
        self._worst = Card(host, CardLook())
        inside = Row(host, (11, 5, 11, 5), 8, self._worst)
        self._shape = SeverityShape(host, Severity.MAJOR, 18)
        self._pair = Label(host, "", elide=False)
        inside.add(self._shape, self._pair)
        self._open = SecondaryButton(host, words.text("review.patient.open"), keys="P", small=True)
        self._open.clicked.connect(self.patient_requested)
        row.addWidget(self._allergy)
        row.addWidget(self._weight, 1)
        row.add(self._worst, self._open)

    def show_view(self, view: ReviewView) -> None:
        """The patient and the worst alert that waits."""
        context, words = view.patient, self._words
        self._allergy.set_chip(_allergy_chip(view, words))
        weight = context.patient.weight if context else None
        said = (Run(f"{words.text('review.patient.weight')} "), bold(str(weight), "text")) if weight else ""
        self._weight.set_words(said)
        waiting = [one for one in view.screened.alerts if one.alert.interrupts and one.answer is None]
        self._worst.setVisible(bool(waiting))
        if waiting:
            severity = shown_severity(waiting[0].alert.severity)
            ink = SEVERITY_LOOKS[severity]
            self._shape.set_severity(severity)
            self._worst.set_look(CardLook(edge=ink.ink, ground=ink.soft))
            word = words.text(f"word.Severity.{severity.value}")
            more = f"  +{len(waiting) - 1}" if waiting[1:] else ""
            self._pair.set_words((bold(f"{word}  ", ink.ink), bold(pair_of(waiting[0], view, words)), Run(more)))


def marks_of(view: ReviewView, words: Words) -> tuple[Chip, ...]:
    """Allergy and the worst alert that waits, for a bar that has no room for the pair."""
    waiting = [one for one in view.screened.alerts if one.alert.interrupts and one.answer is None]
    if not waiting:
        return (_allergy_chip(view, words),)
    severity = shown_severity(waiting[0].alert.severity)
    ink = SEVERITY_LOOKS[severity]
    word = words.text("review.head.to_answer", severity=words.text(f"word.Severity.{severity.value}"))
    return _allergy_chip(view, words), Chip(word, ChipLook(ink.ink, ink.soft, ink.shape, Edge.FULL))


def _allergy_chip(view: ReviewView, words: Words) -> Chip:
    allergies = view.patient.allergies if view.patient else None
    look = ALLERGY_FULL if allergies else LOOK if allergies is None else _QUIET
    return Chip(allergy_words(words, allergies), look)


class PageTabs(TabStrip):
    """Scan, Lines, Patient and alerts: one page at a time."""

    def show_counts(self, words: Words, done: int, lines: int, waiting: int) -> None:
        """What is left on each page."""
        text = words.text
        self.set_tabs(
            (
                Tab("scan", text("review.page.scan"), icon="review"),
                Tab("lines", text("review.page.lines", done=done, count=lines), icon="queue"),
                Tab("patient", text("review.page.patient"), waiting or None, "shape-major" if waiting else "person",
                    "major" if waiting else "text_2"),
            )
        )  # fmt: skip
