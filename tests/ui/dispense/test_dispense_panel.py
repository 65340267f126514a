"""The dispense screen: what a scan shows, what a STOP does, and what keeps the next step shut."""

from collections.abc import Iterator
from dataclasses import replace
from threading import current_thread, main_thread
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused, Unavailable
from workstation.services.counter_view import CounterView
from workstation.services.picking import PackScanned
from workstation.ui.components.label import Label
from workstation.ui.components.packs import PackState
from workstation.ui.components.verdict_views import Match, Stop
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import AUGMENTIN, PRESCRIPTION, WARF_2, WARF_5, SampleCounter, sample_id
from workstation.ui.sounds import Sound
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def tasks(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def counter() -> SampleCounter:
    return SampleCounter()


class _Screen:
    """The panel with its counter; every step waits for its answer."""

    def __init__(self, panel: DispensePanel, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.panel, self.counter, self._tasks, self._qtbot = panel, counter, tasks, qtbot

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def scan(self, code: str) -> None:
        assert self.panel.on_scan(code)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.panel, key, modifier)
        self.settle()

    @property
    def verdict(self) -> Match | Stop | None:
        return self.panel._columns.stage.verdict.verdict

    def go_on(self) -> None:
        button = self.panel.primary()
        assert button is not None
        button.click()
        self.settle()


@pytest.fixture
def screen(host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot) -> _Screen:
    return _open(host, words, counter, counter.actions(), tasks, qtbot)


def _open(
    host: ThemeHost,
    words: Words,
    counter: SampleCounter,
    actions: DispenseActions,
    tasks: TaskRunner,
    qtbot: QtBot,
    size: tuple[int, int] = (1848, 992),
) -> _Screen:
    panel = DispensePanel(host, words, actions, tasks)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    screen = _Screen(panel, counter, tasks, qtbot)
    panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.settle()
    return screen


def test_the_right_pack_is_a_match_and_counts(screen: _Screen) -> None:
    screen.scan(WARF_5.gtin)
    match = screen.verdict
    assert isinstance(match, Match)
    assert (match.title, match.packs_done, match.packs_total) == ("Warf 5 · warfarin 5 mg tablet", 1, 2)
    assert match.packs_note == "30 tablets = 2 × 15"
    warf = next(row for row in screen.panel._columns.list.rows() if row.name == "Warf 5")
    assert warf.states == (PackState.DONE, PackState.NEXT)
    assert screen.counter.sounds == [Sound.OK]


def test_a_wrong_strength_stops_with_its_words_and_records_nothing(screen: _Screen) -> None:
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


def test_a_batch_that_ends_within_the_course_names_the_one_to_use(screen: _Screen) -> None:
    screen.scan(f"{WARF_5.gtin} B123")
    stop = screen.verdict
    assert isinstance(stop, Stop)
    assert stop.scanned is not None
    assert stop.expected is not None
    assert (stop.scanned.name, stop.scanned.mark) == ("B123", "10 Dec 2026")
    assert (stop.expected.name, stop.expected.mark) == ("WF2419", "31 Mar 2027")


def test_escape_clears_a_stop_and_enter_does_not(screen: _Screen) -> None:
    screen.scan(WARF_2.gtin)
    assert screen.panel.primary() is None
    assert screen.panel.step_back()
    assert screen.verdict is None
    assert not screen.panel.step_back()


def test_the_right_pack_clears_a_stop(screen: _Screen) -> None:
    screen.scan(WARF_2.gtin)
    screen.scan(WARF_5.gtin)
    assert isinstance(screen.verdict, Match)
    assert screen.panel.primary() is not None


def test_the_label_is_withheld_until_the_first_match_and_beside_a_stop(screen: _Screen) -> None:
    preview = screen.panel._columns.side.preview
    assert not preview.is_shown()
    screen.scan(WARF_5.gtin)
    screen.settle()
    assert preview.is_shown()
    screen.scan(WARF_2.gtin)
    assert not preview.is_shown()


def test_the_accuracy_check_is_locked_until_every_pack_is_scanned(screen: _Screen) -> None:
    button = screen.panel.primary()
    assert button is not None
    assert not button.isEnabled()
    assert screen.panel.bar.go_on.locked_because == "Opens when 8 more packs are scanned"
    screen.counter.scan_all(but=1)
    screen.scan(AUGMENTIN.gtin)
    assert button.isEnabled()
    screen.go_on()
    assert screen.counter.calls[-1] == "check"


def test_f7_means_a_part_supply_and_says_what_stays_owed(screen: _Screen) -> None:
    screen.scan(WARF_5.gtin)
    screen.press(Qt.Key.Key_F7)
    assert screen.panel.bar.go_on.isEnabled()
    assert screen.panel.bar.go_on.text() == "Accuracy check, part supply"
    assert screen.panel.bar.accessibleDescription() == "Part supply: 28 tablets Ecosprin 75 and 3 more will stay owed"
    screen.go_on()
    assert screen.counter.calls[-1] == "check part"


def test_a_part_supply_is_no_way_out_before_the_first_pack(screen: _Screen) -> None:
    screen.press(Qt.Key.Key_F7)
    assert not screen.panel.bar.go_on.isEnabled()


def test_after_the_check_the_next_free_bin_is_proposed_and_ready_leads_to_the_hand_over(
    screen: _Screen, qtbot: QtBot
) -> None:
    screen.counter.scan_all()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.go_on()
    screen.settle()
    question = screen.panel._columns.stage.ask_bin
    assert question.text() == "H-07"
    question.field.setText("H-09")
    screen.go_on()
    assert screen.counter.calls[-1] == "ready H-09"
    with qtbot.waitSignal(screen.panel.hand_over_requested):
        screen.go_on()


def test_without_a_bin_the_bag_cannot_be_ready(screen: _Screen) -> None:
    screen.counter.scan_all()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.go_on()
    screen.settle()
    screen.panel._columns.stage.ask_bin.field.setText("  ")
    assert screen.panel.bar.go_on.locked_because == "Write the bin into which you put the bag"


def test_undo_takes_back_the_newest_pack(screen: _Screen) -> None:
    screen.scan(WARF_5.gtin)
    screen.scan(AUGMENTIN.gtin)
    screen.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [one.line_id for one in screen.counter.allocations] == [PRESCRIPTION.lines[0].id]
    assert screen.verdict is None


def test_a_code_can_be_typed(screen: _Screen) -> None:
    screen.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    question = screen.panel._columns.stage.ask_code
    assert question.isVisible()
    QTest.keyClicks(question.field, WARF_5.gtin)
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    screen.settle()
    assert isinstance(screen.verdict, Match)
    assert not question.isVisible()


def test_an_empty_code_is_refused_in_place(screen: _Screen) -> None:
    screen.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    question = screen.panel._columns.stage.ask_code
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    assert question.refusal() == "Something has to stand here."
    assert screen.panel.step_back()
    assert not question.isVisible()


def test_another_batch_is_chosen_by_key_and_goes_along_with_the_scan(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    asked: list[str | None] = []

    def scan(rx: UUID, code: str, line: UUID | None, batch: str | None) -> PackScanned:
        asked.append(batch)
        return counter.scan(rx, code, line, batch)

    screen = _open(host, words, counter, replace(counter.actions(), scan=scan), tasks, qtbot)
    screen.panel._on_line_chosen(PRESCRIPTION.lines[0].id)
    screen.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    rows = screen.panel._columns.stage.batches.lines()
    assert [row.number for row in rows if row.chosen] == ["WF2502"]
    screen.scan(WARF_5.gtin)
    assert asked == ["WF2502"]


def test_a_batch_that_cannot_be_used_is_not_chosen(screen: _Screen) -> None:
    screen.panel._on_line_chosen(PRESCRIPTION.lines[0].id)
    rows = screen.panel._columns.stage.batches.lines()
    assert (rows[0].number, rows[0].sentence) == ("B123", "skipped: expires before day 20")
    screen.panel._on_batch_chosen(rows[0].batch_id)
    assert not any(row.chosen for row in screen.panel._columns.stage.batches.lines())


def test_a_hold_asks_for_its_reason_in_place(screen: _Screen, qtbot: QtBot) -> None:
    screen.press(Qt.Key.Key_F9)
    question = screen.panel._columns.stage.ask_hold
    QTest.keyClicks(question.field, "patient comes at six")
    with qtbot.waitSignal(screen.panel.back_requested):
        QTest.keyClick(question.field, Qt.Key.Key_Return)
    screen.settle()
    assert screen.counter.calls[-1] == "hold patient comes at six"


def test_a_store_that_does_not_answer_is_said_in_place_and_the_scan_is_kept_out(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    def scan(_rx: UUID, _code: str, _line: UUID | None, _batch: str | None) -> PackScanned:
        raise Unavailable("store", "another counter is saving")

    screen = _open(host, words, counter, replace(counter.actions(), scan=scan), tasks, qtbot)
    screen.scan(WARF_5.gtin)
    assert screen.panel._columns.stage.trouble.isVisible()
    assert screen.verdict is None
    assert counter.sounds == [Sound.LOOK]


def test_no_action_runs_on_the_gui_thread(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
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
             "sentence", "page_crop")  # fmt: skip
    actions = replace(plain, **{name: watched(name) for name in names})  # type: ignore[arg-type]
    screen = _open(host, words, counter, actions, tasks, qtbot)
    screen.scan(WARF_5.gtin)
    screen.settle()
    screen.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    screen.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    counter.scan_all()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.go_on()
    screen.settle()
    screen.go_on()
    assert counter.calls[-1] == "ready H-07"
    assert on_gui == []


def test_a_stop_takes_the_whole_room_of_a_small_window(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    screen = _open(host, words, counter, counter.actions(), tasks, qtbot, (1294, 680))
    assert screen.panel._columns.list.isVisible()
    screen.scan(WARF_2.gtin)
    columns = screen.panel._columns
    assert not columns.list.isVisible()
    assert not columns.stage.tiles.isVisible()
    assert columns.stage.verdict.width() > 1200


def test_scans_are_not_wanted_while_nothing_is_open(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    panel = DispensePanel(host, words, counter.actions(), tasks)
    qtbot.addWidget(panel)
    assert not panel.on_scan(WARF_5.gtin)


def test_a_refused_check_is_said_in_place(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    from workstation.services.handover import HandOverRefusal

    def check(_rx: UUID, _part: bool) -> None:
        raise Refused(HandOverRefusal.SAME_PERSON)

    counter.scan_all()
    screen = _open(host, words, counter, replace(counter.actions(), check_accuracy=check), tasks, qtbot)
    screen.go_on()
    banner = screen.panel._columns.stage.trouble
    assert banner.isVisible()
    assert banner.accessibleName().startswith("The person who picked may not check this one.")
    assert screen.panel.bar.go_on.isEnabled()


def test_several_scans_under_way_are_answered_in_their_order(screen: _Screen) -> None:
    for code in (WARF_2.gtin, WARF_5.gtin, WARF_5.gtin):
        assert screen.panel.on_scan(code)
    screen.settle()
    assert screen.counter.calls == [f"scan {WARF_2.gtin}", f"scan {WARF_5.gtin}", f"scan {WARF_5.gtin}"]
    match = screen.verdict
    assert isinstance(match, Match)
    assert (match.packs_done, match.packs_total) == (2, 2)


def test_an_answer_about_one_prescription_does_not_reach_the_next_one(
    host: ThemeHost, words: Words, counter: SampleCounter, tasks: TaskRunner, qtbot: QtBot
) -> None:
    other = sample_id("other prescription")

    def open_any(prescription_id: UUID) -> CounterView:
        view = counter.open(PRESCRIPTION.id)
        return replace(view, prescription=replace(view.prescription, id=prescription_id, number=str(prescription_id)))

    screen = _open(host, words, counter, replace(counter.actions(), open=open_any), tasks, qtbot)
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
    words: Words,
    counter: SampleCounter,
    tasks: TaskRunner,
    qtbot: QtBot,
    scale: int,
    size: tuple[int, int],
    code: str,
) -> None:
    host.choose(scale=scale)
    screen = _open(host, words, counter, counter.actions(), tasks, qtbot, size)
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
