"""The decision of the review: alerts answered, questions asked, approval, and what is left before it."""

from uuid import UUID

from PySide6.QtCore import Signal

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import Status, standing
from workstation.services.approval import ApprovalRefusal
from workstation.services.edits import EditRefusal
from workstation.services.identifiers import Identifier
from workstation.services.line_drafts import DraftRefusal
from workstation.services.review_view import ReviewView
from workstation.services.routing import RoutingReason
from workstation.services.screening import alert_key, check_key
from workstation.services.seen_before import SeenAnswer
from workstation.ui.alert_title import alert_title, is_of_patient
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Severity
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.alert_views import not_checked_words
from workstation.ui.review.ask_box import Asking
from workstation.ui.review.body import Fold
from workstation.ui.review.left import Left, barred_words, summary, things_left
from workstation.ui.review.line_facts import NEW_LINE
from workstation.ui.review.retained_note import check_is_void, may_keep
from workstation.ui.review.server_stop import stop_words
from workstation.ui.review.transcript import ReviewTranscript
from workstation.ui.review.work import Done, RefusedAction
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words, day

_BEFORE_APPROVAL = frozenset({Status.RECEIVED, Status.CLAIMED, Status.IN_REVIEW, Status.CLARIFICATION, Status.ON_HOLD})
ENDS_DRAFT = frozenset({"confirm", "remove", "replace_draft"})
"""Actions after which nothing is typed in their line any more."""
NOTE_CODE = "monitoring_arranged"
"""Reason that is stored when a moderate alert is noted with N."""


