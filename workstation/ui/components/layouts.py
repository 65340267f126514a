"""Rows and columns whose margins and gaps are design px and follow the text scale."""

from typing import ClassVar, Self

from PySide6.QtWidgets import QBoxLayout, QLayout, QSizePolicy, QSpacerItem, QWidget

from workstation.ui.theme import ThemeHost

Margins = tuple[float, float, float, float]
"""Left, top, right, bottom."""
NO_MARGINS: Margins = (0, 0, 0, 0)
_FIXED, _SOFT = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum


class _Line(QBoxLayout):
    """Widgets one after the other, in the direction of the class that derives from it."""

    DIRECTION: ClassVar[QBoxLayout.Direction]

    def __init__(
        self, host: ThemeHost, margins: Margins = NO_MARGINS, gap: float = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.DIRECTION, parent)
        self._host, self._margins, self._gap = host, margins, gap
        self._spaces: list[tuple[QSpacerItem, float]] = []
        host.theme_changed.connect(self._rescale)
        self._rescale()

    def add(self, *widgets: QWidget, stretch: int = 0) -> Self:
        """Adds widgets in order."""
        for widget in widgets:
            self.addWidget(widget, stretch)
        return self

    def space(self, length: float) -> Self:
        """A fixed gap."""
        item = QSpacerItem(0, 0)
        self._spaces.append((item, length))
        self._resize(item, length)
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
            self._resize(item, length)
        self.invalidate()

    def _resize(self, item: QSpacerItem, length: float) -> None:
        if self.DIRECTION is QBoxLayout.Direction.LeftToRight:
            item.changeSize(self._host.px(length), 1, _FIXED, _SOFT)
        else:
            item.changeSize(1, self._host.px(length), _SOFT, _FIXED)


class Row(_Line):
    """A horizontal layout."""

    DIRECTION = QBoxLayout.Direction.LeftToRight


class Column(_Line):
    """A vertical layout."""

    DIRECTION = QBoxLayout.Direction.TopToBottom


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
