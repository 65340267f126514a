"""What is painted on the paper in px of the screen: tabs of fields, "unreadable", the connector, the hover."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from workstation.domain.reading.model import Decision
from workstation.ui.components import draw
from workstation.ui.review.marks import FieldKind, FieldMark, WordMark
from workstation.ui.review.overlay import FIELD_INKS
from workstation.ui.review.scene import PaperScene
from workstation.ui.theme import Role, ThemeHost, Token

_TAB, _PAD, _AROUND = 18, 8, 6
_LABELS_FROM = 0.6
"""Share of the fitting zoom below which only the selected field keeps its tab."""


@dataclass(frozen=True, slots=True)
class ScanTexts:
    """The words painted on the paper."""

    fields: dict[str, str]
    """By name of a field; "line" holds {number}."""
    unreadable: str
    hover: dict[Decision, str]


class PaperLabels:
    """Paints for one view; `on_screen` maps a mark to the view."""

    def __init__(
        self, host: ThemeHost, scene: PaperScene, texts: ScanTexts, on_screen: Callable[[FieldMark | WordMark], QRectF]
    ) -> None:
        self._host, self._paper, self._texts, self._on_screen = host, scene, texts, on_screen

    def draw_tabs(self, painter: QPainter, zoom: float, width: int) -> None:
        """The names of the fields; a tab that would lie on another field is left out, the selected one never."""
        host, paper = self._host, self._paper.sceneRect()
        roomy = paper.width() * zoom >= width * _LABELS_FROM
        taken = [self._on_screen(field) for field in self._paper.marks.fields]
        for place, field in enumerate(self._paper.marks.fields):
            chosen = field.number and field.number == self._paper.selected_line
            if not roomy and not chosen:
                continue
            words = self._texts.fields.get(field.name, field.name).replace("{number}", str(field.number))
            tab = self._tab_above(self._on_screen(field), words)
            others = (other for index, other in enumerate(taken) if index != place)
            if not chosen and any(other.intersects(tab) for other in others):
                continue
            taken.append(tab)
            radius = tab.height() / 2 if field.kind is FieldKind.PERSON else host.px(2)
            self._draw_tab(painter, tab, words, FIELD_INKS[field.kind], radius)

    def draw_unreadable(self, painter: QPainter) -> None:
        """The word under each box that nobody could read, where there is room for it."""
        host, words = self._host, self._texts.unreadable
        for mark in self._paper.marks.words:
            rect = self._on_screen(mark)
            if mark.decision is Decision.UNREADABLE and rect.width() >= host.px(36):
                width = host.font_metrics(Role.TINY, 600).horizontalAdvance(words) + 2 * host.px(7)
                tab = QRectF(rect.left(), rect.bottom() + 1, width, host.px(_TAB))
                self._draw_tab(painter, tab, words, "paper_unreadable", host.px(3))

    def draw_link(self, painter: QPainter, selected: QRectF, right: int, y: int) -> None:
        """From the selected line to the right edge at the height of its card."""
        ink, tip = self._host.colour("paper_link"), self._host.px(8)
        start = QPointF(min(selected.right() + _AROUND, right - 3 * tip), selected.center().y())
        bend = right - self._host.px(22)
        painter.setPen(QPen(ink, 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([start, QPointF(bend, start.y()), QPointF(bend, y), QPointF(right, y)]))
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(start, tip / 2, tip / 2)
        back, half = right - tip - 4, tip / 1.4
        painter.drawPolygon(QPolygonF([QPointF(back, y - half), QPointF(right - 4, y), QPointF(back, y + half)]))

    def draw_hover(self, painter: QPainter, under: QRectF, words: str, room: QSize) -> None:
        """Text and confidence, below the word, or above it at the bottom of the view."""
        host = self._host
        width = host.font_metrics(Role.SMALL, 600).horizontalAdvance(words) + 2 * host.px(10)
        height = host.px(28)
        left = max(4.0, min(under.left(), room.width() - width - 4.0))
        top = under.bottom() + host.px(8)
        if top + height > room.height():
            top = under.top() - height - host.px(8)
        rect = QRectF(left, top, width, height)
        draw.box(painter, rect, host.px(5), host.colour("rail"), host.colour("rail_text"), 1)
        painter.setPen(host.colour("rail_title"))
        painter.setFont(host.font(Role.SMALL, 600))
        painter.drawText(rect, draw.CENTRE, words)

    def _tab_above(self, field: QRectF, words: str) -> QRectF:
        width = self._host.font_metrics(Role.TINY, 600).horizontalAdvance(words) + 2 * self._host.px(_PAD)
        tall = self._host.px(_TAB)
        return QRectF(field.left() - _AROUND, field.top() - _AROUND - tall + 1, width, tall)

    def _draw_tab(self, painter: QPainter, tab: QRectF, words: str, ink: Token, radius: float) -> None:
        draw.box(painter, tab, radius, self._host.colour(ink))
        painter.setPen(Qt.GlobalColor.white)
        painter.setFont(self._host.font(Role.TINY, 600))
        painter.drawText(tab, draw.CENTRE, words)
