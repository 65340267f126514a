"""Cards that ask something, above the lines: as tall as they need within a share of the page, then they scroll."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workstation.ui.components.card import ground
from workstation.ui.components.layouts import Column
from workstation.ui.guards import called_by_qt
from workstation.ui.theme import ThemeHost

SHARE = 0.4
"""Of the page at most: the lines stay in sight."""
LEAST = 64
"""Design px: the title of the first card."""


class CardStack(QFrame):
    """Hidden until there is a card. Those that derive put cards into `_column`."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self._room, self._height, self._share = 0, 1, SHARE
        ground(self, "bg", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._inner.setProperty("scrolled", "true")
        self._column = Column(host, (24, 8, 24, 8), 8, self._inner)
        self._area.setWidget(self._inner)
        outer.addWidget(self._area)
        # Text that wraps and sentences of refusals change the height that the cards want.
        self._inner.installEventFilter(self)
        self.setVisible(False)

    def set_room(self, height: int) -> None:
        """The height of the page."""
        self._room = height
        self._fit()

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scrolls to what has the focus now."""
        self._area.ensureWidgetVisible(widget)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As tall as the cards, within its share."""
        return QSize(super().sizeHint().width(), self._height)

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """It scrolls where a question below needs the room."""
        return QSize(super().minimumSizeHint().width(), min(self._height, self._host.px(LEAST)))

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other words inside, another height."""
        if watched is self._inner and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        width = self._area.viewport().width() if self._area.viewport().width() > 1 else self.width()
        wanted = self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else -1
        wanted = max(wanted, self._column.totalMinimumSize().height())
        limit = round(self._room * self._share) if self._room else wanted
        height = max(1, min(wanted + 2 * self._host.theme.border_width, limit))
        if height != self._height:
            self._height = height
            self.setMaximumHeight(height)
            self.updateGeometry()
