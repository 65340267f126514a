"""The hand-over screen: choose the bag, ask for two identifiers, hand over. Nothing runs on the GUI thread."""

from functools import partial
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton

from workstation.services.badges import badge_in
from workstation.services.counter_view import CounterView
from workstation.ui.components.keycap import KeyHint
from workstation.ui.handover.actions import HandOverActions
from workstation.ui.handover.code_card import KEYS as CODE_KEYS
from workstation.ui.handover.model import bag_for_code
from workstation.ui.handover.returning import KEYS as RETURN_KEYS
from workstation.ui.handover.work import HandOverWork
from workstation.ui.leaflet import KEYS as LEAFLET_KEYS
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Answer, Lane, TaskRunner, Work
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class HandOverPanel(HandOverWork):
    """Bags left, the chosen one in the middle, what to tell at the right."""

    def __init__(self, host: ThemeHost, words: Words, actions: HandOverActions, tasks: TaskRunner) -> None:
        super().__init__(host, words, actions, tasks)
        self._connect()
        host.theme_changed.connect(self._on_theme_changed)
        self._refresh()
        self._fold()

    # --- what it is given and says ------------------------------------------------------------------------

    def open_prescription(self, prescription_id: UUID) -> None:
        """Chooses the bag of a prescription, as the dispense screen does when it is ready."""
        self._choose(prescription_id)
        self.reload()

    @property
    def view(self) -> CounterView | None:
        """The bag that is open."""
        return self._view

    # --- Page ---------------------------------------------------------------------------------------------

    def primary(self) -> QAbstractButton | None:
        """Hand over; nothing while a STOP is shown."""
        return self.go if self.stop.isHidden() else None

    def step_back(self) -> bool:
        """Clears the STOP, then the search, then the open bag."""
        if not self.stop.isHidden():
            self._on_stop_cleared()
        elif self._list.search.text():
            self._list.search.clear()
        elif self._chosen is not None:
            closed = self._chosen
            self._choose(None)
            self._list.stand_on(closed)
        else:
            return False
        return True

    def on_scan(self, code: str) -> bool:
        """A bag, a label, a bin or a prescription number opens its bag; refused while another one is recorded."""
        if badge_in(code) is not None:
            return False
        if self._busy:
            self._scanned_meanwhile = True
            self._refuse_scan()
            return True
        self._actions.quiet()
        bag = bag_for_code(self._bags, code)
        if bag is None:
            self._wanted_code = code
            self.reload()
            return True
        self._take(bag)
        return True

    def go_to_missing(self) -> None:
        """F8: the identifier that is not confirmed, or a bag when none is open."""
        if self._view is None:
            self._list.open_one()
        else:
            self.collector.go_to_missing()

    def page_shown(self) -> None:
        """The list as it is now."""
        self._list.table.setFocus()
        self.reload()

    def minute_passed(self) -> None:
        """Ages."""
        self._show_list()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this screen."""
        text = self._words.text
        return (
            KeyHint("Up Down", text("handover.list_key")),
            KeyHint("Space", text("handover.tick_key")),
            KeyHint("Enter", text("handover.go_key")),
            KeyHint("F3", text("handover.back")),
            KeyHint(CODE_KEYS, text("handover.code.key")),
            KeyHint(RETURN_KEYS, text("handover.return.key")),
            KeyHint(LEAFLET_KEYS, text("leaflet.key")),
        )

    def _connect(self) -> None:
        self._list.bag_chosen.connect(self._choose)
        self._list.search_changed.connect(self._on_search)
        self._tabs.tab_chosen.connect(self._on_tab)
        self.collector.changed.connect(self._show_bar)
        for stop in (self.stop, self.lone_stop):
            stop.cleared.connect(self._on_stop_cleared)
        self._back.clicked.connect(self._on_back)
        self.leaflet.wanted.connect(self._on_leaflet)
        self.go.clicked.connect(self._on_go)
        self.returning.listen(self, self._on_return_key)
        self.returning.confirmed.connect(self._on_return)
        QShortcut(QKeySequence(CODE_KEYS), self).activated.connect(self._on_code_key)
        self.code.asked.answered.connect(self._on_code_said)

    # --- slots --------------------------------------------------------------------------------------------

    def _on_search(self, _text: str) -> None:
        self._show_list()

    def _on_tab(self, _code: str) -> None:
        self._fold()

    def _on_stop_cleared(self) -> None:
        self._actions.quiet()
        self._clear_stops()
        self._show_bar()

    def _on_leaflet(self) -> None:
        if self._view is not None:
            self.leaflet.print_with(self._tasks, partial(self._actions.leaflet, self._view.prescription.id))

    def _on_back(self) -> None:
        if self._chosen is not None:
            self.dispense_requested.emit(self._chosen)

    def _on_return_key(self) -> None:
        if self._view is not None and not self._busy:
            self._run(
                Lane.STORE_READ, partial(self._actions.return_plan, self._view.prescription.id), self._on_return_plan
            )

    def _on_return(self) -> None:
        work = self.returning.work(self._actions)
        if work is None or self._busy:
            return
        self._leaving, self._scanned_meanwhile = self._chosen, False
        self.returning.close_question()
        self._actions.quiet()
        self._show_bar()
        self._tasks.run(
            Lane.STORE_WRITE, work, self._on_returned,
            on_refused=self._on_not_handed_over, on_unavailable=self._on_hand_over_unavailable,
        )  # fmt: skip

    def _on_code_key(self) -> None:
        """F7: a code is made where none counts, else what the person says is typed."""
        if self._view is None or self._busy:
            return
        if self._view.code.is_open and not self._view.code.is_spent:
            self.code.ask()
        elif not self._view.code.proved:
            self._write(partial(self._actions.make_code, self._view.prescription.id), self._on_code_made)

    def _on_code_made(self, code: str) -> None:
        self.code.show_code(code)
        self.look_again()

    def _on_code_said(self, code: str) -> None:
        if self._view is not None and not self._busy:
            self._write(partial(self._actions.prove_collector, self._view.prescription.id, code), self._on_proved)

    def _on_proved(self, _answer: object) -> None:
        self._actions.play(Sound.OK)
        self.code.close()
        self._clear_stops()
        self.setFocus()
        self.look_again()

    def _write(self, work: Work, on_done: Answer) -> None:
        self._actions.quiet()
        self._run(Lane.STORE_WRITE, work, on_done)

    def _on_go(self) -> None:
        if self._chosen is None or self.go.locked_because:
            return
        self._leaving, self._scanned_meanwhile = self._chosen, False
        self._actions.quiet()
        self._show_bar()
        work = partial(self._actions.hand_over, self._chosen, self.collector.collected_by())
        self._tasks.run(
            Lane.STORE_WRITE, work, self._on_handed_over,
            on_refused=self._on_not_handed_over, on_unavailable=self._on_hand_over_unavailable,
        )  # fmt: skip

    def _on_theme_changed(self) -> None:
        self._refresh()
        self._fold()
