"""A label printer over a real socket: only what came out counts, and every trouble has its own name."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.adapters.printing.label_printer_double import LabelPrinterDouble, at_a_device, at_an_address
from tests.adapters.printing.label_samples import TOKEN, USUAL, label
from workstation.adapters.printing.printer_lines import DevicePrinter, NetworkPrinter
from workstation.adapters.printing.template import load_template
from workstation.adapters.printing.zpl_printer import Patience, ZplPrinter
from workstation.domain.errors import Refused
from workstation.domain.printer import Printed, PrinterProblem, PrinterTrouble, PrinterWay

pytestmark = pytest.mark.usefixtures("qapp")

IN_A_HURRY = Patience(answer=0.4, label=0.6, between=0.01, settled=0.03)


@pytest.fixture
def double() -> LabelPrinterDouble:
    return LabelPrinterDouble()


@pytest.fixture
def address(double: LabelPrinterDouble) -> Iterator[tuple[str, int]]:
    with at_an_address(double) as found:
        yield found


@pytest.fixture
def printer(address: tuple[str, int]) -> ZplPrinter:
    return a_printer(address)


def a_printer(address: tuple[str, int], *, answers: bool = True) -> ZplPrinter:
    """At this address, without much patience."""
    line = NetworkPrinter(*address)
    return ZplPrinter(line, PrinterWay.NETWORK, load_template(), 203, answers=answers, patience=IN_A_HURRY)


def trouble_of(work: Callable[[], object]) -> PrinterTrouble:
    """What a printer had against it."""
    with pytest.raises(PrinterTrouble) as found:
        work()
    return found.value


def test_all_labels_of_a_job_come_out_once_over_one_connection(
    double: LabelPrinterDouble, printer: ZplPrinter, address: tuple[str, int]
) -> None:
    printed = printer.print_labels(USUAL, "RX-1")
    assert printed == Printed(PrinterWay.NETWORK, f"127.0.0.1:{address[1]}", told=True)
    assert double.connections == 1
    assert len(double.printed) == len(USUAL)
    for one in double.printed:
        assert [code.text for code in zxingcpp.read_barcodes(one)] == [str(TOKEN)]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="reads the words back with tesseract")
def test_people_read_on_the_paper_what_the_label_says(
    double: LabelPrinterDouble, printer: ZplPrinter, tmp_path: Path
) -> None:
    printer.print_labels([label()], "RX-1")
    page = Image.new("L", (620, 348), 255)
    page.paste(double.printed[0], (30, 30))
    page.resize((page.width * 4, page.height * 4), Image.Resampling.BICUBIC).save(tmp_path / "label.png")
    command = ["tesseract", str(tmp_path / "label.png"), "-", "--psm", "6", "-l", "eng"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for words in ("Neem Tree Pharmacy", "Ramesh K. Deshpande", "Warf 5", "warfarin 5 mg", "Take 1 tablet at bedtime"):
        assert words in said


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        ({"paper": 0}, PrinterProblem.PAPER_OUT),
        ({"head_open": True}, PrinterProblem.HEAD_OPEN),
        ({"head_open": True, "paper": 0}, PrinterProblem.HEAD_OPEN),
        ({"paused": True}, PrinterProblem.PAUSED),
        ({"paused": True, "paper": 0}, PrinterProblem.PAPER_OUT),
        ({"silent": True}, PrinterProblem.SILENT),
        ({"silent_when_not_well": True, "paper": 0}, PrinterProblem.SILENT),
        ({"babbles": True}, PrinterProblem.NOT_UNDERSTOOD),
    ],
    ids=lambda one: one.value if isinstance(one, PrinterProblem) else "-".join(one),
)
def test_a_printer_that_is_not_well_gets_no_label(
    double: LabelPrinterDouble, printer: ZplPrinter, state: dict[str, int], problem: PrinterProblem
) -> None:
    for name, value in state.items():
        setattr(double, name, value)
    trouble = trouble_of(lambda: printer.print_labels([label()], "RX-1"))
    assert (trouble.problem, trouble.sent, trouble.what) == (problem, False, "printer")
    assert not double.printed
    assert not double.waiting
    assert trouble_of(printer.look).problem is problem


def test_paper_that_runs_out_in_the_middle_is_told_and_nothing_comes_out_later(
    double: LabelPrinterDouble, printer: ZplPrinter
) -> None:
    double.paper = 2
    trouble = trouble_of(lambda: printer.print_labels(USUAL, "RX-1"))
    assert (trouble.problem, trouble.sent) == (PrinterProblem.PAPER_OUT, True)
    assert len(double.printed) == 2
    double.paper = 100
    printer.look()
    printer.print_labels([label()], "RX-2")
    assert double.cancelled == len(USUAL) - 2
    assert len(double.printed) == 3, "the rest of the first job is not printed beside the second one"


def test_a_slow_printer_is_waited_for_as_long_as_labels_come_out(
    double: LabelPrinterDouble, printer: ZplPrinter
) -> None:
    double.slow = 4
    printer.print_labels(USUAL, "RX-1")
    assert len(double.printed) == len(USUAL)


def test_one_that_takes_the_labels_and_never_prints_them_has_printed_nothing(
    double: LabelPrinterDouble, printer: ZplPrinter
) -> None:
    double.slow = 1_000_000
    trouble = trouble_of(lambda: printer.print_labels([label()], "RX-1"))
    assert (trouble.problem, trouble.sent) == (PrinterProblem.NOT_FINISHED, True)


def test_a_connection_that_breaks_is_told(double: LabelPrinterDouble, printer: ZplPrinter) -> None:
    double.hangs_up = True
    trouble = trouble_of(lambda: printer.print_labels(USUAL, "RX-1"))
    assert (trouble.problem, trouble.sent) == (PrinterProblem.CUT_OFF, True)


def test_nobody_at_the_address_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()[:2]
    trouble = trouble_of(lambda: a_printer(address).print_labels([label()], "RX-1"))
    assert (trouble.problem, trouble.sent) == (PrinterProblem.NOT_REACHED, False)
    assert trouble_of(a_printer(("no such host.", 9100)).look).problem is PrinterProblem.NOT_REACHED


def test_a_printer_that_never_answers_can_be_set_up_and_promises_nothing(
    double: LabelPrinterDouble, address: tuple[str, int]
) -> None:
    double.silent = True
    printed = a_printer(address, answers=False).print_labels(USUAL, "RX-1")
    assert not printed.told
    assert double.questions == 0


def test_a_label_that_does_not_fit_sends_nothing_of_the_job(double: LabelPrinterDouble, printer: ZplPrinter) -> None:
    with pytest.raises(Refused):
        printer.print_labels([label(), label(patient="Ramesh " * 60)], "RX-1")
    assert double.connections == 0


# --- at a device file -----------------------------------------------------------------------------------------


def at_device(path: str) -> ZplPrinter:
    """Behind this device file."""
    return ZplPrinter(DevicePrinter(path), PrinterWay.DEVICE, load_template(), 203, patience=IN_A_HURRY)


def test_labels_come_out_at_a_device_file(double: LabelPrinterDouble) -> None:
    with at_a_device(double) as path:
        printed = at_device(path).print_labels(USUAL[:3], "RX-1")
    assert printed == Printed(PrinterWay.DEVICE, path, told=True)
    assert [[code.text for code in zxingcpp.read_barcodes(one)] for one in double.printed] == [[str(TOKEN)]] * 3


def test_a_device_without_paper_is_told(double: LabelPrinterDouble) -> None:
    double.paper = 0
    with at_a_device(double) as path:
        assert trouble_of(at_device(path).look).problem is PrinterProblem.PAPER_OUT


def test_a_plain_file_is_no_printer_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("keep me", encoding="utf-8")
    for path in (file, tmp_path / "absent", tmp_path):
        trouble = trouble_of(lambda path=path: at_device(str(path)).print_labels([label()], "RX-1"))  # type: ignore[misc]
        assert trouble.problem is PrinterProblem.NO_DEVICE
    assert file.read_text(encoding="utf-8") == "keep me"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_device_of_somebody_else_is_told() -> None:
    assert trouble_of(at_device("/dev/mem").look).problem in (PrinterProblem.NOT_ALLOWED, PrinterProblem.NO_DEVICE)
