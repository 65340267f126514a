"""Alerts: the card that needs an answer, the note inside a line, and the short line of a preview."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from workstation.ui.components.alert_proof import EarlierBox, MeasureField, ProofField
from workstation.ui.components.alert_words import AlertTexts, AlertView
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, CardLook, Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.reasons import ReasonChoice
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import SEVERITY_LOOKS, Picture, Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import Role, ThemeHost, Token


class AlertCard(Card):
    """A contraindicated or major alert in full. Override stays off until a reason is chosen, with its words.

    Nothing is chosen at first and no reason has the focus: the key that comes by habit chooses nothing.
    """

    ask_prescriber_requested = Signal(str)
    """Alert id."""
    override_requested = Signal(str, str, str, str)
    """Alert id, reason code, text, what was typed as proof."""
    measured = Signal(str, str)
    """Alert id, the value as typed."""
    as_before_requested = Signal(str, str)
    """Alert id, what was typed as proof."""

    def __init__(self, host: ThemeHost, alert: AlertView, texts: AlertTexts | None = None) -> None:
        look = SEVERITY_LOOKS[alert.severity]
        super().__init__(host, CardLook(edge=look.ink, bar=look.ink, head=look.soft))
        self._alert, self._texts = alert, texts or AlertTexts()
        self.setAccessibleName(f"{alert.title}: {alert.pair}")
        self._proof = ProofField(host, alert.proof) if alert.proof and not alert.closed else None
        self._earlier: EarlierBox | None = None
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
        elif self._proof is not None and self._reasons.is_complete():
            self._proof.setFocus()
        elif self._alert.closed:
            self._ask.setFocus()
        else:
            self._reasons.focus_heading()

    def take_focus(self) -> None:
        """The value that settles it gets the focus; else the reasons, whether or not one is chosen; where nobody may
        choose, the way to ask."""
        if self._alert.measure:
            self.measure.setFocus()
        elif self._alert.closed:
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
        titles.addWidget(Label(host, alert.title, Role.SMALL, SEVERITY_LOOKS[alert.severity].ink, 600, elide=False))
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
        if alert.earlier:
            self._earlier = EarlierBox(host, texts.earlier, alert.earlier, texts.as_before, "A")
            self._earlier.wanted.connect(self._on_as_before)
            column.addWidget(self._earlier)
        if alert.measure:
            self.measure = MeasureField(host, alert.measure, texts.measure)
            self.measure.measured.connect(self._on_measured)
            column.addWidget(self.measure)
        column.addWidget(Rule())
        worst = alert.severity is Severity.CONTRAINDICATED
        hint = texts.words_hint_contraindicated if worst else texts.words_hint
        self._reasons = ReasonChoice(host, texts.reason_heading, alert.reasons, hint, texts.how)
        self._reasons.changed.connect(self._on_reason_changed)
        if alert.closed:
            self._reasons.setParent(body)
            self._reasons.hide()
            column.addWidget(Label(host, alert.closed, Role.NOTE, weight=600, wrap=True))
            return body
        column.addWidget(self._reasons)
        if self._proof is not None:
            self._proof.changed.connect(self._on_reason_changed)
            self._proof.entered.connect(self.press_override)
            column.addWidget(self._proof)
        return body

    def _build_stock(self) -> QWidget:
        sure = self._alert.in_stock_sure
        quiet = CardLook(edge="border_control", ground="surface", radius=6)
        edge: Token | None = "ok" if self._host.theme.high_contrast else None
        note = Card(self._host, CardLook(edge=edge, ground="ok_soft", radius=6) if sure else quiet)
        row = Row(self._host, (11, 7, 11, 7), 9, note)
        tone: Token = "ok" if sure else "text_2"
        row.addWidget(Picture(self._host, "pick", 18, tone), 0, Qt.AlignmentFlag.AlignTop)
        lead = bold(f"{self._texts.in_stock} ", "ok" if sure else None)
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
        alert, texts = self._alert, self._texts
        if alert.closed:
            self._override.set_locked(alert.closed)
            self._ask.set_locked(alert.barred)
        else:
            proved = self._proof is None or self._proof.is_given()
            complete = self._reasons.is_complete()
            worst = alert.severity is Severity.CONTRAINDICATED
            missing = texts.locked_words if worst else texts.locked
            self._override.setEnabled(complete and proved)
            self._override.setToolTip("" if complete and proved else texts.locked_proof if complete else missing)
        if self._earlier is not None:
            proof = texts.locked_proof if self._proof is not None and not self._proof.is_given() else ""
            self._earlier.button.set_locked(alert.closed or proof)

    def _on_ask(self) -> None:
        self.ask_prescriber_requested.emit(self._alert.id)

    def _on_override(self) -> None:
        proof = self._proof.take() if self._proof is not None else ""
        self.override_requested.emit(self._alert.id, self._reasons.code(), self._reasons.text(), proof)

    def _on_measured(self, typed: str) -> None:
        self.measured.emit(self._alert.id, typed)

    def _on_as_before(self) -> None:
        self.as_before_requested.emit(self._alert.id, self._proof.take() if self._proof is not None else "")


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
