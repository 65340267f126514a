"""A bag that nobody collects: F6 says what becomes of each pack, Y takes it apart."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workstation.domain.returns import PackFate
from workstation.services.returning import ReturnPlan
from workstation.ui.dispense.confirm import ConfirmCard
from workstation.ui.handover.actions import HandOverActions
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

KEYS = "F6"
_ORDER = (PackFate.SHELF, PackFate.RELABEL, PackFate.QUARANTINE)


class ReturnCard(ConfirmCard):
    """Asked in place. Nothing is taken apart before the day that the rules say."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, words.text("handover.return.button"), "Y", cancel=words.text("handover.return.keep"))
        self._words = words
        self._plan: tuple[UUID, ReturnPlan] | None = None
        self.cancelled.connect(self._on_kept)

    def listen(self, page: QWidget, slot: Callable[[], None]) -> None:
        """Binds the key to the page."""
        QShortcut(QKeySequence(KEYS), page).activated.connect(slot)

    def offer(self, prescription_id: UUID, plan: ReturnPlan) -> None:
        """Says what becomes of the packs; before the day only from when on."""
        text = self._words.text
        self._plan = (prescription_id, plan) if plan.is_due else None
        self.button.setVisible(plan.is_due)
        if not plan.is_due:
            self.ask(text("handover.return.early_title", day=plan.from_day), text("handover.return.early"))
            return
        parts = [
            text(f"handover.return.{fate.value}", count=count)
            for fate in _ORDER
            if (count := sum(one.fate is fate for one in plan.packs))
        ]
        self.ask(text("handover.return.title", number=plan.number), " ".join(parts))

    def work(self, actions: HandOverActions) -> Callable[[], object] | None:
        """What Y does, None where nothing may be done."""
        if self._plan is None:
            return None
        prescription_id, plan = self._plan
        seen = frozenset(one.allocation_id for one in plan.packs)
        return partial(actions.return_to_stock, prescription_id, seen)

    def _on_kept(self) -> None:
        self._plan = None
        self.close_question()
