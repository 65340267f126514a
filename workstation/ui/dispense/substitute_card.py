"""What in stock may stand for the product of a line, one key each; then why. Asked in place, never a dialog."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.domain.quantity import Quantity
from workstation.domain.substitution import SubstitutionReason
from workstation.services.substitution import Substitute, Substitutes
from workstation.ui.components.buttons import Button, ButtonKind, QuietButton
from workstation.ui.components.card import OPEN, Card, Rule
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import Run, bold
from workstation.ui.dispense.amounts import counted
from workstation.ui.review.product_words import price_text
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class SubstituteCard(Card):
    """Shown while F4 is answered. Its keys are digits: they count while no field has the focus."""

    chosen = Signal(object, object)
    """Substitute, SubstitutionReason: what a person took, and why."""
    cancelled = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, OPEN)
        self._words = words
        self._offer: Substitutes | None = None
        self._taken: Substitute | None = None
        column = Column(host, (24, 10, 16, 12), 4, self)
        head = Row(host, gap=12)
        self._title = Label(host, "", weight=600, wrap=True, elide=False)
        head.addWidget(self._title, 1)
        self._back = QuietButton(host, words.text("dispense.ask.cancel"), keys="Esc", small=True)
        self._back.clicked.connect(self.cancelled)
        head.addWidget(self._back)
        column.addLayout(head)
        self._note = Label(host, "", Role.SMALL, "text_2", wrap=True, elide=False)
        column.addWidget(self._note)
        self._rows = Column(host, gap=4)
        column.addLayout(self._rows)
        self.setVisible(False)

    def offer(self, found: Substitutes) -> None:
        """What there is for a line, or why there is nothing."""
        self._offer, self._taken = found, None
        text = self._words.text
        amount = counted(self._words, found.wanted)
        price = price_text(found.price) or text("dispense.substitute.no_price")
        self._say(text("dispense.substitute.title", name=found.product.name, amount=amount, price=price), self._why())
        for number, one in enumerate(found.found, start=1):
            self._add(*self._row(number, one))
        self.setVisible(True)

    def offered(self) -> Substitutes | None:
        """What is shown; None while it is closed."""
        return None if self.isHidden() else self._offer

    def said(self) -> str:
        """Title and note as they are read."""
        return f"{self._title.words()} {self._note.words()}".strip()

    def close_question(self) -> bool:
        """Closes it. False when it was not open."""
        was_open = not self.isHidden()
        self.setVisible(False)
        return was_open

    def _why(self) -> str:
        """The rule that forbids it; else who chooses, or that nothing is there."""
        assert self._offer is not None
        text = self._words.text
        if self._offer.block is not None:
            return text(f"dispense.substitute.blocked.{self._offer.block.value}")
        return text("dispense.substitute.note" if self._offer.found else "dispense.substitute.none")

    def _say(self, title: str, note: str) -> None:
        self._title.set_words(title)
        self._note.set_words(note)
        self.setAccessibleName(f"{title} {note}".strip())
        clear(self._rows)

    def _add(self, button: Button, *said: Said) -> None:
        self._rows.addWidget(Rule())
        holder = QWidget()
        across = Row(self._host, gap=12, parent=holder)
        lines = Column(self._host, gap=2)
        lines.addWidget(Label(self._host, said[0], Role.MEDICINE, wrap=True, elide=False))
        for one in said[1:]:
            lines.addWidget(Label(self._host, one, Role.SMALL, "text_2", wrap=True, elide=False))
        across.addLayout(lines, 1)
        across.addWidget(button)
        self._rows.addWidget(holder)

    def _row(self, number: int, one: Substitute) -> tuple[Button, Said, Said, Said]:
        text = self._words.text
        assert self._offer is not None
        key = "keyed" if one.is_keyed else "take"
        button = Button(
            self._host, text(f"dispense.substitute.{key}"), ButtonKind.OUTLINED, keys=str(number), small=True
        )
        refusal = self._offer.block or one.refusal
        button.set_locked(text(f"dispense.substitute.blocked.{refusal.value}") if refusal is not None else "")
        button.setAccessibleName(f"{button.text()} {one.product.name}")
        button.clicked.connect(lambda: self._take(one))
        medicine = f"{one.product.strength_text} · {one.product.form}"
        stock = text("dispense.substitute.free", amount=counted(self._words, one.free))
        if one.free < one.wanted:
            stock = text("dispense.substitute.short", amount=counted(self._words, one.free))
        return button, one.product.name, f"{medicine} · {stock}", (*self._money(one), *self._scaled(one))

    def _money(self, one: Substitute) -> tuple[Run, ...]:
        price = price_text(one.price)
        if not price:
            return (Run(self._words.text("dispense.substitute.no_price")),)
        if one.saves is None or not one.saves.amount:
            return (Run(price),)
        key = "saves" if one.saves.amount > 0 else "more"
        saved = price_text(type(one.saves)(abs(one.saves.amount), one.saves.currency))
        return Run(f"{price} · "), bold(self._words.text(f"dispense.substitute.{key}", amount=saved))

    def _scaled(self, one: Substitute) -> tuple[Run, ...]:
        """How many are taken in the place of one, and what the label will say."""
        if one.units_for_one == 1:
            return ()
        text = self._words.text
        unit = counted(self._words, Quantity(one.wanted.value, one.wanted.unit))
        said = text("dispense.substitute.scaled", units=one.units_for_one, amount=unit)
        if one.refusal is not None:
            return Run(" · "), bold(f"{said}. {text(f'dispense.substitute.blocked.{one.refusal.value}')}", "moderate")
        label = text("dispense.substitute.label", directions=one.directions)
        return Run(" · "), bold(f"{said}. {label}", "moderate")

    def _take(self, one: Substitute) -> None:
        """The keyed product needs no reason: it is what was approved."""
        if one.is_keyed:
            self.chosen.emit(one, SubstitutionReason.CONTINUES)
            return
        self._taken = one
        text = self._words.text
        self._say(text("dispense.substitute.why", name=one.product.name), text("dispense.substitute.why_note"))
        for number, reason in enumerate(SubstitutionReason, start=1):
            button = Button(
                self._host, text("dispense.substitute.this"), ButtonKind.OUTLINED, keys=str(number), small=True
            )
            button.setAccessibleName(text(f"dispense.substitute.reason.{reason.value}"))
            button.clicked.connect(lambda _checked=False, why=reason: self._give(why))
            self._add(button, text(f"dispense.substitute.reason.{reason.value}"))

    def _give(self, reason: SubstitutionReason) -> None:
        if self._taken is not None:
            self.chosen.emit(self._taken, reason)
