"""Who vouches for the server, beside the certificate that is met there."""

from functools import partial

from PySide6.QtWidgets import QFileDialog, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.field import Field
from workstation.ui.components.reasons import ReasonChoice, ReasonOption
from workstation.ui.pairing.actions import Entered, Met, PairingActions, TrustWay
from workstation.ui.pairing.certificate import CertificateCard
from workstation.ui.pairing.draft import Draft
from workstation.ui.pairing.parts import question, typing
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words


class TrustStep(WizardStep):
    """The server is asked for its certificate when the step is opened, and again with the chosen way on Next.

    A server that does not answer may be gone past: its operator may need the public key first. One that answers and
    is not believed may not.
    """

    def __init__(self, host: ThemeHost, words: Words, actions: PairingActions, draft: Draft, tasks: TaskRunner) -> None:
        super().__init__("trust", words.text("pairing.trust.title"), words.text("pairing.trust.note"))
        self._host, self._words, self._actions, self._draft, self._tasks = host, words, actions, draft, tasks
        self._met_for: Entered | None = None
        self._asking: Task | None = None
        self._keeping = False
        self._absent = False
        self._build()
        self._show_way()

    def question(self) -> QWidget:
        """The three ways."""
        return self._page

    def answer(self) -> QWidget:
        """The certificate that was met."""
        return self.card

    def blocked_because(self) -> str:
        """What the chosen way still lacks."""
        entered, text = self._draft.entered, self._words.text
        if entered.trust is TrustWay.CA:
            problem = self._actions.ca_problem(entered.ca) if entered.ca else "no_file"
        elif entered.trust is TrustWay.PIN:
            problem = self._actions.pin_problem(entered.pin) if entered.pin else "no_pin"
        else:
            problem = ""
        return text(f"pairing.trust.{problem}") if problem else ""

    def advice(self) -> str:
        """A server that is away."""
        return self._words.text("pairing.trust.later") if self._absent else ""

    def shown(self) -> None:
        """Asks for the certificate of this address, unless it was asked already."""
        self.ways.focus_first()
        if self._met_for is None or self._met_for.url != self._draft.entered.url:
            self.ask()

    def ask(self) -> None:
        """Asks the server who it is."""
        if self._asking is not None:
            self._asking.abandon()
        entered = self._draft.entered
        self._met_for = entered
        self._absent = False
        self.card.show_asking()
        self._asking = self._tasks.run(
            Lane.WORK,
            partial(self._actions.meet, entered),
            self._on_met,
            on_refused=self._on_refused,
            on_unavailable=self._on_absent,
        )

    def begin_keeping(self) -> None:
        """Believed is only who is met with the chosen way."""
        self._keeping = True
        self.ask()

    # --- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        host, text = self._host, self._words.text
        self._page, column = question(host, text("pairing.trust.question"), text("pairing.trust.why"))
        options = tuple(ReasonOption(way.value, text(f"pairing.trust.{way.value}")) for way in TrustWay)
        self.ways = ReasonChoice(host, text("pairing.trust.heading"), options)
        entered = self._draft.entered
        self.ways.choose(entered.trust.value)
        self.file, self.pin = typing(), typing(most=200)
        self.file.setText(entered.ca)
        self.pin.setText(entered.pin)
        self.file_field = Field(host, text("pairing.trust.file"), self.file)
        self._choose = SecondaryButton(host, text("pairing.trust.choose_file"), icon="folder", small=True)
        self.pin_field = Field(host, text("pairing.trust.pin_label"), self.pin, text("pairing.trust.pin_note"))
        column.add(self.ways, self.file_field, self._choose, self.pin_field)
        self.card = CertificateCard(host, self._words)
        self.ways.changed.connect(self._on_entered)
        self.file.textChanged.connect(self._on_entered)
        self.pin.textChanged.connect(self._on_entered)
        self._choose.clicked.connect(self._on_choose)
        self.card.ask_requested.connect(self.ask)
        self.card.pin_taken.connect(self._on_pin_taken)

    # --- what comes back ----------------------------------------------------------------------------------

    def _on_met(self, met: Met) -> None:
        self._asking = None
        self.card.show_met(met, may_pin=self._draft.entered.trust is not TrustWay.PIN or bool(met.doubt))
        self._end(met.doubt)

    def _on_absent(self, trouble: Unavailable) -> None:
        self._asking = None
        self._absent = True
        self.card.show_absent(trouble.why)
        self._end("")

    def _on_refused(self, refusal: Refused) -> None:
        sentence = self._words.refusal(refusal.code, refusal.facts)
        self._asking = None
        self.card.show_absent(sentence)
        self._end(sentence)

    def _end(self, doubt: str) -> None:
        keeping, self._keeping = self._keeping, False
        if not keeping:
            self.changed.emit()
        elif doubt:
            self.refused.emit(doubt)
        else:
            self.kept.emit(self._words.text(f"pairing.trust.kept_{self._draft.entered.trust.value}"))

    # --- slots --------------------------------------------------------------------------------------------

    def _on_entered(self) -> None:
        way = TrustWay(self.ways.code() or TrustWay.SYSTEM)
        self._draft.put(trust=way, ca=self.file.text().strip(), pin=self.pin.text().strip())
        self._show_way()
        self.card.show_unknown()
        self.changed.emit()

    def _show_way(self) -> None:
        way = self._draft.entered.trust
        for part in (self.file_field, self._choose):
            part.setVisible(way is TrustWay.CA)
        self.pin_field.setVisible(way is TrustWay.PIN)
        because = self.blocked_because()
        for field, typed in ((self.file_field, self.file.text()), (self.pin_field, self.pin.text())):
            if because and typed.strip() and not field.isHidden():
                field.refuse(because)
            else:
                field.accept()

    def _on_choose(self) -> None:
        text = self._words.text
        path, _ = QFileDialog.getOpenFileName(self._page, text("pairing.trust.file"), "", text("pairing.trust.files"))
        if path:
            self.file.setText(path)

    def _on_pin_taken(self, pin: str) -> None:
        self.ways.choose(TrustWay.PIN.value)
        self.pin.setText(pin)
        self.pin.setFocus()
