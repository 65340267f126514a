"""Widgets side by side that wrap to the next row: chips, buttons, tabs at large text."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.guards import called_by_qt
from workstation.ui.theme import ThemeHost


class Flow(QWidget):
    """Places its children in rows, as wide as they want to be; `gap` and `row_gap` are design px."""

    def __init__(self, host: ThemeHost, gap: float = 8, row_gap: float = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._gap, self._row_gap = host, gap, row_gap
        self._members: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        host.theme_changed.connect(self._on_theme_changed)

    def add(self, *widgets: QWidget) -> None:
        """Adds widgets at the end."""
        for widget in widgets:
            widget.setParent(self)
            widget.setVisible(True)
            self._members.append(widget)
        self._rearrange()

    def clear(self) -> None:
        """Takes all widgets away."""
        for widget in self._members:
            widget.hide()
            widget.deleteLater()
        self._members.clear()
        self._rearrange()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All in one row."""
        widths = [widget.sizeHint().width() for widget in self._members if not widget.isHidden()]
        width = sum(widths) + self._host.px(self._gap) * max(0, len(widths) - 1)
        return QSize(width, self.heightForWidth(max(width, 1)))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """The widest child; layouts take the height from `heightForWidth`."""
        sizes = [widget.minimumSizeHint() for widget in self._members]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    @called_by_qt
    def hasHeightForWidth(self) -> bool:
        """Rows."""
        return True

    @called_by_qt
    def heightForWidth(self, width: int) -> int:
        """Height of the rows in `width` px."""
        return self._arrange(width, apply=False)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows."""
        super().resizeEvent(event)
        self._rearrange()

    @called_by_qt
    def event(self, event: QEvent) -> bool:
        """A child that wants another size gets it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._rearrange()
        return super().event(event)

    def _rearrange(self) -> None:
        self._arrange(self.width(), apply=True)
        self.updateGeometry()

    def _arrange(self, width: int, *, apply: bool) -> int:
        gap, row_gap = self._host.px(self._gap), self._host.px(self._row_gap)
        x = y = tall = 0
        for widget in self._members:
            if widget.isHidden() and self.isVisible():
                continue
            size = widget.sizeHint()
            wide = min(size.width(), max(width, 1))
            if x and x + wide > width:
                x, y, tall = 0, y + tall + row_gap, 0
            if apply:
                widget.setGeometry(QRect(x, y, wide, size.height()))
            x += wide + gap
            tall = max(tall, size.height())
        return y + tall

    def _on_theme_changed(self) -> None:
        self._rearrange()
