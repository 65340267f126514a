"""The action bar of the dispense screen: ways out left, the reason, the one primary action right."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import Button, PrimaryButton, SecondaryButton
from workstation.ui.components.severity import Severity
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class BarView:
    """What the bar says. `lock` is why the primary is off, "" when it is on; the other locks likewise."""

    primary: str
    lock: str
    reason: str
    severity: Severity = Severity.INFORMATION
    part_lock: str = ""
    part_on: bool = False
    part_shown: bool = True
    undo_lock: str = ""
    stopped: bool = False
    prints: bool = False
    """The primary writes the labels: nothing can be checked before."""


class DispenseBar(ActionBar):
    """Each button asks by its signal."""

    review_wanted = Signal()
    undo_wanted = Signal()
    part_wanted = Signal()
    hold_wanted = Signal()
    go_on_wanted = Signal()
    aside_wanted = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._texts, self._view, self._short = words, BarView("", "", ""), False
        self._reason_here = True
        self.prints = False
        """Whether the primary writes the labels now."""
        text = words.text
        self.undo: Button = SecondaryButton(host, text("dispense.action.undo"), icon="undo", keys="Ctrl+Z")
        self.part: Button = SecondaryButton(host, text("dispense.action.part"), keys="F7")
        self.hold: Button = SecondaryButton(host, text("dispense.action.hold"), keys="F9")
        self.review: Button = SecondaryButton(host, text("dispense.action.review"), keys="F3")
        self.go_on: Button = PrimaryButton(host, text("dispense.action.check"), keys="Enter")
        self.aside: Button = PrimaryButton(host, text("dispense.action.aside"), keys="Esc")
        self.undo.clicked.connect(self.undo_wanted)
        self.part.clicked.connect(self.part_wanted)
        self.hold.clicked.connect(self.hold_wanted)
        self.review.clicked.connect(self.review_wanted)
        self.go_on.clicked.connect(self.go_on_wanted)
        self.aside.clicked.connect(self.aside_wanted)
        self.add_left(self.undo, self.part, self.hold, self.review)
        self.add_right(self.aside)
        self.set_primary(self.go_on)

    def show_bar(self, view: BarView) -> None:
        """Another state."""
        self._view = view
        self.undo.set_locked(view.undo_lock)
        self.part.set_locked(view.part_lock)
        self.go_on.set_text(view.primary)
        self.prints = view.prints
        self.go_on.set_locked(view.lock)
        self._name_buttons()
        self._show_buttons(view)
        self.show_reason(shown=self._reason_here)
        self.set_alarm(view.stopped)

    def show_reason(self, *, shown: bool) -> None:
        """Here, or where the panel has more room for it."""
        self._reason_here = shown
        self.set_reason(self._view.reason if shown else "", self._view.severity)

    def set_short(self, short: bool) -> None:
        """Short words for narrow windows."""
        self._short = short
        self._name_buttons()

    def _show_buttons(self, view: BarView) -> None:
        """Those that go first: Qt lays out at every one that comes, and both sets at once would widen the window."""
        shown = {
            self.undo: not view.stopped,
            self.part: view.part_shown and not view.stopped,
            self.aside: view.stopped,
            self.go_on: not view.stopped,
        }
        for button in sorted(shown, key=lambda one: shown[one]):
            button.setVisible(shown[button])

    def _name_buttons(self) -> None:
        text, short = self._texts.text, self._short
        self.undo.set_text(text("dispense.action.undo_short" if short else "dispense.action.undo"))
        part = ("part_off" if self._view.part_on else "part") + ("_short" if short else "")
        self.part.set_text(text(f"dispense.action.{part}"))
        self.undo.show_caps(not (short and self._view.part_on))
        stop = self._view.stopped and not short
        self.review.set_text(text("dispense.action.review_stop" if stop else "dispense.action.review"))
