"""Printers of one station: which there are, how each is reached, and what can be wrong with one."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from workstation.domain.errors import Refused, Unavailable

RAW_PORT = 9100
"""Where label printers listen for raw data."""
DOTS = (203, 300, 600)
"""Dots per inch of the heads that label printers have."""
USUAL_SIZE = "70x36"
_LAST_PORT = 65_535


class PaperKind(StrEnum):
    """What is printed. Each kind has a printer of its own."""

    LABEL = "label"
    LEAFLET = "leaflet"


class PrinterWay(StrEnum):
    """How paper is reached."""

    FILE = "file"
    """A PDF in the folder of the labels."""
    SYSTEM = "system"
    """A printer that the operating system knows."""
    NETWORK = "network"
    """A label printer that speaks ZPL, over TCP."""
    DEVICE = "device"
    """The same at a device file (USB)."""


ZPL = frozenset({PrinterWay.NETWORK, PrinterWay.DEVICE})


class PrinterProblem(StrEnum):
    """Why nothing was printed, as far as the printer says it."""

    NOT_REACHED = "not_reached"
    """Nobody listens there."""
    SILENT = "silent"
    """It takes what is sent and does not answer. Many printers say nothing while paper is out or the head is open."""
    NOT_UNDERSTOOD = "not_understood"
    """Something answers, but no label printer."""
    CUT_OFF = "cut_off"
    """The connection broke."""
    NOT_FINISHED = "not_finished"
    """It says that it prints, and comes to no end."""
    PAPER_OUT = "paper_out"
    RIBBON_OUT = "ribbon_out"
    HEAD_OPEN = "head_open"
    PAUSED = "paused"
    TOO_HOT = "too_hot"
    TOO_COLD = "too_cold"
    SETTINGS_LOST = "settings_lost"
    """It has forgotten how it was set up: what it prints may be anywhere on the paper."""
    NO_DEVICE = "no_device"
    """There is no such device file."""
    NOT_ALLOWED = "not_allowed"
    """This user may not write to it."""
    NO_SUCH_PRINTER = "no_such_printer"
    """The operating system does not know it."""
    STOPPED = "stopped"
    """The operating system has stopped it."""


class PrinterRefusal(StrEnum):
    """Why a printer is not set up so."""

    NO_HOST = "no_host"
    WRONG_PORT = "wrong_port"
    NO_DEVICE_NAME = "no_device_name"
    NO_PRINTER_NAME = "no_printer_name"
    NOT_FOR_LEAFLETS = "not_for_leaflets"
    """A label printer has no paper for them."""


class PrinterTrouble(Unavailable):
    """A printer does not print. Its labels stay "not printed": they can be printed again, here or elsewhere."""

    def __init__(self, problem: PrinterProblem, printer: str, *, sent: bool = False) -> None:
        rest = "; some labels may have come out and count no more" if sent else ""
        super().__init__("printer", f"The printer {printer} does not print: {problem.value.replace('_', ' ')}{rest}")
        self.problem = problem
        self.printer = printer
        """As people know it: name, address or device."""
        self.sent = sent
        """True when it had got labels before: some may have come out."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Where labels or a leaflet came out."""

    way: PrinterWay
    where: str
    """Name of the file or of the printer."""
    told: bool = True
    """False where nobody says whether paper came out: a queue of the operating system, a printer without answers."""


@dataclass(frozen=True, slots=True)
class PrinterSetting:
    """The printer of one kind of paper at one station. A PDF needs no printer: that is how it begins."""

    way: PrinterWay = PrinterWay.FILE
    printer: str = ""
    """Its name in the operating system."""
    host: str = ""
    port: int = RAW_PORT
    device: str = ""
    """/dev/usb/lp0"""
    dots: int = DOTS[0]
    """Dots per inch."""
    answers: bool = True
    """False for a printer, or a box before it, that never says how it is."""
    size: str = USUAL_SIZE
    """Stem of the template: label_<size>.toml, or a4 and a5 for leaflets."""

    def name(self) -> str:
        """The printer as people know it; "" for a file."""
        named = {
            PrinterWay.SYSTEM: self.printer,
            PrinterWay.NETWORK: f"{self.host}:{self.port}",
            PrinterWay.DEVICE: self.device,
        }
        return named.get(self.way, "")

    def note(self) -> dict[str, Any]:
        """For the store."""
        return asdict(self)


LEAFLET_SIZES = ("a4", "a5")


def usual_setting(kind: PaperKind) -> PrinterSetting:
    """What holds where nothing was set up."""
    return PrinterSetting() if kind is PaperKind.LABEL else PrinterSetting(size=LEAFLET_SIZES[0])


def check_printer(setting: PrinterSetting, kind: PaperKind) -> None:
    """Raises Refused(PrinterRefusal) when something is missing."""
    if kind is PaperKind.LEAFLET and setting.way in ZPL:
        raise Refused(PrinterRefusal.NOT_FOR_LEAFLETS)
    if setting.way is PrinterWay.SYSTEM and not setting.printer.strip():
        raise Refused(PrinterRefusal.NO_PRINTER_NAME)
    if setting.way is PrinterWay.NETWORK and not setting.host.strip():
        raise Refused(PrinterRefusal.NO_HOST)
    if setting.way is PrinterWay.NETWORK and not 0 < setting.port <= _LAST_PORT:
        raise Refused(PrinterRefusal.WRONG_PORT, most=_LAST_PORT)
    if setting.way is PrinterWay.DEVICE and not setting.device.strip():
        raise Refused(PrinterRefusal.NO_DEVICE_NAME)


def printer_of(note: dict[str, Any], kind: PaperKind) -> PrinterSetting:
    """The setting that was noted. Notes of other versions have fewer or more members."""
    plain = usual_setting(kind)
    way, dots = note.get("way"), note.get("dots")
    return PrinterSetting(
        way=PrinterWay(way) if way in list(PrinterWay) else plain.way,
        printer=str(note.get("printer", "")),
        host=str(note.get("host", "")),
        port=int(note.get("port", plain.port)),
        device=str(note.get("device", "")),
        dots=dots if dots in DOTS else plain.dots,
        answers=bool(note.get("answers", True)),
        size=str(note.get("size", plain.size)),
    )
