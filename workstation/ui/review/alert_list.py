"""The alerts of a prescription, from the one that stops it to what was merely noticed, and what was not looked at."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.alert_policy import AlertPlace
from workstation.services.review_view import ReviewView
from workstation.services.screening import AnsweredAlert, AnsweredCheck, alert_key
from workstation.ui.alert_count import counted_alerts
from workstation.ui.components.alert_words import AlertView
from workstation.ui.components.alerts import AlertCard, AlertLine, ModerateNote
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.review.alert_views import (
    alert_texts,
    alert_view,
    answer_text,
    check_texts,
    check_view,
    note_title,
    pair_of,
)
from workstation.ui.review.card_parts import RefusalNote
from workstation.ui.review.coverage import coverage
from workstation.ui.review.left import shown_severity
from workstation.ui.review.retained_note import retained_notes
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class AlertList(QWidget):
    """Built anew for every view; answers go out by signals."""

    answered = Signal(str, str, str, str)
    """Key of the alert, code of the reason, words, proof."""
    answered_as_before = Signal(str, str)
    """Key of the alert, proof."""
    weighed = Signal(str, str)
    """Key of the check that needs it, the weight in kg as typed."""
    ask_requested = Signal(str)
    """Key of the alert."""
    noted = Signal(str)
    matrix_wanted = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self.cards: dict[str, AlertCard] = {}
        """By key: those that wait for an answer."""
        self.refusals: dict[str, RefusalNote] = {}
        """By key of the card above it; "" = under the heading."""
        self._shows_minor = False
        self._view: ReviewView | None = None
        self._column = Column(host, gap=10, parent=self)

    def show_view(self, view: ReviewView) -> None:
        """The alerts of a prescription."""
        self._view = view
        clear(self._column)
        self.cards, self.refusals = {}, {}
        self._add_head(view)
        for note in retained_notes(self._host, self._words, view):
            self._column.addWidget(note)
        alerts = view.screened.alerts
        for one in alerts:
            if one.place is AlertPlace.INTERRUPT:
                self._add_asked(alert_view(one, view, self._words), answer_text(one.answer, self._words))
        for check in view.screened.checks:
            self._add_check(check, view)
        for one in alerts:
            if one.place is AlertPlace.INLINE and not one.positions:
                self._column.addWidget(self._note(one))
        self._add_on_demand([one for one in alerts if one.place is AlertPlace.ON_DEMAND], view)
        for part in coverage(self._host, self._words, view):
            self._column.addWidget(part)

    def _add_head(self, view: ReviewView) -> None:
        head = Row(self._host, gap=10)
        head.addWidget(Label(self._host, self._words.text("review.alert.title"), Role.HEADING, elide=False))
        head.addWidget(Label(self._host, self._summary(view), tone="text_2", wrap=True), 1)
        if len(view.screened.medicines) > 1:
            matrix = QuietButton(self._host, self._words.text("matrix.open"), keys="M", small=True, bind=False)
            matrix.clicked.connect(self.matrix_wanted)
            head.addWidget(matrix)
        self._column.addLayout(head)
        self._add_refusal("")

    def _summary(self, view: ReviewView) -> str:
        """The count that the queue says, and how many of them wait for an answer."""
        text, screened = self._words.text, view.screened
        waiting = len(screened.unanswered) + len(screened.open_checks)
        counted = counted_alerts(screened, self._words)
        notes = sum(one.place is AlertPlace.INLINE and one.answer is None for one in screened.alerts)
        wanted = (("review.alert.to_answer", waiting), ("review.alert.to_note", notes), ("review.alert.none_open", 1))
        rest = next(text(key, count=count) for key, count in wanted if count)
        return f"{counted} · {rest}" if counted else rest if screened.checks else ""

    def _add_check(self, one: AnsweredCheck, view: ReviewView) -> None:
        self._add_asked(check_view(one, view, self._words), answer_text(one.answer, self._words))

    def _add_asked(self, shown: AlertView, answer: str) -> None:
        """A card that waits, or the line of what was answered."""
        if answer:
            title = f"{shown.word} · {shown.pair}" if shown.word else shown.pair
            self._column.addWidget(AlertLine(self._host, shown.severity, title, answer, barred=True))
            return
        card = AlertCard(self._host, shown, check_texts(self._words) if shown.word else alert_texts(self._words))
        card.override_requested.connect(self.answered)
        card.as_before_requested.connect(self.answered_as_before)
        card.measured.connect(self.weighed)
        card.ask_prescriber_requested.connect(self.ask_requested)
        self.cards[shown.id] = card
        self._column.addWidget(card)
        self._add_refusal(shown.id)

    def _add_refusal(self, key: str) -> None:
        self.refusals[key] = RefusalNote(self._host, self._words)
        self._column.addWidget(self.refusals[key])

    def _note(self, one: AnsweredAlert) -> ModerateNote:
        alert, text = one.alert, self._words.text
        title = text("review.alert.pair", pair=note_title(alert, self._words))
        words = f"{alert.effect} {alert.management}".strip()
        keys = "N" if one.answer is None else ""
        note = ModerateNote(self._host, alert_key(alert), shown_severity(alert.severity), title, words,
                            text("review.alert.noted"), keys)  # fmt: skip
        if one.answer is not None:
            note.set_noted(text("review.alert.noted_done"))
        note.noted.connect(self.noted)
        return note

    def _add_on_demand(self, found: list[AnsweredAlert], view: ReviewView) -> None:
        if not found:
            return
        said = self._words.text("review.alert.minor", count=len(found))
        button = QuietButton(self._host, said, small=True, flush=True)
        button.clicked.connect(self._on_minor)
        row = Row(self._host, gap=0)
        row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        for one in found if self._shows_minor else ():
            told = f"{one.alert.effect} {one.alert.management}".strip()
            severity = shown_severity(one.alert.severity)
            self._column.addWidget(AlertLine(self._host, severity, pair_of(one, view, self._words), told))

    def _on_minor(self) -> None:
        self._shows_minor = not self._shows_minor
        if self._view is not None:
            self.show_view(self._view)
