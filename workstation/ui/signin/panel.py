"""The sign-in page: dark panel, cards, quick unlock and passphrase, and the demo users of a sample store."""

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from workstation.services.sign_in import SecretKind
from workstation.ui.components import chips
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.chips import Chip, ChipLabel
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.guards import called_by_qt
from workstation.ui.signin.cards import UserCardButton
from workstation.ui.signin.demo import DemoBox
from workstation.ui.signin.model import DemoUser, UserCard
from workstation.ui.signin.side import SidePanel
from workstation.ui.signin.ways import PassphraseWay, QuickUnlock
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

NARROW = 1500


class SignInPanel(QWidget):
    """Give it to `MainWindow.set_gate`. It never looks at a store: users in, signals out."""

    sign_in_requested = Signal(object, str, object)
    """User id (UUID), secret, SecretKind."""
    came_to_front = Signal()
    """Nobody works here now: who may, and since when it is locked, is shown anew."""
    second_passed = Signal()
    """Only while the page is seen: its clock goes on."""

    def __init__(
        self,
        host: ThemeHost,
        words: Words,
        pharmacy: str,
        place: str,
        users: tuple[UserCard, ...],
        demo_users: tuple[DemoUser, ...] = (),
    ) -> None:
        super().__init__()
        self._host, self._words = host, words
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.side = SidePanel(host, words, pharmacy, place)
        across.addWidget(self.side)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        across.addWidget(scroll, 1)
        main = QWidget()
        main.setProperty("scrolled", "true")
        scroll.setWidget(main)
        self._main = Column(host, (64, 32, 64, 32), 20, main)
        self._main.addLayout(self._build_head(demo=bool(demo_users)))
        self._cards: list[UserCardButton] = []
        self._group = QButtonGroup(self)
        self._grid = QGridLayout()
        self._main.addLayout(self._grid)
        self._ways = QGridLayout()
        self.quick, self.passphrase = QuickUnlock(host, words), PassphraseWay(host, words)
        self.quick.pin_entered.connect(self._on_pin)
        self.quick.other_user_requested.connect(self._on_other_user)
        self.passphrase.passphrase_entered.connect(self._on_passphrase)
        self._main.addLayout(self._ways)
        if demo_users:
            self._main.addWidget(DemoBox(host, words, demo_users))
        self._main.addStretch(1)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.second_passed)
        self.set_users(users)
        host.theme_changed.connect(self._fold)
        self._fold()

    def set_users(self, users: tuple[UserCard, ...]) -> None:
        """Shows these people; the first is chosen."""
        for button in self._cards:
            self._group.removeButton(button)
            button.deleteLater()
        self._cards = []
        for number, card in enumerate(users, start=1):
            button = UserCardButton(self._host, card, number)
            button.toggled.connect(self._on_toggled)
            self._group.addButton(button)
            self._cards.append(button)
        self._fold()
        if self._cards:
            self._cards[0].setChecked(True)

    def set_time(self, local: datetime) -> None:
        """The wall clock of the pharmacy."""
        self.side.set_time(local)

    def chosen(self) -> UserCard | None:
        """Who is chosen."""
        button = self._group.checkedButton()
        return button.card if isinstance(button, UserCardButton) else None

    def choose(self, user_id: UUID) -> None:
        """Chooses somebody, as a badge does."""
        for button in self._cards:
            if button.card.id == user_id:
                button.setChecked(True)

    def set_busy(self, busy: bool) -> None:
        """The secret is being compared; typing waits."""
        self.quick.set_busy(busy)
        self.passphrase.set_busy(busy)

    def refuse(self, sentence: str, kind: SecretKind) -> None:
        """It was not right: one sentence under the field, the field empty, the focus in it."""
        self.set_busy(False)
        if kind is SecretKind.PIN:
            self.quick.pin.clear()
            self.quick.pin.set_refused(True)
            self.quick.refusal.say(sentence)
            self.quick.pin.setFocus()
        else:
            self.passphrase.field.clear()
            self.passphrase.refusal.say(sentence)
            self.passphrase.field.setFocus()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits go to the PIN wherever the focus is; Esc goes to the next user; Enter unlocks."""
        if event.text().isdigit() and self.quick.pin.takes_digits:
            self.quick.pin.setFocus()
            self.quick.pin.insert(event.text())
        elif event.key() == Qt.Key.Key_Escape:
            self._on_other_user()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.quick.unlock.isEnabled():
            self.quick.unlock.click()
        else:
            super().keyPressEvent(event)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards two by two and a narrow panel in a narrow window."""
        super().resizeEvent(event)
        self._fold()

    @called_by_qt
    def showEvent(self, event: QShowEvent) -> None:
        """The clock runs while the page is seen; a window that is only uncovered is no news."""
        if not event.spontaneous():
            self.came_to_front.emit()
        self._tick.start()
        super().showEvent(event)

    @called_by_qt
    def hideEvent(self, event: QHideEvent) -> None:
        """The clock stops."""
        self._tick.stop()
        super().hideEvent(event)

    def _build_head(self, *, demo: bool) -> Row:
        row = Row(self._host, gap=16)
        row.addWidget(Label(self._host, self._words.text("signin.title"), Role.TITLE, elide=False))
        self._note = Label(self._host, self._words.text("signin.badge_note"), tone="text_2")
        row.addWidget(self._note)
        row.addStretch(1)
        row.addWidget(self._build_choices())
        if demo:
            row.addWidget(ChipLabel(self._host, Chip(self._words.text("shell.demo"), chips.DEMO), height=26))
        return row

    def _build_choices(self) -> QWidget:
        """Text size, theme and keys, where there is no room for the panel that has them."""
        self._choices = QWidget()
        row = Row(self._host, gap=0, parent=self._choices)
        self._text_size = QuietButton(self._host, "", icon="contrast", small=True)
        self._theme = QuietButton(self._host, "", icon="sun", small=True)
        keys = QuietButton(self._host, self._words.text("shell.keys"), icon="key", keys="F1", small=True, bind=False)
        self._text_size.clicked.connect(self.side.text_size_requested)
        self._theme.clicked.connect(self.side.theme_requested)
        keys.clicked.connect(self.side.keys_requested)
        self.side.choices_shown.connect(self._on_choices)
        row.add(self._text_size, self._theme, keys)
        return self._choices

    def _on_choices(self, text_size: str, theme: str) -> None:
        self._text_size.set_text(text_size)
        self._theme.set_text(theme)

    def _fold(self) -> None:
        width = self._host.metrics.design(self.width())
        px = self._host.px
        narrow = width < NARROW
        beside = width >= 1000
        self.side.setVisible(beside)
        self._choices.setVisible(not beside)
        self._note.setVisible(beside)
        self.side.setFixedWidth(px(320 if narrow else 560))
        self.side.set_short(narrow)
        self._main.set_margins((32, 24, 32, 24) if narrow else (64, 32, 64, 32))
        columns = 2 if narrow else 4
        for layout in (self._grid, self._ways):
            layout.setHorizontalSpacing(px(16 if layout is self._grid else 24))
            layout.setVerticalSpacing(px(16))
        for index, button in enumerate(self._cards):
            button.set_short(narrow)
            self._grid.addWidget(button, index // columns, index % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        stacked = width < 1250
        self._ways.addWidget(self.quick, 0, 0)
        self._ways.addWidget(self.passphrase, 1 if stacked else 0, 0 if stacked else 1)
        self._ways.setColumnStretch(0, 1)
        self._ways.setColumnStretch(1, 0 if stacked else 1)

    def _on_toggled(self, on: bool) -> None:
        card = self.chosen()
        if not on or card is None:
            return
        self.quick.show_user(card)
        self.passphrase.field.clear()
        self.passphrase.refusal.say("")
        (self.quick.pin if card.has_pin else self.passphrase.field).setFocus()

    def _on_other_user(self) -> None:
        if self._cards:
            checked = [index for index, button in enumerate(self._cards) if button.isChecked()]
            self._cards[(checked[0] + 1 if checked else 0) % len(self._cards)].setChecked(True)

    def _on_pin(self, pin: str) -> None:
        self._request(pin, SecretKind.PIN)

    def _on_passphrase(self, passphrase: str) -> None:
        self._request(passphrase, SecretKind.PASSPHRASE)

    def _request(self, secret: str, kind: SecretKind) -> None:
        card = self.chosen()
        if card is not None:
            self.set_busy(True)
            self.sign_in_requested.emit(card.id, secret, kind)
