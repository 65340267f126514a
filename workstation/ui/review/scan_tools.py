"""What floats over the paper: the tool strip at the top, the legend with its counts at the bottom."""

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.domain.reading.model import Decision
from workstation.ui.components import draw
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card, CardLook, Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.review.marks import Marks
from workstation.ui.review.overlay import INKS, veil, word_pen
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_FLOATING = CardLook(edge="border_control", ground="raised")


class ToolStrip(Card):
    """Zoom, fit, rotate, boxes, tear off."""

    zoomed_in = Signal()
    zoomed_out = Signal()
    fitted = Signal()
    rotated = Signal()
    boxes_toggled = Signal(bool)
    torn_off = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, _FLOATING)
        text = words.text
        row = Row(host, (2, 0, 2, 0), 0, self)
        smaller = self._tool("zoom-out", text("review.scan.zoom_out"), self.zoomed_out)
        larger = self._tool("zoom-in", text("review.scan.zoom_in"), self.zoomed_in)
        self._percent = Label(host, "100 %", tone="text_2", elide=False, align=Qt.AlignmentFlag.AlignHCenter)
        self._fit = self._tool("fit", text("review.scan.fit"), self.fitted, worded=True)
        self._rotate = self._tool("rotate", text("review.scan.rotate"), self.rotated, worded=True)
        self._boxes = Button(host, text("review.scan.boxes"), ButtonKind.PLAIN, icon="scan", keys="B", small=True)
        self._boxes.setCheckable(True)
        self._boxes.setChecked(True)
        self._boxes.toggled.connect(self.boxes_toggled)
        self._tear = Button(
            host, text("review.scan.tear_off"), ButtonKind.PLAIN, icon="tear-off", keys="Ctrl+T", small=True
        )
        self._tear.clicked.connect(self.torn_off)
        row.add(smaller, self._percent, larger, Rule(vertical=True), self._fit, self._rotate)
        row.add(Rule(vertical=True), self._boxes, self._tear)
        self._names = {button: button.text() for button in (self._fit, self._rotate, self._boxes, self._tear)}
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_zoom(self, percent: int) -> None:
        """The number between the two glasses."""
        self._percent.set_words(f"{percent} %")

    def toggle_boxes(self) -> None:
        """B."""
        self._boxes.toggle()

    def set_short(self, short: bool) -> None:
        """Icons only."""
        for button, name in self._names.items():
            button.setText("" if short else name)
            button.setAccessibleName(name)
            button.setToolTip(name if short else "")
            button.updateGeometry()

    def _tool(self, icon: str, name: str, signal: object, *, worded: bool = False) -> Button:
        button = Button(self._host, name if worded else "", ButtonKind.PLAIN, icon=icon, small=True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(signal)
        return button

    def _on_theme_changed(self) -> None:
        self._percent.setMinimumWidth(self._host.px(44))


class _Sample(QWidget):
    """A small box drawn as a word of that decision, or the bracket of a field."""

    def __init__(self, host: ThemeHost, decision: Decision | None) -> None:
        super().__init__()
        self._host, self._decision = host, decision
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @called_by_qt
    def sizeHint(self) -> QSize:
        return QSize(self._host.px(24), self._host.px(16))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        host, painter = self._host, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        draw.box(painter, self.rect(), 2, QColor("white"))
        if self._decision is None:
            painter.setPen(QPen(host.colour("paper_line"), 2))
            arm = host.px(6)
            for x, across in ((rect.left(), arm), (rect.right(), -arm)):
                for y, down in ((rect.top(), arm), (rect.bottom(), -arm)):
                    painter.drawLine(QLineF(x, y, x + across, y))
                    painter.drawLine(QLineF(x, y, x, y + down / 1.5))
            return
        ink = host.colour(INKS[self._decision])
        painter.setPen(word_pen(ink, self._decision))
        if self._decision is Decision.UNREADABLE:
            painter.setBrush(QBrush(veil(ink, 0.55), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(rect, 2, 2)


class Legend(Card):
    """Which line style means what, and how many words of each there are."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, _FLOATING)
        self._words = words
        row = Row(host, (12, 7, 12, 7), 8, self)
        noun = Label(host, words.text("review.scan.legend_noun"), Role.SMALL, elide=False)
        self._reading = Label(host, words.text("review.scan.legend_reading"), Role.SMALL, elide=False)
        self._reading.setVisible(False)
        self._labels: dict[Decision, Label] = {}
        counts = QWidget()
        inside = Row(host, gap=8, parent=counts)
        inside.add(noun)
        for decision in Decision:
            self._labels[decision] = Label(host, "", Role.SMALL, elide=False)
            inside.add(_Sample(host, decision), self._labels[decision])
            inside.space(4)
        inside.add(Rule(vertical=True), _Sample(host, None))
        inside.add(Label(host, words.text("review.scan.field"), Role.SMALL, elide=False))
        self._counts = counts
        row.add(self._reading, counts)

    def set_marks(self, marks: Marks, *, unread: bool = False) -> None:
        """Other counts; `unread`: no page was read yet, and nothing can be counted."""
        self._reading.setVisible(unread)
        self._counts.setVisible(not unread)
        for decision, label in self._labels.items():
            name = self._words.text(f"review.scan.legend_{decision.value}")
            label.set_words((Run(f"{name} "), bold(f"{marks.count(decision)}")))
        self.adjustSize()
