"""The window: pages, keys that always mean the same, folding, scans, what the bars say."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workstation.ui.components.buttons import Button, PrimaryButton, SecondaryButton
from workstation.ui.components.keycap import KeyHint
from workstation.ui.shell.keys_sheet import EVERYWHERE
from workstation.ui.shell.mainwindow import MainWindow, Place
from workstation.ui.shell.page import Page, PageSpec
from workstation.ui.shell.rail import RailItem, RailWidth
from workstation.ui.shell.statusbar import Connection, DeviceView, LicenceState, SyncView, UserView
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 22, 11, 2, tzinfo=UTC).astimezone(ZONE)
ASHA = UserView("Asha Kulkarni", "AK", "Pharmacist", "MH-048213", LicenceState.VALID)


class _Screen(Page):
    """A page with a field, a primary and a lettered button, and a record of what it was told."""

    def __init__(self, host: ThemeHost, *, opens: bool = False) -> None:
        super().__init__()
        self.opens_prescription = opens
        self.told: list[str] = []
        self.wants_scans = True
        self.has_stop = False
        self.field = QLineEdit()
        self.review = PrimaryButton(host, "Review", keys="Enter")
        self.claim = SecondaryButton(host, "Claim", keys="C")
        self.review.clicked.connect(self._on_review)
        self.claim.clicked.connect(self._on_claim)
        layout = QVBoxLayout(self)
        for widget in (self.field, self.review, self.claim):
            layout.addWidget(widget)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def primary(self) -> QAbstractButton | None:
        return self.review

    def step_back(self) -> bool:
        had, self.has_stop = self.has_stop, False
        return had

    def on_scan(self, code: str) -> bool:
        self.told.append(f"scan {code}")
        return self.wants_scans

    def go_to_missing(self) -> None:
        self.told.append("missing")

    def page_shown(self) -> None:
        self.told.append("shown")
        self.setFocus()

    def page_hidden(self) -> None:
        self.told.append("hidden")

    def minute_passed(self) -> None:
        self.told.append("minute")

    def key_hints(self) -> tuple[KeyHint, ...]:
        return (KeyHint("C", "claim"),)

    def _on_review(self) -> None:
        self.told.append("review")

    def _on_claim(self) -> None:
        self.told.append("claim")


class _Scans(QObject):
    code_scanned = Signal(str)
    half_scan = Signal(str)


@pytest.fixture
def screens(host: ThemeHost) -> dict[str, _Screen]:
    return {"queue": _Screen(host), "review": _Screen(host, opens=True), "stock": _Screen(host)}


@pytest.fixture
def window(host: ThemeHost, words: Words, qtbot: QtBot, screens: dict[str, _Screen]) -> Iterator[MainWindow]:
    specs = tuple(
        PageSpec(key, icon, words.text(f"shell.page.{key}"), partial(screens.__getitem__, key), letter)
        for key, icon, letter in (("queue", "queue", "Q"), ("review", "review", "R"), ("stock", "stock", "S"))
    )
    window = MainWindow(host, words, Place("Neem Tree Pharmacy", "Counter PC 2", True), specs, lambda: NOW)
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    window.show()
    window.activateWindow()
    window.open("queue")
    yield window
    window.hide()


def _press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    receiver = window.focusWidget() if window.focusWidget() is not None else window
    QTest.keyClick(receiver, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_pages_are_told_when_they_come_and_go(window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.page_changed) as told:
        window.open("review")
    assert told.args == ["review"]
    assert "hidden" in screens["queue"].told
    assert screens["review"].told[-1] == "shown"


def test_alt_and_a_letter_opens_a_page(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, window, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert window.open_key == "stock"


def test_enter_is_the_primary_action(window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot) -> None:
    _press(qtbot, window, Qt.Key.Key_Return)
    assert screens["queue"].told[-1] == "review"


def test_enter_in_a_field_is_the_primary_action_too(
    window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot
) -> None:
    QTest.keyClick(screens["queue"].field, Qt.Key.Key_Return)
    assert screens["queue"].told[-1] == "review"


def test_enter_on_a_focused_button_presses_that_one_alone(
    window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot
) -> None:
    QTest.keyClick(screens["queue"].claim, Qt.Key.Key_Return)
    assert [what for what in screens["queue"].told if what in ("review", "claim")] == ["claim"]


def test_a_locked_primary_does_nothing(window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot) -> None:
    screens["queue"].review.set_locked("2 things left")
    _press(qtbot, window, Qt.Key.Key_Return)
    assert "review" not in screens["queue"].told


def test_a_letter_presses_its_button_unless_a_field_has_the_focus(
    window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot
) -> None:
    _press(qtbot, window, Qt.Key.Key_C)
    assert screens["queue"].told[-1] == "claim"
    screens["queue"].told.clear()
    QTest.keyClicks(screens["queue"].field, "c")
    assert screens["queue"].field.text() == "c"
    assert "claim" not in screens["queue"].told


def test_esc_clears_a_stop_first_and_then_goes_back_to_the_list(
    window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot
) -> None:
    window.open("stock")
    window.open("review")
    screens["review"].has_stop = True
    _press(qtbot, window, Qt.Key.Key_Escape)
    assert window.open_key == "review"
    _press(qtbot, window, Qt.Key.Key_Escape)
    assert window.open_key == "stock"


def test_esc_never_discards_typing(window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot) -> None:
    window.open("review")
    screens["review"].field.setText("asked by phone")
    QTest.keyClick(screens["review"].field, Qt.Key.Key_Escape)
    assert screens["review"].field.text() == "asked by phone"


def test_f8_goes_to_what_is_missing(window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot) -> None:
    _press(qtbot, window, Qt.Key.Key_F8)
    assert screens["queue"].told[-1] == "missing"


def test_ctrl_k_goes_to_the_search_box(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.top_bar.search.field
    with qtbot.waitSignal(window.top_bar.search.search_entered) as told:
        QTest.keyClicks(window.top_bar.search.field, "warf")
        QTest.keyClick(window.top_bar.search.field, Qt.Key.Key_Return)
    assert told.args == ["warf"]


def test_enter_in_the_search_box_is_no_primary_action(
    window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot
) -> None:
    QTest.keyClick(window.top_bar.search.field, Qt.Key.Key_Return)
    assert "review" not in screens["queue"].told


def test_f1_shows_the_keys_of_the_page_and_esc_closes_them(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, window, Qt.Key.Key_F1)
    sheet = window._keys_sheet
    assert sheet.isVisible()
    assert sheet.size() == window.size()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_scan_goes_to_the_page_at_the_front(window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot) -> None:
    scans = _Scans()
    window.listen_to(scans)  # type: ignore[arg-type]  # the two signals are all that is used
    scans.code_scanned.emit("0108901177011238")
    assert screens["queue"].told[-1] == "scan 0108901177011238"
    screens["queue"].wants_scans = False
    with qtbot.waitSignal(window.code_not_wanted):
        scans.code_scanned.emit("0108901177011238")
    scans.half_scan.emit("0108")
    assert window.toasts.texts() == ("Half a scan arrived. Nothing was recorded. Scan again.",)


@pytest.mark.parametrize(
    ("width", "page", "rail"),
    [
        (1920, "queue", RailWidth.WIDE),
        (1920, "review", RailWidth.NARROW),
        (1366, "queue", RailWidth.NARROW),
        (1024, "queue", RailWidth.ICONS),
    ],
)
def test_the_rail_folds_with_the_window_and_the_page(
    window: MainWindow, width: int, page: str, rail: RailWidth
) -> None:
    window.resize(width, 768)
    window.open(page)
    assert window.rail._width is rail
    assert window.width() == width, "nothing in the shell forces the window wider"


def test_text_of_200_per_cent_folds_as_a_small_window_does(host: ThemeHost, window: MainWindow) -> None:
    host.choose(scale=200)
    assert window.rail._width is RailWidth.ICONS
    assert (window.width(), window.height()) == (1920, 1080)


def test_counts_are_shown_and_said(window: MainWindow) -> None:
    window.rail.set_counts({"queue": 42, "review": 0})
    names = {item.accessibleName() for item in window.findChildren(RailItem)}
    assert {"Queue, 42", "Review", "Stock"} <= names


def test_the_status_bar_says_online_waiting_and_offline(window: MainWindow) -> None:
    window.set_sync(SyncView(Connection.ONLINE))
    assert window.status.sync.words() == "Online · all sent"
    assert window.offline.isHidden()
    window.set_sync(SyncView(Connection.ONLINE, waiting=3))
    assert window.status.sync.words() == "Online · sending 3"
    since = datetime(2026, 11, 22, 16, 12, tzinfo=ZONE)
    window.set_sync(SyncView(Connection.OFFLINE, 14, since), claimed=9)
    assert "14 waiting" in window.status.sync.words()
    assert "9 prescriptions claimed here" in window.offline.accessibleName()
    window.set_sync(SyncView(Connection.ONLINE))
    assert window.offline.isHidden(), "the banner goes by itself"


def test_offline_the_banner_says_what_goes_on_what_does_not_and_what_waits(window: MainWindow) -> None:
    since = datetime(2026, 11, 22, 16, 12, tzinfo=ZONE)
    window.set_sync(SyncView(Connection.OFFLINE, 1, since), claimed=1)
    said = window.offline.accessibleName()
    assert said.startswith("Offline since ")
    assert "go on for the 1 prescription claimed here" in said
    assert "emergency supply (Ctrl+E)" in said
    assert "1 entry waits and each will be sent once" in said
    window.set_sync(SyncView(Connection.OFFLINE, 0, since), claimed=0)
    assert "No prescription is claimed here" in window.offline.accessibleName()
    assert "Nothing waits to be sent" in window.offline.accessibleName()


def test_in_a_low_window_the_banner_leaves_room_for_the_page(window: MainWindow) -> None:
    window.set_sync(SyncView(Connection.OFFLINE, 14, NOW), claimed=9)
    window.resize(1366, 560)
    assert window.offline._detail.isHidden()
    assert "14 entries wait" in window.offline.toolTip(), "hovering tells the rest"
    window.resize(1366, 1000)
    assert not window.offline._detail.isHidden()


def test_every_key_that_is_said_to_work_everywhere_does(window: MainWindow) -> None:
    """Enter and Esc are dealt out by the window; F6, F9 and Ctrl+Z belong to the pages that have them."""
    bound = {one.key().toString() for one in window.findChildren(QShortcut) if one.parent() is window}
    assert {keys for keys, _ in EVERYWHERE} - bound == {"Esc", "Enter"}


def test_f5_asks_for_a_sync_once_even_while_the_banner_shows_the_key(window: MainWindow, qtbot: QtBot) -> None:
    window.set_sync(SyncView(Connection.OFFLINE, 1, NOW), claimed=1)
    asked: list[int] = []
    window.sync_requested.connect(lambda: asked.append(1))
    _press(qtbot, window, Qt.Key.Key_F5)
    assert asked == [1]


def test_the_status_bar_says_who_and_with_which_licence(window: MainWindow) -> None:
    window.set_user(ASHA)
    assert window.status._user.words() == "Asha Kulkarni · Pharmacist · Reg. MH-048213"
    window.status.set_printer(DeviceView(False, "out of labels"))
    assert window.status.printer.words() == "Label printer out of labels"
    assert window.status._time.words() == "Sun 22 Nov 2026 · 16:32"
    window.resize(1366, 768)
    assert window.status._time.words() == "16:32"


def test_the_gate_replaces_all_work_and_nothing_behind_it_answers(
    window: MainWindow, screens: dict[str, _Screen], qtbot: QtBot
) -> None:
    gate = QWidget()
    window.set_gate(gate)
    assert window.open_page is None
    assert not screens["queue"].isVisible()
    screens["queue"].told.clear()
    QTest.keyClick(window, Qt.Key.Key_Return)
    _press(qtbot, window, Qt.Key.Key_F8)
    assert screens["queue"].told == []
    window.set_gate(None)
    assert screens["queue"].isVisible()


def test_a_page_hears_of_each_minute_once(window: MainWindow, screens: dict[str, _Screen]) -> None:
    screens["queue"].told.clear()
    window._on_tick()
    window._on_tick()
    assert screens["queue"].told.count("minute") <= 1


def test_every_button_of_the_shell_has_a_name(window: MainWindow) -> None:
    window.set_user(ASHA)
    nameless = [type(button).__name__ for button in window.findChildren(QAbstractButton) if not button.accessibleName()]
    assert nameless == []
    assert all(button.focusPolicy() is not Qt.FocusPolicy.NoFocus for button in window.findChildren(Button))


def test_a_page_that_asks_for_too_much_never_makes_the_window_outgrow_the_screen(
    host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    class Greedy(Page):
        def __init__(self) -> None:
            super().__init__()
            wide = QWidget(self)
            wide.setMinimumSize(4000, 3000)
            QVBoxLayout(self).addWidget(wide)

    window = MainWindow(host, words, Place("Neem Tree Pharmacy", "Counter 1", True),
                        (PageSpec("queue", "queue", "Queue", Greedy, "Q"),), lambda: NOW)  # fmt: skip
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open("queue")
    qtbot.wait(1)
    assert (window.width(), window.height()) == (1366, 768)


def test_in_a_window_of_few_lines_the_offline_banner_takes_one_line(
    host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    window = MainWindow(host, words, Place("Neem Tree Pharmacy", "Counter 1", True),
                        (PageSpec("queue", "queue", "Queue", Page, "Q"),), lambda: NOW)  # fmt: skip
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    window.show()
    host.choose(scale=200)
    window.set_sync(SyncView(Connection.OFFLINE, 6, NOW, 3), claimed=9)
    qtbot.wait(1)
    assert window.offline.isVisible()
    assert window.offline.height() <= host.px(44)
    host.choose(scale=100)
