"""The page in front is read anew when its prescription is not any more what it shows, whoever changed it."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from workstation.app.bindings import Session
from workstation.domain.workflow import standing
from workstation.services.counter_view import CounterView
from workstation.services.review_view import ReviewView
from workstation.services.server_changes import Look, look_at
from workstation.services.site import Site
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.words import Words

WorkPage = ReviewPanel | DispensePanel | HandOverPanel


class OpenPages(QObject):
    """Looks when it is told to: after a pull, and when a page comes to the front."""

    def __init__(self, site: Site, session: Session, window: MainWindow, tasks: TaskRunner, words: Words) -> None:
        super().__init__()
        self._site, self._session, self._window = site, session, window
        self._tasks, self._words = tasks, words

    @Slot()
    def look(self) -> None:
        """Compares what the page in front shows with the store, off the GUI thread."""
        page = self._window.open_page
        shown = _shown(page) if isinstance(page, WorkPage) else None
        if shown is not None and self._session.user is not None:
            self._tasks.run(Lane.STORE_READ, partial(look_at, self._site, shown.prescription.id), self._on_look)

    def _on_look(self, look: Look) -> None:
        page = self._window.open_page
        if not isinstance(page, WorkPage) or self._session.user is None:
            return
        shown = _shown(page)
        if shown is None or shown.prescription.id != look.prescription.id or not _differs(shown, look):
            return
        if _of_server(shown) != (look.server.edits, look.server.stop):
            self._say(look)
        page.look_again()

    def _say(self, look: Look) -> None:
        said = self._words.text("server_changes.stop.toast", number=look.prescription.number)
        self._window.toast(said, Severity.MODERATE)


def _shown(page: WorkPage) -> ReviewView | CounterView | None:
    """What the page shows; None while it is being read."""
    if isinstance(page, ReviewPanel):
        return page.shown_view
    if isinstance(page, HandOverPanel):
        return page.view
    return page.session.view if page.session is not None else None


def _of_server(shown: ReviewView | CounterView) -> tuple[object, object]:
    if isinstance(shown, ReviewView):
        return shown.server.edits, shown.server.stop
    return shown.edits, shown.stop


def _differs(shown: ReviewView | CounterView, look: Look) -> bool:
    if (shown.prescription, shown.status) != (look.prescription, look.status):
        return True
    if isinstance(shown, ReviewView):
        return (shown.events, shown.server) != (look.events, look.server)
    wanted = {row.line.id: row.wanted for row in shown.lines}
    due = {line_id: look.due.get(line_id) for line_id in wanted}
    return (shown.standing, _of_server(shown), wanted) != (
        standing(look.events), (look.server.edits, look.server.stop), due,
    )  # fmt: skip
