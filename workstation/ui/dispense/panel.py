"""The dispense screen. It shows what it is given, asks through its actions, and never works on the GUI thread."""

from collections import deque
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.workflow import Status
from workstation.services.counter_view import CounterView
from workstation.services.picking import PackScanned, PickLine
from workstation.ui.components.card import ground
from workstation.ui.components.due import due_of
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.layouts import Column
from workstation.ui.components.tabs import Tab, TabStrip
from workstation.ui.dispense.actions import DispenseActions, LineExtras, read_extras
from workstation.ui.dispense.bar import BarView, DispenseBar
from workstation.ui.dispense.centre_views import batch_list, next_step, three_tiles, usable_batches
from workstation.ui.dispense.label_side import LabelSide
from workstation.ui.dispense.pick_list import PickList
from workstation.ui.dispense.prompts import answered_lines, held_words, owing_words, prompt_of
from workstation.ui.dispense.stage import Stage, fitted_crop
from workstation.ui.dispense.verdicts import Stopped, match_of, stop_of
from workstation.ui.dispense.views import (
    CHECKED,
    all_complete,
    allocations,
    current_line,
    line_by_id,
    packs_missing,
    pick_rows,
    prescription_head,
    todos,
)
from workstation.ui.shell.page import Page
from workstation.ui.shell.prescription_bar import PrescriptionBar
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

