"""Paints a MATCH: green frame, tick, what it is, and how many packs are scanned."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from workstation.ui.components import draw
from workstation.ui.components.packs import MOST_SQUARES, draw_packs, pack_states
from workstation.ui.components.runs import LaidOut, Run, bold
from workstation.ui.components.verdict_views import Match
from workstation.ui.theme import Role, ThemeHost

_SIDE = 193
_TEXT_LEFT = 203
_MARK = 132
_NARROW = 700
"""Below this design width the tick gets smaller and the packs stand below the words."""


class MatchPainter:
    """Paints the ground and the words of a MATCH at any size and scale."""

    def __init__(self, host: ThemeHost) -> None:
        self._host = host
        self.low = False

    def height(self, match: Match, width: int) -> int:
        """Height in px that the words need in `width` px."""
        words = self._blocks(match, width)
        padding = 2 * self._host.px(10 if self.low else 28)
        least = self._host.px(168 if self.low else 240)
        return max(least, sum(laid.height for laid, _ in words) + self._gaps(words) + padding)

    def draw_ground(self, painter: QPainter, rect: QRect) -> None:
        """Everything but the words."""
        host = self._host
        edge = host.colour("ok")
        draw.box(painter, rect, host.px(12), host.colour("ok_soft"), edge, 3)
        right = rect.right() - host.px(_SIDE)
        painter.fillRect(QRectF(right, 3, 1, rect.height() - 6), edge)
        self._draw_tick(painter, rect)

    def draw(self, painter: QPainter, rect: QRect, match: Match) -> None:
        """The words and the packs."""
        blocks = self._blocks(match, rect.width())
        total = sum(laid.height for laid, _ in blocks) + self._gaps(blocks)
        y = rect.top() + (rect.height() - total) / 2
        left = self._text_left(rect.width())
        for laid, icon in blocks:
            indent = 0
            if icon:
                draw.icon(painter, self._host, left, y + laid.height / 2, icon, 18, "ok")
                indent = self._host.px(26)
            laid.draw(painter, left + indent, y)
            y += laid.height + self._gap_after(laid, blocks)
        self._draw_side(painter, rect, match)

    def _blocks(self, match: Match, width: int) -> list[tuple[LaidOut, str]]:
        host = self._host
        room = max(host.px(120), width - self._text_left(width) - host.px(_SIDE + 16))
        blocks = [
            (LaidOut(host, (Run(match.word),), Role.VERDICT, "ok"), ""),
            (LaidOut(host, (Run(match.title),), Role.TITLE, "text", 600, room), ""),
        ]
        blocks += [(LaidOut(host, runs, Role.LEAD, "text_2", None, room), "") for runs in match.details]
        if match.note:
            blocks.append((LaidOut(host, (bold(match.note),), Role.BODY, "ok", None, room - host.px(26)), "printer"))
        return blocks

    def _gaps(self, blocks: list[tuple[LaidOut, str]]) -> int:
        return sum(self._gap_after(laid, blocks) for laid, _ in blocks[:-1])

    def _gap_after(self, laid: LaidOut, blocks: list[tuple[LaidOut, str]]) -> int:
        """The word stands close to its title; lines of details belong together."""
        place = next(index for index, (block, _) in enumerate(blocks) if block is laid)
        if place == 0:
            return -self._host.px(4)
        apart = place == 1 or (place + 1 < len(blocks) and blocks[place + 1][1])
        return self._host.px(8 if apart else 0)

    def _is_narrow(self, width: int) -> bool:
        return self._host.metrics.design(width) < _NARROW

    def _text_left(self, width: int) -> int:
        return self._host.px(104 if self._is_narrow(width) else _TEXT_LEFT)

    def _draw_tick(self, painter: QPainter, rect: QRect) -> None:
        narrow = self._is_narrow(rect.width())
        side = self._host.px(64 if narrow else _MARK)
        left = self._host.px(24 if narrow else 37)
        circle = QRectF(left, rect.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._host.colour("ok_fill"))
        painter.drawEllipse(circle)
        draw.tick(painter, circle, self._host.colour("on_fill"))

    def _draw_side(self, painter: QPainter, rect: QRect, match: Match) -> None:
        host, px = self._host, self._host.px
        side = px(_SIDE)
        heights = (host.line_height(Role.SMALL), host.line_height(Role.COUNT), px(44), px(24))
        lines, y = [], rect.center().y() - sum(heights) // 2
        for height in heights:
            lines.append(QRect(rect.right() - side + 1, y, side, height))
            y += height
        said = f"{match.packs_done} of {match.packs_total}"
        draw.text(painter, host, lines[0], match.packs_heading, Role.SMALL, "text_2", 500, draw.CENTRE)
        draw.text(painter, host, lines[1], said, Role.COUNT, "text", 700, draw.CENTRE)
        squares = pack_states(match.packs_done, match.packs_total, listening=True)[:MOST_SQUARES]
        size, gap = (36, 8) if len(squares) <= 4 else (16, 4)
        wide = len(squares) * px(size) + (len(squares) - 1) * px(gap)
        left = lines[2].center().x() - wide / 2
        draw_packs(painter, host, left, lines[2].center().y(), squares, size)
        draw.text(painter, host, lines[3], match.packs_note, Role.SMALL, "text_2", None, draw.CENTRE)
