"""The batches of the line that is picked: first expiry that lasts the course, and why another one is not taken."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.domain.reservation import Held
from workstation.ui.components import draw
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import Card, Rule
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.runs import Run, code
from workstation.ui.components.severity import Picture
from workstation.ui.dispense.ask import AskCard
from workstation.ui.dispense.centre_views import BatchList, BatchRow
from workstation.ui.dispense.not_supplied import NotSuppliedCard
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

_COURSE, _BEYOND, _TALL = 0.78, 0.96, 30
"""Shares of the bar's width: where the course ends, where the tick of a later expiry stands."""


class CourseBar(QWidget):
    """A bar as long as the course, filled as far as the batch lasts; a tick where it expires."""

    def __init__(self, host: ThemeHost, row: BatchRow) -> None:
        super().__init__()
        self._host, self._row = host, row
        self.setAccessibleName(row.tick or row.sentence)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(self._host.px(240), self._host.px(_TALL))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(self._host.px(96), self._host.px(_TALL))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Course, filled part, tick and its day."""
        host, row, painter = self._host, self._row, QPainter(self)
        tall, radius = host.px(6), host.px(3)
        course = self.width() * _COURSE
        top = self.height() / 2 - tall / 2 + (host.px(5) if row.tick else 0)
        track = QRectF(0, top, course, tall)
        draw.box(painter, track, radius, host.colour("sunken"), host.colour("border_control"), 1)
        used = course * row.covered
        tone: Token = "ok" if row.covered >= 1 else "moderate" if row.covered > 0 else "text_3"
        if used > 0:
            draw.box(painter, QRectF(0, top, max(used, tall), tall), radius, host.colour(tone))
        x = self.width() * _BEYOND if row.beyond else used
        painter.fillRect(QRectF(round(x), top - host.px(5), host.px(2), tall + host.px(10)), host.colour(tone))
        if row.tick:
            words = host.font_metrics(Role.TINY, 600).horizontalAdvance(row.tick) + 2
            left = min(round(x) + host.px(5), self.width() - words)
            line = self.rect().adjusted(left, 0, 0, -self.height() + round(top) - 1)
            draw.text(painter, host, line, row.tick, Role.TINY, "moderate", 600)


class BatchLine(QWidget):
    """One row; the one to take lies on a green ground."""

    chosen = Signal(object)
    """UUID of the batch."""

    def __init__(self, host: ThemeHost, row: BatchRow) -> None:
        super().__init__()
        self._host, self.row = host, row
        self.setAccessibleName(f"{row.number}, {row.left}, {row.expiry}, {row.sentence}")
        self.setMinimumHeight(host.px(48))
        across = Row(host, (17, 6, 17, 6), 16, self)
        across.addWidget(Picture(host, row.icon, 18, row.tone))
        number = Label(host, (code(row.number), Run(f"  {row.left}", None, "text_2")), elide=False)
        number.setMinimumWidth(host.px(120))
        across.addWidget(number)
        expiry = Label(host, row.expiry, elide=False)
        expiry.setMinimumWidth(host.px(96))
        across.addWidget(expiry)
        across.addWidget(CourseBar(host, row), 3)
        strong = row.tone not in ("text_3",)
        tone = row.tone if strong else "text_2"
        across.addWidget(Label(host, row.sentence, Role.SMALL, tone, 600 if strong else 500, wrap=True), 2)

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        super().mousePressEvent(event)
        self.chosen.emit(self.row.batch_id)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        if self.row.chosen or self.row.tone == "ok":
            ground = self._host.colour("accent_soft" if self.row.chosen else "ok_soft")
            QPainter(self).fillRect(self.rect().adjusted(1, 0, -1, 0), ground)


class BatchTable(Card):
    """Head with the length of the course, rows, how many more there are."""

    other_wanted = Signal()
    batch_chosen = Signal(object)
    substitute_wanted = Signal()
    nothing_wanted = Signal()
    """Nothing (more) of the line is supplied: why is asked."""
    release_given = Signal(object, str)
    """Held, reason: what another prescription holds of a batch that is shown is wanted here."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._words = words
        column = Column(host, gap=0, parent=self)
        top = QWidget()
        top.setMinimumHeight(host.px(48))
        head = Row(host, (17, 4, 9, 4), 12, top)
        head.addWidget(Label(host, words.text("dispense.batch.title"), weight=600, elide=False))
        self._course = Label(host, "", Role.SMALL, "text_2", wrap=True)
        head.addWidget(self._course, 1)
        self.other = QuietButton(host, words.text("dispense.batch.other"), keys="Ctrl+B", small=True)
        self.other.clicked.connect(self.other_wanted)
        self.substitute = QuietButton(host, words.text("dispense.substitute.button"), keys="F4", small=True)
        self.substitute.clicked.connect(self.substitute_wanted)
        self.release = QuietButton(host, words.text("dispense.batch.release"), keys="Ctrl+R", small=True)
        self.release.clicked.connect(self._on_release)
        self.release.setVisible(False)
        head.addWidget(self.release)
        head.addWidget(self.substitute)
        head.addWidget(self.other)
        self.nothing = QuietButton(host, words.text("dispense.not_supplied.button"), keys="F6", small=True)
        self.nothing.clicked.connect(self.nothing_wanted)
        head.addWidget(self.nothing)
        column.addWidget(top)
        self._rows = Column(host, gap=0)
        column.addLayout(self._rows)
        text = words.text
        self.ask_release = AskCard(host, text("dispense.ask.release"), "", text("dispense.ask.release_button"),
                                   cancel=text("dispense.ask.cancel"))  # fmt: skip
        self.not_supplied = NotSuppliedCard(host, words)
        column.addWidget(self.not_supplied)
        self.ask_release.answered.connect(self._on_reason)
        self.ask_release.cancelled.connect(self._on_kept)
        column.addWidget(self.ask_release)
        self._shown: BatchList | None = None
        host.theme_changed.connect(self._forget)

    def show_batches(self, batches: BatchList, *, can_choose: bool) -> None:
        """Other batches. The same ones stay as they are: a new row is not seen before the next event."""
        host = self._host
        self.other.setVisible(can_choose)
        self.release.setVisible(self._releasable(batches) is not None)
        if batches == self._shown:
            return
        self._shown = batches
        self._course.set_words(batches.course)
        clear(self._rows)
        for row in batches.rows:
            self._rows.addWidget(Rule())
            line = BatchLine(host, row)
            line.chosen.connect(self.batch_chosen)
            self._rows.addWidget(line)
        if not batches.rows:
            self._note(self._words.text("dispense.batch.none"))
        if batches.more > 0:
            self._note(self._words.text("dispense.batch.more", count=batches.more))

    def lines(self) -> tuple[BatchRow, ...]:
        """The rows shown."""
        items = [self._rows.itemAt(index) for index in range(self._rows.count())]
        widgets = [item.widget() for item in items if item is not None]
        return tuple(one.row for one in widgets if isinstance(one, BatchLine))

    def _on_release(self) -> None:
        held = self._releasable(self._shown) if self._shown is not None else None
        if held is not None:
            self.ask_release.set_note(self._words.text("dispense.ask.release_note", number=held.number))
            self.ask_release.ask(self._words.text("dispense.ask.release_proposal"))

    def _on_reason(self, reason: str) -> None:
        held = self._releasable(self._shown) if self._shown is not None else None
        self.ask_release.close_question()
        if held is not None:
            self.release_given.emit(held, reason)

    def _on_kept(self) -> None:
        self.ask_release.close_question()

    def _releasable(self, batches: BatchList) -> Held | None:
        """The first that is held and not scanned yet, by expiry."""
        found = (row.held for row in batches.rows if row.held is not None and row.held.reservation_id is not None)
        return next(found, None)

    def _forget(self) -> None:
        self._shown = None

    def _note(self, words: str) -> None:
        self._rows.addWidget(Rule())
        note = QWidget()
        row = Row(self._host, (51, 6, 17, 8), 0, note)
        row.addWidget(Label(self._host, words, Role.SMALL, "text_2", wrap=True))
        self._rows.addWidget(note)
