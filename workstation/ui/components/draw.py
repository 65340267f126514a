"""Painting that widgets and table delegates share. Lengths are design px; the host turns them into px."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workstation.ui.theme import Role, ThemeHost, Token

CENTRE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
CENTRE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignCenter

_KEY_SIGNS = {
    "Right": "→",
    "Left": "←",
    "Up": "↑",
    "Down": "↓",
    "Return": "Enter",
    "Escape": "Esc",
    "Plus": "+",
}
CAP_HEIGHT = 20
_CAP_PAD = 5


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of `one` and the rest of `other`."""
    return QColor(
        round(one.red() * share + other.red() * (1 - share)),
        round(one.green() * share + other.green() * (1 - share)),
        round(one.blue() * share + other.blue() * (1 - share)),
    )


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    ground: QColor | None,
    edge: QColor | None = None,
    width: float = 1,
    dash: tuple[float, float] | None = None,
) -> None:
    """A rounded rectangle whose edge lies inside `rect`. `dash` is in px."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(rect), radius, radius)
        return
    pen = QPen(edge, width)
    if dash is not None:
        pen.setDashPattern([length / width for length in dash])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)


def text(
    painter: QPainter,
    host: ThemeHost,
    rect: QRect,
    words: str,
    role: Role = Role.BODY,
    tone: Token = "text",
    weight: int | None = None,
    align: Qt.AlignmentFlag = CENTRE_LEFT,
) -> None:
    """One line, elided at the end when it does not fit."""
    painter.setFont(host.font(role, weight))
    painter.setPen(host.colour(tone))
    painter.drawText(rect, _one_line(align), host.fitted(words, rect.width(), role, weight))


@lru_cache(maxsize=64)
def _one_line(align: Qt.AlignmentFlag) -> int:
    """Flags for `drawText`. Joining the enumerations takes as long as a third of the painting of a short text."""
    return align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip


def elided(words: str, width: int, host: ThemeHost, role: Role, weight: int | None = None) -> str:
    """The text with an ellipsis where it stops to fit."""
    return host.fitted(words, width, role, weight)


def icon(
    painter: QPainter, host: ThemeHost, x: float, centre_y: float, name: str, size: float, tone: Token,
    glyph: Token = "on_shape",
) -> int:  # fmt: skip
    """An icon with its left edge at `x`; returns its width in px."""
    pixmap = host.icon_pixmap(name, size, tone, painter.device().devicePixelRatio(), glyph)
    side = host.px(size)
    painter.drawPixmap(QPointF(round(x), round(centre_y - side / 2)), pixmap)
    return side


@lru_cache(maxsize=256)
def key_caps(keys: str) -> tuple[str, ...]:
    """The caps of a key sequence: "Ctrl+Right" → ("Ctrl", "→")."""
    if keys.endswith("++"):
        return (*key_caps(keys[:-2]), "+")
    parts = [part.strip() for part in keys.split("+")] if keys != "+" else ["+"]
    return tuple(_KEY_SIGNS.get(part, part) for part in parts if part)


def caps_width(host: ThemeHost, keys: str, gap: float = 8) -> int:
    """Width in px of all caps of a key sequence."""
    caps = key_caps(keys)
    return sum(_cap_width(host, cap) for cap in caps) + host.px(gap) * max(0, len(caps) - 1)


def draw_caps(
    painter: QPainter, host: ThemeHost, x: float, centre_y: float, keys: str,
    ink: Token = "text_2", ground: Token | None = "bg", edge: Token = "border_control", gap: float = 8,
) -> int:  # fmt: skip
    """Key caps from `x` to the right; returns their width in px. On a filled button give ink and edge alike."""
    left = x
    for cap in key_caps(keys):
        width = _cap_width(host, cap)
        height = host.px(CAP_HEIGHT)
        rect = QRectF(round(left), round(centre_y - height / 2), width, height)
        _draw_cap(painter, host, rect, cap, (ink, ground, edge))
        left += width + host.px(gap)
    return round(left - host.px(gap) - x)


def _cap_width(host: ThemeHost, cap: str) -> int:
    return max(host.px(CAP_HEIGHT), host.font_metrics(Role.SMALL, 500).horizontalAdvance(cap) + 2 * host.px(_CAP_PAD))


def _draw_cap(
    painter: QPainter, host: ThemeHost, rect: QRectF, cap: str, tones: tuple[Token, Token | None, Token]
) -> None:
    ink, ground, edge = tones
    line = host.colour(edge)
    if ground is None:
        line = mix(line, QColor(host.theme.accent_fill), 0.65)
    radius = host.px(4)
    fill = host.colour(ground) if ground is not None else None
    box(painter, rect, radius, fill, line, host.theme.border_width)
    painter.setPen(QPen(line, 1.2))
    painter.drawLine(
        QPointF(rect.left() + radius - 1, rect.bottom() - 1.4),
        QPointF(rect.right() - radius + 1, rect.bottom() - 1.4),
    )
    painter.setFont(host.font(Role.SMALL, 500))
    painter.setPen(host.colour(ink))
    painter.drawText(rect.adjusted(0, 0, 0, -1), CENTRE, cap)


def ring(painter: QPainter, host: ThemeHost, rect: QRect | QRectF, radius: float, token: Token = "focus") -> None:
    """The focus ring, inside `rect`."""
    box(painter, rect, radius, None, host.colour(token), host.theme.focus_width)


def avatar(painter: QPainter, host: ThemeHost, rect: QRect, initials: str, mine: bool) -> None:
    """Initials in a circle; filled with the accent when it is the user at this counter."""
    ground: Token = "accent_fill" if mine else "sunken"
    edge = host.colour("border") if host.theme.high_contrast and not mine else None
    box(painter, rect, rect.height() / 2, host.colour(ground), edge, host.theme.border_width)
    role = Role.TINY if rect.height() < host.px(36) else Role.MEDICINE
    text(painter, host, rect, initials, role, "on_accent" if mine else "text_2", 600, CENTRE)


def tick(painter: QPainter, rect: QRectF, ink: QColor, weight: float = 0.11) -> None:
    """A tick that fills the middle of `rect`; `weight` is the thickness of its line as a share of the width."""
    pen = QPen(ink, rect.width() * weight)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = ((0.27, 0.52), (0.43, 0.68), (0.74, 0.35))
    painter.drawPolyline(
        QPolygonF([QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in points])
    )


def hatch_edge(painter: QPainter, rect: QRectF, ink: QColor, slant: float) -> None:
    """Slanted bars over the whole width of `rect`, as on a barrier."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    top, bottom, x = rect.top(), rect.bottom(), rect.left() - 2 * slant
    lean = rect.height()
    while x < rect.right():
        corners = ((x + lean, top), (x + lean + slant, top), (x + slant, bottom), (x, bottom))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        x += 2 * slant
    painter.restore()
