"""The middle of the review: a card per line, of which one is open."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workstation.domain.errors import Refused
from workstation.domain.prescription import WrittenPlace
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.tabs import Tab, TabStrip
from workstation.ui.review.compact_card import CompactCard, line_title
from workstation.ui.review.draft_notes import DraftNotes
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.lines_head import LinesHead
from workstation.ui.review.open_card import OpenCard
from workstation.ui.review.typed_line import TypedLine
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

CropOf = Callable[[WrittenPlace], QPixmap]


class LinesColumn(QFrame):
    """Head, cards. `open_line` opens one; typing is kept per line."""

    line_opened = Signal(object)
    """LineFacts of the open card, or None."""
    card_moved = Signal()
    noted = Signal(str)
    line_wanted = Signal()
    """A person adds a line."""
    typed = Signal()
    """Something in the open card was typed or chosen."""
    draft_taken_up = Signal(object)
    draft_discarded = Signal(object)
    """OpenDraft."""

    def __init__(self, host: ThemeHost, words: Words, tall_man: Callable[[str], str], crop_of: CropOf) -> None:
        super().__init__()
        self._host, self._words, self._tall_man, self._crop_of = host, words, tall_man, crop_of
        self._facts: tuple[LineFacts, ...] = ()
        self._kept: dict[UUID, TypedLine] = {}
        self._sentences: Mapping[UUID, str] = {}
        self.card: OpenCard | None = None
        self._cards: dict[int, CompactCard] = {}
        self._notes: dict[int, DraftNotes] = {}
        self._now: datetime | None = None
        self._tabbed, self._numbered, self._slim, self._with_tabs = False, False, False, True
        ground(self, "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._head = LinesHead(host, words)
        self._head.line_wanted.connect(self.line_wanted)
        self.add_line = self._head.add_line
        outer.addWidget(self._head)
        self._tabs = TabStrip(host)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tabs.tab_chosen.connect(self._on_tab)
        self.tab_row = QWidget()
        tab_row = Row(host, (12, 0, 8, 0), 4, self.tab_row)
        tab_row.addWidget(self._tabs, 1)
        self._add_small = self._build_add()
        tab_row.addWidget(self._add_small)
        outer.addWidget(self.tab_row)
        self._outer = outer
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("scrolled", "true")
        self._area.setWidget(inner)
        self._column = Column(host, (16, 4, 16, 16), 8, inner)
        outer.addWidget(self._area, 1)
        self._area.verticalScrollBar().valueChanged.connect(self.card_moved)

    # --- what it is given ---------------------------------------------------------------------------------

    def show_lines(self, facts: tuple[LineFacts, ...], open_position: int) -> None:
        """Shows the lines of a prescription. What was typed in lines that are still open is kept."""
        self.keep_typing()
        self._facts = facts
        medicines = [one for one in facts if one.is_medicine]
        done = sum(1 for one in medicines if one.done)
        self._head.set_count(done, len(medicines))
        self.open_line(open_position)

    def forget_typing(self) -> None:
        """Another prescription."""
        self.card = None
        self._kept.clear()

    def kept_typing(self) -> dict[UUID, TypedLine]:
        """By line: what was typed and is not confirmed."""
        self.keep_typing()
        return dict(self._kept)

    def take_typing(self, kept: Mapping[UUID, TypedLine]) -> None:
        """Typing of this prescription from an earlier visit."""
        self._kept = dict(kept)

    def offer_typing(self, line_id: UUID, typed: TypedLine) -> None:
        """A stored draft; what is typed on this screen is newer and stays."""
        self.keep_typing()
        self._kept.setdefault(line_id, typed)

    @property
    def shown_lines(self) -> tuple[LineFacts, ...]:
        """The lines as they were shown last."""
        return self._facts

    def show_now(self, now: datetime) -> None:
        """How old the drafts are, as of this aware time."""
        self._now = now
        for notes in self._notes.values():
            notes.show_now(now)

    def set_saved(self, words: str) -> None:
        """ "saved 16:31:52": only for what was stored."""
        self._head.set_saved(words)

    def set_sentences(self, sentences: Mapping[UUID, str]) -> None:
        """Directions in plain words, by line, for the compact cards."""
        self._sentences = sentences
        for card in self._cards.values():
            card.set_sentence(self._sentence(card.facts))

    def set_tabbed(self, tabbed: bool, numbered_in: Row | None = None) -> None:
        """Narrow windows: lines as tabs above the open card; as numbers in another row where lines are few."""
        self._tabbed, self._numbered = tabbed, numbered_in is not None
        if numbered_in is not None:
            numbered_in.addWidget(self.tab_row)
        else:
            self._outer.insertWidget(1, self.tab_row)
        self._fold()

    def show_tabs(self, shown: bool) -> None:
        """Not on a page on which no line is seen."""
        self._with_tabs = shown
        self._fold()

    def set_can_add(self, can: bool) -> None:
        """Whether a person may add a line."""
        for button in (self.add_line, self._add_small):
            button.setVisible(can)

    def set_slim(self, slim: bool) -> None:
        """Narrow windows: candidates in one row of text each."""
        self._slim = slim
        if self.card is not None:
            self.card.chooser.list.set_slim(slim)

    def refuse(self, refused: Refused) -> None:
        """In the card that is open."""
        if self.card is not None:
            self.card.answered()
            self.card.refusal.refuse(refused)

    def drafts_answered(self) -> None:
        """A draft was neither taken up nor discarded: it can be asked again."""
        for notes in self._notes.values():
            notes.answered()

    # --- opening ------------------------------------------------------------------------------------------

    @property
    def open_position(self) -> int:
        """Position of the open line, 0 when none is."""
        return self.card.facts.line.position if self.card else 0

    def open_line(self, position: int) -> None:
        """Opens a line; 0 or an unknown position opens none."""
        self.keep_typing()
        clear(self._column)
        self.card, self._cards, self._notes = None, {}, {}
        for facts in self._facts:
            if facts.drafts and self._now is not None:
                self._column.addWidget(self._build_notes(facts, self._now))
            if facts.line.position == position and facts.is_medicine:
                self.card = self._build_open(facts)
                self._column.addWidget(self.card)
                # Layouts show new widgets later; the focus cannot go to what is not shown.
                self.card.show()
            else:
                self._column.addWidget(self._build_compact(facts))
        if not self._facts:
            text = self._words.text
            empty = EmptyState(self._host, "review", text("review.line.none_title"), text("review.line.none"))
            self._column.addWidget(empty)
        self._column.addStretch(1)
        self._fold()
        self.line_opened.emit(self.card.facts if self.card else None)
        self.card_moved.emit()

    def reveal_card(self) -> None:
        """Scrolls the open card into view, with the drafts above it."""
        if self.card is not None:
            # Sizes of fresh cards are known after the layout has run.
            self._column.activate()
            self._area.ensureWidgetVisible(self.card, 0, self._host.px(8))
            top = self._notes.get(self.open_position, self.card)
            self._area.ensureVisible(0, top.geometry().top(), 0, self._host.px(8))
            self.card_moved.emit()

    def reveal_directions(self) -> bool:
        """Scrolls to what the directions of the open card ask. False when it is seen already, or nothing is asked."""
        note = self.card.directions if self.card is not None else None
        if note is None or not note.is_asking or not note.visibleRegion().isEmpty():
            return False
        self._column.activate()
        self._area.ensureWidgetVisible(note, 0, self._host.px(8))
        return True

    def _on_candidates_wanted(self) -> None:
        if self.card is not None:
            self._column.activate()
            self._area.ensureWidgetVisible(self.card.chooser, 0, self._host.px(8))

    def link_point(self) -> QPoint | None:
        """Global point at the left edge of the open card at the height of its crop; None when none is open."""
        if self.card is None or not self.isVisible():
            return None
        return self.card.mapToGlobal(QPoint(0, self._host.px(44)))

    def refresh_crops(self) -> None:
        """The scan is there now."""
        for facts in self._facts:
            place = facts.place
            picture = self._crop_of(place) if place else QPixmap()
            position = facts.line.position
            if position in self._cards:
                self._cards[position].set_crop(picture)
            elif self.card is not None and self.card.facts is facts:
                self.card.show_crop(picture)

    # --- inside -------------------------------------------------------------------------------------------

    def keep_typing(self) -> None:
        """What stands in the open card is remembered."""
        card = self.card
        if card is not None and card.touched:
            self._kept[card.facts.line.id] = card.typed_line()

    def drop_typing(self, line_id: UUID) -> None:
        """A line was confirmed: the stored values count now."""
        self._kept.pop(line_id, None)
        if self.card is not None and self.card.facts.line.id == line_id:
            self.card = None

    def _build_add(self) -> Button:
        add = Button(self._host, "", ButtonKind.PLAIN, icon="plus", small=True)
        add.setAccessibleName(self._words.text("review.lines.add"))
        add.setToolTip(self._words.text("review.lines.add"))
        add.clicked.connect(self.line_wanted)
        return add

    def _build_open(self, facts: LineFacts) -> OpenCard:
        card = OpenCard(self._host, self._words, facts, self._tall_man, self._kept.get(facts.line.id))
        card.noted.connect(self.noted)
        card.typed_changed.connect(self.typed)
        card.candidates_wanted.connect(self._on_candidates_wanted)
        card.chooser.list.set_slim(self._slim)
        if facts.place:
            card.show_crop(self._crop_of(facts.place))
        return card

    def _build_compact(self, facts: LineFacts) -> CompactCard:
        card = CompactCard(self._host, self._words, facts, self._sentence(facts), self._tall_man)
        card.opened.connect(self._on_opened)
        card.noted.connect(self.noted)
        if facts.place:
            card.set_crop(self._crop_of(facts.place))
        self._cards[facts.line.position] = card
        return card

    def _build_notes(self, facts: LineFacts, now: datetime) -> DraftNotes:
        notes = DraftNotes(self._host, self._words, facts.drafts, now)
        notes.taken_up.connect(self.draft_taken_up)
        notes.discarded.connect(self.draft_discarded)
        self._notes[facts.line.position] = notes
        return notes

    def _sentence(self, facts: LineFacts) -> str:
        return self._sentences.get(facts.line.id, "") or facts.line.dosage_instruction

    def _fold(self) -> None:
        tabs = tuple(
            Tab(
                f"{one.line.position}",
                f"{one.line.position}" if self._numbered else f"{one.line.position}  {line_title(one, self._words)}",
                icon="shape-ok" if one.done else "shape-moderate",
                tone="ok" if one.done else "moderate",
            )
            for one in self._facts
            if one.is_medicine
        )
        self._tabs.set_tabs(tabs)
        self._tabs.choose(f"{self.open_position}")
        folded = self._tabbed and self.card is not None
        self.tab_row.setVisible(folded and self._with_tabs)
        self._head.setVisible(not folded)
        for card in self._cards.values():
            card.setVisible(not (folded and card.facts.is_medicine))
        for position, notes in self._notes.items():
            notes.setVisible(not folded or position == self.open_position)

    def _on_opened(self, position: int) -> None:
        self.open_line(position)
        self.reveal_card()
        if self.card is not None:
            self.card.take_focus()

    def _on_tab(self, code: str) -> None:
        if code.isdecimal() and int(code) != self.open_position:
            self._on_opened(int(code))
