"""The whole medicine list against itself: which pair is the worst, at a glance and by keyboard alone."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from workstation.domain.alert_matrix import worst_of_pairs
from workstation.domain.screening import Alert
from workstation.services.review_view import ReviewView
from workstation.services.screening import alert_key
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import ground
from workstation.ui.components.grid import GridCell, SeverityGrid
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import SEVERITY_LOOKS, Severity
from workstation.ui.review.left import shown_severity
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class MatrixPane(QFrame):
    """Lies in the place of scan, lines and patient while it is open."""

    alert_chosen = Signal(str)
    """Key of the alert at the current place."""
    closed = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._names: tuple[str, ...] = ()
        self._found: dict[tuple[int, int], Alert] = {}
        ground(self, "surface", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = Column(host, (24, 16, 24, 16), 8, self)
        head = Row(host, gap=12)
        head.addWidget(Label(host, words.text("matrix.title"), Role.HEADING, elide=False))
        head.addWidget(Label(host, words.text("matrix.keys"), Role.SMALL, "text_2", wrap=True), 1)
        close = QuietButton(host, words.text("matrix.close"), keys="M", small=True, bind=False)
        close.clicked.connect(self.closed)
        head.addWidget(close)
        outer.addLayout(head)
        outer.addWidget(Label(host, self._legend(), Role.SMALL, "text_2", wrap=True))
        self.said = Label(host, "", wrap=True, elide=False)
        outer.addWidget(self.said)
        self.grid = SeverityGrid(host)
        self.grid.moved.connect(self._on_moved)
        self.grid.chosen.connect(self._on_chosen)
        self._area = QScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QFrame()
        inner.setProperty("scrolled", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._area.setWidget(inner)
        self._area.setWidgetResizable(True)
        outer.addWidget(self._area, 1)
        self.hide()

    def show_view(self, view: ReviewView) -> None:
        """The medicines that were screened: the lines first, then what the patient takes."""
        medicines = view.screened.medicines
        alerts = [one.alert for one in view.screened.alerts]
        self._found = dict(worst_of_pairs(medicines, alerts))
        self._names = tuple(self._name(text, view) for text in medicines)
        cells = {
            place: GridCell(severity, self._words.text(f"matrix.letters.{severity.value}"))
            for place, alert in self._found.items()
            for severity in (shown_severity(alert.severity),)
        }
        self.grid.show_cells(self._names, cells)

    def _name(self, text: str, view: ReviewView) -> str:
        """A line as the products are called here; what the patient takes as it is written."""
        position = view.screened.line_of.get(text)
        if position is None:
            return self._words.text("matrix.taken", medicine=text)
        line = next((one for one in view.prescription.lines if one.position == position), None)
        product = view.products.get(line.product_id) if line is not None and line.product_id else None
        return product.name if product is not None else line.medicine.text if line is not None else text

    def _legend(self) -> tuple[Run, ...]:
        runs: list[Run] = []
        for severity in tuple(Severity)[:4]:
            letters = self._words.text(f"matrix.letters.{severity.value}")
            runs += [bold(letters, SEVERITY_LOOKS[severity].ink), Run(f" {severity.value}   ")]
        return tuple(runs)

    def _on_moved(self, row: int, column: int) -> None:
        names = [self._names[one] for one in dict.fromkeys((row, column)) if one < len(self._names)]
        pair = " + ".join(names)
        alert = self._found.get((min(row, column), max(row, column)))
        if alert is None:
            said: tuple[Run, ...] = (bold(pair), Run(f": {self._words.text('matrix.nothing')}"))
        else:
            severity = shown_severity(alert.severity)
            word = bold(f"{severity.value.upper()} · ", SEVERITY_LOOKS[severity].ink)
            said = (word, bold(pair), Run(f": {alert.effect} {alert.management}"))
        self.said.set_words(said)
        self.grid.setAccessibleName("".join(run.text for run in said))
        self._area.ensureVisible(*_centre(self.grid.place_rect(row, column)), 80, 60)

    def _on_chosen(self, row: int, column: int) -> None:
        alert = self._found.get((min(row, column), max(row, column)))
        if alert is not None:
            self.alert_chosen.emit(alert_key(alert))


def _centre(rect: QRect) -> tuple[int, int]:
    return rect.center().x(), rect.center().y()
