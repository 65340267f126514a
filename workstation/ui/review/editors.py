"""The editors of the open line: product facts, dose by time of day, food, days, quantity, directions."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.dosage.course import course_quantity, with_days
from workstation.domain.medicine import Product
from workstation.domain.quantity import plain_number
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.field import Choice
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.review.dose_parts import (
    FOOD,
    DoseParts,
    directions_of,
    number_of,
    packs_text,
    parts_of,
)
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

WHOLE = "whole"
"""Property of an editor whose content a word of the scan replaces; the others take it in at the cursor."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the editors, as typed. Kept while the panel lives, so that leaving a line loses nothing."""

    directions: str = ""
    days: str = ""
    quantity: str = ""
    quantity_by_hand: bool = False


class LineEditors(QWidget):
    """Emits `changed` after every edit; `sentence_wanted` when directions, days or form are other ones."""

    changed = Signal()
    sentence_wanted = Signal(str, str)
    """Directions with days, form."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._product: Product | None = None
        self._unit, self._filling, self._quantity_by_hand = "", False, False
        self._fixed: list[tuple[QWidget, float]] = []
        column = Column(host, gap=8, parent=self)
        fields = Flow(host, gap=8, row_gap=8)
        column.addWidget(fields)
        self.strength, self.form = Label(host, "–", Role.MEDICINE, elide=False), Label(host, "–", elide=False)
        self.slots = tuple(self._edit(38, f"review.edit.{slot}", whole=True) for slot in ("morning", "noon", "night"))
        text = words.text
        foods = ((code, text(f"review.edit.{code}")) for code in FOOD)
        self.food = Choice(host, (("", text("review.edit.food_any")), *foods))
        self.food.setAccessibleName(text("review.edit.food"))
        self.days = self._edit(50, "review.edit.days", whole=True)
        self.quantity = self._edit(58, "review.edit.quantity", whole=True)
        self._packs = Label(host, "", Role.SMALL, "text_2", elide=False)
        fields.add(
            self._labelled("review.edit.strength", self._boxed(self.strength)),
            self._labelled("review.edit.form", self._boxed(self.form)),
            self._labelled("review.edit.slots", *self.slots), self._labelled("review.edit.food", self.food),
            self._labelled("review.edit.days", self.days),
            self._labelled("review.edit.quantity", self.quantity, self._packs),
        )  # fmt: skip
        self.directions = QLineEdit()
        self.directions.setAccessibleName(text("review.edit.directions"))
        self.directions.setPlaceholderText(text("review.edit.directions_hint"))
        beside = Row(host, gap=8)
        beside.addWidget(Label(host, text("review.edit.directions"), Role.SMALL, "text_2", elide=False))
        beside.addWidget(self.directions, 1)
        column.addLayout(beside)
        self._connect()
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # --- what it shows ------------------------------------------------------------------------------------

    def show_typed(self, typed: Typed, product: Product | None, unit: str) -> None:
        """Fills the editors. `unit` is what the quantity is counted in while no product tells."""
        self._filling = True
        self._quantity_by_hand = typed.quantity_by_hand
        self.directions.setText(typed.directions)
        self._fill_parts(parts_of(typed.directions))
        self.days.setText(typed.days)
        self.quantity.setText(typed.quantity)
        self._unit = unit
        self._filling = False
        self.set_product(product)

    def set_product(self, product: Product | None) -> None:
        """Strength, form, unit and packs follow the product."""
        self._product = product
        if product is not None:
            self._unit = product.pack_size.unit
        parts = product.ingredients if product else ()
        strengths = " + ".join(str(part.strength) if part.strength else part.ingredient for part in parts)
        self.strength.set_words(strengths or "–")
        self.form.set_words(product.form if product else "–")
        if product is not None and self.quantity_value() is None:
            self._count()
        self._show_packs()
        self.ask_sentence()

    def typed(self) -> Typed:
        """What stands there now."""
        return Typed(self.directions.text(), self.days.text(), self.quantity.text(), self._quantity_by_hand)

    def days_value(self) -> int | None:
        """The days as a whole number, None when there are none. Zero is kept: the service refuses it in words."""
        text = self.days.text().strip()
        return int(text) if text.isdecimal() else None

    def quantity_value(self) -> Decimal | None:
        """The quantity; None when nothing or no number is typed."""
        return number_of(self.quantity.text())

    @property
    def unit(self) -> str:
        """What the quantity is counted in; "" while it is not known."""
        return self._unit

    def full_directions(self) -> str:
        """Directions with their duration, as they are stored."""
        return with_days(self.directions.text(), self.days_value())

    # --- inside -------------------------------------------------------------------------------------------

    def _edit(self, width: float, key: str, *, whole: bool) -> QLineEdit:
        edit = QLineEdit()
        edit.setAlignment(Qt.AlignmentFlag.AlignHCenter if width < 60 else Qt.AlignmentFlag.AlignLeft)
        edit.setAccessibleName(self._words.text(key))
        edit.setProperty(WHOLE, whole)
        self._fixed.append((edit, width))
        return edit

    def _boxed(self, label: Label) -> Card:
        """What follows from the product is shown in a quiet box: it is changed by choosing another one."""
        box = Card(self._host, CardLook(edge="border", ground="bg", radius=6))
        Row(self._host, (8, 0, 8, 0), 0, box).addWidget(label)
        return box

    def _labelled(self, key: str, *editors: QWidget) -> QWidget:
        part = QWidget()
        column = Column(self._host, gap=4, parent=part)
        column.addWidget(Label(self._host, self._words.text(key), Role.SMALL, "text_2", elide=False))
        row = Row(self._host, gap=5)
        for editor in editors:
            row.addWidget(editor)
        if not isinstance(editors[0], QLineEdit) or len(editors) > 1 or editors[0].property(WHOLE):
            row.addStretch(1)
        column.addLayout(row)
        return part

    def _connect(self) -> None:
        for slot in self.slots:
            slot.textEdited.connect(self._on_parts)
        self.food.activated.connect(self._on_parts)
        self.directions.textEdited.connect(self._on_directions)
        self.days.textEdited.connect(self._on_days)
        self.quantity.textEdited.connect(self._on_quantity)
        # A word clicked on the scan is put in by setText, which is no edit by hand to Qt.
        for edit in (*self.slots, self.days, self.quantity, self.directions):
            edit.textChanged.connect(self._on_any)

    def _on_any(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _on_parts(self) -> None:
        morning, noon, night = (slot.text() for slot in self.slots)
        said = directions_of(DoseParts(morning, noon, night, self.food.code()))
        if said:
            self._filling = True
            self.directions.setText(said)
            self._filling = False
            self._count_and_tell()

    def _on_directions(self) -> None:
        self._filling = True
        self._fill_parts(parts_of(self.directions.text()))
        self._filling = False
        self._count_and_tell()

    def _on_days(self) -> None:
        self._count_and_tell()

    def _on_quantity(self) -> None:
        self._quantity_by_hand = bool(self.quantity.text().strip())
        self._show_packs()

    def put_word(self, editor: QLineEdit, word: str) -> None:
        """A word of the scan into an editor, as if it had been typed."""
        if editor.property(WHOLE):
            editor.setText(word.strip())
        else:
            lead = " " if editor.text()[: editor.cursorPosition()].strip() and not editor.hasSelectedText() else ""
            editor.insert(lead + word)
        editor.textEdited.emit(editor.text())

    def _fill_parts(self, parts: DoseParts) -> None:
        for slot, said in zip(self.slots, (parts.morning, parts.noon, parts.night), strict=True):
            slot.setText(said)
        self.food.choose(parts.food)

    def _count_and_tell(self) -> None:
        self._count()
        self.ask_sentence()
        self.changed.emit()

    def _count(self) -> None:
        if self._quantity_by_hand or not self._unit:
            return
        form = self._product.form if self._product else ""
        total = course_quantity(self.directions.text(), form, self.days_value(), self._unit)
        if total is not None:
            self._filling = True
            self.quantity.setText(plain_number(total.value))
            self._filling = False
        self._show_packs()

    def _show_packs(self) -> None:
        amount = self.quantity_value()
        if self._product is None or not amount:
            self._packs.set_words(self._unit)
            return
        self._packs.set_words(packs_text(amount, self._product.pack_size))

    def ask_sentence(self) -> None:
        """Asks for the directions in plain words."""
        self.sentence_wanted.emit(self.full_directions(), self._product.form if self._product else "")

    def _on_theme_changed(self) -> None:
        for edit, width in self._fixed:
            edit.setFixedWidth(self._host.px(width))
        for label in (self.strength, self.form):
            label.setMinimumHeight(self._host.metrics.field)
