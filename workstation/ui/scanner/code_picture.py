"""A code on the screen, to be scanned from it: black on white in every theme, each module whole pixels wide."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import ThemeHost

_WIDEST_MODULE = 6
"""Design px."""


class CodePicture(QWidget):
    """As large as there is room, at the most `module` design px a module."""

    def __init__(self, host: ThemeHost, name: str, module: float = _WIDEST_MODULE) -> None:
        super().__init__()
        self._host, self._module = host, module
        self._rows: tuple[str, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        host.theme_changed.connect(self.updateGeometry)

    def show_code(self, rows: tuple[str, ...]) -> None:
        """The modules of the code, with its quiet zone."""
        self._rows = rows
        self.updateGeometry()
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As large as wished for."""
        side = max(1, self._host.px(self._module))
        return QSize(self._across * side, len(self._rows) * side)

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """One pixel a module at least; below that no scanner reads it."""
        return QSize(self._across, len(self._rows) * max(1, self._host.px(self._module)) // 2)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The modules on white."""
        if not self._rows:
            return
        side = min(self.width() // self._across, self.height() // len(self._rows), self._host.px(self._module))
        side = max(1, side)
        painter = QPainter(self)
        painter.fillRect(0, 0, side * self._across, side * len(self._rows), QColor(Qt.GlobalColor.white))
        black = QColor(Qt.GlobalColor.black)
        for y, row in enumerate(self._rows):
            for x, module in enumerate(row):
                if module == "#":
                    painter.fillRect(x * side, y * side, side, side, black)

    @property
    def _across(self) -> int:
        return len(self._rows[0]) if self._rows else 1
