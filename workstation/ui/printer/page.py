"""The page on which the printers of this station are set up: chosen, asked how they are, tried, kept."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.printer import PaperKind, Printed, PrinterSetting, PrinterWay
from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import PrimaryButton, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.components.segmented import SegmentedControl
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.parts import Notice, scrolling
from workstation.ui.printer.actions import PrinterActions, PrinterChoices
from workstation.ui.printer.form import PrinterForm
from workstation.ui.printer_words import tested_words, trouble_words
from workstation.ui.shell.page import Page
from workstation.ui.tasks import Answer, Lane, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_WIDTH = 560


class PrinterPage(Page):
    """Nothing counts before it is kept; a test page goes to the printer as it is chosen."""

    left = Signal()
    setting_kept = Signal(object)
    """PaperKind."""

    def __init__(self, host: ThemeHost, words: Words, actions: PrinterActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._kept: dict[PaperKind, PrinterSetting] = {}
        self._busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(scrolling(host, self._build_body()), 1)
        column.addWidget(self._build_bar())
        self._refresh()

    def begin(self) -> None:
        """Reads how things are kept."""
        self.notice.say("")
        self._run(Lane.PRINTER, self._actions.read, self._on_read)

    @property
    def kind(self) -> PaperKind:
        """What is being set up."""
        return PaperKind(self.kinds.code())

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Keep it."""
        return self.keep

    def step_back(self) -> bool:
        """Esc: back to where the page was opened; what is not kept is dropped."""
        self.left.emit()
        return True

    def page_shown(self) -> None:
        """The first choice."""
        self.form.way.setFocus()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this page."""
        keys = (("Enter", "keep"), ("Ctrl+T", "test"), ("Ctrl+I", "look"), ("Ctrl+B", "badge"))
        return tuple(KeyHint(key, self._words.text(f"printer.key.{name}")) for key, name in keys)

    # --- parts --------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        head = ground(QFrame(), "surface", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(self._host, (24, 8, 24, 8), 2, head)
        column.addWidget(Label(self._host, self._words.text("printer.title"), Role.TITLE, wrap=True, elide=False))
        column.addWidget(Label(self._host, self._words.text("printer.what"), tone="text_2", wrap=True, elide=False))
        return head

    def _build_body(self) -> QWidget:
        host, text = self._host, self._words.text
        body = QWidget()
        body.setMaximumWidth(host.px(_WIDTH))
        column = Column(host, (24, 16, 24, 16), 16, body)
        self.kinds = SegmentedControl(host, tuple((one.value, text(f"printer.kind.{one.value}")) for one in PaperKind))
        self.kinds.setAccessibleName(text("printer.what_kind"))
        self.kinds.chosen.connect(self._on_kind)
        self.form = PrinterForm(host, self._words)
        self.form.changed.connect(self._on_changed)
        self.notice = Notice(host)
        column.addWidget(self.kinds, 0, Qt.AlignmentFlag.AlignLeft)
        column.add(self.notice, self.form)
        return body

    def _build_bar(self) -> ActionBar:
        host, text = self._host, self._words.text
        self.bar = ActionBar(host)
        back = SecondaryButton(host, text("wizard.back"), keys="Esc", bind=False)
        back.clicked.connect(self.step_back)
        self.look = SecondaryButton(host, text("printer.look"), icon="help", keys="Ctrl+I")
        self.look.clicked.connect(self._on_look)
        self.test = SecondaryButton(host, text("printer.test"), icon="printer", keys="Ctrl+T")
        self.test.clicked.connect(self._on_test)
        self.badge = SecondaryButton(host, text("printer.badge.button"), icon="badge", keys="Ctrl+B")
        self.badge.clicked.connect(self._on_badge)
        self.keep = PrimaryButton(host, text("printer.keep"), keys="Enter")
        self.keep.clicked.connect(self._on_keep)
        self.bar.add_left(back, self.look, self.test, self.badge)
        self.bar.set_primary(self.keep)
        return self.bar

    # --- what is done -------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> None:
        self._busy = True
        self._refresh()
        self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    def _on_read(self, choices: PrinterChoices) -> None:
        self._busy, self._kept = False, dict(choices.kept)
        self.form.offer(choices.names, choices.sizes)
        self.form.show_setting(self.kind, self._kept[self.kind])
        self._refresh()

    def _on_kind(self, _code: str) -> None:
        self.notice.say("")
        if self._kept:
            self.form.show_setting(self.kind, self._kept[self.kind])
        self._refresh()

    def _on_changed(self) -> None:
        self.notice.say("")
        self._refresh()

    def _on_look(self) -> None:
        self.notice.say(self._words.text("printer.looking"))
        self._run(Lane.PRINTER, partial(self._actions.look, self.kind, self.form.setting()), self._on_well)

    def _on_test(self) -> None:
        self.notice.say(self._words.text("printer.testing"))
        self._run(Lane.PRINTER, partial(self._actions.test, self.kind, self.form.setting()), self._on_tested)

    def _on_badge(self) -> None:
        self.notice.say(self._words.text("printer.testing"))
        self._run(Lane.PRINTER, partial(self._actions.badge, self.form.setting()), self._on_badge_made)

    def _on_keep(self) -> None:
        work = partial(self._actions.keep, self.kind, self.form.setting())
        self._run(Lane.STORE_WRITE, work, self._on_kept)

    # --- answers ------------------------------------------------------------------------------------------

    def _on_well(self, _answer: object) -> None:
        setting, text = self.form.setting(), self._words.text
        said = text("printer.well_file") if setting.way is PrinterWay.FILE else ""
        self._say(said or text("printer.well", printer=setting.name()), Severity.MATCH)

    def _on_tested(self, printed: Printed) -> None:
        self._say(tested_words(self._words, printed), Severity.MATCH if printed.told else Severity.INFORMATION)

    def _on_badge_made(self, printed: Printed) -> None:
        said = self._words.text("printer.badge.done", printer=printed.where)
        self._say(said, Severity.MATCH if printed.told else Severity.INFORMATION)

    def _on_kept(self, setting: PrinterSetting) -> None:
        self._kept[self.kind] = setting
        self._say(self._words.text("printer.kept"), Severity.MATCH)
        self.setting_kept.emit(self.kind)

    def _on_refused(self, refusal: Refused) -> None:
        self._say(self._words.refusal(refusal.code, refusal.facts), Severity.MODERATE)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._say(" ".join(trouble_words(self._words, trouble)), Severity.MAJOR)

    def _say(self, said: str, severity: Severity) -> None:
        self._busy = False
        self.notice.say(said, severity)
        self._refresh()
        if not self.form.isAncestorOf(self.focusWidget()):
            # A button that was used keeps no focus: Enter keeps what stands there.
            self.form.way.setFocus()

    def _refresh(self) -> None:
        waits = self._words.text("printer.looking") if self._busy or not self._kept else ""
        same = bool(self._kept) and self.form.setting() == self._kept[self.kind]
        self.form.setEnabled(bool(self._kept))
        self.kinds.setEnabled(not waits)
        for button in (self.look, self.test, self.badge):
            button.set_locked(waits)
        self.badge.setVisible(self.kind is PaperKind.LABEL)
        self.keep.set_locked(waits or (self._words.text("printer.all_kept") if same else ""))
        self.bar.set_reason(waits or self._words.text("printer.all_kept" if same else "printer.changed"))
