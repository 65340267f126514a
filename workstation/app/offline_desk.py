"""What a counter does while the order server is away: emergency supply and everything around a downtime."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from workstation.app.bindings import Session
from workstation.app.downtime_sheet import Printed, print_open_work
from workstation.app.emergency_desk import emergency_actions
from workstation.domain.errors import Refused, Unavailable
from workstation.services.open_work import open_work
from workstation.services.site import Site
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.emergency.panel import EmergencyPanel
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.sounds import Sounds
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the pages of this desk are made with."""

    host: ThemeHost
    words: Words
    tasks: TaskRunner
    sounds: Sounds
    now: Callable[[], datetime]
    """Aware time in the pharmacy's zone."""
    pharmacy: str
    """Its name, at the head of what is printed."""
    folder: Path
    """Where sheets for a downtime are written."""
    demo: bool


class OfflineDesk(QObject):
    """Adds its pages and keys to one window."""

    changed = Signal()
    """Something was written that the queue and the order server must hear of."""

    def __init__(self, site: Site, session: Session, parts: DeskParts) -> None:
        super().__init__()
        self._site, self._session, self._parts = site, session, parts
        self._window: MainWindow | None = None

    def pages(self) -> tuple[PageSpec, ...]:
        """The pages of this desk, none of them in the rail."""
        text = self._parts.words.text
        return (PageSpec("emergency", "hand-up", text("emergency.title"), self._make_emergency),)

    def take(self, window: MainWindow) -> None:
        """The window that has the pages; its keys are bound."""
        self._window = window
        for keys, slot in (("Ctrl+E", self._on_emergency_key), ("Ctrl+Shift+P", self._on_print_key)):
            QShortcut(QKeySequence(keys), window).activated.connect(slot)
        text = self._parts.words.text
        emergency, sheet = (
            KeyHint("Ctrl+E", text("emergency.title")),
            KeyHint("Ctrl+Shift+P", text("downtime.sheet.key")),
        )
        window.explain_keys((emergency, sheet))

    def _make_emergency(self) -> EmergencyPanel:
        parts = self._parts
        actions = emergency_actions(self._site, self._session, parts.now, parts.sounds.play, parts.sounds.answered)
        panel = EmergencyPanel(parts.host, parts.words, actions, parts.tasks)
        panel.back_requested.connect(self._on_back)
        panel.changed.connect(self._on_recorded)
        return panel

    @Slot()
    def _on_emergency_key(self) -> None:
        """The prescription that is chosen or open on the present page."""
        window = self._window
        if window is None or window.open_page is None:
            return
        prescription_id = _shown_on(window.open_page)
        if prescription_id is None:
            window.toast(self._parts.words.text("emergency.choose_first"), Severity.INFORMATION)
            return
        page = window.page("emergency")
        assert isinstance(page, EmergencyPanel)
        page.open_prescription(prescription_id)
        window.open("emergency")

    @Slot()
    def _on_print_key(self) -> None:
        """Today's open work on paper; nothing while nobody is signed in."""
        parts = self._parts
        if self._session.user is None:
            return
        read = partial(open_work, self._site, self._session.user)
        zone, demo = self._site.zone, parts.demo
        work = partial(print_open_work, read, parts.words, zone, parts.pharmacy, parts.folder, demo=demo)
        parts.tasks.run(
            Lane.WORK, work, self._on_printed, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )

    def _on_printed(self, printed: Printed) -> None:
        count, pages, path = printed.prescriptions, printed.pages, str(printed.path)
        self._toast(self._parts.words.text("downtime.sheet.done", count=count, pages=pages, path=path), Severity.MATCH)

    def _on_refused(self, refusal: Refused) -> None:
        self._toast(self._parts.words.refusal(refusal.code, refusal.facts), Severity.MODERATE)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._toast(trouble.why, Severity.MODERATE)

    def _toast(self, said: str, severity: Severity) -> None:
        if self._window is not None:
            self._window.toast(said, severity, "printer")

    @Slot()
    def _on_back(self) -> None:
        if self._window is not None:
            self._window.go_back()

    @Slot(object)
    def _on_recorded(self, _prescription_id: UUID) -> None:
        self.changed.emit()


def _shown_on(page: Page) -> UUID | None:
    if isinstance(page, QueuePanel):
        return page.selected()
    if isinstance(page, ReviewPanel):
        return page.shown_view.prescription.id if page.shown_view is not None else None
    if isinstance(page, DispensePanel):
        return page.session.view.prescription.id if page.session is not None else None
    return None
