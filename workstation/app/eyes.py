"""What the tour sees on the window: the same panels that a person looks at, never the store behind them."""

from collections.abc import Collection
from uuid import UUID

from workstation import paths
from workstation.app.counter import Counter
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.workflow import Status
from workstation.ui.components.toast import Toast
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.verdicts import Stopped
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.words import Words

_NOT_WHOLE = (ScanRefusal.CODE_NOT_READABLE, ScanRefusal.CHECK_DIGIT_WRONG)
"""What the screen says of a code of which a part was lost on the way."""


class Eyes:
    """Looks at one counter's window."""

    def __init__(self, counter: Counter) -> None:
        self._window, self._counter = counter.window, counter
        words = Words(paths.resources() / "translations")
        self._half_scan = words.text("shell.half_scan")
        self._not_whole = {words.parts(one, {}).happened.removesuffix(".") for one in _NOT_WHOLE}
        self._half_scans = 0
        self._window.toasts.shown.connect(self._on_toast)

    def _on_toast(self, toast: Toast) -> None:
        self._half_scans += toast.text == self._half_scan

    @property
    def open_key(self) -> str:
        """Which page is at the front."""
        return self._window.open_key

    def queue(self) -> QueuePanel:
        """The queue page."""
        page = self._window.page("queue")
        assert isinstance(page, QueuePanel)
        return page

    def dispense(self) -> DispensePanel:
        """The dispense page."""
        page = self._window.page("dispense")
        assert isinstance(page, DispensePanel)
        return page

    def queue_rows(self) -> int:
        """How many prescriptions the queue lists."""
        return self.queue().list.model.rowCount()

    def says_read(self, prescription_ids: Collection[UUID]) -> bool:
        """The queue shows what was read of these."""
        model = self.queue().list.model
        rows = [model.row(one).source for one in range(model.rowCount())]
        return set(prescription_ids) <= {row.id for row in rows if row.was_read}

    def shows_preview(self, prescription_id: UUID) -> bool:
        """The preview is of this prescription."""
        shown = self.queue().preview.preview
        return shown is not None and shown.id == prescription_id

    def shows_review(self, prescription_id: UUID) -> bool:
        """The review is read and shows this prescription."""
        page = self._window.page("review")
        assert isinstance(page, ReviewPanel)
        view = page.shown_view
        return self.open_key == "review" and view is not None and view.prescription.id == prescription_id

    def shows_counter(self, prescription_id: UUID) -> bool:
        """The dispense screen is read and shows this prescription."""
        session = self.dispense().session
        return self.open_key == "dispense" and session is not None and session.view.prescription.id == prescription_id

    def shows_bag(self, prescription_id: UUID) -> bool:
        """The hand-over screen is read and shows this prescription's bag."""
        page = self._window.page("handover")
        assert isinstance(page, HandOverPanel)
        return self.open_key == "handover" and page.view is not None and page.view.prescription.id == prescription_id

    def shows_stop(self) -> bool:
        """A STOP fills the dispense screen."""
        return self.stopped is not None

    @property
    def half_scans(self) -> int:
        """How often the window said so far that half a scan arrived."""
        return self._half_scans

    @property
    def stopped(self) -> Stopped | None:
        """The STOP on the dispense screen."""
        session = self.dispense().session
        return session.stopped if session is not None else None

    def says_not_whole(self, since: Stopped | None = None) -> bool:
        """Another STOP than `since`, and it says that what arrived is no code of a pack."""
        now = self.stopped
        return now is not None and now is not since and now.stop.sentence in self._not_whole

    def is_settled(self) -> bool:
        """The dispense screen shows what came of every scan."""
        session = self.dispense().session
        return session is not None and not session.unsettled and not session.busy

    def says_labelled(self) -> bool:
        """Every pack on the counter has its label, and the screen knows."""
        session = self.dispense().session
        return session is not None and session.labels_printed and not session.busy and not session.unsettled

    def says_ready(self) -> bool:
        """The dispense screen shows that the bag is in its bin."""
        session = self.dispense().session
        return session is not None and session.view.status is Status.READY and not session.busy

    def proposes_bin(self) -> bool:
        """The dispense screen asks for the bin and has put one in."""
        return bool(self.dispense().proposed_bin)

    def says_responsible(self) -> bool:
        """The status bar names a responsible pharmacist."""
        view = self._counter.duty_desk.view
        return view is not None and view.who is not None

    def says_offline(self) -> bool:
        """The banner that the order server does not answer."""
        return not self._window.offline.isHidden()
