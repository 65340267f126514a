"""The outbox screen: what waits, what needs a person, what each row means, and the actions for it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton

from workstation.domain.errors import Refused, Unavailable
from workstation.services.conflicts import Decision, Settled, Versions
from workstation.services.outbox import WAITING_PAGE
from workstation.ui.outbox.actions import Exported, OutboxActions, OutboxShown
from workstation.ui.outbox.acts import Act
from workstation.ui.outbox.frame import OutboxFrame
from workstation.ui.outbox.model import OutboxRow, outbox_rows, waiting_shown
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class OutboxPanel(OutboxFrame):
    """List left, the chosen row explained at the right."""

    changed = Signal()
    """A person has done something that the next sync must know of."""
    prescription_opened = Signal(object)
    """UUID."""

    def __init__(self, host: ThemeHost, words: Words, actions: OutboxActions, tasks: TaskRunner) -> None:
        super().__init__(host, words)
        self._actions, self._tasks = actions, tasks
        self._shown: OutboxShown | None = None
        self._reading: Task | None = None
        self._waiting_at_most = WAITING_PAGE
        self._busy = False
        self._row_key = ""
        self.export.clicked.connect(self._on_export)
        self.sync.clicked.connect(self.sync_now)
        self.foot.wanted.connect(self._on_wanted)
        self.foot.asked.connect(self._on_asked)
        self.table.row_changed.connect(self._on_row)
        self.table.end_reached.connect(self._on_end)
        host.theme_changed.connect(self._on_theme_changed)
        self._refresh()
        self._fold()

    # --- what it is given ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Reads everything again."""
        if self._reading is not None:
            self._reading.abandon()
        self._reading = self._run(Lane.STORE_READ, partial(self._actions.read, self._waiting_at_most), self._on_read)

    def sync_now(self) -> None:
        """F5: pulls and sends."""
        if not self._busy:
            self._set_busy(True)
            self._run(Lane.BACKGROUND, self._actions.sync_now, self._on_synced)

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """The named action of the row, or the one that a reason was asked for."""
        return self.foot.primary()

    def step_back(self) -> bool:
        """Esc: closes the question."""
        if self.foot.ask.act is None:
            return False
        self.foot.ask.close_box()
        self.table.setFocus()
        return True

    def page_shown(self) -> None:
        """The rows as they are now."""
        self.table.setFocus()
        self.reload()

    def minute_passed(self) -> None:
        """Ages."""
        self._refresh()

    # --- work ---------------------------------------------------------------------------------------------

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> Task:
        return self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        because = self._words.text("outbox.working") if busy else ""
        self.sync.set_locked(because)
        self.foot.set_busy(because)

    def _on_wanted(self, act: Act, said: str) -> None:
        row = self.table.chosen()
        if act is Act.OPEN and row is not None and row.prescription_id is not None:
            self.prescription_opened.emit(row.prescription_id)
        elif not self._busy and act is Act.EXPORT:
            self._set_busy(True)
            self._run(Lane.WORK, partial(self._actions.export, said), self._on_exported)
        elif not self._busy and row is not None and (work := self._work(act, row, said)) is not None:
            self._set_busy(True)
            self._run(Lane.STORE_WRITE, work, self._on_acted)

    def _work(self, act: Act, row: OutboxRow, said: str) -> Work | None:
        actions = self._actions
        match act:
            case Act.SEND_AGAIN if row.entry is not None and row.can_go_again:
                return partial(actions.send_again, row.entry.id)
            case Act.PARK if row.entry is not None:
                return partial(actions.park, row.entry.id, said)
            case Act.KEEP_OURS | Act.KEEP_THEIRS if row.conflict is not None:
                settled = Settled.OURS if act is Act.KEEP_OURS else Settled.THEIRS
                return partial(actions.settle_conflict, Decision(row.conflict.id, settled, said))
            case Act.SETTLED if row.attention is not None:
                return partial(actions.settle_attention, row.attention.id, said)
            case Act.ACCEPT_STORE:
                return partial(actions.accept_store, said)
            case _:
                return None

    def _on_read(self, shown: OutboxShown) -> None:
        self._shown = shown
        self._refresh()

    def _on_acted(self, _answer: object) -> None:
        self._trouble.clear()
        self._set_busy(False)
        self.foot.ask.close_box()
        self.table.setFocus()
        self.reload()
        self.changed.emit()

    def _on_exported(self, exported: Exported) -> None:
        text = self._words.text
        self._trouble.clear()
        self._set_busy(False)
        self.foot.ask.close_box()
        title = text("outbox.exported_title", count=exported.entries)
        self._done.set_content(title, text("outbox.exported", path=exported.path))

    def _on_synced(self, _answer: object) -> None:
        self._trouble.clear()
        self._set_busy(False)
        self.reload()

    def _on_refused(self, refusal: Refused) -> None:
        self._set_busy(False)
        if self.foot.ask.act is not None:
            self.foot.ask.refuse(refusal)
        parts = self._words.parts(refusal.code, refusal.facts)
        self._trouble.set_content(parts.happened, f"{parts.safe} {parts.todo}".strip())
        self.reload()

    def _on_unavailable(self, trouble: Unavailable) -> None:
        """Why the server does not answer stands in the details of each entry: here only what it means."""
        text = self._words.text
        self._set_busy(False)
        if trouble.what == "file":
            self._trouble.set_content(text("outbox.not_written"), trouble.why)
            return
        self._trouble.set_content(text("outbox.unavailable_title"), text("outbox.unavailable"))
        self.reload()

    # --- showing ------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        shown = self._shown
        rows = outbox_rows(self._words, shown.view, self._actions.now()) if shown is not None else ()
        self.table.show_rows(rows)
        # Before it was read nobody knows whether everything is sent: the list is there, with nothing in it yet.
        self._list.setCurrentIndex(0 if rows or shown is None else 1)
        why = "" if rows else self._words.text("outbox.nothing_to_export")
        self.export.set_locked(why)
        self.export_why.set_words(why)
        self.export_why.setVisible(bool(why))
        self._show_row(self.table.chosen())
        self._show_parts()

    def _show_row(self, row: OutboxRow | None) -> None:
        self.foot.show_row(row)
        if row is None or row.is_head:
            return
        self.detail.show_row(row, self._versions(row), self._actions.now())
        if row.key != self._row_key:
            self._row_key = row.key
            self.detail.to_top()

    def _versions(self, row: OutboxRow) -> Versions | None:
        key: UUID | None = row.conflict.id if row.conflict is not None else None
        return self._shown.versions.get(key) if self._shown is not None and key is not None else None

    # --- slots --------------------------------------------------------------------------------------------

    def _on_row(self, _row: int) -> None:
        self._show_row(self.table.chosen())

    def _on_end(self) -> None:
        """The next of those that wait, once those asked for before are there."""
        shown = self._shown.view if self._shown is not None else None
        if shown is not None and self._waiting_at_most == waiting_shown(shown) < shown.waiting:
            self._waiting_at_most += WAITING_PAGE
            self.reload()

    def _on_export(self) -> None:
        self._done.clear()
        self.foot.ask_about(Act.EXPORT)

    def _on_asked(self) -> None:
        """A question asks for room: old news go."""
        if self.foot.ask.act is not None:
            self._trouble.clear()

    def _on_theme_changed(self) -> None:
        self._refresh()
        self._fold()
