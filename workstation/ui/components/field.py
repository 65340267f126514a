"""A field with its label above and its refusal in place, and a choice that looks like one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyleOptionComboBox, QWidget

from workstation.ui.components import draw
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost


class Field(QWidget):
    """Label, editor, and below them the sentence why the value is refused. The editor keeps what was typed."""

    def __init__(self, host: ThemeHost, label: str, editor: QWidget, note: str = "") -> None:
        super().__init__()
        self._editor = editor
        column = Column(host, gap=4, parent=self)
        heading = Label(host, label, Role.SMALL, "text_2")
        heading.setBuddy(editor)
        column.add(heading, editor)
        self._note = Label(host, note, Role.SMALL, "text_2", wrap=True)
        column.addWidget(self._note)
        self._note.setVisible(bool(note))  # after it has a parent: else it is a window of its own for a moment
        self._refusal = QWidget()
        row = Row(host, gap=8, parent=self._refusal)
        row.addWidget(SeverityShape(host, Severity.MAJOR, 16), 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = Label(host, "", Role.SMALL, "major", wrap=True)
        row.addWidget(self._sentence, 1)
        self._refusal.setVisible(False)
        column.addWidget(self._refusal)
        column.addStretch(1)
        if not editor.accessibleName():
            editor.setAccessibleName(label)

    @property
    def editor(self) -> QWidget:
        """The editor inside."""
        return self._editor

    def refusal(self) -> str:
        """The sentence shown, empty when the value is accepted."""
        return self._sentence.words() if not self._refusal.isHidden() else ""

    def refuse(self, sentence: str) -> None:
        """Shows why the value is refused."""
        self._sentence.set_words(sentence)
        self._mark(bool(sentence))
        self._editor.setAccessibleDescription(sentence)

    def accept(self) -> None:
        """Nothing is wrong with the value."""
        self._mark(False)
        self._editor.setAccessibleDescription("")

    def set_note(self, note: str) -> None:
        """The quiet line below the editor."""
        self._note.set_words(note)
        self._note.setVisible(bool(note))

    def _mark(self, refused: bool) -> None:
        self._refusal.setVisible(refused)
        self._editor.setProperty("refused", "true" if refused else "false")
        style = self._editor.style()
        style.unpolish(self._editor)
        style.polish(self._editor)


class Choice(QComboBox):
    """A combo box drawn as a field with a chevron."""

    def __init__(
        self, host: ThemeHost, options: tuple[tuple[str, str], ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._host = host
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_options(options)
        host.theme_changed.connect(self.updateGeometry)

    def set_options(self, options: tuple[tuple[str, str], ...]) -> None:
        """(code, text) pairs; keeps the chosen code when it is still there."""
        chosen = self.code()
        self.clear()
        for code, text in options:
            self.addItem(text, code)
        self.choose(chosen)

    def code(self) -> str:
        """Code of the chosen option, empty when there is none."""
        data = self.currentData()
        return str(data) if data is not None else ""

    def choose(self, code: str) -> None:
        """Chooses by code; a code that is not offered changes nothing."""
        index = self.findData(code)
        if index >= 0:
            self.setCurrentIndex(index)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """The longest option and the chevron."""
        metrics = self._host.font_metrics(Role.BODY)
        widest = max((metrics.horizontalAdvance(self.itemText(row)) for row in range(self.count())), default=0)
        return QSize(widest + self._host.px(12 + 10 + 14 + 10), self._host.metrics.field)

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """As narrow as a short word."""
        return QSize(min(self.sizeHint().width(), self._host.px(96)), self._host.metrics.field)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, text, chevron, focus edge."""
        host, painter = self._host, QPainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        on = self.isEnabled()
        ground = host.colour("surface" if on else "sunken")
        if self.hasFocus():
            draw.box(painter, self.rect(), host.px(6), ground, host.colour("focus"), host.theme.focus_width)
        else:
            draw.box(
                painter,
                self.rect(),
                host.px(6),
                ground,
                host.colour("border_control"),
                host.theme.border_width,
            )
        inner = self.rect().adjusted(host.px(12), 0, -host.px(30), 0)
        draw.text(painter, host, inner, self.currentText(), Role.BODY, "text" if on else "text_3")
        draw.icon(painter, host, self.width() - host.px(26), self.height() / 2, "chevron-down", 16, "text_2")
