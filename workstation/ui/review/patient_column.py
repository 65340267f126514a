"""The right part of the review: who it is for, what has to be known of them, and the alerts."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workstation.domain.patient import Allergy, PatientContext, age_in_years
from workstation.services.review_view import ReviewView
from workstation.services.screening import AnsweredAlert, alert_key
from workstation.ui.alert_count import counted_alerts
from workstation.ui.alert_title import alert_title
from workstation.ui.components.alerts import AlertCard, AlertLine, ModerateNote
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import Card, CardLook, ground
from workstation.ui.components.facts import Fact, FactRows, FactTiles
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Picture, Severity
from workstation.ui.review.alert_views import alert_texts, alert_view, answer_text, not_checked_words, pair_of
from workstation.ui.review.card_parts import RefusalNote
from workstation.ui.review.left import shown_severity
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words


class PatientColumn(QFrame):
    """Facts and alerts; answers go out by signals."""

    answered = Signal(str, str, str)
    """Key of the alert, code of the reason, words."""
    ask_requested = Signal(str)
    """Key of the alert."""
    noted = Signal(str)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._cards: dict[str, AlertCard] = {}
        self._refusals: dict[str, RefusalNote] = {}
        self._shows_minor, self._named = False, True
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
        self._column = Column(host, (16, 12, 16, 16), 10, inner)

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
        note = self._refusals.get(key) or self._refusals.get("")
        if note is not None:
            note.say(sentence)

    def press_override(self) -> None:
        """Ctrl+O: the first card that waits."""
        for card in self._cards.values():
            card.press_override()
            return

    def reveal(self, key: str) -> None:
        """F8: the card with this key, ready for a reason. It only leads there: nothing is answered by it."""
        card = self._cards.get(key)
        if card is not None:
            self._area.ensureWidgetVisible(card)
            card.take_focus()

    def take_focus(self, key: str) -> bool:
        """Puts the focus on the reasons of this alert, on none of them. False while the card is not seen."""
        card = self._cards.get(key)
        if card is None or not self.isVisible():
            return False
        # Layouts show new widgets later; the focus cannot go to what is not shown.
        card.show()
        self._area.ensureWidgetVisible(card)
        card.take_focus()
        return True

    def cards(self) -> tuple[AlertCard, ...]:
        """The alerts that wait for an answer."""
        return tuple(self._cards.values())

    # --- inside -------------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        view = self._view
        if view is None:
            return
        clear(self._column)
        self._cards, self._refusals = {}, {}
        if view.patient is None:
            self._column.addWidget(
                Label(self._host, self._words.text("review.patient.unknown"), Role.HEADING, wrap=True)
            )
            note = Label(self._host, self._words.text("review.patient.unknown_note"), tone="text_2", wrap=True)
            self._column.addWidget(note)
        else:
            self._add_patient(view.patient)
        self._add_alerts(view)
        self._column.addStretch(1)

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
        born = patient.birth_date
        age = f"{age_in_years(born, self._today)}" if born else text("review.patient.age_unknown")
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

    def _add_alerts(self, view: ReviewView) -> None:
        host, text, alerts = self._host, self._words.text, view.screened.alerts
        self._column.space(4)
        head = Row(host, gap=10)
        head.addWidget(Label(host, text("review.alert.title"), Role.HEADING, elide=False))
        head.addWidget(Label(host, self._summary(view), tone="text_2", wrap=True), 1)
        self._column.addLayout(head)
        general = RefusalNote(host, self._words)
        self._refusals[""] = general
        self._column.addWidget(general)
        for one in alerts:
            if one.alert.interrupts:
                self._add_interrupting(one, view)
            elif not one.positions and one.alert.severity.name != "MINOR":
                self._column.addWidget(self._note(one))
        self._add_minor([one for one in alerts if one.alert.severity.name == "MINOR" and not one.alert.interrupts])
        self._add_coverage(view)

    def _summary(self, view: ReviewView) -> str:
        """The count that the queue says, and how many of them wait for an answer."""
        text, waiting = self._words.text, len(view.screened.unanswered)
        counted = counted_alerts(view.screened, self._words)
        rest = text("review.alert.to_answer", count=waiting) if waiting else text("review.alert.none_open")
        return f"{counted} · {rest}" if counted else ""

    def _add_interrupting(self, one: AnsweredAlert, view: ReviewView) -> None:
        shown = alert_view(one, view, self._words)
        if one.answer is not None:
            line = AlertLine(self._host, shown.severity, shown.pair, answer_text(one, self._words), barred=True)
            self._column.addWidget(line)
            return
        card = AlertCard(self._host, shown, alert_texts(self._words))
        card.override_requested.connect(self.answered)
        card.ask_prescriber_requested.connect(self.ask_requested)
        self._cards[shown.id] = card
        self._column.addWidget(card)
        note = RefusalNote(self._host, self._words)
        self._refusals[shown.id] = note
        self._column.addWidget(note)

    def _note(self, one: AnsweredAlert) -> ModerateNote:
        alert, text = one.alert, self._words.text
        title = alert_title(alert, self._words)
        words = f"{alert.effect} {alert.management}".strip()
        keys = "N" if one.answer is None else ""
        note = ModerateNote(self._host, alert_key(alert), shown_severity(alert.severity), title, words,
                            text("review.alert.noted"), keys)  # fmt: skip
        if one.answer is not None:
            note.set_noted(text("review.alert.noted_done"))
        note.noted.connect(self.noted)
        return note

    def _add_minor(self, minor: list[AnsweredAlert]) -> None:
        if not minor:
            return
        button = QuietButton(
            self._host, self._words.text("review.alert.minor", count=len(minor)), small=True, flush=True
        )
        button.clicked.connect(self._on_minor)
        row = Row(self._host, gap=0)
        row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        if self._shows_minor:
            for one in minor:
                title = pair_of(one, self._view, self._words) if self._view else alert_title(one.alert, self._words)
                self._column.addWidget(AlertLine(self._host, Severity.MINOR, title, one.alert.effect))

    def _on_minor(self) -> None:
        self._shows_minor = not self._shows_minor
        self._rebuild()

    def _add_coverage(self, view: ReviewView) -> None:
        """What was screened, and plainly what was not."""
        host, text, screened = self._host, self._words.text, view.screened
        for item in screened.not_screened:
            name = str(getattr(item, "text", item))
            self._column.addWidget(
                Uncertain(
                    host, text("review.alert.not_screened", medicine=name), text("review.alert.not_screened_note")
                )
            )
        for check in screened.not_checked:
            missing = text("review.alert.not_checked_note", missing=check.missing)
            self._column.addWidget(Uncertain(host, not_checked_words(check, self._words), missing))
        key = "review.alert.screened" if screened.reviewed else "review.alert.screened_not_reviewed"
        said = text(key, count=screened.screened_medicines, edition=screened.edition)
        found = screened.alerts or screened.not_screened or screened.not_checked
        if not screened.screened_medicines:
            self._column.addWidget(
                Uncertain(host, text("review.alert.nothing_screened"), text("review.alert.key_first"))
            )
        elif not found and screened.reviewed:
            self._column.addWidget(Uncertain(host, text("review.alert.clean"), said, clean=True))
        else:
            self._column.addWidget(Label(host, said, Role.SMALL, "text_2", wrap=True))


class Uncertain(Card):
    """Something that was not screened or not checked: dashed frame, no colour of a severity. `clean`: nothing found."""

    def __init__(self, host: ThemeHost, title: str, note: str, *, clean: bool = False) -> None:
        open_look = CardLook(edge="border_control", ground="surface", dashed=True)
        super().__init__(host, CardLook(edge="ok", ground="ok_soft") if clean else open_look)
        self.setAccessibleName(f"{title}. {note}")
        row = Row(host, (13, 9, 13, 9), 12, self)
        picture = Picture(host, "shape-ok", 20, "ok") if clean else Picture(host, "unreadable", 20, "text_2")
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        column.addWidget(Label(host, title, weight=600, wrap=True, elide=False))
        column.addWidget(Label(host, note, Role.SMALL, "text_2", wrap=True))
        row.addLayout(column, 1)


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
