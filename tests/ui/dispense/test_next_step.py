"""What keeps the next step shut, and what it leads to: part supply, accuracy check, bin, hold."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.errors import Refused
from workstation.services.handover import HandOverRefusal
from workstation.ui.dispense.samples import AUGMENTIN, PRESCRIPTION, WARF_5, SampleCounter


def test_the_accuracy_check_is_locked_until_every_pack_is_scanned(screen: Screen) -> None:
    button = screen.panel.primary()
    assert button is not None
    assert not button.isEnabled()
    assert screen.panel.bar.go_on.locked_because == "Opens when 8 more packs are scanned"
    screen.counter.scan_all(but=1)
    screen.scan(AUGMENTIN.gtin)
    assert screen.panel.bar.go_on.locked_because == "Compare batch and expiry with the pack first: 1 to read (B)"
    screen.read_batches()
    assert button.isEnabled()
    screen.print()
    screen.go_on()
    assert screen.counter.calls[-1] == "check"


def test_f7_means_a_part_supply_and_says_what_stays_owed(screen: Screen) -> None:
    screen.scan(WARF_5.gtin)
    screen.press(Qt.Key.Key_F7)
    screen.print()
    assert screen.panel.bar.go_on.isEnabled()
    assert screen.panel.bar.go_on.text() == "Accuracy check, part supply"
    assert screen.panel.bar.accessibleDescription() == "Part supply: 28 tablets Ecosprin 75 and 3 more will stay owed"
    screen.go_on()
    assert screen.counter.calls[-1] == "check part"


def test_a_part_supply_is_no_way_out_before_the_first_pack(screen: Screen) -> None:
    screen.press(Qt.Key.Key_F7)
    assert not screen.panel.bar.go_on.isEnabled()


def test_after_the_check_the_next_free_bin_is_proposed_and_ready_leads_to_the_hand_over(
    screen: Screen, qtbot: QtBot
) -> None:
    screen.counter.scan_all()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.print()
    screen.go_on()
    screen.settle()
    question = screen.panel._columns.stage.ask_bin
    assert question.text() == "H-07"
    question.field.setText("H-09")
    screen.go_on()
    assert screen.counter.calls[-1] == "ready H-09"
    with qtbot.waitSignal(screen.panel.hand_over_requested):
        screen.go_on()


def test_without_a_bin_the_bag_cannot_be_ready(screen: Screen) -> None:
    screen.counter.scan_all()
    screen.panel.open_prescription(PRESCRIPTION.id)
    screen.settle()
    screen.print()
    screen.go_on()
    screen.settle()
    screen.panel._columns.stage.ask_bin.field.setText("  ")
    assert screen.panel.bar.go_on.locked_because == "Write the bin into which you put the bag"


def test_a_hold_asks_for_its_reason_in_place(screen: Screen, qtbot: QtBot) -> None:
    screen.press(Qt.Key.Key_F9)
    question = screen.panel._columns.stage.ask_hold
    QTest.keyClicks(question.field, "patient comes at six")
    with qtbot.waitSignal(screen.panel.back_requested):
        QTest.keyClick(question.field, Qt.Key.Key_Return)
    screen.settle()
    assert screen.counter.calls[-1] == "hold patient comes at six"


def test_a_refused_check_is_said_in_place(counter: SampleCounter, open_screen: OpenScreen) -> None:
    def check(*_facts: object) -> None:
        raise Refused(HandOverRefusal.SAME_PERSON)

    counter.scan_all()
    counter.put_labels()
    screen = open_screen(replace(counter.actions(), check_accuracy=check))
    screen.go_on()
    banner = screen.panel._columns.stage.trouble
    assert banner.isVisible()
    assert banner.accessibleName().startswith("The person who picked may not check this one.")
    assert screen.panel.bar.go_on.isEnabled()


def test_packs_that_changed_meanwhile_are_shown_and_said_before_they_are_checked(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    counter.scan_all()
    counter.put_labels()
    screen = open_screen(counter.actions())
    counter.undo_scan(PRESCRIPTION.id, counter.allocations[-1].id)
    counter.scan_all()
    screen.go_on()
    screen.settle()
    banner = screen.panel._columns.stage.trouble
    assert banner.accessibleName().startswith("Other packs lie here for RX-26-004821 than were shown")
    screen.print()
    screen.go_on()
    screen.settle()
    assert screen.panel._session is not None
    assert screen.panel._session.checked
