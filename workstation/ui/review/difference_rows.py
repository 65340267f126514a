"""What the order server changed, field by field, and what it means: on the review and on the dispense screen."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.domain.edits import Difference, Edit, EditedField
from workstation.domain.prescription import LineBlock
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day

LOOK = CardLook(edge="moderate", ground="moderate_soft", bar="moderate")
_DATES = (EditedField.AUTHORED_ON, EditedField.VALID_UNTIL)


class DifferenceRows(QWidget):
    """One row for each field: which, before → now. The arrow and the weight tell them apart, not a colour."""

    def __init__(self, host: ThemeHost, words: Words, differences: Sequence[Difference]) -> None:
        super().__init__()
        self._host = host
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, one in enumerate(differences):
            field = Label(host, field_words(words, one), tone="text_2", elide=False)
            said = Label(host, (Run(f"{_value(words, one, one.before)} → "), bold(_value(words, one, one.after))),
                         wrap=True, elide=False)  # fmt: skip
            said.setAccessibleName(difference_words(words, one))
            self._grid.addWidget(field, row, 0, top)
            self._grid.addWidget(said, row, 1, top)
        host.theme_changed.connect(self._rescale)
        self._rescale()

    def _rescale(self) -> None:
        self._grid.setHorizontalSpacing(self._host.px(16))
        self._grid.setVerticalSpacing(self._host.px(2))


class EditsCard(Card):
    """The differences, the checks that count no more, and the way on. `read` is only there while it is wanted."""

    def __init__(
        self, host: ThemeHost, words: Words, edits: Sequence[Edit], way_on: str, read_button: str = ""
    ) -> None:
        super().__init__(host, LOOK)
        found = tuple(one for edit in edits for one in edit.differences)
        title = words.text("server_changes.edits.title", count=len(found))
        meaning = void_words(words, edits)
        column = Column(host, (16, 10, 12, 10), 6, self)
        head = Row(host, gap=10)
        head.addWidget(SeverityShape(host, Severity.MODERATE, 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(host, title, Role.LEAD, weight=600, wrap=True, elide=False), 1)
        column.addLayout(head)
        column.addWidget(DifferenceRows(host, words, found))
        column.addWidget(Label(host, meaning, wrap=True, elide=False))
        foot = Row(host, gap=12)
        if way_on:
            foot.addWidget(Label(host, way_on, weight=600, wrap=True, elide=False), 1)
        self.read: Button | None = None
        if read_button:
            self.read = Button(host, read_button, ButtonKind.OUTLINED, keys="F4", small=True)
            foot.addWidget(self.read)
        if way_on or read_button:
            column.addLayout(foot)
        said = "; ".join(difference_words(words, one) for one in found)
        self.setAccessibleName(f"{title}. {said}. {meaning} {way_on}")


def field_words(words: Words, one: Difference) -> str:
    """ "Line 1 · Quantity"."""
    field = words.word(one.field)
    return words.text("server_changes.edits.row_line", line=one.line, field=field) if one.line is not None else field


def difference_words(words: Words, one: Difference) -> str:
    """ "Line 1 · Quantity: before 20 tablet, now 30 tablet", to be read aloud."""
    text = words.text
    before, now = _value(words, one, one.before), _value(words, one, one.after)
    said = f"{text('server_changes.edits.before')} {before}, {text('server_changes.edits.now')} {now}"
    return f"{field_words(words, one)}: {said}"


def void_words(words: Words, edits: Sequence[Edit]) -> str:
    """Which checks count no more, and that the packs are free."""
    void = list(dict.fromkeys(one for edit in edits for one in edit.voided))
    checks = [words.text(f"server_changes.edits.{one}") for one in void if one != "packs"]
    parts = [words.text("server_changes.edits.void", checks=", ".join(checks))] if checks else []
    if "packs" in void:
        parts.append(words.text("server_changes.edits.packs"))
    return " ".join(parts) or words.text("server_changes.edits.void_none")


def _value(words: Words, one: Difference, value: str) -> str:
    if not value:
        return words.text("server_changes.edits.nothing")
    if one.field is EditedField.PATIENT:
        # The ids of patients say nothing to people, and a difference holds no names.
        known = "other_patient" if value == one.after else "patient_before"
        return words.text(f"server_changes.edits.{known}")
    if one.field in _DATES:
        with suppress(ValueError):
            return day(date.fromisoformat(value))
    if one.field is EditedField.BLOCK:
        with suppress(ValueError):
            return words.word(LineBlock(value))
    return value
