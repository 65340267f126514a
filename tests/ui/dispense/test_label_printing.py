"""Labels that are not printed, or printed again, on the dispense screen."""

import pytest

from tests.ui.dispense.screen import Screen
from tests.ui.dispense.test_labels_first import said, scan_everything
from workstation.domain.printer import PrinterProblem, PrinterTrouble
from workstation.ui.printer_words import trouble_word, trouble_words
from workstation.ui.words import Words


@pytest.mark.parametrize("problem", list(PrinterProblem))
def test_every_trouble_of_a_printer_has_words_of_its_own(words: Words, problem: PrinterProblem) -> None:
    trouble = PrinterTrouble(problem, "Counter 2")
    happened, todo = trouble_words(words, trouble)
    assert "Counter 2" in happened
    assert todo
    assert trouble_word(words, trouble)
    others = [trouble_words(words, PrinterTrouble(other, "Counter 2")) for other in PrinterProblem if other != problem]
    assert (happened, todo) not in others


def test_a_printer_that_does_not_print_leaves_the_labels_not_printed(screen: Screen) -> None:
    scan_everything(screen)
    screen.counter.printer_trouble = PrinterTrouble(PrinterProblem.SILENT, "10.0.0.7:9100")
    screen.print()
    stage, side = screen.panel._columns.stage, screen.panel._columns.side
    assert "10.0.0.7:9100 does not answer" in stage.trouble.accessibleName()
    assert said(screen) == "Print labels"
    assert not side.to_file.isHidden()
    side.to_file.click()
    screen.settle()
    screen.settle()
    assert said(screen) == "Accuracy check"
    assert stage.trouble.isHidden()


def test_escape_leaves_the_question_why_and_prints_nothing(screen: Screen) -> None:
    scan_everything(screen)
    screen.print()
    calls = list(screen.counter.calls)
    screen.panel._columns.side.print_button.click()
    assert not screen.panel._columns.stage.ask_again.isHidden()
    assert screen.panel.step_back()
    assert screen.panel._columns.stage.ask_again.isHidden()
    assert screen.counter.calls == calls
