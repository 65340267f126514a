"""What is looked at in text at 200 %, on a screen of 1920 × 1080: 960 × 540 design px."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.buttons import Button
from workstation.ui.components.label import Label
from workstation.ui.shell.page import Page
from workstation.ui.tasks import TaskRunner

SCREEN = (1920, 1080)
PAGE = (1808, 904)
"""What rail, top bar and status bar leave of the screen, in px at 200 %."""


def settle(qtbot: QtBot, tasks: TaskRunner) -> None:
    """Waits for the work and for what its answers started."""
    for _ in range(4):
        qtbot.waitUntil(lambda: not tasks.running)
        qtbot.wait(1)


def is_seen(part: QWidget, page: QWidget) -> bool:
    """Shown, and whole inside the page and inside every scroll area around it."""
    around = part.parentWidget()
    while around is not None and around is not page:
        if isinstance(around, QScrollArea) and not _inside(part, around.viewport()):
            return False
        around = around.parentWidget()
    return part.isVisible() and _inside(part, page)


def _inside(part: QWidget, around: QWidget) -> bool:
    corner = part.mapTo(around, QPoint(0, 0))
    return around.rect().contains(part.rect().translated(corner))


def cut_words(page: QWidget) -> list[str]:
    """Labels that may not be cut and are, and buttons that are narrower than their words."""
    labels = [label.words() for label in page.findChildren(Label) if label.isVisible() and label.is_clipped()]
    buttons = [one for one in page.findChildren(Button) if one.isVisible() and one.width() < one.sizeHint().width()]
    return labels + [one.text() or one.accessibleName() for one in buttons]


def assert_primary_is_reachable(page: Page) -> None:
    """No word is cut, and what Enter does is seen."""
    assert cut_words(page) == []
    primary = page.primary()
    assert primary is not None
    assert is_seen(primary, page)
