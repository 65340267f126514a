"""Paints a STOP: red ground between two barriers, octagon, why, scanned ≠ expected, what to do."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from workstation.ui.components import draw
from workstation.ui.components.runs import LaidOut, Run
from workstation.ui.components.verdict_views import Stop, StopTile
from workstation.ui.theme import Role, ThemeHost, Token

_BARRIER, _PAD, _GAP = 16, 40, 16
_MARK = 162
_NARROW = 640
_LOW_BARRIER, _LOW_MARK, _LOW_GAP = 8, 64, 8
"""For a window of few lines: the word stands beside its reason, so that what is safe and what to do are seen too."""


class StopPainter:
    """Paints the ground and the words of a STOP at any size and scale."""

    def __init__(self, host: ThemeHost) -> None:
        self._host = host
        self.low = False

    def height(self, stop: Stop, width: int) -> int:
        """Height in px that the words need in `width` px."""
        px, gap = self._host.px, self._gap()
        return (
            2 * self._barrier() + self._top() + self._head_height(stop, width) + gap + self._tiles_height(stop, width)
            + gap + self._recorded(stop, width).height + gap + self._steps_height(stop, width) + px(8) + gap // 2
            + self._host.line_height(Role.BODY) + px(16)
        )  # fmt: skip

    def steps_until(self, stop: Stop, width: int) -> int:
        """How far down STOP, why, both packs, what is safe and what to do reach, in px: what has to be seen at once."""
        return (
            self._barrier() + self._top() + self._head_height(stop, width) + self._gap()
            + self._tiles_height(stop, width) + self._gap() + self._recorded(stop, width).height
            + self._gap() + self._steps_height(stop, width)
        )  # fmt: skip

    def draw_ground(self, painter: QPainter, rect: QRect) -> None:
        """Red, with the barriers."""
        host = self._host
        radius = host.px(12)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(rect), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(shape, host.colour("major_fill"))
        painter.setClipPath(shape)
        tall = self._barrier()
        for top in (0, rect.height() - tall):
            draw.hatch_edge(painter, QRectF(0, top, rect.width(), tall), host.colour("on_fill"), host.px(27))

    def draw(self, painter: QPainter, rect: QRect, stop: Stop) -> None:
        """Octagon, words, tiles, steps."""
        px, width = self._host.px, rect.width()
        spare = max(0, rect.height() - self.height(stop, width))
        gap = min(px(24), spare // 5)
        head = self._barrier() + self._top() + gap
        self._draw_head(painter, rect, stop, head)
        tiles = head + self._head_height(stop, width) + self._gap() + gap
        self._draw_tiles(painter, rect, stop, tiles)
        recorded = self._recorded(stop, width)
        safe = tiles + self._tiles_height(stop, width) + self._gap() + gap // 2
        recorded.draw(painter, self._pad(), safe)
        self._draw_steps(painter, rect, stop, safe + recorded.height + self._gap())
        self._draw_sound(painter, rect, stop)

    def _barrier(self) -> int:
        return self._host.px(_LOW_BARRIER if self.low else _BARRIER)

    def _top(self) -> int:
        return self._host.px(6 if self.low else 24)

    def _gap(self) -> int:
        return self._host.px(_LOW_GAP if self.low else _GAP)

    def _pad(self) -> int:
        return self._host.px(24 if self.low else _PAD)

    def _narrow(self, width: int) -> bool:
        return self._host.metrics.design(width) < _NARROW

    def _beside(self, width: int) -> bool:
        """The reason stands beside the word."""
        return self.low and not self._narrow(width)

    def _mark(self, width: int) -> int:
        return self._host.px(_LOW_MARK if self.low else 96 if self._narrow(width) else _MARK)

    def _text_left(self, width: int) -> int:
        if self._beside(width):
            return self._pad() + self._mark(width) + self._host.px(20)
        return self._host.px(_PAD + 7) + self._mark(width) + self._host.px(24 if self._narrow(width) else 40)

    def _head(self, stop: Stop, width: int) -> tuple[LaidOut, LaidOut]:
        room = width - self._text_left(width) - self._host.px(24)
        word = LaidOut(self._host, (Run(stop.word),), Role.VERDICT if self.low else Role.STOP, "on_fill")
        if self._beside(width):
            room -= word.width + self._host.px(20)
        role = Role.TITLE if self.low or self._narrow(width) else Role.MEDICINE_STOP
        return word, LaidOut(self._host, (Run(stop.sentence),), role, "on_fill", 600, room)

    def _head_height(self, stop: Stop, width: int) -> int:
        word, sentence = self._head(stop, width)
        if self._beside(width):
            return max(self._mark(width), word.height, sentence.height)
        return max(self._mark(width), word.height - self._host.px(4) + sentence.height)

    def _draw_head(self, painter: QPainter, rect: QRect, stop: Stop, top: int) -> None:
        width = rect.width()
        height = self._head_height(stop, width)
        mark_left = self._pad() if self._beside(width) else self._host.px(_PAD + 7)
        self._draw_octagon(painter, mark_left, top + (height - self._mark(width)) / 2, self._mark(width))
        word, sentence = self._head(stop, width)
        if self._beside(width):
            word.draw(painter, self._text_left(width), top + (height - word.height) / 2)
            left = self._text_left(width) + word.width + self._host.px(20)
            sentence.draw(painter, left, top + (height - sentence.height) / 2)
            return
        used = word.height - self._host.px(4) + sentence.height
        y = top + (height - used) / 2
        word.draw(painter, self._text_left(width) - self._host.px(4), y)
        sentence.draw(painter, self._text_left(width), y + word.height - self._host.px(4))

    def _draw_octagon(self, painter: QPainter, left: float, top: float, side: float) -> None:
        cut = side * 0.293
        steps = ((cut, 0), (side - cut, 0), (side, cut), (side, side - cut), (side - cut, side), (cut, side),
                 (0, side - cut), (0, cut))  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._host.colour("on_fill"))
        painter.drawPolygon(QPolygonF([QPointF(left + x, top + y) for x, y in steps]))
        pen = QPen(self._host.colour("major_fill"), side * 0.13)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        near, far = side * 0.3, side * 0.7
        painter.drawLine(QPointF(left + near, top + near), QPointF(left + far, top + far))
        painter.drawLine(QPointF(left + far, top + near), QPointF(left + near, top + far))

    def _tiles(self, stop: Stop) -> list[tuple[StopTile, bool]]:
        pairs = ((stop.scanned, True), (stop.expected, False))
        return [(tile, wrong) for tile, wrong in pairs if tile is not None]

    def _tile_width(self, stop: Stop, width: int) -> int:
        room = width - 2 * self._pad()
        if len(self._tiles(stop)) < 2 or self._narrow(width):
            return room
        return (room - self._between()) // 2

    def _between(self) -> int:
        """Room of the sign between the packs."""
        return self._host.px(40 if self.low else 64)

    def _inset(self) -> int:
        """Left and right of the words of a pack."""
        return self._host.px(12 if self.low else 20)

    def _tile_height(self, tile: StopTile, width: int) -> int:
        px = self._host.px
        detail = self._detail(tile, width)
        rows = 1 if self._name_fits(tile, width) else 2
        edge = self._edge()
        return edge + self._host.line_height(Role.BODY) + rows * px(self._name_height()) + detail.height + edge

    def _name_role(self) -> Role:
        return Role.TITLE if self.low else Role.MEDICINE_STOP

    def _name_height(self) -> int:
        return 36 if self.low else 44

    def _edge(self) -> int:
        return self._host.px(8 if self.low else 13)

    def _name_fits(self, tile: StopTile, width: int) -> bool:
        metrics = self._host.font_metrics(self._name_role(), 700)
        name = metrics.horizontalAdvance(f"{tile.name} {tile.mark}") + self._host.px(24)
        return name <= width - 2 * self._inset()

    def _detail(self, tile: StopTile, width: int) -> LaidOut:
        return LaidOut(self._host, (Run(tile.detail),), Role.BODY, "text_2", None, width - 2 * self._inset())

    def _tiles_height(self, stop: Stop, width: int) -> int:
        wide = self._tile_width(stop, width)
        heights = [self._tile_height(tile, wide) for tile, _ in self._tiles(stop)]
        if self._narrow(width):
            return sum(heights) + self._host.px(8) * max(0, len(heights) - 1)
        return max(heights, default=0)

    def _draw_tiles(self, painter: QPainter, rect: QRect, stop: Stop, top: int) -> None:
        px = self._host.px
        wide = self._tile_width(stop, rect.width())
        x, y = self._pad(), top
        tall = self._tiles_height(stop, rect.width())
        for index, (tile, wrong) in enumerate(self._tiles(stop)):
            height = self._tile_height(tile, wide) if self._narrow(rect.width()) else tall
            self._draw_tile(painter, QRect(x, y, wide, height), tile, wrong=wrong)
            if self._narrow(rect.width()):
                y += height + px(8)
                continue
            x += wide
            if index == 0 and len(self._tiles(stop)) == 2:
                between = QRect(x, y, self._between(), height)
                draw.text(painter, self._host, between, "≠", Role.COUNT, "on_fill", 700, draw.CENTRE)
                x += self._between()

    def _draw_tile(self, painter: QPainter, rect: QRect, tile: StopTile, *, wrong: bool) -> None:
        host, px = self._host, self._host.px
        draw.box(painter, rect, px(8), host.colour("surface"))
        inner = rect.adjusted(self._inset(), self._edge(), -self._inset(), -self._edge())
        line = QRect(inner.left(), inner.top(), inner.width(), host.line_height(Role.BODY))
        draw.text(painter, host, line, tile.lead, Role.BODY, "major" if wrong else "ok", 600)
        draw.text(painter, host, line, tile.code, Role.CODE, "text_2", None, draw.CENTRE_RIGHT)
        name = QRect(inner.left(), line.bottom() + 1, inner.width(), px(self._name_height()))
        words = host.font_metrics(self._name_role(), 700).horizontalAdvance(f"{tile.name} ")
        draw.text(painter, host, name, tile.name, self._name_role(), "text", 700)
        if tile.mark:
            if self._name_fits(tile, rect.width()):
                self._draw_mark(painter, name.adjusted(words, 0, 0, 0), tile.mark, wrong=wrong)
            else:
                name.translate(0, px(self._name_height()))
                self._draw_mark(painter, name, tile.mark, wrong=wrong)
        self._detail(tile, rect.width()).draw(painter, inner.left(), name.bottom() + 1)

    def _draw_mark(self, painter: QPainter, rect: QRect, mark: str, *, wrong: bool) -> None:
        host, px = self._host, self._host.px
        wide = host.font_metrics(self._name_role(), 700).horizontalAdvance(mark) + px(20)
        box = QRect(rect.left(), rect.top() + px(3), wide, rect.height() - px(6))
        if wrong:
            draw.box(painter, box, px(6), host.colour("major_fill"))
        else:
            draw.box(painter, box, px(6), None, host.colour("ok"), 3)
        tone: Token = "on_fill" if wrong else "text"
        draw.text(painter, host, box, mark, self._name_role(), tone, 700, draw.CENTRE)

    def _recorded(self, stop: Stop, width: int) -> LaidOut:
        return LaidOut(self._host, (Run(stop.recorded),), Role.HEADING, "on_fill", 600, width - 2 * self._pad())

    def _step_width(self, stop: Stop, width: int) -> int:
        count = 1 if self._narrow(width) else max(1, len(stop.steps))
        return (width - 2 * self._pad() - (count - 1) * self._host.px(8)) // count

    def _step(self, words: str, width: int) -> LaidOut:
        role, right = (Role.BODY, 6) if self.low else (Role.MEDICINE, 12)
        return LaidOut(
            self._host, (Run(words),), role, "on_fill", 400, width - self._step_left() - self._host.px(right)
        )

    def _step_left(self) -> int:
        """Where the words of a step begin, behind its number."""
        return self._host.px(44 if self.low else 50)

    def _steps_height(self, stop: Stop, width: int) -> int:
        wide = self._step_width(stop, width)
        tall = [self._step(step, wide).height + 2 * self._edge() for step in stop.steps]
        if self._narrow(width):
            return sum(tall) + self._host.px(8) * max(0, len(tall) - 1)
        return max(tall, default=0)

    def _draw_steps(self, painter: QPainter, rect: QRect, stop: Stop, top: int) -> None:
        px, narrow = self._host.px, self._narrow(rect.width())
        wide = self._step_width(stop, rect.width())
        x, y = self._pad(), top
        for number, words in enumerate(stop.steps, start=1):
            laid = self._step(words, wide)
            tall = laid.height + 2 * self._edge() if narrow else self._steps_height(stop, rect.width())
            box = QRect(x, y, wide, tall)
            edge = draw.mix(self._host.colour("on_fill"), self._host.colour("major_fill"), 0.55)
            draw.box(painter, box, px(8), None, edge, 1)
            disc = QRectF(x + px(8 if self.low else 12), y + (tall - px(28)) / 2, px(28), px(28))
            draw.box(painter, disc, px(14), self._host.colour("on_fill"))
            draw.text(painter, self._host, disc.toRect(), str(number), Role.MEDICINE, "major_fill", 700, draw.CENTRE)
            laid.draw(painter, x + self._step_left(), y + (tall - laid.height) / 2)
            x, y = (x, y + tall + px(8)) if narrow else (x + wide + px(8), y)

    def _draw_sound(self, painter: QPainter, rect: QRect, stop: Stop) -> None:
        px = self._host.px
        tall = self._host.line_height(Role.BODY)
        bottom = rect.height() - self._barrier() - px(12)
        line = QRect(self._pad(), bottom - tall, rect.width() - 2 * self._pad(), tall)
        used = draw.icon(painter, self._host, line.left(), line.center().y(), "sound", 18, "on_fill") + px(8)
        laid = LaidOut(self._host, stop.sound, Role.NOTE, "on_fill", None, max(1, line.width() - used))
        laid.draw(painter, line.left() + used, line.center().y() + 1 - laid.height / 2)
