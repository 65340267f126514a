"""The fields of one printer: those that its way of being reached needs, and no others."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.printer import DOTS, LEAFLET_SIZES, ZPL, PaperKind, PrinterSetting, PrinterWay
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.layouts import Column
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

_YES, _NO = "yes", "no"
_LONGEST = 255


class PrinterForm(QWidget):
    """Shows a setting, and makes one of what stands in its fields."""

    changed = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        text = words.text
        self._words = words
        self._label_sizes: tuple[tuple[str, str], ...] = ()
        self._filling = False
        self._shown = PrinterSetting()
        self.way, self.name, self.paper, self.dots, self.answers = (Choice(host) for _ in range(5))
        self.dots.set_options(tuple((str(one), text("printer.dots_of", count=one)) for one in DOTS))
        self.answers.set_options(((_YES, text("printer.answers_yes")), (_NO, text("printer.answers_no"))))
        self.host, self.port, self.device = (QLineEdit() for _ in range(3))
        for line in (self.host, self.device):
            line.setMaxLength(_LONGEST)
        self.port.setValidator(QIntValidator(0, 99_999, self.port))
        self.fields = {
            "way": Field(host, text("printer.way"), self.way),
            "name": Field(host, text("printer.name"), self.name),
            "host": Field(host, text("printer.host"), self.host, text("printer.host_note")),
            "port": Field(host, text("printer.port"), self.port),
            "device": Field(host, text("printer.device"), self.device, text("printer.device_note")),
            "dots": Field(host, text("printer.dots"), self.dots),
            "answers": Field(host, text("printer.answers"), self.answers),
            "size": Field(host, text("printer.size"), self.paper),
        }
        column = Column(host, gap=12, parent=self)
        column.add(*self.fields.values())
        column.addStretch(1)
        for choice in (self.way, self.name, self.paper, self.dots, self.answers):
            choice.currentIndexChanged.connect(self._on_changed)
        for line in (self.host, self.port, self.device):
            line.textChanged.connect(self._on_changed)

    def offer(self, names: tuple[str, ...], sizes: tuple[tuple[str, str], ...]) -> None:
        """Printers and sizes of labels that can be chosen."""
        self._filling = True
        none = (("", self._words.text("printer.no_names")),)
        self.name.set_options(tuple((one, one) for one in names) or none)
        self._label_sizes = sizes
        self._filling = False

    def show_setting(self, kind: PaperKind, setting: PrinterSetting) -> None:
        """The setting of one kind of paper."""
        text, self._filling, self._shown = self._words.text, True, setting
        ways = [one for one in PrinterWay if kind is PaperKind.LABEL or one not in ZPL]
        self.way.set_options(tuple((one.value, text(f"printer.ways.{one.value}")) for one in ways))
        leaflet = tuple((one, text(f"printer.sizes.{one}")) for one in LEAFLET_SIZES)
        self.paper.set_options(self._label_sizes if kind is PaperKind.LABEL else leaflet)
        if setting.printer and self.name.findData(setting.printer) < 0:
            # One that is kept and not there just now stays chosen.
            self.name.addItem(setting.printer, setting.printer)
        for choice, code in (
            (self.way, setting.way.value), (self.name, setting.printer), (self.paper, setting.size),
            (self.dots, str(setting.dots)), (self.answers, _YES if setting.answers else _NO),
        ):  # fmt: skip
            choice.choose(code)
        self.host.setText(setting.host)
        self.port.setText(str(setting.port))
        self.device.setText(setting.device)
        self._filling = False
        self._show_fields()

    def setting(self) -> PrinterSetting:
        """What stands in the fields that are shown; the others stay as they were."""
        way = PrinterWay(self.way.code())
        found = replace(self._shown, way=way, size=self.paper.code())
        if way is PrinterWay.SYSTEM:
            return replace(found, printer=self.name.code())
        if way is PrinterWay.NETWORK:
            found = replace(found, host=self.host.text().strip(), port=int(self.port.text() or 0))
        elif way is PrinterWay.DEVICE:
            found = replace(found, device=self.device.text().strip())
        else:
            return found
        return replace(found, dots=int(self.dots.code()), answers=self.answers.code() == _YES)

    def _on_changed(self) -> None:
        if not self._filling:
            self._show_fields()
            self.changed.emit()

    def _show_fields(self) -> None:
        way = PrinterWay(self.way.code())
        shown = {
            "way": True,
            "name": way is PrinterWay.SYSTEM,
            "host": way is PrinterWay.NETWORK,
            "port": way is PrinterWay.NETWORK,
            "device": way is PrinterWay.DEVICE,
            "dots": way in ZPL,
            "answers": way in ZPL,
            "size": True,
        }
        for key, field in self.fields.items():
            field.setVisible(shown[key])
