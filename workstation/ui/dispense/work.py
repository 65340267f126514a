"""What the dispense screen reads, scans and records, and what it shows of the answers. Buttons and keys: `panel`."""

from collections import deque
from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Status
from workstation.services.counter_view import CounterView
from workstation.services.edits import EditRefusal
from workstation.services.handover import HandOverRefusal
from workstation.services.pack_codes import ProductCodeWanted
from workstation.services.picking import PackScanned
from workstation.ui.dispense.actions import DispenseActions, LineExtras, read_extras
from workstation.ui.dispense.frame import DispenseFrame
from workstation.ui.dispense.label_work import LabelWork
from workstation.ui.dispense.recording import Recording
from workstation.ui.dispense.second_code import SecondCode
from workstation.ui.dispense.session import Session
from workstation.ui.dispense.verdicts import match_of, stop_of
from workstation.ui.shell.page import Page
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

MOST_PENDING = 100
"""Far more than can be under way at once: scans are answered faster than people scan."""
_READ_AGAIN = frozenset({EditRefusal.EDITED_AT_SERVER, HandOverRefusal.PACKS_CHANGED})


class DispenseWork(Page):
    """One prescription, its tasks and their answers. Nothing runs on the GUI thread."""

    changed = Signal(object)
    """UUID: something was recorded; lists that show it read again."""
    missed = Signal(str)
    """A sentence: what came of a step on a prescription that is not open any more, and was not recorded."""

    def __init__(self, host: ThemeHost, words: Words, actions: DispenseActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._id: UUID | None = None
        self._session: Session | None = None
        self._scans: deque[str] = deque()
        self._pending: list[Task] = []
        self._loading: Task | None = None
        self._say_again: Refused | None = None
        self._build()
        self._label.unavailable.connect(self._on_unavailable)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._frame = DispenseFrame(self._host, self._words)
        self._columns, self.bar = self._frame.columns, self._frame.bar
        outer.addWidget(self._frame)
        card = self._columns.stage.ask_product
        self._second = SecondCode(self, self._words, card, self._actions.forget_code)
        self._second.left.connect(self._refresh)
        self._label = LabelWork(self._host, self._words, self._actions, self._tasks, self._columns.side)

    def _run(
        self,
        lane: Lane,
        work: Work,
        on_done: Answer,
        on_refused: Answer | None = None,
        on_unavailable: Answer | None = None,
    ) -> Task:
        """Remembers the newest tasks, so that no answer about one prescription reaches the next one."""
        task = self._tasks.run(
            lane,
            work,
            on_done,
            on_refused=on_refused or self._on_refused,
            on_unavailable=on_unavailable or self._on_unavailable,
        )
        self._pending = [*self._pending[-MOST_PENDING:], task]
        return task

    def _record(
        self,
        work: Work,
        on_done: Answer,
        on_refused: Answer | None = None,
        on_unavailable: Answer | None = None,
        *,
        lane: Lane = Lane.STORE_WRITE,
    ) -> None:
        """A write is done whatever is opened meanwhile: it is told of the prescription it was pressed for."""
        assert self._session is not None
        one = Recording(
            self, self._session.view.prescription, on_done,
            on_refused or self._on_refused, on_unavailable or self._on_unavailable,
        )  # fmt: skip
        one.late.connect(self._on_late)
        one.late_trouble.connect(self._on_late_trouble)
        self._tasks.run(lane, work, one.succeeded, on_refused=one.refused, on_unavailable=one.unavailable)

    def _leave(self) -> None:
        """Another prescription: what was asked about this one is not wanted any more, what is recorded of it is."""
        for task in self._pending:
            task.abandon()
        for one in self.findChildren(Recording):
            one.leave()
        self._pending.clear()
        self._scans.clear()
        self._columns.side.leaflet.forget()
        self._columns.side.offer_file(offered=False)
        self._second.stop()

    def _on_late(self, prescription: Prescription) -> None:
        if prescription.id == self._id:
            self._reload()
        self.changed.emit(prescription.id)

    def _on_late_trouble(self, prescription: Prescription, trouble: Refused | Unavailable) -> None:
        self._actions.play(Sound.STOP)
        said = self._words.text("dispense.unavailable.title")
        if isinstance(trouble, Refused):
            said = self._words.refusal(trouble.code, trouble.facts)
        self.missed.emit(self._words.text("dispense.missed", number=prescription.number, what=said))

    def _reload(self) -> None:
        assert self._id is not None
        if self._loading is not None:
            self._loading.abandon()
        self._loading = self._run(Lane.STORE_READ, partial(self._actions.open, self._id), self._on_view)

    def _mutate(self, work: Work, on_done: Answer, on_refused: Answer | None = None) -> None:
        """One step at a time: the primary is off until its answer is there."""
        assert self._session is not None
        self._session.busy = True
        self._actions.quiet()
        self._refresh()
        self._record(work, on_done, on_refused)

    # --- answers ------------------------------------------------------------------------------------------

    def _on_view(self, view: CounterView) -> None:
        if self._say_again is None:
            self._columns.stage.trouble.clear()
        self._say_again = None
        if self._session is None:
            self._session = Session(view)
        else:
            self._session.view, self._session.busy, self._session.awaited = view, False, None
            self._session.drop_match()
        directions = self._session.directions()
        if directions != self._session.extras_of:
            self._session.extras_of = directions
            self._run(Lane.WORK, partial(read_extras, self._actions, view), self._on_extras)
        self._ask_for_bin()
        self._refresh()

    def _on_extras(self, extras: Mapping[UUID, LineExtras]) -> None:
        assert self._session is not None
        self._session.extras = extras
        self._refresh()

    def _on_scanned(self, scanned: PackScanned | ProductCodeWanted) -> None:
        assert self._session is not None
        session = self._session
        self._scans.popleft()
        self._second.follow(session, scanned)
        if isinstance(scanned, ProductCodeWanted):
            self._actions.play(Sound.LOOK)
            session.taking, session.stopped, session.matched = len(self._scans), None, None
            self._refresh()
            return
        self._actions.play(Sound.OK)
        session.taking, session.awaited = len(self._scans), scanned.allocation.id
        session.stopped, session.matched, session.batch = None, scanned, None
        session.chosen = scanned.line.id
        self._columns.stage.show_match(match_of(self._words, session.view, scanned))
        self._on_changed()

    def _on_scan_refused(self, refusal: Refused) -> None:
        assert self._session is not None
        session = self._session
        code = self._scans.popleft()
        self._actions.play(Sound.STOP)
        self._second.follow(session, None)
        session.taking, session.matched = len(self._scans), None
        session.stopped = stop_of(self._words, session.view, refusal, session.current(), code)
        self._columns.stage.close_question()
        self._columns.stage.show_stop(session.stopped.stop)
        if refusal.code is EditRefusal.EDITED_AT_SERVER or refusal.facts.get("taken_back"):
            self._reload()
        self._refresh()

    def _on_refused(self, refusal: Refused) -> None:
        """A step that is not a scan: said in place, above the middle. What the server changed is read and shown."""
        if refusal.code in _READ_AGAIN:
            self._reload()
        # Other packs lie there than were shown: that stays said when they are shown.
        self._say_again = refusal if refusal.code is HandOverRefusal.PACKS_CHANGED else None
        parts = self._words.parts(refusal.code, refusal.facts)
        self._say(parts.happened, f"{parts.safe} {parts.todo}".strip(), "")

    def _on_scan_unavailable(self, trouble: Unavailable) -> None:
        self._scans.popleft()
        if self._session is not None:
            self._session.taking = len(self._scans)
        self._on_unavailable(trouble)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._actions.play(Sound.LOOK)
        text = self._words.text
        self._say(text("dispense.unavailable.title"), text("dispense.unavailable.detail"), trouble.what)

    def _say(self, title: str, detail: str, note: str) -> None:
        if self._session is not None:
            self._session.busy = False
        self._columns.stage.trouble.set_content(title, detail, note)
        self._refresh()

    def _on_recorded(self, _answer: object) -> None:
        assert self._session is not None
        self._session.part, self._session.matched = False, None
        self._on_changed()

    def _on_labelled(self, _answer: object) -> None:
        """The packs stay what they are, and so does the verdict."""
        self._on_changed()

    def _give_up_focus(self) -> None:
        """A button that was used keeps no focus: Enter is the primary action again, and nothing else."""
        if not self._columns.stage.is_asking():
            self.setFocus()

    def _on_changed(self) -> None:
        self._reload()
        self.changed.emit(self._id)

    # --- showing ------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._session is None:
            self._frame.show_nothing(opening=self._id is not None)
            return
        self._ask_to_read()
        self._frame.show_session(self._session, self._actions.now())
        self._label.follow(self._session)

    def _show_unsettled(self) -> None:
        """A scan is looked at: counts and label of before say so at once."""
        assert self._session is not None
        self._frame.show_counts(self._session)
        self._label.follow(self._session)

    def _ask_to_read(self) -> None:
        """A batch that was taken from the pick list is read on the pack; a bag is not opened by one key."""
        assert self._session is not None
        session, stage, text = self._session, self._columns.stage, self._words.text
        pack = session.batch_to_read()
        if pack is None:
            stage.ask_batch.close_question()
        else:
            batch = session.view.batches[pack.batch_id]
            title = text("dispense.read.title", batch=batch.batch_number, expiry=batch.expiry_date)
            detail = text("dispense.read.second") if session.second_follows else text("dispense.read.detail")
            stage.ask_batch.ask(title, detail)
        if not session.undo_asked or not session.checked:
            session.undo_asked = False
            stage.ask_undo.close_question()
        else:
            stage.ask_undo.ask(text("dispense.undo.title"), text("dispense.undo.detail"))

    def _ask_for_bin(self) -> None:
        checked = self._session is not None and self._session.view.status is Status.CHECKED
        question = self._columns.stage.ask_bin
        if not checked:
            if question.close_question():
                self._give_up_focus()
        elif question.isHidden():
            question.ask()
            self._run(Lane.STORE_READ, self._actions.next_bin, self._on_bin_proposed)

    def _on_bin_proposed(self, proposal: str) -> None:
        question = self._columns.stage.ask_bin
        if not question.isHidden() and not question.text():
            question.ask(proposal)

    def _clear_stop(self) -> None:
        assert self._session is not None
        self._actions.quiet()
        self._session.stopped = None
        self._refresh()
