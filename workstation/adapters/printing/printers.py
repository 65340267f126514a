"""The printer that a setting means."""

from pathlib import Path

from workstation.adapters.printing.pdf_printer import PdfPrinter
from workstation.adapters.printing.printer_lines import DevicePrinter, NetworkPrinter
from workstation.adapters.printing.template import load_template
from workstation.adapters.printing.zpl_printer import ZplPrinter
from workstation.domain.printer import PrinterSetting, PrinterWay
from workstation.services.printing import LabelPrinter


def label_printer(setting: PrinterSetting, folder: Path) -> LabelPrinter:
    """`folder` is where a PDF goes. Raises Unavailable("labels", ...) when the template of this size is not there."""
    template = load_template(setting.size)
    if setting.way is PrinterWay.SYSTEM:
        # Loaded only where it is used: the module of Qt for printers brings its windows along.
        from workstation.adapters.printing.system_printer import SystemPrinter

        return SystemPrinter(setting.printer, template)
    if setting.way is PrinterWay.NETWORK:
        line_to = NetworkPrinter(setting.host.strip(), setting.port)
        return ZplPrinter(line_to, setting.way, template, setting.dots, answers=setting.answers)
    if setting.way is PrinterWay.DEVICE:
        device = DevicePrinter(setting.device.strip())
        return ZplPrinter(device, setting.way, template, setting.dots, answers=setting.answers)
    return PdfPrinter(folder, template)
