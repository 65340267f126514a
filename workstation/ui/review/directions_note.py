"""What the directions of a line do not say and what of them is easily misread, in words, beside the editors."""

from PySide6.QtCore import Qt, Signal

from workstation.domain.dosage import DosageInstruction
from workstation.domain.form_fit import is_other_form, odd_unit
from workstation.services.directions import OF_THE_SERVER, DirectionsGap, directions_in_form, gap_in
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

KEYS = "Ctrl+L"


def directions_said(text: str, form: str, words: Words, written: str = "") -> tuple[str, ...]:
    """What is missing in the directions and what of the writing is easily misread; () where neither is.

    `written` is the line as the reader saw it on the paper: another form there is said, too.
    """
    dosage = directions_in_form(text, form)
    said = []
    gap = gap_in(text, form)
    if gap is not None:
        said.append(_gap_words(gap, dosage, form, words))
    if is_other_form(written, form):
        said.append(words.text("review.line.directions_other_form", form=form, written=written))
    if dosage.doubts:
        doubts = "; ".join(words.word(one) for one in dosage.doubts)
        said.append(words.text("review.line.directions_doubts", doubts=doubts))
    return tuple(said)


def lacks_something(text: str, form: str, written: str = "") -> bool:
    """Whether a pharmacist has to say that it is enough as written."""
    return gap_in(text, form) is not None or is_other_form(written, form)


def sent_gap_said(text: str, form: str, words: Words) -> str:
    """What is asked of a line of the order server, which nobody here keys; empty where nothing is."""
    gap = gap_in(text, form)
    return _gap_words(gap, directions_in_form(text, form), form, words) if gap in OF_THE_SERVER else ""


def _gap_words(gap: DirectionsGap, dosage: DosageInstruction, form: str, words: Words) -> str:
    if gap is DirectionsGap.OTHER_UNIT:
        return words.text("review.line.directions_other_unit", unit=odd_unit(dosage, form), form=form)
    if gap is DirectionsGap.NO_AMOUNT:
        return words.text("review.line.amount_doubt")
    if gap is DirectionsGap.NOT_UNDERSTOOD and not dosage.unparsed:
        return words.text("review.line.directions_contradict")
    return words.text(f"review.line.directions_{gap.value}", text=dosage.unparsed)


class DirectionsNote(Card):
    """Follows what is typed. The button takes the directions over word for word, once the line is confirmed."""

    accepted = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, CardLook(edge="moderate", ground="moderate_soft", radius=6))
        self._words = words
        row = Row(host, (11, 6, 7, 6), 10, self)
        row.addWidget(SeverityShape(host, Severity.MODERATE, 18), 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        self._label = Label(host, "", wrap=True, elide=False)
        column.addWidget(self._label)
        self._buttons = Flow(host, gap=0)
        self.accept = Button(host, words.text("review.line.directions_accept"), ButtonKind.OUTLINED, keys=KEYS,
                             small=True, bind=False)  # fmt: skip
        self.accept.clicked.connect(self.accepted)
        self._buttons.add(self.accept)
        column.addWidget(self._buttons)
        row.addLayout(column, 1)
        self.setVisible(False)

    def show_directions(self, text: str, form: str, written: str = "", *, asked: bool, settled: bool) -> None:
        """`asked`: approval waits for these very words. `settled`: a pharmacist took them over as they are."""
        said = directions_said(text, form, self._words, written)
        if settled and lacks_something(text, form, written):
            said = (*said, self._words.text("review.line.directions_settled"))
        self._label.set_words("\n".join(said))
        self.setAccessibleName(" ".join(said))
        self._buttons.setVisible(asked)
        self.setVisible(bool(said))

    @property
    def is_asking(self) -> bool:
        """Whether the directions can be accepted now."""
        return not self.isHidden() and not self._buttons.isHidden() and self.accept.isEnabled()

    def sentence(self) -> str:
        """What is shown; empty when nothing is."""
        return self._label.words() if not self.isHidden() else ""
