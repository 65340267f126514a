"""A pack on a photo: candidates, never one silent answer; no camera says so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.factories import a_product
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.reading import Decision, FileRefusal
from workstation.services.pack_look import PackLook, PackMatch
from workstation.ui.components.label import Label
from workstation.ui.pack.actions import LookedAt, PackActions
from workstation.ui.pack.page import PackPage
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

TWO = (
    PackMatch("Glycomet 500", "08901177011474", 0.99, a_product(name="Glycomet 500"), Decimal(40)),
    PackMatch("Glycomet 850", "08901177011475", 0.61),
)


@dataclass
class Looks:
    """Answers in memory."""

    look: PackLook | None = None
    raises: Refused | Unavailable | None = None
    asked: list[object] = field(default_factory=list)

    def actions(self) -> PackActions:
        """Bound to this."""
        return PackActions(
            self._answer, self._answer, lambda: self._answer("camera"), lambda: self.asked.append("cancel")
        )

    def _answer(self, what: object) -> LookedAt:
        self.asked.append(what)
        if self.raises is not None:
            raise self.raises
        return LookedAt(QImage(), self.look)


Shown = Callable[[Looks], PackPage]


@pytest.fixture
def shown(qtbot: QtBot, host: ThemeHost, words: Words, tasks: TaskRunner) -> Shown:
    """The page at the size of a full window."""

    def show(looks: Looks) -> PackPage:
        page = PackPage(host, words, looks.actions(), tasks)
        qtbot.addWidget(page)
        page.resize(1712, 992)
        page.show()
        return page

    return show


def dropped(page: PackPage, path: Path, qtbot: QtBot, tasks: TaskRunner) -> None:
    """A photo is dropped and looked at."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert page.area.take(data)
    qtbot.waitUntil(lambda: tasks.running == 0 and page.sentence() != "The photo is looked at. Esc stops it.")


def said(page: PackPage) -> str:
    """Every word on the page."""
    return " ".join(one.words() for one in page.findChildren(Label))


@pytest.mark.parametrize(
    ("decision", "begins"),
    [
        (Decision.READ, "Code and print say the same. Compare"),
        (Decision.CONFIRM, "Not certain: compare the pack with each"),
    ],
    ids=["code and print", "print alone"],
)
def test_all_candidates_are_shown_however_sure_the_first_one_is(
    shown: Shown, qtbot: QtBot, tasks: TaskRunner, decision: Decision, begins: str
) -> None:
    looks = Looks(PackLook(decision, TWO, ("08901177011474",)))
    page = shown(looks)
    dropped(page, Path("pack.jpg").absolute(), qtbot, tasks)
    assert looks.asked == [Path("pack.jpg").absolute()]
    assert page.matches == TWO
    assert page.sentence().startswith(begins)
    words = said(page)
    for one in ("Glycomet 500", "Glycomet 850", "not in the catalogue of this pharmacy", "08901177011474", "61 %"):
        assert one in words


def test_an_unknown_pack_says_what_to_do(shown: Shown, qtbot: QtBot, tasks: TaskRunner) -> None:
    page = shown(Looks(PackLook(Decision.UNREADABLE, (), ())))
    dropped(page, Path("pack.jpg"), qtbot, tasks)
    assert page.matches == ()
    assert page.sentence().startswith("Nothing on this photo is known here.")


def test_without_a_camera_it_says_so_and_what_else_can_be_done(shown: Shown, qtbot: QtBot, tasks: TaskRunner) -> None:
    page = shown(Looks(raises=Unavailable("camera", "There is no camera, or another program uses it.")))
    page.camera.click()
    qtbot.waitUntil(lambda: "no camera" in page.sentence())
    assert page.sentence() == "There is no camera, or another program uses it. Choose or paste a photo instead."


def test_a_file_that_is_no_picture_is_refused_in_words(shown: Shown, qtbot: QtBot, tasks: TaskRunner) -> None:
    page = shown(Looks(raises=Refused(FileRefusal.NOT_AN_IMAGE)))
    dropped(page, Path("letter.docx"), qtbot, tasks)
    assert "neither a picture" in page.sentence()


def test_nothing_of_the_pack_before_stays(shown: Shown, qtbot: QtBot, tasks: TaskRunner) -> None:
    looks = Looks(PackLook(Decision.CONFIRM, TWO, ()))
    page = shown(looks)
    dropped(page, Path("pack.jpg"), qtbot, tasks)
    looks.raises = Refused(FileRefusal.DAMAGED)
    dropped(page, Path("other.jpg"), qtbot, tasks)
    assert page.matches == ()
    assert "Glycomet" not in said(page)
