"""Pictures of the counter's screens with invented data and a clock that stands still, for looking at.

python -m workstation.ui.dispense.gallery --out FOLDER [--only dispense_stop] [--theme dark] [--scale 200]
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from workstation.paths import resources
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import NOW, PRESCRIPTION, WARF_2, WARF_5, ZONE, SampleCounter
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.shell.statusbar import Connection, DeviceView, LicenceState, SyncView, UserView
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.theme.metrics import Metrics
from workstation.ui.words import Words

_RAIL = (("queue", "queue", "Q"), ("review", "review", "R"), ("dispense", "dispense", "D"),
         ("handover", "handover", "H"), ("stock", "stock", "S"), ("patients", "person", "P"))  # fmt: skip
_COUNTS = {"queue": 42, "review": 5, "dispense": 9, "handover": 11, "stock": 3}


class Studio:
    """A window around one page, and waiting until its work is done."""

    def __init__(self, host: ThemeHost, words: Words, key: str, make: Callable[[TaskRunner], Page]) -> None:
        self.tasks = TaskRunner()
        self.page = make(self.tasks)
        specs = tuple(
            PageSpec(name, icon, words.text(f"shell.page.{name}"), self._factory(name == key), letter)
            for name, icon, letter in _RAIL
        )
        if key not in [spec.key for spec in specs]:
            specs += (PageSpec(key, "outbox", words.text(f"shell.page.{key}"), self._factory(True)),)
        place = Place("Neem Tree Pharmacy", "Counter PC 2", True)
        self.window = MainWindow(host, words, place, specs, lambda: NOW.astimezone(ZONE))
        self.window.set_user(UserView("Asha Kulkarni", "AK", "Pharmacist", "MH-048213", LicenceState.VALID))
        self.window.set_sync(SyncView(Connection.ONLINE))
        self.window.status.set_printer(DeviceView(True, "ready"))
        self.window.status.set_scanner(DeviceView(True, "ready"))
        self.window.rail.set_counts(_COUNTS)
        self.window.open(key)

    def settle(self) -> None:
        """Waits for the work and for what it started."""
        for _ in range(12):
            while self.tasks.running:
                loop = QEventLoop()
                QTimer.singleShot(5, loop.quit)
                loop.exec()
            QApplication.processEvents()

    def picture(self, file: Path, size: tuple[int, int]) -> None:
        """Shows the window in a size and writes it."""
        self.window.resize(*size)
        self.window.show()
        self.settle()
        self.window.grab().save(str(file))

    def close(self) -> None:
        """Ends the work."""
        self.window.close()
        self.tasks.shutdown()

    def _factory(self, mine: bool) -> Callable[[], Page]:
        return (lambda: self.page) if mine else Page


def _dispense(steps: Callable[[SampleCounter], None], codes: tuple[str, ...]) -> Callable[[ThemeHost, Words], Studio]:
    def make(host: ThemeHost, words: Words) -> Studio:
        counter = SampleCounter()
        steps(counter)
        studio = Studio(host, words, "dispense", lambda tasks: DispensePanel(host, words, counter.actions(), tasks))
        assert isinstance(studio.page, DispensePanel)
        studio.page.open_prescription(PRESCRIPTION.id)
        studio.settle()
        for code in codes:
            studio.page.on_scan(code)
            studio.settle()
        return studio

    return make


def _nothing(_counter: SampleCounter) -> None:
    """As approved."""


def _some(counter: SampleCounter) -> None:
    """Two lines done."""
    counter.scan_all(but=3)


def _all(counter: SampleCounter) -> None:
    """Every pack."""
    counter.scan_all()


def _checked(counter: SampleCounter) -> None:
    """Every pack, checked."""
    counter.scan_all()
    counter.check_accuracy(PRESCRIPTION.id, False)


PICTURES: dict[str, Callable[[ThemeHost, Words], Studio]] = {
    "dispense_start": _dispense(_nothing, ()),
    "dispense_match": _dispense(_some, (WARF_5.gtin + " WF2419",)),
    "dispense_stop": _dispense(_some, (WARF_2.gtin,)),
    "dispense_stop_batch": _dispense(_some, (WARF_5.gtin + " B123",)),
    "dispense_all": _dispense(_all, ()),
    "dispense_checked": _dispense(_checked, ()),
}


def main(arguments: list[str]) -> int:
    """Writes the pictures that were asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--theme", default="light", choices=[choice.value for choice in ThemeChoice])
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    app = QApplication(sys.argv[:1])
    host = ThemeHost(app, resources(), ThemeChoice(given.theme), Metrics(given.scale))
    words = Words(resources() / "translations", zone=ZONE)
    width, height = (int(part) for part in given.size.split("x"))
    for name, make in PICTURES.items():
        if given.only in name:
            studio = make(host, words)
            studio.picture(given.out / f"{name}_{given.size}_{given.theme}_{given.scale}.png", (width, height))
            studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
