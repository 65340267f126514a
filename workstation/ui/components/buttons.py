"""Buttons that show their key inside, keep room for the focus ring, and show a lock when they are off."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import RING, Role, ThemeHost, Token

NOT_BOUND = frozenset({"Enter", "Esc"})
"""Keys that mean the same everywhere and are dealt out by the shell, never grabbed by one button. So are single
letters: a shortcut would fire before the scan filter could tell a scan from typing."""
_ICON = 18


def bind_key(button: QAbstractButton, keys: str) -> None:
    """The key presses the button at once. Qt's own button shortcut would let it rest pressed for 100 ms first."""
    QShortcut(QKeySequence(keys), button).activated.connect(button.click)


class ButtonKind(StrEnum):
    """One filled PRIMARY per screen; QUIET looks like a link, PLAIN like a word; OUTLINED is the accent, not filled."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    OUTLINED = "outlined"
    QUIET = "quiet"
    PLAIN = "plain"
    DANGER = "danger"


_BARE = (ButtonKind.QUIET, ButtonKind.PLAIN)


class Button(QAbstractButton):
    """A button. `keys` ("Ctrl+Enter") is painted as caps and bound: as a shortcut, or by the shell for letters.

    The widget is RING px larger on every side than what is painted: put buttons side by side with spacing 0.
    `flush` lets the words of a quiet button begin where the text above it begins.
    """

    def __init__(
        self,
        host: ThemeHost,
        text: str,
        kind: ButtonKind = ButtonKind.SECONDARY,
        *,
        icon: str = "",
        keys: str = "",
        small: bool = False,
        bind: bool = True,
        flush: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._flush = flush
        self._host, self._kind, self._icon, self._keys, self._small = host, kind, icon, keys, small
        self._locked_because = ""
        self._over, self._caps = False, True
        self.setText(text)
        self.bound = bool(keys) and bind
        if self.bound and keys not in NOT_BOUND and len(keys) > 1:
            bind_key(self, keys)
        self.setAccessibleName(text.rstrip("…"))
        self.setAccessibleDescription(keys)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        host.theme_changed.connect(self._on_theme_changed)

    @property
    def keys(self) -> str:
        """The key sequence shown."""
        return self._keys

    @property
    def locked_because(self) -> str:
        """Why it is off; empty when it is on."""
        return self._locked_because

    def set_locked(self, because: str) -> None:
        """Off with a lock and a reason (shown by the action bar and said by screen readers), or on when empty."""
        self._locked_because = because
        self.setEnabled(not because)
        self.setAccessibleDescription(because or self._keys)
        self.setToolTip(because)
        self._on_theme_changed()

    def set_text(self, text: str) -> None:
        """Shows another word; the accessible name follows."""
        self.setText(text)
        if text:
            self.setAccessibleName(text.rstrip("…"))
        self._on_theme_changed()

    def show_caps(self, on: bool) -> None:
        """Whether the keys are painted; they work without it, and F1 lists them."""
        self._caps = on
        self._on_theme_changed()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Text, icon, caps, padding and ring."""
        ring = 2 * self._host.px(RING)
        return QSize(self._content_width() + 2 * self._pad() + ring, self._height() + ring)

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as Space does."""
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)

    @called_by_qt
    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        self._over = True
        self.update()
        super().enterEvent(event)

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """No hover."""
        self._over = False
        self.update()
        super().leaveEvent(event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, ring, icon, text, caps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin = self._host.px(RING)
        body = self.rect().adjusted(margin, margin, -margin, -margin)
        self._draw_ground(painter, body)
        if self.hasFocus():
            draw.ring(painter, self._host, self.rect(), self._host.px(8) + margin - 1)
        self._draw_content(painter, body)

    def _draw_ground(self, painter: QPainter, body: QRect) -> None:
        ground, edge = self._ground()
        width = self._host.theme.border_width
        if self._kind in (ButtonKind.DANGER, ButtonKind.OUTLINED) and self.isEnabled():
            width = max(width, 1)
        radius = self._host.px(8 if not self._small else 6)
        draw.box(
            painter,
            QRectF(body),
            radius,
            self._host.colour(ground) if ground else None,
            self._host.colour(edge) if edge else None,
            width,
        )
        if self._kind is ButtonKind.PRIMARY and self.isEnabled() and (self._over or self.isDown()):
            veil = draw.mix(
                self._host.colour("on_accent"), self._host.colour("accent_fill"), 0.08 if self._over else 0.16
            )
            draw.box(painter, QRectF(body), radius, veil)

    def _ground(self) -> tuple[Token | None, Token | None]:
        if not self.isEnabled():
            return ("sunken", "border") if self._kind not in _BARE else (None, None)
        if self._kind is ButtonKind.PRIMARY:
            return "accent_fill", None
        if self.isChecked():
            return "accent_soft", "accent"
        hover = self._over or self.isDown()
        match self._kind:
            case ButtonKind.QUIET | ButtonKind.PLAIN:
                return ("sunken" if hover else None), None
            case ButtonKind.DANGER:
                return ("major_soft" if hover else "surface"), "major"
            case ButtonKind.OUTLINED:
                return ("accent_soft" if hover else "surface"), "accent"
            case _:
                return ("sunken" if hover else "surface"), "border_control"

    def _ink(self) -> Token:
        if not self.isEnabled():
            return "text_3"
        match self._kind:
            case ButtonKind.PRIMARY:
                return "on_accent"
            case ButtonKind.DANGER:
                return "major"
            case ButtonKind.QUIET | ButtonKind.OUTLINED:
                return "accent"
            case ButtonKind.PLAIN:
                return "text_2"
            case _:
                return "accent" if self.isChecked() else "text"

    def _draw_content(self, painter: QPainter, body: QRect) -> None:
        host, ink = self._host, self._ink()
        x = body.center().x() + 1 - self._content_width() / 2
        centre = body.center().y() + 0.5
        icon = self._shown_icon()
        if icon:
            tone: Token = "text_2" if ink == "text" else ink
            x += draw.icon(painter, host, x, centre, icon, self._icon_size(), tone) + host.px(self._icon_gap())
        words = host.font_metrics(self._role(), self._weight()).horizontalAdvance(self.text())
        draw.text(
            painter,
            host,
            QRect(round(x), body.top(), words + 2, body.height()),
            self.text(),
            self._role(),
            ink,
            600,
        )
        if self._keys and self._caps:
            x += words + (host.px(self._cap_gap()) if self.text() else 0)
            if self._kind is ButtonKind.PRIMARY and self.isEnabled():
                draw.draw_caps(painter, host, x, centre, self._keys, "on_accent", None, "on_accent")
            else:
                draw.draw_caps(painter, host, x, centre, self._keys)

    def _content_width(self) -> int:
        host = self._host
        width = host.font_metrics(self._role(), self._weight()).horizontalAdvance(self.text())
        if self._shown_icon():
            followed = self.text() or (self._keys and self._caps)
            width += host.px(self._icon_size()) + (host.px(self._icon_gap()) if followed else 0)
        if self._keys and self._caps:
            width += draw.caps_width(host, self._keys) + (host.px(self._cap_gap()) if self.text() else 0)
        return width

    def _shown_icon(self) -> str:
        return "lock" if self._locked_because else self._icon

    def _role(self) -> Role:
        return Role.SMALL if self._small else Role.BODY

    def _weight(self) -> int:
        return 500 if self._kind is ButtonKind.PLAIN else 600

    def _icon_size(self) -> int:
        return 16 if self._small else _ICON

    def _icon_gap(self) -> int:
        return 8

    def _cap_gap(self) -> int:
        return 10 if self._small else 12

    def _pad(self) -> int:
        if self._kind in _BARE:
            return 0 if self._flush else self._host.px(8)
        return self._host.px(12 if self._small else 16)

    def _height(self) -> int:
        return self._host.metrics.small_button if self._small else self._host.metrics.button

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class PrimaryButton(Button):
    """The one filled button of a screen."""

    def __init__(self, host: ThemeHost, text: str, *, icon: str = "", keys: str = "", small: bool = False,
                 bind: bool = True, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(host, text, ButtonKind.PRIMARY, icon=icon, keys=keys, small=small, bind=bind, parent=parent)


class SecondaryButton(Button):
    """A button with a border."""

    def __init__(self, host: ThemeHost, text: str, *, icon: str = "", keys: str = "", small: bool = False,
                 bind: bool = True, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(host, text, ButtonKind.SECONDARY, icon=icon, keys=keys, small=small, bind=bind, parent=parent)


class QuietButton(Button):
    """A button that looks like a link."""

    def __init__(self, host: ThemeHost, text: str, *, icon: str = "", keys: str = "", small: bool = False,
                 bind: bool = True, flush: bool = False, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(
            host,
            text,
            ButtonKind.QUIET,
            icon=icon,
            keys=keys,
            small=small,
            bind=bind,
            flush=flush,
            parent=parent,
        )


class DangerButton(Button):
    """A button that takes something away."""

    def __init__(self, host: ThemeHost, text: str, *, icon: str = "", keys: str = "", small: bool = False,
                 bind: bool = True, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(host, text, ButtonKind.DANGER, icon=icon, keys=keys, small=small, bind=bind, parent=parent)
