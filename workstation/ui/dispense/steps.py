"""The steps of the dispense screen: what its buttons, fields and rows ask for, one at a time."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from workstation.domain.errors import Refused
from workstation.domain.reservation import Held
from workstation.domain.returns import NotSuppliedReason
from workstation.domain.substitution import SubstitutionReason
from workstation.domain.workflow import Status
from workstation.services.substitution import Substitute, Substitutes
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.label_steps import LabelSteps
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

SHORTEST_REASON = 3


class DispenseSteps(LabelSteps):
    """Connects the parts to the work."""

    back_requested = Signal()
    review_requested = Signal(object)
    """UUID: F3."""
    hand_over_requested = Signal(object)
    """UUID: it is ready, its bag waits."""

    def __init__(self, host: ThemeHost, words: Words, actions: DispenseActions, tasks: TaskRunner) -> None:
        super().__init__(host, words, actions, tasks)
        self._connect()

    def _connect(self) -> None:
        columns, bar = self._columns, self.bar
        stage = columns.stage
        self._frame.back_requested.connect(self.back_requested)
        columns.list.line_chosen.connect(self._on_line_chosen)
        stage.batch_chosen.connect(self._on_batch_chosen)
        stage.batches.other_wanted.connect(self._on_other_batch)
        stage.batches.substitute_wanted.connect(self._on_substitute)
        stage.batches.release_given.connect(self._on_release_given)
        stage.batches.nothing_wanted.connect(self._on_nothing)
        stage.batches.not_supplied.chosen.connect(self._on_not_supplied)
        stage.ask_substitute.chosen.connect(self._on_substitute_chosen)
        stage.code_typed.connect(self._on_code_typed)
        stage.hold_reason_given.connect(self._on_hold_reason)
        stage.bin_given.connect(self._on_go_on)
        stage.ask_bin.field.textChanged.connect(self._on_bin_typed)
        self._connect_labels()
        stage.ask_batch.confirmed.connect(self._on_batch_read)
        stage.ask_undo.confirmed.connect(self._take_back)
        stage.undo_left.connect(self._on_undo_left)
        bar.review_wanted.connect(self._on_review)
        bar.undo_wanted.connect(self._on_undo)
        bar.part_wanted.connect(self._on_part)
        bar.hold_wanted.connect(self._on_hold)
        bar.go_on_wanted.connect(self._on_go_on)
        bar.aside_wanted.connect(self._clear_stop)

    def _on_line_chosen(self, line_id: UUID) -> None:
        session = self._session
        if session is not None and session.stopped is None:
            session.chosen, session.matched, session.batch = line_id, None, None
            self._refresh()

    def _on_other_batch(self) -> None:
        if self._session is not None and self._session.choose_batch(self._session.batch_after()):
            self._refresh()

    def _on_substitute(self) -> None:
        """F4: what may stand for the product of the line that is shown."""
        row = self._session.shown_line() if self._session is not None else None
        if row is None or self._id is None:
            return
        self._columns.stage.close_question()
        self._give_up_focus()
        self._run(Lane.STORE_READ, partial(self._actions.substitutes, self._id, row.line.id), self._on_substitutes)

    def _on_substitutes(self, found: Substitutes) -> None:
        self._columns.stage.offer_substitutes(found)

    def _on_substitute_chosen(self, one: Substitute, why: SubstitutionReason) -> None:
        offer = self._columns.stage.ask_substitute.offered()
        if offer is None or self._id is None or self._session is None or self._session.busy:
            return
        self._columns.stage.ask_substitute.close_question()
        self._session.chosen, self._session.batch = offer.line_id, None
        self._mutate(partial(self._actions.substitute, self._id, offer.line_id, one.product.id, why), self._on_recorded)
        self._give_up_focus()

    def _on_nothing(self) -> None:
        """F6: nothing (more) of the line that is shown is supplied."""
        row = self._session.shown_line() if self._session is not None else None
        if row is not None and not row.complete:
            self.setFocus()
            self._columns.stage.batches.not_supplied.ask(row.product.name)

    def _on_not_supplied(self, reason: NotSuppliedReason) -> None:
        row = self._session.shown_line() if self._session is not None else None
        if row is None or self._id is None or self._session is None or self._session.busy:
            return
        self._session.chosen = None
        self._mutate(partial(self._actions.not_supplied, self._id, row.line.id, reason), self._on_recorded)

    def _on_release_given(self, held: Held, reason: str) -> None:
        """Another prescription held what is wanted here."""
        if self._session is not None and held.reservation_id is not None and not self._session.busy:
            self._mutate(partial(self._actions.release_hold, held.reservation_id, reason), self._on_labelled)
        self.setFocus()

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
        """At once while packs are scanned. Out of a bag that was checked only after a question."""
        session = self._session
        if session is None or not session.packs or session.busy:
            return
        self.setFocus()
        if session.checked:
            session.undo_asked = True
            self._refresh()
        else:
            self._take_back()

    def _on_scanned_again(self, _check: object) -> None:
        """The second scan of a pack: nothing was allocated, the check is one pack nearer."""
        assert self._session is not None
        self._scans.popleft()
        self._actions.play(Sound.OK)
        self._session.taking, self._session.stopped, self._session.matched = len(self._scans), None, None
        self._on_changed()

    def _take_back(self) -> None:
        session = self._session
        if session is not None and session.packs and self._id is not None:
            last = session.packs[-1]
            session.chosen, session.undo_asked = last.line_id, False
            self._mutate(partial(self._actions.undo_scan, self._id, last.id), self._on_recorded)
            self.setFocus()

    def _on_undo_left(self) -> None:
        if self._session is not None:
            self._session.undo_asked = False
            self._refresh()
            self._to_bin()

    def _to_bin(self) -> None:
        """Back to the field for the bin where it is asked, else to the page."""
        question = self._columns.stage.ask_bin
        (self if question.isHidden() else question.field).setFocus()

    def _on_part(self) -> None:
        if self._session is not None:
            self._session.part = not self._session.part
            self._give_up_focus()
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

    def _on_batch_read(self) -> None:
        pack = self._session.batch_to_read() if self._session is not None else None
        if pack is not None and self._id is not None:
            self._mutate(partial(self._actions.confirm_batch, self._id, pack.id), self._on_labelled)
            self._give_up_focus()

    def _on_bin_typed(self, _text: str) -> None:
        self._frame.refresh_bar()

    def _on_go_on(self) -> None:
        """The next step of the work."""
        session = self._session
        if session is None or self._id is None or session.stopped is not None or self.bar.go_on.locked_because:
            return
        if self.bar.prints:
            self._on_print()
        elif session.view.status is Status.READY:
            self.hand_over_requested.emit(self._id)
        elif session.view.status is Status.CHECKED:
            bag = self._columns.stage.ask_bin.text()
            self._mutate(partial(self._actions.make_ready, self._id, bag), self._on_recorded)
        else:
            seen = frozenset(one.id for one in session.packs)
            self._mutate(partial(self._actions.check_accuracy, self._id, seen, session.part), self._on_recorded)
