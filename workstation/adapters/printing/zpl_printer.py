"""A label printer that speaks ZPL: asked how it is before a job and until the job has come out.

A printer is not believed to have printed because it took the data: it takes labels into its memory without paper too.
Silence counts as "does not print": some printers answer ~HS only while nothing is wrong (docs/adr/0041).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from workstation.adapters.printing.bitmap import label_bitmap
from workstation.adapters.printing.host_status import ASK, LINES, HostStatus, lines_of, status_of
from workstation.adapters.printing.printer_lines import Line, LineTo
from workstation.adapters.printing.template import LabelTemplate
from workstation.adapters.printing.zpl import CANCEL, zpl_of
from workstation.domain.label import LabelContent
from workstation.domain.printer import Printed, PrinterProblem, PrinterTrouble, PrinterWay

_MOST_BYTES = 10_000
"""An answer has about a hundred."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    answer: float = 3.0
    """For the answer to one question."""
    label: float = 15.0
    """For one more label to come out."""
    between: float = 0.25
    """Between two questions while it prints."""
    settled: float = 0.5
    """So long it has to stay idle and well: the last label is still moving when it is counted as done."""


class ZplPrinter:
    """One printer, whatever line leads to it."""

    def __init__(
        self,
        line_to: LineTo,
        way: PrinterWay,
        template: LabelTemplate,
        dots: int,
        *,
        answers: bool = True,
        patience: Patience | None = None,
    ) -> None:
        self._line_to, self._way, self._template, self._dots = line_to, way, template, dots
        self._answers, self._patience = answers, patience or Patience()

    def print_labels(self, contents: Sequence[LabelContent], job: str) -> Printed:
        """See services.printing.LabelPrinter. A job that fails half-way is cancelled in the printer, so that nothing of
        it comes out later beside labels that were printed elsewhere."""
        data = b"".join(zpl_of(label_bitmap(one, self._template, self._dots)) for one in contents)
        with self._line_to.open() as line:
            if self._answers:
                self._require_well(line)
            try:
                line.send(data)
                if self._answers:
                    self._wait_until_out(line)
            except PrinterTrouble as trouble:
                self._cancel(line)
                raise PrinterTrouble(trouble.problem, self._line_to.name, sent=True) from trouble
        return Printed(self._way, self._line_to.name, told=self._answers)

    def look(self) -> None:
        """See services.printing.LabelPrinter. One that never answers is well when something takes the connection."""
        with self._line_to.open() as line:
            if self._answers:
                self._require_well(line)

    def _require_well(self, line: Line) -> HostStatus:
        status = self._ask(line)
        if status.problem is not None:
            raise PrinterTrouble(status.problem, self._line_to.name)
        return status

    def _wait_until_out(self, line: Line) -> None:
        """Until it has been idle and well for a moment. Patience begins anew with each label that comes out."""
        patience = self._patience
        least, idle_since = None, None
        until = monotonic() + patience.label
        while True:
            status = self._require_well(line)
            now = monotonic()
            if status.idle:
                idle_since = idle_since if idle_since is not None else now
                if now - idle_since >= patience.settled:
                    return
            else:
                idle_since = None
                if least is None or status.waiting < least:
                    least, until = status.waiting, now + patience.label
            if now > until:
                raise PrinterTrouble(PrinterProblem.NOT_FINISHED, self._line_to.name)
            line.receive(patience.between)

    def _ask(self, line: Line) -> HostStatus:
        line.send(ASK)
        came, until = b"", monotonic() + self._patience.answer
        while len(lines_of(came)) < LINES:
            left = until - monotonic()
            if left <= 0 or len(came) > _MOST_BYTES:
                raise PrinterTrouble(
                    PrinterProblem.NOT_UNDERSTOOD if came else PrinterProblem.SILENT, self._line_to.name
                )
            came += line.receive(left)
        status = status_of(lines_of(came))
        if status is None:
            raise PrinterTrouble(PrinterProblem.NOT_UNDERSTOOD, self._line_to.name)
        return status

    def _cancel(self, line: Line) -> None:
        try:
            line.send(CANCEL)
        except PrinterTrouble:
            # Its own trouble is told already; that nothing can be cancelled over a broken line adds nothing.
            return
