"""Painting that the candidate list does beside its rows: the bar of a likeness, and the row "none of these"."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from workstation.ui.components import draw
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

CAP, PAD = 28, 8
"""Design px: room of the key cap at the left, and around it."""


def draw_bar(painter: QPainter, host: ThemeHost, rect: QRectF, share: float) -> None:
    """A bar filled up to `share` (0 to 1); its number stands beside it, never the bar alone."""
    draw.box(painter, rect, rect.height() / 2, host.colour("sunken"), host.colour("border_control"), 1)
    filled = QRectF(rect.left(), rect.top(), max(rect.height(), rect.width() * min(1.0, share)), rect.height())
    draw.box(painter, filled, rect.height() / 2, host.colour("accent_fill"))


def draw_last_row(painter: QPainter, host: ThemeHost, words: Words, rect: QRect, *, likeness: bool) -> None:
    """0 none of these, U not readable; with `likeness` what the numbers of the bars mean, where there is room."""
    px, text = host.px, words.text
    left, centre = rect.left() + px(PAD), rect.center().y()
    draw.draw_caps(painter, host, left + px(3), centre, "0", "text_2", "surface")
    left += px(CAP) + px(PAD)
    for said, keys in ((text("review.candidate.none"), ""), (text("review.candidate.unreadable"), "U")):
        left += draw.draw_caps(painter, host, left, centre, keys, "text_2", "surface") + px(8) if keys else 0
        width = host.font_metrics(Role.BODY).horizontalAdvance(said)
        draw.text(painter, host, QRect(left, rect.top(), width + 2, rect.height()), said, Role.BODY, "text_2")
        left += width + px(24)
    note = text("review.candidate.likeness")
    room = QRect(left, rect.top(), rect.right() - px(PAD) - left, rect.height())
    if likeness and host.font_metrics(Role.TINY).horizontalAdvance(note) <= room.width():
        draw.text(painter, host, room, note, Role.TINY, "text_3", None, draw.CENTRE_RIGHT)
