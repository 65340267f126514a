"""The steps of the dispense screen that end in labels: printed, printed again with a reason, written by hand."""

from functools import partial

from workstation.domain.errors import Refused, Unavailable
from workstation.services.labelling import LabellingRefusal
from workstation.ui.dispense.actions import LabelJob, PrintWish
from workstation.ui.dispense.work import DispenseWork
from workstation.ui.printer_words import labels_words, trouble_words
from workstation.ui.sounds import Sound
from workstation.ui.tasks import Lane


class LabelSteps(DispenseWork):
    """Nothing here waits for a printer: the screen goes on, and another prescription may be opened meanwhile."""

    _wish: PrintWish | None = None
    """What was wanted of the printer last."""

    def _connect_labels(self) -> None:
        side, stage = self._columns.side, self._columns.stage
        side.print_wanted.connect(self._on_print)
        side.file_wanted.connect(self._on_file)
        side.by_hand_wanted.connect(self._on_by_hand)
        stage.by_hand_reason_given.connect(self._on_by_hand_reason)
        stage.again_reason_given.connect(self._on_again_reason)
        side.leaflet.wanted.connect(self._on_leaflet)

    def _on_leaflet(self) -> None:
        session = self._session
        if session is not None and session.packs and not session.unsettled:
            work = partial(self._actions.leaflet, session.view.prescription.id)
            self._columns.side.leaflet.print_with(self._tasks, work)

    def _on_print(self) -> None:
        session = self._session
        if self._id is None or session is None or session.busy or session.unsettled or not session.packs:
            return
        if session.labels_printed:
            self._columns.stage.ask_why_again()
        else:
            self._print(PrintWish(session.supplies_part))

    def _on_again_reason(self, reason: str) -> None:
        if self._session is not None and not self._session.busy:
            self._print(PrintWish(self._session.supplies_part, reason))

    def _on_file(self) -> None:
        """The printer does not print: the same labels as a PDF."""
        session = self._session
        if session is not None and self._wish is not None and not session.busy and session.packs:
            self._print(PrintWish(session.supplies_part, self._wish.reason, to_file=True))

    def _print(self, wish: PrintWish) -> None:
        assert self._session is not None
        self._session.busy, self._wish = True, wish
        self._columns.side.offer_file(offered=False)
        if not self._columns.stage.is_asking():
            self.setFocus()
        work = partial(self._actions.print_labels, self._session.view.prescription.id, wish)
        self._record(work, self._on_printed, self._on_print_refused, self._on_not_printed, lane=Lane.PRINTER)
        self._refresh()

    def _on_printed(self, job: LabelJob) -> None:
        assert self._session is not None
        self._session.printed_to = labels_words(self._words, job.printed, job.withdrawn)
        self._columns.stage.ask_again.close_question()
        self._give_up_focus()
        self._on_labelled(None)

    def _on_print_refused(self, refusal: Refused) -> None:
        question = self._columns.stage.ask_again
        if refusal.code is not LabellingRefusal.NO_REPRINT_REASON:
            self._on_refused(refusal)
            return
        assert self._session is not None
        self._session.busy = False
        if question.isHidden():
            # Another counter has printed them meanwhile.
            self._columns.stage.ask_why_again()
        else:
            question.refuse(self._words.refusal(refusal.code, refusal.facts))
        self._reload()

    def _on_not_printed(self, trouble: Unavailable) -> None:
        """Nothing is recorded: the labels can be had again, here or elsewhere."""
        self._actions.play(Sound.LOOK)
        self._columns.stage.ask_again.close_question()
        happened, todo = trouble_words(self._words, trouble)
        self._say(happened, f"{todo} {self._words.text('printer.not_printed.elsewhere')}", "")
        self._columns.side.offer_file(offered=self._wish is not None and not self._wish.to_file)

    def _on_by_hand(self) -> None:
        self._columns.stage.ask_why_by_hand()

    def _on_by_hand_reason(self, reason: str) -> None:
        session = self._session
        if self._id is None or session is None:
            return
        seen = frozenset(one.id for one in session.packs)
        work = partial(self._actions.label_by_hand, self._id, seen, reason, session.supplies_part)
        self._mutate(work, self._on_written_by_hand, self._on_by_hand_refused)

    def _on_written_by_hand(self, _answer: object) -> None:
        assert self._session is not None
        self._session.printed_to = self._words.text("dispense.label.written_by_hand")
        self._columns.stage.close_question()
        self._columns.side.offer_file(offered=False)
        self._give_up_focus()
        self._on_labelled(None)

    def _on_by_hand_refused(self, refusal: Refused) -> None:
        assert self._session is not None
        self._session.busy = False
        self._columns.stage.ask_by_hand.refuse(self._words.refusal(refusal.code, refusal.facts))
        self._refresh()
