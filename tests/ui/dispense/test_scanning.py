"""What a scan shows: a match counts, a STOP names the difference and records nothing."""

import threading
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.services.picking import PackScanned
from workstation.ui.components.packs import PackState
from workstation.ui.components.verdict_views import Match, Stop
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import AUGMENTIN, PRESCRIPTION, WARF_2, WARF_5, SampleCounter
from workstation.ui.sounds import Sound
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_the_right_pack_is_a_match_and_counts(screen: Screen) -> None:
    screen.scan(WARF_5.gtin)
    match = screen.verdict
    assert isinstance(match, Match)
    assert (match.title, match.packs_done, match.packs_total) == ("Warf 5 · warfarin 5 mg tablet", 1, 2)
    assert match.packs_note == "30 tablets = 2 × 15"
    warf = next(row for row in screen.panel._columns.list.rows() if row.name == "Warf 5")
    assert warf.states == (PackState.DONE, PackState.NEXT)
    assert screen.counter.sounds == [Sound.OK]


def test_a_wrong_strength_stops_with_its_words_and_records_nothing(screen: Screen) -> None:
    screen.scan(WARF_2.gtin)
    stop = screen.verdict
    assert isinstance(stop, Stop)
    assert stop.sentence == "Wrong strength: 2 mg, not 5 mg"
    assert stop.recorded == "Nothing was recorded: no stock moved, no label printed, no dispense."
    assert stop.steps[:2] == ("Put Warf 2 back on shelf B2-03", "Take Warf 5, batch WF2419, from shelf B2-05")
    assert stop.scanned is not None
    assert (stop.scanned.name, stop.scanned.mark) == ("Warf", "2 mg")
    assert screen.counter.allocations == []
    assert screen.counter.sounds == [Sound.STOP]


def test_a_batch_that_ends_within_the_course_names_the_one_to_use(screen: Screen) -> None:
    screen.scan(f"{WARF_5.gtin} B123")
    stop = screen.verdict
    assert isinstance(stop, Stop)
    assert stop.scanned is not None
    assert stop.expected is not None
    assert (stop.scanned.name, stop.scanned.mark) == ("B123", "10 Dec 2026")
    assert (stop.expected.name, stop.expected.mark) == ("WF2419", "31 Mar 2027")


def test_escape_clears_a_stop_and_enter_does_not(screen: Screen) -> None:
    screen.scan(WARF_2.gtin)
    assert screen.panel.primary() is None
    assert screen.panel.step_back()
    assert screen.verdict is None
    assert not screen.panel.step_back()


def test_the_right_pack_clears_a_stop(screen: Screen) -> None:
    screen.scan(WARF_2.gtin)
    screen.scan(WARF_5.gtin)
    assert isinstance(screen.verdict, Match)
    assert screen.panel.primary() is not None


def test_the_label_is_withheld_until_the_first_match_and_beside_a_stop(screen: Screen) -> None:
    preview = screen.panel._columns.side.preview
    assert not preview.is_shown()
    screen.scan(WARF_5.gtin)
    screen.settle()
    assert preview.is_shown()
    screen.scan(WARF_2.gtin)
    assert not preview.is_shown()


def _has(drawn: list[UUID], packs: int) -> bool:
    return len(drawn) == packs


def test_a_label_that_was_long_in_drawing_never_takes_the_place_of_a_newer_one(
    counter: SampleCounter, open_screen: OpenScreen, qtbot: QtBot
) -> None:
    """Two are drawn at once: the first pack's is held until the second one's is shown."""
    drawn: list[UUID] = []
    go_on = threading.Event()
    actions = counter.actions()

    def draw(prescription_id: UUID, pack: UUID, width: int, part: bool) -> bytes:
        drawn.append(pack)
        if len(drawn) == 1:
            go_on.wait(timeout=20)
        return actions.label_image(prescription_id, pack, width, part)

    screen = open_screen(replace(actions, label_image=draw))
    preview = screen.panel._columns.side.preview
    for packs, code in enumerate((WARF_5.gtin, AUGMENTIN.gtin), start=1):
        assert screen.panel.on_scan(code)
        qtbot.waitUntil(partial(_has, drawn, packs))
    qtbot.waitUntil(preview.is_shown)
    assert AUGMENTIN.name in preview.accessibleName()
    preview.show_words("taken away", "")
    go_on.set()
    screen.settle()
    assert not preview.is_shown(), "the first pack's label came after it"


def test_undo_takes_back_the_newest_pack(screen: Screen) -> None:
    screen.scan(WARF_5.gtin)
    screen.scan(AUGMENTIN.gtin)
    screen.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [one.line_id for one in screen.counter.allocations] == [PRESCRIPTION.lines[0].id]
    assert screen.verdict is None


def test_a_code_can_be_typed(screen: Screen) -> None:
    screen.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    question = screen.panel._columns.stage.ask_code
    assert question.isVisible()
    QTest.keyClicks(question.field, WARF_5.gtin)
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    screen.settle()
    assert isinstance(screen.verdict, Match)
    assert not question.isVisible()


def test_an_empty_code_is_refused_in_place(screen: Screen) -> None:
    screen.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    question = screen.panel._columns.stage.ask_code
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    assert question.refusal() == "Something has to stand here."
    assert screen.panel.step_back()
    assert not question.isVisible()


def test_another_batch_is_chosen_by_key_and_goes_along_with_the_scan(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    asked: list[str | None] = []

    def scan(rx: UUID, code: str, line: UUID | None, batch: str | None) -> PackScanned:
        asked.append(batch)
        return counter.scan(rx, code, line, batch)

    screen = open_screen(replace(counter.actions(), scan=scan))
    screen.panel._on_line_chosen(PRESCRIPTION.lines[0].id)
    screen.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    rows = screen.panel._columns.stage.batches.lines()
    assert [row.number for row in rows if row.chosen] == ["WF2502"]
    screen.scan(WARF_5.gtin)
    assert asked == ["WF2502"]


def test_a_batch_that_cannot_be_used_is_not_chosen(screen: Screen) -> None:
    screen.panel._on_line_chosen(PRESCRIPTION.lines[0].id)
    rows = screen.panel._columns.stage.batches.lines()
    assert (rows[0].number, rows[0].sentence) == ("B123", "skipped: expires before day 20")
    screen.panel._on_batch_chosen(rows[0].batch_id)
    assert not any(row.chosen for row in screen.panel._columns.stage.batches.lines())


def test_several_scans_under_way_are_answered_in_their_order(screen: Screen) -> None:
    for code in (WARF_2.gtin, WARF_5.gtin, WARF_5.gtin):
        assert screen.panel.on_scan(code)
    screen.settle()
    assert screen.counter.calls == [f"scan {WARF_2.gtin}", f"scan {WARF_5.gtin}", f"scan {WARF_5.gtin}"]
    match = screen.verdict
    assert isinstance(match, Match)
    assert (match.packs_done, match.packs_total) == (2, 2)


def test_scans_are_not_wanted_while_nothing_is_open(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    panel = DispensePanel(host, words, counter.actions(), tasks)
    qtbot.addWidget(panel)
    assert not panel.on_scan(WARF_5.gtin)
