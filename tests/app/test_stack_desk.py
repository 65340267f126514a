"""A stack from the office scanner: it waits for a person, is parted by keys, and each part becomes a prescription."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.adapters.processes.test_looks_in_the_worker import FIRST, SECOND, a_pdf, a_sheet
from tests.factories import NOW, Pharmacy, a_pharmacy
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.processes import WorkerClient
from workstation.app.bindings import Session
from workstation.app.paper_files import paper_file
from workstation.app.stack_desk import stack_actions
from workstation.app.walkin_desk import walkin_actions
from workstation.app.watched_folder import WatchedFolder
from workstation.domain.queue import QueueFilter
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.walkin.page import WalkInPage
from workstation.ui.walkin.stack.actions import StackTaken
from workstation.ui.walkin.stack.screen import StackScreen
from workstation.ui.words import Words


@dataclass
class Desk:
    """The page on a real pharmacy, with a folder of a scanner and a worker."""

    page: WalkInPage
    pharmacy: Pharmacy
    folder: Path
    taken: list[StackTaken]
    tasks: TaskRunner
    qtbot: QtBot

    def open_waiting(self) -> StackScreen:
        """The stack that the scanner left, as soon as its proposal is there."""
        self.page.begin()
        scan = self.page.scan
        assert scan is not None
        self.qtbot.waitUntil(lambda: not scan.open_waiting.isHidden())
        scan.open_waiting.click()
        self.qtbot.waitUntil(self._is_proposed, timeout=60_000)
        assert self.page.stack is not None
        return self.page.stack

    def _is_proposed(self) -> bool:
        stack = self.page.stack
        return stack is not None and not stack.is_busy and bool(stack.plan.sheets)

    def accept(self, stack: StackScreen) -> None:
        """Looks at each doubt, then takes all in; until the file lies with those that are done."""
        for _ in stack.plan.doubtful:
            self.page.go_to_missing()
            QTest.keyClick(stack.sheets, Qt.Key.Key_L)
        before = len(self.taken)
        stack.take.click()
        self.qtbot.waitUntil(lambda: len(self.taken) > before and self.tasks.running == 0, timeout=20_000)
        self.qtbot.waitUntil(lambda: not any(one.startswith("stacks") for one in self.files()))

    def scanned(self, content: bytes) -> int:
        """The scanner writes a file; how many stacks then wait."""
        (self.folder / "batch.pdf").write_bytes(content)
        seconds = iter((0.0, 0.0, 5.0, 5.0, 9.0, 9.0))
        watched = WatchedFolder(self.pharmacy.site, self.folder, paper_file, str, lambda: next(seconds),
                                parts_stacks=True)  # fmt: skip
        return sum(watched.look().stacks for _ in range(2))

    def prescriptions(self) -> int:
        """How many are in the queue."""
        with self.pharmacy.store.read() as tx:
            return len(tx.prescriptions.queue(QueueFilter(now=NOW)))

    def files(self) -> list[str]:
        """Everything in the folder and below."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def desk(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Nothing scanned yet."""
    looks = RemoteLooks(WorkerClient("ocr", command=[sys.executable, "-m", "workstation.cli.worker", "ocr"]))
    with a_pharmacy() as pharmacy:
        session = Session(pharmacy.counter)
        stack = stack_actions(pharmacy.site, session, looks, tmp_path)
        page = WalkInPage(host, words, walkin_actions(pharmacy.site, session, stack), tasks)
        qtbot.addWidget(page)
        page.resize(1712, 992)
        page.show()
        taken: list[StackTaken] = []
        page.stack_taken.connect(taken.append)
        yield Desk(page, pharmacy, tmp_path, taken, tasks, qtbot)
        looks.close()


def test_a_stack_of_the_scanner_waits_and_is_parted_by_a_person(desk: Desk) -> None:
    assert desk.scanned(a_pdf(a_sheet(FIRST), a_sheet(), a_sheet(SECOND))) == 1
    assert (desk.files(), desk.prescriptions()) == (["stacks/batch.pdf"], 0)
    stack = desk.open_waiting()
    assert desk.prescriptions() == 0, "nothing is parted by itself"
    desk.accept(stack)
    assert [(len(one.ids), one.again, one.left) for one in desk.taken] == [(2, 0, 0)]
    assert (desk.files(), desk.prescriptions()) == (["done/batch.pdf"], 2)
    with desk.pharmacy.store.read() as tx:
        taken = [tx.prescriptions.get(one) for one in desk.taken[0].ids]
        kinds = [tx.documents.get(one.document_ids[0]).content_type for one in taken]
    assert kinds == ["application/pdf", "application/pdf"]
    assert [one.due_at for one in taken] == [None, None], "nobody stands at the counter for them"


@pytest.mark.ci
def test_the_same_stack_again_is_taken_in_no_second_time(desk: Desk) -> None:
    for _ in range(2):
        desk.scanned(a_pdf(a_sheet(FIRST), a_sheet(SECOND)))
        desk.accept(desk.open_waiting())
    assert [(len(one.ids) > 0, one.again > 0) for one in desk.taken] == [(True, False), (False, True)]


def test_one_page_is_no_stack(desk: Desk) -> None:
    assert desk.scanned(a_pdf(a_sheet(FIRST))) == 0
    assert (desk.files(), desk.prescriptions()) == (["done/batch.pdf"], 1)
