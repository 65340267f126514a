"""White surfaces with a border, and the lines between things."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import paints
from workstation.ui.theme import ThemeHost, Token


@dataclass(frozen=True, slots=True)
class CardLook:
    """Border and ground of a card. `bar` is a strip at the left edge; widths are design px."""

    edge: Token | None = "border"
    ground: Token | None = "surface"
    width: float = 1
    radius: float = 8
    dashed: bool = False
    bar: Token | None = None
    head: Token | None = None
    """Ground of the head, the first `head_height` px."""


PLAIN = CardLook()
SELECTED = CardLook(edge="focus", ground="accent_soft", width=2)
OPEN = CardLook(edge="focus", width=2)
SAFE = CardLook(edge="ok", width=1)
LISTENING = CardLook(edge="accent", width=2, dashed=True)


class Card(QFrame):
    """A rounded surface. Give it a layout; `set_look` changes what it looks like."""

    def __init__(self, host: ThemeHost, look: CardLook = PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._look = host, look
        self._head_height = 0
        host.theme_changed.connect(self.update)

    @property
    def look(self) -> CardLook:
        """Border and ground in use."""
        return self._look

    def set_look(self, look: CardLook) -> None:
        """Shows another border or ground."""
        self._look = look
        self.update()

    def set_head_height(self, pixels: int) -> None:
        """How tall the coloured head is, in px."""
        self._head_height = pixels
        self.update()

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, head, bar, border."""
        host, look = self._host, self._look
        painter = QPainter(self)
        rect, radius = QRectF(self.rect()), host.px(look.radius)
        ground = host.colour(look.ground) if look.ground else None
        draw.box(painter, rect, radius, ground)
        self._draw_head(painter, rect, radius)
        if look.edge is not None:
            width = max(look.width, host.theme.border_width)
            dash = (host.px(7), host.px(5)) if look.dashed else None
            draw.box(painter, rect, radius, None, host.colour(look.edge), width, dash)

    def _draw_head(self, painter: QPainter, rect: QRectF, radius: float) -> None:
        if self._look.head is None and self._look.bar is None:
            return
        shape = QPainterPath()
        shape.addRoundedRect(rect, radius, radius)
        painter.save()
        painter.setClipPath(shape)
        if self._look.head is not None:
            painter.fillRect(QRectF(0, 0, rect.width(), self._head_height), self._host.colour(self._look.head))
        if self._look.bar is not None:
            tall = self._head_height or rect.height()
            painter.fillRect(QRectF(0, 0, self._host.px(6), tall), self._host.colour(self._look.bar))
        painter.restore()


class Rule(QFrame):
    """A separator line, horizontal unless `vertical`."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "v" if vertical else "h")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def ground(frame: QFrame, token: Token, edge: str = "") -> QFrame:
    """Gives a plain frame a ground and, with `edge` top, bottom, left or right, one separator line."""
    frame.setProperty("ground", token)
    if edge:
        frame.setProperty("edge", edge)
    return frame
