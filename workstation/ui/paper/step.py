"""The one question: what does the paper say?"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QLineEdit, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.prescription import PrescriptionLine
from workstation.domain.quantity import Quantity, counted
from workstation.services.downtime import PaperRecorded, PaperSupply
from workstation.services.paper_view import PaperView
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.emergency.frame import CodeField
from workstation.ui.handover.collector import PATIENT, RELATIONS
from workstation.ui.paper.actions import PackFound, PaperActions
from workstation.ui.tasks import Answer, Lane, Task, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.walkin.dates import typed_date
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words, day

_FIGURES = re.compile(r"^[0-9]{1,6}(\.[0-9]{1,3})?$")


class PaperStep(WizardStep):
    """`recorded` is what came of it."""

    def __init__(
        self, host: ThemeHost, words: Words, actions: PaperActions, tasks: TaskRunner, view: PaperView
    ) -> None:
        super().__init__("paper", words.text("downtime.paper.title"), view.prescription.number)
        self._host, self._words, self._actions, self._tasks, self._view = host, words, actions, tasks, view
        self.recorded: PaperRecorded | None = None
        self._pack: PackFound | None = None
        self._looking: Task | None = None
        self._filled: dict[QLineEdit, str] = {}
        self._problem = ""
        self._question = self._build_question()
        for edit in (self.batch, self.expiry, self.amount, self.day, self.time, self.sheet):
            edit.textChanged.connect(self._on_typed)

    def question(self) -> QWidget:
        """The fields."""
        return self._question

    def shown(self) -> None:
        """The pack comes first."""
        self.code.setFocus()

    def take_code(self, code: str) -> None:
        """The scan of the pack, or of another one of its batch. What the scan before filled in goes with it."""
        self.code.setText(code)
        self._problem, self._pack = "", None
        self._code_field.set_note("")
        for edit, text in self._filled.items():
            if edit.text() == text:
                edit.clear()
        self._filled.clear()
        if self._looking is not None:
            self._looking.abandon()
        self._looking = self._run(Lane.STORE_READ, partial(self._actions.pack, code), self._on_pack)

    def blocked_because(self) -> str:
        """What the paper must still say."""
        if self._problem:
            return self._problem
        missing = (
            ("pack", self._pack is None),
            ("batch", not self.batch.text().strip()),
            ("expiry", bool(self.expiry.text().strip()) and self._date(self.expiry) is None),
            ("amount", self._amount() is None),
            ("when", self._when() is None),
            ("sheet", not self.sheet.text().strip()),
        )
        return next((self._words.text(f"downtime.paper.give.{key}") for key, is_so in missing if is_so), "")

    def begin_keeping(self) -> None:
        """Records it."""
        supply = self._supply()
        if supply is None:
            self.refused.emit(self.blocked_because())
        else:
            self._run(Lane.STORE_WRITE, partial(self._actions.record, supply), self._on_recorded)

    def _supply(self) -> PaperSupply | None:
        pack, amount, when = self._pack, self._amount(), self._when()
        if pack is None or amount is None or when is None or self.blocked_because():
            return None
        return PaperSupply(
            prescription_id=self._view.prescription.id,
            line_id=UUID(self.line.code()),
            product_id=pack.product.id,
            batch_number=self.batch.text().strip(),
            expiry_date=self._date(self.expiry),
            quantity=Quantity(amount, pack.product.pack_size.unit),
            when=when,
            paper=self.sheet.text(),
            by=UUID(self.who.code()),
            collected_by=self.whom.code(),
        )

    def _run(self, lane: Lane, work: Work, on_done: Answer) -> Task:
        return self._tasks.run(lane, work, on_done, on_refused=self._on_refused, on_unavailable=self._on_unavailable)

    # --- building -----------------------------------------------------------------------------------------

    def _build_question(self) -> QWidget:
        host, text, view = self._host, self._words.text, self._view
        part = QWidget()
        column = Column(host, gap=10, parent=part)
        column.addWidget(Label(host, view.patient_name or text("dispense.unknown_patient"), Role.HEADING, wrap=True))
        column.addWidget(Label(host, text("downtime.paper.purpose"), tone="text_2", wrap=True))
        self.line = self._chooser(tuple((str(one.id), _line(one)) for one in view.prescription.lines))
        self.code, self.batch, self.expiry, self.amount = CodeField(), QLineEdit(), QLineEdit(), QLineEdit()
        self.code.entered.connect(self._on_code)
        now = self._actions.now()
        self.day, self.time, self.sheet = QLineEdit(day(now.date())), QLineEdit(), QLineEdit()
        self.time.setPlaceholderText("16:30")
        self.who = self._chooser(tuple((str(one.id), one.name) for one in view.staff))
        relations = ((PATIENT, text("handover.the_patient")),)
        self.whom = self._chooser(relations + tuple((one, text(f"handover.relation.{one}")) for one in RELATIONS))
        self._code_field = Field(host, text("downtime.paper.code"), self.code)
        self._amount_field = Field(host, text("downtime.paper.amount"), self.amount)
        column.add(Field(host, text("downtime.paper.line"), self.line), self._code_field)
        batch = Field(host, text("downtime.paper.batch"), self.batch)
        expiry = Field(host, text("downtime.paper.expiry"), self.expiry, text("downtime.paper.expiry_note"))
        column.addLayout(self._pair(batch, expiry))
        column.addLayout(self._pair(self._amount_field, Field(host, text("downtime.paper.sheet"), self.sheet)))
        at = Field(host, text("downtime.paper.time"), self.time)
        column.addLayout(self._pair(Field(host, text("downtime.paper.day"), self.day), at))
        who = Field(host, text("downtime.paper.who"), self.who)
        column.addLayout(self._pair(who, Field(host, text("downtime.paper.whom"), self.whom)))
        return part

    def _pair(self, one: QWidget, other: QWidget) -> Row:
        row = Row(self._host, gap=12)
        row.addWidget(one, 1)
        row.addWidget(other, 1)
        return row

    def _chooser(self, options: tuple[tuple[str, str], ...]) -> Choice:
        """As narrow as the window is; the list below it is as wide as its words."""
        choice = Choice(self._host, options)
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(8)
        return choice

    # --- what was typed -----------------------------------------------------------------------------------

    def _date(self, edit: QLineEdit) -> date | None:
        return typed_date(edit.text(), month_first=self._actions.month_first)

    def _amount(self) -> Decimal | None:
        typed = self.amount.text().strip()
        amount = Decimal(typed) if _FIGURES.match(typed) else Decimal(0)
        return amount if amount > 0 else None

    def _when(self) -> datetime | None:
        on, hours = self._date(self.day), self.time.text().strip()
        try:
            at = time.fromisoformat(hours.zfill(5)) if ":" in hours else None
        except ValueError:
            return None
        return datetime.combine(on, at, self._actions.now().tzinfo) if on is not None and at is not None else None

    # --- slots --------------------------------------------------------------------------------------------

    def _on_code(self) -> None:
        self.take_code(self.code.text().strip())

    def _on_pack(self, pack: PackFound) -> None:
        self._pack = pack
        self._code_field.set_note(pack.product.name)
        self._amount_field.set_note(str(pack.product.pack_size.unit))
        if pack.batch_number:
            self._fill(self.batch, pack.batch_number)
        if pack.expiry_date is not None:
            self._fill(self.expiry, day(pack.expiry_date))
        self.changed.emit()

    def _fill(self, edit: QLineEdit, text: str) -> None:
        edit.setText(text)
        self._filled[edit] = text

    def _on_typed(self, _text: str) -> None:
        self.changed.emit()

    def _on_recorded(self, recorded: PaperRecorded) -> None:
        self.recorded = recorded
        self.kept.emit("")

    def _on_refused(self, refusal: Refused) -> None:
        said = self._words.refusal(refusal.code, refusal.facts)
        if self._pack is None:
            self._problem = said
            self.changed.emit()
        else:
            self.refused.emit(said)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.refused.emit(trouble.why)


def _line(line: PrescriptionLine) -> str:
    amount = counted(line.quantity_prescribed) if line.quantity_prescribed is not None else ""
    return " · ".join(one for one in (f"{line.position} · {line.medicine.text}", amount) if one)
