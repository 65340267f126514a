"""The window: rail, top bar, banner, the page that is open, status bar; sign-in and set-up in place of all of it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QStackedWidget, QWidget

from workstation.ui.components.buttons import Button
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.severity import Severity
from workstation.ui.guards import called_by_qt
from workstation.ui.shell.keys_sheet import KeyGroup, KeysSheet
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.shell.scan_filter import ScanFilter
from workstation.ui.shell.window_state import WindowState
from workstation.ui.shell.work_area import Place
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

__all__ = ["MainWindow", "Place"]

_PRIMARY_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MainWindow(WindowState):
    """Knows pages by key only. `clock` gives the wall clock of the pharmacy, aware."""

    page_changed = Signal(str)
    search_changed = Signal(str)
    search_elsewhere = Signal(str)
    """Down or Enter in the search box of a page that shows no hits."""
    sync_requested = Signal()
    sound_toggled = Signal()
    lock_requested = Signal()
    switch_requested = Signal()
    code_not_wanted = Signal(str)
    """A scan that the open page had no use for."""
    closing = Signal()

    def __init__(
        self,
        host: ThemeHost,
        words: Words,
        place: Place,
        pages: tuple[PageSpec, ...],
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(host, words, place, pages)
        self._clock = clock
        self.status.set_time(clock())
        self._specs = {page.key: page for page in pages}
        self._pages: dict[str, Page] = {}
        self._open_key, self._back_key = "", ""
        self._gate: QWidget | None = None
        self._minute = -1
        self._more_hints: tuple[KeyHint, ...] = ()
        self.setWindowTitle(f"{words.text('shell.program')} · {place.pharmacy}")
        self._outer = QStackedWidget()
        self.setCentralWidget(self._outer)
        self._outer.addWidget(self._work)
        self._connect_work()
        self._keys_sheet = KeysSheet(self, host, words)
        self._keys_sheet.focus_gone.connect(self._on_search_left)
        self._bind_keys()
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._on_tick)
        host.theme_changed.connect(self._fold)

    # --- pages --------------------------------------------------------------------------------------------

    @property
    def open_page(self) -> Page | None:
        """The page at the front; None before the first and while nobody is signed in."""
        return self._pages.get(self._open_key) if self._gate is None else None

    @property
    def open_key(self) -> str:
        """Key of the page at the front."""
        return self._open_key

    @property
    def rail_keys(self) -> dict[str, str]:
        """Key sequence → page, for whoever stands in the place of the rail."""
        return {f"Alt+{spec.letter}": spec.key for spec in self._specs.values() if spec.letter}

    def page(self, key: str) -> Page:
        """The page with this key, made when it is not there yet."""
        if key not in self._pages:
            page = self._specs[key].factory()
            self._pages[key] = page
            self._work.pages.addWidget(page)
        return self._pages[key]

    def open(self, key: str) -> Page:
        """Brings a page to the front."""
        page = self.page(key)
        if key == self._open_key:
            return page
        before = self._pages.get(self._open_key)
        if before is not None:
            before.page_hidden()
            if not before.opens_prescription:
                self._back_key = self._open_key
        self._open_key = key
        self._work.pages.setCurrentWidget(page)
        self.rail.set_open(key)
        self._fold()
        page.page_shown()
        self.page_changed.emit(key)
        return page

    def go_back(self) -> None:
        """To the list from which a prescription was opened."""
        if self._back_key:
            self.open(self._back_key)

    def set_gate(self, gate: QWidget | None) -> None:
        """Shows a page (sign-in, set-up) in place of all work, or the work again. The work pages are kept."""
        if self._gate is not None and self._gate is not gate:
            self._outer.removeWidget(self._gate)
        self._gate = gate
        if gate is None:
            self._outer.setCurrentWidget(self._work)
            return
        if self._outer.indexOf(gate) < 0:
            self._outer.addWidget(gate)
        self._keys_sheet.setVisible(False)
        self._outer.setCurrentWidget(gate)
        gate.setFocus()

    def explain_keys(self, hints: tuple[KeyHint, ...]) -> None:
        """Keys that others have bound to the window, for the sheet of keys."""
        self._more_hints = (*self._more_hints, *hints)

    def take_code(self, code: str) -> None:
        """Gives a code of a scanner that is no keyboard to the page at the front."""
        self._on_scan(code)

    def listen_to(self, scans: ScanFilter) -> None:
        """Gives scans to the page at the front."""
        scans.code_scanned.connect(self._on_scan)
        scans.half_scan.connect(self._on_half_scan)

    # --- Qt -----------------------------------------------------------------------------------------------

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget took: Enter is the primary action, Esc one step back, a letter its button."""
        page = self.open_page
        if page is None or event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            super().keyPressEvent(event)
            return
        if event.key() in _PRIMARY_KEYS:
            self._press(page.primary())
        elif event.key() == Qt.Key.Key_Escape:
            self._step_back(page)
        else:
            self._press(self._button_for(page, event.text()))

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    @called_by_qt
    def showEvent(self, event: QShowEvent) -> None:
        """The clock runs while the window is seen."""
        self._on_tick()
        self._tick.start()
        super().showEvent(event)

    @called_by_qt
    def hideEvent(self, event: QHideEvent) -> None:
        """The clock stops."""
        self._tick.stop()
        super().hideEvent(event)

    @called_by_qt
    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells the composition root, which stops everything in order."""
        self.closing.emit()
        super().closeEvent(event)

    # --- inside -------------------------------------------------------------------------------------------

    def _connect_work(self) -> None:
        self.rail.page_chosen.connect(self.open)
        self.rail.keys_requested.connect(self.show_keys)
        self.top_bar.search.search_changed.connect(self.search_changed)
        self.top_bar.search.search_entered.connect(self._on_search_entered)
        self.top_bar.search.moved_down.connect(self._on_search_down)
        self.top_bar.search.left.connect(self._on_search_left)
        self.top_bar.lock_requested.connect(self.lock_requested)
        self.top_bar.switch_requested.connect(self.switch_requested)
        self.offline.action_requested.connect(self.sync_requested)

    def _bind_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self._on_search_key),
            ("F1", self.show_keys),
            ("F8", self._on_missing_key),
            ("Ctrl+M", self.sound_toggled.emit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self._sync_key = QShortcut(QKeySequence("F5"), self)
        self._sync_key.activated.connect(self._on_sync_key)

    def show_keys(self) -> None:
        """Opens the sheet of keys, or closes it."""
        if self._keys_sheet.isVisible():
            self._keys_sheet.close_sheet()
            return
        page = self.open_page
        rail = tuple(spec for spec in self._specs.values() if spec.letter)
        groups = [KeyGroup(self._words.text("shell.key.rail"), _rail_hints(rail))]
        if self._more_hints:
            groups.append(KeyGroup(self._words.text("shell.key.everywhere"), self._more_hints))
        if page is not None and page.key_hints():
            groups.append(KeyGroup(self._specs[self._open_key].title, page.key_hints()))
        self._keys_sheet.open_sheet(tuple(groups))

    def _step_back(self, page: Page) -> None:
        if self._keys_sheet.isVisible():
            self._keys_sheet.close_sheet()
        elif not page.step_back() and page.opens_prescription:
            self.go_back()

    def _press(self, button: object) -> None:
        if isinstance(button, Button) and button.isVisible() and button.isEnabled():
            button.click()

    def _button_for(self, page: Page, letter: str) -> Button | None:
        if len(letter) != 1 or not letter.isprintable():
            return None
        for button in page.findChildren(Button):
            if button.bound and button.keys.upper() == letter.upper() and button.isVisible():
                return button
        return None

    def _fold(self) -> None:
        page = self._pages.get(self._open_key)
        self._work.fold(self._host.metrics.design(self.width()), narrow=page is not None and page.opens_prescription)

    def _on_scan(self, code: str) -> None:
        page = self.open_page
        if page is None or not page.on_scan(code):
            self.code_not_wanted.emit(code)

    def _on_half_scan(self, _code: str) -> None:
        self.toast(self._words.text("shell.half_scan"), Severity.MODERATE)

    def _on_tick(self) -> None:
        now = self._clock()
        self.status.set_time(now)
        if now.minute != self._minute:
            self._minute = now.minute
            page = self.open_page
            if page is not None:
                page.minute_passed()

    def _on_search_key(self) -> None:
        self.top_bar.search.field.setFocus()
        self.top_bar.search.field.selectAll()

    def _on_search_entered(self, text: str) -> None:
        page = self.open_page
        if page is None or not page.search_entered():
            self.search_elsewhere.emit(text)

    def _on_search_down(self) -> None:
        page = self.open_page
        if page is None or not page.search_down():
            self.search_elsewhere.emit(self.top_bar.search.field.text())

    def _on_search_left(self) -> None:
        page = self.open_page
        if page is not None:
            page.search_left()

    def _on_missing_key(self) -> None:
        page = self.open_page
        if page is not None:
            page.go_to_missing()

    def _on_sync_key(self) -> None:
        self.sync_requested.emit()


def _rail_hints(pages: tuple[PageSpec, ...]) -> tuple[KeyHint, ...]:
    return tuple(KeyHint(f"Alt+{page.letter}", page.title) for page in pages)
