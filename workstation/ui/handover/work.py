"""What the hand-over screen reads and records, and what it shows of the answers. Keys and buttons: `panel`."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.workflow import Status
from workstation.services.counter_view import CounterView
from workstation.services.handover import HandedOver, HandOverRefusal
from workstation.services.returning import ReturnPlan
from workstation.ui.components.due import DueState
from workstation.ui.components.severity import Severity
from workstation.ui.handover.actions import Bag, HandOverActions, read_directions
from workstation.ui.handover.code_card import CodePart
from workstation.ui.handover.collector import PATIENT
from workstation.ui.handover.frame import HandOverFrame
from workstation.ui.handover.model import (
    age_of,
    bag_for_code,
    bag_rows,
    identifiers,
    items,
    owed_in_all,
    pack_count,
    warnings,
)
from workstation.ui.handover.returning import ReturnCard
from workstation.ui.review.server_stop import stop_words
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import ThreeParts, Words


class HandOverWork(HandOverFrame):
    """The bags, the one that is open, and what is under way with it. Nothing runs on the GUI thread."""

    dispense_requested = Signal(object)
    """UUID: F3, back to the packs."""
    changed = Signal(object)
    """UUID: a bag left."""
    bags_counted = Signal(int)
    """How many bags the list holds now: whoever shows their number elsewhere shows the same."""

    def __init__(self, host: ThemeHost, words: Words, actions: HandOverActions, tasks: TaskRunner) -> None:
        super().__init__(host, words)
        self._actions, self._tasks = actions, tasks
        self._bags: Sequence[Bag] = ()
        self._chosen: UUID | None = None
        self._view: CounterView | None = None
        self._directions: Mapping[UUID, str] = {}
        self._leaving: UUID | None = None
        """The bag whose hand-over is being recorded; until the answer is there nothing else is opened or scanned."""
        self._next: UUID | None = None
        """Asked for meanwhile."""
        self._scanned_meanwhile = False
        self._wanted_code = ""
        self._opening: Task | None = None
        self._listing: Task | None = None
        self.returning = ReturnCard(host, words)
        self._inside.insertWidget(1, self.returning)
        self.code = CodePart(host, words, self._inside, 2)

    @property
    def _busy(self) -> bool:
        return self._leaving is not None

    def reload(self) -> None:
        """Reads the bags again."""
        if self._listing is not None:
            self._listing.abandon()
        self._listing = self._run(Lane.STORE_READ, self._actions.bags, self._on_bags)

    # --- work ---------------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> Task:
        return self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    def _choose(self, prescription_id: UUID | None) -> None:
        if self._busy:
            self._next = prescription_id
            return
        if prescription_id == self._chosen and prescription_id is not None:
            return
        if self._opening is not None:
            self._opening.abandon()
        self._chosen, self._view, self._directions = prescription_id, None, {}
        self._clear_stops()
        self.collector.forget()
        self.returning.close_question()
        self.code.close()
        self.leaflet.forget()
        if prescription_id is not None:
            self.done.setVisible(False)
            work = partial(self._actions.open, prescription_id)
            self._opening = self._run(Lane.STORE_READ, work, self._on_view)
            self._tabs.choose("bag")
        self._refresh()

    def _take(self, bag: Bag) -> None:
        self._list.search.clear()
        self._clear_stops()
        self._choose(bag.id)
        self._refresh()

    def _on_bags(self, bags: Sequence[Bag]) -> None:
        self._set_bags(bags)
        self._trouble.clear()
        if self._chosen is not None and self._chosen not in [bag.id for bag in bags] and not self._busy:
            self.look_again()
        code, self._wanted_code = self._wanted_code, ""
        if code:
            self._find_again(code)
        self._refresh()

    def look_again(self) -> None:
        """The open bag as it is now; what was ticked stays. It closes by itself only when it has left."""
        if self._chosen is not None and self._view is not None and not self._busy:
            self._opening = self._run(Lane.STORE_READ, partial(self._actions.open, self._chosen), self._on_seen_again)

    def _on_seen_again(self, view: CounterView) -> None:
        if view.prescription.id != self._chosen or self._busy:
            return
        was_halted = self.news.halted
        if view.status is not Status.READY and not view.edits and view.stop is None:
            self._choose(None)
            return
        self._view = view
        self._refresh()
        if self.news.halted and not was_halted:
            self._actions.play(Sound.LOOK)

    def _set_bags(self, bags: Sequence[Bag]) -> None:
        self._bags = bags
        self.bags_counted.emit(len(bags))

    def _find_again(self, code: str) -> None:
        """A code that was not in the list before it was read anew."""
        bag = bag_for_code(self._bags, code)
        if bag is not None:
            self._take(bag)
            return
        if self._view is not None:
            # No bag: then it is a pack of the one that is open, or of another.
            work = partial(self._actions.scan_out, self._view.prescription.id, code)
            self._tasks.run(
                Lane.STORE_WRITE, work, self._on_scanned_out,
                on_refused=self._on_refused, on_unavailable=self._on_unavailable,
            )  # fmt: skip
            return
        self._actions.play(Sound.STOP)
        text = self._words.text
        self._stop(ThreeParts(*(text(f"handover.unknown_code.{part}") for part in ("happened", "safe", "todo"))))

    def _on_scanned_out(self, _pack: object) -> None:
        self._actions.play(Sound.OK)
        self._clear_stops()
        self.look_again()

    def _on_view(self, view: CounterView) -> None:
        self._view = view
        self._trouble.clear()
        patient = view.patient.patient if view.patient else None
        self.collector.ask(*identifiers(self._words, patient))
        self._run(Lane.WORK, partial(read_directions, self._actions, view), self._on_directions)
        self._refresh()

    def _on_directions(self, directions: Mapping[UUID, str]) -> None:
        self._directions = directions
        self._refresh()

    def _on_handed_over(self, handed: HandedOver) -> None:
        left, whom = self._leaving, self._whom()
        owed = owed_in_all(items(self._words, self._view, {})) if self._view is not None else ""
        self._actions.play(Sound.OK)
        wanted = self._end_leaving()
        self._set_bags([bag for bag in self._bags if bag.id != left])
        self._choose(None)
        text = self._words.text
        said = text("handover.done_owing" if handed.owing else "handover.done")
        if handed.owing and owed:
            said = text("handover.done_owed", what=owed)
        self.done.show_done(text("handover.done_title", whom=whom), said)
        self._tabs.choose("bag")
        if wanted is not None:
            self._choose(wanted)
        if self._scanned_meanwhile:
            self._refuse_scan()
        self.reload()
        self.changed.emit(left)

    def _on_return_plan(self, plan: ReturnPlan) -> None:
        if self._view is not None and self._view.prescription.number == plan.number:
            self.returning.offer(self._view.prescription.id, plan)

    def _on_returned(self, _packs: object) -> None:
        left, wanted = self._leaving, self._end_leaving()
        self._actions.play(Sound.OK)
        self._set_bags([bag for bag in self._bags if bag.id != left])
        self._choose(None)
        text = self._words.text
        self.done.show_done(text("handover.return.done_title"), text("handover.return.done"))
        if wanted is not None:
            self._choose(wanted)
        self.reload()
        self.changed.emit(left)

    def _end_leaving(self) -> UUID | None:
        wanted, self._leaving, self._next = self._next, None, None
        return wanted

    def _on_not_handed_over(self, refusal: Refused) -> None:
        self._end_leaving()
        self._on_refused(refusal)

    def _on_hand_over_unavailable(self, trouble: Unavailable) -> None:
        self._end_leaving()
        self._on_unavailable(trouble)

    def _refuse_scan(self) -> None:
        """A bag that was scanned before the one in hand has left would be taken for that one."""
        self._actions.play(Sound.STOP)
        text = self._words.text
        self._stop(ThreeParts(*(text(f"handover.scan_meanwhile.{part}") for part in ("happened", "safe", "todo"))))

    def _on_refused(self, refusal: Refused) -> None:
        self._actions.play(Sound.STOP)
        self._stop(self._words.parts(refusal.code, refusal.facts))
        self._refresh()

    def _on_unavailable(self, trouble: Unavailable) -> None:
        text = self._words.text
        title, detail = text("dispense.unavailable.title"), text("dispense.unavailable.detail")
        self._trouble.set_content(title, detail, trouble.what)
        self._refresh()

    # --- showing ------------------------------------------------------------------------------------------

    def _stop(self, parts: ThreeParts) -> None:
        self._tabs.choose("bag")
        (self.stop if self._view is not None else self.lone_stop).show_stop(parts)
        self._later.start()
        self._show_bar()

    def _clear_stops(self) -> None:
        for stop in (self.stop, self.lone_stop):
            stop.setVisible(False)

    def _refresh(self) -> None:
        view = self._view
        self.news.show_news(view.edits if view is not None else (), view.stop if view is not None else None)
        halted = self.news.halted
        for part in (self.collector, self._items):
            part.setVisible(not halted)
        self._show_list()
        self._head.show_view(view, self._actions.now())
        self._middle.setCurrentIndex(0 if view is not None else 1)
        self._right.setVisible(view is not None and self._is_wide() and not halted)
        self._tell.setVisible(view is not None and not halted)
        if view is not None:
            found = items(self._words, view, self._directions)
            self._items.show_items(found, pack_count(view))
            self._telling.show_telling(tuple(warnings(self._words, view)), found)
        self._show_bar()

    def _show_list(self) -> None:
        now, search = self._actions.now(), self._list.search.text()
        ageing = sum(age_of(self._words, bag.ready_at, now).state is not DueState.LATER for bag in self._bags)
        rows = bag_rows(self._words, self._bags, now, search)
        self._list.show_bags(rows, len(self._bags), ageing, self._chosen)

    def _show_bar(self) -> None:
        text = self._words.text
        lock = self._lock()
        self.go.set_locked(lock or (text("handover.working") if self._busy else ""))
        self._bar.set_reason(lock or text("handover.ready", whom=self._whom()), Severity.INFORMATION)
        self._bar.set_alarm(not self.stop.isHidden() or not self.lone_stop.isHidden())
        self._back.setVisible(self._view is not None)

    def _lock(self) -> str:
        if not self.stop.isHidden() or not self.lone_stop.isHidden():
            return self._words.text("handover.clear_stop")
        if self._view is None:
            return self._words.text("handover.choose_bag")
        if self._view.stop is not None:
            return stop_words(self._words, self._view.stop)
        if self._view.edits:
            return self._words.text("server_changes.edits.bag_lock")
        if self._view.standing.accuracy_check is None:
            return self._words.text("handover.not_checked")
        if self._view.code.is_open:
            return self._words.text("handover.code.lock")
        if self._view.standing.ready is None:
            return self._words.parts(HandOverRefusal.NOT_READY, {}).happened
        return self.collector.missing()

    def _whom(self) -> str:
        who = self.collector.collected_by()
        return self._words.text("handover.the_patient" if who == PATIENT else f"handover.relation.{who}")
