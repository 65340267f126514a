"""Toasts, tabs, filters, fields, choices, strips: the parts that screens put together."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.banner import Banner
from workstation.ui.components.buttons import Button, PrimaryButton
from workstation.ui.components.chips import GOOD, Chip, chip_width, fitting
from workstation.ui.components.empty import EmptyState
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.filterchip import FilterChip
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.problem import ProblemBoxes
from workstation.ui.components.scanbox import NextScan, ScanBox
from workstation.ui.components.segmented import SegmentedControl
from workstation.ui.components.severity import Severity
from workstation.ui.components.tabs import Tab, TabStrip
from workstation.ui.components.threeway import PartState, ThreeWayStrip
from workstation.ui.components.toast import Toast, ToastCard, ToastHost
from workstation.ui.theme import ThemeHost


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 600)
    window.show()
    return window


def test_a_fourth_toast_sends_the_first_away(host: ThemeHost, qtbot: QtBot, window: QWidget) -> None:
    toasts = ToastHost(window, host)
    for number in range(4):
        toasts.show_toast(Toast(f"message {number}"))
    assert toasts.texts() == ("message 1", "message 2", "message 3")


def test_a_toast_goes_by_itself(host: ThemeHost, qtbot: QtBot, window: QWidget) -> None:
    toasts = ToastHost(window, host, seconds=0.01)
    toasts.show_toast(Toast("Approved, sent to picking", Severity.MATCH))
    qtbot.waitUntil(lambda: not toasts.isVisible())
    assert toasts.texts() == ()


def test_a_toast_stays_while_the_pointer_is_over_it(host: ThemeHost, qtbot: QtBot) -> None:
    card = ToastCard(host, Toast("Printer out of labels"), seconds=0.01)
    qtbot.addWidget(card)
    card.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    with qtbot.assertNotEmitted(card.closed, wait=30):
        pass
    with qtbot.waitSignal(card.closed):
        card.leaveEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))


def test_the_action_of_a_toast_comes_back_with_its_code(host: ThemeHost, qtbot: QtBot, window: QWidget) -> None:
    toasts = ToastHost(window, host)
    toasts.show_toast(Toast("Approved", Severity.MATCH, action="Undo", code="undo-approve"))
    with qtbot.waitSignal(toasts.action_chosen) as told:
        toasts.findChildren(Button)[0].click()
    assert told.args == ["undo-approve"]
    assert toasts.texts() == ()


def test_toasts_stand_at_the_bottom_right_above_the_bars(host: ThemeHost, qtbot: QtBot, window: QWidget) -> None:
    toasts = ToastHost(window, host)
    toasts.show_toast(Toast("Back online"))
    assert toasts.geometry().right() < window.width()
    assert toasts.geometry().bottom() <= window.height() - 96
    window.resize(700, 500)
    assert toasts.geometry().right() < 700


def test_a_toast_follows_the_text_scale(host: ThemeHost, qtbot: QtBot, window: QWidget) -> None:
    toasts = ToastHost(window, host)
    toasts.show_toast(Toast("Approved, sent to picking", Severity.MATCH, action="Undo"))
    before = toasts.width()
    host.choose(scale=150)
    qtbot.waitUntil(lambda: toasts.width() > before)
    label = toasts.findChildren(Label)[0]
    assert not label.is_clipped()


TABS = tuple(Tab(f"t{number}", f"View {number}", number) for number in range(8))


def test_a_tab_is_chosen_by_click_arrow_and_code(host: ThemeHost, qtbot: QtBot) -> None:
    tabs = TabStrip(host)
    qtbot.addWidget(tabs)
    tabs.set_tabs(TABS)
    tabs.resize(tabs.sizeHint())
    tabs.show()
    with qtbot.waitSignal(tabs.tab_chosen) as told:
        QTest.mouseClick(
            tabs,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            tabs.rect().center() + QPoint(5, 0),
        )
    assert told.args == ["t4"]
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.code() == "t5"
    tabs.choose("t5")
    tabs.choose("nowhere")
    assert tabs.code() == "t5"


def test_tabs_that_do_not_fit_are_in_a_menu_and_the_chosen_one_is_not(host: ThemeHost, qtbot: QtBot) -> None:
    tabs = TabStrip(host)
    qtbot.addWidget(tabs)
    tabs.set_tabs(TABS)
    tabs.resize(300, 40)
    tabs.choose("t7")
    shown = [tab.code for tab in tabs._fitting()]
    assert "t7" in shown
    assert len(shown) < 8


def test_a_filter_says_what_it_narrows_and_its_cross_takes_it_away(host: ThemeHost, qtbot: QtBot) -> None:
    chip = FilterChip(host, "Flag", (("", "any"), ("fridge", "Fridge")))
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "Flag: any"
    with qtbot.waitSignal(chip.chosen):
        chip.choose("fridge")
    chip.resize(chip.sizeHint())
    chip.show()
    with qtbot.waitSignal(chip.chosen) as told:
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, chip._sign_rect().center())
    assert told.args == [""]
    assert not chip.is_on()


def test_a_refused_field_keeps_what_was_typed_and_says_why(host: ThemeHost, qtbot: QtBot) -> None:
    editor = QLineEdit("120 mg")
    field = Field(host, "Strength", editor)
    qtbot.addWidget(field)
    field.refuse("Not a strength of Ecosprin")
    assert editor.text() == "120 mg"
    assert field.refusal() == "Not a strength of Ecosprin"
    assert editor.accessibleDescription() == "Not a strength of Ecosprin"
    field.accept()
    assert field.refusal() == ""


def test_a_choice_keeps_its_code_when_its_options_change(host: ThemeHost, qtbot: QtBot) -> None:
    choice = Choice(host, (("a", "after food"), ("b", "before food")))
    qtbot.addWidget(choice)
    choice.choose("b")
    choice.set_options((("b", "before"), ("c", "at bedtime")))
    assert choice.code() == "b"
    choice.choose("nothing like it")
    assert choice.code() == "b"


def test_a_segment_is_chosen_by_click_and_arrow(host: ThemeHost, qtbot: QtBot) -> None:
    control = SegmentedControl(host, (("patient", "The patient"), ("other", "Someone else"), ("courier", "Courier")))
    qtbot.addWidget(control)
    control.resize(control.sizeHint())
    control.show()
    with qtbot.waitSignal(control.chosen) as told:
        QTest.mouseClick(control, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, control.rect().center())
    assert told.args == ["other"]
    QTest.keyClick(control, Qt.Key.Key_Left)
    assert control.code() == "patient"


def test_the_strip_says_what_is_known_of_each_part(host: ThemeHost, qtbot: QtBot) -> None:
    strip = ThreeWayStrip(host)
    qtbot.addWidget(strip)
    strip.set_parts(PartState.AGREES, PartState.ASKS, PartState.OPEN)
    assert strip.accessibleName() == "written agrees, keyed asks, scanned open"


def test_the_action_bar_says_why_the_primary_is_off(host: ThemeHost, qtbot: QtBot) -> None:
    bar, approve = ActionBar(host), PrimaryButton(host, "Approve")
    qtbot.addWidget(bar)
    bar.set_primary(approve)
    approve.set_locked("confirm line 2")
    bar.set_reason("confirm line 2", link="Take me there")
    bar.resize(1200, 64)
    bar.show()
    assert bar.accessibleDescription() == "confirm line 2"
    link = next(button for button in bar.findChildren(Button) if button.keys == "F8")
    with qtbot.waitSignal(bar.take_me_there):
        link.click()
    bar.set_reason("")
    assert not link.isVisible()


def test_the_banner_is_there_only_while_it_has_something_to_say(host: ThemeHost, qtbot: QtBot) -> None:
    banner = Banner(host, action="Try now", keys="F5")
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.set_content("Offline since 16:12.", "Work goes on.")
    assert not banner.isHidden()
    with qtbot.waitSignal(banner.action_requested):
        banner.findChildren(Button)[0].click()
    banner.clear()
    assert banner.isHidden()


def test_the_empty_state_has_one_way_on(host: ThemeHost, qtbot: QtBot) -> None:
    empty = EmptyState(host, "inbox", "Nothing late", "All are on time.", "Show all open", "Ctrl+1")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.link_activated):
        empty.findChildren(Button)[0].click()


def test_the_details_of_a_problem_are_folded(host: ThemeHost, qtbot: QtBot) -> None:
    boxes = ProblemBoxes(host)
    qtbot.addWidget(boxes)
    boxes.set_problem("It changed.", "Yours is kept.", "Compare both.", details="412 version 7")
    boxes.show()
    assert not boxes._details.isVisible()
    with qtbot.waitSignal(boxes.details_opened):
        boxes.findChildren(Button)[0].click()
    assert boxes._details.isVisible()


def test_enter_in_the_search_box_searches_and_goes_no_further(host: ThemeHost, qtbot: QtBot) -> None:
    search = ScanBox(host, "Search or scan")
    qtbot.addWidget(search)
    search.field.setText("warf")
    with qtbot.waitSignal(search.search_entered) as told:
        QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert told.args == ["warf"]


def test_the_next_scan_box_offers_to_type_the_code(host: ThemeHost, qtbot: QtBot) -> None:
    box = NextScan(host)
    qtbot.addWidget(box)
    box.set_next("Next: scan pack 2 of 2", "Warf 5 from shelf B2-05")
    assert box.accessibleName() == "Next: scan pack 2 of 2. Warf 5 from shelf B2-05"
    with qtbot.waitSignal(box.type_code_requested):
        box.findChildren(Button)[0].click()


def test_chips_that_do_not_fit_are_counted(host: ThemeHost) -> None:
    chips = tuple(Chip(word, GOOD) for word in ("one", "two", "three", "four"))
    assert [chip.word for chip in fitting(host, chips, 10_000)] == ["one", "two", "+2"]
    assert [chip.word for chip in fitting(host, chips[:2], 10_000)] == ["one", "two"]
    narrow = chip_width(host, chips[0]) + 50
    assert [chip.word for chip in fitting(host, chips[:3], narrow)] == ["one", "+2"]


def test_a_flow_wraps_and_grows(host: ThemeHost, qtbot: QtBot) -> None:
    flow = Flow(host)
    qtbot.addWidget(flow)
    flow.add(*(PrimaryButton(host, "Approve") for _ in range(4)))
    one_row = flow.heightForWidth(10_000)
    assert flow.heightForWidth(150) == 4 * one_row + 3 * 8
