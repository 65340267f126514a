"""The status bar: order server, printer, scanner; who is responsible, who works here; where and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from workstation.ui.components import draw
from workstation.ui.components.card import Rule, ground
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.shell.duty import DutyShown, duty_words
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words, clock_time, day

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Connection(StrEnum):
    """The order server as seen from here."""

    ONLINE = "online"
    OFFLINE = "offline"
    ALONE = "alone"
    """Not paired with any server."""
    UNKNOWN = "unknown"
    """Nobody has asked yet."""


@dataclass(frozen=True, slots=True)
class SyncView:
    """`waiting` entries go by themselves, `needs_you` are blocked until a person acts; `since` while offline.

    `look_after`: what a person has to see to though nothing is blocked by it. `blocked_since`: since when something
    is not sent that will not go by itself. `stopped`: nothing is sent at all. `taking_in`: so many prescriptions were
    taken in so far by a pull that goes on. While offline `next_try` says when the server is asked again; None while it
    is being asked (`trying`), or when that is not known.
    """

    connection: Connection
    waiting: int = 0
    since: datetime | None = None
    needs_you: int = 0
    look_after: int = 0
    blocked_since: datetime | None = None
    stopped: bool = False
    taking_in: int = 0
    next_try: datetime | None = None
    trying: bool = False

    @property
    def is_blocked(self) -> bool:
        """Somebody has to act, as against: it waits and goes by itself."""
        return self.stopped or self.blocked_since is not None


@dataclass(frozen=True, slots=True)
class DeviceView:
    """Printer or scanner: `word` says "ready" or what is wrong, in plain words."""

    ok: bool
    word: str


class LicenceState(StrEnum):
    """Licence of the user."""

    VALID = "valid"
    ENDS = "ends"
    EXPIRED = "expired"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class UserView:
    """The user at this counter."""

    name: str
    initials: str
    role: str
    registration: str
    licence: LicenceState


_LICENCE: dict[LicenceState, tuple[str, Token]] = {
    LicenceState.VALID: ("badge", "text_2"),
    LicenceState.ENDS: ("shape-moderate", "moderate"),
    LicenceState.EXPIRED: ("shape-stop", "stop"),
    LicenceState.NONE: ("person", "text_2"),
}


class StatusPart(QWidget):
    """Icon and words; the sync part can be pressed."""

    pressed = Signal()

    def __init__(self, host: ThemeHost, icon: str, *, pressable: bool = False) -> None:
        super().__init__()
        self._host = host
        row = Row(host, (4, 0, 4, 0), 8, self)
        self._picture = Picture(host, icon, 16)
        self._label = Label(host, "", Role.SMALL)
        row.add(self._picture, self._label)
        self._pressable = pressable
        self._alarm = False
        if pressable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_words(self, words: Said, icon: str | None = None, tone: Token = "text_2") -> None:
        """Other words, another icon."""
        self._label.set_words(words)
        if icon is not None:
            self._picture.show_icon(icon, tone)
        self.setAccessibleName(self._label.words())

    def words(self) -> str:
        """What it says."""
        return self._label.words()

    def explain(self, note: str) -> None:
        """What hovering and a screen reader tell besides; "" for nothing."""
        self.setToolTip(note)
        self.setAccessibleDescription(note)

    def set_alarm(self, on: bool) -> None:
        """A ground and a border of its own: somebody has to act."""
        self._alarm = on
        self.update()

    @property
    def alarm(self) -> bool:
        """Whether somebody has to act."""
        return self._alarm

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        if self._pressable:
            self.pressed.emit()
        super().mousePressEvent(event)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space."""
        if self._pressable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground while somebody has to act; the ring."""
        if self._alarm:
            rect = QRectF(self.rect()).adjusted(0.5, 3.5, -0.5, -3.5)
            ground, edge = self._host.colour("major_soft"), self._host.colour("major")
            draw.box(QPainter(self), rect, self._host.px(4), ground, edge, self._host.theme.border_width)
        if self.hasFocus():
            draw.ring(QPainter(self), self._host, self.rect(), self._host.px(4))


class StatusBar(QFrame):
    """32 px tall. Each signal comes from the part of its name."""

    outbox_requested = Signal()
    printer_requested = Signal()
    scanner_requested = Signal()
    duty_requested = Signal()

    def __init__(self, host: ThemeHost, words: Words, place: str = "") -> None:
        super().__init__()
        self._host, self._words = host, words
        ground(self, "surface", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (20, 0, 20, 0), 8, self)
        self.sync = StatusPart(host, "shape-ok", pressable=True)
        self.sync.pressed.connect(self.outbox_requested)
        self.printer = StatusPart(host, "printer", pressable=True)
        self.printer.pressed.connect(self.printer_requested)
        self.scanner = StatusPart(host, "scan", pressable=True)
        self.scanner.pressed.connect(self.scanner_requested)
        self.duty = StatusPart(host, "shape-ok", pressable=True)
        self.duty.pressed.connect(self.duty_requested)
        self.duty.setVisible(False)
        self._user = StatusPart(host, "badge")
        self._place = Label(host, place, Role.SMALL, "text_2")
        self._time = Label(host, "", Role.SMALL, "text_2")
        self._rules = [Rule(vertical=True) for _ in range(5)]
        self._rules[4].setVisible(False)
        row.add(self.sync, self._rules[0], self.printer, self._rules[1], self.scanner)
        row.addStretch(1)
        row.add(self.duty, self._rules[4], self._user, self._rules[2], self._place, self._rules[3], self._time)
        self._short_time = False
        self._user_view: UserView | None = None
        self._duty_view: DutyShown | None = None
        self._instant: datetime | None = None
        self.set_sync(SyncView(Connection.UNKNOWN))
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_sync(self, view: SyncView) -> None:
        """Online, offline, n waiting (calm), or blocked (somebody has to act)."""
        text = self._words.text
        self.sync.set_alarm(view.is_blocked)
        self.sync.explain(text("shell.status.taking_in_note") if view.taking_in else "")
        if view.is_blocked:
            self._show_blocked(view)
            return
        if view.connection is Connection.ALONE:
            runs = (
                bold(text("shell.status.alone")),
                Run(f" · {text('shell.status.alone_note')}", tone="text_2"),
            )
            self.sync.show_words(runs, "server", "text_2")
            return
        if view.connection is Connection.UNKNOWN:
            self.sync.show_words(Run(text("shell.status.unknown"), tone="text_2"), "server", "text_2")
            return
        if view.connection is Connection.OFFLINE:
            since = f" {text('shell.status.offline_since', since=self.since_words(view.since))}" if view.since else ""
            tail = f"{since} · {text('shell.status.waiting', count=view.waiting)}"
            runs = (bold(text("shell.status.offline"), "moderate"), Run(tail, tone="moderate"))
            self.sync.show_words(runs, "offline", "moderate")
            return
        tail = text("shell.status.sending", count=view.waiting) if view.waiting else text("shell.status.all_sent")
        if view.taking_in:
            tail = text("shell.status.taking_in", count=f"{view.taking_in:,}")
        if view.look_after:
            tail = f"{tail} · {text('shell.status.look_after', count=view.look_after)}"
        runs = (bold(text("shell.status.online"), "ok"), Run(f" · {tail}", tone="text_2"))
        self.sync.show_words(runs, "shape-ok", "ok")

    def _show_blocked(self, view: SyncView) -> None:
        """What stops it, since when, how many need a person; then whether the server answers and what waits."""
        text = self._words.text
        said = text("shell.status.stopped")
        if not view.stopped:
            said = text("shell.status.blocked", since=self.since_words(view.blocked_since))
        parts = [text("shell.status.needs_you", count=view.needs_you)] if view.needs_you else []
        if view.connection is Connection.OFFLINE:
            parts.append(text("shell.status.offline"))
        if view.taking_in:
            parts.append(text("shell.status.taking_in", count=f"{view.taking_in:,}"))
        if view.waiting:
            parts.append(text("shell.status.waiting", count=view.waiting))
        tail = "".join(f" · {part}" for part in parts)
        self.sync.show_words((bold(said, "major"), Run(tail, tone="major")), "shape-major", "major")

    def since_words(self, instant: datetime | None) -> str:
        """The time, with the day when it was not today."""
        if instant is None or self._instant is None or self._instant.tzinfo is None:
            return self._words.text("shell.status.blocked_at", at=instant)
        local = instant.astimezone(self._instant.tzinfo)
        if local.date() == self._instant.date():
            return self._words.text("shell.status.blocked_at", at=instant)
        return self._words.text("shell.status.blocked_day", day=local.date(), at=instant)

    def set_printer(self, view: DeviceView) -> None:
        """The label printer."""
        self._show_device(self.printer, "shell.status.printer", "printer", view)

    def set_scanner(self, view: DeviceView) -> None:
        """The scanner."""
        self._show_device(self.scanner, "shell.status.scanner", "scan", view)

    def set_user(self, view: UserView | None) -> None:
        """Who works here; None when nobody is signed in."""
        self._user_view = view
        self._user.setVisible(view is not None)
        self._rules[2].setVisible(view is not None)
        if view is None:
            return
        number = self._words.text("shell.status.registration", number=view.registration) if view.registration else ""
        parts = [part for part in ("" if self._short_time else view.role, number) if part]
        runs = (bold(view.name), *(Run(f" · {part}", tone="text_2") for part in parts))
        self._user.show_words(runs, *_LICENCE[view.licence])

    def set_duty(self, view: DutyShown | None) -> None:
        """Who is responsible; None where the rules of the country ask for nobody."""
        self._duty_view = view
        for part in (self.duty, self._rules[4]):
            part.setVisible(view is not None)
        if view is not None:
            self.duty.show_words(*duty_words(self._words, view, short=self._short_time))
            self.duty.set_alarm(not view.name)

    def set_time(self, local: datetime) -> None:
        """The wall clock of the pharmacy; `local` carries its time zone."""
        self._instant = local
        date = f"{_WEEKDAYS[local.weekday()]} {day(local.date())} · "
        clock = clock_time(local, local.tzinfo) if local.tzinfo else local.strftime("%H:%M")
        self._time.set_words((bold(clock, "text"),) if self._short_time else (Run(date), bold(clock, "text")))

    def fold(self, design_width: int) -> None:
        """Drops the PC and the date in a narrow window, printer and scanner in a very narrow one."""
        self._short_time = design_width < 1500
        with_place = not self._short_time and bool(self._place.words())
        self._place.setVisible(with_place)
        self._rules[3].setVisible(with_place)
        for part in (self.printer, self.scanner, *self._rules[:2]):
            part.setVisible(design_width >= 1100)
        self.set_user(self._user_view)
        self.set_duty(self._duty_view)
        if self._instant is not None:
            self.set_time(self._instant)

    def _show_device(self, part: StatusPart, key: str, icon: str, view: DeviceView) -> None:
        tone: Token = "text" if view.ok else "moderate"
        runs = (Run(f"{self._words.text(key)} ", tone="text_2"), bold(view.word, tone))
        part.show_words(runs, icon if view.ok else "shape-moderate", "text_2" if view.ok else "moderate")

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._host.px(32))
        for rule in self._rules:
            rule.setFixedHeight(self._host.px(16))
