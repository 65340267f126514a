"""Locking and starting, as far as picking is concerned: what was interrupted is scanned again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from workstation.app.bindings import Session
from workstation.services.interruption import interrupt, recover
from workstation.services.site import Site
from workstation.ui.dispense.session import Session as Picking
from workstation.ui.tasks import Lane, TaskRunner


class Interruptions(QObject):
    """Calls the use cases on the store lane. `picking`: what is open in the dispense screen."""

    changed = Signal()
    """Packs were taken back: lists and the open page read again."""

    def __init__(
        self, parent: QObject, site: Site, session: Session, tasks: TaskRunner, picking: Callable[[], Picking | None]
    ) -> None:
        super().__init__(parent)
        self._site, self._session, self._tasks, self._picking = site, session, tasks, picking

    def locked(self) -> None:
        """Before the user changes: in the name of whoever picked."""
        user, open_one = self._session.user, self._picking()
        if user is None or open_one is None or open_one.checked or not (open_one.packs or open_one.unsettled):
            return
        work = partial(interrupt, self._site, user, open_one.view.prescription.id)
        self._tasks.run(Lane.STORE_WRITE, work, self._on_done)

    def started(self) -> None:
        """What a crash left scanned."""
        self._tasks.run(Lane.STORE_WRITE, partial(recover, self._site), self._on_done)

    def _on_done(self, found: object) -> None:
        if found:
            self.changed.emit()
