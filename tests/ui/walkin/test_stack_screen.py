"""A stack on the screen: the proposal is corrected by keys, and nothing is taken in before a person accepts it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories import new_id
from workstation.domain.errors import Refused
from workstation.domain.reading import FileRefusal
from workstation.domain.reading.stack import Cut, SplitStack, StackDocument
from workstation.domain.reading.stack_plan import StackPlan, plan_of
from workstation.services.walk_in import PaperFile
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.walkin.stack.actions import Proposal, SeenPage, StackActions, StackTaken, WaitingStack
from workstation.ui.walkin.stack.screen import StackScreen
from workstation.ui.words import Words

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
SPLIT = SplitStack(
    (
        StackDocument((1, 2), Cut.FIRST_PAGE, doubtful=False),
        StackDocument((4,), Cut.BLANK_SHEET, doubtful=True),
        StackDocument((5, 6), Cut.LAYOUT, doubtful=False),
    ),
    (3,),
)
PAPER = PaperFile(b"a stack", "application/pdf", 6)


@dataclass
class Desk:
    """Answers in memory."""

    refuse: Refused | None = None
    taken: list[StackPlan] = field(default_factory=list)
    cancelled: int = 0
    open: threading.Event = field(default_factory=threading.Event)
    """While it is not set, a proposal and each part take their time."""

    def __post_init__(self) -> None:
        self.open.set()

    def actions(self) -> StackActions:
        """Bound to this desk."""
        return StackActions(self.propose, self.cancel, self.take_in, self.waiting, self.finish)

    def propose(self, _paper: PaperFile, tell: Callable[[SeenPage], None]) -> Proposal | None:
        if self.refuse is not None:
            raise self.refuse
        page = QImage(70, 100, QImage.Format.Format_RGB888)
        page.fill(Qt.GlobalColor.white)
        for number in range(1, 7):
            tell(SeenPage(number, 6, page))
        assert self.open.wait(10)
        return Proposal(plan_of(SPLIT, (0,) * 6)) if not self.cancelled else None

    def cancel(self) -> None:
        self.cancelled += 1
        self.open.set()

    def take_in(self, _paper: PaperFile, plan: StackPlan, goes_on: Callable[[int], bool]) -> StackTaken:
        ids: list[UUID] = []
        for done in range(len(plan.documents)):
            if not goes_on(done):
                break
            assert self.open.wait(10)
            ids.append(new_id())
        self.taken.append(plan)
        return StackTaken(tuple(ids), left=len(plan.documents) - len(ids))

    def waiting(self) -> tuple[WaitingStack, ...]:
        return ()

    def finish(self, _stack: WaitingStack) -> None:
        raise AssertionError


@dataclass
class Seen:
    """The screen, and what it told."""

    screen: StackScreen
    desk: Desk
    taken: list[StackTaken]
    left: list[None]
    settle: Callable[[], None]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """In the sheets."""
        QTest.keyClick(self.screen.sheets, key, modifier)

    @property
    def pages(self) -> list[list[int]]:
        """What would be taken in."""
        return [[one.number for one in document] for document in self.screen.plan.documents]


@pytest.fixture
def desk() -> Desk:
    """Answers at once."""
    return Desk()


@pytest.fixture
def seen(desk: Desk, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Iterator[Seen]:
    """The screen at the size of a full window; nothing is asked yet."""
    screen = StackScreen(host, words, desk.actions(), tasks)
    qtbot.addWidget(screen)
    screen.resize(1712, 992)
    screen.show()

    def settle() -> None:
        qtbot.waitUntil(lambda: tasks.running == 0)

    taken: list[StackTaken] = []
    left: list[None] = []
    screen.taken_in.connect(taken.append)
    screen.left.connect(lambda: left.append(None))
    yield Seen(screen, desk, taken, left, settle)
    desk.open.set()


def begun(seen: Seen) -> Seen:
    """The proposal is there."""
    seen.screen.begin(PAPER, "batch.pdf")
    seen.settle()
    return seen


def test_the_proposal_is_shown_and_the_ring_stands_on_the_first_doubt(seen: Seen) -> None:
    begun(seen)
    assert seen.pages == [[1, 2], [4], [5, 6]]
    assert seen.screen.sheets.current == 4
    assert seen.screen.take.locked_because == "1 prescription to look at"
    assert "Look at it" in seen.screen.sheets.accessibleName()


def test_a_doubt_blocks_until_a_person_looked_and_then_all_is_taken_in_by_key(seen: Seen) -> None:
    begun(seen)
    seen.press(Qt.Key.Key_Return, CONTROL)
    seen.settle()
    assert seen.desk.taken == []
    seen.press(Qt.Key.Key_L)
    assert seen.screen.take.text() == "Take in 3 prescriptions"
    seen.press(Qt.Key.Key_Return, CONTROL)
    seen.settle()
    assert [len(one.ids) for one in seen.taken] == [3]


def test_one_key_moves_a_cut_and_one_sets_or_removes_it(seen: Seen) -> None:
    begun(seen)
    seen.press(Qt.Key.Key_Right)
    seen.press(Qt.Key.Key_Right, SHIFT)
    assert seen.pages == [[1, 2], [4, 5], [6]]
    seen.press(Qt.Key.Key_Home)
    seen.press(Qt.Key.Key_Right)
    seen.press(Qt.Key.Key_Space)
    assert seen.pages == [[1], [2], [4, 5], [6]]
    seen.press(Qt.Key.Key_Space)
    assert seen.pages == [[1, 2], [4, 5], [6]]


def test_a_sheet_is_left_out_taken_in_again_and_turned(seen: Seen) -> None:
    begun(seen)
    seen.press(Qt.Key.Key_X)
    assert seen.pages == [[1, 2], [5, 6]]
    assert "left out" in seen.screen.sheets.accessibleName()
    seen.press(Qt.Key.Key_X)
    seen.press(Qt.Key.Key_R)
    assert seen.pages == [[1, 2], [4], [5, 6]]
    assert seen.screen.plan.sheets[3].turn == 90
    assert seen.screen.sheets.image_of(4).width() == 100


def test_f8_goes_to_the_next_doubt(seen: Seen) -> None:
    begun(seen)
    seen.press(Qt.Key.Key_Home)
    seen.screen.go_to_doubt()
    assert seen.screen.sheets.current == 4


def test_escape_cancels_the_proposal(seen: Seen, qtbot: QtBot) -> None:
    seen.desk.open.clear()
    seen.screen.begin(PAPER, "batch.pdf")
    qtbot.waitUntil(lambda: seen.screen.is_busy)
    seen.screen.step_back()
    seen.settle()
    assert (seen.desk.cancelled, seen.left, seen.pages) == (1, [None], [])


def test_escape_stops_the_taking_in_and_says_how_much_is_left(seen: Seen, qtbot: QtBot) -> None:
    begun(seen)
    seen.press(Qt.Key.Key_L)
    seen.desk.open.clear()
    seen.press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: seen.screen.is_busy)
    seen.screen.step_back()
    seen.desk.open.set()
    seen.settle()
    assert seen.taken == []
    assert len(seen.desk.taken) == 1
    assert "are left." in seen.screen.bar.accessibleDescription()
    assert seen.screen.take.isEnabled(), "it can be gone on with"


def test_a_file_that_cannot_be_opened_says_why(seen: Seen) -> None:
    seen.desk.refuse = Refused(FileRefusal.ENCRYPTED)
    begun(seen)
    assert "password" in seen.screen.bar.accessibleDescription()
    assert not seen.screen.take.isEnabled()


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_it_is_painted_in_every_theme(seen: Seen, host: ThemeHost, theme: str) -> None:
    from workstation.ui.theme import ThemeChoice

    begun(seen)
    host.choose(ThemeChoice(theme))
    assert not seen.screen.grab().isNull()
