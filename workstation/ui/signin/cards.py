"""The cards of the people who work here."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from workstation.ui.components import draw
from workstation.ui.components.buttons import bind_key
from workstation.ui.components.runs import LaidOut, Run
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
_ICON, _BETWEEN = 16, 4
"""Side of the licence's icon and space between lines, in design px."""


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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
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
        """296 px wide, as tall as the words need; 184 at least, 112 when short."""
        width = self._host.px(296)
        return QSize(width, self.heightForWidth(width))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Nothing is cut: words wrap, and layouts take the height from `heightForWidth`."""
        return QSize(self._host.px(200), self._host.px(112 if self._short else 184))

    @called_by_qt
    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    @called_by_qt
    def heightForWidth(self, width: int) -> int:
        """Height that name, role, licence and registration need."""
        room = self._room(QRect(0, 0, width, 0))
        words = sum(line.height + self._host.px(_BETWEEN) for _, line in self._lines(room.width()))
        return max(room.top() + words + self._pad(), self._host.px(112 if self._short else 184))

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
        inner = self.rect().adjusted(self._pad(), self._pad(), -self._pad(), -self._pad())
        side = px(self._side())
        draw.avatar(painter, host, QRect(inner.left(), inner.top(), side, side), self._card.initials, on)
        if self._keys:
            wide = draw.caps_width(host, self._keys)
            draw.draw_caps(painter, host, inner.right() - wide, inner.top() + side / 2, self._keys)
        self._draw_words(painter, self._room(self.rect()))

    def _pad(self) -> int:
        return self._host.px(12 if self._short else 17)

    def _side(self) -> int:
        return 40 if self._short else 48

    def _room(self, card: QRect) -> QRect:
        """Where the words stand: beside the avatar and before the key when short, below them otherwise."""
        px, pad = self._host.px, self._pad()
        if not self._short:
            return card.adjusted(pad, pad + px(57), -pad, -pad)
        keys = round(draw.caps_width(self._host, self._keys)) + px(12) if self._keys else 0
        return card.adjusted(pad + px(self._side() + 12), pad - px(4), -pad - keys, -pad)

    def _lines(self, width: int) -> list[tuple[str, LaidOut]]:
        """Icon ("" for none) and words of each line that has any, wrapped."""
        host, card = self._host, self._card
        icon, ink = _LOOKS[card.licence]
        lines: tuple[tuple[str, str, Role, Token, int], ...] = (
            ("", card.name, Role.MEDICINE, "text", 600),
            ("", card.role, Role.BODY, "text_2", 400),
            (icon, card.licence_words, Role.SMALL, ink, 600),
            ("", card.registration, Role.SMALL, "text_2", 400),
        )
        taken = host.px(_ICON + 6)
        return [
            (mark, LaidOut(host, (Run(words),), role, tone, weight, max(1, width - (taken if mark else 0))))
            for mark, words, role, tone, weight in lines
            if words
        ]

    def _draw_words(self, painter: QPainter, room: QRect) -> None:
        host, y = self._host, room.top()
        ink = _LOOKS[self._card.licence][1]
        for icon, line in self._lines(room.width()):
            left = room.left()
            if icon:
                middle = y + host.line_height(Role.SMALL) / 2
                left += draw.icon(painter, host, left, middle, icon, _ICON, ink) + host.px(6)
            line.draw(painter, left, y)
            y += line.height + host.px(_BETWEEN)
