"""What stands around the pages: rail, top bar, offline banner, status bar."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workstation.ui.components.banner import Banner
from workstation.ui.shell.page import PageSpec
from workstation.ui.shell.rail import Rail, RailWidth
from workstation.ui.shell.statusbar import StatusBar
from workstation.ui.shell.topbar import TopBar
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

WIDE_FROM, NARROW_FROM = 1600, 1100
"""Design widths of the window."""
LOW = 600
"""Design height under which the banner says its title alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this window stands: pharmacy and PC. `demo` shows the DEMO tag."""

    pharmacy: str
    pc: str
    demo: bool


class WorkArea(QWidget):
    """The parts, laid out. The window connects them."""

    def __init__(self, host: ThemeHost, words: Words, place: Place, pages: tuple[PageSpec, ...]) -> None:
        super().__init__()
        self._host = host
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.rail = Rail(host, pages, words.text("shell.program"), place.pharmacy, words.text("shell.keys"))
        across.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        across.addLayout(column, 1)
        self.top_bar = TopBar(host, words, demo=place.demo)
        self.offline = Banner(host, action=words.text("shell.offline.action"), keys="F5")
        self.stopped = Banner(
            host, "shape-major", "major", action=words.text("shell.stopped.action"), action_icon="arrow-right"
        )
        self.unpaired = Banner(
            host, "server", action=words.text("pairing.banner.action"), keys="Alt+C", action_icon="arrow-right"
        )
        self.duty = Banner(host, "badge", action=words.text("duty.banner.own"), keys="F12", action_icon="badge")
        self.pages = QStackedWidget()
        # A page that asks for more than there is gets what there is: the window never outgrows the screen.
        self.pages.setMinimumSize(1, 1)
        self.status = StatusBar(host, words, place.pc)
        column.addWidget(self.top_bar)
        column.addWidget(self.stopped)
        column.addWidget(self.offline)
        column.addWidget(self.unpaired)
        column.addWidget(self.duty)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)

    def fold(self, design_width: int, *, narrow: bool) -> None:
        """Folds what does not fit; `narrow` asks for the narrow rail also where there is room."""
        if design_width < NARROW_FROM:
            rail = RailWidth.ICONS
        elif design_width < WIDE_FROM or narrow:
            rail = RailWidth.NARROW
        else:
            rail = RailWidth.WIDE
        self.rail.set_rail_width(rail)
        self.top_bar.fold(design_width)
        self.status.fold(design_width)
        self.duty.set_short(self._host.metrics.design(self.height()) < LOW)
        self.offline.set_short(self._host.metrics.design(self.height()) < LOW)
