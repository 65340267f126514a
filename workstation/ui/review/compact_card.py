"""A line that is not open: crop, medicine, sentence, how far it is, and its key. 80 px tall, notes below."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from workstation.domain.quantity import Quantity, counted
from workstation.services.screening import alert_key
from workstation.ui.components import draw
from workstation.ui.components.alerts import ModerateNote
from workstation.ui.components.card import Card
from workstation.ui.components.chips import CONFIRM, LOOK, SCHEDULE, Chip, ChipLabel
from workstation.ui.components.keycap import KeyCap
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import bold
from workstation.ui.components.threeway import PartState, ThreeWayStrip
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.review.alert_views import note_title
from workstation.ui.review.card_parts import Crop, NumberBadge
from workstation.ui.review.directions_note import directions_said, lacks_something, sent_gap_said
from workstation.ui.review.dose_parts import packs_text
from workstation.ui.review.left import shown_severity
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.product_words import tall_runs
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


def line_title(facts: LineFacts, words: Words) -> str:
    """The product's name once the line is confirmed, before that what is written."""
    if facts.product is not None and facts.written is PartState.AGREES:
        return facts.product.name
    return facts.line.medicine.text or words.text("review.line.nothing_written")


def state_chips(facts: LineFacts, words: Words) -> list[Chip]:
    """Schedule, confirm, blocked: what stands behind the title."""
    chips = []
    known = facts.product is not None and facts.written is PartState.AGREES
    if known and facts.product is not None and facts.product.schedule not in ("", "OTC"):
        chips.append(Chip(words.text("review.line.schedule", code=facts.product.schedule), SCHEDULE))
    if facts.written is PartState.ASKS:
        chips.append(Chip(words.text("review.line.confirm_chip"), CONFIRM))
    if facts.line.block is not None:
        chips.append(Chip(words.text("review.line.blocked"), LOOK))
    return chips


def quantity_text(facts: LineFacts, words: Words) -> str:
    """ "warfarin 5 mg tablet · quantity 30 = 2 × 15"."""
    product = facts.product if facts.written is PartState.AGREES else None
    parts = [f"{product.strength_text} {product.form}" if product else facts.line.written_text]
    amount: Quantity | None = facts.line.quantity_prescribed
    if amount is not None:
        said = words.text("review.line.quantity", quantity=counted(amount))
        if product is not None and product.pack_size.unit == amount.unit:
            number = words.text("review.line.quantity", quantity=amount.value)
            said = f"{number} = {packs_text(amount.value, product.pack_size)}"
        parts.append(said)
    if product is None and facts.written is PartState.AGREES:
        parts.append(words.text("review.line.no_product"))
    return " · ".join(part for part in parts if part)


def directions_doubt(facts: LineFacts, words: Words) -> str:
    """What the directions lack, or that a pharmacist found them enough; of the order server's lines only what leaves
    the patient guessing."""
    line = facts.line
    if facts.editable:
        known = bool(line.dosage_instruction or line.confirmed_by)
        doubt = (
            "\n".join(directions_said(line.dosage_instruction, facts.form, words, facts.paper_says)) if known else ""
        )
        lacks = bool(doubt) and lacks_something(line.dosage_instruction, facts.form, facts.paper_says)
    else:
        doubt = sent_gap_said(line.dosage_instruction, facts.form, words) if facts.product is not None else ""
        lacks = bool(doubt)
    return words.text("review.line.directions_settled") if lacks and facts.done else doubt


def note_widget(host: ThemeHost, words: Words, facts: LineFacts, index: int) -> ModerateNote:
    """A moderate alert of the line, with its answer when there is one."""
    one = facts.notes[index]
    alert = one.alert
    title = words.text("review.alert.pair", pair=note_title(alert, words))
    severity = shown_severity(alert.severity)
    keys = "N" if one.answer is None else ""
    note = ModerateNote(host, alert_key(alert), severity, title, f"{alert.effect} {alert.management}".strip(),
                        words.text("review.alert.noted"), keys)  # fmt: skip
    if one.answer is not None:
        note.set_noted(words.text("review.alert.noted_done"))
    return note


class CompactCard(Card):
    """Opens by click, Enter, or Alt and its number."""

    opened = Signal(int)
    """Position of the line."""
    noted = Signal(str)

    def __init__(
        self, host: ThemeHost, words: Words, facts: LineFacts, sentence: str, tall_man: Callable[[str], str]
    ) -> None:
        super().__init__(host)
        self._words, self.facts, self._tall_man = words, facts, tall_man
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        position = facts.line.position
        doubt = directions_doubt(facts, words)
        said = f"{position}: {line_title(facts, words)}. {sentence} {doubt}"
        self.setAccessibleName(said.rstrip())
        column = Column(host, (13, 9, 13, 9), 6, self)
        column.addLayout(self._head())
        self._crop = Crop(host, 34, 208)
        self._crop.setVisible(False)
        under = Row(host, gap=12)
        under.addWidget(self._crop, 0, Qt.AlignmentFlag.AlignTop)
        texts = Column(host, gap=0)
        self._sentence = Label(host, sentence, wrap=True, elide=False)
        texts.addWidget(self._sentence)
        if doubt:
            texts.addWidget(Label(host, bold(doubt, "moderate"), wrap=True, elide=False))
        texts.addWidget(Label(host, quantity_text(facts, words), Role.SMALL, "text_2", wrap=True, elide=False))
        under.addLayout(texts, 1)
        if position <= 9 and facts.is_medicine:
            under.addWidget(KeyCap(host, f"Alt+{position}"), 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(under)
        for index in range(len(facts.notes)):
            note = note_widget(host, words, facts, index)
            note.noted.connect(self.noted)
            column.addWidget(note)

    def set_crop(self, picture: QPixmap) -> None:
        """The piece of the scan."""
        self._crop.set_picture(picture, self._words.text("review.line.crop"))

    def set_sentence(self, sentence: str) -> None:
        """The directions in plain words."""
        self._sentence.set_words(sentence)

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        if event.button() is Qt.MouseButton.LeftButton and self.facts.is_medicine:
            self.opened.emit(self.facts.line.position)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.facts.line.position)
            return
        super().keyPressEvent(event)

    @paints
    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, with a ring while it has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            draw.ring(QPainter(self), self._host, self.rect(), self._host.px(8))

    def _head(self) -> Row:
        host, facts = self._host, self.facts
        row = Row(host, gap=8)
        row.addWidget(NumberBadge(host, facts.line.position, filled=False))
        row.addWidget(
            Label(
                host, tall_runs(self._tall_man(line_title(facts, self._words))), Role.MEDICINE, wrap=True, elide=False
            ),
            0,
        )
        chips: list[QWidget] = [ChipLabel(host, chip, height=20) for chip in state_chips(facts, self._words)]
        row.add(*chips)
        row.addStretch(1)
        if facts.is_medicine:
            strip = ThreeWayStrip(host)
            strip.set_parts(facts.written, facts.keyed, PartState.OPEN)
            row.addWidget(strip)
        return row
