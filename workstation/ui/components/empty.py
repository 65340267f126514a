"""What a list shows when there is nothing in it: what it means, what will appear, one key."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost


class _DashedIcon(QWidget):
    def __init__(self, host: ThemeHost, icon: str) -> None:
        super().__init__()
        self._host, self._icon = host, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self.updateGeometry)

    @called_by_qt
    def sizeHint(self) -> QSize:
        return QSize(self._host.px(72), self._host.px(72))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        host, painter = self._host, QPainter(self)
        dash = (host.px(6), host.px(5))
        draw.box(painter, self.rect(), host.px(12), None, host.colour("border_control"), 1.5, dash)
        left = (self.width() - host.px(28)) / 2
        draw.icon(painter, host, left, self.height() / 2, self._icon, 28, "text_3")


class EmptyState(QWidget):
    """Icon in a dashed square, title, sentence, one link with its key (which the screen binds)."""

    link_activated = Signal()

    def __init__(
        self, host: ThemeHost, icon: str, title: str, sentence: str, link: str = "", keys: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        row = Row(host, (16, 16, 16, 16), 16, self)
        row.addWidget(_DashedIcon(host, icon))
        words = Column(host, gap=2)
        self._title = Label(host, title, Role.MEDICINE, wrap=True)
        self._sentence = Label(host, sentence, tone="text_2", wrap=True)
        words.addStretch(1)
        words.add(self._title, self._sentence)
        if link:
            button = QuietButton(host, link, keys=keys, small=True, bind=False, flush=True)
            button.clicked.connect(self.link_activated)
            links = Row(host, (0, 0, 0, 0), 0)
            links.addWidget(button)
            links.addStretch(1)
            words.addLayout(links)
        words.addStretch(1)
        row.addLayout(words, 1)

    def set_words(self, title: str, sentence: str) -> None:
        """Says something else."""
        self._title.set_words(title)
        self._sentence.set_words(sentence)
