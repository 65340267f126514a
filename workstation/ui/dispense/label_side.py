"""The right side of the dispense screen: the label as it will be printed, and what is left to do."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.facts import Todo, TodoList
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import LaidOut, Run
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.leaflet import LeafletPart
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

WIDTH_MM, HEIGHT_MM = 70, 36
"""Size of the usual label; a preview keeps the proportions of its own."""


class LabelState(StrEnum):
    """Withheld until the first match, being drawn, shown, or not to be drawn for a reason."""

    WITHHELD = "withheld"
    LOADING = "loading"
    SHOWN = "shown"
    REFUSED = "refused"


class LabelPreview(QWidget):
    """The label on white paper in every theme, or a dashed box that says why there is none."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self._label: QPixmap | None = None
        self._ratio = HEIGHT_MM / WIDTH_MM
        self._title, self._words = "", ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        host.theme_changed.connect(self.updateGeometry)

    def show_label(self, label: QPixmap, name: str) -> None:
        """The label itself."""
        self._label, self._ratio = label, label.height() / max(1, label.width())
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def show_words(self, title: str, words: str) -> None:
        """Why there is no label."""
        self._label, self._title, self._words = None, title, words
        self.setAccessibleName(f"{title}. {words}")
        self.updateGeometry()
        self.update()

    def is_shown(self) -> bool:
        """Whether a label is shown."""
        return self._label is not None

    @called_by_qt
    def sizeHint(self) -> QSize:
        """476 px wide, the label's proportions."""
        width = self._host.px(476)
        return QSize(width, self.heightForWidth(width))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Still recognised."""
        width = self._host.px(240)
        return QSize(width, self.heightForWidth(width))

    @called_by_qt
    def hasHeightForWidth(self) -> bool:
        """The label's proportions."""
        return True

    @called_by_qt
    def heightForWidth(self, width: int) -> int:
        """The label's proportions, or more where the words in its place need it."""
        width = min(width, self._host.px(560))
        label = round(width * self._ratio)
        if self._label is not None:
            return label
        title, body = self._laid(width)
        return max(label, self._host.px(60) + title.height + body.height)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, or dashes and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._label is None:
            self._draw_words(painter, QRectF(0, 0, min(self.width(), self._host.px(560)), self.height()))
            return
        frame = QRectF(0, 0, min(self.width(), self.height() / self._ratio), self.height())
        edge = self._host.colour("border_control")
        radius = self._host.px(6)
        draw.box(painter, frame, radius, QColor(Qt.GlobalColor.white), edge, 1)
        inset = self._host.px(3)
        painter.drawPixmap(frame.adjusted(inset, inset, -inset, -inset), self._label, QRectF(self._label.rect()))

    def _draw_words(self, painter: QPainter, frame: QRectF) -> None:
        host = self._host
        dash = (host.px(6), host.px(5))
        draw.box(painter, frame, host.px(8), None, host.colour("border_control"), 1.5, dash)
        title, body = self._laid(round(frame.width()))
        y = frame.center().y() - (host.px(36) + title.height + body.height) / 2
        draw.icon(painter, host, frame.center().x() - host.px(14), y + host.px(14), "lock", 28, "text_2")
        y += host.px(36)
        title.draw(painter, frame.left() + host.px(12), y)
        body.draw(painter, frame.left() + host.px(12), y + title.height)

    def _laid(self, width: int) -> tuple[LaidOut, LaidOut]:
        """Title and sentence, wrapped: why a label is refused is never cut."""
        room, centre = width - 2 * self._host.px(12), Qt.AlignmentFlag.AlignHCenter
        title = LaidOut(self._host, (Run(self._title),), Role.MEDICINE, "text_2", 600, room, centre)
        return title, LaidOut(self._host, (Run(self._words),), Role.BODY, "text_2", None, room, centre)


