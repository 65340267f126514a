"""Starts Qt for a window, and puts a counter together around an open store."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from workstation import paths
from workstation.adapters.ocr.remote import RemoteReader
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.processes.client import WorkerClient
from workstation.app.background import Background
from workstation.app.bugs import BugReporter
from workstation.app.counter import Counter
from workstation.app.hints import HintListener
from workstation.app.labels import PharmacyText
from workstation.app.opening import Opened, jitter
from workstation.app.outbox_export import export_to_folder
from workstation.app.serial_desk import listening
from workstation.app.sync_worker import RemoteSync
from workstation.settings import Settings
from workstation.ui.collector import GuiCollector
from workstation.ui.signin.model import DemoUser
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import Metrics, ThemeChoice, ThemeHost
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class Look:
    """How the window is shown."""

    theme: ThemeChoice = ThemeChoice.SYSTEM
    scale: int = 100
    """Text size in per cent, 80 to 200."""


def has_screen(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can be shown: on Linux only where a display is named."""
    return platform != "linux" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def application(*, offscreen: bool) -> QApplication:
    """The one application object of the process."""
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(["workstation"])
    app.setApplicationName("Workstation")
    app.setQuitOnLastWindowClosed(True)
    return app


@contextmanager
def counter(
    app: QApplication,
    opened: Opened,
    settings: Settings,
    key: bytes,
    pharmacy: PharmacyText,
    look: Look,
    demo_people: tuple[DemoUser, ...] = (),
) -> Iterator[Counter]:
    """A counter with its processes; they end with it."""
    collector = GuiCollector()
    host = ThemeHost(app, paths.resources(), look.theme, Metrics(look.scale))
    tasks = TaskRunner()
    ocr, sync = WorkerClient("ocr"), WorkerClient("sync", secret=key)
    # A worker of its own, started at the first question: whoever waits at the screen does not wait for the queue.
    looks = RemoteLooks(WorkerClient("ocr"))
    remote_sync = RemoteSync(sync, settings.data_dir)
    reader = RemoteReader(ocr)
    background = Background(opened.site, tasks, remote_sync.round, reader, reader)
    hints = HintListener(opened.link.connected, background.hinted.emit, jitter())
    made = Counter(
        app,
        opened.site,
        host,
        pharmacy,
        background,
        tasks,
        label_folder=labels_folder(settings),
        scan_folder=settings.scan_folder,
        export_outbox=partial(export_to_folder, opened),
        pairing=opened,
        demo_people=demo_people,
        looks=looks,
    )
    words = Words(paths.resources() / "translations")
    bugs = BugReporter(words)
    bugs.sentence_due.connect(made.window.toast)
    bugs.install(app)
    hints.start()
    try:
        with listening(settings.scanner_device, made.window, words):
            yield made
    finally:
        background.stop()
        hints.stop()
        ocr.close()
        looks.close()
        sync.close()
        tasks.shutdown()
        collector.stop()
        bugs.remove()


def labels_folder(settings: Settings) -> Path:
    """Where label jobs are written for the printer."""
    return settings.data_dir / "labels"
