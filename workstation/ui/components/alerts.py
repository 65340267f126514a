"""Alerts: the card that needs an answer, the note inside a line, and the short line of a preview."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook, Rule
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.reasons import ReasonChoice, ReasonOption
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import SEVERITY_LOOKS, Picture, Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost


@dataclass(frozen=True, slots=True)
class AlertView:
    """What a card says, in the order in which it says it."""

    id: str
    severity: Severity
    kind: str
    """"INTERACTION", "ALLERGY", "DUPLICATE": stands behind the severity in capitals."""
    pair: str
    """"Warf 5 + Ecosprin 75"."""
    lines: str
    """"lines 1 and 2"."""
    what_happens: str
    what_to_do: str
    in_stock: Said
    """A safer product that is on the shelf; "" when none is proposed: the green box is for a way out."""
    source: str
    """Knowledge pack version · rule · origin, and "not clinically reviewed" where that is so."""
    reasons: tuple[ReasonOption, ...]
    barred: str = ""
    """Why this person may not answer it, and who may; "" for whoever may."""


@dataclass(frozen=True, slots=True)
class AlertTexts:
    """The fixed words of a card, from the translations."""

    what_happens: str = "What happens."
    what_to_do: str = "What to do."
    in_stock: str = "In stock."
    reason_heading: str = "Override needs a reason"
    ask: str = "Ask prescriber"
    override: str = "Override"
    locked: str = "Choose a reason first"
    locked_words: str = "Choose a reason, and write who was asked, when and why"
    words_hint: str = "At least 10 characters: what was checked"
    words_hint_contraindicated: str = "Who was asked, when, and why it is given"
    how: str = "Down and Space choose"
    answered: str = "Answered"


class AlertCard(Card):
    """A contraindicated or major alert in full. Override stays off until a reason is chosen, with its words.

    Nothing is chosen at first and no reason has the focus: the key that comes by habit chooses nothing.
    """

    ask_prescriber_requested = Signal(str)
    """Alert id."""
    override_requested = Signal(str, str, str)
    """Alert id, reason code, text."""

    def __init__(self, host: ThemeHost, alert: AlertView, texts: AlertTexts | None = None) -> None:
        look = SEVERITY_LOOKS[alert.severity]
        super().__init__(host, CardLook(edge=look.ink, bar=look.ink, head=look.soft))
        self._alert, self._texts = alert, texts or AlertTexts()
        self.setAccessibleName(f"{alert.severity.value.upper()} {alert.kind}: {alert.pair}")
        column = Column(host, gap=0, parent=self)
        self._head = self._build_head()
        column.addWidget(self._head)
        column.addWidget(self._build_body())
        column.addLayout(self._build_buttons())

    @property
    def alert(self) -> AlertView:
        """What the card shows."""
        return self._alert

    def press_override(self) -> None:
        """The key of the screen: overrides when a reason is there, otherwise puts the focus on the reasons."""
        if self._override.isEnabled():
            self._override.click()
        else:
            self.take_focus()

    def take_focus(self) -> None:
        """The reasons get the focus, whether or not one is chosen; where nobody may choose, the way to ask."""
        if self._alert.barred:
            self._ask.setFocus()
        else:
            self._reasons.focus_heading()

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The coloured head is as tall as its words."""
        super().resizeEvent(event)
        self.set_head_height(self._head.height())

    def _build_head(self) -> QWidget:
        host, alert = self._host, self._alert
        head = QWidget()
        row = Row(host, (19, 8, 13, 8), 10, head)
        row.addWidget(SeverityShape(host, alert.severity, 26))
        titles = Column(host, gap=0)
        word = f"{alert.severity.value.upper()} {alert.kind}"
        titles.addWidget(Label(host, word, Role.SMALL, SEVERITY_LOOKS[alert.severity].ink, 600, elide=False))
        titles.addWidget(Label(host, alert.pair, Role.MEDICINE, wrap=True, elide=False))
        row.addLayout(titles, 1)
        row.addWidget(Label(host, alert.lines, Role.SMALL, SEVERITY_LOOKS[alert.severity].ink, 600))
        return head

    def _build_body(self) -> QWidget:
        host, alert, texts = self._host, self._alert, self._texts
        body = QWidget()
        column = Column(host, (13, 10, 13, 4), 7, body)
        for lead, sentence in (
            (texts.what_happens, alert.what_happens),
            (texts.what_to_do, alert.what_to_do),
        ):
            column.addWidget(Label(host, (bold(f"{lead} "), Run(sentence)), Role.NOTE, wrap=True))
        if alert.in_stock:
            column.addWidget(self._build_stock())
        column.addWidget(Label(host, alert.source, Role.SMALL, "text_2", wrap=True))
        column.addWidget(Rule())
        worst = alert.severity is Severity.CONTRAINDICATED
        hint = texts.words_hint_contraindicated if worst else texts.words_hint
        self._reasons = ReasonChoice(host, texts.reason_heading, alert.reasons, hint, texts.how)
        self._reasons.changed.connect(self._on_reason_changed)
        if alert.barred:
            self._reasons.setParent(body)
            self._reasons.hide()
            column.addWidget(Label(host, alert.barred, Role.NOTE, weight=600, wrap=True))
        else:
            column.addWidget(self._reasons)
        return body

    def _build_stock(self) -> QWidget:
        note = Card(self._host, CardLook(edge=None, ground="ok_soft", radius=6))
        if self._host.theme.high_contrast:
            note.set_look(CardLook(edge="ok", ground="ok_soft", radius=6))
        row = Row(self._host, (11, 7, 11, 7), 9, note)
        row.addWidget(Picture(self._host, "pick", 18, "ok"), 0, Qt.AlignmentFlag.AlignTop)
        lead = bold(f"{self._texts.in_stock} ", "ok")
        said = self._alert.in_stock
        runs = said if isinstance(said, tuple) else (said if isinstance(said, Run) else Run(said),)
        row.addWidget(Label(self._host, (lead, *runs), Role.NOTE, wrap=True), 1)
        return note

    def _build_buttons(self) -> Row:
        row = Row(self._host, (9, 0, 9, 9), 0)
        self._ask = SecondaryButton(self._host, self._texts.ask, icon="phone", small=True)
        self._ask.clicked.connect(self._on_ask)
        self._override = SecondaryButton(self._host, self._texts.override, keys="Ctrl+O", small=True, bind=False)
        self._override.clicked.connect(self._on_override)
        self._override.setAccessibleName(f"{self._texts.override}: {self._alert.pair}")
        row.addWidget(self._ask, 1)
        row.addWidget(self._override, 1)
        self._on_reason_changed()
        return row

    def _on_reason_changed(self) -> None:
        ready = self._reasons.is_complete() and not self._alert.barred
        self._override.setEnabled(ready)
        worst = self._alert.severity is Severity.CONTRAINDICATED
        locked = self._alert.barred or (self._texts.locked_words if worst else self._texts.locked)
        self._override.setToolTip("" if ready else locked)

    def _on_ask(self) -> None:
        self.ask_prescriber_requested.emit(self._alert.id)

    def _on_override(self) -> None:
        self.override_requested.emit(self._alert.id, self._reasons.code(), self._reasons.text())


