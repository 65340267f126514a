"""A label that draws runs with the line heights of the type scale, wraps, elides, and can be read aloud."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from workstation.ui.components.runs import LaidOut, Run, elided_runs, plain, runs_width
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token

Said = str | Run | tuple[Run, ...]


def as_runs(words: Said) -> tuple[Run, ...]:
    """A text, a run or runs as runs."""
    if isinstance(words, tuple):
        return words
    return (words,) if isinstance(words, Run) else (Run(words),)


class Label(QLabel):
    """Text in a role and a tone. One line that elides with a tooltip, or wrapped over as many as it needs.

    `elide=False` is for what may never be cut: medicine, strength, dose, allergy, STOP words.
    """

    def __init__(
        self,
        host: ThemeHost,
        words: Said = "",
        role: Role = Role.BODY,
        tone: Token = "text",
        weight: int | None = None,
        *,
        wrap: bool = False,
        elide: bool = True,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._host = host
        self._role, self._tone, self._weight = role, tone, weight
        self._wrap, self._elide, self._across = wrap, elide, align
        self._laid: dict[int, LaidOut] = {}
        self._runs: tuple[Run, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        # A Fixed height would cap a wrapped text at the height of its hint: layouts take the maximum from the hint.
        upright = QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, upright)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.set_words(words)
        host.theme_changed.connect(self._on_theme_changed)

    def set_words(self, words: Said, tone: Token | None = None) -> None:
        """Shows other words, in another tone when one is given."""
        runs = as_runs(words)
        if runs == self._runs and tone in (None, self._tone):
            return
        self._runs = runs
        self._tone = tone or self._tone
        self.setText(plain(self._runs))
        self._forget()

    def words(self) -> str:
        """The text shown, without its formatting."""
        return plain(self._runs)

    def natural_width(self) -> int:
        """Width in px that the text takes on one line."""
        if "\n" in self.words():
            return LaidOut(self._host, self._runs, self._role, self._tone, self._weight).width
        return runs_width(self._host, self._runs, self._role, self._weight)

    def is_clipped(self) -> bool:
        """Whether something is lost: elided text has its tooltip and is not lost."""
        if self._wrap:
            return self._layout_in(self.width()).height > self.height()
        return self.natural_width() > self.width() and not self._elide

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Natural size; wrapped texts ask for a comfortable reading width at most."""
        width = self.natural_width() + 1
        if self._wrap:
            width = min(width, self._host.px(560))
            return QSize(width, self._layout_in(width).height)
        return QSize(width, max(self._host.line_height(self._role), self._layout_in(10**6).height))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """How narrow it may get."""
        height = self._host.line_height(self._role)
        if self._wrap or self._elide:
            return QSize(min(self.natural_width(), self._host.px(24)), height)
        return QSize(self.natural_width() + 1, height)

    @called_by_qt
    def hasHeightForWidth(self) -> bool:
        """Only wrapped text grows as it gets narrower."""
        return self._wrap

    @called_by_qt
    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped text."""
        return self._layout_in(width).height if self._wrap else -1

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the runs, vertically centred."""
        painter = QPainter(self)
        laid = self._layout_in(self.width())
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        laid.draw(painter, 0, max(0, (self.height() - laid.height) // 2))

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """A text that does not fit has itself as tooltip."""
        super().resizeEvent(event)
        cut = not self._wrap and self.natural_width() > self.width()
        self.setToolTip(self.words() if cut else "")

    def _layout_in(self, width: int) -> LaidOut:
        found = self._laid.get(width)
        if found is None:
            if len(self._laid) > 8:
                self._laid.clear()
            found = self._laid[width] = self._lay_out(width)
        return found

    def _lay_out(self, width: int) -> LaidOut:
        runs = self._runs
        if not self._wrap and self._elide and width < self.natural_width():
            runs = elided_runs(self._host, runs, self._role, self._weight, width)
        fixed = width if self._wrap or (self._across != Qt.AlignmentFlag.AlignLeft and width < 10**6) else None
        if fixed is not None and not self._wrap:
            fixed = max(fixed, self.natural_width() + 1)
        return LaidOut(self._host, runs, self._role, self._tone, self._weight, fixed, self._across)

    def _forget(self) -> None:
        self._laid.clear()
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self._forget()
