"""Text at 200 % on a screen of 1920 × 1080: 960 × 540 design px. Everything is reachable, the important thing first."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from workstation.domain.patient import Allergy, Sex
from workstation.domain.queue import QueueRow, SourceKind
from workstation.domain.workflow import Status
from workstation.services.handover import HandOverRefusal
from workstation.ui.components.buttons import Button, ButtonKind
from workstation.ui.components.label import Label
from workstation.ui.dispense.panel import DispensePanel
from workstation.ui.dispense.samples import NOW, PRESCRIPTION, WARF_2, WARF_5, SampleCounter
from workstation.ui.handover.panel import HandOverPanel
from workstation.ui.handover.samples import SampleWillCall, ready_counter
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SampleOutbox
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.queue.preview import QueuePreview
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, USER_ID, SamplePharmacy, sample_pharmacy
from workstation.ui.shell.page import Page
from workstation.ui.shell.statusbar import LicenceState
from workstation.ui.signin.model import DemoUser, UserCard
from workstation.ui.signin.panel import SignInPanel
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

SCREEN = (1920, 1080)
PAGE = (1808, 904)
"""What rail, top bar and status bar leave of the screen, in px at 200 %."""


@pytest.fixture
def large(host: ThemeHost) -> ThemeHost:
    """Text at 200 %."""
    host.choose(scale=200)
    return host


@pytest.fixture
def put(large: ThemeHost, qtbot: QtBot, tasks: TaskRunner) -> Iterator[Callable[[QWidget], None]]:
    """Shows a page in the room that the window has for it. Pages follow the text scale while their lanes are open."""

    def show(page: QWidget) -> None:
        qtbot.addWidget(page)
        page.resize(*PAGE)
        page.show()
        settle(qtbot, tasks)

    yield show
    large.choose(scale=100)
    settle(qtbot, tasks)


def settle(qtbot: QtBot, tasks: TaskRunner) -> None:
    """Waits for the work and for what its answers started."""
    for _ in range(4):
        qtbot.waitUntil(lambda: not tasks.running)
        qtbot.wait(1)


def is_seen(part: QWidget, page: QWidget) -> bool:
    """Shown, and whole inside the page and inside every scroll area around it."""
    around = part.parentWidget()
    while around is not None and around is not page:
        if isinstance(around, QScrollArea) and not _inside(part, around.viewport()):
            return False
        around = around.parentWidget()
    return part.isVisible() and _inside(part, page)


def _inside(part: QWidget, around: QWidget) -> bool:
    corner = part.mapTo(around, QPoint(0, 0))
    return around.rect().contains(part.rect().translated(corner))


def cut_words(page: QWidget) -> list[str]:
    """Labels that may not be cut and are, and buttons that are narrower than their words."""
    labels = [label.words() for label in page.findChildren(Label) if label.isVisible() and label.is_clipped()]
    buttons = [one for one in page.findChildren(Button) if one.isVisible() and one.width() < one.sizeHint().width()]
    return labels + [one.text() or one.accessibleName() for one in buttons]


def assert_primary_is_reachable(page: Page) -> None:
    """No word is cut, and what Enter does is seen."""
    assert cut_words(page) == []
    primary = page.primary()
    assert primary is not None
    assert is_seen(primary, page)


# --- queue ----------------------------------------------------------------------------------------------------


def _queue_row(number: int) -> QueueRow:
    return QueueRow(
        uuid4(), f"RX-26-00{number}", NOW + timedelta(minutes=number), NOW, "Ramesh K. Deshpande", "67", Sex.MALE,
        "Dr. Meera Joshi", "Banyan Lane Clinic", ("Warf 5",), 1, (), Status.RECEIVED, "", None, False, SourceKind.SCAN,
    )  # fmt: skip


def _clock() -> datetime:
    return NOW


@pytest.fixture
def queue(large: ThemeHost, words: Words, put: Callable[[QWidget], None]) -> QueuePanel:
    """Twenty prescriptions, the first one chosen, its preview closed."""
    panel = QueuePanel(large, words, _clock, ZoneInfo("Asia/Kolkata"))
    put(panel)
    panel.set_rows([_queue_row(number) for number in range(20)])
    panel.page_shown()
    assert panel.preview.isHidden()
    return panel


def _preview(of: UUID, *, can_claim: bool) -> QueuePreview:
    return QueuePreview(of, "Ramesh K. Deshpande", "", None, "", (), (), "", "", "", False, can_claim, "Review")


def _chosen(panel: QueuePanel) -> UUID:
    chosen = panel.selected()
    assert chosen is not None
    return chosen


def test_enter_opens_the_chosen_prescription_while_its_preview_is_closed(queue: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.prescription_opened) as opened:
        QTest.keyClick(queue.list.table, Qt.Key.Key_Return)
    assert opened.args == [_chosen(queue)]


def test_hold_and_claim_have_their_keys_while_the_preview_is_closed(queue: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.hold_requested) as held:
        QTest.keyClick(queue.list.table, Qt.Key.Key_F9)
    assert held.args == [_chosen(queue)]
    queue.set_preview(_preview(_chosen(queue), can_claim=False))
    with qtbot.assertNotEmitted(queue.claim_requested):
        QTest.keyClick(queue.list.table, Qt.Key.Key_C)
    queue.set_preview(_preview(_chosen(queue), can_claim=True))
    with qtbot.waitSignal(queue.claim_requested) as claimed:
        QTest.keyClick(queue.list.table, Qt.Key.Key_C)
    assert claimed.args == [_chosen(queue)]


def test_the_bars_of_the_queue_leave_room_for_six_rows(queue: QueuePanel, large: ThemeHost) -> None:
    assert queue.list.table.viewport().height() >= 6 * large.metrics.row
    assert is_seen(queue.list.filters.flag, queue)
    assert cut_words(queue) == []


def test_the_filters_have_their_own_bar_again_in_a_taller_window(queue: QueuePanel, large: ThemeHost) -> None:
    large.choose(scale=100)
    queue.resize(1712, 992)
    assert queue.list.filters.isVisible()
    assert queue.list.filters.isAncestorOf(queue.list.filters.flag)


# --- review ---------------------------------------------------------------------------------------------------


@pytest.fixture
def review(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> Callable[[SamplePharmacy], ReviewPanel]:
    """Opens the prescription of a pharmacy."""

    def opened(pharmacy: SamplePharmacy) -> ReviewPanel:
        panel = ReviewPanel(large, words, pharmacy.actions(), tasks)
        panel.set_user(USER_ID)
        put(panel)
        panel.open_prescription(PRESCRIPTION_ID)
        settle(qtbot, tasks)
        return panel

    return opened


def test_allergy_and_worst_alert_are_seen_on_every_page_of_the_review(
    review: Callable[[SamplePharmacy], ReviewPanel],
) -> None:
    panel = review(sample_pharmacy())
    for page in ("scan", "lines", "patient"):
        panel.show_page(page)
        assert panel.bar.shows_marks
        assert panel.strip.isHidden()
        assert is_seen(panel.bar, panel)
        assert cut_words(panel) == []


def test_allergies_that_the_bar_has_no_room_for_stand_in_the_strip(
    review: Callable[[SamplePharmacy], ReviewPanel],
) -> None:
    pharmacy = sample_pharmacy()
    patient = pharmacy.view.patient
    assert patient is not None
    many = tuple(Allergy(name, "", "") for name in ("sulfonamides", "penicillins", "acetylsalicylic acid", "codeine"))
    pharmacy.view = replace(pharmacy.view, patient=replace(patient, allergies=many))
    panel = review(pharmacy)
    assert not panel.bar.shows_marks
    assert panel.strip.isVisible()


def test_three_candidates_are_seen_before_anything_is_scrolled(
    review: Callable[[SamplePharmacy], ReviewPanel], large: ThemeHost
) -> None:
    panel = review(sample_pharmacy())
    panel.show_page("lines")
    card = panel.lines.card
    assert card is not None
    area = next(one for one in panel.lines.findChildren(QScrollArea) if one.isAncestorOf(card))
    top = card.chooser.list.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert area.viewport().height() - top >= 3 * large.px(40)
    assert_primary_is_reachable(panel)


def test_every_line_and_a_new_one_are_one_click_away(review: Callable[[SamplePharmacy], ReviewPanel]) -> None:
    panel = review(sample_pharmacy())
    assert panel.lines.tab_row.isVisible()
    assert not panel.lines.isAncestorOf(panel.lines.tab_row), "they stand beside the pages"
    panel.show_page("patient")
    assert not panel.lines.tab_row.isVisible(), "no line is seen on this page"


def test_p_opens_the_page_of_the_patient(review: Callable[[SamplePharmacy], ReviewPanel]) -> None:
    panel = review(sample_pharmacy())
    QTest.keyClick(panel, Qt.Key.Key_P)
    assert panel.body.page == "patient"


# --- dispense -------------------------------------------------------------------------------------------------


class _Counter:
    """The dispense screen with its counter."""

    def __init__(self, panel: DispensePanel, qtbot: QtBot, tasks: TaskRunner) -> None:
        self.panel, self._qtbot, self._tasks = panel, qtbot, tasks
        self.frame = panel._frame
        self.stage = panel._frame.columns.stage

    def scan(self, code: str) -> None:
        assert self.panel.on_scan(code)
        settle(self._qtbot, self._tasks)


@pytest.fixture
def counter(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> _Counter:
    """A prescription is open; nothing is scanned."""
    panel = DispensePanel(large, words, SampleCounter().actions(), tasks)
    put(panel)
    panel.open_prescription(PRESCRIPTION.id)
    settle(qtbot, tasks)
    return _Counter(panel, qtbot, tasks)


@pytest.mark.parametrize("code", [WARF_2.gtin, f"{WARF_5.gtin} B123"])
def test_a_stop_shows_why_what_is_safe_and_what_to_do_without_scrolling(counter: _Counter, code: str) -> None:
    counter.scan(code)
    verdict, viewport = counter.stage.verdict, counter.stage.viewport()
    assert verdict.y() + verdict.steps_until() <= viewport.height()
    assert verdict.height() >= verdict.heightForWidth(verdict.width())
    assert cut_words(counter.panel) == []
    assert is_seen(counter.frame.bar.aside, counter.panel)


def test_after_a_match_the_next_step_begins_on_the_same_screen(counter: _Counter, large: ThemeHost) -> None:
    counter.scan(WARF_5.gtin)
    seen = counter.stage.viewport().height() - counter.stage.next.y()
    assert seen >= large.px(24)


def test_a_scan_brings_its_verdict_to_the_front(counter: _Counter) -> None:
    counter.frame._tabs.choose("list")
    assert not counter.stage.isVisible()
    counter.scan(WARF_5.gtin)
    assert counter.stage.verdict.isVisible()


def test_the_key_of_the_label_works_on_every_page(counter: _Counter, qtbot: QtBot) -> None:
    side = counter.frame.columns.side
    counter.scan(WARF_5.gtin)
    pressed: list[bool] = []
    side.print_button.clicked.connect(lambda: pressed.append(True))
    counter.panel.activateWindow()
    for page, shown in (("scan", counter.stage.verdict), ("list", side.print_button), ("label", side.print_button)):
        counter.frame._tabs.choose(page)
        qtbot.waitUntil(lambda: not side.print_button.isHidden() and side.print_button.isEnabled())
        QTest.keyClick(counter.panel, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(partial(is_seen, shown, counter.panel))
    assert len(pressed) == 3


def test_where_the_labels_went_is_said_beside_the_match(counter: _Counter, qtbot: QtBot) -> None:
    counter.scan(WARF_5.gtin)
    side = counter.frame.columns.side
    qtbot.waitUntil(lambda: not side.print_button.isHidden() and side.print_button.isEnabled())
    counter.panel.activateWindow()
    QTest.keyClick(counter.panel, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: counter.panel.session is not None and bool(counter.panel.session.printed_to))
    assert counter.panel.session is not None
    assert counter.panel.session.printed_to in counter.frame._reason_words.words()
    assert is_seen(counter.stage.verdict, counter.panel)


def test_no_page_of_the_counter_asks_for_more_than_the_screen_has(counter: _Counter, qtbot: QtBot) -> None:
    counter.scan(WARF_5.gtin)
    counter.frame.bar.part.click()
    for page in ("scan", "list", "label"):
        counter.frame._tabs.choose(page)
        qtbot.wait(1)
        least = counter.panel.minimumSizeHint()
        assert (least.width() <= PAGE[0], least.height() <= PAGE[1]) == (True, True), (page, least)


def test_the_window_keeps_its_size_when_a_match_takes_the_place_of_a_stop(counter: _Counter) -> None:
    counter.scan(WARF_2.gtin)
    counter.scan(WARF_5.gtin)
    assert (counter.panel.width(), counter.panel.height()) == PAGE


def test_a_question_brings_itself_to_the_front(counter: _Counter) -> None:
    counter.frame._tabs.choose("label")
    counter.frame.bar.hold.click()
    assert counter.stage.ask_hold.isVisible()


def test_what_is_done_is_said_by_a_shape_too(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    done = SampleCounter()
    done.scan_all()
    panel = DispensePanel(large, words, done.actions(), tasks)
    put(panel)
    panel.open_prescription(PRESCRIPTION.id)
    settle(qtbot, tasks)
    assert panel._frame.columns.stage.prompt._picture.isVisible()


def test_the_bin_is_asked_for_without_scrolling(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    done = SampleCounter()
    done.scan_all()
    done.check_accuracy(PRESCRIPTION.id, False)
    panel = DispensePanel(large, words, done.actions(), tasks)
    put(panel)
    panel.open_prescription(PRESCRIPTION.id)
    settle(qtbot, tasks)
    assert is_seen(panel._frame.columns.stage.ask_bin.field, panel)


# --- hand-over ------------------------------------------------------------------------------------------------


def test_a_refused_hand_over_is_seen_without_scrolling(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    will_call = SampleWillCall(ready_counter())
    panel = HandOverPanel(large, words, will_call.actions(), tasks)
    put(panel)
    panel.on_scan(PRESCRIPTION.number)
    settle(qtbot, tasks)
    assert panel.on_scan(PRESCRIPTION.number)
    settle(qtbot, tasks)
    will_call.refuse_with = HandOverRefusal.NOT_READY
    panel.collector.name.setChecked(True)
    panel.collector.birth.setChecked(True)
    panel.go.click()
    settle(qtbot, tasks)
    assert is_seen(panel.stop, panel)
    assert cut_words(panel) == []


def test_a_code_of_no_bag_stops_on_the_page_that_shows_it(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    panel = HandOverPanel(large, words, SampleWillCall().actions(), tasks)
    put(panel)
    panel._tabs.choose("list")
    panel.on_scan("no such bag")
    settle(qtbot, tasks)
    assert is_seen(panel.lone_stop, panel)


# --- outbox ---------------------------------------------------------------------------------------------------


def test_the_named_action_of_an_entry_is_seen_on_both_pages(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    panel = OutboxPanel(large, words, SampleOutbox().actions(), tasks)
    put(panel)
    panel.page_shown()
    settle(qtbot, tasks)
    for page in ("list", "entry"):
        panel._tabs.choose(page)
        qtbot.wait(1)
        assert_primary_is_reachable(panel)


# --- sign-in --------------------------------------------------------------------------------------------------


def test_text_size_and_theme_can_be_changed_where_there_is_no_room_for_the_dark_panel(
    large: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    asha = UserCard(uuid4(), "Asha Kulkarni", "AK", "Pharmacist", LicenceState.VALID, "Licence valid to 31 Dec 2027")
    demo = DemoUser("Asha Kulkarni", "Pharmacist", "204816", "neem river lamp forty")
    panel = SignInPanel(large, words, "Neem Tree Pharmacy", "Counter 1", (asha, asha, asha, asha), (demo,))
    qtbot.addWidget(panel)
    panel.resize(*SCREEN)
    panel.side.show_choices(200, "dark")
    panel.show()
    qtbot.wait(1)
    assert panel.side.isHidden()
    found = {one.text(): one for one in panel.findChildren(Button) if is_seen(one, panel)}
    with qtbot.waitSignal(panel.side.text_size_requested):
        found["Text 200 %"].click()
    with qtbot.waitSignal(panel.side.theme_requested):
        found["Theme: dark"].click()
    assert is_seen(panel.quick.pin, panel)
    assert cut_words(panel) == []


# --- components -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "Boxes"])
def test_a_button_has_room_for_its_icon_its_word_and_its_keys(host: ThemeHost, qtbot: QtBot, text: str) -> None:
    button = Button(host, text, ButtonKind.PLAIN, icon="scan", keys="B", small=True)
    qtbot.addWidget(button)
    parts = Button(host, text, ButtonKind.PLAIN, icon="scan", small=True).sizeHint().width()
    assert button.sizeHint().width() >= parts + host.px(8 + 10), "a gap and at least the cap"
    wide = button.sizeHint().width()
    button.show_caps(False)
    assert button.sizeHint().width() < wide
