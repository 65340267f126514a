"""Two questions before approval, each answered in place: is it this patient, and was this paper here before?"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from workstation.domain.errors import Refused
from workstation.domain.patient import Patient
from workstation.domain.patient_match import MatchReason, MatchVerdict, WrittenPatient
from workstation.domain.quantity import plain_number
from workstation.services.document_ports import PersonAtWork
from workstation.services.identifiers import Identifier
from workstation.services.identity import NEEDED, IdentityQuestion, needed_of
from workstation.services.seen_before import SeenAnswer, SeenBefore, SeenKind, SeenSide
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.reasons import ReasonChoice, ReasonOption
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.guards import called_by_qt
from workstation.ui.handover.tick import TickBox
from workstation.ui.review.card_parts import RefusalNote
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day

_LOOKS = {
    Severity.MAJOR: CardLook(edge="major", ground="major_soft", bar="major"),
    Severity.MODERATE: CardLook(edge="moderate", ground="moderate_soft", bar="moderate"),
}


class CheckCard(Card):
    """Shape, title, what it is about; Enter answers. Those that derive add what is to be chosen."""

    def __init__(self, host: ThemeHost, words: Words, severity: Severity, title: str, button: str, key: str) -> None:
        super().__init__(host, _LOOKS[severity])
        self._host, self._words = host, words
        outer = Column(host, (16, 10, 12, 10), 6, self)
        head = Row(host, gap=10)
        head.addWidget(SeverityShape(host, severity, 20), 0, Qt.AlignmentFlag.AlignTop)
        self._title = Label(host, title, Role.LEAD, weight=600, wrap=True, elide=False)
        self._one_row = Label(host, title, Role.LEAD, weight=600)
        self._one_row.hide()
        head.addWidget(self._title, 1)
        head.addWidget(self._one_row, 1)
        self._key, self._key_word = Label(host, key, Role.SMALL, "text_2", elide=False), key
        head.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(head)
        self._details = QWidget()
        self._body = Column(host, gap=6, parent=self._details)
        outer.addWidget(self._details)
        self._refusal = RefusalNote(host, words)
        self.give = Button(host, button, ButtonKind.OUTLINED, keys="Enter", small=True, bind=False)
        self.give.clicked.connect(self.answer)
        self.setAccessibleName(title)

    def answer(self) -> None:
        """Enter, or the button."""
        raise NotImplementedError

    def take_focus(self) -> QWidget:
        """What has the focus from now on."""
        raise NotImplementedError

    def set_folded(self, folded: bool) -> None:
        """One row with its key, where the window has few lines; or all of it. What is ticked stays."""
        self._details.setVisible(not folded)
        self._title.setVisible(not folded)
        self._one_row.setVisible(folded)
        self._key.set_words(self._words.text("checks.opens", keys=self._key_word) if folded else self._key_word)

    @property
    def is_folded(self) -> bool:
        """Whether only its title is seen."""
        return self._details.isHidden()

    def refuse(self, refused: Refused) -> None:
        """Why the answer was not taken; what was chosen stays."""
        self.give.setEnabled(True)
        self._refusal.refuse(refused)

    def refusal(self) -> str:
        """The sentence in the card, "" while there is none."""
        return self._refusal.sentence()

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers this question; it is not the primary action of the screen. Folded, it answers nothing."""
        if not self.is_folded and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            event.accept()
            self.answer()
            return
        super().keyPressEvent(event)

    def _say(self, sentence: str) -> None:
        self._refusal.say(sentence)


class IdentityCard(CheckCard):
    """Paper and record beside each other, who else has such a name, and identifiers to tick."""

    confirmed = Signal(object)
    """Frozenset of Identifier."""

    def __init__(self, host: ThemeHost, words: Words, asked: IdentityQuestion) -> None:
        text = words.text
        severity = Severity.MAJOR if asked.verdict is MatchVerdict.MISMATCH else Severity.MODERATE
        title = text(f"checks.identity.{asked.verdict.value}") if asked.verdict is not MatchVerdict.MATCH else text(
            "checks.identity.similar_only", count=len(asked.similar))  # fmt: skip
        why = _reasons(words, asked)
        title = " · ".join([title, *why])
        super().__init__(host, words, severity, title, text("checks.identity.button"), text("checks.identity.key"))
        self._add_facts(asked)
        todo = "checks.identity.todo" if len(asked.on_record) >= NEEDED else "checks.identity.todo_one"
        self._body.addWidget(Label(host, text(todo), wrap=True, elide=False))
        self.ticks: dict[Identifier, TickBox] = {}
        row = Flow(host, gap=12)
        for one in asked.on_record:
            tick = TickBox(host)
            tick.set_words(text(f"walkin.patient.identifier.{one.value}"), _value(asked.patient, one))
            self.ticks[one] = tick
            row.add(tick)
        row.add(self.give)
        self._body.addWidget(row)
        self._body.addWidget(self._refusal)

    def take_focus(self) -> QWidget:
        """The first one that is not ticked."""
        first: QWidget = next((one for one in self.ticks.values() if not one.isChecked()), self.give)
        first.setFocus()
        return first

    def answer(self) -> None:
        """Two at least; of a record that has one only, that one."""
        chosen = frozenset(one for one, tick in self.ticks.items() if tick.isChecked())
        if len(chosen) < needed_of(tuple(self.ticks)):
            self._say(self._words.text("checks.identity.too_few"))
            self.take_focus()
        elif self.give.isEnabled():
            self._say("")
            self.give.setEnabled(False)
            self.confirmed.emit(chosen)

    def _add_facts(self, asked: IdentityQuestion) -> None:
        text, host = self._words.text, self._host
        if asked.written is not None:
            written = _written_words(self._words, asked.written, unread=asked.unread)
            rows = ((text("checks.identity.on_paper"), written), (text("checks.identity.on_record"),
                     _record_words(self._words, asked.patient)))  # fmt: skip
            for label, said in rows:
                self._body.addWidget(Label(host, (Run(f"{label} "), bold(said)), wrap=True, elide=False))
        for other in asked.similar:
            said = text("checks.identity.similar", who=_other_words(self._words, other), number=other.number,
                        status=self._words.word(other.status))  # fmt: skip
            self._body.addWidget(Label(host, said, wrap=True, elide=False))


