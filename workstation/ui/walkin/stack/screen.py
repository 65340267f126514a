"""The correction screen of a stack: sheets left, the chosen one large, what is left, one button that takes all in."""

from collections.abc import Callable
from functools import partial
from threading import Event

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.reading.stack_plan import StackPlan
from workstation.services.walk_in import PaperFile
from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import PrimaryButton, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Severity
from workstation.ui.tasks import Lane, Task, TaskRunner
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.walkin.drop import PaperPicture
from workstation.ui.walkin.stack.actions import Proposal, SeenPage, StackActions, StackTaken
from workstation.ui.walkin.stack.sheets import SheetsView
from workstation.ui.words import Words

_BUTTONS = (("cut", "Space"), ("out", "X"), ("turn", "R"), ("looked", "L"))


class StackScreen(QWidget):
    """`begin` asks for the proposal; nothing is taken in before a person accepts what is shown."""

    taken_in = Signal(object)
    """StackTaken, when all of it is here."""
    left = Signal()
    _seen = Signal(object)
    """SeenPage; from the thread of the work."""
    _done = Signal(int)
    """How many parts are taken in; from the thread of the work."""

    def __init__(self, host: ThemeHost, words: Words, actions: StackActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._paper: PaperFile | None = None
        self._proposing: Task | None = None
        self._taking = False
        self._stop = Event()
        self._not_shown = 0
        self._trouble = ""
        self.plan = StackPlan(())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self._build_body(), 1)
        column.addWidget(self._build_bar())
        self._seen.connect(self._on_seen)
        self._done.connect(self._on_part)
        self.sheets.chosen.connect(self._on_chosen)
        self.sheets.key_pressed.connect(self.act)
        self.bar.take_me_there.connect(self.go_to_doubt)

    # --- what it is told ----------------------------------------------------------------------------------

    def begin(self, paper: PaperFile, name: str) -> None:
        """Looks at every page of a file."""
        self._drop()
        self._paper, self._trouble, self._not_shown = paper, "", 0
        self.plan = StackPlan(())
        self.sheets.forget()
        self._picture.show_image(self.sheets.image_of(1))
        self._name.set_words(name)
        self._count.set_words(self._words.text("walkin.stack.looking"))
        self._proposing = self._tasks.run(
            Lane.WORK, partial(self._actions.propose, paper, self._seen.emit), self._on_proposed,
            on_refused=self._on_refused, on_unavailable=self._on_unavailable,
        )  # fmt: skip
        self._show()
        self.sheets.setFocus()

    def act(self, what: str) -> None:
        """cut, out, turn, looked, earlier or later, at the sheet with the ring."""
        if not self.plan.sheets or self._taking:
            return
        number, plan = self.sheets.current, self.plan
        acts: dict[str, Callable[[int], StackPlan]] = {
            "cut": plan.with_cut, "out": plan.with_left_out, "turn": plan.turned, "looked": plan.settled,
            "earlier": partial(plan.moved, by=-1), "later": partial(plan.moved, by=1),
        }  # fmt: skip
        self.plan = acts[what](number)
        self.sheets.show_plan(self.plan)
        self._trouble = ""
        self._on_chosen(number)
        self._show()

    def go_to_doubt(self) -> None:
        """F8: the next prescription of which it is not sure that it is parted rightly."""
        found = self.plan.next_doubt(self.sheets.current)
        if found is not None:
            self.sheets.choose(found)
            self.sheets.setFocus()

    def accept(self) -> None:
        """Ctrl+Enter: each prescription that is shown is taken in."""
        if self._paper is None or not self.take.isEnabled() or self._taking:
            return
        self._taking = True
        self._stop.clear()
        work = partial(self._actions.take_in, self._paper, self.plan, self._goes_on)
        self._tasks.run(
            Lane.STORE_WRITE, work, self._on_taken, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )
        self._on_part(0)
        self._show()

    def step_back(self) -> None:
        """Esc: what is under way stops first; then the screen is left."""
        if self._taking:
            self._stop.set()
            return
        self._drop()
        self.left.emit()

    @property
    def is_busy(self) -> bool:
        """Pages are looked at, or taken in."""
        return self._taking or self._proposing is not None

    # --- parts --------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        host = self._host
        head = ground(QFrame(), "surface", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(host, (24, 8, 24, 8), 16, head)
        titles = Column(host, gap=2)
        titles.addWidget(Label(host, self._words.text("walkin.stack.title"), Role.TITLE, wrap=True, elide=False))
        facts = Row(host, gap=12)
        self._name, self._count = Label(host, "", tone="text_2"), Label(host, "", weight=600, wrap=True, elide=False)
        facts.addWidget(self._count, 1)
        facts.addWidget(self._name)
        titles.addLayout(facts)
        row.addLayout(titles, 1)
        return head

    def _build_body(self) -> QWidget:
        host = self._host
        body = QWidget()
        row = Row(host, gap=0, parent=body)
        self.sheets = SheetsView(host, self._words)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.sheets)
        row.addWidget(self._area, 3)
        side = ground(QFrame(), "bg", "left")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._side = QStackedWidget()
        column = Column(host, (20, 16, 20, 12), 8, side)
        self._which = Label(host, "", Role.HEADING, wrap=True, elide=False)
        self._why = Label(host, "", tone="text_2", wrap=True, elide=False)
        self._picture = PaperPicture(host)
        buttons = Flow(host, gap=0)
        self.buttons = {
            what: SecondaryButton(host, self._words.text(f"walkin.stack.{what}"), keys=keys, small=True, bind=False)
            for what, keys in _BUTTONS
        }
        for what, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.act, what))
        buttons.add(*self.buttons.values())
        column.add(self._which, self._why)
        column.addWidget(self._picture, 1)
        column.addWidget(buttons)
        row.addWidget(side, 2)
        self._reveal = QTimer(self)
        self._reveal.setSingleShot(True)
        self._reveal.setInterval(0)
        self._reveal.timeout.connect(self._on_reveal)
        return body

    def _build_bar(self) -> ActionBar:
        host, text = self._host, self._words.text
        self.bar = ActionBar(host, reason_left=True)
        self.back = SecondaryButton(host, text("wizard.back"), keys="Esc", bind=False)
        self.back.clicked.connect(self.step_back)
        self.take = PrimaryButton(host, text("walkin.stack.take_none"), keys="Ctrl+Return")
        self.take.clicked.connect(self.accept)
        self.bar.add_left(self.back)
        self.bar.set_primary(self.take)
        return self.bar

    # --- answers ------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_seen(self, page: SeenPage) -> None:
        if self._proposing is None:
            return
        if page.image is not None:
            self.sheets.add_image(page.number, page.image)
            if page.number == 1:
                self._picture.show_image(page.image)
        key = "walkin.stack.seen" if page.image is not None else "walkin.stack.read"
        self._count.set_words(self._words.text(key, number=page.number, of=page.of))

    def _on_proposed(self, proposal: Proposal | None) -> None:
        self._proposing = None
        if proposal is None:
            return
        self.plan, self._not_shown = proposal.plan, proposal.not_shown
        self.sheets.show_plan(self.plan)
        self.sheets.choose(self.plan.next_doubt(0) or 1)
        self._show()

    @Slot(int)
    def _on_part(self, done: int) -> None:
        if self._taking:
            of = len(self.plan.documents)
            self._count.set_words(self._words.text("walkin.stack.taking", number=done, of=of))

    def _on_taken(self, taken: StackTaken) -> None:
        self._taking = False
        if taken.left:
            self._trouble = self._words.text("walkin.stack.stopped", done=len(taken.ids), left=taken.left)
            self._show()
            return
        self._paper, self.plan = None, StackPlan(())
        self.sheets.forget()
        self.taken_in.emit(taken)

    def _on_refused(self, refused: Refused) -> None:
        self._fail(self._words.refusal(refused.code, refused.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._fail(trouble.why)

    def _fail(self, why: str) -> None:
        self._proposing, self._taking, self._trouble = None, False, why
        self._show()

    # --- inside -------------------------------------------------------------------------------------------

    def _goes_on(self, done: int) -> bool:
        """Asked on the thread of the work."""
        self._done.emit(done)
        return not self._stop.is_set()

    def _drop(self) -> None:
        if self._proposing is not None:
            self._proposing.abandon()
            self._proposing = None
            self._actions.cancel()

    def _on_chosen(self, number: int) -> None:
        self._picture.show_image(self.sheets.image_of(number))
        text = self._words.text
        document = self.plan.document_of(number)
        where = (
            text("walkin.stack.left_out") if document < 0 else text("walkin.stack.prescription", number=document + 1)
        )
        self._which.set_words(f"{text('walkin.stack.page_of', number=number, of=len(self.plan.sheets))} · {where}")
        self._why.set_words(self._why_words(number, document))
        begins = document >= 0 and self.plan.first_of(number) == number
        self.buttons["cut"].set_text(text("walkin.stack.join" if begins else "walkin.stack.cut"))
        self.buttons["out"].set_text(text("walkin.stack.take" if document < 0 else "walkin.stack.out"))
        self._reveal.start()

    def _why_words(self, number: int, document: int) -> str:
        if document < 0:
            return self._words.text("walkin.stack.why_left_out")
        first = self.plan.documents[document][0]
        said = []
        if first.number == number and first.why is not None:
            said.append(self._words.text(f"walkin.stack.why_{first.why.value}"))
        if any(one.doubtful for one in self.plan.documents[document]):
            said.append(self._words.text("walkin.stack.doubt"))
        return " ".join(said)

    def _on_reveal(self) -> None:
        rect = self.sheets.rect_of(self.sheets.current)
        middle, px = rect.center(), self._host.px
        self._area.ensureVisible(middle.x(), middle.y(), 0, rect.height() // 2 + px(8))

    def _show(self) -> None:
        text, documents, doubts = self._words.text, self.plan.documents, self.plan.doubtful
        ready = bool(self.plan.sheets) and not self.is_busy
        for button in self.buttons.values():
            button.setEnabled(ready)
        self.back.set_text(text("walkin.stack.cancel" if self.is_busy else "wizard.back"))
        self.take.set_text(text("walkin.stack.take_in", count=len(documents)) if documents
                           else text("walkin.stack.take_none"))  # fmt: skip
        if ready:
            self._count.set_words(text("walkin.stack.count", pages=len(self.plan.sheets), count=len(documents)))
        locked, severity, link = "", Severity.INFORMATION, ""
        if self.is_busy:
            locked = text("walkin.stack.busy")
        elif doubts:
            locked, link = text("walkin.stack.doubts", count=len(doubts)), text("review.left.go")
            severity = Severity.MODERATE
        elif not documents:
            locked = text("walkin.stack.nothing") if self.plan.sheets else self._trouble or text("walkin.stack.busy")
        self.take.set_locked(locked)
        rest = text("walkin.stack.not_shown", count=self._not_shown) if self._not_shown else ""
        said = self._trouble or locked or rest or text("walkin.stack.ready")
        self.bar.set_reason(said, Severity.MODERATE if self._trouble or rest else severity, link=link)
