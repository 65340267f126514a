"""Second question: whose is it? Somebody who is known, by two identifiers; or somebody new."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.patient import Patient, Sex
from workstation.domain.prescription import Prescription
from workstation.services.identifiers import Identifier
from workstation.services.walk_in import KnownPatient, NewPatient, PatientChoice
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.components.segmented import SegmentedControl
from workstation.ui.handover.tick import TickBox
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.walkin.actions import WalkInActions
from workstation.ui.walkin.dates import typed_date
from workstation.ui.walkin.drop import PaperPicture
from workstation.ui.walkin.people import PeopleList
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words, day

KNOWN, NEW = "known", "new"
Keep = Callable[[PatientChoice], Prescription]
"""Stores the answer; on a lane."""


class PatientStep(WizardStep):
    """`keep` stores what was chosen; `prescription` is what came of it."""

    def __init__(
        self,
        host: ThemeHost,
        words: Words,
        actions: WalkInActions,
        tasks: TaskRunner,
        keep: Callable[[], Keep],
        scan: Callable[[], QImage] | None = None,
    ) -> None:
        text = words.text
        super().__init__("patient", text("walkin.patient.title"), text("walkin.patient.note"))
        self._host, self._words, self._actions, self._tasks, self._keep = host, words, actions, tasks, keep
        self.prescription: Prescription | None = None
        self._finding: Task | None = None
        self._asked: tuple[Identifier, ...] = ()
        self._scan, self._picture = scan, PaperPicture(host) if scan is not None else None
        self._question = self._build_question()
        self._on_way(KNOWN)

    def question(self) -> QWidget:
        """Search, or the facts of somebody new."""
        return self._question

    def answer(self) -> QWidget | None:
        """The scan beside the person: does the name fit?"""
        return self._picture

    def blocked_because(self) -> str:
        """What is still to be asked."""
        text = self._words.text
        if self.way.code() == NEW:
            if len(self.name_edit.text().strip()) < 2:
                return text("walkin.patient.give_name")
            return "" if self._typed(self.new_born_edit) else text("walkin.patient.give_birth_date")
        if self.people.patient is None:
            return text("walkin.patient.choose")
        open_ones = [tick.text() for tick in self._shown_ticks() if not tick.isChecked()]
        if len(open_ones) > 1:
            return text("walkin.patient.ask_both")
        return text("handover.ask_for", what=open_ones[0]) if open_ones else ""

    def shown(self) -> None:
        """The search begins here."""
        if self._picture is not None and self._scan is not None:
            self._picture.show_image(self._scan())
        (self.search_edit if self.way.code() == KNOWN else self.name_edit).setFocus()

    def begin_keeping(self) -> None:
        """Takes the paper in for this person."""
        choice = self._choice()
        if choice is None:
            self.refused.emit(self.blocked_because())
            return
        work = partial(self._keep(), choice)
        self._tasks.run(
            Lane.STORE_WRITE, work, self._on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )

    def _choice(self) -> PatientChoice | None:
        if self.way.code() == NEW:
            born, sex = self._typed(self.new_born_edit), Sex(self.sex.code())
            return NewPatient(self.name_edit.text(), born, sex, self.phone_edit.text())
        patient = self.people.patient
        if patient is None:
            return None
        ticked = frozenset(one for one, tick in zip(self._asked, self._shown_ticks(), strict=True) if tick.isChecked())
        return KnownPatient(patient.id, ticked)

    # --- building -----------------------------------------------------------------------------------------

    def _build_question(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=12, parent=part)
        column.addWidget(Label(host, text("walkin.patient.ask"), Role.HEADING, wrap=True))
        ways = ((KNOWN, text("walkin.patient.known"), "search"), (NEW, text("walkin.patient.new"), "person-plus"))
        self.way = SegmentedControl(host, ways)
        self.way.chosen.connect(self._on_way)
        column.addWidget(self.way)
        self._known, self._new = self._build_known(), self._build_new()
        column.add(self._known, self._new, self._build_identifiers())
        return part

    def _build_known(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=10, parent=part)
        self.search_edit, self.born_edit = QLineEdit(), QLineEdit()
        self._born = Field(host, text("walkin.patient.birth_date"), self.born_edit, text("walkin.patient.date_note"))
        column.add(Field(host, text("walkin.patient.search"), self.search_edit), self._born)
        self.people = PeopleList(host, self._words)
        self.people.chosen.connect(self._on_person)
        self._none = Label(host, text("walkin.patient.none"), tone="text_2", wrap=True)
        self._none.setVisible(False)
        column.add(self._none, self.people)
        self.search_edit.textChanged.connect(self._on_search)
        self.born_edit.textChanged.connect(self._on_search)
        return part

    def _build_new(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=10, parent=part)
        self.name_edit, self.new_born_edit, self.phone_edit = QLineEdit(), QLineEdit(), QLineEdit()
        order = (Sex.UNKNOWN, Sex.FEMALE, Sex.MALE, Sex.OTHER)
        self.sex = Choice(host, tuple((one.value, text(f"walkin.patient.sex.{one.value}")) for one in order))
        self._new_born = Field(
            host, text("walkin.patient.birth_date"), self.new_born_edit, text("walkin.patient.date_note")
        )
        column.add(
            Field(host, text("handover.full_name"), self.name_edit),
            self._new_born,
            Field(host, text("walkin.patient.sex_label"), self.sex),
            Field(host, text("handover.phone"), self.phone_edit),
        )
        self.name_edit.textChanged.connect(self._on_typed)
        self.new_born_edit.textChanged.connect(self._on_typed)
        return part

    def _build_identifiers(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=10, parent=part)
        self._heading = Label(host, "", Role.HEADING, wrap=True)
        self._sentence = Label(host, "", tone="text_2", wrap=True)
        column.add(self._heading, self._sentence)
        self.ticks = (TickBox(host), TickBox(host))
        for tick in self.ticks:
            tick.toggled.connect(self._on_typed)
            column.addWidget(tick)
        column.addStretch(1)
        self._sentence.set_words(text("walkin.patient.nobody"))
        return part

    # --- showing ------------------------------------------------------------------------------------------

    def _typed(self, edit: QLineEdit) -> date | None:
        return typed_date(edit.text(), month_first=self._actions.month_first)

    def _shown_ticks(self) -> tuple[TickBox, ...]:
        return self.ticks[: len(self._asked)]

    def _show_person(self, patient: Patient | None) -> None:
        text = self._words.text
        facts = _identifiers(patient) if patient is not None else ()
        self._asked = tuple(one for one, _ in facts)
        for number, tick in enumerate(self.ticks):
            tick.setVisible(number < len(facts))
            tick.setChecked(False)
            if number < len(facts):
                identifier, value = facts[number]
                tick.set_words(text(f"walkin.patient.identifier.{identifier.value}"), value)
        self._heading.set_words(patient.name if patient is not None else "")
        self._heading.setVisible(patient is not None)
        said = "walkin.patient.confirm" if len(facts) > 1 else "walkin.patient.too_little"
        self._sentence.set_words(text(said if patient is not None else "walkin.patient.nobody"))
        if self.way.code() == NEW:
            self._sentence.set_words(text("walkin.patient.new_note"))

    def _show_date(self, field: Field, edit: QLineEdit) -> None:
        """The date as it was understood stands below: 1 Jun 1959."""
        found = self._typed(edit)
        field.set_note(day(found) if found is not None else self._words.text("walkin.patient.date_note"))

    # --- slots --------------------------------------------------------------------------------------------

    def _on_way(self, code: str) -> None:
        self._known.setVisible(code == KNOWN)
        self._new.setVisible(code == NEW)
        self._show_person(self.people.patient if code == KNOWN else None)
        self.changed.emit()

    def _on_search(self, _text: str) -> None:
        if self._finding is not None:
            self._finding.abandon()
        self._show_date(self._born, self.born_edit)
        born = self._typed(self.born_edit)
        work = partial(self._actions.find, self.search_edit.text(), born)
        self._finding = self._tasks.run(
            Lane.STORE_READ, work, self._on_found, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )

    def _on_found(self, people: tuple[Patient, ...]) -> None:
        asked = len(self.search_edit.text().strip()) > 1
        self._none.setVisible(asked and not people)
        self.people.show_people(people)
        self.changed.emit()

    def _on_person(self) -> None:
        self._show_person(self.people.patient)
        self.changed.emit()

    def _on_typed(self, *_what: object) -> None:
        self._show_date(self._new_born, self.new_born_edit)
        self.changed.emit()

    def _on_done(self, prescription: Prescription) -> None:
        self.prescription = prescription
        self.kept.emit(prescription.number)

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(self._words.refusal(refusal.code, refusal.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.refused.emit(trouble.why)


def _identifiers(patient: Patient) -> tuple[tuple[Identifier, str], ...]:
    """The two to ask for, with the values on record; fewer where there are no more."""
    born = day(patient.birth_date) if patient.birth_date is not None else ""
    found = (
        (Identifier.NAME, patient.name),
        (Identifier.BIRTH_DATE, born),
        (Identifier.NUMBER, patient.number),
        (Identifier.PHONE, patient.phone),
    )
    return tuple(one for one in found if one[1])[:2]
