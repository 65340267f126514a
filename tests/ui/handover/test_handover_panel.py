"""The hand-over screen: what waits, what has to be asked, and what leaves."""

from dataclasses import replace
from datetime import timedelta
from threading import current_thread, main_thread
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.queue import Flag
from workstation.domain.scanned_code import InternalToken, TokenKind
from workstation.services.handover import HandedOver, HandOverRefusal
from workstation.ui.components.due import DueState
from workstation.ui.components.label import Label
from workstation.ui.dispense.samples import NOW, PRESCRIPTION, SampleCounter, sample_id
from workstation.ui.handover.actions import Bag
from workstation.ui.handover.model import age_of, bag_for_code, bag_rows, warnings
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall, ready_counter
from workstation.ui.sounds import Sound
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class _Screen:
    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, will_call: SampleWillCall):
        self.will_call, self._tasks, self._qtbot = will_call, tasks, qtbot
        self.panel = HandOverPanel(host, words, will_call.actions(), tasks)
        qtbot.addWidget(self.panel)
        self.panel.resize(1712, 992)
        self.panel.show()
        self.panel.page_shown()
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def scan(self, code: str) -> None:
        assert self.panel.on_scan(code)
        self.settle()

    def confirm(self) -> None:
        self.panel.collector.name.setChecked(True)
        self.panel.collector.birth.setChecked(True)

    def go(self) -> None:
        self.panel.go.click()
        self.settle()