WIDE_FROM, PAGED_BELOW = 1500, 960
"""Design widths of the page: three columns from the first; below the second one part at a time."""


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
        self._forget()
        self._build()
        host.theme_changed.connect(self._on_theme_changed)
        self._refresh()
        self._fold()

    # --- what it is given and says ------------------------------------------------------------------------

    def open_prescription(self, prescription_id: UUID) -> None:
        """Opens a prescription; the same one is read again and its verdict stays."""
        if prescription_id != self._id:
            for task in self._pending:
                task.abandon()
            self._forget()
            self._id = prescription_id
            self._stage.close_question()
            self._refresh()
        self._reload()

    @property
    def view(self) -> CounterView | None:
        """What is shown."""
        return self._view

    @property
    def stopped(self) -> Stopped | None:
        """The STOP that is shown."""
        return self._stopped

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Accuracy check, ready, hand-over; nothing while a STOP is shown: only Esc and the right pack clear it."""
        return None if self._stopped is not None else self._bar.go_on

    def step_back(self) -> bool:
        """Clears, in this order: a STOP, a question, a chosen batch, a part supply that was meant."""
        if self._stopped is not None:
            self._clear_stop()
        elif self._stage.close_question():
            self.setFocus()
        elif self._batch is not None or self._part:
            self._batch, self._part = None, False
            self._refresh()
        else:
            return False
        return True

    def on_scan(self, code: str) -> bool:
        """A pack. False while no prescription is open."""
        if self._id is None or self._view is None:
            return False
        self._actions.quiet()
        row = self._current()
        self._scans.append(code)
        batch = usable_batches(row).get(self._batch) if row is not None and self._batch is not None else None
        work = partial(self._actions.scan, self._id, code, row.line.id if row else None, batch)
        self._run(Lane.STORE_WRITE, work, self._on_scanned, self._on_scan_refused)
        return True

    def go_to_missing(self) -> None:
        """F8: the code field, or the bin."""
        if self._view is not None and self._view.status in CHECKED:
            self._stage.ask_bin.field.setFocus()
        else:
            self._on_type_code()

    def page_shown(self) -> None:
        """What another counter did meanwhile is read."""
        self.setFocus()
        if self._id is not None:
            self._reload()

    def minute_passed(self) -> None:
        """The due time."""
        if self._view is not None:
            rx = self._view.prescription
            self._head.set_due(due_of(rx.due_at, self._actions.now(), on_hold=self._view.standing.held))

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this screen."""
        keys = (("Ctrl+G", "code"), ("Ctrl+B", "batch"), ("Ctrl+L", "print"), ("Ctrl+Z", "undo"), ("F3", "review"),
                ("F7", "part"), ("Enter", "check"))  # fmt: skip
        return tuple(KeyHint(key, self._words.text(f"dispense.key.{name}")) for key, name in keys)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        host, words = self._host, self._words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._head = PrescriptionBar(host, words.text("shell.page.queue"))
        self._head.back_requested.connect(self.back_requested)
        outer.addWidget(self._head)
        self._tabs = TabStrip(host)
        self._tabs.set_tabs(tuple(Tab(code, words.text(f"dispense.page.{code}")) for code in ("scan", "list", "label")))
        self._tabs.tab_chosen.connect(self._on_tab)
        outer.addWidget(self._tabs)
        self._pages = QStackedWidget()
        outer.addWidget(self._pages, 1)
        self._pages.addWidget(self._build_work())
        self._pages.addWidget(self._build_empty())
        self._bar = DispenseBar(host, words)
        outer.addWidget(self._bar)
        self._connect()

    def _build_work(self) -> QWidget:
        work = QWidget()
        across = QHBoxLayout(work)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._list = PickList(self._host, self._words)
        self._stage = Stage(self._host, self._words)
        self._side_frame = QFrame()
        ground(self._side_frame, "bg", "left")
        self._side_column = Column(self._host, (24, 14, 24, 16), 0, self._side_frame)
        self._side = LabelSide(self._host, self._words)
        self._side_column.addWidget(self._side)
        across.addWidget(self._list)
        across.addWidget(self._stage, 1)
        across.addWidget(self._side_frame)
        return work

    def _build_empty(self) -> QWidget:
        text = self._words.text
        page = QWidget()
        column = Column(self._host, (24, 48, 24, 24), 0, page)
        title, words = text("dispense.none_open_title"), text("dispense.none_open")
        empty = EmptyState(self._host, "dispense", title, words, text("dispense.to_queue"), "Esc")
        empty.link_activated.connect(self.back_requested)
        column.addWidget(empty)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._list.line_chosen.connect(self._on_line_chosen)
        stage, bar = self._stage, self._bar
        stage.batch_chosen.connect(self._on_batch_chosen)
        stage.batches.other_wanted.connect(self._on_other_batch)
        stage.code_typed.connect(self._on_code_typed)
        stage.hold_reason_given.connect(self._on_hold_reason)
        stage.bin_given.connect(self._on_bin)
        stage.ask_bin.field.textChanged.connect(self._on_bin_typed)
        self._side.print_wanted.connect(self._on_print)
        bar.review_wanted.connect(self._on_review)
        bar.undo_wanted.connect(self._on_undo)
        bar.part_wanted.connect(self._on_part)
        bar.hold_wanted.connect(self._on_hold)
        bar.go_on_wanted.connect(self._on_go_on)
        bar.aside_wanted.connect(self._clear_stop)
        QShortcut(QKeySequence("Ctrl+G"), self).setEnabled(False)  # the box that waits for a scan has the key

    def _forget(self) -> None:
        """Nothing is open."""
        self._id: UUID | None = None
        self._view: CounterView | None = None
        self._extras: Mapping[UUID, LineExtras] = {}
        self._chosen: UUID | None = None
        self._batch: UUID | None = None
        self._part = False
        self._stopped: Stopped | None = None
        self._matched: PackScanned | None = None
        self._printed: tuple[frozenset[UUID], str] = (frozenset(), "")
        self._label_of: UUID | None = None
        self._scans: deque[str] = deque()
        self._pending: list[Task] = []
        self._loading: Task | None = None
        self._busy = False

    # --- work ---------------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Any, on_done: Any, on_refused: Any) -> Task:
        self._pending = [task for task in self._pending if not task.abandoned]
        task = self._tasks.run(lane, work, on_done, on_refused=on_refused, on_unavailable=self._on_unavailable)
        self._pending.append(task)
        return task

    def _reload(self) -> None:
        if self._loading is not None:
            self._loading.abandon()
        assert self._id is not None
        self._loading = self._run(
            Lane.STORE_READ, partial(self._actions.open, self._id), self._on_view, self._on_refused
        )

    def _on_view(self, view: CounterView) -> None:
        first = self._view is None
        self._view, self._busy = view, False
        self._stage.trouble.clear()
        if first and view.lines:
            self._run(Lane.WORK, partial(read_extras, self._actions, view), self._on_extras, self._on_refused)
        self._ask_for_bin()
        self._refresh()

    def _on_extras(self, extras: Mapping[UUID, LineExtras]) -> None:
        self._extras = extras
        self._refresh()

    def _on_scanned(self, scanned: PackScanned) -> None:
        assert self._view is not None
        self._scans.popleft()
        self._actions.play(Sound.OK)
        self._stopped, self._matched, self._batch = None, scanned, None
        self._chosen = scanned.line.id
        self._stage.trouble.clear()
        self._stage.show_match(match_of(self._words, self._view, scanned))
        self._reload()
        assert self._id is not None
        self.changed.emit(self._id)

    def _on_scan_refused(self, refusal: Refused) -> None:
        assert self._view is not None
        code = self._scans.popleft()
        self._actions.play(Sound.STOP)
        self._matched = None
        self._stopped = stop_of(self._words, self._view, refusal, self._current(), code)
        self._stage.close_question()
        self._stage.show_stop(self._stopped.stop)
        self._refresh()

    def _on_refused(self, refusal: Refused) -> None:
        """A step that is not a scan: said in place, in the banner of the middle."""
        parts = self._words.parts(refusal.code, refusal.facts)
        self._busy = False
        self._stage.trouble.set_content(parts.happened, f"{parts.safe} {parts.todo}".strip())
        self._refresh()

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._busy = False
        self._scans.clear()
        text = self._words.text
        self._stage.trouble.set_content(text("dispense.unavailable.title"), text("dispense.unavailable.detail"),
                                        trouble.what)  # fmt: skip
        self._actions.play(Sound.LOOK)
        self._refresh()

    def _mutate(self, work: Any, on_done: Any, on_refused: Any = None) -> None:
        """One step at a time: the primary is off until its answer is there."""
        self._busy = True
        self._actions.quiet()
        self._refresh()
        self._run(Lane.STORE_WRITE, work, on_done, on_refused or self._on_refused)

    def _on_recorded(self, _answer: object) -> None:
        """Something was recorded: read again, tell."""
        self._part, self._matched = False, None
        assert self._id is not None
        self._reload()
        self.changed.emit(self._id)

    # --- showing ------------------------------------------------------------------------------------------

    def _current(self) -> PickLine | None:
        return current_line(self._view, self._chosen) if self._view is not None else None

    def _shown_line(self) -> PickLine | None:
        """The line that the middle is about: of the verdict, else the one to pick, else the last one scanned."""
        view = self._view
        if view is None:
            return None
        about = self._stopped.line_id if self._stopped else self._matched.line.id if self._matched else None
        packs = allocations(view)
        last = packs[-1].line_id if packs else None
        return line_by_id(view, about) or self._current() or line_by_id(view, last) or next(iter(view.lines), None)

    def _refresh(self) -> None:
        view = self._view
        self._pages.setCurrentIndex(1 if self._id is None else 0)
        self._head.setVisible(view is not None)
        self._pages.widget(0).setVisible(view is not None)
        self._bar.setVisible(view is not None)
        if view is None:
            return
        row, shown = self._current(), self._shown_line()
        self._head.show_head(prescription_head(self._words, view, self._actions.now()))
        self._refresh_list(view, row)
        self._refresh_stage(view, row, shown)
        self._refresh_side(view, row, shown)
        self._bar.show_bar(self._bar_view(view))

    def _refresh_list(self, view: CounterView, row: PickLine | None) -> None:
        wrong = self._stopped.line_id if self._stopped else None
        listening = view.status not in CHECKED
        self._list.show_rows(
            pick_rows(self._words, view, row.line.id if row else None, wrong, listening=listening),
            self._words.text(
                "dispense.pick.done", done=sum(one.complete for one in view.lines), total=len(view.lines)
            ),
        )
        self._list.show_notes(answered_lines(self._words, view), held_words(self._words, view))

    def _refresh_stage(self, view: CounterView, row: PickLine | None, shown: PickLine | None) -> None:
        words, stage = self._words, self._stage
        checked = view.status in CHECKED
        if self._stopped is None and (self._matched is None or checked):
            stage.show_prompt(prompt_of(words, view, row))
        if shown is None:
            stage.show_tiles(None)
            stage.show_batches(None, can_choose=False)
        else:
            extras = self._extras.get(shown.line.id)
            crop = fitted_crop(self._host, extras.crop if extras else None)
            stage.show_tiles(three_tiles(words, view, shown, extras, crop, self._stopped))
            today = self._actions.now().date()
            table = batch_list(words, shown, today, self._batch)
            can_choose = not shown.complete and not checked and len(usable_batches(shown)) > 1
            stage.show_batches(None if checked else table, can_choose=can_choose)
        self._refresh_next(view, row, shown)

    def _refresh_next(self, view: CounterView, row: PickLine | None, shown: PickLine | None) -> None:
        if view.status in CHECKED or not view.lines:
            self._stage.show_next("", "", listening=False)
            return
        text = self._words.text
        if self._stopped is not None:
            waiting = shown if self._stopped.line_id is not None and shown is not None and not shown.complete else row
            if waiting is None:
                self._stage.show_next(self._words.text("dispense.next.all_title"), text("dispense.next.waiting_any"),
                                      listening=False)  # fmt: skip
                return
            number, total = waiting.packs_scanned + 1, max(waiting.packs_needed, 1)
            title = text("dispense.next.waiting_title", name=waiting.product.name, number=number, total=total)
            self._stage.show_next(title, text("dispense.next.waiting"), listening=False)
            return
        batch = usable_batches(row).get(self._batch, "") if row is not None and self._batch is not None else ""
        title, detail = next_step(self._words, row, batch)
        self._stage.show_next(title, detail, listening=row is not None)

    def _refresh_side(self, view: CounterView, row: PickLine | None, shown: PickLine | None) -> None:
        held = frozenset(one.id for one in allocations(view))
        printed, file = self._printed
        self._side.show_printed(file if held and printed == held else "")
        self._side.show_todos(
            todos(self._words, view, row.line.id if row else None, labels_printed=bool(held) and printed == held)
        )
        if self._stopped is not None or shown is None or not shown.allocations:
            self._label_of = None
            self._side.withhold()
            return
        newest = max(shown.allocations, key=lambda one: one.at)
        if newest.id == self._label_of:
            return
        self._label_of = newest.id
        self._side.wait()
        width = self._host.px(476) * 2
        work = partial(self._actions.label_image, view.prescription.id, newest.id, width)
        self._run(Lane.WORK, work, self._on_label, self._on_label_refused)

    def _on_label(self, content: bytes) -> None:
        shown = self._shown_line()
        if shown is None or self._label_of is None or self._stopped is not None:
            return
        label = QPixmap()
        label.loadFromData(content)
        of = self._words.text("dispense.label.of", number=shown.packs_scanned,
                              total=max(shown.packs_needed, shown.packs_scanned))  # fmt: skip
        self._side.show_label(label, shown.product.name, of)

    def _on_label_refused(self, refusal: Refused) -> None:
        parts = self._words.parts(refusal.code, refusal.facts)
        self._side.refuse(parts.happened, parts.todo)

    def _bar_view(self, view: CounterView) -> BarView:
        text = self._words.text
        packs = allocations(view)
        undo = "" if packs and view.status not in CHECKED else text("dispense.action.nothing_to_undo")
        if self._stopped is not None:
            return BarView("", "", text("dispense.action.same"), undo_lock=undo, stopped=True)
        if view.status is Status.READY:
            bag = view.standing.ready.detail if view.standing.ready else ""
            return BarView(text("dispense.action.hand_over"), "", text("dispense.action.waits", bin=bag),
                           undo_lock=undo, part_shown=False)  # fmt: skip
        if view.status is Status.CHECKED:
            bag = self._stage.ask_bin.text()
            lock = "" if bag else text("dispense.action.bin_first")
            reason = lock or text("dispense.action.ready_now", bin=bag)
            return BarView(text("dispense.action.ready"), self._working() or lock, reason, undo_lock=undo,
                           part_shown=False)  # fmt: skip
        return self._picking_bar(view, undo)

    def _picking_bar(self, view: CounterView, undo: str) -> BarView:
        text = self._words.text
        complete, anything = all_complete(view), bool(allocations(view))
        part_lock = text("dispense.action.nothing_left") if complete else ""
        if not anything:
            part_lock = text("dispense.action.nothing_scanned")
        lock = "" if complete and anything else text("dispense.action.opens", count=packs_missing(view))
        if not view.lines:
            lock = text("dispense.nothing_title")
        name, reason = "check", lock or text("dispense.action.check_now")
        if self._part and not part_lock:
            name, lock = "check_part", ""
            reason = text("dispense.action.part_on", owing=owing_words(self._words, view))
        return BarView(
            text(f"dispense.action.{name}"),
            lock or self._working(),
            reason,
            part_lock=part_lock,
            part_on=name == "check_part",
            undo_lock=undo,
        )

    def _working(self) -> str:
        return self._words.text("dispense.action.working") if self._busy else ""

    def _ask_for_bin(self) -> None:
        checked = self._view is not None and self._view.status is Status.CHECKED
        question = self._stage.ask_bin
        if not checked:
            question.close_question()
        elif question.isHidden():
            question.ask()
            self._run(Lane.STORE_READ, self._actions.next_bin, self._on_bin_proposed, self._on_refused)

    def _on_bin_proposed(self, proposal: str) -> None:
        question = self._stage.ask_bin
        if not question.isHidden() and not question.text():
            question.ask(proposal)

    def _fold(self) -> None:
        width = self._host.metrics.design(self.width())
        wide, paged = width >= WIDE_FROM, width < PAGED_BELOW
        self._stage.set_small(not wide)
        self._bar.set_short(width < 1200)
        self._tabs.setVisible(paged and self._view is not None)
        self._side_frame.setFixedWidth(self._host.px(528)) if wide else self._side_frame.setMaximumWidth(16_777_215)
        if not paged:
            self._list.setFixedWidth(self._host.px(376 if wide else 280))
        self._place_side(below=not wide and not paged)
        self._show_parts()

    def _place_side(self, *, below: bool) -> None:
        if below:
            self._stage.put_below(self._side)
        elif self._side_column.indexOf(self._side) < 0:
            self._stage.put_below(None)
            self._side_column.addWidget(self._side)
            self._side.setVisible(True)

    def _show_parts(self) -> None:
        width = self._host.metrics.design(self.width())
        wide, paged = width >= WIDE_FROM, width < PAGED_BELOW
        alone = self._stopped is not None and not wide
        tab = "scan" if alone else self._tabs.code()
        self._list.setVisible((tab == "list") if paged else not alone)
        self._stage.setVisible(not paged or tab == "scan")
        self._side_frame.setVisible((tab == "label") if paged else wide)

    def _clear_stop(self) -> None:
        self._actions.quiet()
        self._stopped = None
        self._refresh()

    # --- slots --------------------------------------------------------------------------------------------

    def _on_tab(self, _code: str) -> None:
        self._show_parts()

    def _on_line_chosen(self, line_id: UUID) -> None:
        if self._stopped is None:
            self._chosen, self._matched, self._batch = line_id, None, None
            self._refresh()

    def _on_other_batch(self) -> None:
        """The next batch in order of expiry; after the last one the proposed one again."""
        shown = self._shown_line()
        if shown is None or shown.complete:
            return
        ids = list(usable_batches(shown))
        proposed = shown.proposed.id if shown.proposed else None
        at = ids.index(self._batch or proposed) if (self._batch or proposed) in ids else -1  # type: ignore[arg-type]
        following = ids[(at + 1) % len(ids)] if ids else None
        self._choose_batch(following)

    def _on_batch_chosen(self, batch_id: UUID) -> None:
        shown = self._shown_line()
        if shown is not None and not shown.complete and batch_id in usable_batches(shown):
            self._choose_batch(batch_id)

    def _choose_batch(self, batch_id: UUID | None) -> None:
        shown = self._shown_line()
        assert shown is not None
        proposed = shown.proposed.id if shown.proposed else None
        self._chosen = shown.line.id
        self._batch = None if batch_id == proposed else batch_id
        self._refresh()

    def _on_type_code(self) -> None:
        self._stage.next.type_code_requested.emit()

    def _on_code_typed(self, code: str) -> None:
        if not code:
            self._stage.ask_code.refuse(self._words.text("dispense.ask.empty"))
            return
        self._stage.close_question()
        self.setFocus()
        self.on_scan(code)

    def _on_review(self) -> None:
        if self._id is not None:
            self.review_requested.emit(self._id)

    def _on_undo(self) -> None:
        packs = allocations(self._view) if self._view is not None else ()
        if packs and self._id is not None:
            self._chosen = packs[-1].line_id
            self._mutate(partial(self._actions.undo_scan, self._id, packs[-1].id), self._on_recorded)

    def _on_part(self) -> None:
        self._part = not self._part
        self._refresh()

    def _on_hold(self) -> None:
        self._stage.ask_code.close_question()
        self._stage.ask_hold.ask()

    def _on_hold_reason(self, reason: str) -> None:
        if self._id is not None:
            self._mutate(partial(self._actions.hold, self._id, reason), self._on_held, self._on_hold_refused)

    def _on_held(self, _answer: object) -> None:
        self._stage.close_question()
        self._on_recorded(None)
        self.back_requested.emit()

    def _on_hold_refused(self, refusal: Refused) -> None:
        self._busy = False
        self._stage.ask_hold.refuse(self._words.refusal(refusal.code, refusal.facts))
        self._refresh()

    def _on_print(self) -> None:
        if self._id is not None:
            work = partial(self._actions.print_labels, self._id)
            self._run(Lane.WORK, work, self._on_printed, self._on_refused)

    def _on_printed(self, file: Path) -> None:
        if self._view is not None:
            held = frozenset(one.id for one in allocations(self._view))
            self._printed = (held, self._words.text("dispense.label.printed", file=file.name))
            self._refresh()

    def _on_bin(self, _bin: str) -> None:
        self._on_go_on()

    def _on_bin_typed(self, _text: str) -> None:
        if self._view is not None:
            self._bar.show_bar(self._bar_view(self._view))

    def _on_go_on(self) -> None:
        """The next step of the work."""
        view = self._view
        if view is None or self._id is None or self._busy or not self._bar.go_on.isEnabled():
            return
        if view.status is Status.READY:
            self.hand_over_requested.emit(self._id)
        elif view.status is Status.CHECKED:
            bag = self._stage.ask_bin.text()
            self._mutate(partial(self._actions.make_ready, self._id, bag), self._on_recorded)
        else:
            self._mutate(partial(self._actions.check_accuracy, self._id, self._part), self._on_recorded)

    def _on_theme_changed(self) -> None:
        self._label_of = None
        self._refresh()
        self._fold()
