"""Printers that the operating system knows (CUPS, Windows), through Qt.

A queue takes a job and says nothing of paper: it is not told whether the labels came out.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from workstation.adapters.printing.label import MILLIMETRES_PER_INCH, paint_label
from workstation.adapters.printing.layout import lay_out
from workstation.adapters.printing.template import LabelTemplate
from workstation.adapters.printing.text import UNITS
from workstation.domain.label import LabelContent
from workstation.domain.printer import Printed, PrinterProblem, PrinterTrouble, PrinterWay

Paint = Callable[[QPainter], None]
"""Paints one page; one unit of the painter is 1/100 mm."""


def printer_names() -> tuple[str, ...]:
    """The printers that the operating system knows. It may have to ask a server: not on the GUI thread."""
    return tuple(QPrinterInfo.availablePrinterNames())


class SystemPrinter:
    """See services.printing.LabelPrinter."""

    def __init__(self, name: str, template: LabelTemplate) -> None:
        self._name, self._template = name, template

    def print_labels(self, contents: Sequence[LabelContent], job: str) -> Printed:
        """One job, one page for each label. Everything is laid out before the first page is begun."""
        for one in contents:
            lay_out(one, self._template)
        pages = [self._page(one) for one in contents]
        print_pages(system_printer(self._name), pages, (self._template.width, self._template.height), job)
        return Printed(PrinterWay.SYSTEM, self._name, told=False)

    def look(self) -> None:
        """The operating system knows it and has not stopped it."""
        system_printer(self._name)

    def _page(self, content: LabelContent) -> Paint:
        def paint(painter: QPainter) -> None:
            paint_label(painter, content, self._template)

        return paint


def system_printer(name: str) -> QPrinter:
    """The printer of this name. Raises PrinterTrouble(NO_SUCH_PRINTER or STOPPED)."""
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise PrinterTrouble(PrinterProblem.NO_SUCH_PRINTER, name)
    if info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise PrinterTrouble(PrinterProblem.STOPPED, name)
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def print_pages(printer: QPrinter, pages: Sequence[Paint], size_mm: tuple[float, float], job: str) -> None:
    """Prints pages of one size in one job. Raises PrinterTrouble(STOPPED) when the system does not take it."""
    size = QPageSize(QSizeF(*size_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    printer.setDocName(job)
    printer.setCreator("pharmacist workstation")
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterTrouble(PrinterProblem.STOPPED, printer.printerName())
    try:
        scale = printer.resolution() / MILLIMETRES_PER_INCH / UNITS
        for place, paint in enumerate(pages):
            if place and not printer.newPage():
                raise PrinterTrouble(PrinterProblem.STOPPED, printer.printerName(), sent=True)
            painter.save()
            painter.scale(scale, scale)
            paint(painter)
            painter.restore()
    finally:
        painter.end()
    if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise PrinterTrouble(PrinterProblem.STOPPED, printer.printerName(), sent=True)
