"""The right part of the review: who it is for, what has to be known of them, and the alerts."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workstation.domain.patient import Allergy, PatientContext, age_text
from workstation.services.review_view import ReviewView
from workstation.ui.components.alerts import AlertCard
from workstation.ui.components.card import Card, CardLook, ground
from workstation.ui.components.facts import Fact, FactRows, FactTiles
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Picture
from workstation.ui.review.alert_list import AlertList
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words


class PatientColumn(QFrame):
    """Facts and alerts; answers go out by signals."""

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
        self._named = True
        self._view: ReviewView | None = None
        ground(self, "bg", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("scrolled", "true")
        self._area.setWidget(inner)
        outer.addWidget(self._area)
        page = Column(host, (16, 12, 16, 16), 14, inner)
        self._column = Column(host, gap=10)
        page.addLayout(self._column)
        self.alerts = AlertList(host, words)
        for mine, theirs in (
            (self.alerts.answered, self.answered), (self.alerts.answered_as_before, self.answered_as_before),
            (self.alerts.weighed, self.weighed), (self.alerts.ask_requested, self.ask_requested),
            (self.alerts.noted, self.noted), (self.alerts.matrix_wanted, self.matrix_wanted),
        ):  # fmt: skip
            mine.connect(theirs)
        page.addWidget(self.alerts)
        page.addStretch(1)

    def set_named(self, named: bool) -> None:
        """Whether the name stands here; on a page of its own it stands in the bar right above."""
        if named != self._named:
            self._named = named
            self._rebuild()

    def show_view(self, view: ReviewView, today: date) -> None:
        """Shows the patient and the alerts of a prescription."""
        self._view, self._today = view, today
        self._rebuild()

    def refuse(self, key: str, sentence: str) -> None:
        """Shows why an answer was not taken, below the card it was given in."""
        note = self.alerts.refusals.get(key) or self.alerts.refusals.get("")
        if note is not None:
            note.say(sentence)

    def press_override(self) -> None:
        """Ctrl+O: the first card that waits."""
        for card in self.alerts.cards.values():
            card.press_override()
            return

    def reveal(self, key: str) -> None:
        """F8: the card with this key, ready for a reason. It only leads there: nothing is answered by it."""
        card = self.alerts.cards.get(key)
        if card is not None:
            self._area.ensureWidgetVisible(card)
            card.take_focus()

    def take_focus(self, key: str) -> bool:
        """Puts the focus on the reasons of this alert, on none of them. False while the card is not seen, and for
        whoever may not answer it."""
        card = self.alerts.cards.get(key)
        if card is None or not self.isVisible() or (card.alert.barred and not card.alert.measure):
            return False
        # Layouts show new widgets later; the focus cannot go to what is not shown.
        card.show()
        self._area.ensureWidgetVisible(card)
        card.take_focus()
        return True

    def cards(self) -> tuple[AlertCard, ...]:
        """The alerts that wait for an answer."""
        return tuple(self.alerts.cards.values())

    # --- inside -------------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        view = self._view
        if view is None:
            return
        clear(self._column)
        if view.patient is None:
            self._column.addWidget(
                Label(self._host, self._words.text("review.patient.unknown"), Role.HEADING, wrap=True)
            )
            note = Label(self._host, self._words.text("review.patient.unknown_note"), tone="text_2", wrap=True)
            self._column.addWidget(note)
        else:
            self._add_patient(view.patient)
        self.alerts.show_view(view)

    def _add_patient(self, context: PatientContext) -> None:
        host, text = self._host, self._words.text
        if self._named:
            self._column.addWidget(Label(host, context.patient.name, Role.HEADING, wrap=True, elide=False))
        self._column.addWidget(FactTiles(host, self._tiles(context)))
        self._column.addWidget(allergy_banner(host, self._words, context.allergies))
        self._column.addWidget(
            FactRows(
                host,
                (
                    Fact(text("review.patient.conditions"), self._listed(context.conditions)),
                    Fact(text("review.patient.takes"), self._listed(context.current_medicines)),
                ),
            )
        )

    def _tiles(self, context: PatientContext) -> tuple[Fact, ...]:
        patient, text = context.patient, self._words.text
        age = age_text(patient.birth_date, self._today) or text("review.patient.age_unknown")
        sex = self._words.word(patient.sex)
        weight = str(patient.weight) if patient.weight else text("review.patient.not_known")
        when = text("review.patient.weight_on", on=patient.weight_date) if patient.weight_date else ""
        return (
            Fact(text("review.patient.age_sex"), f"{age} {sex}".strip()),
            Fact(text("review.patient.weight"), weight, note=when),
            Fact(text("review.patient.number"), patient.number or "–"),
        )

    def _listed(self, items: tuple[str, ...] | None) -> str | tuple[Run, ...]:
        if items is None:
            return (bold(self._words.text("review.patient.not_known"), "moderate"),)
        return " · ".join(items) if items else self._words.text("review.patient.none")


def allergy_words(words: Words, allergies: tuple[Allergy, ...] | None) -> str:
    """ "Allergy: sulfonamides, penicillin", "Allergies not known", "No known allergy"."""
    if allergies is None:
        return words.text("review.patient.allergies_unknown")
    if not allergies:
        return words.text("review.patient.allergies_none")
    return words.text("review.patient.allergy", names=", ".join(one.text for one in allergies))


def allergy_banner(host: ThemeHost, words: Words, allergies: tuple[Allergy, ...] | None) -> Card:
    """Always there: an allergy, none known, or not known. Never elided."""
    tone: Token
    if allergies:
        look, icon, tone = CardLook(edge="stop", ground="stop_soft"), "allergy", "stop"
    elif allergies is None:
        look, icon, tone = CardLook(edge="moderate", ground="moderate_soft", dashed=True), "unreadable", "moderate"
    else:
        look, icon, tone = CardLook(), "check", "text_2"
    banner = Card(host, look)
    row = Row(host, (11, 7, 11, 7), 9, banner)
    row.addWidget(Picture(host, icon, 18, tone), 0, Qt.AlignmentFlag.AlignTop)
    runs: list[Run] = [bold(allergy_words(words, allergies), tone)]
    details = [
        f"{one.reaction}{', ' if one.reaction and one.certainty else ''}{one.certainty}" for one in allergies or ()
    ]
    runs += [Run(f"  {' · '.join(detail for detail in details if detail)}")] if any(details) else []
    if allergies is None:
        runs.append(Run(f"  {words.text('review.patient.allergies_ask')}"))
    label = Label(host, tuple(runs), wrap=True, elide=False)
    banner.setAccessibleName(label.words())
    row.addWidget(label, 1)
    return banner
