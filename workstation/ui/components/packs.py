"""One square per pack: filled ✓ scanned, outlined next, dashed later, filled × wrong."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token


class PackState(StrEnum):
    """What is with one pack."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"
    WRONG = "wrong"


MOST_SQUARES = 8
"""Beyond this the words count alone."""


def pack_states(done: int, total: int, *, listening: bool) -> tuple[PackState, ...]:
    """States of `total` packs of which `done` are scanned; the next one is outlined while the scanner listens."""
    states = [PackState.DONE] * done + [PackState.LATER] * (total - done)
    if listening and done < total:
        states[done] = PackState.NEXT
    return tuple(states)


def draw_packs(
    painter: QPainter,
    host: ThemeHost,
    x: float,
    centre_y: float,
    states: tuple[PackState, ...],
    size: float = 20,
) -> int:
    """Paints the squares; returns their width in px."""
    side, gap = host.px(size), host.px(4 if size < 30 else 8)
    left = x
    for state in states[:MOST_SQUARES]:
        rect = QRectF(round(left), round(centre_y - side / 2), side, side)
        _draw_pack(painter, host, rect, state)
        left += side + gap
    return round(left - gap - x) if states else 0


def _draw_pack(painter: QPainter, host: ThemeHost, rect: QRectF, state: PackState) -> None:
    radius = host.px(4)
    match state:
        case PackState.DONE | PackState.WRONG:
            fill: Token = "ok_fill" if state is PackState.DONE else "major_fill"
            draw.box(painter, rect, radius, host.colour(fill))
            if state is PackState.DONE:
                draw.tick(painter, rect, host.colour("on_fill"), 0.1)
                return
            side = rect.width() * 100 / host.metrics.scale
            draw.icon(
                painter, host, rect.left() + rect.width() * 0.2, rect.center().y(), "cross", side * 0.6, "on_fill"
            )
        case PackState.NEXT:
            draw.box(painter, rect, radius, None, host.colour("focus"), 2)
        case _:
            edge = host.colour("border_control")
            draw.box(painter, rect, radius, None, edge, 1.2, (host.px(3), host.px(2.5)))


class PackSquares(QWidget):
    """Squares with words behind them ("1 of 2 scanned")."""

    def __init__(self, host: ThemeHost, size: float = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._size = host, size
        self._states: tuple[PackState, ...] = ()
        self._words = ""
        self._tone: Token = "text_2"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)

    def set_packs(self, states: tuple[PackState, ...], words: str = "", tone: Token = "text_2") -> None:
        """Shows the packs; the words say the same in numbers."""
        self._states, self._words, self._tone = states, words, tone
        self.setAccessibleName(words or ", ".join(state.value for state in states))
        self._on_theme_changed()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Squares and words."""
        host = self._host
        shown = min(len(self._states), MOST_SQUARES)
        squares = shown * (host.px(self._size) + host.px(4 if self._size < 30 else 8))
        words = host.font_metrics(Role.SMALL, 600).horizontalAdvance(self._words) + host.px(8) if self._words else 0
        return QSize(squares + words, host.px(max(self._size, 20)))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws squares and words."""
        host, painter = self._host, QPainter(self)
        used = draw_packs(painter, host, 0, self.height() / 2, self._states, self._size)
        rect = self.rect().adjusted(used + (host.px(8) if used else 0), 0, 0, 0)
        draw.text(painter, host, rect, self._words, Role.SMALL, self._tone, 600)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
