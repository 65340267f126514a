"""The printers of one window: set up with the status bar or a key; the status bar says how the last job went."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from workstation.adapters.printing.printers import label_printer
from workstation.adapters.printing.template import load_template, template_names
from workstation.app.badge_label import badge_label
from workstation.app.bindings import Session
from workstation.app.label_printing import Printing
from workstation.app.sample_label import sample_label
from workstation.domain.errors import Unavailable
from workstation.domain.label import LabelContent
from workstation.domain.printer import PaperKind, Printed, PrinterSetting, PrinterWay, check_printer
from workstation.services.badges import new_badge
from workstation.services.printing import keep_printer_setting, printer_setting
from workstation.services.site import Site
from workstation.ui.components.keycap import KeyHint
from workstation.ui.printer.actions import PrinterActions, PrinterChoices
from workstation.ui.printer.page import PrinterPage
from workstation.ui.printer_words import trouble_word
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.statusbar import DeviceView
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

PAGE, KEYS = "printer", "Ctrl+Shift+R"
TEST_JOB, BADGE_JOB = "test-label", "badge"


class PrinterDesk(QObject):
    """Adds its page and its key to one window."""

    _told = Signal(object)
    """Unavailable, or None: from whatever thread printed."""

    def __init__(
        self, site: Site, session: Session, printing: Printing, host: ThemeHost, words: Words, tasks: TaskRunner
    ) -> None:
        super().__init__()
        self._site, self._session, self._printing = site, session, printing
        self._host, self._words, self._tasks = host, words, tasks
        self._window: MainWindow | None = None
        self._from = "queue"
        self._trouble: Unavailable | None = None
        self._setting = PrinterSetting()
        self._told.connect(self._on_told)
        printing.outcome = self._told.emit

    def pages(self) -> tuple[PageSpec, ...]:
        """The page of the set-up; not in the rail."""
        return (PageSpec(PAGE, "printer", self._words.text("printer.title"), self._make_page),)

    def watch(self, window: MainWindow) -> None:
        """The window whose printers these are."""
        self._window = window
        window.status.printer.explain(self._words.text("printer.open"))
        window.status.printer_requested.connect(self.open)
        QShortcut(QKeySequence(KEYS), window).activated.connect(self.open)
        window.explain_keys((KeyHint(KEYS, self._words.text("printer.open")),))
        self._show()
        self._read()

    @Slot()
    def open(self) -> None:
        """The set-up, for whoever is signed in."""
        window = self._window
        if window is None or self._session.user is None or window.open_key == PAGE:
            return
        self._from = window.open_key or "queue"
        page = window.page(PAGE)
        assert isinstance(page, PrinterPage)
        page.begin()
        window.open(PAGE)

    def _make_page(self) -> PrinterPage:
        page = PrinterPage(self._host, self._words, self._actions(), self._tasks)
        page.left.connect(self._on_left)
        page.setting_kept.connect(self._on_kept)
        return page

    def _actions(self) -> PrinterActions:
        return PrinterActions(read=self._choices, keep=self._keep, look=self._look, test=self._test, badge=self._badge)

    # --- on lanes -----------------------------------------------------------------------------------------

    def _choices(self) -> PrinterChoices:
        # Loaded only where it is used: the module of Qt for printers brings its windows along.
        from workstation.adapters.printing.system_printer import printer_names

        kept = {kind: printer_setting(self._site, kind) for kind in PaperKind}
        return PrinterChoices(kept, printer_names(), tuple((one, load_template(one).name) for one in template_names()))

    def _keep(self, kind: PaperKind, setting: PrinterSetting) -> PrinterSetting:
        return keep_printer_setting(self._site, self._session.require(), kind, setting)

    def _look(self, kind: PaperKind, setting: PrinterSetting) -> None:
        check_printer(setting, kind)
        self._printer_of(kind, setting)

    def _printer_of(self, kind: PaperKind, setting: PrinterSetting) -> None:
        if kind is PaperKind.LABEL:
            label_printer(setting, self._printing.folder).look()
        elif setting.way is PrinterWay.SYSTEM:
            from workstation.adapters.printing.system_printer import system_printer

            system_printer(setting.printer)

    def _test(self, kind: PaperKind, setting: PrinterSetting) -> Printed:
        self._session.require()
        check_printer(setting, kind)
        if kind is PaperKind.LEAFLET:
            return self._printing.test_leaflet(setting, TEST_JOB)
        return label_printer(setting, self._printing.folder).print_labels([self._content()], TEST_JOB)

    def _badge(self, setting: PrinterSetting) -> Printed:
        """The printer is asked first; where a new badge does not come out all the same, another one can be made."""
        user = self._session.require()
        check_printer(setting, PaperKind.LABEL)
        printer = label_printer(setting, self._printing.folder)
        printer.look()
        content = badge_label(
            user, new_badge(self._site, user), self._printing.labels.pharmacy, self._site.today(), self._words
        )
        return printer.print_labels([content], BADGE_JOB)

    def _content(self) -> LabelContent:
        return sample_label(self._printing.labels.pharmacy, self._site.today(), self._printing.labels.sentences)

    # --- what is shown ------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._tasks.run(Lane.STORE_READ, partial(printer_setting, self._site, PaperKind.LABEL), self._on_read)

    def _on_read(self, setting: PrinterSetting) -> None:
        self._setting = setting
        self._show()

    @Slot(object)
    def _on_told(self, trouble: Unavailable | None) -> None:
        self._trouble = trouble
        self._read()

    @Slot(object)
    def _on_kept(self, _kind: PaperKind) -> None:
        """What was wrong with the printer of before says nothing of this one."""
        self._trouble = None
        self._read()

    def _show(self) -> None:
        if self._window is None:
            return
        if self._trouble is not None:
            view = DeviceView(ok=False, word=trouble_word(self._words, self._trouble))
        elif self._setting.way is PrinterWay.FILE:
            view = DeviceView(ok=True, word=self._words.text("shell.status.to_file"))
        else:
            view = DeviceView(ok=True, word=self._setting.name())
        self._window.status.set_printer(view)

    @Slot()
    def _on_left(self) -> None:
        if self._window is not None:
            self._window.open(self._from)
