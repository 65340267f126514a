"""The dark panel beside the cards: clock, what the lock did, what is ready, text size and theme."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui.components import draw
from workstation.ui.components.card import ground
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.railbutton import RailButton
from workstation.ui.components.severity import Picture
from workstation.ui.guards import paints
from workstation.ui.signin.model import StateLine
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, clock_time, day

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _RailBox(QWidget):
    """A bordered box on the dark ground."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        host.theme_changed.connect(self.update)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        edge = draw.mix(self._host.colour("rail_text"), self._host.colour("rail"), 0.35)
        draw.box(QPainter(self), self.rect(), self._host.px(8), None, edge, self._host.theme.border_width)


class _RailRule(QWidget):
    """A line on the dark ground."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self.setFixedHeight(host.theme.border_width)
        host.theme_changed.connect(self.update)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        line = draw.mix(self._host.colour("rail_text"), self._host.colour("rail"), 0.25)
        QPainter(self).fillRect(self.rect(), line)


class SidePanel(QFrame):
    """560 px wide. Says what it is told; knows nothing of patients."""

    text_size_requested = Signal()
    theme_requested = Signal()
    keys_requested = Signal()
    choices_shown = Signal(str, str)
    """Text size and theme in words."""

    def __init__(self, host: ThemeHost, words: Words, pharmacy: str, place: str) -> None:
        super().__init__()
        self._host, self._words, self._place = host, words, place
        ground(self, "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(host, (40, 40, 40, 24), 0, self)
        column.addLayout(self._build_head(pharmacy))
        column.space(48)
        self._clock = Label(host, "", Role.CLOCK, "rail_title", elide=False)
        self._date = Label(host, "", Role.HEADING, "rail_text", 400, wrap=True)
        column.add(self._clock, self._date)
        column.space(24)
        column.addWidget(self._build_lock())
        column.space(24)
        self._states = Column(host, gap=0)
        column.addLayout(self._states)
        column.addStretch(1)
        column.addLayout(self._build_foot())
        self.set_locked(None)

    def set_time(self, local: datetime) -> None:
        """The wall clock of the pharmacy."""
        self._clock.set_words(clock_time(local, local.tzinfo) if local.tzinfo else local.strftime("%H:%M"))
        place = f" · {self._place}" if self._place else ""
        self._date.set_words(f"{_WEEKDAYS[local.weekday()]} {day(local.date())}{place}")

    def set_locked(self, since: datetime | None) -> None:
        """Since when the counter is locked; None at the start of the day."""
        key = "locked" if since else "nobody"
        self._lock_title.set_words(self._words.text(f"signin.{key}", since=since))
        self._lock_note.set_words(self._words.text(f"signin.{key}_note"))

    def set_states(self, lines: tuple[StateLine, ...]) -> None:
        """Printer, scanner, order server."""
        clear(self._states)
        for line in lines:
            self._states.addWidget(_RailRule(self._host))
            self._states.addWidget(self._build_line(line))

    def show_choices(self, scale: int, theme: str) -> None:
        """Text size and theme in use."""
        size = self._words.text("signin.text_size", scale=scale)
        name = self._words.text("signin.theme", name=self._words.text(f"signin.theme_name.{theme}"))
        self._text_size.set_text(size)
        self._theme.set_text(name)
        self.choices_shown.emit(size, name)

    def set_short(self, short: bool) -> None:
        """Icons alone in the foot, for the narrow panel."""
        for button in (self._text_size, self._theme, self._keys):
            button.set_short(short)

    def _build_head(self, pharmacy: str) -> Row:
        row = Row(self._host, gap=12)
        row.addWidget(Picture(self._host, "logo", 40))
        names = Column(self._host, gap=0)
        names.addWidget(Label(self._host, self._words.text("shell.program"), Role.HEADING, "rail_title"))
        names.addWidget(Label(self._host, pharmacy, Role.BODY, "rail_text"))
        row.addLayout(names, 1)
        return row

    def _build_lock(self) -> QWidget:
        box = _RailBox(self._host)
        row = Row(self._host, (18, 12, 16, 12), 16, box)
        row.addWidget(Picture(self._host, "lock", 22, "rail_text"))
        column = Column(self._host, gap=2)
        self._lock_title = Label(self._host, "", Role.MEDICINE, "rail_title", wrap=True)
        self._lock_note = Label(self._host, "", Role.SMALL, "rail_text", wrap=True)
        column.add(self._lock_title, self._lock_note)
        row.addLayout(column, 1)
        return box

    def _build_line(self, line: StateLine) -> QWidget:
        widget = QWidget()
        row = Row(self._host, (0, 12, 0, 12), 24, widget)
        row.addWidget(Picture(self._host, line.icon, 20, "rail_text"), 0, Qt.AlignmentFlag.AlignTop)
        column = Column(self._host, gap=2)
        column.addWidget(Label(self._host, line.title, Role.BODY, "rail_title", 600, wrap=True))
        column.addWidget(Label(self._host, line.detail, Role.SMALL, "rail_text", wrap=True))
        row.addLayout(column, 1)
        return widget

    def _build_foot(self) -> Row:
        row = Row(self._host, gap=8)
        self._text_size = RailButton(self._host, "", "contrast")
        self._text_size.clicked.connect(self.text_size_requested)
        self._theme = RailButton(self._host, "", "sun")
        self._theme.clicked.connect(self.theme_requested)
        self._keys = keys = RailButton(self._host, self._words.text("shell.keys"), "key", "F1")
        keys.clicked.connect(self.keys_requested)
        row.add(self._text_size, self._theme)
        row.addStretch(1)
        row.addWidget(keys)
        return row
