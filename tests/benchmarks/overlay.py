"""How long it takes from opening a prescription that was read ahead until its overlay is painted.

    python -m tests.benchmarks.overlay [--images DIR] [--openings 20] [--unprepared]

A store in memory of the same kind as at work, a window of full size without a display (`QT_QPA_PLATFORM=offscreen`),
prescriptions whose scans were read before by the engines of this computer. The review page is made ahead as it is after
sign-in (`app/review_ahead`); `--unprepared` makes it when the first one is opened. Measured is the time from the
opening of the page to the end of the first paint of the paper with its boxes, on the thread of the window: reading the
view, opening the picture, crops, candidates and everything else that goes on at the same time are in it. `cpu` is the
processor time of the whole process in that span: what others took of a shared machine is in the other figures only.
Prints JSON.
"""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.factories import Pharmacy, a_patient, a_pharmacy
from tests.unit.services.test_reading import a_scan
from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.reader import FileReader, find_engines
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_pages import look_of, page_of, seed_of
from workstation.app.bindings import Bindings, Session
from workstation.app.labels import Labels, PharmacyText
from workstation.app.review_ahead import ReviewAhead
from workstation.domain.prescription import Prescription
from workstation.domain.reading import DateRules, Reading, ReadingRules
from workstation.paths import resources
from workstation.services.reading import read_next
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.shell.work_area import Place
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import Metrics, ThemeChoice, ThemeHost
from workstation.ui.words import Words

LIMIT_MS = 250
DRAWN = 4
"""Sample prescriptions that are drawn and read when no folder is given."""


class _Reader:
    """The engines of this computer, in this process: only what is read counts here, not how fast."""

    def __init__(self) -> None:
        self._reader, self._lexicon = FileReader(find_engines()), load_lexicon()

    def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
        """Both passes."""
        return self._reader.read(source, ReadingRules(self._lexicon, dates), name=name)


