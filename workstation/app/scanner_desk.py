"""The keyboard scanner of one window: read as it was set up, and set up anew with the status bar or a key."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from workstation.adapters.printing.test_codes import modules_of_test_code
from workstation.adapters.scanner.codes import parse_code
from workstation.adapters.scanner.recorder import Recorder
from workstation.adapters.scanner.wedge import Key, Wedge, WedgeSettings
from workstation.app.bindings import Session
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.scanner_probe import Stroke
from workstation.domain.scanner_setting import ScannerSetting
from workstation.services.scanner_setting import keep_scanner_setting, scanner_setting
from workstation.services.site import Site
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.severity import Severity
from workstation.ui.scanner.actions import ScannerActions
from workstation.ui.scanner.page import ScannerPage
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.scan_filter import ScanFilter
from workstation.ui.shell.statusbar import DeviceView
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

PAGE, KEYS = "scanner", "Ctrl+Shift+S"


class ScannerDesk(QObject):
    """Owns the filter that takes scans out of the keys."""

    _recorded = Signal(object)

    def __init__(
        self, app: QApplication, site: Site, session: Session, host: ThemeHost, words: Words, tasks: TaskRunner
    ) -> None:
        super().__init__()
        self._site, self._session, self._host, self._words, self._tasks = site, session, host, words, tasks
        self._setting = ScannerSetting()
        self._window: MainWindow | None = None
        self._page: ScannerPage | None = None
        self._from = "queue"
        self._recording = False
        self.filter = ScanFilter(app, Wedge(), Key)
        self._recorded.connect(self._on_recorded)

    def pages(self) -> tuple[PageSpec, ...]:
        """The page of the set-up; not in the rail."""
        return (PageSpec(PAGE, "scan", self._words.text("scanner.title"), self._make_page),)

    def watch(self, window: MainWindow) -> None:
        """The window whose scans these are. Reads how the scanner of this station is set up."""
        self._window = window
        window.listen_to(self.filter)
        window.status.set_scanner(DeviceView(ok=True, word=self._words.text("shell.status.ready")))
        window.status.scanner.explain(self._words.text("scanner.open"))
        window.status.scanner_requested.connect(self.open)
        QShortcut(QKeySequence(KEYS), window).activated.connect(self.open)
        window.explain_keys((KeyHint(KEYS, self._words.text("scanner.open")),))
        self._tasks.run(Lane.STORE_READ, partial(scanner_setting, self._site), self._on_read)

    @Slot()
    def open(self) -> None:
        """The set-up, from its first step; for whoever is signed in."""
        window = self._window
        if window is None or self._session.user is None or window.open_key == PAGE:
            return
        self._from = window.open_key or "queue"
        page = window.page(PAGE)
        assert isinstance(page, ScannerPage)
        page.begin(self._setting)
        window.open(PAGE)

    def stop(self) -> None:
        """The window closes."""
        self.filter.stop()

    def _make_page(self) -> ScannerPage:
        actions = ScannerActions(
            keep=lambda setting: keep_scanner_setting(self._site, self._session.require(), setting),
            modules=modules_of_test_code,
            parse=self._parse,
        )
        self._page = ScannerPage(self._host, self._words, actions, self._tasks)
        self._page.recording_wanted.connect(self._on_recording_wanted)
        self._page.setting_kept.connect(self._on_kept)
        self._page.left.connect(self._on_left)
        self._page.finished.connect(self._on_finished)
        return self._page

    def _parse(self, text: str) -> ScannedCode:
        return parse_code(text, self._site.today())

    def _on_read(self, setting: ScannerSetting) -> None:
        self._setting = setting
        self._use()

    @Slot(object)
    def _on_kept(self, setting: ScannerSetting) -> None:
        self._setting = setting
        self._use()

    @Slot(bool)
    def _on_recording_wanted(self, wanted: bool) -> None:
        if wanted != self._recording:
            self._recording = wanted
            self._use()

    def _use(self) -> None:
        if self._recording:
            self.filter.use(Recorder(self._recorded.emit))
        else:
            self.filter.use(Wedge(WedgeSettings.of(self._setting)))

    @Slot(object)
    def _on_recorded(self, keys: tuple[Key, ...]) -> None:
        if self._page is not None:
            strokes = [Stroke(key.text, key.place, key.shift, key.control, key.milliseconds) for key in keys]
            self._page.take_strokes(strokes)

    @Slot()
    def _on_left(self) -> None:
        if self._window is not None:
            self._window.open(self._from)

    @Slot()
    def _on_finished(self) -> None:
        self._on_left()
        if self._window is not None:
            self._window.toast(self._words.text("scanner.done"), Severity.MATCH)
