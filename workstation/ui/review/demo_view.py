"""The review screen with made-up data, for developers: `python -m workstation.ui.review.demo_view --out x.png`."""

import argparse
import sys
import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workstation.paths import resources
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_kinds import counter_pharmacy, kinds_pharmacy
from workstation.ui.review.sample_typing import typed_pharmacy
from workstation.ui.review.samples import PRESCRIPTION_ID, USER_ID, SamplePharmacy, electronic_pharmacy, sample_pharmacy
from workstation.ui.review.server_samples import EDITED, EVERYTHING, changed_pharmacy
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import Metrics, ThemeChoice, ThemeHost
from workstation.ui.words import Words

_SECONDS = 5.0
_STATES = ("major", "drafts", "electronic", "edited", "server", "kinds", "counter", "typed")
_ROUTE = Qt.KeyboardModifier.ShiftModifier


def _settle(app: QApplication, tasks: TaskRunner) -> None:
    end = time.monotonic() + _SECONDS
    app.processEvents()
    while tasks.running and time.monotonic() < end:
        app.processEvents()
    for _ in range(5):
        app.processEvents()


def _pharmacy(state: str) -> SamplePharmacy:
    made = {"kinds": kinds_pharmacy, "counter": counter_pharmacy, "typed": typed_pharmacy}.get(state)
    if made is not None:
        return made()
    changes = {"edited": EDITED, "server": EVERYTHING}.get(state)
    if changes is not None:
        return changed_pharmacy(changes)
    return electronic_pharmacy() if state == "electronic" else sample_pharmacy(lines=state != "drafts")


def main() -> int:
    """Shows the screen, or writes a picture of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", default="light", choices=[one.value for one in ThemeChoice])
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--size", default="1848x992", help="of the page, without rail and bars")
    parser.add_argument("--state", default="major", choices=_STATES)
    parser.add_argument("--page", default="")
    parser.add_argument("--choose", type=int, default=0, help="candidate to choose")
    parser.add_argument("--press", default="", choices=["", "reject", "route", "matrix"])
    parser.add_argument("--out", default="")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    host = ThemeHost(app, resources(), ThemeChoice(options.theme), Metrics(options.scale))
    # Handwriting is for made-up scans only; the program itself never loads it.
    QFontDatabase.addApplicationFont(str(resources() / "fonts" / "handwriting" / "Breip.ttf"))
    pharmacy = _pharmacy(options.state)
    tasks = TaskRunner()
    panel = ReviewPanel(host, Words(resources() / "translations"), pharmacy.actions(), tasks)
    panel.set_user(USER_ID)
    width, height = (int(part) for part in options.size.split("x"))
    panel.resize(width, height)
    panel.show()
    panel.open_prescription(PRESCRIPTION_ID)
    _settle(app, tasks)
    if options.page:
        panel.show_page(options.page)
    if options.press == "matrix":
        panel.show_matrix(True)
    elif options.press:
        QTest.keyClick(panel, Qt.Key.Key_F7, _ROUTE if options.press == "route" else Qt.KeyboardModifier.NoModifier)
    if options.choose and panel.lines.card is not None:
        panel.lines.card.chooser.list.chosen.emit(options.choose - 1)
        panel.lines.card.chooser.list.mark_chosen(options.choose - 1)
    _settle(app, tasks)
    if not options.out:
        return app.exec()
    panel.grab().save(options.out)
    tasks.shutdown()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
