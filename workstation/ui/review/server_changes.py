"""What the order server changed or left open, above the lines: read it, count a supply, settle a number."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workstation.domain.errors import Refused
from workstation.services.server_changes import NOTHING_LEFT, ServerChanges
from workstation.ui.components.card import ground
from workstation.ui.components.layouts import Column, clear
from workstation.ui.guards import called_by_qt
from workstation.ui.review.difference_rows import EditsCard
from workstation.ui.review.server_cards import NumberCard, QuestionCard, SupplyCard
from workstation.ui.review.server_stop import ServerStopCard
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

EDITS = "edits"
"""The place of the differences, for `reveal`; a supply is named by its reference, a number by its attention."""
SHARE = 0.4
"""Of the page at most: more scrolls, so that the lines stay in sight."""

LEAST = 64
"""Design px: the title of the first card."""


class ServerChangesBox(QFrame):
    """Hidden while the server left nothing to people. What is typed survives a new reading."""

    read = Signal()
    counted = Signal(str, object, str)
    """Reference, Quantity, reason."""
    settled = Signal(object, str)
    """Id of the attention, reason."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._changes = NOTHING_LEFT
        self._room, self._height = 0, 1
        self.edits: EditsCard | None = None
        self.stop: ServerStopCard | None = None
        self.questions: dict[str, QuestionCard] = {}
        ground(self, "bg", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._inner.setProperty("scrolled", "true")
        self._column = Column(host, (24, 8, 24, 8), 8, self._inner)
        self._area.setWidget(self._inner)
        outer.addWidget(self._area)
        # Text that wraps and sentences of refusals change the height that the cards want.
        self._inner.installEventFilter(self)
        self.setVisible(False)

    def show_changes(self, changes: ServerChanges) -> None:
        """Shows what there is to look at; the same again changes nothing."""
        if changes == self._changes:
            for card in self.questions.values():
                card.give.setEnabled(True)
            return
        typed = {key: card.typed() for key, card in self.questions.items()}
        self._changes = changes
        clear(self._column)
        self.edits, self.stop, self.questions = None, None, {}
        if changes.stop is not None:
            self.stop = ServerStopCard(self._host, self._words, changes.stop)
            self._column.addWidget(self.stop)
        if changes.edits:
            self._add_edits(changes)
        for supply in changes.supplies:
            card = SupplyCard(self._host, self._words, supply)
            card.counted.connect(self.counted)
            self._add_question(supply.reference, card)
        for doubt in changes.same_numbers:
            number = NumberCard(self._host, self._words, doubt)
            number.settled.connect(self.settled)
            self._add_question(f"{doubt.attention_id}", number)
        # What is left over stands below the cards, not inside them.
        self._column.addStretch(1)
        for key, card_again in self.questions.items():
            card_again.put_back(typed.get(key, ()))
        self.setVisible(not changes.is_empty)
        self._fit()

    def reveal(self, place: str) -> None:
        """F8: the card of this place, ready for its answer."""
        if place == EDITS and self.edits is not None:
            self._area.ensureWidgetVisible(self.edits)
            if self.edits.read is not None:
                self.edits.read.setFocus()
        card = self.questions.get(place)
        if card is not None:
            self._area.ensureWidgetVisible(card)
            self._area.ensureWidgetVisible(card.take_focus())

    def refuse(self, place: str, refused: Refused) -> bool:
        """Why an answer was not taken. False when its question is not here any more."""
        card = self.questions.get(place)
        if card is not None:
            card.refuse(refused)
        return card is not None

    def ask_again(self) -> None:
        """Nothing was taken: every answer can be given again."""
        for card in self.questions.values():
            card.give.setEnabled(True)

    def set_room(self, height: int) -> None:
        """The height of the page."""
        self._room = height
        self._fit()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As tall as the cards, within its share."""
        return QSize(super().sizeHint().width(), self._height)

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """It scrolls where a question below needs the room."""
        return QSize(super().minimumSizeHint().width(), min(self._height, self._host.px(LEAST)))

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other words inside, another height."""
        if watched is self._inner and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    # --- inside -------------------------------------------------------------------------------------------

    def _add_edits(self, changes: ServerChanges) -> None:
        text = self._words.text
        key = "unread" if changes.unread else "seen"
        way_on = text(f"server_changes.edits.{key}") if changes.stop is None else ""
        button = text("server_changes.edits.read_button") if changes.unread else ""
        self.edits = EditsCard(self._host, self._words, changes.edits, way_on, button)
        if self.edits.read is not None:
            self.edits.read.clicked.connect(self.read)
        self._column.addWidget(self.edits)

    def _add_question(self, key: str, card: QuestionCard) -> None:
        self.questions[key] = card
        self._column.addWidget(card)

    def _fit(self) -> None:
        width = self._area.viewport().width() if self._area.viewport().width() > 1 else self.width()
        wanted = self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else -1
        wanted = max(wanted, self._column.totalMinimumSize().height())
        limit = round(self._room * SHARE) if self._room else wanted
        height = max(1, min(wanted + 2 * self._host.theme.border_width, limit))
        if height != self._height:
            self._height = height
            self.setMaximumHeight(height)
            self.updateGeometry()
