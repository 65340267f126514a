"""Chips: an icon or shape with a word on a soft ground. One painter for widgets and tables."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.domain.queue import Flag
from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token

CHIP_HEIGHT = 22
_PAD, _ICON, _GAP = 7, 14, 5
_EDGE_SHARE = 0.27


class Edge(StrEnum):
    """How the border of a chip looks."""

    SOFT = "soft"
    FULL = "full"
    DASHED = "dashed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ChipLook:
    """Colour of icon and word, ground (None: none), icon name ("" for none), border."""

    ink: Token
    ground: Token | None = None
    icon: str = ""
    edge: Edge = Edge.SOFT


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip ready to paint."""

    word: str
    look: ChipLook


SCHEDULE = ChipLook("text_2", "surface", edge=Edge.FULL)
DEMO = ChipLook("controlled", "controlled_soft", edge=Edge.DASHED)
CONFIRM = ChipLook("moderate", "moderate_soft", edge=Edge.DASHED)
LOOK_ALIKE = ChipLook("moderate", "surface", "shape-moderate", Edge.FULL)
CLAIMED = ChipLook("accent", "accent_soft", "edit", Edge.NONE)
GOOD = ChipLook("ok", "ok_soft", "check")
LOOK = ChipLook("moderate", "moderate_soft", "shape-moderate")
ALLERGY_FULL = ChipLook("stop", "stop_soft", "allergy", Edge.FULL)

FLAG_LOOKS: dict[Flag, ChipLook] = {
    Flag.ALLERGY: ChipLook("stop", "stop_soft", "allergy"),
    Flag.CONTRAINDICATED: ChipLook("stop", "stop_soft", "shape-stop"),
    Flag.INTERACTION_MAJOR: ChipLook("major", "major_soft", "shape-major"),
    Flag.MAJOR: ChipLook("major", "major_soft", "shape-major"),
    Flag.PATIENT_NOT_CONFIRMED: ChipLook("major", "major_soft", "person-check"),
    Flag.SEEN_BEFORE: ChipLook("major", "major_soft", "layers"),
    Flag.INTERACTION_MODERATE: ChipLook("moderate", "moderate_soft", "shape-moderate"),
    Flag.CONTROLLED: ChipLook("controlled", "controlled_soft", "lock"),
    Flag.NO_STOCK: ChipLook("moderate", "moderate_soft", "no-stock"),
    Flag.FRIDGE: ChipLook("cold", "cold_soft", "fridge"),
    Flag.OWING: ChipLook("minor", "minor_soft", "owing"),
    Flag.DUPLICATE: ChipLook("moderate", "moderate_soft", "duplicate"),
    Flag.CHILD_DOSE: ChipLook("minor", "minor_soft", "child"),
    Flag.NOT_SCREENED: ChipLook("text_2", None, "unreadable", Edge.DASHED),
    Flag.DIRECTIONS: ChipLook("moderate", "moderate_soft", "note"),
    Flag.NOT_CHECKED: ChipLook("text_2", None, "unreadable", Edge.DASHED),
    Flag.FACTS_MISSING: ChipLook("text_2", None, "unreadable", Edge.DASHED),
    Flag.SCREENING_WAITS: ChipLook("text_2", None, "unreadable", Edge.DASHED),
    Flag.MINOR: ChipLook("minor", "minor_soft", "shape-minor"),
    Flag.UNREADABLE_SCAN: ChipLook("text_2", None, "unreadable", Edge.DASHED),
    Flag.NEEDS_ATTENTION: ChipLook("moderate", "moderate_soft", "shape-moderate"),
}


def chip_width(host: ThemeHost, chip: Chip) -> int:
    """Width in px."""
    icon = host.px(_ICON) + host.px(_GAP) if chip.look.icon else 0
    return host.font_metrics(Role.SMALL, 600).horizontalAdvance(chip.word) + icon + 2 * host.px(_PAD)


def draw_chip(
    painter: QPainter, host: ThemeHost, x: float, centre_y: float, chip: Chip, height: float = CHIP_HEIGHT
) -> int:
    """Paints a chip with its left edge at `x`; returns its width in px."""
    look, tall, width = chip.look, host.px(height), chip_width(host, chip)
    rect = QRectF(round(x), round(centre_y - tall / 2), width, tall)
    _draw_ground(painter, host, rect, look)
    left = rect.left() + host.px(_PAD)
    if look.icon:
        left += draw.icon(painter, host, left, rect.center().y(), look.icon, _ICON, look.ink) + host.px(_GAP)
    painter.setFont(host.font(Role.SMALL, 600))
    painter.setPen(host.colour(look.ink))
    painter.drawText(rect.adjusted(left - rect.left(), 0, 0, 0), draw.CENTRE_LEFT, chip.word)
    return width


def _draw_ground(painter: QPainter, host: ThemeHost, rect: QRectF, look: ChipLook) -> None:
    theme = host.theme
    ground = host.colour(look.ground) if look.ground else None
    ink = host.colour(look.ink)
    radius = host.px(4)
    match look.edge:
        case Edge.NONE if not theme.high_contrast:
            draw.box(painter, rect, radius, ground)
        case Edge.DASHED:
            draw.box(painter, rect, radius, ground, ink, theme.border_width, (host.px(4), host.px(3)))
        case Edge.SOFT if not theme.high_contrast and ground is not None:
            draw.box(painter, rect, radius, ground, draw.mix(ink, ground, _EDGE_SHARE))
        case _:
            draw.box(painter, rect, radius, ground, ink, theme.border_width)


def fitting(host: ThemeHost, chips: tuple[Chip, ...], width: int, most: int = 2) -> tuple[Chip, ...]:
    """At most `most` chips that fit in `width` px, then one that counts the rest ("+2")."""
    kept: list[Chip] = []
    used = 0
    for index, chip in enumerate(chips):
        rest = len(chips) - index
        needed = chip_width(host, chip) + (host.px(6) if kept else 0)
        spare = chip_width(host, _more(rest - 1)) + host.px(6) if rest > 1 else 0
        if len(kept) == most or (kept and used + needed + spare > width):
            return (*kept, _more(rest))
        kept.append(chip)
        used += needed
    return tuple(kept)


def _more(count: int) -> Chip:
    return Chip(f"+{count}", ChipLook("text_2", None, edge=Edge.FULL))


class ChipLabel(QWidget):
    """One chip as a widget. Its accessible name is its word; `why` is the tooltip and description."""

    def __init__(
        self, host: ThemeHost, chip: Chip, why: str = "", height: float = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._host, self._chip, self._height = host, chip, height
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(chip, why)
        host.theme_changed.connect(self._on_theme_changed)

    def set_chip(self, chip: Chip, why: str = "") -> None:
        """Shows another chip."""
        self._chip = chip
        self.setAccessibleName(chip.word)
        self.setAccessibleDescription(why)
        self.setToolTip(why)
        self._on_theme_changed()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As wide as icon and word."""
        return QSize(chip_width(self._host, self._chip), self._host.px(self._height))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the chip."""
        draw_chip(QPainter(self), self._host, 0, self.height() / 2, self._chip, self._height)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class FlagChip(ChipLabel):
    """A flag of a prescription with its word and, as tooltip, why and where."""

    def __init__(self, host: ThemeHost, flag: Flag, word: str, why: str = "", parent: QWidget | None = None) -> None:
        super().__init__(host, Chip(word, FLAG_LOOKS[flag]), why, parent=parent)
