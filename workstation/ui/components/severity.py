"""Severity shapes: octagon ×, triangle !, diamond !, circle i, circle ✓, rounded square i. Never without the word."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import ThemeHost, Token


class Severity(StrEnum):
    """How serious something is; the names of the domain's severities in lower case, and the two that are none."""

    CONTRAINDICATED = "contraindicated"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"
    MATCH = "match"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class SeverityLook:
    """Icon file, colour of text and shape, soft ground."""

    shape: str
    ink: Token
    soft: Token


SEVERITY_LOOKS: dict[Severity, SeverityLook] = {
    Severity.CONTRAINDICATED: SeverityLook("shape-stop", "stop", "stop_soft"),
    Severity.MAJOR: SeverityLook("shape-major", "major", "major_soft"),
    Severity.MODERATE: SeverityLook("shape-moderate", "moderate", "moderate_soft"),
    Severity.MINOR: SeverityLook("shape-minor", "minor", "minor_soft"),
    Severity.MATCH: SeverityLook("shape-ok", "ok", "ok_soft"),
    Severity.INFORMATION: SeverityLook("shape-info", "accent", "accent_soft"),
}


class Picture(QWidget):
    """An icon or shape of a fixed design size. Decoration for the words beside it unless it gets a name."""

    def __init__(
        self,
        host: ThemeHost,
        name: str,
        size: float = 20,
        tone: Token = "text_2",
        *,
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._host, self._name, self._size, self._tone = host, name, size, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(accessible_name)
        host.theme_changed.connect(self._on_theme_changed)

    def show_icon(self, name: str, tone: Token | None = None) -> None:
        """Shows another icon, in another tone when one is given."""
        self._name, self._tone = name, tone or self._tone
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """The icon's size."""
        side = self._host.px(self._size)
        return QSize(side, side)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the icon in the middle."""
        painter = QPainter(self)
        left = (self.width() - self._host.px(self._size)) / 2
        draw.icon(painter, self._host, left, self.height() / 2, self._name, self._size, self._tone)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class SeverityShape(Picture):
    """The shape of a severity; its accessible name is the severity in capitals."""

    def __init__(self, host: ThemeHost, severity: Severity, size: float = 20, parent: QWidget | None = None) -> None:
        look = SEVERITY_LOOKS[severity]
        super().__init__(host, look.shape, size, look.ink, accessible_name=severity.value.upper(), parent=parent)

    def set_severity(self, severity: Severity) -> None:
        """Shows another severity."""
        look = SEVERITY_LOOKS[severity]
        self.setAccessibleName(severity.value.upper())
        self.show_icon(look.shape, look.ink)
