"""What a counter does while the order server is away: emergency supply and everything around a downtime."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.app.bindings import Session
from workstation.app.downtime_sheet import Printed, print_open_work
from workstation.app.emergency_desk import emergency_actions
from workstation.app.folder_watch import FolderWatch
from workstation.app.pack_desk import PackDesk
from workstation.app.paper_desk import paper_actions
from workstation.app.paper_files import paper_file
from workstation.app.stack_desk import stack_actions
from workstation.app.walkin_desk import walkin_actions
from workstation.app.watched_folder import WatchedFolder
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.prescription import Prescription
from workstation.services.downtime import PaperRecorded
from workstation.services.open_work import open_work
from workstation.services.site import Site
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.emergency.panel import EmergencyPanel
from workstation.ui.paper.page import PaperPage
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.sounds import Sounds
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.walkin.page import WalkInPage
from workstation.ui.walkin.stack.actions import StackTaken
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
    scan_folder: Path | None = None
    """The folder into which an office scanner writes."""
    looks: RemoteLooks | None = None
    """Looks at stacks and packs in a process of its own; None where nothing can be parted."""


class OfflineDesk(QObject):
    """Adds its pages and keys to one window."""

    prescription_wanted = Signal(object)
    """UUID: it is to be opened where the work on it goes on."""
    changed = Signal()
    """Something was written that the queue and the order server must hear of."""

    def __init__(self, site: Site, session: Session, parts: DeskParts) -> None:
        super().__init__()
        self._site, self._session, self._parts = site, session, parts
        self._window: MainWindow | None = None
        self._before_emergency = ""
        self._watch = self._watched(parts.scan_folder) if parts.scan_folder is not None else None
        looks, made = parts.looks, (parts.host, parts.words, parts.tasks)
        self._packs = PackDesk(site, session, *made, looks) if looks is not None else None

    def pages(self) -> tuple[PageSpec, ...]:
        """The pages of this desk, none of them in the rail."""
        text = self._parts.words.text
        return (
            PageSpec("emergency", "hand-up", text("emergency.title"), self._make_emergency),
            PageSpec("walkin", "plus", text("walkin.title"), self._make_walkin),
            PageSpec("paper", "edit", text("downtime.paper.heading"), self._make_paper),
            *(self._packs.pages() if self._packs is not None else ()),
        )

    def take(self, window: MainWindow) -> None:
        """The window that has the pages; its keys are bound."""
        self._window = window
        text = self._parts.words.text
        found = (
            ("Ctrl+N", text("walkin.title"), self._on_walkin_key),
            ("Ctrl+Shift+N", text("walkin.whose_key"), self._on_whose_key),
            ("Ctrl+E", text("emergency.title"), self._on_emergency_key),
            ("Ctrl+Shift+P", text("downtime.sheet.key"), self._on_print_key),
            ("Ctrl+Shift+E", text("downtime.paper.key"), self._on_paper_key),
        )
        for keys, _, slot in found:
            QShortcut(QKeySequence(keys), window).activated.connect(slot)
        packs = self._packs.hints() if self._packs is not None else ()
        window.explain_keys((*(KeyHint(keys, said) for keys, said, _ in found), *packs))
        if self._packs is not None:
            self._packs.take(window)

    def start(self) -> None:
        """Begins to look into the watched folder."""
        if self._watch is not None:
            self._watch.start()

    def stop(self) -> None:
        """Begins nothing more."""
        if self._watch is not None:
            self._watch.stop()

    def _watched(self, folder: Path) -> FolderWatch:
        watched = WatchedFolder(
            self._site, folder, paper_file, self._say, monotonic, parts_stacks=self._parts.looks is not None
        )
        watch = FolderWatch(watched, self._parts.tasks)
        watch.stack_came.connect(self._on_stack_came)
        watch.taken_in.connect(self._on_taken_in)
        watch.refused.connect(self._on_paper_refused)
        watch.troubled.connect(self._on_folder_trouble)
        return watch

    def _say(self, refusal: Refused) -> str:
        return self._parts.words.refusal(refusal.code, refusal.facts)

    @Slot(int)
    def _on_taken_in(self, count: int) -> None:
        self._toast(self._parts.words.text("walkin.folder.taken_in", count=count), Severity.INFORMATION, "download")
        self.changed.emit()

    @Slot()
    def _on_stack_came(self) -> None:
        self._toast(self._parts.words.text("walkin.folder.stack"), Severity.INFORMATION, "layers")

    @Slot(object)
    def _on_stack(self, taken: StackTaken) -> None:
        text = self._parts.words.text
        said = [text("walkin.stack.done", count=len(taken.ids))]
        if taken.again:
            said.append(text("walkin.stack.again", count=taken.again))
        self._toast(" ".join(said), Severity.MATCH, "layers")
        self.changed.emit()

    @Slot(str)
    def _on_paper_refused(self, why: str) -> None:
        self._toast(self._parts.words.text("walkin.folder.refused", why=why), Severity.MODERATE, "folder")

    @Slot(str)
    def _on_folder_trouble(self, why: str) -> None:
        self._toast(self._parts.words.text("walkin.folder.trouble", why=why), Severity.MODERATE, "folder")

    def _make_emergency(self) -> EmergencyPanel:
        parts = self._parts
        actions = emergency_actions(self._site, self._session, parts.now, parts.sounds.play, parts.sounds.answered)
        panel = EmergencyPanel(parts.host, parts.words, actions, parts.tasks)
        panel.back_requested.connect(self._on_emergency_back)
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
        if window.open_page is not page:
            self._before_emergency = window.open_key
        page.open_prescription(prescription_id)
        window.open("emergency")

    def _make_walkin(self) -> WalkInPage:
        parts = self._parts
        looks = parts.looks
        stack = stack_actions(self._site, self._session, looks, parts.scan_folder) if looks is not None else None
        page = WalkInPage(parts.host, parts.words, walkin_actions(self._site, self._session, stack), parts.tasks)
        page.stack_taken.connect(self._on_stack)
        page.taken_in.connect(self._on_paper)
        page.left.connect(self._on_back)
        return page

    def _walkin(self, window: MainWindow) -> WalkInPage:
        page = window.page("walkin")
        assert isinstance(page, WalkInPage)
        return page

    @Slot()
    def _on_walkin_key(self) -> None:
        """A new paper; one that is being taken in stays as it is."""
        if self._window is not None and self._window.open_page is not None and self._window.open_key != "walkin":
            self._walkin(self._window).begin()
            self._window.open("walkin")

    @Slot()
    def _on_whose_key(self) -> None:
        """The patient of a scan that came by itself."""
        window = self._window
        if window is None or window.open_page is None:
            return
        prescription_id = _shown_on(window.open_page)
        if prescription_id is None:
            self._toast(self._parts.words.text("walkin.choose_first"), Severity.INFORMATION, "person")
            return
        work = partial(_has_patient, self._site, prescription_id)
        self._parts.tasks.run(Lane.STORE_READ, work, self._on_has_patient)

    def _on_has_patient(self, found: tuple[UUID, bool]) -> None:
        prescription_id, known = found
        if known:
            self._toast(self._parts.words.text("walkin.has_patient"), Severity.INFORMATION, "person")
        elif self._window is not None and self._window.open_page is not None:
            self._walkin(self._window).begin_for(prescription_id)
            self._window.open("walkin")

    @Slot(object)
    def _on_paper(self, prescription: Prescription) -> None:
        said = self._parts.words.text("walkin.done", number=prescription.number)
        self._toast(said, Severity.MATCH, "download")
        self.changed.emit()
        self.prescription_wanted.emit(prescription.id)

    def _make_paper(self) -> PaperPage:
        parts = self._parts
        page = PaperPage(parts.host, parts.words, paper_actions(self._site, self._session, parts.now), parts.tasks)
        page.recorded.connect(self._on_paper_recorded)
        page.refused.connect(self._on_refused)
        page.left.connect(self._on_back)
        return page

    @Slot()
    def _on_paper_key(self) -> None:
        """What was supplied on paper for the prescription that is chosen or open."""
        window = self._window
        if window is None or window.open_page is None or window.open_key == "paper":
            return
        prescription_id = _shown_on(window.open_page)
        if prescription_id is None:
            self._toast(self._parts.words.text("downtime.paper.choose_first"), Severity.INFORMATION, "edit")
            return
        page = window.page("paper")
        assert isinstance(page, PaperPage)
        page.open_prescription(prescription_id)
        window.open("paper")

    @Slot(object)
    def _on_paper_recorded(self, recorded: PaperRecorded) -> None:
        text = self._parts.words.text
        rules = "; ".join(text(f"downtime.paper.rule.{code}") for code in recorded.broken)
        key = "downtime.paper.recorded_against" if rules else "downtime.paper.recorded"
        severity = Severity.MODERATE if rules else Severity.MATCH
        self._toast(text(key, product=recorded.product, rules=rules), severity, "edit")
        self.changed.emit()

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

    def _toast(self, said: str, severity: Severity, icon: str = "printer") -> None:
        if self._window is not None:
            self._window.toast(said, severity, icon)

    @Slot()
    def _on_emergency_back(self) -> None:
        """To the page from which it was opened: a review goes on as a review."""
        if self._window is not None and self._before_emergency:
            self._window.open(self._before_emergency)
        else:
            self._on_back()

    @Slot()
    def _on_back(self) -> None:
        if self._window is not None:
            self._window.go_back()

    @Slot(object)
    def _on_recorded(self, _prescription_id: UUID) -> None:
        self.changed.emit()


def _has_patient(site: Site, prescription_id: UUID) -> tuple[UUID, bool]:
    with site.store.read() as tx:
        return prescription_id, tx.prescriptions.get(prescription_id).patient_id is not None


def _shown_on(page: Page) -> UUID | None:
    if isinstance(page, QueuePanel):
        return page.selected()
    if isinstance(page, ReviewPanel):
        return page.shown_view.prescription.id if page.shown_view is not None else None
    if isinstance(page, DispensePanel):
        return page.session.view.prescription.id if page.session is not None else None
    return None
