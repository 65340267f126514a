"""Labels: wrapped texts get the height they need, what may not be cut is not cut."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import LaidOut, Run, bold, code, elided_runs, marked, plain, runs_width
from workstation.ui.theme import Role, ThemeHost

LONG = "Aspirin slows platelets and can injure the stomach; warfarin slows clotting. Together they raise the risk."


def test_a_wrapped_label_gets_the_height_that_its_lines_need(host: ThemeHost, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = Row(host, parent=window)
    column = Column(host, gap=2)
    label = Label(host, LONG, wrap=True)
    column.add(Label(host, "What happens", wrap=True), label)
    row.addWidget(Label(host, "1"))
    row.addLayout(column, 1)
    window.resize(240, window.heightForWidth(240))
    window.show()
    assert label.height() >= 4 * host.line_height(Role.BODY)
    assert not label.is_clipped()


def test_text_that_does_not_fit_elides_and_has_itself_as_tooltip(host: ThemeHost, qtbot: QtBot) -> None:
    label = Label(host, LONG)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.toolTip() == LONG
    assert not label.is_clipped()


def test_a_medicine_is_never_elided(host: ThemeHost, qtbot: QtBot) -> None:
    label = Label(host, "Augmentin 625 Duo", Role.MEDICINE, elide=False)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() >= label.natural_width()
    label.resize(20, 20)
    assert label.is_clipped(), "the test of clipped texts has to see it"


def test_words_and_runs_say_the_same_to_a_screen_reader(host: ThemeHost, qtbot: QtBot) -> None:
    label = Label(host, (Run("Batch "), code("WF2419"), bold(" in stock")))
    qtbot.addWidget(label)
    assert label.text() == label.words() == "Batch WF2419 in stock"


def test_our_sentences_may_mark_bold_and_code() -> None:
    assert marked("42 open · **3 late** of `RX`", "major") == (
        Run("42 open · "), bold("3 late", "major"), Run(" of "), code("RX"),
    )  # fmt: skip


def test_runs_are_cut_in_the_piece_that_does_not_fit(host: ThemeHost) -> None:
    runs = (bold("Asha Kulkarni"), Run(" · Pharmacist · Reg. MH-048213"))
    width = runs_width(host, runs, Role.SMALL) - 30
    cut = elided_runs(host, runs, Role.SMALL, None, width)
    assert plain(cut).startswith("Asha Kulkarni · Pharmacist")
    assert plain(cut).endswith("…")
    assert runs_width(host, cut, Role.SMALL) <= width
    assert elided_runs(host, runs, Role.SMALL, None, width + 40) == runs


def test_a_label_follows_the_text_scale(host: ThemeHost, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    label = Label(host, "Queue", Role.TITLE)
    layout.addWidget(label)
    before = label.sizeHint().height()
    host.choose(scale=200)
    assert label.sizeHint().height() == 2 * before


@pytest.mark.parametrize("words", ["warfarin 5 mg tablet · pack of 15", "montelukast 10 mg · tablet", "for 28 days"])
def test_no_line_ends_between_a_number_and_its_word_or_begins_with_a_dot(host: ThemeHost, words: str) -> None:
    for width in range(160, 400, 10):
        laid = LaidOut(host, (Run(words),), Role.BODY, "text", None, width)
        lines = [laid._layout.lineAt(index) for index in range(laid.line_count)]
        texts = [laid._layout.text()[line.textStart() : line.textStart() + line.textLength()] for line in lines]
        assert not [text for text in texts if text.startswith(("·", "15", "days", "mg"))]


def test_a_number_and_its_unit_stay_on_one_line(host: ThemeHost) -> None:
    words = "Pan 40 mg"
    narrow = LaidOut(
        host, (Run(words),), Role.BODY, "text", None, host.font_metrics(Role.BODY).horizontalAdvance("Pan 40 m")
    )
    assert narrow.line_count == 2
    assert narrow.width <= host.font_metrics(Role.BODY).horizontalAdvance("40 mg") + 2
    price = host.font_metrics(Role.BODY).horizontalAdvance("for ₹ 1")
    assert LaidOut(host, (Run("for ₹ 155"),), Role.BODY, "text", None, price).line_count == 2


@pytest.mark.parametrize("cut_at", ["expires on 31", "expires on 31 Oct"])
def test_a_date_stays_on_one_line(host: ThemeHost, cut_at: str) -> None:
    width = runs_width(host, (Run(cut_at),), Role.BODY) + 2
    laid = LaidOut(host, (Run("expires on 31 Oct 2027"),), Role.BODY, "text", None, width)
    lines = [laid._layout.lineAt(index) for index in range(laid.line_count)]
    last = laid._layout.text()[lines[-1].textStart() :].replace("\u00a0", " ")
    assert last == "31 Oct 2027"
