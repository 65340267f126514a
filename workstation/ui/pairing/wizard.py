"""The pairing wizard: address, trust, who we are, the check, the result. Nothing is kept before the finish."""

from PySide6.QtCore import Signal

from workstation.ui.pairing.actions import ConnectionView, Entered, PairingActions
from workstation.ui.pairing.address_step import AddressStep
from workstation.ui.pairing.check_step import CheckStep
from workstation.ui.pairing.copy_step import CopyStep
from workstation.ui.pairing.draft import Draft
from workstation.ui.pairing.result_step import ResultStep
from workstation.ui.pairing.trust_step import TrustStep
from workstation.ui.pairing.who_step import WhoStep
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardPage, WizardStep
from workstation.ui.words import Words


class PairingWizard(WizardPage):
    """Keep the object when it is left: what was typed is in it. `finished` = paired, `left` = nothing changed."""

    new_station = Signal()
    """A copied store became a new station: the program has to be opened again."""

    def __init__(
        self, host: ThemeHost, words: Words, actions: PairingActions, tasks: TaskRunner, now: ConnectionView
    ) -> None:
        self.draft = Draft(entered_of(now))
        draft = self.draft
        self.address = AddressStep(host, words, actions, draft)
        self.trust = TrustStep(host, words, actions, draft, tasks)
        self.who = WhoStep(host, words, actions, draft, tasks, now.station_id)
        self.check = CheckStep(host, words, actions, draft, tasks)
        self.result = ResultStep(host, words, actions, draft, tasks)
        steps: tuple[WizardStep, ...] = (self.address, self.trust, self.who, self.check, self.result)
        self.copy_step = CopyStep(host, words, actions, tasks) if now.copied else None
        if self.copy_step is not None:
            steps = (self.copy_step, *steps)
        super().__init__(host, words, steps, purpose=words.text("pairing.purpose"), kept=words.text("pairing.kept"))
        for step in (self.address, self.trust, self.who):
            step.changed.connect(self._on_entered)
        if self.copy_step is not None:
            self.copy_step.new_station.connect(self.new_station)
        self.left.connect(self.check.stop)

    def _on_entered(self) -> None:
        step = self.sender()
        if isinstance(step, WizardStep) and self.draft.found is None:
            self.forget_after(step.key)


def entered_of(now: ConnectionView) -> Entered:
    """The entries of the pairing that is, to begin with. Its CA is no file any more and is asked for again."""
    if not now.is_paired:
        return Entered()
    return Entered(
        url=now.url,
        trust=now.trust,
        pin=now.pin,
        organization=now.organization.removeprefix("Organization/"),
        smart=now.smart,
        client_id="" if now.client_id == now.station_id else now.client_id,
    )