@pytest.fixture
def screen(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> _Screen:
    return _Screen(host, words, tasks, qtbot, SampleWillCall())


def test_the_newest_bag_stands_first_and_old_ones_say_so(screen: _Screen) -> None:
    rows = screen.panel._list.table.model_of_bags.rows
    assert (rows[0].bin, rows[0].name, rows[0].detail) == ("H-07", "Ramesh K. Deshpande", "RX-26-004821 · 8 packs")
    assert rows[0].age.text == "in bin 6 min"
    assert (rows[-1].age.text, rows[-1].age.state) == ("13 days", DueState.LATE)


def test_nothing_is_open_until_a_bag_is_chosen(screen: _Screen) -> None:
    assert screen.panel.view is None
    assert screen.panel.go.locked_because == "Choose a bag, or scan it"


def test_a_scanned_prescription_number_opens_its_bag(screen: _Screen) -> None:
    screen.scan(PRESCRIPTION.number)
    assert screen.panel.view is not None
    assert screen.panel.view.prescription.number == PRESCRIPTION.number


def test_hand_over_is_locked_until_both_identifiers_are_confirmed(screen: _Screen) -> None:
    screen.scan(PRESCRIPTION.number)
    assert screen.panel.go.locked_because == "Ask for: Full name · Date of birth"
    screen.panel.collector.name.setChecked(True)
    assert screen.panel.go.locked_because == "Ask for: Date of birth"
    screen.panel.collector.birth.setChecked(True)
    assert screen.panel.go.locked_because == ""


def test_f8_and_space_confirm_both_identifiers_by_keys_alone(screen: _Screen) -> None:
    screen.scan(PRESCRIPTION.number)
    for tick in (screen.panel.collector.name, screen.panel.collector.birth):
        screen.panel.go_to_missing()
        QTest.keyClick(tick, Qt.Key.Key_Return)
        assert not tick.isChecked()
        QTest.keyClick(tick, Qt.Key.Key_Space)
        assert tick.isChecked()
    assert screen.panel.go.isEnabled()


def test_somebody_else_needs_a_relation_and_no_name(screen: _Screen) -> None:
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    screen.panel.collector.who.choose("other")
    assert screen.panel.go.locked_because == "Say who collects"
    screen.panel.collector.relation.choose("child")
    screen.go()
    assert screen.will_call.handed == ["child"]


def test_whoever_counts_the_bags_hears_at_once_that_one_left(screen: _Screen) -> None:
    counted: list[int] = []
    screen.panel.bags_counted.connect(counted.append)
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    before = len(screen.panel._bags)
    screen.go()
    assert counted[0] == before - 1, "before anything is read again"
    assert counted[-1] == len(screen.panel._list.table.model_of_bags.rows)


def test_a_bag_leaves_and_the_next_one_starts_unconfirmed(screen: _Screen) -> None:
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    screen.go()
    assert screen.will_call.handed == ["patient"]
    assert screen.will_call.sounds == [Sound.OK]
    assert screen.panel.view is None
    assert screen.panel.done.isVisible()
    assert PRESCRIPTION.number not in [row.detail for row in screen.panel._list.table.model_of_bags.rows]
    assert not screen.panel.collector.name.isChecked()


def test_a_part_supply_says_that_something_stays_owed(screen: _Screen) -> None:
    screen.will_call.owing = True
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    screen.go()
    assert "stays owed" in screen.panel.done.accessibleName()


def test_without_an_accuracy_check_the_bag_stays(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    counter = SampleCounter()
    counter.scan_all()
    screen = _Screen(host, words, tasks, qtbot, SampleWillCall(counter))
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    assert screen.panel.go.locked_because == "The accuracy check is still open"


@pytest.mark.parametrize("code", list(HandOverRefusal))
def test_a_refusal_stands_between_the_items_and_the_next_step_and_escape_clears_it(
    screen: _Screen, code: HandOverRefusal
) -> None:
    screen.will_call.refuse_with = code
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    screen.go()
    assert screen.panel.stop.words().startswith("STOP. ")
    assert screen.panel.primary() is None
    assert screen.will_call.handed == []
    assert screen.will_call.sounds == [Sound.STOP]
    assert screen.panel.step_back()
    assert screen.panel.stop.words() == ""
    assert screen.panel.go.isEnabled()


def test_a_code_of_no_bag_stops_and_records_nothing(screen: _Screen) -> None:
    screen.scan("08901177011238")
    assert "No bag here has this code" in screen.panel.lone_stop.words()
    assert screen.panel.view is None


def test_a_part_supply_shows_what_stays_owed(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
    from workstation.ui.handover.model import items

    view = ready_counter(but=1).open(PRESCRIPTION.id)
    found = {item.name: (item.packs, item.owed) for item in items(words, view, {})}
    assert found["Augmentin 625 Duo"] == ("", "1 pack, 10 tablets still owed")
    assert found["Warf 5"] == ("2 packs", "")


def test_what_stays_owed_is_told_with_number_and_unit_before_and_after_the_bag_leaves(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    will_call = SampleWillCall(ready_counter(but=1))
    will_call.owing = True
    screen = _Screen(host, words, tasks, qtbot, will_call)
    screen.scan(PRESCRIPTION.number)
    told = [one.words() for one in screen.panel._telling.findChildren(Label)]
    assert told[told.index("Augmentin 625 Duo") + 1] == "1 pack, 10 tablets still owed"
    screen.confirm()
    screen.go()
    assert "Augmentin 625 Duo: 1 pack, 10 tablets still owed." in screen.panel.done.accessibleName()


def test_typing_narrows_the_list_by_name_number_and_bin(words: Words) -> None:
    bags = SampleWillCall().bags()
    assert [row.bin for row in bag_rows(words, bags, NOW, "iyer")] == ["H-05"]
    assert [row.bin for row in bag_rows(words, bags, NOW, "004815")] == ["H-02"]
    assert [row.bin for row in bag_rows(words, bags, NOW, "h-01")] == ["H-01"]
    assert [row.bin for row in bag_rows(words, bags, NOW, "राजेंद्र")] == ["H-09"]
    assert bag_rows(words, bags, NOW, "nobody") == ()


def test_a_label_a_bin_and_a_number_find_the_same_bag() -> None:
    bag = Bag(sample_id("b"), "RX-A004821-K", "Somebody", "H07", NOW, 1)
    assert bag_for_code([bag], "RX-A004821-K") is bag
    assert bag_for_code([bag], str(InternalToken(TokenKind.LABEL, "A004821-K/2"))) is bag
    assert bag_for_code([bag], str(InternalToken(TokenKind.BIN, "H07"))) is bag
    assert bag_for_code([bag], str(InternalToken(TokenKind.BIN, "H08"))) is None
    assert bag_for_code([bag], "RX-A004822-K") is None


@pytest.mark.parametrize(
    ("waited", "state"),
    [
        (timedelta(minutes=59), DueState.LATER),
        (timedelta(hours=47), DueState.LATER),
        (timedelta(days=2), DueState.SOON),
        (timedelta(days=6, hours=23), DueState.SOON),
        (timedelta(days=7), DueState.LATE),
    ],
)
def test_a_bag_ages_after_two_and_after_seven_days(words: Words, waited: timedelta, state: DueState) -> None:
    assert age_of(words, NOW - waited, NOW).state is state


def test_no_action_of_the_hand_over_runs_on_the_gui_thread(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot
) -> None:
    on_gui: list[str] = []

    class Watched(SampleWillCall):
        def bags(self) -> list[Bag]:
            self._note("bags")
            return list(super().bags())

        def hand_over(self, prescription_id: UUID, collected_by: str) -> HandedOver:
            self._note("hand_over")
            return super().hand_over(prescription_id, collected_by)

        def _note(self, name: str) -> None:
            if current_thread() is main_thread():
                on_gui.append(name)

    screen = _Screen(host, words, tasks, qtbot, Watched())
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    screen.go()
    assert screen.will_call.handed == ["patient"]
    assert on_gui == []


def test_without_a_birth_date_the_patient_number_is_asked_for(words: Words) -> None:
    from workstation.ui.dispense.samples import PATIENT
    from workstation.ui.handover.model import identifiers

    assert identifiers(words, PATIENT)[1] == ("Date of birth", "14 Mar 1959")
    assert identifiers(words, replace(PATIENT, birth_date=None))[1] == ("Patient number", "P-10214")


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("size", [(1712, 992), (1294, 680)])
def test_no_word_of_the_hand_over_is_clipped(
    host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot, scale: int, size: tuple[int, int]
) -> None:
    host.choose(scale=scale)
    screen = _Screen(host, words, tasks, qtbot, SampleWillCall(ready_counter(but=3)))
    screen.panel.resize(*size)
    screen.scan(PRESCRIPTION.number)
    screen.will_call.refuse_with = HandOverRefusal.NOT_READY
    screen.panel.collector.who.choose("other")
    screen.panel.collector.relation.choose("relative")
    screen.confirm()
    screen.go()

    def nothing_is_clipped() -> None:
        labels = [label for label in screen.panel.findChildren(Label) if label.isVisible()]
        assert labels
        assert [label.words() for label in labels if label.is_clipped()] == []

    qtbot.waitUntil(nothing_is_clipped)


def test_what_the_knowledge_says_to_prescribers_is_not_told_at_the_counter(words: Words) -> None:
    view = ready_counter().open(PRESCRIPTION.id)
    told = dict(warnings(words, view))
    assert told == {
        "warfarin + aspirin": "Answered by Asha Kulkarni: Prescriber confirmed that it is meant: Dr. Joshi by phone, "
        "INR on 27 Nov. Ask the pharmacist."
    }
    assert view.answered_alerts[0].alert.management not in told["warfarin + aspirin"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F8], ids=["enter", "f8"])
def test_after_esc_the_list_has_the_focus_and_enter_or_f8_opens_the_bag_again(screen: _Screen, key: Qt.Key) -> None:
    screen.scan(PRESCRIPTION.number)
    screen.panel.go_to_missing()
    assert screen.panel.step_back()
    table = screen.panel._list.table
    assert screen.panel.primary() is screen.panel.go
    assert screen.panel.go.locked_because == "Choose a bag, or scan it"
    assert table.hasFocus()
    if key == Qt.Key.Key_F8:  # the window deals it out
        screen.panel.go_to_missing()
    else:
        QTest.keyClick(table, key)
    screen.settle()
    assert screen.panel.view is not None
    assert screen.panel.view.prescription.number == PRESCRIPTION.number


def test_a_bag_counts_the_same_flags_as_its_row_in_the_queue(words: Words) -> None:
    flags = (Flag.INTERACTION_MAJOR, Flag.INTERACTION_MODERATE, Flag.MINOR, Flag.FRIDGE)
    bag = Bag(sample_id("bag"), "RX-1", "Ramesh K. Deshpande", "H-07", NOW, 1, flags)
    (row,) = bag_rows(words, (bag,), NOW, "")
    assert [chip.word for chip in row.chips] == [words.word(Flag.INTERACTION_MAJOR), words.word(Flag.FRIDGE)]


def test_a_supply_that_was_sent_at_once_is_not_said_to_wait_for_the_order_server(screen: _Screen, words: Words) -> None:
    assert "as soon as" not in words.text("handover.done")
    screen.scan(PRESCRIPTION.number)
    screen.confirm()
    screen.go()
    said = " ".join(label.words() for label in screen.panel.done.findChildren(Label))
    assert words.text("handover.done") in said


def test_one_key_prints_the_large_print_leaflet_of_the_open_bag(screen: _Screen) -> None:
    screen.panel.leaflet.button.click()
    screen.settle()
    assert "leaflet" not in screen.will_call.counter.calls, "no bag is open"
    screen.scan(PRESCRIPTION.number)
    screen.panel.leaflet.button.click()
    screen.settle()
    assert screen.will_call.counter.calls[-1] == "leaflet"
    assert "leaflet.pdf" in screen.panel.leaflet.words()
    screen.panel.step_back()
    assert screen.panel.leaflet.words() == ""


def test_a_staff_badge_is_no_bag(screen: _Screen) -> None:
    assert not screen.panel.on_scan(str(InternalToken(TokenKind.STAFF, "A000001-K")))
