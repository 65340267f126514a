"""What stands where the verdict comes: which shelf to go to, or what comes after the last pack."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workstation.ui.components.card import PLAIN, Card, CardLook, Rule
from workstation.ui.components.label import Label, Said
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.packs import PackSquares, PackState
from workstation.ui.components.severity import Picture
from workstation.ui.theme import Role, ThemeHost, Token

_DONE = CardLook(edge="ok", ground="ok_soft", width=2, radius=12)
_WAITS = CardLook(edge=PLAIN.edge, radius=12)


@dataclass(frozen=True, slots=True)
class Prompt:
    """`lead` above `place` (large); then name, details; at the right the packs of the line."""

    lead: str
    place: str
    name: str
    details: tuple[Said, ...]
    icon: str
    tone: Token
    states: tuple[PackState, ...] = ()
    packs_heading: str = ""
    packs: str = ""
    packs_note: str = ""
    done: bool = False


class PromptCard(Card):
    """As tall as a MATCH, so that nothing moves when the first verdict comes; lower when none comes any more."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__(host, _WAITS)
        self._small, self._done = False, False
        row = Row(host, (24, 12, 0, 12), 0, self)
        self._picture = Picture(host, "pick", 96, "accent")
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.space(24)
        row.addLayout(self._build_words(), 1)
        row.space(16)
        self._side = QWidget()
        self._side.setLayout(self._build_side())
        self._rule = Rule(vertical=True)
        row.add(self._rule, self._side)

    def show_prompt(self, prompt: Prompt) -> None:
        """Says something else."""
        self.set_look(_DONE if prompt.done else _WAITS)
        self._picture.show_icon(prompt.icon, prompt.tone)
        self._done = prompt.done
        self._show_picture()
        self._lead.set_words(prompt.lead)
        self._lead.setVisible(bool(prompt.lead))
        self._place.set_words(prompt.place)
        self._place.setVisible(bool(prompt.place))
        self._name.set_words(prompt.name)
        for label, words in zip(self._details, (*prompt.details, "", "")[:2], strict=True):
            label.set_words(words)
            label.setVisible(bool(words))
        self._heading.set_words(prompt.packs_heading)
        self._count.set_words(prompt.packs)
        self._squares.set_packs(prompt.states)
        self._note.set_words(prompt.packs_note)
        self._side.setVisible(bool(prompt.packs))
        self._rule.setVisible(bool(prompt.packs))
        self.setAccessibleName(f"{prompt.lead} {prompt.place}. {prompt.name}. {prompt.packs}".strip())

    @property
    def done(self) -> bool:
        """Whether every pack is right: no verdict comes here any more."""
        return self._done

    def set_small(self, small: bool) -> None:
        """Without the picture, for narrow windows; what is done keeps its tick: green alone says nothing."""
        self._small = small
        self._show_picture()

    def _show_picture(self) -> None:
        self._picture.setVisible(self._done or not self._small)

    def _build_words(self) -> Column:
        host = self._host
        column = Column(host, gap=4)
        self._lead = Label(host, "", Role.LEAD, "text_2", wrap=True)
        self._place = Label(host, "", Role.VERDICT, elide=False)
        self._name = Label(host, "", Role.TITLE, wrap=True, elide=False)
        self._details = (Label(host, "", Role.LEAD, "text_2", wrap=True), Label(host, "", tone="text_2", wrap=True))
        column.addStretch(1)
        column.add(self._lead, self._place, self._name, *self._details)
        column.addStretch(1)
        return column

    def _build_side(self) -> Column:
        host = self._host
        middle = Qt.AlignmentFlag.AlignHCenter
        column = Column(host, (16, 0, 16, 0), 6)
        self._heading = Label(host, "", Role.SMALL, "text_2", elide=False, align=middle)
        self._count = Label(host, "", Role.COUNT, elide=False, align=middle)
        self._squares = PackSquares(host, 36)
        self._note = Label(host, "", Role.SMALL, "text_2", elide=False, align=middle)
        column.addStretch(1)
        column.add(self._heading, self._count)
        column.addWidget(self._squares, 0, middle)
        column.addWidget(self._note)
        column.addStretch(1)
        return column
