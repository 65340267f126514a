"""A leaflet on the printer that a setting means: a PDF, or a printer that the operating system knows."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QPainter

from workstation.adapters.printing.leaflet import SIZES, LeafletPages, lay_out_leaflet, paint_leaflet, write_leaflet_pdf
from workstation.domain.errors import Unavailable
from workstation.domain.leaflet import Leaflet
from workstation.domain.printer import LEAFLET_SIZES, PaperKind, Printed, PrinterSetting, PrinterWay, check_printer
from workstation.file_words import in_words


def print_leaflet(leaflet: Leaflet, setting: PrinterSetting, folder: Path, job: str) -> Printed:
    """Prints it; `job` names it for people and holds no patient's name.

    Raises Refused(MISSING_GLYPH, NOT_FOR_LEAFLETS, ...) before anything is printed, PrinterTrouble or Unavailable when
    it did not come out.
    """
    check_printer(setting, PaperKind.LEAFLET)
    size = setting.size if setting.size in SIZES else LEAFLET_SIZES[0]
    if setting.way is PrinterWay.SYSTEM:
        # Loaded only where it is used: the module of Qt for printers brings its windows along.
        from workstation.adapters.printing.system_printer import print_pages, system_printer

        pages = lay_out_leaflet(leaflet, size)
        paints = [partial(_paint, leaflet, pages, number, size) for number in range(len(pages))]
        print_pages(system_printer(setting.printer), paints, SIZES[size], job)
        return Printed(PrinterWay.SYSTEM, setting.printer, told=False)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise Unavailable("printer", f"The folder of the labels cannot be made: {in_words(problem)}") from problem
    path = folder / f"{job}.pdf"
    write_leaflet_pdf(leaflet, path, size)
    return Printed(PrinterWay.FILE, path.name)


def _paint(leaflet: Leaflet, pages: LeafletPages, number: int, size: str, painter: QPainter) -> None:
    paint_leaflet(painter, leaflet, pages, number, size)
