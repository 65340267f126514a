"""Keys as caps: alone, or a row of keys with what they do."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost


@dataclass(frozen=True, slots=True)
class KeyHint:
    """Keys (several apart by a space: "Up Down") and what they do."""

    keys: str
    what: str


class KeyCap(QWidget):
    """The caps of one key sequence, "Ctrl+K"."""

    def __init__(self, host: ThemeHost, keys: str, *, on_rail: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._keys, self._on_rail = host, keys, on_rail
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(keys)
        host.theme_changed.connect(self._on_theme_changed)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As wide as its caps."""
        return QSize(draw.caps_width(self._host, self._keys), self._host.px(draw.CAP_HEIGHT))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the caps."""
        painter = QPainter(self)
        if self._on_rail:
            draw.draw_caps(painter, self._host, 0, self.height() / 2, self._keys, "rail_text", "rail", "rail_text")
        else:
            draw.draw_caps(painter, self._host, 0, self.height() / 2, self._keys)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class KeyHints(QWidget):
    """A row of hints, right aligned; the ones that do not fit are left out from the left."""

    def __init__(self, host: ThemeHost, hints: tuple[KeyHint, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._hints = host, hints
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_hints(hints)
        host.theme_changed.connect(self._on_theme_changed)

    def set_hints(self, hints: tuple[KeyHint, ...]) -> None:
        """Other hints."""
        self._hints = hints
        self.setAccessibleName(", ".join(f"{hint.keys}: {hint.what}" for hint in hints))
        self._on_theme_changed()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All hints on one line."""
        gaps = self._host.px(24) * max(0, len(self._hints) - 1)
        return QSize(sum(self._hint_width(hint) for hint in self._hints) + gaps, self._host.px(24))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """May vanish: F1 lists every key."""
        return QSize(0, self._host.px(24))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws from the right."""
        painter = QPainter(self)
        right = self.width()
        for hint in reversed(self._hints):
            left = right - self._hint_width(hint)
            if left < 0:
                return
            self._draw_hint(painter, hint, left)
            right = left - self._host.px(24)

    def _draw_hint(self, painter: QPainter, hint: KeyHint, x: int) -> None:
        for keys in hint.keys.split(" "):
            x += draw.draw_caps(painter, self._host, x, self.height() / 2, keys, gap=3) + self._host.px(4)
        rect = self.rect().adjusted(x + self._host.px(2), 0, 0, 0)
        draw.text(painter, self._host, rect, hint.what, Role.SMALL, "text_2")

    def _hint_width(self, hint: KeyHint) -> int:
        caps = sum(draw.caps_width(self._host, keys, 3) + self._host.px(4) for keys in hint.keys.split(" "))
        return caps + self._host.px(2) + self._host.font_metrics(Role.SMALL).horizontalAdvance(hint.what) + 1

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
