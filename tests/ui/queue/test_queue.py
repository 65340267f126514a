"""The queue: what a row says, what the keys do, and that nothing jumps under the cursor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.patient import Sex
from workstation.domain.queue import Flag, Gap, GapKind, QueueFilter, QueueRow, SourceKind, View
from workstation.domain.workflow import Status
from workstation.ui.components.chips import Edge
from workstation.ui.components.due import DueState
from workstation.ui.components.label import Label
from workstation.ui.components.severity import Severity
from workstation.ui.queue.bars import _choice
from workstation.ui.queue.gaps import gap_words
from workstation.ui.queue.panel import QueuePanel
from workstation.ui.queue.preview import PreviewAlert, PreviewLine, QueuePreview
from workstation.ui.queue.rows import RowMaker
from workstation.ui.queue.settled import REST_MS
from workstation.ui.shell.statusbar import Connection, SyncView
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 22, 11, 2, tzinfo=UTC)
ME = uuid4()


def _row(
    minutes: int = 4,
    number: str = "RX-26-004821",
    titles: tuple[str, ...] = ("Warf 5", "Ecosprin 75"),
    lines: int = 4,
    flags: tuple[Flag, ...] = (),
    status: Status = Status.RECEIVED,
    by: UUID | None = None,
    source: SourceKind = SourceKind.SCAN,
) -> QueueRow:
    return QueueRow(
        uuid4(), number, NOW + timedelta(minutes=minutes), NOW - timedelta(minutes=30), "Ramesh K. Deshpande", "67",
        Sex.MALE, "Dr. Meera Joshi", "Banyan Lane Clinic", titles, lines, flags, status, "AK" if by else "", by, False,
        source,
    )  # fmt: skip


@pytest.fixture
def maker(words: Words) -> RowMaker:
    return RowMaker(words, ZONE)


class _Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def panel(host: ThemeHost, words: Words, qtbot: QtBot, clock: _Clock) -> QueuePanel:
    panel = QueuePanel(host, words, clock, ZONE)
    qtbot.addWidget(panel)
    panel.set_user(ME)
    panel.resize(1712, 992)
    panel.show()
    panel.activateWindow()
    panel.page_shown()
    return panel


# --- rows -----------------------------------------------------------------------------------------------------


def test_a_row_says_when_who_and_what(maker: RowMaker) -> None:
    row = maker.make(_row(), NOW, ME)
    assert (row.due.text, row.due_below) == ("Due 4 min", "16:36")
    assert row.age_sex == "67 M"
    assert maker.lines(row, 2) == ("Warf 5, Ecosprin 75", "and 2 more")
    assert row.status_word == "To review"
    assert not row.mine


def test_two_severities_of_interaction_are_one_chip_without_a_number_of_alerts(maker: RowMaker) -> None:
    row = maker.make(_row(flags=(Flag.INTERACTION_MAJOR, Flag.INTERACTION_MODERATE, Flag.FRIDGE)), NOW, ME)
    assert [chip.word for chip in row.chips] == ["Interaction", "Fridge"]
    assert row.chips[0].look.icon == "shape-major"


def test_none_is_said_only_of_what_a_person_confirmed_and_what_was_screened(maker: RowMaker) -> None:
    assert maker.make(_row(), NOW, ME).chips == ()
    unread = maker.make(_row(titles=(), lines=0), NOW, ME)
    assert [chip.word for chip in unread.chips] == ["Not screened"]
    drafts = maker.make(replace(_row(lines=2), draft_count=1), NOW, ME)
    assert [chip.word for chip in drafts.chips] == ["Not confirmed"]
    warned = maker.make(replace(_row(flags=(Flag.FRIDGE,)), draft_count=1), NOW, ME)
    assert [chip.word for chip in warned.chips] == ["Fridge", "Not confirmed"], "the same rule for all"
    for row in (unread, drafts):
        assert (row.chips[0].look.edge, bool(row.chips[0].look.icon)) == (Edge.DASHED, True)


def test_a_minor_note_stands_only_where_nothing_is_worse(maker: RowMaker) -> None:
    assert [chip.word for chip in maker.make(_row(flags=(Flag.MINOR,)), NOW, ME).chips] == ["Minor note"]
    worse = _row(flags=(Flag.INTERACTION_MAJOR, Flag.INTERACTION_MODERATE, Flag.MINOR))
    assert [chip.word for chip in maker.make(worse, NOW, ME).chips] == ["Interaction"]


def test_facts_that_are_missing_on_nearly_every_row_are_no_chip_and_never_none(maker: RowMaker, words: Words) -> None:
    lacking = maker.make(_row(flags=(Flag.FACTS_MISSING,)), NOW, ME)
    assert (lacking.chips, words.text(lacking.none_key)) == ((), "none (not all checked)")
    clear = maker.make(_row(), NOW, ME)
    assert (clear.chips, words.text(clear.none_key)) == ((), "none")
    stopped = maker.make(_row(flags=(Flag.NOT_CHECKED, Flag.FACTS_MISSING)), NOW, ME)
    assert [chip.word for chip in stopped.chips] == ["Not checked"]


def test_only_the_worst_stands_before_urgent(maker: RowMaker) -> None:
    urgent = replace(_row(flags=(Flag.INTERACTION_MAJOR, Flag.NOT_SCREENED)), urgent=True)
    assert [chip.word for chip in maker.make(urgent, NOW, ME).chips] == ["Interaction", "Urgent", "Not screened"]


def test_a_scan_that_was_not_read_says_so_and_guesses_nothing(maker: RowMaker) -> None:
    unread = maker.make(_row(titles=(), lines=0, flags=(Flag.UNREADABLE_SCAN,)), NOW, ME)
    assert maker.lines(unread, 0) == ("Nothing read yet", "scan only")


def test_medicines_that_were_read_say_that_nobody_confirmed_them(maker: RowMaker) -> None:
    drafts, two = replace(_row(lines=2), draft_count=2), replace(_row(), draft_count=2)
    assert maker.lines(maker.make(drafts, NOW, ME), 2)[1] == "2 lines · read, not confirmed"
    assert maker.lines(maker.make(two, NOW, ME), 2)[1] == "and 2 more · 2 not confirmed"


def test_a_scan_without_a_medicine_line_is_not_called_unread(maker: RowMaker) -> None:
    read = maker.make(replace(_row(titles=(), lines=0), was_read=True), NOW, ME)
    assert maker.lines(read, 0) == ("No medicine line", "scan only")
    source = replace(_row(titles=(), lines=0, flags=(Flag.UNREADABLE_SCAN,)), was_read=True)
    assert maker.lines(maker.make(source, NOW, ME), 0) == ("Could not be read", "scan only")


@pytest.mark.parametrize("status", [Status.ON_HOLD, Status.CLARIFICATION])
def test_what_waits_for_somebody_else_is_not_late(maker: RowMaker, status: Status) -> None:
    assert maker.make(_row(-30, status=status), NOW, ME).due.state is DueState.HOLD


def test_a_minute_later_only_the_due_time_is_new(maker: RowMaker) -> None:
    row = maker.make(_row(1), NOW, ME)
    later = maker.again(row, NOW + timedelta(minutes=3))
    assert later.due.text == "Late 2 min"
    assert later.chips is row.chips
    assert maker.again(row, NOW) is row


def test_medicines_that_do_not_fit_are_counted_and_never_cut(panel: QueuePanel, maker: RowMaker) -> None:
    row = maker.make(_row(titles=("Augmentin 625 Duo", "Human Mixtard 30/70", "Dolo 650"), lines=3), NOW, ME)
    paint = panel.list.model.painters
    assert paint._fitting(row, 2000) == ("Augmentin 625 Duo, Human Mixtard 30/70, Dolo 650", "3 lines")
    assert paint._fitting(row, 300) == ("Augmentin 625 Duo, Human Mixtard 30/70", "and 1 more")
    assert paint._fitting(row, 150) == ("Augmentin 625 Duo", "and 2 more")


def test_a_long_name_goes_without_its_form_then_on_two_rows_and_is_never_cut(
    panel: QueuePanel, maker: RowMaker
) -> None:
    titles = ("Inj. Human Mixtard 30/70 100 IU/mL vial", "Tab. Telma 40")
    row = maker.make(_row(titles=titles, lines=2), NOW, ME)
    paint = panel.list.model.painters
    whole, bare = (
        paint._host.font_metrics(Role.BODY, 400).horizontalAdvance(one) for one in (titles[0], titles[0][5:])
    )
    assert paint._fitting(row, whole) == (titles[0], "and 1 more")
    assert paint._fitting(row, bare) == (titles[0][5:], "and 1 more")
    upper, lower = paint._fitting(row, bare - 1)
    name, below = lower.split(" · ")
    assert (f"{upper} {name}", below) == (titles[0], "and 1 more")
    assert paint._fitting(row, bare - 1, two_rows=False) == ("2 lines", "")
    for width in range(20, whole):
        said = " ".join(paint._fitting(row, width))
        assert said == "2 lines " or all(word in said for word in titles[0].split()[1:])


# --- panel ----------------------------------------------------------------------------------------------------


def test_the_first_row_is_chosen_and_its_preview_asked_for(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row(), _row(9)]
    with qtbot.waitSignal(panel.row_selected) as told:
        panel.set_rows(rows)
    assert told.args == [rows[0].id]


def test_the_choice_survives_a_reload(panel: QueuePanel) -> None:
    rows = [_row(), _row(9), _row(12)]
    panel.set_rows(rows)
    panel.select(rows[1].id)
    panel.set_rows([_row(1), *rows])
    assert panel.selected() == rows[1].id


def test_new_rows_wait_while_the_list_is_scrolled(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row(minute) for minute in range(60)]
    panel.set_rows(rows)
    bar = panel.list.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() // 2)
    newcomer = _row(-5)
    panel.set_rows([newcomer, *rows])
    assert panel.list.model.row(0).id == rows[0].id
    assert panel.list.filters.new.text() == "1 new since you scrolled"
    panel.list.filters.new.click()
    assert panel.list.model.row(0).id == newcomer.id
    assert panel.list.filters.new.isHidden()


def test_a_changed_row_changes_in_place_while_the_list_is_scrolled(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row(minute) for minute in range(60)]
    panel.set_rows(rows)
    bar = panel.list.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(10)
    changed = [replace(rows[0], status=Status.IN_REVIEW), *rows[1:]]
    panel.set_rows([*changed, _row(80)])
    assert panel.list.model.row(0).status is Status.IN_REVIEW


def test_ctrl_and_a_number_is_a_view(panel: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.filter_changed) as told:
        QTest.keyClick(panel.list.table, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [QueueFilter(view=View.LATE, user_id=ME)]


def test_a_flag_narrows_and_can_be_taken_away(panel: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.filter_changed):
        panel.list.filters.flag.choose(Flag.FRIDGE.value)
    assert panel.filter.flag is Flag.FRIDGE
    panel.set_rows([])
    assert panel.list.empty.isVisible()
    with qtbot.waitSignal(panel.filter_changed):
        panel._on_empty_link()
    assert panel.filter.flag is None


def test_every_flag_can_be_asked_for_and_the_severities_of_an_interaction_apart(panel: QueuePanel) -> None:
    for flag in Flag:
        panel.list.filters.flag.choose(flag.value)
        assert panel.filter.flag is flag
    labels = [_choice(panel._words, flag) for flag in Flag]
    assert len(set(labels)) == len(labels)


def test_words_of_the_search_box_narrow_the_queue(panel: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.filter_changed):
        panel.set_search("warf")
    assert panel.filter.text == "warf"
    with qtbot.waitSignal(panel.filter_changed):
        panel.set_search("")
    assert panel.filter.text == ""


def test_double_click_and_the_primary_open(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row(), _row(9)]
    panel.set_rows(rows)
    with qtbot.waitSignal(panel.prescription_opened) as told:
        panel.list.table.row_activated.emit(1)
    assert told.args == [rows[1].id]
    panel.set_preview(_preview(rows[0].id))
    primary = panel.primary()
    assert primary is not None
    with qtbot.waitSignal(panel.prescription_opened) as told:
        primary.click()
    assert told.args == [rows[0].id]


def test_while_the_preview_is_still_of_another_row_the_chosen_one_is_opened_and_nothing_is_claimed_or_held(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    rows = [_row(), _row(9)]
    panel.set_rows(rows)
    panel.set_preview(_preview(rows[0].id))
    panel.select(rows[1].id)
    with qtbot.assertNotEmitted(panel.claim_requested), qtbot.assertNotEmitted(panel.hold_requested):
        panel.preview.claim.click()
        panel.preview.hold.click()
    with qtbot.waitSignal(panel.prescription_opened) as told:
        panel.preview.review.click()
    assert told.args == [rows[1].id]


def test_of_the_rows_that_a_held_key_passes_only_the_last_asks_for_a_preview(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row(minutes) for minutes in range(4, 24)]
    panel.set_rows(rows)
    qtbot.wait(2 * REST_MS)
    asked: list[UUID | None] = []
    panel.row_selected.connect(asked.append)
    for _ in range(10):
        QTest.keyClick(panel.list.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: asked[-1:] == [rows[10].id])
    assert asked == [rows[1].id, rows[10].id]


def test_a_row_that_has_not_changed_is_not_made_anew(maker: RowMaker) -> None:
    row = _row(minutes=40)
    made = maker.make(row, NOW + timedelta(seconds=5), ME)
    assert maker.make(replace(row), NOW + timedelta(seconds=10), ME) is made
    assert maker.make(row, NOW + timedelta(minutes=5), ME).due != made.due
    assert maker.make(replace(row, claimed_by=ME, claimed_by_initials="AK"), NOW, ME).mine
    assert maker.make(replace(row, patient_name="Somebody Else"), NOW, ME).patient == "Somebody Else"


def test_claim_is_offered_only_for_what_can_be_claimed(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row()]
    panel.set_rows(rows)
    panel.set_preview(_preview(rows[0].id, can_claim=False))
    assert panel.preview.claim.isHidden()
    panel.set_preview(_preview(rows[0].id))
    with qtbot.waitSignal(panel.claim_requested) as told:
        panel.preview.claim.click()
    assert told.args == [rows[0].id]


def test_a_preview_that_comes_too_late_is_dropped(panel: QueuePanel) -> None:
    rows = [_row(), _row(9)]
    panel.set_rows(rows)
    panel.set_preview(_preview(rows[1].id))
    assert panel.preview.preview is None


def test_f_explains_the_flags(panel: QueuePanel) -> None:
    panel.set_rows([_row(flags=(Flag.FRIDGE,))])
    QTest.keyClick(panel.list.table, Qt.Key.Key_F)
    (said,) = panel.list.note.said()
    assert said.startswith("Fridge: Has a medicine that is kept cold")


def test_the_explanation_names_the_medicines_and_esc_closes_it_beside_the_preview(panel: QueuePanel) -> None:
    row = _row(flags=(Flag.ALLERGY,))
    panel.set_rows([row])
    why = {Flag.ALLERGY: ("amoxicillin: allergy to penicillin",)}
    panel.set_preview(replace(_preview(row.id), why=why))
    QTest.keyClick(panel.list.table, Qt.Key.Key_F)
    note = panel.list.note
    assert "amoxicillin: allergy to penicillin" in note.said()[0]
    assert note.isVisible()
    right = note.mapTo(panel, note.rect().topRight()).x()
    assert right < panel.preview.mapTo(panel, panel.preview.rect().topLeft()).x()
    assert panel.step_back()
    assert not note.isVisible()
    assert not panel.step_back()


def test_f_explains_what_a_row_without_flags_lacks(panel: QueuePanel) -> None:
    panel.set_rows([replace(_row(), draft_count=2)])
    QTest.keyClick(panel.list.table, Qt.Key.Key_F)
    assert panel.list.note.said()[0].startswith("Not confirmed: It was read and screened")


def test_every_flag_has_its_reason(words: Words) -> None:
    assert all(words.text(f"queue.why.{flag.value}") for flag in Flag)


def test_the_preview_names_what_was_not_screened_and_what_nobody_confirmed(panel: QueuePanel) -> None:
    row = _row()
    panel.set_rows([row])
    alert = PreviewAlert(Severity.MAJOR, "aspirin + warfarin", "Serious bleeding.", (2,))
    gaps = (
        Gap(GapKind.LINE, "Xyzol 20", 3),
        Gap(GapKind.ALLERGY, "penicillin, unicorn", missing='the meaning of "unicorn"'),
        Gap(GapKind.ALLERGY, missing="allergy status unknown"),
    )
    panel.set_preview(replace(_preview(row.id), alerts=(alert,), gaps=gaps, minor=1, unchecked=2))
    said = " | ".join(label.words() for label in panel.preview.findChildren(Label))
    for words in (
        "Serious bleeding. Line 2 is read and not confirmed.",
        'Not screened | Line 3: Xyzol 20 | Allergy: penicillin, unicorn. Missing: the meaning of "unicorn"',
        "Allergies: allergy status unknown",
        "1 minor note in the review",
        "2 checks could not be made",
    ):
        assert words in said


@pytest.mark.parametrize("kind", list(GapKind))
def test_every_gap_has_its_words(words: Words, kind: GapKind) -> None:
    assert gap_words(words, Gap(kind, "Xyzol 20", 1, "not recognised"))


def test_an_empty_view_teaches(panel: QueuePanel) -> None:
    panel.set_sync(SyncView(Connection.ONLINE))
    panel.head.tabs.choose(View.LATE.value)
    panel.set_rows([])
    assert panel.list.empty._title.words() == "Nothing late"
    assert panel.preview.preview is None


def test_counts_are_in_the_title_and_the_tabs(panel: QueuePanel) -> None:
    panel.set_counts({View.ALL_OPEN: 42, View.LATE: 3, View.DUE_SOON: 7})
    assert panel.head.summary.words() == "42 open · 3 late · 7 due in 15 min"
    assert "Late 3" in panel.head.tabs.accessibleName()


def test_the_preview_is_a_drawer_in_a_narrow_window(panel: QueuePanel) -> None:
    panel.set_rows([_row()])
    panel.resize(1294, 640)
    assert panel.preview.isHidden()
    QTest.keyClick(panel.list.table, Qt.Key.Key_Right)
    assert not panel.preview.isHidden()
    assert panel.step_back()
    assert panel.preview.isHidden()
    assert not panel.step_back()


def test_a_minute_changes_due_times_and_reorders_nothing(panel: QueuePanel, clock: _Clock) -> None:
    rows = [_row(1), _row(9)]
    panel.set_rows(rows)
    clock.now = NOW + timedelta(minutes=2)
    panel.minute_passed()
    assert [row.id for row in panel.list.model.rows] == [row.id for row in rows]
    assert panel.list.model.row(0).due.text == "Late 1 min"


def test_the_next_page_is_asked_for_at_the_end(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [_row(minute) for minute in range(60)]
    panel.set_rows(rows, complete=False)
    bar = panel.list.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    with qtbot.waitSignal(panel.more_wanted) as told:
        bar.setValue(bar.maximum())
    assert told.args == [rows[-1]]
    panel.append_rows([_row(90)], complete=True)
    with qtbot.assertNotEmitted(panel.more_wanted):
        bar.setValue(0)
        bar.setValue(bar.maximum())


def _preview(prescription_id: UUID, *, can_claim: bool = True) -> QueuePreview:
    return QueuePreview(
        id=prescription_id,
        name="Ramesh K. Deshpande",
        facts="67 y, M · RX-26-004821",
        scan=None,
        scan_words="e-prescription, no scan",
        lines=(PreviewLine("Warf 5", "Sch H", "0-0-1 · 30 days"), PreviewLine("Ecosprin 75", "", "")),
        alerts=(PreviewAlert(Severity.MAJOR, "Warf 5 + Ecosprin 75", "Bleeding risk rises."),),
        allergy="Allergy: sulfonamides",
        measured="eGFR 48",
        claimed="",
        mine=False,
        can_claim=can_claim,
        action="Review",
    )


# --- what is not known is not "nothing" -------------------------------------------------------------------------


def _empty(panel: QueuePanel) -> str:
    return panel.list.empty._title.words()


def test_nothing_open_is_said_only_after_a_complete_look(panel: QueuePanel, qtbot: QtBot) -> None:
    assert (_empty(panel), panel.head.summary.words()) == ("The queue is being read", "being read")
    panel.set_rows([])
    panel.set_counts({View.ALL_OPEN: 0})
    assert _empty(panel) == "Not known yet"
    panel.set_sync(SyncView(Connection.UNKNOWN))
    assert _empty(panel) == "Not known yet"
    panel.set_sync(SyncView(Connection.ONLINE, taking_in=31))
    assert _empty(panel) == "Prescriptions are coming in"
    panel.set_rows([])
    with qtbot.waitSignal(panel.look_wanted):
        panel.set_sync(SyncView(Connection.ONLINE))
    assert _empty(panel) == "Not known yet", "the rows were read before the server had told everything"
    panel.set_rows([])
    assert _empty(panel) == "Nothing open"


@pytest.mark.parametrize("connection", [Connection.OFFLINE, Connection.ALONE])
def test_without_an_answer_of_the_server_nobody_says_that_all_is_done(
    panel: QueuePanel, connection: Connection
) -> None:
    panel.set_sync(SyncView(connection))
    panel.set_rows([])
    assert _empty(panel) == "Nothing open here"


# --- search by keyboard -----------------------------------------------------------------------------------------


def test_down_in_the_search_box_leads_to_the_first_hit_also_when_it_comes_later(panel: QueuePanel) -> None:
    rows = [_row(number="RX-1"), _row(number="RX-2")]
    panel.set_rows(rows)
    panel.select(rows[1].id)
    panel.set_search("savitri")
    assert panel.search_down()
    hits = [_row(number="RX-3"), rows[1]]
    panel.set_rows(hits)
    assert panel.selected() == hits[0].id
    assert panel.list.table.hasFocus()


def test_enter_in_the_search_box_opens_the_only_hit_and_never_one_of_an_older_search(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    old, hit = _row(number="RX-1"), _row(number="RX-2")
    panel.set_rows([old])
    panel.set_search("savitri")
    with qtbot.assertNotEmitted(panel.prescription_opened):
        panel.search_entered()
    panel.set_rows([hit])
    with qtbot.waitSignal(panel.prescription_opened) as opened:
        panel.search_entered()
    assert opened.args == [hit.id]


def test_esc_takes_the_search_away_and_empties_its_box(panel: QueuePanel, qtbot: QtBot) -> None:
    panel.set_search("savitri")
    with qtbot.waitSignal(panel.search_cleared):
        assert panel.step_back()
    assert panel.filter.text == ""
    assert not panel.step_back()
