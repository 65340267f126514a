"""Labels as a PDF in a folder: for counters without a label printer, and in the place of one that does not print."""

from collections.abc import Sequence
from pathlib import Path

from workstation.adapters.printing.label import write_label_pdf
from workstation.adapters.printing.template import LabelTemplate
from workstation.domain.errors import Unavailable
from workstation.domain.label import LabelContent
from workstation.domain.printer import Printed, PrinterWay
from workstation.file_words import in_words


class PdfPrinter:
    """See services.printing.LabelPrinter."""

    def __init__(self, folder: Path, template: LabelTemplate) -> None:
        self._folder, self._template = folder, template

    def print_labels(self, contents: Sequence[LabelContent], job: str) -> Printed:
        """One file for the job; one of the same name is written over."""
        self.look()
        path = self._folder / f"{job}.pdf"
        write_label_pdf(contents, path, self._template)
        return Printed(PrinterWay.FILE, path.name)

    def look(self) -> None:
        """The folder is there, and this user's alone."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as problem:
            raise Unavailable("printer", f"The folder of the labels cannot be made: {in_words(problem)}") from problem
