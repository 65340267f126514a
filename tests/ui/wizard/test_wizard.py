"""The wizard: one question after the other, every finished step kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.buttons import Button
from workstation.ui.components.facts import StepState
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardPage, WizardStep
from workstation.ui.wizard.list import StepItem
from workstation.ui.words import Words


class _Ask(WizardStep):
    """Asks for one line of text; keeps it when it is told to."""

    def __init__(self, key: str, title: str, kept: dict[str, str]) -> None:
        super().__init__(key, title, "a note")
        self._kept = kept
        self.field = QLineEdit()
        self.field.textChanged.connect(self.changed)

    def question(self) -> QWidget:
        return self.field

    def blocked_because(self) -> str:
        return "" if self.field.text() else "Type something"

    def begin_keeping(self) -> None:
        if self.field.text() == "wrong":
            self.refused.emit("That is not it. What was typed is kept.")
            return
        self._kept[self.key] = self.field.text()
        self.kept.emit(self.field.text())


@pytest.fixture
def kept() -> dict[str, str]:
    return {}


@pytest.fixture
def wizard(host: ThemeHost, words: Words, qtbot: QtBot, kept: dict[str, str]) -> WizardPage:
    steps = (_Ask("country", "Language and country", kept), _Ask("server", "Order server", kept))
    page = WizardPage(host, words, steps)
    for step in steps:
        step.setParent(page)
    qtbot.addWidget(page)
    page.resize(1920, 1080)
    page.show()
    return page


def _states(wizard: WizardPage) -> list[StepState]:
    return [item._view.state for item in wizard.findChildren(StepItem)]


def test_next_is_off_with_its_reason_until_there_is_an_answer(wizard: WizardPage) -> None:
    assert wizard._next.locked_because == "Type something"
    wizard.step.field.setText("India")  # type: ignore[attr-defined]  # of the test's own step
    assert wizard._next.isEnabled()
    assert wizard._next.text() == "Next: order server"


def test_enter_keeps_the_answer_and_goes_on(wizard: WizardPage, qtbot: QtBot, kept: dict[str, str]) -> None:
    wizard.step.field.setText("India")  # type: ignore[attr-defined]  # of the test's own step
    with qtbot.waitSignal(wizard.step_kept) as told:
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert told.args == ["country"]
    assert kept == {"country": "India"}
    assert wizard.step.key == "server"
    assert _states(wizard) == [StepState.DONE, StepState.NOW]


def test_the_last_answer_finishes(wizard: WizardPage, qtbot: QtBot, kept: dict[str, str]) -> None:
    for text in ("India", "https://orders.example.in"):
        wizard.step.field.setText(text)  # type: ignore[attr-defined]  # of the test's own step
        with qtbot.waitSignal(wizard.step_kept):
            wizard._next.click()
    assert kept == {"country": "India", "server": "https://orders.example.in"}


def test_a_refused_answer_stays_with_the_reason(wizard: WizardPage, qtbot: QtBot, kept: dict[str, str]) -> None:
    wizard.step.field.setText("wrong")  # type: ignore[attr-defined]  # of the test's own step
    with qtbot.assertNotEmitted(wizard.step_kept):
        wizard._next.click()
    assert kept == {}
    assert wizard._bar.accessibleDescription().startswith("That is not it")
    assert wizard.step.field.text() == "wrong"  # type: ignore[attr-defined]  # of the test's own step
    assert wizard._next.isEnabled(), "it can be tried again"


def test_back_shows_an_earlier_answer_and_nobody_can_jump_ahead(wizard: WizardPage, qtbot: QtBot) -> None:
    wizard.go_to(1)
    assert wizard.step.key == "country"
    wizard.step.field.setText("India")  # type: ignore[attr-defined]  # of the test's own step
    wizard._next.click()
    wizard._back.click()
    assert wizard.step.field.text() == "India"  # type: ignore[attr-defined]  # of the test's own step


def test_steps_kept_earlier_are_done_and_the_wizard_goes_on_after_them(
    host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    steps = (_Ask("country", "Language and country", {}), _Ask("server", "Order server", {}))
    page = WizardPage(host, words, steps, done={"country": "English, India"})
    qtbot.addWidget(page)
    assert page.step.key == "server"
    assert page.findChildren(StepItem)[0]._view.note == "English, India"


def test_esc_on_the_first_step_leaves_and_on_a_later_one_goes_back(wizard: WizardPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(wizard.left):
        QTest.keyClick(wizard, Qt.Key.Key_Escape)
    wizard.step.field.setText("India")  # type: ignore[attr-defined]  # of the test's own step
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(wizard.left):
        QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.step.key == "country"


def test_esc_leaves_no_wizard_that_may_not_be_left(
    host: ThemeHost, words: Words, qtbot: QtBot, kept: dict[str, str]
) -> None:
    step = _Ask("country", "Language and country", kept)
    page = WizardPage(host, words, (step,), may_leave=False)
    step.setParent(page)
    qtbot.addWidget(page)
    page.show()
    with qtbot.assertNotEmitted(page.left):
        QTest.keyClick(page, Qt.Key.Key_Escape)


def test_it_can_be_finished_later(wizard: WizardPage, qtbot: QtBot) -> None:
    later = next(button for button in wizard.findChildren(Button) if button.text() == "Finish later")
    with qtbot.waitSignal(wizard.left):
        later.click()
