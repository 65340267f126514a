"""The screen of an emergency supply: choose the line, scan the pack, days, why, who. Nothing runs on the GUI thread."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton

from workstation.domain.dispensing import Dispense
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.patient import age_text
from workstation.services.approval import SHORTEST_REASON
from workstation.services.emergency import EmergencyPlan, EmergencyRefusal, EmergencyView
from workstation.ui.components.card import LISTENING, CardLook
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.amounts import counted
from workstation.ui.emergency.actions import EmergencyActions, EmergencyAsked
from workstation.ui.emergency.frame import EmergencyFrame
from workstation.ui.handover.model import identifiers
from workstation.ui.shell.prescription_bar import PrescriptionHead
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import ThreeParts, Words

_RIGHT = CardLook(edge="ok", width=2)
_ABOUT_DAYS = (EmergencyRefusal.TOO_MANY_DAYS, EmergencyRefusal.DAYS_NOT_POSITIVE)


class EmergencyPanel(EmergencyFrame):
    """One prescription that this pharmacy does not hold."""

    back_requested = Signal()
    changed = Signal(object)
    """UUID: a supply was recorded."""

    def __init__(self, host: ThemeHost, words: Words, actions: EmergencyActions, tasks: TaskRunner) -> None:
        super().__init__(host, words)
        self._actions, self._tasks = actions, tasks
        self._id: UUID | None = None
        self._view: EmergencyView | None = None
        self._plan: EmergencyPlan | None = None
        self._code, self._planned = "", 0
        self._heard = False
        self._supplying: tuple[EmergencyAsked, str] | None = None
        """What is being recorded and the name of its product; until the answer is there nothing else is opened."""
        self._next: UUID | None = None
        """Asked for meanwhile."""
        self._scanned_meanwhile = False
        self._opening: Task | None = None
        self._planning: Task | None = None
        self.bar.back_requested.connect(self.back_requested)
        self.lines.chosen.connect(self._on_line)
        self.code_edit.entered.connect(self._on_code_entered)
        self.days_edit.textChanged.connect(self._on_days)
        self.reason_edit.textChanged.connect(self._show_bar)
        self.collector.changed.connect(self._show_bar)
        self.stop.cleared.connect(self._on_stop_cleared)
        self.go.clicked.connect(self._on_go)
        host.theme_changed.connect(self._on_theme_changed)
        self._refresh()
        self._fold()

    # --- what it is given and says ------------------------------------------------------------------------

    def open_prescription(self, prescription_id: UUID) -> None:
        """Opens a prescription; nothing is keyed for another one. While a supply is recorded, after its answer."""
        if self._supplying is not None:
            self._next = prescription_id
            return
        if prescription_id != self._id:
            self._forget()
            self._view = None
            self.done.setVisible(False)
        self._id = prescription_id
        self._reload()

    @property
    def plan(self) -> EmergencyPlan | None:
        """What the scanned pack would be."""
        return self._plan

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Supply; nothing while a STOP is shown."""
        return self.go if self.stop.isHidden() else None

    def step_back(self) -> bool:
        """Clears the STOP, then leads back to where this was opened."""
        if self.stop.isHidden():
            self.back_requested.emit()
        else:
            self._on_stop_cleared()
        return True

    def on_scan(self, code: str) -> bool:
        """The pack; refused while another one is recorded."""
        if self._view is None or self._view.refusal is not None:
            return False
        if self._supplying is not None:
            self._scanned_meanwhile = True
            self._refuse_scan()
            return True
        self._actions.quiet()
        self.code_edit.setText(code)
        self._on_code_entered()
        return True

    def go_to_missing(self) -> None:
        """F8: the first thing that is not keyed."""
        if self._plan is None:
            self._on_code_key()
        elif self._days() is None:
            self.days_edit.setFocus()
        elif len(self.reason_edit.text().strip()) < SHORTEST_REASON:
            self.reason_edit.setFocus()
        else:
            self.collector.go_to_missing()

    def page_shown(self) -> None:
        """What is allowed as it is now."""
        self.lines.setFocus()
        if self._id is not None:
            self._reload()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this screen."""
        text = self._words.text
        return (
            KeyHint("Up Down", text("emergency.line_key")),
            KeyHint("Ctrl+G", text("emergency.code_key")),
            KeyHint("Space", text("handover.tick_key")),
            KeyHint("F8", text("shell.key.missing")),
            KeyHint("Enter", text("emergency.action")),
        )

    # --- work ---------------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> Task:
        return self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    def _reload(self) -> None:
        if self._opening is not None:
            self._opening.abandon()
        assert self._id is not None
        self._opening = self._run(Lane.STORE_READ, partial(self._actions.open, self._id), self._on_view)

    def _asked(self) -> EmergencyAsked | None:
        line_id, days = self.lines.line_id, self._days()
        if self._id is None or line_id is None or not self._code:
            return None
        reason = self.reason_edit.text()
        whom = self.collector.collected_by()
        return EmergencyAsked(self._id, line_id, self._code, 1 if days is None else days, reason, whom)

    def _look_up(self, code: str) -> None:
        """Asks what a pack would be; the days that are keyed count, else one."""
        self._code, self._plan = code.strip(), None
        if self._planning is not None:
            self._planning.abandon()
        asked = self._asked()
        if asked is None:
            self._refresh()
            return
        self._planned = asked.days
        self._planning = self._run(Lane.STORE_READ, partial(self._actions.plan, asked), self._on_plan)

    def _on_view(self, view: EmergencyView) -> None:
        self._view = view
        self._trouble.clear()
        self.lines.show_lines(view.lines, self.lines.line_id)
        patient = view.patient.patient if view.patient else None
        if not self.collector.name.text():
            self.collector.ask(*identifiers(self._words, patient))
        if not self.days_edit.text():
            self._propose_days()
        self._refresh()

    def _on_plan(self, plan: EmergencyPlan) -> None:
        self._plan = plan
        self.days.accept()
        self.stop.setVisible(False)
        if self._heard:
            self._heard = False
            self._actions.play(Sound.OK)
        self._refresh()

    def _on_supplied(self, dispense: Dispense) -> None:
        assert self._supplying is not None
        text, (asked, name) = self._words.text, self._supplying
        self._actions.play(Sound.OK)
        amount = counted(self._words, dispense.quantity)
        wanted = self._end_supplying() or asked.prescription_id
        self._forget()
        self.done.show_done(text("emergency.done_title", amount=amount, product=name), text("emergency.done"))
        self.open_prescription(wanted)
        if self._scanned_meanwhile:
            self._refuse_scan()
        self.changed.emit(asked.prescription_id)

    def _end_supplying(self) -> UUID | None:
        wanted, self._supplying, self._next = self._next, None, None
        return wanted

    def _on_not_supplied(self, refusal: Refused) -> None:
        self._end_supplying()
        self._on_refused(refusal)

    def _on_supply_unavailable(self, trouble: Unavailable) -> None:
        self._end_supplying()
        self._on_unavailable(trouble)

    def _refuse_scan(self) -> None:
        """A pack that was scanned before the one in hand is recorded would be taken for that one."""
        text = self._words.text
        self._stop(ThreeParts(*(text(f"emergency.scan_meanwhile.{part}") for part in ("happened", "safe", "todo"))))
        self._show_bar()

    def _stop(self, parts: ThreeParts) -> None:
        self._actions.play(Sound.STOP)
        self.stop.show_stop(parts)
        self._scroll.verticalScrollBar().setValue(0)

    def _on_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        if refusal.code in _ABOUT_DAYS:
            self._plan = None
            self.days.refuse(parts.sentence)
        else:
            self._plan = None
            self._stop(parts)
        self._refresh()

    def _on_unavailable(self, trouble: Unavailable) -> None:
        text = self._words.text
        title, detail = text("dispense.unavailable.title"), text("dispense.unavailable.detail")
        self._trouble.set_content(title, detail, trouble.what)
        self._refresh()

    # --- showing ------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._plan, self._code = None, ""
        for field in (self.code_edit, self.days_edit, self.reason_edit):
            field.clear()
        self.days.accept()
        self.stop.setVisible(False)
        self.collector.forget()
        self.collector.ask(("", ""), ("", ""))

    def _propose_days(self) -> None:
        """The longest that is allowed for the chosen line; it may be shortened."""
        rows = self._view.lines if self._view is not None else ()
        most = next((row.most_days for row in rows if row.line.id == self.lines.line_id), 0)
        self.days_edit.setText(str(most) if most else "")

    def _days(self) -> int | None:
        text = self.days_edit.text().strip()
        return int(text) if text.isascii() and text.isdigit() else None

    def _refresh(self) -> None:
        view = self._view
        whole = view.refusal if view is not None else None
        self._parts.setVisible(view is not None and whole is None)
        self.none.setVisible(whole is not None)
        if whole is not None:
            parts = self._words.parts(whole.code, whole.facts)
            self.none.set_words(parts.happened, f"{parts.safe} {parts.todo}".strip())
        self._show_head()
        self._show_pack()
        self._show_bar()

    def _show_head(self) -> None:
        view, text = self._view, self._words.text
        if view is None:
            self.bar.show_head(PrescriptionHead("", "", ()))
            return
        patient = view.patient.patient if view.patient else None
        known = [view.prescription.number, view.prescription.prescriber.name]
        if patient is not None and patient.birth_date is not None:
            age = age_text(patient.birth_date, self._actions.now().date())
            known.insert(0, f"{age} {self._words.word(patient.sex)}")
        allergies = ", ".join(one.text for one in (view.patient.allergies or ())) if view.patient else ""
        name = patient.name if patient else text("dispense.unknown_patient")
        allergy = text("dispense.allergy", what=allergies) if allergies else ""
        self.bar.show_head(PrescriptionHead(name, " · ".join(one for one in known if one), (), allergy=allergy))

    def _show_pack(self) -> None:
        text, plan = self._words.text, self._plan
        self.pack.set_look(LISTENING if plan is None else _RIGHT)
        if plan is None:
            self.pack_picture.show_icon("scan", "accent")
            self.pack_title.set_words(text("emergency.scan_title"))
            self.pack_detail.set_words(text("emergency.scan"))
            return
        amount = counted(self._words, plan.amount)
        self.pack_picture.show_icon("shape-ok", "ok")
        self.pack_title.set_words(text("emergency.pack_title", product=plan.product.name, amount=amount))
        batch = plan.batch
        detail = text("emergency.pack", batch=batch.batch_number, expiry=batch.expiry_date, days=self._planned)
        self.pack_detail.set_words(detail)

    def _show_bar(self, *_what: object) -> None:
        lock = self._lock()
        self.go.set_locked(lock or (self._words.text("emergency.working") if self._supplying else ""))
        self._bar.set_reason(lock or self._words.text("emergency.ready"), Severity.INFORMATION)
        self._bar.set_alarm(not self.stop.isHidden())

    def _lock(self) -> str:
        text, view = self._words.text, self._view
        if view is None:
            return text("emergency.reading")
        if view.refusal is not None:
            return self._words.parts(view.refusal.code, view.refusal.facts).happened
        if not self.stop.isHidden():
            return text("handover.clear_stop")
        if self.lines.line_id is None:
            return text("emergency.no_line")
        if self._days() is None:
            return text("emergency.give_days")
        if self._plan is None:
            return text("emergency.scan_pack")
        if len(self.reason_edit.text().strip()) < SHORTEST_REASON:
            return text("emergency.give_reason")
        return self.collector.missing()

    # --- slots --------------------------------------------------------------------------------------------

    def _on_line(self, _line_id: object) -> None:
        """Another line: the pack is looked up anew."""
        self._propose_days()
        self._look_up(self._code)
        self._refresh()

    def _on_code_entered(self) -> None:
        self._heard = True
        self._look_up(self.code_edit.text())

    def _on_days(self, _text: str) -> None:
        self.days.accept()
        self._look_up(self._code)
        self._show_bar()

    def _on_stop_cleared(self) -> None:
        self._actions.quiet()
        self.stop.setVisible(False)
        self._refresh()

    def _on_go(self) -> None:
        asked = self._asked()
        if asked is None or self.go.locked_because:
            return
        name = self._plan.product.name if self._plan is not None else ""
        self._supplying, self._scanned_meanwhile = (asked, name), False
        self._show_bar()
        self._tasks.run(
            Lane.STORE_WRITE, partial(self._actions.supply, asked), self._on_supplied,
            on_refused=self._on_not_supplied, on_unavailable=self._on_supply_unavailable,
        )  # fmt: skip

    def _on_theme_changed(self) -> None:
        self._refresh()
        self._fold()
