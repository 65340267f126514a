"""A banner that pushes the page down: offline, register differs, printer gone. It clears itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import ThemeHost, Token

_SOFT: dict[str, Token] = {"moderate": "moderate_soft", "major": "major_soft", "minor": "minor_soft"}

NOTE_FROM = 800
"""Design width from which a banner of one line has room for its note."""
_MARGINS, _SHORT_MARGINS = (24, 10, 20, 10), (24, 0, 20, 0)


class Banner(QFrame):
    """Icon, title in bold, what goes on working, a note, one button (its key is bound by the
    shell). Hidden until it has something to say."""

    action_requested = Signal()

    def __init__(
        self, host: ThemeHost, icon: str = "offline", tone: Token = "moderate", *, action: str = "", keys: str = "",
        action_icon: str = "refresh", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._host, self._tone, self._short = host, tone, False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._row = row = Row(host, _MARGINS, 16, self)
        row.addWidget(Picture(host, icon, 24, tone))
        words = Column(host, gap=2)
        self._title = Label(host, "", weight=600, wrap=True)
        self._detail = Label(host, "", tone="text_2", wrap=True)
        words.addStretch(1)
        words.add(self._title, self._detail)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._note = Label(host, "", tone="text_2")
        row.addWidget(self._note)
        self._button = SecondaryButton(host, action, icon=action_icon, keys=keys, small=True, bind=False)
        self._button.setVisible(bool(action))
        self._button.clicked.connect(self.action_requested)
        row.addWidget(self._button)
        self.setVisible(False)
        host.theme_changed.connect(self.update)

    def set_content(self, title: str, detail: str, note: str = "") -> None:
        """Shows the banner."""
        self._title.set_words(title)
        self._detail.set_words(detail)
        self._note.set_words(note)
        self.setAccessibleName(" ".join(part for part in (title, detail, note) if part))
        self.set_short(self._short)
        self.setVisible(True)

    def set_short(self, short: bool) -> None:
        """The title, and the note where there is room, for a window with few lines; hovering tells the rest."""
        self._short = short
        self._row.set_margins(_SHORT_MARGINS if short else _MARGINS)
        self.setMinimumHeight(self._host.px(40 if short else 64))
        detail, note = self._detail.words(), self._note.words()
        self._detail.setVisible(not short and bool(detail))
        self._show_note()
        self.setToolTip(" ".join(part for part in (detail, note) if part) if short else "")

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The note stands beside the title where there is room for it."""
        super().resizeEvent(event)
        self._show_note()

    def _show_note(self) -> None:
        roomy = not self._short or self._host.metrics.design(self.width()) >= NOTE_FROM
        self._note.setVisible(roomy and bool(self._note.words()))

    def clear(self) -> None:
        """The cause is gone."""
        self.setVisible(False)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Soft ground and a line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._host.colour(_SOFT.get(self._tone, "minor_soft")))
        width = self._host.theme.border_width
        painter.fillRect(0, self.height() - width, self.width(), width, self._host.colour(self._tone))