class SeenBeforeCard(CheckCard):
    """Both prescriptions side by side, and what it means."""

    settled = Signal(object, object)
    """Id of the other prescription, SeenAnswer."""

    def __init__(self, host: ThemeHost, words: Words, seen: SeenBefore) -> None:
        text = words.text
        severity = Severity.MODERATE if seen.kind is SeenKind.AGAIN else Severity.MAJOR
        way = text("checks.seen.by_picture" if seen.by_picture else "checks.seen.by_content")
        title = text(f"checks.seen.{seen.kind.value}", number=seen.other.number)
        super().__init__(host, words, severity, f"{title} {way}", text("checks.seen.button"), text("checks.seen.key"))
        self._seen = seen
        row = Row(host, gap=24)
        row.addLayout(self._side(text("checks.seen.this"), seen.mine), 1)
        row.addLayout(self._side(text("checks.seen.before"), seen.other), 1)
        answers = [one for one in SeenAnswer if one is not SeenAnswer.OTHER_NOT_SUPPLIED or seen.kind is not
                   SeenKind.SUPPLIED]  # fmt: skip
        self.reason = ReasonChoice(
            host, text("checks.seen.meaning"), tuple(ReasonOption(one.value, words.word(one)) for one in answers)
        )
        row.addWidget(self.reason, 1)
        row.addWidget(self.give, 0, Qt.AlignmentFlag.AlignBottom)
        self._body.addLayout(row)
        self._body.addWidget(Label(host, text("checks.seen.else_reject"), Role.SMALL, "text_2", wrap=True))
        self._body.addWidget(self._refusal)

    def take_focus(self) -> QWidget:
        """The first meaning; none is chosen by that."""
        self.reason.focus_first()
        return self.reason

    def answer(self) -> None:
        """One of the meanings."""
        if not self.reason.code():
            self._say(self._words.text("checks.seen.choose"))
            self.take_focus()
        elif self.give.isEnabled():
            self._say("")
            self.give.setEnabled(False)
            self.settled.emit(self._seen.other.id, SeenAnswer(self.reason.code()))

    def _side(self, label: str, side: SeenSide) -> Column:
        host, words = self._host, self._words
        column = Column(host, gap=2)
        who = side.patient or words.text("checks.seen.no_patient")
        born = f" · {words.text('checks.born', day=day(side.birth_date))}" if side.birth_date else ""
        written = words.text(
            "checks.seen.written",
            day=day(side.written_on) if side.written_on else words.text("checks.seen.no_date"),
            prescriber=side.prescriber or words.text("checks.seen.no_prescriber"),
        )
        column.addWidget(Label(host, label, Role.SMALL, "text_2"))
        column.addWidget(Label(host, (bold(side.number), Run(f" · {words.word(side.status)}")), wrap=True, elide=False))
        column.addWidget(Label(host, f"{who}{born}", wrap=True, elide=False))
        column.addWidget(Label(host, written, wrap=True, elide=False))
        column.addStretch(1)
        return column


def _value(patient: Patient, identifier: Identifier) -> str:
    born = day(patient.birth_date) if patient.birth_date else ""
    return {
        Identifier.NAME: patient.name,
        Identifier.BIRTH_DATE: born,
        Identifier.NUMBER: patient.number,
        Identifier.PHONE: patient.phone,
    }[identifier]


def _reasons(words: Words, asked: IdentityQuestion) -> list[str]:
    """What speaks against a match; a name that nobody has looked for yet is not one that cannot be read."""
    reasons = asked.match.reasons if asked.match is not None else ()
    waits = asked.unread and MatchReason.NAME_NOT_READ in reasons
    found = [words.word(one) for one in reasons if not (waits and one is MatchReason.NAME_NOT_READ)]
    return [words.text("checks.identity.being_read"), *found] if waits else found


def _written_words(words: Words, written: WrittenPatient, *, unread: bool) -> str:
    text = words.text
    parts = [written.name or text("checks.identity.not_yet" if unread else "checks.identity.no_name")]
    if written.birth_date is not None:
        parts.append(text("checks.born", day=day(written.birth_date)))
    if written.age is not None:
        parts.append(text(f"checks.age.{written.age_unit}", age=plain_number(written.age)))
    return " · ".join([*parts, *_sex(words, written.sex.value)])


def _record_words(words: Words, patient: Patient) -> str:
    born = [words.text("checks.born", day=day(patient.birth_date))] if patient.birth_date else []
    number = [patient.number] if patient.number else []
    return " · ".join([patient.name, *born, *_sex(words, patient.sex.value), *number])


def _sex(words: Words, code: str) -> list[str]:
    return [] if code == "unknown" else [words.text(f"walkin.patient.sex.{code}").lower()]


def _other_words(words: Words, other: PersonAtWork) -> str:
    born = [words.text("checks.born", day=day(other.birth_date))] if other.birth_date else []
    return ", ".join([other.name, *born, *([other.patient_number] if other.patient_number else [])])
