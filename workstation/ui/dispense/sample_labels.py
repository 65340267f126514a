"""The labels of the sample counter: printed, printed again, written by hand, or not for a printer's sake."""

from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.printer import Printed, PrinterTrouble, PrinterWay
from workstation.services.labelling import SHORTEST_REASON, LabelFacts, LabellingRefusal, require_reprint_reason
from workstation.ui.dispense.actions import LabelJob, PrintWish


class SampleLabels:
    """What is written on the packs that lie there."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.written: dict[UUID, str] = {}
        self.printer_trouble: PrinterTrouble | None = None
        """Why the printer does not print; a PDF can be had all the same."""

    def labels(self, *, part_supply: bool) -> tuple[LabelFacts, ...]:
        """What the label of each pack has to say."""
        raise NotImplementedError

    def print_labels(self, rx: UUID, wish: PrintWish) -> LabelJob:
        """As if they were printed."""
        self.calls.append("print part" if wish.part_supply else "print")
        labels = self.labels(part_supply=wish.part_supply)
        require_reprint_reason(labels, self.written, wish.reason)
        if self.printer_trouble is not None and not wish.to_file:
            raise self.printer_trouble
        withdrawn = len(self.written)
        self.note_labels(rx, labels)
        return LabelJob(Printed(PrinterWay.FILE, "labels-RX-26-004821.pdf"), withdrawn)

    def leaflet(self, _rx: UUID) -> Printed:
        """As if it were printed."""
        self.calls.append("leaflet")
        return Printed(PrinterWay.FILE, "RX-26-004821-leaflet.pdf")

    def note_labels(self, _rx: UUID, labels: tuple[LabelFacts, ...]) -> None:
        """They count as written."""
        self.written |= {one.pack: one.mark() for one in labels}

    def label_by_hand(self, rx: UUID, _seen: frozenset[UUID], reason: str, part: bool) -> None:
        """Refuses a reason that says nothing."""
        self.calls.append(f"by hand {reason}")
        if len(reason) < SHORTEST_REASON:
            raise Refused(LabellingRefusal.NO_REASON, at_least=SHORTEST_REASON)
        self.note_labels(rx, self.labels(part_supply=part))
