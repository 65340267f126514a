"""What the directions of a line do not say and what of them is easily misread, in words, beside the editors."""

from PySide6.QtCore import Qt, Signal

from workstation.domain.dosage import DosageInstruction
from workstation.services.directions import DirectionsGap, directions_in_form, gap_in
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

KEYS = "Ctrl+L"


def directions_said(text: str, form: str, words: Words) -> tuple[str, ...]:
    """What is missing in the directions and what of the writing is easily misread; () where neither is."""
    dosage = directions_in_form(text, form)
    said = []
    gap = gap_in(text, form)
    if gap is not None:
        said.append(_gap_words(gap, dosage, words))
    if dosage.doubts:
        doubts = "; ".join(words.word(one) for one in dosage.doubts)
        said.append(words.text("review.line.directions_doubts", doubts=doubts))
    return tuple(said)


def _gap_words(gap: DirectionsGap, dosage: DosageInstruction, words: Words) -> str:
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

    def show_directions(self, text: str, form: str, *, asked: bool, settled: bool) -> None:
        """`asked`: approval waits for these very words. `settled`: a pharmacist took them over as they are."""
        said = directions_said(text, form, self._words)
        if settled and gap_in(text, form) is not None:
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
