"""The dispense screen. It shows what it is given, asks through its actions, and never works on the GUI thread."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QAbstractButton

from workstation.domain.scanned_code import InternalToken, TokenKind, token_of
from workstation.ui.components.due import due_of
from workstation.ui.components.keycap import KeyHint
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.session import Session
from workstation.ui.dispense.steps import DispenseSteps
from workstation.ui.leaflet import KEYS as LEAFLET_KEYS
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class DispensePanel(DispenseSteps):
    """One prescription from approval to its bin. `open_prescription` brings another one."""

    opens_prescription = True

    def __init__(self, host: ThemeHost, words: Words, actions: DispenseActions, tasks: TaskRunner) -> None:
        super().__init__(host, words, actions, tasks)
        host.theme_changed.connect(self._on_theme_changed)
        self._refresh()
        self._frame.fold()

    # --- what it is given and says ------------------------------------------------------------------------

    def open_prescription(self, prescription_id: UUID) -> None:
        """Opens a prescription; the one that is open is read again and its verdict stays."""
        if prescription_id != self._id:
            self._leave()
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
        """Clears, in this order: a STOP, a question, a code that is waited for, a chosen batch or a part supply."""
        session = self._session
        if session is not None and session.stopped is not None:
            self._clear_stop()
        elif self._columns.stage.close_question():
            self._to_bin()
        elif self._second.step_back():
            pass
        elif session is not None and session.undo_asked:
            self._on_undo_left()
        elif session is not None and (session.batch is not None or session.part):
            session.batch, session.part = None, False
            self._refresh()
        else:
            return False
        return True

    def on_scan(self, code: str) -> bool:
        """A pack, or a bin while one is asked for. False while no prescription is open, and for codes of our own: they
        open what they are of."""
        session, token = self._session, token_of(code.strip())
        if session is None or self._id is None:
            return False
        if isinstance(token, InternalToken):
            return self._take_bin(token)
        self._actions.quiet()
        row = session.current()
        self._scans.append(code)
        session.taking, session.undo_asked = len(self._scans), False
        self._columns.stage.ask_substitute.close_question()
        line_id = row.line.id if row is not None else None
        if session.scans_again:
            again = partial(self._actions.scan_again, self._id, code)
            self._record(again, self._on_scanned_again, self._on_scan_refused, self._on_scan_unavailable)
        else:
            work = partial(self._actions.scan, self._id, code, line_id, session.chosen_batch() or None)
            self._record(work, self._on_scanned, self._on_scan_refused, self._on_scan_unavailable)
        self._show_unsettled()
        return True

    def _take_bin(self, token: InternalToken) -> bool:
        question = self._columns.stage.ask_bin
        if token.kind is not TokenKind.BIN or question.isHidden():
            return False
        question.ask(token.number)
        return True

    def look_again(self) -> None:
        """The order server, or another counter, changed the open prescription: it is read."""
        if self._id is not None:
            self._reload()

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
        keys = (("Ctrl+G", "code"), ("F4", "substitute"), ("Ctrl+B", "batch"), ("Ctrl+R", "release"), ("F6", "nothing"),
                ("Ctrl+L", "print"), ("Ctrl+Z", "undo"), ("F3", "review"),
                ("F7", "part"), ("F9", "hold"), ("Enter", "check"))  # fmt: skip
        hints = [KeyHint(key, self._words.text(f"dispense.key.{name}")) for key, name in keys]
        return (*hints, KeyHint(LEAFLET_KEYS, self._words.text("leaflet.key")))

    def _on_theme_changed(self) -> None:
        self._label.forget()
        self._refresh()
        self._frame.fold()
