"""Rows and columns whose margins and gaps are design px and follow the text scale."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from workstation.ui.theme import ThemeHost

Margins = tuple[float, float, float, float]
"""Left, top, right, bottom."""
NO_MARGINS: Margins = (0, 0, 0, 0)
_FIXED, _SOFT = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum


class Row(QHBoxLayout):
    """A horizontal layout."""

    def __init__(
        self, host: ThemeHost, margins: Margins = NO_MARGINS, gap: float = 8, parent: QWidget | None = None
    ) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._host, self._margins, self._gap = host, margins, gap
        self._spaces: list[tuple[QSpacerItem, float]] = []
        host.theme_changed.connect(self._rescale)
        self._rescale()

    def add(self, *widgets: QWidget, stretch: int = 0) -> "Row":
        """Adds widgets one after the other."""
        for widget in widgets:
            self.addWidget(widget, stretch)
        return self

    def space(self, length: float) -> "Row":
        """A fixed gap."""
        item = QSpacerItem(self._host.px(length), 1, _FIXED, _SOFT)
        self._spaces.append((item, length))
        self.addSpacerItem(item)
        return self

    def set_margins(self, margins: Margins) -> None:
        """Other margins."""
        self._margins = margins
        self._rescale()

    def _rescale(self) -> None:
        px = self._host.px
        self.setContentsMargins(*(px(side) for side in self._margins))
        self.setSpacing(px(self._gap))
        for item, length in self._spaces:
            item.changeSize(px(length), 1, _FIXED, _SOFT)
        self.invalidate()


class Column(QVBoxLayout):
    """A vertical layout."""

    def __init__(
        self, host: ThemeHost, margins: Margins = NO_MARGINS, gap: float = 8, parent: QWidget | None = None
    ) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._host, self._margins, self._gap = host, margins, gap
        self._spaces: list[tuple[QSpacerItem, float]] = []
        host.theme_changed.connect(self._rescale)
        self._rescale()

    def add(self, *widgets: QWidget, stretch: int = 0) -> "Column":
        """Adds widgets one below the other."""
        for widget in widgets:
            self.addWidget(widget, stretch)
        return self

    def space(self, length: float) -> "Column":
        """A fixed gap."""
        item = QSpacerItem(1, self._host.px(length), _SOFT, _FIXED)
        self._spaces.append((item, length))
        self.addSpacerItem(item)
        return self

    def set_margins(self, margins: Margins) -> None:
        """Other margins."""
        self._margins = margins
        self._rescale()

    def _rescale(self) -> None:
        px = self._host.px
        self.setContentsMargins(*(px(side) for side in self._margins))
        self.setSpacing(px(self._gap))
        for item, length in self._spaces:
            item.changeSize(1, px(length), _SOFT, _FIXED)
        self.invalidate()


def clear(layout: QLayout) -> None:
    """Removes and deletes every widget in a layout, at once hidden, and the layouts inside it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
            inner.deleteLater()
