"""The review screen: it asks `ReviewActions` on task lanes and shows the answers where they belong."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication

from workstation.domain.alert_policy import AlertPlace
from workstation.services.review_view import ReviewView
from workstation.services.screening import alert_key
from workstation.services.server_changes import NOTHING_LEFT
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.body import Fold
from workstation.ui.review.checks import IDENTITY
from workstation.ui.review.decision import ReviewDecision
from workstation.ui.review.head import head_of
from workstation.ui.review.left import Left, Where
from workstation.ui.review.line_facts import line_facts
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class ReviewPanel(ReviewDecision):
    """`open_prescription` shows one; the signals tell where to go next."""

    closed = Signal()

    def __init__(self, host: ThemeHost, words: Words, actions: ReviewActions, tasks: TaskRunner) -> None:
        super().__init__(host, words, actions, tasks)
        self._other_person = False
        self._connect()
        self._bind_keys()

    # --- what it is given ---------------------------------------------------------------------------------

    def set_user(self, user_id: UUID | None) -> None:
        """Who works here, for "Claimed by you". What somebody else typed is theirs: it is a draft with their name."""
        if user_id == self._user_id:
            return
        # Not stored from here: by now the store would take it for the newcomer's.
        self._remember_typing()
        self.lines.forget_typing()
        self._user_id = user_id
        self.drafts.begin(self._prescription_id, user_id)
        self._other_person = self._prescription_id is not None
        self._facts = tuple(replace(one, drafts=()) for one in self._facts if not one.is_new)
        self.lines.show_lines(self._facts, 0)

    def save_drafts(self) -> None:
        """Before somebody else signs in: what is typed is stored for whoever typed it."""
        self._keep_typing()

    def save_drafts_before_the_end(self) -> None:
        """The window closes: written at once, on this thread."""
        self.drafts.save_before_the_end()

    def open_prescription(self, prescription_id: UUID) -> None:
        """Shows a prescription. What was typed for the one before is kept for its next opening."""
        self._keep_typing()
        self.show_matrix(False)
        self._prescription_id, self._view = prescription_id, None
        self._other_person = False
        self.drafts.begin(prescription_id, self._user_id)
        self.work.abandon()
        self.ask.forget()
        self.routing.forget()
        self.changes.show_changes(NOTHING_LEFT)
        self.checks.show_view(None)
        self.notes.show_view(None)
        self.written_by.show_view(None)
        self.trouble.say("")
        self._sentences = {}
        self._answering.clear()
        self._say_opened = None
        self.lines.forget_typing()
        self.lines.take_typing(self._kept.get((self._user_id, prescription_id), {}))
        self.lines.set_saved("")
        self.lines.show_lines((), 0)
        self.scan.show_none("loading")
        self.approve.set_locked(self._words.text("review.action.loading"))
        self.work.open(prescription_id)

    def refresh(self) -> None:
        """Reads the open prescription again: a scan was read, an answer came. What is typed stays."""
        if self._prescription_id is not None:
            self.work.open(self._prescription_id)

    def look_again(self) -> None:
        """The order server changed the open prescription: it is read without going on with it. What is typed stays."""
        if self._prescription_id is not None:
            self.work.look(self._prescription_id)

    @property
    def left(self) -> tuple[Left, ...]:
        """What is missing before approval."""
        return self._left

    @property
    def shown_view(self) -> ReviewView | None:
        """What is shown; None while a prescription is being opened."""
        return self._view

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Confirm line while a line of ours is open. Approval has its own key: Enter never approves."""
        card, focus = self.lines.card if self.matrix.isHidden() else None, QApplication.focusWidget()
        asked = self.ask.asking is not None or self.routing.is_open
        places = (self.patient, self.changes, self.checks, self.written_by)
        elsewhere = asked or any(focus is not None and one.isAncestorOf(focus) for one in places)
        if card is None or not card.facts.editable or elsewhere:
            return None
        if self.body.fold is Fold.PAGES:
            return self.confirm_line if self.body.page == "lines" else None
        return card.confirm

    def step_back(self) -> bool:
        """Esc closes the question, the search, the drawer; then the prescription."""
        if not self.matrix.isHidden():
            self.show_matrix(False)
            return True
        if self.ask.asking is not None:
            self.ask.close_box()
            return True
        if self.routing.is_open:
            self.routing.close_box()
            return True
        card = self.lines.card
        if card is not None and card.chooser.close_search():
            return True
        if not self.checks.fold_again() and not self.body.close_drawer():
            self._close()
        return True

    def go_to_missing(self) -> None:
        """F8."""
        if not self._left:
            return
        self.show_matrix(False)
        first = self._left[0]
        if first.where is Where.LINE:
            self.show_page("lines")
            self.lines.open_line(int(first.place))
            self.lines.reveal_card()
            self.page_shown()
            return
        if first.where is Where.SERVER:
            self.changes.reveal(first.place)
            return
        if first.where is Where.CHECK:
            self.checks.reveal(first.place)
            return
        self.show_page("patient")
        if first.where is Where.ALERT:
            self.patient.reveal(first.place)

    def page_shown(self) -> None:
        """Whoever comes to what somebody else left open sees that person's drafts."""
        super().page_shown()
        if self._other_person:
            self._other_person = False
            self.look_again()

    def page_hidden(self) -> None:
        """Typing is kept."""
        self._keep_typing()

    def minute_passed(self) -> None:
        """Due time."""
        if self._view is not None:
            short = self.body.fold is Fold.PAGES
            now = self._actions.clock()
            self.lines.show_now(now)
            self.bar.show_head(head_of(self._view, self._words, now, self._user_id, short=short))
            self.show_strip()

    # --- answers ------------------------------------------------------------------------------------------

    def _on_opened(self, view: ReviewView) -> None:
        if view.prescription.id != self._prescription_id:
            return
        first_time = self._view is None
        takes_focus = first_time or self._has_passing_focus()
        position = self.lines.open_position
        self._view, self._facts = view, line_facts(view)
        self._with_drafts(view)
        self.lines.show_now(self._actions.clock())
        self.lines.set_can_add(bool(view.documents) or not view.prescription.lines)
        self.trouble.say("")
        if self._say_opened is not None:
            self.trouble.refuse(self._say_opened)
            self._say_opened = None
        self.minute_passed()
        self.patient.show_view(view, self._actions.clock().date())
        self.matrix.show_view(view)
        self.strip.show_view(view)
        self.changes.show_changes(view.server)
        self.checks.show_view(view)
        self.notes.show_view(view)
        self.written_by.show_view(view)
        self.routing.show_changes(view.server)
        still_open = any(one.line.position == position and not one.done for one in self._facts)
        if not still_open:
            position = next((one.line.position for one in self._facts if one.is_medicine and not one.done), 0)
        self.lines.show_lines(self._facts, position)
        self._show_left()
        self._ask_sentences()
        self.work.load_pages(view)
        if self.scan.shows_sent:
            self._show_sent()
        if first_time and (view.screened.unanswered or view.screened.open_checks) and self.body.fold is Fold.DRAWER:
            self.body.show_page("patient")
        if first_time or not still_open:
            self.lines.reveal_card()
            if takes_focus or self.lines.card is not None:
                self.page_shown()

    # --- inside -------------------------------------------------------------------------------------------

    def _has_passing_focus(self) -> bool:
        """Whether the focus is nowhere, here, or on what a new reading builds anew; a search elsewhere keeps it."""
        focus = QApplication.focusWidget()
        places = (self.bar, self.lines, self.patient, self.changes, self.checks, self.written_by)
        return focus is None or focus is self or any(one.isAncestorOf(focus) for one in places)

    def _focus_without_line(self) -> None:
        """The first reason of the alert that is left first, else the screen itself."""
        first = self._left[0] if self._left else None
        if first is None or first.where is not Where.ALERT or not self.patient.take_focus(first.place):
            self.setFocus()

    def _close(self) -> None:
        self._keep_typing()
        self.closed.emit()

    def _connect(self) -> None:
        pairs = (
            (self.bar.back_requested, self._close), (self.lines.noted, self._on_noted),
            (self.patient.noted, self._on_noted), (self.patient.answered, self._on_answered),
            (self.patient.matrix_wanted, self._on_matrix_wanted), (self.matrix.closed, self._on_matrix_closed),
            (self.matrix.alert_chosen, self._on_matrix_chosen),
            (self.patient.answered_as_before, self._on_answered_as_before), (self.patient.weighed, self._on_weighed),
            (self.patient.ask_requested, self._on_ask_about), (self.ask.given, self._on_given),
            (self.ask.closed, self.page_shown), (self.actions_bar.take_me_there, self.go_to_missing),
            (self.reject.clicked, self._on_reject), (self.ask_prescriber.clicked, self._on_ask),
            (self.approve.clicked, self._on_approve), (self.work.opened, self._on_opened),
            (self.work.done, self._on_done), (self.work.refused, self._on_refused),
            (self.work.unavailable, self._on_unavailable), (self.body.folded, self.minute_passed),
            (self.body.folded, self._show_left),
            (self.hold_action.triggered, self._on_hold), (self.resume.clicked, self._on_resume),
            (self.resume_wanted, self._on_resume), (self.reject_action.triggered, self._on_reject),
            (self.ask_action.triggered, self._on_ask), (self.ask.route_wanted, self._on_route),
            (self.routing.closed, self.page_shown), (self.changes.read, self._on_edits_read),
            (self.changes.counted, self._on_counted), (self.changes.settled, self._on_number_settled),
            (self.checks.confirmed, self._on_identity_confirmed), (self.checks.settled, self._on_seen_settled),
            (self.written_by.confirmed, self._on_prescriber_confirmed),
            (self.routing.declined, self._on_declined), (self.routing.handed_back, self._on_handed_back),
        )  # fmt: skip
        for signal, slot in pairs:
            signal.connect(slot)

    def _on_matrix_wanted(self) -> None:
        self.show_matrix(True)

    def _on_matrix_closed(self) -> None:
        self.show_matrix(False)

    def _on_matrix_chosen(self, key: str) -> None:
        """To the card of an alert, or to the line in which it stands."""
        alerts = self._view.screened.alerts if self._view is not None else ()
        found = next((one for one in alerts if alert_key(one.alert) == key), None)
        if found is None:
            return
        self.show_matrix(False)
        if found.place is AlertPlace.INLINE and found.positions:
            self.show_page("lines")
            self.lines.open_line(found.positions[-1])
            self.lines.reveal_card()
        else:
            self.show_page("patient")
            self.patient.reveal(key)

    def _on_identity_key(self) -> None:
        self.checks.reveal(IDENTITY)

    def _bind_keys(self) -> None:
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setProperty("line", number)
            shortcut.activated.connect(self._on_line_key)
        for keys, slot in (
            ("F6", self._on_ask),
            ("F7", self._on_reject),
            ("Shift+F7", self._on_route),
            ("Ctrl+O", self._on_override_key),
            ("F9", self._on_hold),
            ("Ctrl+I", self._on_identity_key),
            ("Ctrl+D", self.checks.reveal_seen),
            ("Ctrl+L", self._on_directions_key),
            ("Ctrl+Enter", self._on_approve),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
