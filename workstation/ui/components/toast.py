"""Toasts: bottom right above the action bar, six seconds, at most three, never over the word STOP."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget

from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import SEVERITY_LOOKS, Picture, Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import ThemeHost

SECONDS = 6
MOST = 3
WIDTH = 360


@dataclass(frozen=True, slots=True)
class Toast:
    """A short message. `action` ("Undo") with its `code` comes back by `action_chosen`. No STOP ever comes here."""

    text: str
    severity: Severity | None = None
    icon: str = "refresh"
    action: str = ""
    code: str = ""


class ToastCard(Card):
    """One toast; its clock stands still while the pointer is over it."""

    closed = Signal(object)
    action_chosen = Signal(str)

    def __init__(self, host: ThemeHost, toast: Toast, seconds: float = SECONDS) -> None:
        look = SEVERITY_LOOKS[toast.severity] if toast.severity else None
        warns = toast.severity in (Severity.MODERATE, Severity.MAJOR)
        super().__init__(host, CardLook(edge=look.ink if look and warns else "border_control", ground="raised"))
        self._toast = toast
        self.setAccessibleName(toast.text)
        row = Row(host, (17, 4, 9, 4), 12, self)
        row.addWidget(SeverityShape(host, toast.severity, 20) if toast.severity else Picture(host, toast.icon, 20))
        row.addWidget(Label(host, toast.text, wrap=True), 1)
        if toast.action:
            button = QuietButton(host, toast.action)
            button.clicked.connect(self._on_action)
            row.addWidget(button)
        else:
            row.space(8)
        self.setMinimumHeight(host.px(40))
        host.theme_changed.connect(self._on_theme_changed)
        self.setGraphicsEffect(_shadow(host))
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._on_timeout)
        self._clock.start(round(seconds * 1000))

    @called_by_qt
    def enterEvent(self, event: QEnterEvent) -> None:
        """Reading takes the time it takes."""
        self._clock.stop()
        super().enterEvent(event)

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """Six seconds again."""
        self._clock.start()
        super().leaveEvent(event)

    def close_now(self) -> None:
        """Goes away."""
        self._clock.stop()
        self.closed.emit(self)

    def _on_theme_changed(self) -> None:
        self.setMinimumHeight(self._host.px(40))

    def _on_timeout(self) -> None:
        self.closed.emit(self)

    def _on_action(self) -> None:
        self.action_chosen.emit(self._toast.code)
        self.close_now()


def _shadow(host: ThemeHost) -> QGraphicsDropShadowEffect:
    effect = QGraphicsDropShadowEffect()
    effect.setBlurRadius(host.px(8))
    effect.setOffset(0, 2)
    effect.setColor(QColor(0, 0, 0, 31))
    return effect


class ToastHost(QWidget):
    """Holds the toasts of a window as a child of it; keeps its place when the window is resized."""

    action_chosen = Signal(str)
    shown = Signal(object)
    """The Toast, for the list behind the bell."""

    def __init__(self, window: QWidget, host: ThemeHost, *, bottom: float = 104, seconds: float = SECONDS) -> None:
        super().__init__(window)
        self._host, self._bottom, self._seconds = host, bottom, seconds
        self._column = Column(host, (12, 12, 12, 12), 8, self)
        self._cards: list[ToastCard] = []
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setVisible(False)
        window.installEventFilter(self)

    def show_toast(self, toast: Toast) -> None:
        """Shows one more; the oldest of four goes."""
        if len(self._cards) == MOST:
            self._cards[0].close_now()
        card = ToastCard(self._host, toast, self._seconds)
        card.closed.connect(self._on_closed)
        card.action_chosen.connect(self.action_chosen)
        self._cards.append(card)
        self._column.addWidget(card)
        self.setVisible(True)
        self._place()
        self.raise_()
        self.shown.emit(toast)

    def texts(self) -> tuple[str, ...]:
        """What is shown, oldest first."""
        return tuple(card.accessibleName() for card in self._cards)

    @called_by_qt
    def event(self, event: QEvent) -> bool:
        """A toast that wants another size (text scale, theme) gets it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the window's size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _on_closed(self, card: ToastCard) -> None:
        if card in self._cards:
            self._cards.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.setVisible(bool(self._cards))
        self._place()

    def _place(self) -> None:
        if not self._cards:
            return
        window = self.window()
        width = min(self._host.px(WIDTH) + self._host.px(24), window.width())
        self._column.activate()
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        left = window.width() - width - self._host.px(12)
        self.setGeometry(left, window.height() - height - self._host.px(self._bottom), width, height)
