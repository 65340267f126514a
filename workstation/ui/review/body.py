"""Places scan, lines and patient: side by side, with the patient as a drawer over the scan, or page by page."""

from enum import StrEnum

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from workstation.ui.guards import called_by_qt
from workstation.ui.theme import ThemeHost

WIDE_FROM, NARROW_FROM = 1500, 1000
"""Design px: three columns from the first, drawer from the second, pages below."""
LINES, PATIENT, SCAN_SHARE = 640, 400, 0.433
_NO_PAPER, _SENT = 400, 560
"""Without a scan the sent lines need less room; the keyed ones get the rest."""


class Fold(StrEnum):
    """How the three parts stand."""

    WIDE = "wide"
    DRAWER = "drawer"
    PAGES = "pages"


class ReviewBody(QWidget):
    """The parts are children; nothing is ever taken out, so the focus and the typing stay."""

    folded = Signal(object)

    def __init__(self, host: ThemeHost, scan: QWidget, lines: QWidget, patient: QWidget) -> None:
        super().__init__()
        self._host, self._parts = host, {"scan": scan, "lines": lines, "patient": patient}
        for part in (lines, patient, scan):
            part.setParent(self)
        self._fold, self._page, self._drawer = Fold.WIDE, "lines", False
        self._paper = True
        host.theme_changed.connect(self.arrange)

    @property
    def fold(self) -> Fold:
        """How they stand now."""
        return self._fold

    @property
    def page(self) -> str:
        """The page that is shown when there are pages."""
        return self._page

    @property
    def drawer_open(self) -> bool:
        """Whether the patient lies over the scan."""
        return self._drawer and self._fold is Fold.DRAWER

    def show_page(self, page: str) -> None:
        """scan, lines or patient; where all are seen it only opens the drawer for the patient."""
        self._page = page
        if self._fold is Fold.DRAWER:
            self._drawer = page == "patient"
        self.arrange()

    def toggle_drawer(self) -> None:
        """P."""
        self._drawer = not self._drawer
        self.arrange()

    def close_drawer(self) -> bool:
        """Esc. False when it was not open."""
        was = self.drawer_open
        self._drawer = False
        self.arrange()
        return was

    def set_paper(self, paper: bool) -> None:
        """Whether there is a scan; without one the lines get its room."""
        if paper != self._paper:
            self._paper = paper
            self.arrange()

    def arrange(self) -> None:
        """By width in design px."""
        width, height, px = self.width(), self.height(), self._host.px
        design = self._host.metrics.design(width)
        fold = Fold.WIDE if design >= WIDE_FROM else Fold.DRAWER if design >= NARROW_FROM else Fold.PAGES
        scan, lines, patient = self._parts.values()
        if fold is Fold.WIDE:
            right = px(PATIENT)
            left = width - right - max(px(LINES), min(px(760), round((width - right) * 0.442)))
            left = left if self._paper else min(px(_SENT), left)
            scan.setGeometry(QRect(0, 0, left, height))
            lines.setGeometry(QRect(left, 0, width - left - right, height))
            patient.setGeometry(QRect(width - right, 0, right, height))
        elif fold is Fold.DRAWER:
            left = round(width * SCAN_SHARE) if self._paper else px(_NO_PAPER)
            scan.setGeometry(QRect(0, 0, left, height))
            lines.setGeometry(QRect(left, 0, width - left, height))
            patient.setGeometry(QRect(0, 0, min(left, px(PATIENT)), height))
        else:
            for part in self._parts.values():
                part.setGeometry(QRect(0, 0, width, height))
        self._show(fold)
        if fold is not self._fold:
            self._fold = fold
            self.folded.emit(fold)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another fold."""
        super().resizeEvent(event)
        self.arrange()

    def _show(self, fold: Fold) -> None:
        for name, part in self._parts.items():
            if fold is Fold.PAGES:
                part.setVisible(name == self._page)
            else:
                part.setVisible(name != "patient" or fold is Fold.WIDE or self._drawer)
        if fold is Fold.DRAWER and self._drawer:
            self._parts["patient"].raise_()
