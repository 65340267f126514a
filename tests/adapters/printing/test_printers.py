"""Every printer behind one port: the setting says which it is."""

from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrinter

from tests.adapters.printing.label_printer_double import LabelPrinterDouble, at_a_device, at_an_address
from tests.adapters.printing.label_samples import TOKEN, USUAL, label
from tests.adapters.printing.pdf_files import pages_of, rendered
from workstation.adapters.printing.label import paint_label
from workstation.adapters.printing.printers import label_printer
from workstation.adapters.printing.system_printer import print_pages, printer_names
from workstation.adapters.printing.template import load_template, template_names
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.label import LabelRefusal
from workstation.domain.printer import Printed, PrinterProblem, PrinterSetting, PrinterTrouble, PrinterWay
from workstation.services.printing import LabelPrinter

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_pdf_needs_no_printer(tmp_path: Path) -> None:
    printer: LabelPrinter = label_printer(PrinterSetting(), tmp_path / "labels")
    printer.look()
    assert printer.print_labels(USUAL, "RX-1") == Printed(PrinterWay.FILE, "RX-1.pdf")
    assert len(pages_of(tmp_path / "labels" / "RX-1.pdf")) == len(USUAL)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "labels").write_bytes(b"")
    with pytest.raises(Unavailable, match="folder of the labels"):
        label_printer(PrinterSetting(), tmp_path / "labels" / "in").print_labels(USUAL, "RX-1")


@pytest.mark.parametrize("dots", [203, 300])
def test_the_setting_leads_to_a_printer_in_the_network(tmp_path: Path, dots: int) -> None:
    double = LabelPrinterDouble()
    with at_an_address(double) as (host, port):
        setting = PrinterSetting(PrinterWay.NETWORK, host=f" {host} ", port=port, dots=dots)
        printed = label_printer(setting, tmp_path).print_labels([label()], "RX-1")
    assert printed == Printed(PrinterWay.NETWORK, f"{host}:{port}")
    assert double.printed[0].width == {203: 560, 300: 832}[dots], "whole bytes"


def test_the_setting_leads_to_a_printer_at_a_device_file(tmp_path: Path) -> None:
    double = LabelPrinterDouble()
    with at_a_device(double) as path:
        label_printer(PrinterSetting(PrinterWay.DEVICE, device=path), tmp_path).print_labels([label()], "RX-1")
    assert len(double.printed) == 1


def test_the_setting_chooses_the_size_of_the_label(tmp_path: Path) -> None:
    assert set(template_names()) >= {"70x36", "100x50"}
    double = LabelPrinterDouble()
    with at_an_address(double) as (host, port):
        setting = PrinterSetting(PrinterWay.NETWORK, host=host, port=port, size="100x50")
        label_printer(setting, tmp_path).print_labels([label()], "RX-1")
    assert double.printed[0].size == (800, 400)
    assert [code.text for code in zxingcpp.read_barcodes(double.printed[0])] == [str(TOKEN)]


def test_a_size_that_is_not_there_any_more_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="label_1x1"):
        label_printer(PrinterSetting(size="1x1"), tmp_path)


def test_a_printer_that_this_pc_does_not_know_is_told(tmp_path: Path) -> None:
    printer = label_printer(PrinterSetting(PrinterWay.SYSTEM, "no such one"), tmp_path)
    assert "no such one" not in printer_names()
    for work in (printer.look, lambda: printer.print_labels([label()], "RX-1")):
        with pytest.raises(PrinterTrouble) as trouble:
            work()
        assert trouble.value.problem is PrinterProblem.NO_SUCH_PRINTER


def test_a_label_that_does_not_fit_is_refused_before_the_system_is_asked(tmp_path: Path) -> None:
    printer = label_printer(PrinterSetting(PrinterWay.SYSTEM, "no such one"), tmp_path)
    with pytest.raises(Refused) as refused:
        printer.print_labels([label(patient="Ramesh " * 60)], "RX-1")
    assert refused.value.code is LabelRefusal.TEXT_DOES_NOT_FIT


def test_a_system_printer_gets_one_job_with_a_page_for_each_label(tmp_path: Path) -> None:
    """Qt's printer of PDFs goes the same way through Qt as one of the operating system."""
    path, template = tmp_path / "job.pdf", load_template()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    pages = [lambda painter, one=one: paint_label(painter, one, template) for one in USUAL]
    print_pages(printer, pages, (template.width, template.height), "RX-1")  # type: ignore[arg-type]
    assert len(pages_of(path)) == len(USUAL)
    for page in range(len(USUAL)):
        printed = rendered(path, page, 203).point(lambda light: 255 * (light > 127))
        assert abs(printed.width - 560) <= 2
        assert [code.text for code in zxingcpp.read_barcodes(printed)] == [str(TOKEN)]
