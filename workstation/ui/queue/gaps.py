"""What of a prescription was not screened: dashed, without the colour of a severity, and said in full."""

from PySide6.QtCore import Qt

from workstation.domain.queue import Gap, GapKind
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class GapCard(Card):
    """One line of words for each thing that was not screened."""

    def __init__(self, host: ThemeHost, words: Words, gaps: tuple[Gap, ...]) -> None:
        super().__init__(host, CardLook(edge="border_control", ground="surface", dashed=True))
        title, said = words.text("queue.gap.title"), [gap_words(words, gap) for gap in gaps]
        self.setAccessibleName(f"{title}. {'. '.join(said)}")
        row = Row(host, (13, 9, 13, 9), 12, self)
        row.addWidget(Picture(host, "unreadable", 20, "text_2"), 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        column.addWidget(Label(host, title, weight=600, wrap=True, elide=False))
        for one in said:
            column.addWidget(Label(host, one, Role.SMALL, "text_2", wrap=True))
        row.addLayout(column, 1)


def gap_words(words: Words, gap: Gap) -> str:
    """ "Line 2: Ecosprn 75"."""
    key = "allergies" if gap.kind is GapKind.ALLERGY and not gap.text else gap.kind.value
    return words.text(f"queue.gap.{key}", position=gap.position, text=gap.text, missing=gap.missing)
