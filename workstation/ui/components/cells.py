"""Painters of table cells. Each takes the room of the cell and ready words; nothing is looked up while painting."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from workstation.ui.components import draw
from workstation.ui.components.chips import CHIP_HEIGHT, Chip, chip_width, draw_chip, fitting
from workstation.ui.components.due import DUE_LOOKS, Due
from workstation.ui.theme import Role, ThemeHost, Token

_UPPER, _LOWER = 18, 16
"""Two lines in a row of 48 px stand closer than the type scale has them."""
_RIGHT_GAP = 12


def has_two_lines(host: ThemeHost, rect: QRect) -> bool:
    """Whether a cell is tall enough for two lines; in a dense table it is not."""
    return rect.height() >= host.px(_UPPER) + host.px(_LOWER)


def two_lines(
    painter: QPainter,
    host: ThemeHost,
    rect: QRect,
    top: str,
    bottom: str,
    *,
    weight: int = 400,
    tone: Token = "text",
    bottom_role: Role = Role.SMALL,
) -> None:
    """A line and a smaller one below, both elided; one line alone when rows are dense or `bottom` is empty."""
    room = rect.adjusted(0, 0, -host.px(_RIGHT_GAP), 0)
    upper, lower = host.px(_UPPER), host.px(_LOWER)
    if not bottom or not has_two_lines(host, rect):
        draw.text(painter, host, room, top, Role.BODY, tone, weight)
        return
    y = rect.top() + (rect.height() - upper - lower) // 2 - 1
    draw.text(painter, host, QRect(room.left(), y, room.width(), upper), top, Role.BODY, tone, weight)
    below = QRect(room.left(), y + upper, room.width(), lower)
    draw.text(painter, host, below, bottom, bottom_role, "text_2")


def one_line(
    painter: QPainter,
    host: ThemeHost,
    rect: QRect,
    words: str,
    tone: Token = "text",
    weight: int | None = None,
) -> None:
    """One line, elided."""
    draw.text(painter, host, rect.adjusted(0, 0, -host.px(_RIGHT_GAP), 0), words, Role.BODY, tone, weight)


def due_cell(painter: QPainter, host: ThemeHost, rect: QRect, due: Due, below: str) -> None:
    """Shape, words, and the time below them."""
    shape, tone, ink = DUE_LOOKS[due.state]
    used = draw.icon(painter, host, rect.left(), rect.center().y() + 1, shape, 17, tone) + host.px(9)
    two_lines(painter, host, rect.adjusted(used, 0, host.px(_RIGHT_GAP), 0), due.text, below, weight=600, tone=ink)


def avatar_cell(painter: QPainter, host: ThemeHost, rect: QRect, initials: str, *, mine: bool) -> None:
    """Initials in a circle, or a dash when nobody has it."""
    if not initials:
        draw.text(painter, host, rect, "–", Role.BODY, "text_2")
        return
    side = host.px(28)
    draw.avatar(painter, host, QRect(rect.left(), rect.center().y() - side // 2 + 1, side, side), initials, mine)


class ChipPainter:
    """Paints rows of chips from pixmaps that are made once per chip, theme, scale and dpr."""

    def __init__(self, host: ThemeHost) -> None:
        self._host = host
        self._pixmaps: dict[tuple[Chip, float], QPixmap] = {}
        self._fitting: dict[tuple[tuple[Chip, ...], int], tuple[Chip, ...]] = {}
        host.theme_changed.connect(self.forget)

    def forget(self) -> None:
        """Other colours or sizes."""
        self._pixmaps.clear()
        self._fitting.clear()

    def draw(self, painter: QPainter, rect: QRect, chips: tuple[Chip, ...], none: str) -> None:
        """At most two chips that fit, then "+2"; the word `none` when there are none."""
        host = self._host
        if not chips:
            draw.text(painter, host, rect, none, Role.BODY, "text_2")
            return
        room = rect.width() - host.px(8)
        key = (chips, room)
        shown = self._fitting.get(key)
        if shown is None:
            shown = self._fitting[key] = fitting(host, chips, room)
        x = rect.left()
        top = rect.center().y() - host.px(CHIP_HEIGHT) // 2
        ratio = painter.device().devicePixelRatio()
        for chip in shown:
            pixmap = self._pixmap(chip, ratio)
            painter.drawPixmap(x, top, pixmap)
            x += round(pixmap.width() / ratio) + host.px(6)

    def _pixmap(self, chip: Chip, ratio: float) -> QPixmap:
        found = self._pixmaps.get((chip, ratio))
        if found is None:
            host = self._host
            width, tall = chip_width(host, chip), host.px(CHIP_HEIGHT)
            found = QPixmap(round(width * ratio), round(tall * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(host.colour("surface").toRgb() if host.theme.high_contrast else _clear())
            painter = QPainter(found)
            draw_chip(painter, host, 0, tall / 2, chip)
            painter.end()
            self._pixmaps[(chip, ratio)] = found
        return found


def _clear() -> QColor:
    return QColor(0, 0, 0, 0)
