"""Icons: our own SVG set, coloured and cached."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class IconSet:
    """Pixmaps of resources/icons by (name, size, dpr, colour). Colours are "#RRGGBB".

    In the files `currentColor` is the line and `glyphColor` the sign inside a filled shape.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, int, float, str, str], QPixmap] = {}

    def names(self) -> tuple[str, ...]:
        """Every icon there is."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.svg")))

    def pixmap(self, name: str, size: int, dpr: float, colour: str, glyph: str = "#FFFFFF") -> QPixmap:
        """The icon, `size` device independent px square. Raises FileNotFoundError for a name that is not drawn."""
        key = (name, size, dpr, colour, glyph)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._render(*key)
        return found

    def icon(self, name: str, size: int, dpr: float, colour: str) -> QIcon:
        """The same as a QIcon, for widgets that want one."""
        return QIcon(self.pixmap(name, size, dpr, colour))

    def forget(self) -> None:
        """Drops the cached pixmaps (the theme or the scale changed)."""
        self._pixmaps.clear()

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]

    def _render(self, name: str, size: int, dpr: float, colour: str, glyph: str) -> QPixmap:
        svg = self._source(name).replace("currentColor", colour).replace("glyphColor", glyph)
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        pixels = round(size * dpr)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(dpr)
        return pixmap
