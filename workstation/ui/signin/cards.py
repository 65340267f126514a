"""The cards of the people who work here."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from workstation.ui.components import draw
from workstation.ui.components.buttons import bind_key
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.shell.statusbar import LicenceState
from workstation.ui.signin.model import UserCard
from workstation.ui.theme import Role, ThemeHost, Token

_LOOKS: dict[LicenceState, tuple[str, Token]] = {
    LicenceState.VALID: ("badge", "ok"),
    LicenceState.ENDS: ("shape-moderate", "moderate"),
    LicenceState.EXPIRED: ("shape-stop", "stop"),
    LicenceState.NONE: ("person", "minor"),
}


class UserCardButton(QAbstractButton):
    """Avatar, key, name, role, licence, registration. Chosen by click or Alt+number."""

    def __init__(self, host: ThemeHost, card: UserCard, number: int) -> None:
        super().__init__()
        self._host, self._card = host, card
        self._short = False
        self._keys = f"Alt+{number}" if number <= 9 else ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(card.name)
        self.setAccessibleName(f"{card.name}, {card.role}. {card.licence_words}")
        self.setAccessibleDescription(self._keys)
        if self._keys:
            bind_key(self, self._keys)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self.updateGeometry)

    @property
    def card(self) -> UserCard:
        """Who it is."""
        return self._card

    def set_short(self, short: bool) -> None:
        """Avatar beside the words, for a narrow window."""
        self._short = short
        self.updateGeometry()
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """184 px tall; 112 when short."""
        return QSize(self._host.px(296), self._host.px(112 if self._short else 184))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Names elide; nothing else does."""
        return QSize(self._host.px(200), self.sizeHint().height())

    @called_by_qt
    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        self.update()
        super().enterEvent(event)

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """No hover."""
        self.update()
        super().leaveEvent(event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card."""
        host, painter, px = self._host, QPainter(self), self._host.px
        on = self.isChecked()
        ground: Token = "accent_soft" if on else ("sunken" if self.underMouse() else "surface")
        edge: Token = "focus" if on else "border_control"
        width = max(2 if on else 1, host.theme.border_width)
        draw.box(painter, self.rect(), px(8), host.colour(ground), host.colour(edge), width)
        if self.hasFocus():
            draw.ring(painter, host, self.rect().adjusted(3, 3, -3, -3), px(6))
        pad = px(12 if self._short else 17)
        inner = self.rect().adjusted(pad, pad, -pad, -pad)
        side = px(40 if self._short else 48)
        draw.avatar(painter, host, QRect(inner.left(), inner.top(), side, side), self._card.initials, on)
        if self._keys:
            wide = draw.caps_width(host, self._keys)
            draw.draw_caps(painter, host, inner.right() - wide, inner.top() + side / 2, self._keys)
        if self._short:
            self._draw_words(painter, inner.adjusted(side + px(12), -px(4), 0, 0))
        else:
            self._draw_words(painter, inner.adjusted(0, px(57), 0, 0))

    def _draw_words(self, painter: QPainter, room: QRect) -> None:
        host, px, card = self._host, self._host.px, self._card
        y = room.top()
        icon, ink = _LOOKS[card.licence]
        lines: tuple[tuple[str, Role, Token, int, int], ...] = (
            (card.name, Role.MEDICINE, "text", 600, 27),
            (card.role, Role.BODY, "text_2", 400, 24),
            (card.licence_words, Role.SMALL, ink, 600, 21),
            (card.registration, Role.SMALL, "text_2", 400, 20),
        )
        for words, role, tone, weight, tall in lines:
            line = QRect(room.left(), y, room.width(), px(tall))
            if words == card.licence_words and words:
                used = draw.icon(painter, host, line.left(), line.center().y() + 1, icon, 16, ink) + px(6)
                line.setLeft(line.left() + used)
            draw.text(painter, host, line, words, role, tone, weight)
            y += px(tall)
