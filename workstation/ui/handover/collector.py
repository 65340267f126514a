"""Who collects: the patient or somebody else, and the two identifiers that are asked for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.ui.components.card import Card, Rule
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.segmented import SegmentedControl
from workstation.ui.components.severity import Picture
from workstation.ui.handover.tick import PAD, TickBox
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

PATIENT, OTHER = "patient", "other"
RELATIONS = ("spouse", "parent", "child", "sibling", "relative", "neighbour", "carer")
"""Who else may come; only the relation is recorded, never a name."""


class CollectorCard(Card):
    """`changed` whenever something was ticked or chosen."""

    changed = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._host, self._words = host, words
        text = words.text
        column = Column(host, gap=0, parent=self)
        head = Row(host, (17, 8, 12, 8), 10)
        self._mark = Picture(host, "mark-now", 22, "accent")
        head.addWidget(self._mark)
        head.addWidget(Label(host, text("handover.who"), Role.MEDICINE, elide=False))
        head.addWidget(Label(host, text("handover.who_note"), tone="text_2"), 1)
        options = ((PATIENT, text("handover.patient"), "person"), (OTHER, text("handover.other"), "person-plus"))
        self.who = SegmentedControl(host, options)
        self.who.chosen.connect(self._on_changed)
        head.addWidget(self.who)
        column.addLayout(head)
        column.addWidget(Rule())
        body = Row(host, (17 - PAD, 10, 17, 12), 24)
        body.addLayout(self._build_ticks(), 3)
        self._relation = self._build_relation()
        body.addWidget(self._relation, 2)
        column.addLayout(body)
        self.forget()

    def ask(self, first: tuple[str, str], second: tuple[str, str]) -> None:
        """The identifiers of another bag: nothing is ticked, the patient collects."""
        self.forget()
        self.name.set_words(*first)
        self.birth.set_words(*second)

    def forget(self) -> None:
        """Nothing is ticked or chosen."""
        for tick in (self.name, self.birth):
            tick.setChecked(False)
        self.relation.choose("")
        self.who.choose(PATIENT)
        self._on_changed()

    def missing(self) -> str:
        """What is still to be asked, "" when both identifiers are confirmed and it is known who collects."""
        text = self._words.text
        open_ones = [tick.text() for tick in (self.name, self.birth) if not tick.isChecked()]
        if open_ones:
            return text("handover.ask_for", what=" · ".join(open_ones))
        if self.who.code() == OTHER and not self.relation.code():
            return text("handover.say_relation")
        return ""

    def collected_by(self) -> str:
        """What is recorded: "patient" or the relation."""
        return PATIENT if self.who.code() == PATIENT else self.relation.code()

    def go_to_missing(self) -> None:
        """The focus on the first thing that is not confirmed."""
        for tick in (self.name, self.birth):
            if not tick.isChecked():
                tick.setFocus()
                return
        self.relation.setFocus()

    def _build_ticks(self) -> Column:
        host = self._host
        column = Column(host, gap=2)
        self.asked = Label(host, "", Role.SMALL, "text_2", wrap=True)
        lead = Row(host, (PAD, 0, 0, 0), 0)
        lead.addWidget(self.asked)
        column.addLayout(lead)
        self.name, self.birth = TickBox(host), TickBox(host)
        for tick in (self.name, self.birth):
            tick.toggled.connect(self._on_changed)
        flow = Flow(host, 16, 2)
        flow.add(self.name, self.birth)
        column.addWidget(flow)
        return column

    def _build_relation(self) -> QWidget:
        text = self._words.text
        options: tuple[tuple[str, str], ...] = (("", text("handover.choose")),)
        options += tuple((code, text(f"handover.relation.{code}")) for code in RELATIONS)
        self.relation = Choice(self._host, options)
        self.relation.currentIndexChanged.connect(self._on_changed)
        return Field(self._host, text("handover.relation_label"), self.relation)

    def _on_changed(self, *_what: object) -> None:
        other = self.who.code() == OTHER
        self._relation.setVisible(other)
        self.asked.set_words(self._words.text("handover.said_by_other" if other else "handover.said_by_patient"))
        done = not self.missing()
        self._mark.show_icon("shape-ok" if done else "mark-now", "ok" if done else "accent")
        self.changed.emit()
