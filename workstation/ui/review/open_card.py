"""The line that is open: what is written (crop), what it may mean (candidates), what is keyed (editors), Confirm."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity
from workstation.services.transcription import KeyedLine, TranscriptionRefusal
from workstation.ui.components.buttons import Button, ButtonKind, QuietButton, SecondaryButton
from workstation.ui.components.card import OPEN, Card
from workstation.ui.components.chips import ChipLabel
from workstation.ui.components.facts import Fact, FactRows
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.threeway import PartState, ThreeWayStrip
from workstation.ui.review.card_parts import Crop, NumberBadge, RefusalNote
from workstation.ui.review.chooser import Chooser
from workstation.ui.review.compact_card import line_title, note_widget, state_chips
from workstation.ui.review.directions_note import DirectionsNote
from workstation.ui.review.drafts import Choosable
from workstation.ui.review.editors import LineEditors
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.product_words import price_text, product_detail, stock_text, tall_runs
from workstation.ui.review.sent_pane import sent_amount
from workstation.ui.review.typed_line import TypedLine, course_doubt, typed_of
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class OpenCard(Card):
    """Asks by signals; the lines column and the panel answer through the `show_` methods."""

    confirm_requested = Signal(object)
    """KeyedLine."""
    product_requested = Signal(object, object)
    """UUID of the line, UUID of the product: for a line of the order server."""
    directions_accepted = Signal(object)
    """UUID of the line whose directions are enough as they are written."""
    removal_requested = Signal(object)
    """UUID of a line that is no medicine."""
    search_requested = Signal(str)
    sentence_requested = Signal(str, str)
    unreadable_requested = Signal(int)
    candidates_wanted = Signal()
    """The candidates have to be seen now."""
    typed_changed = Signal()
    noted = Signal(str)

    def __init__(
        self, host: ThemeHost, words: Words, facts: LineFacts, tall_man: Callable[[str], str], kept: TypedLine | None
    ) -> None:
        super().__init__(host, OPEN)
        self._words, self.facts, self._tall_man = words, facts, tall_man
        start = kept or typed_of(facts)
        self._choice = start.choice
        self.touched = kept is not None
        self.setAccessibleName(words.text("review.line.open_name", line=facts.line.position))
        self._column = Column(host, (16, 10, 16, 10), 8, self)
        self._column.addLayout(self._head())
        self.crop = Crop(host, 52)
        self.crop.setVisible(False)
        self._column.addWidget(self.crop)
        self.chooser = Chooser(host, words, tall_man)
        self.editors = LineEditors(host, words)
        self.directions = DirectionsNote(host, words)
        self.refusal = RefusalNote(host, words)
        self.confirm = Button(host, words.text("review.line.confirm"), ButtonKind.OUTLINED, keys="Enter", bind=False)
        self.not_medicine = QuietButton(host, words.text("review.line.not_medicine"), keys="Del", bind=False)
        self.not_medicine.setVisible(False)
        self._sentences = [
            Label(host, "", wrap=True, elide=False),
            Label(host, "", tone="text_2", wrap=True, elide=False),
        ]
        if facts.editable:
            self._build_editable(start)
        else:
            self._build_server()
        self._connect()

    # --- what it says -------------------------------------------------------------------------------------

    def keyed_line(self) -> KeyedLine:
        """What stands in the card. Raises Refused(NO_MEDICINE) while nothing is chosen: nothing is guessed."""
        line, choice, editors = self.facts.line, self._choice, self.editors
        medicine = choice.medicine if choice else None
        if choice is None or (choice.product is None and medicine is None):
            raise Refused(TranscriptionRefusal.NO_MEDICINE)
        amount = editors.quantity_value()
        return KeyedLine(
            medicine_text=choice.name,
            dosage_instruction=editors.full_directions(),
            quantity=Quantity(amount, editors.unit) if amount is not None and editors.unit else None,
            days_supply=editors.days_value(),
            product_id=choice.product.id if choice.product else None,
            medicine=medicine,
            line_id=None if self.facts.is_new else line.id,
            written=line.written,
            written_text=line.written_text,
        )

    def typed_line(self) -> TypedLine:
        """To be kept when the card closes."""
        return TypedLine(self.editors.typed(), self._choice)

    def press_confirm(self) -> None:
        """Enter. Once: what is under way is not sent again."""
        if not self.confirm.isEnabled():
            return
        try:
            keyed = self.keyed_line()
        except Refused as refused:
            self.refusal.refuse(refused)
            self.focus_candidates()
            return
        self.refusal.say("")
        self._wait_for_answer()
        self.confirm_requested.emit(keyed)

    def press_accept_directions(self) -> None:
        """Ctrl+L. Once, and only for directions that stand in the store as they are shown."""
        if self.directions.is_asking:
            self._wait_for_answer()
            self.directions_accepted.emit(self.facts.line.id)

    def press_not_medicine(self) -> None:
        """Del. Once, and only for what nobody confirmed."""
        if self.facts.removable and self.not_medicine.isEnabled():
            self._wait_for_answer()
            self.removal_requested.emit(self.facts.line.id)

    def take_focus(self) -> bool:
        """The keys work at once: candidates first, editors when a medicine is chosen. False when nothing is to key."""
        if self.facts.editable:
            # Where the directions ask, Enter must not pass over them: what they lack is typed, or accepted by its key.
            ready = self.editors.directions if self.directions.is_asking else self.confirm
            (self.chooser.list if self._choice is None else ready).setFocus()
        elif self.facts.product is None and self.facts.line.block is None:
            self._on_other()
        else:
            return False
        return True

    def focus_candidates(self) -> None:
        """The digits choose, and what they choose is seen. Enter confirms as before."""
        self.chooser.list.setFocus()
        self.candidates_wanted.emit()

    def last_editor(self) -> QLineEdit:
        """Where a word of the scan goes when no field has the focus."""
        return self.chooser.search if self.chooser.searching else self.editors.directions

    # --- what it is told ----------------------------------------------------------------------------------

    def answered(self) -> None:
        """The confirmation or the removal was not taken: both can be pressed again."""
        for button in (self.confirm, self.not_medicine, self.directions.accept):
            button.setEnabled(True)

    def show_crop(self, picture: QPixmap) -> None:
        """The piece of the scan."""
        self.crop.set_picture(picture, self._words.text("review.line.crop"))

    def show_candidates(self, rows: tuple[Choosable, ...]) -> None:
        """The candidates with their products; what was chosen stays chosen."""
        chosen = self._choice
        if chosen is not None and chosen.product is not None:
            same = next((row for row in rows if row.product and row.product.id == chosen.product.id), None)
            self._choice = chosen = same or chosen
        self.chooser.show_candidates(rows, chosen)

    def show_sentences(self, first: str, second: str) -> None:
        """The directions in plain words, in two languages."""
        for label, said in zip(self._sentences, (first, second), strict=True):
            label.set_words(said)
            label.setVisible(bool(said))

    # --- inside -------------------------------------------------------------------------------------------

    def _head(self) -> Row:
        host, facts, words = self._host, self.facts, self._words
        row = Row(host, gap=8)
        row.addWidget(NumberBadge(host, facts.line.position, filled=True))
        asks = facts.written is PartState.ASKS
        title = (Run(words.text("review.line.which")),) if asks else tall_runs(self._tall_man(line_title(facts, words)))
        row.addWidget(Label(host, title, Role.LEAD, weight=600, wrap=True, elide=False))
        chips: list[QWidget] = [ChipLabel(host, chip, height=22) for chip in state_chips(facts, words)]
        row.add(*chips)
        row.addStretch(1)
        self._strip = ThreeWayStrip(host)
        self._strip.set_parts(facts.written, facts.keyed, PartState.OPEN)
        row.addWidget(self._strip)
        return row

    def _build_editable(self, start: TypedLine) -> None:
        self._column.add(self.chooser, self.editors)
        if doubt := course_doubt(self.facts, self._words):
            self._column.addWidget(Label(self._host, bold(doubt, "moderate"), wrap=True, elide=False))
        self._column.add(self.directions, self.refusal)
        self._add_notes()
        end = Row(self._host, gap=12)
        sentences = Column(self._host, gap=0)
        sentences.add(*self._sentences)
        end.addLayout(sentences, 1)
        buttons = Row(self._host, gap=0)
        buttons.add(self.not_medicine, self.confirm)
        end.addLayout(buttons)
        self._column.addLayout(end)
        # After the layout has given it a parent: alone it would be a window for a moment and take the focus.
        self.not_medicine.setVisible(self.facts.removable)
        self.show_candidates(())
        line = self.facts.line
        unit = line.quantity_prescribed.unit if line.quantity_prescribed else ""
        self.editors.show_typed(start.typed, self._choice.product if self._choice else None, unit)
        self._show_directions()

    def _build_server(self) -> None:
        host, words, facts = self._host, self._words, self.facts
        line = facts.line
        says = (
            Fact(words.text("review.server.medicine"), bold(prescribed_text(line.medicine))),
            Fact(words.text("review.server.directions"), line.dosage_instruction or words.text("review.server.none")),
            Fact(words.text("review.server.quantity"), sent_amount(line, words)),
            Fact(words.text("review.server.product"), self._product_said(facts.product)),
        )
        self._column.addWidget(FactRows(host, says, 112))
        self._column.add(*self._sentences)
        self._column.addWidget(self.directions)
        self._show_directions()
        self._column.addWidget(self.refusal)
        self._add_notes()
        if line.block is not None:
            self.refusal.say(words.text("review.server.blocked", why=words.word(line.block)))
        row = Row(host, gap=0)
        key = "review.server.other" if facts.product else "review.server.choose"
        self.other = SecondaryButton(host, words.text(key), icon="search", small=True)
        self.other.clicked.connect(self._on_other)
        row.addWidget(self.other)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addWidget(self.chooser)
        self.chooser.setVisible(False)

    def _add_notes(self) -> None:
        for index in range(len(self.facts.notes)):
            note = note_widget(self._host, self._words, self.facts, index)
            note.noted.connect(self.noted)
            self._column.addWidget(note)

    def _product_said(self, product: Product | None) -> str | tuple[Run, ...]:
        if product is None:
            return (bold(self._words.text("review.line.no_product"), "moderate"),)
        stock = stock_text(self._words, product, self.facts.free) if self.facts.free is not None else ""
        rest = " · ".join(part for part in (product_detail(product), stock, price_text(product.price)) if part)
        return (bold(product.name), Run(f"\n{rest}"))

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._on_chosen)
        self.chooser.search_requested.connect(self.search_requested)
        self.chooser.unreadable_requested.connect(self._on_unreadable)
        self.chooser.list.out_of_sight.connect(self.candidates_wanted)
        self.editors.changed.connect(self._on_typed)
        self.editors.sentence_wanted.connect(self.sentence_requested)
        self.confirm.clicked.connect(self.press_confirm)
        self.not_medicine.clicked.connect(self.press_not_medicine)
        self.directions.accepted.connect(self.press_accept_directions)
        # In this card only: elsewhere on the screen the key must not take a line away.
        key = QShortcut(QKeySequence(Qt.Key.Key_Delete), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.press_not_medicine)

    def _wait_for_answer(self) -> None:
        for button in (self.confirm, self.not_medicine, self.directions.accept):
            button.setEnabled(False)

    def _on_chosen(self, choice: Choosable) -> None:
        if not self.facts.editable:
            if choice.product is not None:
                self.product_requested.emit(self.facts.line.id, choice.product.id)
            return
        self._choice = choice
        self.refusal.say("")
        self.editors.set_product(choice.product)
        self._show_directions()
        self.touched = True
        self.typed_changed.emit()

    def _show_directions(self) -> None:
        """What the typed directions lack. Only what stands in the store is accepted: what is typed is keyed first."""
        product = self._choice.product if self._choice else None
        form = product.form if product else self.facts.form
        facts, now, kept = self.facts, self.editors.typed(), typed_of(self.facts).typed
        same = (now.directions, now.days, product) == (kept.directions, kept.days, facts.product) or not facts.editable
        self.directions.show_directions(
            self.editors.full_directions() if facts.editable else facts.line.dosage_instruction,
            form,
            facts.paper_says,
            asked=same and facts.may_accept,
            settled=same and facts.done and not facts.is_new,
        )

    def _on_typed(self) -> None:
        self.refusal.say("")
        self._show_directions()
        self.touched = True
        self.typed_changed.emit()

    def _on_unreadable(self) -> None:
        self._choice = None
        self.chooser.list.mark_chosen(-1)
        self.editors.set_product(None)
        self.refusal.say(self._words.text("review.candidate.marked_unreadable"))
        self.unreadable_requested.emit(self.facts.line.position)

    def _on_other(self) -> None:
        self.chooser.setVisible(True)
        self.chooser.open_search()
        self.chooser.search.setText(" ".join(part.ingredient for part in self.facts.line.medicine.ingredients[:1]))
        if self.chooser.search.text():
            self.search_requested.emit(self.chooser.search.text())


def prescribed_text(medicine: PrescribedMedicine) -> str:
    """What is prescribed: the text, and the form where the text does not say it."""
    form = medicine.form if medicine.form and medicine.form.casefold() not in medicine.text.casefold() else ""
    return " · ".join(part for part in (medicine.text, form) if part)