class _Paint(QObject):
    """Sees that the paper is painted with its boxes."""

    def __init__(self, panel: ReviewPanel) -> None:
        super().__init__(panel)
        self._panel, self.seen = panel, False
        panel.scan.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The painting itself follows this event."""
        scan = self._panel.scan
        if event.type() is QEvent.Type.Paint and scan.shows_paper and not scan.scene.is_empty:
            self.seen = True
        return super().eventFilter(watched, event)


def _scans(folder: Path | None) -> list[bytes]:
    if folder is not None:
        return [one.read_bytes() for one in sorted(folder.iterdir()) if one.suffix.lower() in (".jpg", ".jpeg", ".png")]
    today = date(2026, 11, 23)
    drawn = [one for one in sample_pharmacy(today).prescriptions if one.scan is not None][:DRAWN]
    return [draw_scan(page_of(one, today), look_of(one), seed_of(one)).jpeg for one in drawn]


def _read_ahead(pharmacy: Pharmacy, scans: list[bytes]) -> list[Prescription]:
    """A claimed prescription for each scan; all are read."""
    found, reader = [], _Reader()
    for number, content in enumerate(scans):
        prescription = pharmacy.received(patient=a_patient(), lines=())
        scan = replace(a_scan(pharmacy, prescription.id, number), content=content, content_type=_kind(content))
        prescription = replace(prescription, document_ids=(scan.id,))
        with pharmacy.store.begin() as tx:
            tx.documents.save(scan)
            tx.prescriptions.save(prescription)
        pharmacy.claim(prescription)
        found.append(prescription)
        read_next(pharmacy.site, reader)
    return found


def _kind(content: bytes) -> str:
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"


class _Queue(Page):
    """What is in front before a prescription is opened."""


def _opened(
    app: QApplication, window: MainWindow, tasks: TaskRunner, prescription: Prescription
) -> tuple[float, float]:
    """Milliseconds until the overlay was painted: on the clock, and of the processor."""
    window.open("queue")
    app.processEvents()
    since, spent = time.perf_counter(), time.process_time()
    panel = review_of(window)
    paint = _Paint(panel)
    panel.open_prescription(prescription.id)
    window.open("review")
    while not paint.seen and time.perf_counter() - since < 30:
        app.processEvents()
    taken = (time.perf_counter() - since) * 1000, (time.process_time() - spent) * 1000
    while tasks.running or panel.shown_view is None:
        app.processEvents()
    paint.deleteLater()
    app.processEvents()
    return taken


def review_of(window: MainWindow) -> ReviewPanel:
    """The page, made now if it is not there."""
    panel = window.page("review")
    assert isinstance(panel, ReviewPanel)
    return panel


def window_with(panel: Callable[[], ReviewPanel], host: ThemeHost, words: Words) -> MainWindow:
    """A window with a queue in front and a review page that is made when it is asked for."""
    pages = (PageSpec("queue", "queue", "Queue", _Queue, "Q"), PageSpec("review", "review", "Review", panel))
    window = MainWindow(host, words, Place("Neem Tree Pharmacy", "Counter 1", demo=False), pages, _now)
    window.resize(1920, 1080)
    window.open("queue")
    window.show()
    return window


def _now() -> datetime:
    return datetime.now(UTC)


def prepare(app: QApplication, window: MainWindow, tasks: TaskRunner) -> None:
    """What happens by itself after sign-in."""
    ahead = ReviewAhead(window, tasks, lambda: not tasks.running)
    ahead.start()
    while not ahead.is_done or tasks.running:
        app.processEvents()


def measure(folder: Path | None, openings: int, *, prepared: bool = True) -> dict[str, object]:
    """The figures."""
    app = QApplication.instance() or QApplication(["overlay"])
    assert isinstance(app, QApplication)
    host = ThemeHost(app, resources(), ThemeChoice.LIGHT, Metrics(100))
    tasks, words = TaskRunner(), Words(resources() / "translations")
    with a_pharmacy() as pharmacy:
        prescriptions = _read_ahead(pharmacy, _scans(folder))
        labels = Labels(pharmacy.site, PharmacyText("Neem Tree Pharmacy", "", ""))
        bindings = Bindings(pharmacy.site, Session(pharmacy.pharmacist), labels, Path("labels"))
        window = window_with(lambda: ReviewPanel(host, words, bindings.review_actions(str), tasks), host, words)
        app.processEvents()
        if prepared:
            prepare(app, window, tasks)
        times: list[tuple[float, float]] = []
        marks = 0
        for one in range(openings):
            times.append(_opened(app, window, tasks, prescriptions[one % len(prescriptions)]))
            marks += len(review_of(window).scan.scene.marks.words)
        window.close()
    tasks.shutdown()
    clock, cpu = (sorted(one) for one in zip(*times, strict=True))
    return {
        "prepared": prepared,
        "openings": openings,
        "prescriptions": len(prescriptions),
        "first_ms": round(times[0][0], 1),
        "median_ms": round(statistics.median(clock), 1),
        "p95_ms": round(_p95(clock), 1),
        "most_ms": round(clock[-1], 1),
        "cpu_first_ms": round(times[0][1], 1),
        "cpu_median_ms": round(statistics.median(cpu), 1),
        "cpu_p95_ms": round(_p95(cpu), 1),
        "cpu_most_ms": round(cpu[-1], 1),
        "limit_ms": LIMIT_MS,
        "within_limit": clock[-1] <= LIMIT_MS,
        "words_marked": marks,
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }


def _p95(ordered: list[float]) -> float:
    return ordered[round(0.95 * (len(ordered) - 1))]


def main() -> None:
    """Prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, help="Scans to open instead of the drawn ones (JPEG, PNG).")
    parser.add_argument("--openings", type=int, default=20)
    parser.add_argument("--unprepared", action="store_true", help="Make the page when the first one is opened.")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(json.dumps(measure(options.images, options.openings, prepared=not options.unprepared), indent=2))


if __name__ == "__main__":
    main()
