"""All components on one page, for developers.

`python -m workstation.ui.components.gallery --theme light --scale 100 --out x.png`
"""

import argparse
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from workstation.domain.queue import Flag
from workstation.paths import resources
from workstation.ui.components import chips, samples
from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.alerts import AlertCard, AlertLine, ModerateNote
from workstation.ui.components.banner import Banner
from workstation.ui.components.buttons import (
    Button,
    ButtonKind,
    DangerButton,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
)
from workstation.ui.components.card import Card
from workstation.ui.components.chips import Chip, ChipLabel, FlagChip
from workstation.ui.components.due import Due, DueBadge, DueState
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.facts import FactRows, FactTiles, TodoList
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.filterchip import FilterChip
from workstation.ui.components.flow import Flow
from workstation.ui.components.keycap import KeyHint, KeyHints
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.packs import PackSquares, pack_states
from workstation.ui.components.problem import ProblemBoxes
from workstation.ui.components.scanbox import NextScan, ScanBox
from workstation.ui.components.segmented import SegmentedControl
from workstation.ui.components.severity import Picture, Severity
from workstation.ui.components.steps import StepTrail
from workstation.ui.components.tabs import TabStrip
from workstation.ui.components.threeway import PartState, ThreeWayStrip, ThreeWayTiles
from workstation.ui.components.toast import Toast, ToastCard
from workstation.ui.components.verdict import VerdictPanel
from workstation.ui.theme import Metrics, Role, ThemeChoice, ThemeHost