class ReviewDecision(ReviewTranscript):
    """What a pharmacist decides, and the answers to it; `panel` opens prescriptions."""

    approved = Signal(object)
    rejected = Signal(object)
    put_aside = Signal(object)
    """Held, or waiting for the prescriber."""

    def __init__(self, host: ThemeHost, words: Words, actions: ReviewActions, tasks: TaskRunner) -> None:
        super().__init__(host, words, actions, tasks)
        self._left: tuple[Left, ...] = ()
        self._answering: set[str] = set()
        self._say_opened: Refused | None = None
        """Why it is read again: said as soon as it is shown."""

    # --- alerts and the decision --------------------------------------------------------------------------

    def _on_answered(self, key: str, code: str, words: str, proof: str = "") -> None:
        if self._prescription_id is not None and key not in self._answering:
            self._answering.add(key)
            self.work.answer(self._prescription_id, key, code, words, proof)

    def _on_answered_as_before(self, key: str, proof: str) -> None:
        if self._prescription_id is not None and key not in self._answering:
            self._answering.add(key)
            self.work.answer_as_before(self._prescription_id, key, proof)

    def _on_noted(self, key: str) -> None:
        self._on_answered(key, NOTE_CODE, self._words.text("review.alert.noted_reason"))

    def _on_override_key(self) -> None:
        self.show_page("patient")
        self.patient.press_override()

    def _on_ask_about(self, key: str) -> None:
        alerts = self._view.screened.alerts if self._view else ()
        alert = next((one.alert for one in alerts if alert_key(one.alert) == key), None)
        pair = alert_title(alert, self._words) if alert is not None else self._check_words(key)
        about = "about_alert_one" if alert is None or is_of_patient(alert) else "about_alert"
        if not self.ask_prescriber.isEnabled():
            return
        self.routing.close_box()
        self.ask.open_box(Asking.PRESCRIBER, self._words.text(f"review.ask.{about}", pair=pair))

    def _on_weighed(self, key: str, typed: str) -> None:
        if self._prescription_id is not None and key not in self._answering:
            self._answering.add(key)
            self.work.weigh(self._prescription_id, key, typed)

    def _check_words(self, key: str) -> str:
        checks = self._view.screened.checks if self._view else ()
        check = next((one.check for one in checks if check_key(one.check) == key), None)
        return not_checked_words(check, self._words) if check is not None else ""

    def _on_given(self, asking: Asking, words: str) -> None:
        if self._prescription_id is not None:
            self.work.stop(self._prescription_id, asking.value, words)

    def _on_edits_read(self) -> None:
        if self._prescription_id is not None:
            self.work.read_edits(self._prescription_id)

    def _on_counted(self, reference: str, amount: Quantity, reason: str) -> None:
        if self._prescription_id is not None:
            self.work.count_supply(self._prescription_id, reference, amount, reason)

    def _on_number_settled(self, attention_id: UUID, reason: str) -> None:
        if self._prescription_id is not None:
            self.work.settle_number(self._prescription_id, attention_id, reason)

    def _on_identity_confirmed(self, identifiers: frozenset[Identifier]) -> None:
        if self._prescription_id is not None:
            self.work.confirm_identity(self._prescription_id, identifiers)

    def _on_prescriber_confirmed(self, name: str, number: str) -> None:
        if self._prescription_id is not None:
            self.work.confirm_prescriber(self._prescription_id, name, number)

    def _on_seen_settled(self, other_id: UUID, answer: SeenAnswer) -> None:
        if self._prescription_id is not None:
            self.work.settle_seen(self._prescription_id, other_id, answer)

    def _on_declined(self, reason: RoutingReason, words: str) -> None:
        if self._prescription_id is not None:
            self.work.route(self._prescription_id, "decline", reason, words)

    def _on_handed_back(self, reason: RoutingReason, words: str) -> None:
        if self._prescription_id is not None:
            self.work.route(self._prescription_id, "hand_back", reason, words)

    def _on_approve(self) -> None:
        if self._prescription_id is not None and self._view is not None and self.approve.isEnabled():
            self.approve.set_locked(self._words.text("review.action.approving"))
            keeps = self._view.barred is not None and may_keep(self._view)
            decide = self.work.keep if keeps else self.work.approve
            decide(self._prescription_id, self._view.screened.fingerprint)

    def _on_resume(self) -> None:
        if self._prescription_id is not None:
            self.work.resume(self._prescription_id)

    # --- answers ------------------------------------------------------------------------------------------

    def _show_left(self) -> None:
        view, words = self._view, self._words
        if view is None:
            return
        self._left = things_left(view, words)
        keeps = view.barred is not None and may_keep(view)
        self.approve.set_text(words.text("review.retained.keep" if keeps else "review.action.approve"))
        self.bar_decisions(barred_words(view, words))
        medicines = [one for one in self._facts if one.is_medicine]
        waiting = len(view.screened.unanswered) + len(view.screened.open_checks)
        self.pages.show_counts(words, sum(one.done for one in medicines), len(medicines), waiting)
        self.pages.choose(self.body.page)
        if view.server.stop is not None:
            said = stop_words(words, view.server.stop)
            self.actions_bar.set_reason(said, Severity.MODERATE)
            self.approve.set_locked(said)
            return
        facts = standing(view.events)
        self.show_waiting(put_aside_here=facts.held and not facts.held_by_server, for_answer=facts.clarifying)
        if facts.held:
            said = words.text("review.action.put_aside")
            self.actions_bar.set_reason(said)
            self.approve.set_locked(said)
            return
        part_not_approved = view.status is Status.PART_SUPPLIED and facts.approval is None
        if view.status not in _BEFORE_APPROVAL and not part_not_approved and not check_is_void(view):
            said = words.text("review.action.not_open", status=words.word(view.status))
            self.actions_bar.set_reason(said)
            self.approve.set_locked(said)
            return
        self._show_whether_ready(view, "" if keeps else barred_words(view, words))

    def _show_whether_ready(self, view: ReviewView, barred: str) -> None:
        words = self._words
        if not self._left and view.barred is not None and not barred and view.retained is not None:
            kept = view.retained
            said = words.text("review.retained.ready", on=day(kept.on), number=kept.number)
            self.actions_bar.set_reason(said, Severity.INFORMATION)
            self.approve.set_locked("")
            return
        if not self._left:
            nothing = words.text("review.left.nothing_barred" if barred else "review.left.nothing")
            said = f"{nothing} {barred}".strip()
            self.actions_bar.set_reason(said, Severity.INFORMATION if barred else Severity.MATCH)
            self.approve.set_locked(barred)
            return
        said = summary(self._left, words)
        wide = self.body.fold is Fold.WIDE
        lead = words.text("review.left.count" if wide else "review.left.count_short", count=len(self._left))
        link = words.text("review.left.go")
        self.actions_bar.set_reason((bold(f"{lead} "), Run(said)), link=link)
        self.approve.set_locked(f"{lead} {said}. {barred}" if barred else f"{lead} {said}")

    def _on_done(self, done: Done) -> None:
        if done.what == "draft":
            self._draft_stored(done.prescription_id, UUID(done.key))
        if done.prescription_id != self._prescription_id:
            return
        match done.what:
            case "approve":
                self.approved.emit(done.prescription_id)
            case "reject":
                self.ask.finish()
                self.rejected.emit(done.prescription_id)
            case "route":
                self.routing.forget()
                self.rejected.emit(done.prescription_id)
            case "prescriber" | "hold":
                self.ask.finish()
                self.put_aside.emit(done.prescription_id)
            case "draft" | "undo_draft":
                self._say_draft(kept=done.what == "draft")
            case _:
                self._answering.discard(done.key)
                if done.what == "answered":
                    self.ask.finish()
                    self.page_shown()
                elif done.what in ENDS_DRAFT:
                    self.drafts.ended(NEW_LINE if done.key == "None" else UUID(done.key))
                self._say_saved()
                self.work.open(done.prescription_id)

    def _on_refused(self, action: RefusedAction) -> None:
        self._answering.discard(action.key)
        if action.prescription_id != self._prescription_id:
            return
        self._draft_refused(action)
        match action.what:
            case "confirm" | "product" | "remove" | "directions":
                self.lines.refuse(action.refused)
            case "answer":
                self.patient.refuse(action.key, self._words.refusal(action.refused.code, action.refused.facts))
            case "reject" | "prescriber" | "hold" | "answered":
                self.ask.refuse(action.refused)
            case "route" | "written_by":
                (self.routing if action.what == "route" else self.written_by).refuse(action.refused)
            case "check" if self.checks.refuse(action.key, action.refused):
                pass
            case "question" if self.changes.refuse(action.key, action.refused):
                pass
            case _ if action.refused.code is EditRefusal.EDITED_AT_SERVER:
                # The differences stand above the lines as soon as it is read again.
                self.work.open(action.prescription_id)
            case _ if action.refused.code in (ApprovalRefusal.FACTS_CHANGED, DraftRefusal.ENDED):
                # What is there now is shown first, and why nothing was approved stays said beside it.
                self._say_opened = action.refused
                self.work.open(action.prescription_id)
            case _:
                self.trouble.refuse(action.refused)
                self._show_left()

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._answering.clear()
        self.ask.ask_again()
        self.changes.ask_again()
        self.checks.ask_again()
        self.written_by.give.setEnabled(True)
        self.drafts.not_stored()
        self.lines.drafts_answered()
        if self.lines.card is not None:
            self.lines.card.answered()
        self.trouble.say(self._words.text("review.unavailable", why=trouble.why))
        self._show_left()

    def _draft_refused(self, action: RefusedAction) -> None:
        self.lines.drafts_answered()
        if action.what in ENDS_DRAFT:
            self.drafts.not_confirmed()

    def _say_draft(self, *, kept: bool) -> None:
        at = f"{self._actions.clock():%H:%M:%S}"
        self.lines.set_saved(self._words.text("drafts.saved", at=at) if kept else "")

    def _say_saved(self) -> None:
        self.lines.set_saved(self._words.text("review.lines.saved", at=f"{self._actions.clock():%H:%M:%S}"))
