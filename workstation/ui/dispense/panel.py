"""The dispense screen. It shows what it is given, asks through its actions, and never works on the GUI thread."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.workflow import Status
from workstation.services.counter_view import CounterView
from workstation.services.edits import EditRefusal
from workstation.services.picking import PackScanned
from workstation.ui.components.due import due_of
from workstation.ui.components.keycap import KeyHint
from workstation.ui.dispense.actions import DispenseActions, LineExtras, read_extras
from workstation.ui.dispense.frame import DispenseFrame
from workstation.ui.dispense.label_work import LabelWork
from workstation.ui.dispense.session import Session
from workstation.ui.dispense.verdicts import match_of, stop_of
from workstation.ui.shell.page import Page
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

SHORTEST_REASON = 3
MOST_PENDING = 100
"""Far more than can be under way at once: scans are answered faster than people scan."""


class DispensePanel(Page):
    """One prescription from approval to its bin. `open_prescription` brings another one."""

    opens_prescription = True

    back_requested = Signal()
    review_requested = Signal(object)
    """UUID: F3."""
    hand_over_requested = Signal(object)
    """UUID: it is ready, its bag waits."""
    changed = Signal(object)
    """UUID: something was recorded; lists that show it read again."""

    def __init__(self, host: ThemeHost, words: Words, actions: DispenseActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._id: UUID | None = None
        self._session: Session | None = None
        self._scans: deque[str] = deque()
        self._pending: list[Task] = []
        self._loading: Task | None = None
        self._build()
        self._connect()
        host.theme_changed.connect(self._on_theme_changed)
        self._refresh()
        self._frame.fold()

    # --- what it is given and says ------------------------------------------------------------------------

    def open_prescription(self, prescription_id: UUID) -> None:
        """Opens a prescription; the one that is open is read again and its verdict stays."""
        if prescription_id != self._id:
            for task in self._pending:
                task.abandon()
            self._pending.clear()
            self._scans.clear()
            self._id, self._session = prescription_id, None
            self._label.forget()
            self._columns.stage.close_question()
            self._columns.stage.verdict.clear()
            self._refresh()
        self._reload()

    @property
    def session(self) -> Session | None:
        """What is open and how far it is."""
        return self._session

    @property
    def proposed_bin(self) -> str:
        """What stands in the question for the bin, "" while it is not asked."""
        question = self._columns.stage.ask_bin
        return "" if question.isHidden() else question.text()

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Accuracy check, ready, hand-over. None while a STOP is shown: only Esc and the right pack clear it."""
        return None if self._session is not None and self._session.stopped is not None else self.bar.go_on

    def step_back(self) -> bool:
        """Clears, in this order: a STOP, a question, a chosen batch or a part supply that was meant."""
        session = self._session
        if session is not None and session.stopped is not None:
            self._clear_stop()
        elif self._columns.stage.close_question():
            self.setFocus()
        elif session is not None and (session.batch is not None or session.part):
            session.batch, session.part = None, False
            self._refresh()
        else:
            return False
        return True

    def on_scan(self, code: str) -> bool:
        """A pack. False while no prescription is open."""
        session = self._session
        if session is None or self._id is None:
            return False
        self._actions.quiet()
        row = session.current()
        self._scans.append(code)
        line_id = row.line.id if row is not None else None
        work = partial(self._actions.scan, self._id, code, line_id, session.chosen_batch() or None)
        self._run(Lane.STORE_WRITE, work, self._on_scanned, self._on_scan_refused, self._on_scan_unavailable)
        return True

    def go_to_missing(self) -> None:
        """F8: the bin while it is asked for, else the field for a code."""
        if self._session is not None and self._session.checked:
            self._columns.stage.ask_bin.field.setFocus()
        else:
            self._columns.stage.next.type_code_requested.emit()

    def page_shown(self) -> None:
        """What another counter did meanwhile is read."""
        self.setFocus()
        if self._id is not None:
            self._reload()

    def minute_passed(self) -> None:
        """The due time."""
        if self._session is not None:
            view = self._session.view
            self._frame.head.set_due(due_of(view.prescription.due_at, self._actions.now(), on_hold=view.standing.held))

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this screen."""
        keys = (("Ctrl+G", "code"), ("Ctrl+B", "batch"), ("Ctrl+L", "print"), ("Ctrl+Z", "undo"), ("F3", "review"),
                ("F7", "part"), ("Enter", "check"))  # fmt: skip
        return tuple(KeyHint(key, self._words.text(f"dispense.key.{name}")) for key, name in keys)

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._frame = DispenseFrame(self._host, self._words)
        self._columns, self.bar = self._frame.columns, self._frame.bar
        outer.addWidget(self._frame)
        self._label = LabelWork(self._host, self._words, self._actions, self._tasks, self._columns.side)

    def _connect(self) -> None:
        columns, bar = self._columns, self.bar
        stage = columns.stage
        self._frame.back_requested.connect(self.back_requested)
        columns.list.line_chosen.connect(self._on_line_chosen)
        stage.batch_chosen.connect(self._on_batch_chosen)
        stage.batches.other_wanted.connect(self._on_other_batch)
        stage.code_typed.connect(self._on_code_typed)
        stage.hold_reason_given.connect(self._on_hold_reason)
        stage.bin_given.connect(self._on_go_on)
        stage.ask_bin.field.textChanged.connect(self._on_bin_typed)
        self._label.unavailable.connect(self._on_unavailable)
        columns.side.print_wanted.connect(self._on_print)
        bar.review_wanted.connect(self._on_review)
        bar.undo_wanted.connect(self._on_undo)
        bar.part_wanted.connect(self._on_part)
        bar.hold_wanted.connect(self._on_hold)
        bar.go_on_wanted.connect(self._on_go_on)
        bar.aside_wanted.connect(self._clear_stop)

    # --- work ---------------------------------------------------------------------------------------------

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
        self._run(Lane.STORE_WRITE, work, on_done, on_refused)

    def _on_view(self, view: CounterView) -> None:
        self._columns.stage.trouble.clear()
        if self._session is None:
            self._session = Session(view)
            self._run(Lane.WORK, partial(read_extras, self._actions, view), self._on_extras)
        else:
            self._session.view, self._session.busy = view, False
        self._ask_for_bin()
        self._refresh()

    def _on_extras(self, extras: Mapping[UUID, LineExtras]) -> None:
        assert self._session is not None
        self._session.extras = extras
        self._refresh()

    def _on_scanned(self, scanned: PackScanned) -> None:
        assert self._session is not None
        session = self._session
        self._scans.popleft()
        self._actions.play(Sound.OK)
        session.stopped, session.matched, session.batch = None, scanned, None
        session.chosen = scanned.line.id
        self._columns.stage.show_match(match_of(self._words, session.view, scanned))
        self._on_changed()

    def _on_scan_refused(self, refusal: Refused) -> None:
        assert self._session is not None
        session = self._session
        code = self._scans.popleft()
        self._actions.play(Sound.STOP)
        session.matched = None
        session.stopped = stop_of(self._words, session.view, refusal, session.current(), code)
        self._columns.stage.close_question()
        self._columns.stage.show_stop(session.stopped.stop)
        if refusal.code is EditRefusal.EDITED_AT_SERVER:
            self._reload()
        self._refresh()

    def _on_refused(self, refusal: Refused) -> None:
        """A step that is not a scan: said in place, above the middle. What the server changed is read and shown."""
        if refusal.code is EditRefusal.EDITED_AT_SERVER:
            self._reload()
        parts = self._words.parts(refusal.code, refusal.facts)
        self._say(parts.happened, f"{parts.safe} {parts.todo}".strip(), "")

    def _on_scan_unavailable(self, trouble: Unavailable) -> None:
        self._scans.popleft()
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

    def _on_changed(self) -> None:
        self._reload()
        self.changed.emit(self._id)

    # --- showing ------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._session is None:
            self._frame.show_nothing(opening=self._id is not None)
            return
        self._frame.show_session(self._session, self._actions.now())
        self._label.follow(self._session)

    def _ask_for_bin(self) -> None:
        checked = self._session is not None and self._session.view.status is Status.CHECKED
        question = self._columns.stage.ask_bin
        if not checked:
            question.close_question()
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

    # --- slots --------------------------------------------------------------------------------------------

    def _on_line_chosen(self, line_id: UUID) -> None:
        session = self._session
        if session is not None and session.stopped is None:
            session.chosen, session.matched, session.batch = line_id, None, None
            self._refresh()

    def _on_other_batch(self) -> None:
        if self._session is not None and self._session.choose_batch(self._session.batch_after()):
            self._refresh()

    def _on_batch_chosen(self, batch_id: UUID) -> None:
        if self._session is not None and self._session.choose_batch(batch_id):
            self._refresh()

    def _on_code_typed(self, code: str) -> None:
        if not code:
            self._columns.stage.ask_code.refuse(self._words.text("dispense.ask.empty"))
            return
        self._columns.stage.close_question()
        self.setFocus()
        self.on_scan(code)

    def _on_review(self) -> None:
        if self._id is not None:
            self.review_requested.emit(self._id)

    def _on_undo(self) -> None:
        session = self._session
        if session is not None and session.packs and self._id is not None:
            last = session.packs[-1]
            session.chosen = last.line_id
            self._mutate(partial(self._actions.undo_scan, self._id, last.id), self._on_recorded)

    def _on_part(self) -> None:
        if self._session is not None:
            self._session.part = not self._session.part
            self._refresh()

    def _on_hold(self) -> None:
        self._columns.stage.ask_for_hold(SHORTEST_REASON)

    def _on_hold_reason(self, reason: str) -> None:
        if self._id is not None:
            self._mutate(partial(self._actions.hold, self._id, reason), self._on_held, self._on_hold_refused)

    def _on_held(self, _answer: object) -> None:
        self._columns.stage.close_question()
        self._on_recorded(None)
        self.back_requested.emit()

    def _on_hold_refused(self, refusal: Refused) -> None:
        assert self._session is not None
        self._session.busy = False
        self._columns.stage.ask_hold.refuse(self._words.refusal(refusal.code, refusal.facts))
        self._refresh()

    def _on_print(self) -> None:
        if self._id is not None:
            self._run(Lane.WORK, partial(self._actions.print_labels, self._id), self._on_printed)

    def _on_printed(self, file: Path) -> None:
        assert self._session is not None
        packs = frozenset(one.id for one in self._session.packs)
        said = self._words.text("dispense.label.printed", file=file.name)
        self._session = replace(self._session, printed=packs, printed_to=said)
        self._refresh()

    def _on_bin_typed(self, _text: str) -> None:
        self._frame.refresh_bar()

    def _on_go_on(self) -> None:
        """The next step of the work."""
        session = self._session
        if session is None or self._id is None or session.stopped is not None or self.bar.go_on.locked_because:
            return
        if session.view.status is Status.READY:
            self.hand_over_requested.emit(self._id)
        elif session.view.status is Status.CHECKED:
            bag = self._columns.stage.ask_bin.text()
            self._mutate(partial(self._actions.make_ready, self._id, bag), self._on_recorded)
        else:
            self._mutate(partial(self._actions.check_accuracy, self._id, session.part), self._on_recorded)

    def _on_theme_changed(self) -> None:
        self._label.forget()
        self._refresh()
        self._frame.fold()
