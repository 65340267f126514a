"""When a prescription is due: a shape that fills up as time runs, and words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token

SOON_MINUTES = 15


class DueState(StrEnum):
    """Late, due within 15 minutes, later, on hold, or without a time."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    HOLD = "hold"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """State and words ("Late 6 min")."""

    state: DueState
    text: str


DUE_LOOKS: dict[DueState, tuple[str, Token, Token]] = {
    DueState.LATE: ("shape-major", "major", "major"),
    DueState.SOON: ("half-diamond", "moderate", "moderate"),
    DueState.LATER: ("quarter-clock", "ok", "text"),
    DueState.HOLD: ("hold", "text_3", "text_2"),
    DueState.NONE: ("mark-later", "text_3", "text_2"),
}
"""Shape, colour of the shape, colour of the words."""


def due_of(due_at: datetime | None, now: datetime, *, on_hold: bool = False) -> Due:
    """What to show at `now` (both aware). Minutes are counted in full: due in 59 s is "Due now"."""
    if on_hold:
        return Due(DueState.HOLD, "On hold")
    if due_at is None:
        return Due(DueState.NONE, "No time set")
    seconds = (due_at - now).total_seconds()
    minutes = int(abs(seconds) // 60)
    if seconds < 0:
        return Due(DueState.LATE, f"Late {_span(max(1, minutes))}")
    if minutes == 0:
        return Due(DueState.SOON, "Due now")
    if minutes <= SOON_MINUTES:
        return Due(DueState.SOON, f"Due {_span(minutes)}")
    return Due(DueState.LATER, f"in {_span(minutes)}")


def _span(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return f"{hours // 24} d"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


class DueBadge(QWidget):
    """Shape and words as a widget."""

    def __init__(self, host: ThemeHost, due: Due, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._due = host, due
        self.setAccessibleName(due.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)

    def set_due(self, due: Due) -> None:
        """Shows another time."""
        if due == self._due:
            return
        self._due = due
        self.setAccessibleName(due.text)
        self._on_theme_changed()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As wide as shape and words."""
        words = self._host.font_metrics(Role.BODY, 600).horizontalAdvance(self._due.text)
        return QSize(self._host.px(18) + self._host.px(8) + words + 1, self._host.px(24))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws shape and words."""
        painter = QPainter(self)
        shape, tone, ink = DUE_LOOKS[self._due.state]
        used = draw.icon(painter, self._host, 0, self.height() / 2, shape, 18, tone) + self._host.px(8)
        draw.text(painter, self._host, self.rect().adjusted(used, 0, 0, 0), self._due.text, Role.BODY, ink, 600)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
