"""Where the focus lands in the review: on the first thing to do, never on a button that leaves."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from workstation.services.screening import alert_key
from workstation.ui.components.reasons import ReasonChoice
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_alerts import WARFARIN_ASPIRIN
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

Opened = Callable[[SamplePharmacy], tuple[MainWindow, ReviewPanel]]


@pytest.fixture
def opened(qtbot: QtBot, host: ThemeHost, words: Words, tasks: TaskRunner) -> Opened:
    """A review opened from another page of the window, with everything answered."""

    def show(pharmacy: SamplePharmacy) -> tuple[MainWindow, ReviewPanel]:
        panel = ReviewPanel(host, words, pharmacy.actions(), tasks)
        pages = (PageSpec("queue", "queue", "Queue", Page), PageSpec("review", "review", "Review", lambda: panel))
        window = MainWindow(host, words, Place("Banyan Lane Pharmacy", "PC 2", True), pages, pharmacy.clock)
        qtbot.addWidget(window)
        window.resize(1920, 1080)
        window.show()
        window.activateWindow()
        window.open("queue")
        window.open("review")
        panel.open_prescription(PRESCRIPTION_ID)
        settle(panel)
        return window, panel

    def settle(panel: ReviewPanel) -> None:
        qtbot.waitUntil(lambda: panel.shown_view is not None and not tasks.running)
        qtbot.wait(1)

    return show


def test_a_review_with_an_alert_left_opens_on_its_reasons_and_enter_leaves_nothing(
    opened: Opened, qtbot: QtBot
) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    _, panel = opened(pharmacy)
    (card,) = panel.patient.cards()
    reasons = card.findChild(ReasonChoice)
    assert isinstance(reasons, ReasonChoice)
    qtbot.waitUntil(reasons.hasFocus)
    with qtbot.assertNotEmitted(panel.closed):
        QTest.keyClick(reasons, Qt.Key.Key_Return)
        QTest.keyClick(reasons, Qt.Key.Key_Space)
    assert not [one for one in card.findChildren(QRadioButton) if one.isChecked()], "no key of habit chooses one"
    assert panel.patient.cards() == (card,)


def test_after_an_override_the_focus_stays_in_the_review(opened: Opened, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    _, panel = opened(pharmacy)
    (card,) = panel.patient.cards()
    reasons = card.findChild(ReasonChoice)
    assert isinstance(reasons, ReasonChoice)
    qtbot.waitUntil(reasons.hasFocus)
    card._reasons.choose("already_stable")
    card.press_override()
    qtbot.waitUntil(lambda: not panel.patient.cards() and not panel.left)
    qtbot.waitUntil(panel.hasFocus)
    with qtbot.assertNotEmitted(panel.closed):
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert not [call for call in pharmacy.calls if call[0] == "approve"], "Enter never approves"


def test_a_review_with_nothing_left_opens_on_the_screen_itself(opened: Opened, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    pharmacy.answer_alert(PRESCRIPTION_ID, alert_key(WARFARIN_ASPIRIN), "already_stable", "", "")
    _, panel = opened(pharmacy)
    qtbot.waitUntil(panel.hasFocus)


def test_a_search_elsewhere_keeps_the_focus_when_the_review_is_read_again(
    opened: Opened, qtbot: QtBot, tasks: TaskRunner
) -> None:
    window, panel = opened(sample_pharmacy(confirmed=(1, 2, 3, 4)))
    search = window.top_bar.search.field
    search.setFocus()
    panel.refresh()
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not tasks.running)
    qtbot.wait(1)
    assert isinstance(search, QLineEdit)
    assert QApplication.focusWidget() is search


def test_after_the_sheet_of_keys_the_focus_is_where_it_was(opened: Opened, qtbot: QtBot) -> None:
    window, panel = opened(sample_pharmacy())
    before = panel.lines.card.chooser.list if panel.lines.card is not None else panel
    qtbot.waitUntil(before.hasFocus)
    window.show_keys()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert before.hasFocus()


def test_after_the_sheet_of_keys_no_button_that_leaves_has_the_focus_where_it_was_nowhere(
    opened: Opened, qtbot: QtBot
) -> None:
    window, panel = opened(sample_pharmacy())
    before = panel.lines.card.chooser.list if panel.lines.card is not None else panel
    window.show_keys()
    panel.lines.open_line(panel.lines.open_position)  # a new card: what had the focus is gone
    qtbot.waitUntil(lambda: not before.isVisible())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    card = panel.lines.card
    assert card is not None
    qtbot.waitUntil(card.chooser.list.hasFocus)