class ModerateNote(Card):
    """A moderate alert inside the line it concerns: shape, words, one button with one key."""

    noted = Signal(str)
    """Alert id."""

    def __init__(
        self, host: ThemeHost, alert_id: str, severity: Severity, title: str, sentence: str,
        button: str = "Noted", keys: str = "N",
    ) -> None:  # fmt: skip
        look = SEVERITY_LOOKS[severity]
        super().__init__(host, CardLook(edge=look.ink, ground=look.soft, radius=6))
        self._alert_id = alert_id
        self.setAccessibleName(f"{severity.value.upper()}: {title}")
        row = Row(host, (13, 8, 4, 8), 10, self)
        row.addWidget(SeverityShape(host, severity, 20))
        words = (bold(f"{severity.value.upper()} · ", look.ink), bold(f"{title} "), Run(sentence))
        row.addWidget(Label(host, words, wrap=True), 1)
        self._button = SecondaryButton(host, button, keys=keys, small=True)
        self._button.clicked.connect(self._on_clicked)
        row.addWidget(self._button)

    def set_noted(self, words: str) -> None:
        """Answered: the button says by whom and is off."""
        self._button.set_text(words)
        self._button.setEnabled(False)

    def _on_clicked(self) -> None:
        self.noted.emit(self._alert_id)


class AlertLine(Card):
    """The short form: shape, severity word, what, one sentence. For previews and for answered alerts."""

    def __init__(
        self, host: ThemeHost, severity: Severity, title: str, sentence: str = "", *, barred: bool = False
    ) -> None:
        look = SEVERITY_LOOKS[severity]
        ground = CardLook(edge=look.ink, bar=look.ink) if barred else CardLook(edge=look.ink, ground=look.soft)
        super().__init__(host, ground)
        self.setAccessibleName(f"{severity.value.upper()}: {title}. {sentence}")
        row = Row(host, (17 if barred else 13, 9, 13, 9), 12, self)
        row.addWidget(SeverityShape(host, severity, 20))
        column = Column(host, gap=2)
        column.addStretch(1)
        role = Role.SMALL if barred else Role.BODY
        words = (bold(f"{severity.value.upper()} · ", look.ink), bold(title))
        column.addWidget(Label(host, words, role, wrap=True, elide=False))
        if sentence:
            column.addWidget(Label(host, sentence, Role.SMALL, "text_2", wrap=True))
        column.addStretch(1)
        row.addLayout(column, 1)
