"""The dispense screen as a whole: trouble is said in place, no thread is held up, no word is clipped."""

from dataclasses import replace
from threading import current_thread, main_thread
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen
from workstation.domain.errors import Unavailable
from workstation.services.counter_view import CounterView
from workstation.services.picking import PackScanned
from workstation.ui.components.label import Label
from workstation.ui.dispense.batch_table import BatchLine
from workstation.ui.dispense.label_side import LabelPreview
from workstation.ui.dispense.samples import PRESCRIPTION, WARF_2, WARF_5, SampleCounter, sample_id
from workstation.ui.sounds import Sound
from workstation.ui.theme import ThemeHost


def test_a_store_that_does_not_answer_is_said_in_place_and_the_scan_is_kept_out(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    def scan(_rx: UUID, _code: str, _line: UUID | None, _batch: str | None) -> PackScanned:
        raise Unavailable("store", "another counter is saving")

    screen = open_screen(replace(counter.actions(), scan=scan))
    screen.scan(WARF_5.gtin)
    assert screen.panel._columns.stage.trouble.isVisible()
    assert screen.verdict is None
    assert counter.sounds == [Sound.LOOK]


def test_no_action_runs_on_the_gui_thread(counter: SampleCounter, open_screen: OpenScreen) -> None:
    on_gui: list[str] = []

    def watched(name: str) -> object:
        action = getattr(plain, name)

        def call(*arguments: object) -> object:
            if current_thread() is main_thread():
                on_gui.append(name)
            return action(*arguments)

        return call

    plain = counter.actions()
    names = ("open", "scan", "undo_scan", "check_accuracy", "next_bin", "make_ready", "label_image", "print_labels",
             "label_by_hand", "confirm_batch", "sentence", "page_crop")  # fmt: skip
    actions = replace(plain, **{name: watched(name) for name in names})  # type: ignore[arg-type]  # fields by name
    screen = open_screen(actions)
    screen.scan(WARF_5.gtin)
    screen.settle()
    screen.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    screen.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    counter.scan_all()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.print()
    screen.go_on()
    screen.settle()
    screen.go_on()
    assert counter.calls[-1] == "ready H-07"
    assert on_gui == []


def test_a_stop_takes_the_whole_room_of_a_small_window(counter: SampleCounter, open_screen: OpenScreen) -> None:
    screen = open_screen(counter.actions(), (1294, 680))
    assert screen.panel._columns.list.isVisible()
    screen.scan(WARF_2.gtin)
    columns = screen.panel._columns
    assert not columns.list.isVisible()
    assert not columns.stage.tiles.isVisible()
    assert columns.stage.verdict.width() > 1200


def test_an_answer_about_one_prescription_does_not_reach_the_next_one(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    other = sample_id("other prescription")

    def open_any(prescription_id: UUID) -> CounterView:
        view = counter.open(PRESCRIPTION.id)
        return replace(view, prescription=replace(view.prescription, id=prescription_id, number=str(prescription_id)))

    screen = open_screen(replace(counter.actions(), open=open_any))
    screen.panel.on_scan(WARF_2.gtin)
    screen.panel.open_prescription(other)
    screen.settle()
    screen.settle()
    assert screen.verdict is None
    assert screen.panel.session is not None
    assert screen.panel.session.view.prescription.id == other


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("size", [(1848, 992), (1294, 680), (1808, 900)])
@pytest.mark.parametrize("code", ["", WARF_5.gtin, WARF_2.gtin, f"{WARF_5.gtin} B123"])
def test_no_word_is_clipped(
    host: ThemeHost,
    counter: SampleCounter,
    open_screen: OpenScreen,
    qtbot: QtBot,
    scale: int,
    size: tuple[int, int],
    code: str,
) -> None:
    host.choose(scale=scale)
    screen = open_screen(counter.actions(), size)
    if code:
        screen.scan(code)
        screen.settle()

    def nothing_is_clipped() -> None:
        labels = [label for label in screen.panel.findChildren(Label) if label.isVisible()]
        assert labels
        assert [label.words() for label in labels if label.is_clipped()] == []
        verdict = screen.panel._columns.stage.verdict
        assert verdict.isVisible() == bool(code)
        assert verdict.height() >= verdict.heightForWidth(verdict.width())

    qtbot.waitUntil(nothing_is_clipped)


def test_nothing_goes_from_the_page_when_it_is_shown_again_after_the_last_pack(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    counter.scan_all()
    screen = open_screen(counter.actions())
    screen.settle()
    columns = screen.panel._columns
    cards, todos, tiles = columns.list.cards(), columns.side._todos.children(), columns.stage.tiles.children()
    screen.panel._refresh()
    # Before any event: a card made anew would not be seen yet, and the list would be empty.
    assert columns.list.cards() == cards
    assert all(card.isVisible() for card in cards)
    assert [row.row.states for row in cards] == [row.states for row in columns.list.rows()]
    assert columns.side._todos.children() == todos
    assert len(tiles) == len(columns.stage.tiles.children())


def test_a_line_of_the_pick_list_keeps_the_focus_while_nothing_changes(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    screen = open_screen(counter.actions())
    card = screen.panel._columns.list.cards()[0]
    screen.panel.activateWindow()
    card.setFocus()
    screen.panel._refresh()
    assert card in screen.panel._columns.list.cards()
    assert card.hasFocus()


@pytest.mark.parametrize("scale", [200, 100])
def test_what_stays_follows_the_size_of_the_text(
    host: ThemeHost, counter: SampleCounter, open_screen: OpenScreen, qtbot: QtBot, scale: int
) -> None:
    screen = open_screen(counter.actions())
    host.choose(scale=scale)
    screen.settle()
    batches = screen.panel._columns.stage.batches
    qtbot.waitUntil(lambda: bool(batches.lines()))
    lines = [one for one in batches.findChildren(BatchLine) if one.isVisibleTo(batches)]
    assert [line.minimumHeight() for line in lines] == [host.px(48)] * len(lines)
    host.choose(scale=100)
    screen.settle()


def test_why_a_label_is_refused_has_the_room_that_its_words_need(host: ThemeHost, qtbot: QtBot) -> None:
    preview = LabelPreview(host)
    qtbot.addWidget(preview)
    usual = preview.heightForWidth(240)
    preview.show_words("The directions do not fit on the label 70 × 36 mm", "Shorten them in the review. " * 8)
    assert preview.heightForWidth(240) > usual
