"""Written = keyed = scanned: as a strip in a line of the review, and as three tiles in the dispense screen."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token


class PartState(StrEnum):
    """What is known of one of the three."""

    AGREES = "agrees"
    ASKS = "asks"
    OPEN = "open"
    DIFFERS = "differs"


_SIGNS: dict[PartState, tuple[str, Token]] = {
    PartState.AGREES: ("✓", "ok"),
    PartState.ASKS: ("?", "moderate"),
    PartState.OPEN: ("–", "text_2"),
    PartState.DIFFERS: ("≠", "major"),
}
PARTS = ("written", "keyed", "scanned")


class ThreeWayStrip(QWidget):
    """ "written ✓ | keyed ✓ | scanned –" in one box 26 px tall."""

    def __init__(self, host: ThemeHost, parts: tuple[str, str, str] = PARTS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._parts = host, parts
        self._states = (PartState.OPEN, PartState.OPEN, PartState.OPEN)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_parts(*self._states)
        host.theme_changed.connect(self._on_theme_changed)

    def set_parts(self, written: PartState, keyed: PartState, scanned: PartState) -> None:
        """Shows what is known of each."""
        self._states = (written, keyed, scanned)
        said = ", ".join(f"{part} {state.value}" for part, state in zip(self._parts, self._states, strict=True))
        self.setAccessibleName(said)
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Three parts side by side."""
        return QSize(sum(self._widths()), self._host.px(26))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the box, the lines between, words and signs."""
        host, painter = self._host, QPainter(self)
        draw.box(
            painter,
            self.rect(),
            host.px(6),
            host.colour("bg"),
            host.colour("border"),
            host.theme.border_width,
        )
        x = 0
        for index, width in enumerate(self._widths()):
            if index:
                painter.fillRect(QRectF(x, 0, host.theme.border_width, self.height()), host.colour("border"))
            sign, tone = _SIGNS[self._states[index]]
            rect = self.rect().adjusted(x + host.px(11), 0, 0, 0)
            draw.text(painter, host, rect, self._parts[index], Role.SMALL, tone, 500)
            advance = host.font_metrics(Role.SMALL, 500).horizontalAdvance(self._parts[index]) + host.px(8)
            self._draw_sign(painter, rect.left() + advance, sign, tone)
            x += width

    def _draw_sign(self, painter: QPainter, x: int, sign: str, tone: Token) -> None:
        if sign == "✓":
            draw.icon(painter, self._host, x - 1, self.height() / 2, "check", 14, tone)
            return
        rect = self.rect().adjusted(x, 0, 0, 0)
        draw.text(painter, self._host, rect, sign, Role.BODY, tone, 600)

    def _widths(self) -> list[int]:
        metrics = self._host.font_metrics(Role.SMALL, 500)
        return [metrics.horizontalAdvance(part) + self._host.px(11 + 8 + 13 + 10) for part in self._parts]

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the three tiles. `who` says who or when; `picture` is the crop of the scan."""

    title: str
    who: str
    state: PartState
    medicine: Said
    lines: tuple[Said, ...] = ()
    picture: QPixmap | None = None


_STATE_LOOKS: dict[PartState, tuple[CardLook, str, Token]] = {
    PartState.AGREES: (CardLook(edge="ok"), "shape-ok", "ok"),
    PartState.ASKS: (CardLook(edge="moderate"), "shape-moderate", "moderate"),
    PartState.OPEN: (CardLook(edge="border_control", dashed=True), "mark-later", "text_3"),
    PartState.DIFFERS: (CardLook(edge="major", ground="major_soft", width=3), "shape-stop", "major"),
}


class TileCard(Card):
    """A tile: title, state in words and shape, crop of the scan, medicine, details."""

    def __init__(self, host: ThemeHost, tile: Tile, word: str) -> None:
        look, shape, tone = _STATE_LOOKS[tile.state]
        super().__init__(host, look)
        self.setAccessibleName(f"{tile.title}: {word}")
        self.setMinimumHeight(host.px(176))
        column = Column(host, (17, 12, 17, 12), 6, self)
        head = Row(host, gap=6)
        head.addWidget(Label(host, tile.title, weight=600, elide=False))
        head.addWidget(Label(host, tile.who, Role.SMALL, "text_2"), 1)
        head.add(Picture(host, shape, 17, tone), Label(host, word, tone=tone, weight=600, elide=False))
        column.addLayout(head)
        if tile.picture is not None:
            column.addWidget(_crop(host, tile.picture))
        column.addWidget(Label(host, tile.medicine, Role.MEDICINE_TILE, wrap=True, elide=False))
        lines = Column(host, gap=0)
        for line in tile.lines:
            lines.addWidget(Label(host, line, Role.SMALL, "text_2", wrap=True))
        column.addLayout(lines)
        column.addStretch(1)


def _crop(host: ThemeHost, picture: QPixmap) -> QLabel:
    shown = QLabel()
    height = host.px(52)
    shown.setPixmap(picture.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation))
    shown.setAccessibleName("Crop of the scan")
    return shown


class ThreeWayTiles(QWidget):
    """Three tiles with = or ≠ between them."""

    def __init__(
        self, host: ThemeHost, words: dict[PartState, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._host = host
        self._words = words or {state: state.value for state in PartState}
        self._row = Row(host, gap=0, parent=self)
        self._tiles: tuple[Tile, Tile, Tile] | None = None
        host.theme_changed.connect(self._forget)

    def set_tiles(self, written: Tile, keyed: Tile, scanned: Tile) -> None:
        """Shows the three; the sign between two is ≠ as soon as the right one differs.

        The same three stay as they are: a new tile is not seen before the next event.
        """
        if (written, keyed, scanned) == self._tiles:
            return
        self._tiles = (written, keyed, scanned)
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, tile in enumerate((written, keyed, scanned)):
            if index:
                self._row.addWidget(self._sign(tile.state))
            self._row.addWidget(TileCard(self._host, tile, self._words[tile.state]), 1)

    def _forget(self) -> None:
        self._tiles = None

    def _sign(self, state: PartState) -> Label:
        sign = "≠" if state is PartState.DIFFERS else "="
        tone: Token = "major" if state is PartState.DIFFERS else "ok"
        if state in (PartState.OPEN, PartState.ASKS):
            tone = "text_3"
        label = Label(self._host, sign, Role.MEDICINE_STOP, tone, 700, align=Qt.AlignmentFlag.AlignHCenter)
        label.setFixedWidth(self._host.px(40))
        return label
