"""The left part of the review: the paper with its tools, what was sent in its place, or why nothing is seen yet."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from workstation.domain.prescription import PrescriptionLine
from workstation.domain.reading.model import FIELD_NAMES, Decision
from workstation.ui.components.card import ground
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.layouts import Column
from workstation.ui.guards import called_by_qt
from workstation.ui.review.labels import ScanTexts
from workstation.ui.review.scan_tools import Legend, ToolStrip
from workstation.ui.review.scan_view import ScanView
from workstation.ui.review.scene import PagePicture, PaperScene
from workstation.ui.review.sent_pane import SentPane
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

_LEGEND_FROM = 320
"""Design px of height under which the legend would cover what it explains."""
_SHORT_UNDER = 620
"""Design px of width under which the tools show icons only; of height they do so where the legend goes."""


def scan_texts(words: Words) -> ScanTexts:
    """The words on the paper."""
    fields = {name: words.text(f"review.field.{name}") for name in FIELD_NAMES}
    fields["line"] = words.text("review.field.line", number="{number}")
    hover = {decision: words.text(f"review.scan.hover_{decision.value}") for decision in Decision}
    return ScanTexts(fields, words.text("review.scan.unreadable"), hover)


class _Torn(QWidget):
    """A window of its own with a second view on the same paper, for a second screen."""

    def __init__(self, host: ThemeHost, words: Words, scene: PaperScene, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(words.text("review.scan.torn_title"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = ScanView(host, scene, scan_texts(words))
        column.addWidget(self.view)
        self.resize(host.px(900), host.px(1000))

    @called_by_qt
    def closeEvent(self, event: QCloseEvent) -> None:
        """Gone for good: the next one starts fresh."""
        super().closeEvent(event)
        self.deleteLater()


class ScanPanel(QFrame):
    """Paper, tools, legend."""

    word_clicked = Signal(str)
    line_clicked = Signal(int)
    moved = Signal()
    """Scrolled or resized: whoever links to it computes again."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "bg", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.scene = PaperScene(host)
        self.view = ScanView(host, self.scene, scan_texts(words))
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.sent = SentPane(host, words)
        for page in (self.view, self._build_empty(), self.sent):
            self._stack.addWidget(page)
        self.tools = ToolStrip(host, words)
        self.legend = Legend(host, words)
        for floating in (self.tools, self.legend):
            floating.setParent(self.view)
        self._torn: _Torn | None = None
        self._connect()
        self.show_none()
        host.theme_changed.connect(self._place)

    def show_pages(self, pictures: Sequence[PagePicture]) -> None:
        """Shows a scan."""
        self.scene.set_pages(pictures)
        self.legend.set_marks(self.scene.marks, unread=all(one.is_unread for one in pictures))
        self._stack.setCurrentIndex(0)
        self._place()
        self.view.fit()

    def show_none(self, why: str = "loading") -> None:
        """Shows why there is no paper to see yet: loading, not_here, not_a_picture."""
        self.scene.set_pages(())
        text = self._words.text
        self._empty.set_words(text(f"review.scan.{why}_title"), text(f"review.scan.{why}"))
        self._stack.setCurrentIndex(1)

    def show_sent(self, lines: tuple[PrescriptionLine, ...]) -> None:
        """Shows what the order server sent in place of a paper."""
        self.scene.set_pages(())
        text = self._words.text
        self.sent.show_lines(lines, text("review.scan.no_paper_title"), text("review.scan.no_paper"))
        self._stack.setCurrentWidget(self.sent)

    @property
    def shows_paper(self) -> bool:
        """Whether there is a scan to see."""
        return self._stack.currentIndex() == 0

    @property
    def shows_sent(self) -> bool:
        """Whether the order server's lines stand in the place of a paper."""
        return self._stack.currentWidget() is self.sent

    def select_line(self, number: int) -> None:
        """Marks a line of the scan and brings it into view."""
        self.scene.select_line(number)
        self.view.show_line()

    def tear_off(self) -> None:
        """A second window with the same paper; once."""
        if self._torn is None and self.shows_paper:
            self._torn = _Torn(self._host, self._words, self.scene, self)
            self._torn.view.word_clicked.connect(self.word_clicked)
            self._torn.view.line_clicked.connect(self.line_clicked)
            self._torn.destroyed.connect(self._on_torn_gone)
            self._torn.show()
        elif self._torn is not None:
            self._torn.activateWindow()

    @called_by_qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the size of the view."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tools to the top, legend to the bottom."""
        super().resizeEvent(event)
        self._place()

    def _build_empty(self) -> QWidget:
        page = QFrame()
        ground(page, "bg")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(self._host, (32, 32, 32, 32), 0, page)
        self._empty = EmptyState(self._host, "server", "", "")
        column.addStretch(1)
        column.addWidget(self._empty)
        column.addStretch(2)
        return page

    def _connect(self) -> None:
        view, tools = self.view, self.tools
        tools.zoomed_in.connect(self._zoom_in)
        tools.zoomed_out.connect(self._zoom_out)
        tools.fitted.connect(view.fit)
        tools.rotated.connect(view.rotate_right)
        tools.boxes_toggled.connect(self.scene.set_marks_shown)
        tools.torn_off.connect(self.tear_off)
        view.zoom_changed.connect(tools.set_zoom)
        view.zoom_changed.connect(self.moved)
        view.boxes_requested.connect(tools.toggle_boxes)
        view.word_clicked.connect(self.word_clicked)
        view.line_clicked.connect(self.line_clicked)
        view.verticalScrollBar().valueChanged.connect(self.moved)
        view.installEventFilter(self)

    def _zoom_in(self) -> None:
        self.view.zoom_by(1.2)

    def _zoom_out(self) -> None:
        self.view.zoom_by(1 / 1.2)

    def _on_torn_gone(self) -> None:
        self._torn = None

    def _place(self) -> None:
        px = self._host.px
        low = self.view.height() < px(_LEGEND_FROM)
        self.tools.set_short(low or self._host.metrics.design(self.width()) < _SHORT_UNDER)
        for floating in (self.tools, self.legend):
            floating.adjustSize()
        self.legend.setVisible(not low)
        self.tools.move(px(16), px(16))
        self.legend.move(px(16), max(px(72), self.view.height() - self.legend.height() - px(16)))
        self.moved.emit()