class Gallery(QWidget):
    """Three columns of cards, each with one family of components."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        page = Column(host, (32, 24, 32, 24), 16, self)
        page.addWidget(Label(host, "Components", Role.TITLE))
        across = Row(host, gap=16)
        page.addLayout(across, 1)
        columns = (
            (self._type, self._buttons, self._fields, self._flags, self._rows, self._icons),
            (self._severity, self._alert, self._note, self._problem),
            (self._verdicts, self._three_way, self._scans, self._bars),
        )
        for sections, share in zip(columns, (5, 4, 7), strict=True):
            column = Column(host, gap=16)
            across.addLayout(column, share)
            for section in sections:
                section(column)
            column.addStretch(1)

    def _section(self, column: Column, title: str, note: str) -> Column:
        card = Card(self._host)
        inside = Column(self._host, (16, 12, 16, 14), 10, card)
        head = Row(self._host, gap=8)
        head.addWidget(Label(self._host, title, Role.MEDICINE))
        head.addWidget(Label(self._host, note, Role.SMALL, "text_2"), 1)
        inside.addLayout(head)
        column.addWidget(card)
        return inside

    def _type(self, column: Column) -> None:
        inside = self._section(column, "Type", "Inter + Noto Sans Devanagari, JetBrains Mono; tabular figures")
        for role, words in samples.TYPE_SAMPLES:
            line = Row(self._host, gap=12)
            name = Label(self._host, role.value, Role.SMALL, "text_2")
            name.setFixedWidth(self._host.px(96))
            line.addWidget(name)
            line.addWidget(Label(self._host, words, role), 1)
            inside.addLayout(line)

    def _buttons(self, column: Column) -> None:
        host = self._host
        inside = self._section(column, "Buttons", "40 px, small 32, touch 48; one primary per screen")
        first, second, third = (Flow(host, 0, 0) for _ in range(3))
        first.add(PrimaryButton(host, "Review", keys="Enter"), SecondaryButton(host, "Ask prescriber…", keys="F6"),
                  QuietButton(host, "Timeline"), DangerButton(host, "Reject…"))  # fmt: skip
        focused, pressed, locked = (
            PrimaryButton(host, "Focused"),
            SecondaryButton(host, "Pressed, on"),
            PrimaryButton(host, "Approve", keys="Ctrl+Enter", bind=False),
        )
        focused.setObjectName("focused")
        pressed.setCheckable(True)
        pressed.setChecked(True)
        locked.set_locked("2 things left before approval")
        second.add(focused, pressed, locked, Button(host, "Confirm line", ButtonKind.OUTLINED, keys="Enter"))
        third.add(SecondaryButton(host, "Hand over my work", icon="hand-up", keys="Ctrl+H", small=True),
                  SecondaryButton(host, "Walk-in", icon="plus", keys="Ctrl+N", small=True))  # fmt: skip
        for flow in (first, second, third):
            inside.addWidget(flow)

    def _fields(self, column: Column) -> None:
        host = self._host
        inside = self._section(column, "Fields", "36 px; the refusal stands under the field")
        row = Row(host, gap=12)
        plain, refused = QLineEdit("75 mg"), QLineEdit("120 mg")
        field = Field(host, "Strength", refused)
        field.refuse("Not a strength of Ecosprin")
        row.add(
            Field(host, "Strength", plain),
            field,
            Field(host, "With food", Choice(host, samples.FOOD)),
            stretch=1,
        )
        inside.addLayout(row)
        flow = Flow(host)
        status = FilterChip(host, "Status", (("any", "any"), ("open", "open")), icon="interaction")
        status.choose("open")
        flow.add(
            status,
            FilterChip(host, "Flag", (("any", "any"),)),
            FilterChip(host, "Sort", (("due", "due first"),)),
        )
        flow.add(SegmentedControl(host, (("a", "The patient"), ("b", "Someone else", "person"), ("c", "Courier"))))
        inside.addWidget(flow)
        tabs = TabStrip(host)
        tabs.set_tabs(samples.TABS)
        inside.addWidget(tabs)

    def _flags(self, column: Column) -> None:
        host = self._host
        inside = self._section(column, "Flags and due times", "icon or shape + word, always both")
        flow = Flow(host)
        for flag in Flag:
            flow.add(FlagChip(host, flag, samples.FLAG_WORDS[flag]))
        for word, look in (("Sch H", chips.SCHEDULE), ("DEMO · sample data", chips.DEMO), ("Confirm", chips.CONFIRM),
                           ("look-alike", chips.LOOK_ALIKE), ("Claimed by you", chips.CLAIMED),
                           ("code is sound", chips.GOOD), ("Allergy: sulfonamides", chips.ALLERGY_FULL)):  # fmt: skip
            flow.add(ChipLabel(host, Chip(word, look)))
        inside.addWidget(flow)
        dues = Flow(host, 16)
        for state, words in (
            (DueState.LATE, "Late 6 min"),
            (DueState.SOON, "Due 4 min"),
            (DueState.LATER, "in 18 min"),
            (DueState.HOLD, "On hold"),
        ):
            dues.add(DueBadge(host, Due(state, words)))
        inside.addWidget(dues)

    def _rows(self, column: Column) -> None:
        host = self._host
        inside = self._section(column, "Facts", "what the decision needs")
        inside.addWidget(FactTiles(host, samples.TILES))
        inside.addWidget(FactRows(host, samples.FACTS))
        inside.addWidget(TodoList(host, samples.TODOS))

    def _icons(self, column: Column) -> None:
        inside = self._section(column, "Icons", "own set, 20 px grid, 1.6 px line")
        flow = Flow(self._host, 12)
        for name in self._host.icons.names():
            if name not in ("logo", "staff-badge"):
                flow.add(Picture(self._host, name, 20))
        inside.addWidget(flow)

    def _severity(self, column: Column) -> None:
        inside = self._section(column, "Severity", "shape + word + colour")
        for severity, words in samples.SEVERITIES:
            inside.addWidget(AlertLine(self._host, severity, words))

    def _alert(self, column: Column) -> None:
        card = AlertCard(self._host, samples.ALERT)
        card.setMinimumWidth(self._host.px(360))
        column.addWidget(card)

    def _note(self, column: Column) -> None:
        host = self._host
        column.addWidget(ModerateNote(host, "a2", Severity.MODERATE, "with Warf 5:", samples.MODERATE))
        column.addWidget(
            AlertLine(host, Severity.MAJOR, "Warf 5 + Ecosprin 75: answered", samples.ANSWERED, barred=True)
        )
        inside = self._section(column, "Empty", "what it means, what will appear, one key")
        inside.addWidget(EmptyState(host, "inbox", "Nothing late", samples.EMPTY, "Show all open", "Ctrl+1"))

    def _problem(self, column: Column) -> None:
        boxes = ProblemBoxes(self._host)
        boxes.set_problem(*samples.PROBLEM, details="412")
        column.addWidget(boxes)

    def _verdicts(self, column: Column) -> None:
        match, stop = VerdictPanel(self._host), VerdictPanel(self._host)
        match.show_match(samples.MATCH)
        stop.show_stop(samples.STOP)
        for panel in (match, stop):
            panel.setVisible(True)
            column.addWidget(panel)

    def _three_way(self, column: Column) -> None:
        tiles, strip, packs = ThreeWayTiles(self._host), ThreeWayStrip(self._host), PackSquares(self._host)
        tiles.set_tiles(*samples.TILES_OF_THREE)
        strip.set_parts(PartState.AGREES, PartState.ASKS, PartState.OPEN)
        packs.set_packs(pack_states(1, 3, listening=True), "1 of 3 scanned", "accent")
        column.addWidget(tiles)
        row = Row(self._host, gap=16)
        row.add(strip, packs)
        row.addStretch(1)
        column.addLayout(row)

    def _scans(self, column: Column) -> None:
        host = self._host
        listening = NextScan(host)
        listening.set_next(
            "Next: scan pack 2 of 2", "Warf 5 from shelf B2-05, same batch WF2419. The scanner is listening."
        )
        column.addWidget(listening)
        column.addWidget(ScanBox(host, "Search or scan: patient, prescription, medicine, command"))
        trail = StepTrail(host)
        trail.set_steps(samples.TRAIL)
        column.addWidget(trail)
        column.addWidget(
            KeyHints(host, (KeyHint("Up Down", "move"), KeyHint("Space", "select"), KeyHint("Enter", "review")))
        )

    def _bars(self, column: Column) -> None:
        host = self._host
        for toast in samples.TOASTS:
            column.addWidget(ToastCard(host, Toast(*toast), seconds=3600))
        banner = Banner(host, action="Try now", keys="F5")
        banner.set_content(*samples.OFFLINE)
        column.addWidget(banner)
        bar = ActionBar(host)
        approve = PrimaryButton(host, "Approve", keys="Ctrl+Enter", bind=False)
        approve.set_locked("2 things left")
        bar.add_left(SecondaryButton(host, "Reject…", keys="F7"))
        bar.set_primary(approve)
        bar.set_reason("2 things left before approval", link="Take me there")
        column.addWidget(bar)


def main(arguments: list[str]) -> int:
    """Shows the page, or writes it to --out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--theme", default="light", choices=[choice.value for choice in ThemeChoice])
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--width", type=int, default=1920)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    app = QApplication(sys.argv[:1])
    host = ThemeHost(app, resources(), ThemeChoice(given.theme), Metrics(given.scale))
    gallery = Gallery(host)
    gallery.resize(given.width, 1080)
    gallery.show()
    button = gallery.findChild(PrimaryButton, "focused")
    if button is not None:
        button.setFocus()
    if given.out is None:
        return app.exec()
    app.processEvents()
    gallery.resize(given.width, max(gallery.heightForWidth(given.width), gallery.minimumSizeHint().height()))
    app.processEvents()
    return 0 if gallery.grab().save(str(given.out)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
