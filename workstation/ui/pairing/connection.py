"""The connection: which order server, who we are there, what it does. The way into the pairing wizard."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import PrimaryButton
from workstation.ui.components.card import Card, ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.facts import Fact, FactRows
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.actions import ConnectionView
from workstation.ui.pairing.habit_table import HabitTable
from workstation.ui.pairing.habits import habit_rows
from workstation.ui.pairing.parts import Notice, scrolling
from workstation.ui.shell.page import Page
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words


class ConnectionPage(Page):
    """Enter opens the wizard, for those who may pair."""

    pair_requested = Signal()
    reload_requested = Signal()
    """The page has come to the front: `show_connection` is due."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(scrolling(host, self._build_body()), 1)
        column.addWidget(self._build_bar())

    def show_connection(self, view: ConnectionView, *, may_pair: bool) -> None:
        """The connection as it stands."""
        text = self._words.text
        self._show_state(view)
        self.copied.say(text("pairing.copy.why") if view.copied else "", Severity.MAJOR)
        self._empty.setVisible(not view.is_paired)
        self._facts_card.setVisible(view.is_paired)
        if view.is_paired:
            self._facts.set_facts(self._rows(view))
        self._habits_head.setVisible(view.is_paired)
        self.habits.setVisible(view.probe is not None)
        self._not_tried.say(
            "" if view.probe is not None or not view.is_paired else text("pairing.connection.not_tried")
        )
        if view.probe is not None:
            self.habits.show_habits(habit_rows(self._words, view.probe))
        self.pair.set_text(text("pairing.pair_again" if view.is_paired else "pairing.pair"))
        because = "" if may_pair else text("pairing.connection.may_not")
        self.pair.set_locked(because)
        self._bar.set_reason(because)

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """To the wizard."""
        return self.pair

    def page_shown(self) -> None:
        """It may have been paired on the command line."""
        self.reload_requested.emit()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Enter."""
        return (KeyHint("Enter", self._words.text("pairing.pair")),)

    # --- building -----------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        head = ground(QFrame(), "surface", "bottom")
        head.setMinimumHeight(self._host.px(56))
        row = Row(self._host, (24, 12, 20, 12), 16, head)
        row.addWidget(Label(self._host, self._words.text("pairing.connection.title"), Role.TITLE, elide=False))
        self._state = Label(self._host, "", tone="text_2", wrap=True)
        row.addWidget(self._state, 1)
        return head

    def _build_body(self) -> QWidget:
        host, text = self._host, self._words.text
        body = QWidget()
        column = Column(host, (24, 16, 24, 24), 16, body)
        self.copied = Notice(host)
        column.addWidget(self.copied)
        self._empty = EmptyState(
            host, "server", text("pairing.connection.unpaired_title"), text("pairing.connection.unpaired")
        )
        column.addWidget(self._empty)
        self._facts_card = Card(host)
        self._facts = FactRows(host, label_width=128)
        Column(host, (16, 12, 16, 12), 0, self._facts_card).addWidget(self._facts)
        column.addWidget(self._facts_card)
        self._habits_head = Label(host, text("pairing.connection.habits"), Role.HEADING, wrap=True)
        column.addWidget(self._habits_head)
        self._not_tried = Notice(host)
        column.addWidget(self._not_tried)
        self.habits = HabitTable(host, self._words)
        column.addWidget(self.habits)
        for part in (self._facts_card, self._habits_head, self.habits, self._empty):
            part.setVisible(False)
        return body

    def _build_bar(self) -> ActionBar:
        self._bar = ActionBar(self._host)
        self.pair = PrimaryButton(self._host, self._words.text("pairing.pair"), icon="server", keys="Enter")
        self.pair.clicked.connect(self.pair_requested)
        self._bar.set_primary(self.pair)
        return self._bar

    # --- showing ------------------------------------------------------------------------------------------

    def _show_state(self, view: ConnectionView) -> None:
        state = "copied" if view.copied else ("paired" if view.is_paired else "unpaired")
        tones: dict[str, Token] = {"copied": "major", "paired": "ok", "unpaired": "moderate"}
        self._state.set_words(self._words.text(f"pairing.connection.state_{state}"), tones[state])

    def _rows(self, view: ConnectionView) -> tuple[Fact, ...]:
        text = self._words.text
        proof = "proof_smart" if view.smart else "proof_none"
        return (
            Fact(text("pairing.connection.server"), view.url),
            Fact(text("pairing.connection.organization"), view.organization),
            Fact(text("pairing.connection.proof"), text(f"pairing.connection.{proof}", client=view.client_id)),
            Fact(text("pairing.connection.trusted"), text(f"pairing.trust.{view.trust.value}")),
            Fact(text("pairing.connection.region"), view.region or text("pairing.connection.region_unknown")),
            Fact(text("pairing.connection.station"), f"{view.station} · {view.station_id}"),
        )