class LabelSide(QWidget):
    """Label, print button, file that was written; list of what is left."""

    print_wanted = Signal()
    by_hand_wanted = Signal()
    file_wanted = Signal()
    """The printer does not print: a PDF instead."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self.state = LabelState.WITHHELD
        column = Column(host, gap=10, parent=self)
        head = Row(host, gap=8)
        head.addWidget(Label(host, words.text("dispense.label.title"), Role.HEADING, elide=False))
        self._of = Label(host, "", tone="text_2")
        head.addWidget(self._of, 1)
        self.print_button = QuietButton(host, words.text("dispense.label.print"), icon="printer", keys="Ctrl+L",
                                        small=True)  # fmt: skip
        policy = self.print_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.print_button.setSizePolicy(policy)
        self.print_button.clicked.connect(self.print_wanted)
        head.addWidget(self.print_button)
        column.addLayout(head)
        self.preview = LabelPreview(host)
        column.addWidget(self.preview)
        self._doubt = Label(host, "", Role.SMALL, "moderate", 600, wrap=True, elide=False)
        self._doubt.setVisible(False)
        column.addWidget(self._doubt)
        self._printed = Label(host, "", Role.SMALL, "text_2", wrap=True)
        column.addWidget(self._printed)
        self.by_hand = QuietButton(host, words.text("dispense.label.by_hand"), icon="edit", keys="Ctrl+Shift+L",
                                   small=True, flush=True)  # fmt: skip
        self.by_hand.clicked.connect(self.by_hand_wanted)
        self.by_hand.setVisible(False)
        column.addWidget(self.by_hand, 0, Qt.AlignmentFlag.AlignLeft)
        self.to_file = QuietButton(host, words.text("dispense.label.to_file"), icon="download", keys="Ctrl+Alt+L",
                                   small=True, flush=True)  # fmt: skip
        self.to_file.clicked.connect(self.file_wanted)
        self.to_file.setVisible(False)
        column.addWidget(self.to_file, 0, Qt.AlignmentFlag.AlignLeft)
        self.leaflet = LeafletPart(host, words)
        column.addWidget(self.leaflet)
        column.space(6)
        self._left = Label(host, words.text("dispense.todo.title"), Role.HEADING, elide=False)
        column.addWidget(self._left)
        self._todos = TodoList(host)
        column.addWidget(self._todos)
        column.addStretch(1)
        self.withhold()

    def show_todos(self, todos: tuple[Todo, ...]) -> None:
        """What is left; nothing where the work has stopped."""
        self._left.setVisible(bool(todos))
        self._todos.set_todos(todos)

    def withhold(self) -> None:
        """No label before the right pack."""
        text = self._words.text
        self.state = LabelState.WITHHELD
        self._of.set_words(text("dispense.label.withheld"))
        self.preview.show_words(text("dispense.label.none_title"), text("dispense.label.none"))
        self.print_button.setVisible(False)

    def look(self) -> None:
        """A scan is looked at: the label of the pack before it is gone."""
        self.state = LabelState.LOADING
        self._of.set_words("")
        self.preview.show_words(self._words.text("dispense.label.looking"), "")
        self.print_button.setVisible(False)

    def wait(self) -> None:
        """The label is being drawn, and no other one is shown meanwhile."""
        self.state = LabelState.LOADING
        self._of.set_words("")
        self.print_button.setVisible(True)
        self.preview.show_words(self._words.text("dispense.label.loading"), "")

    def show_label(self, label: QPixmap, name: str, of: str) -> None:
        """The label of one pack."""
        self.state = LabelState.SHOWN
        self._of.set_words(of)
        self.preview.show_label(label, self._words.text("dispense.label.name", name=name))
        self.print_button.setVisible(True)

    def show_doubt(self, words: str) -> None:
        """What the directions on the label leave open, "" for nothing."""
        self._doubt.set_words(words)
        self._doubt.setVisible(bool(words))

    def refuse(self, happened: str, todo: str) -> None:
        """Why this label is not printed."""
        self.state = LabelState.REFUSED
        self._of.set_words("")
        self.preview.show_words(happened, todo)

    def offer_by_hand(self, *, offered: bool) -> None:
        """The way without a printer, while packs have no label."""
        self.by_hand.setVisible(offered)

    def offer_file(self, *, offered: bool) -> None:
        """The way around a printer that does not print."""
        self.to_file.setVisible(offered)

    def show_printed(self, words: str) -> None:
        """Where the labels went, "" for nothing."""
        self._printed.set_words(words)
        self._printed.setVisible(bool(words))
