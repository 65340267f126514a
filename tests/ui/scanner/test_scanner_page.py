"""The set-up of the scanner: what is scanned is told in words, kept step by step, and tried at the end."""

from collections.abc import Mapping
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from tests.keyboards import FRENCH, GERMAN, US, pressed
from workstation.adapters.printing.test_codes import modules_of_test_code
from workstation.adapters.scanner.codes import parse_code
from workstation.domain.errors import Unavailable
from workstation.domain.scanner_probe import FIRST_CODE, SECOND_CODE, Stroke
from workstation.domain.scanner_setting import KeyReading, ScannerSetting, Separator, Suffix
from workstation.domain.us_keyboard import GS
from workstation.ui.scanner.actions import ScannerActions
from workstation.ui.scanner.page import ScannerPage
from workstation.ui.scanner.steps import ProbeStep, ScanStep
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Desk:
    """The page, and what was asked of it."""

    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.kept: list[ScannerSetting] = []
        self.recording: list[bool] = []
        self.away = False
        self._tasks, self._qtbot = tasks, qtbot
        actions = ScannerActions(self._keep, modules_of_test_code, lambda text: parse_code(text, date(2026, 11, 23)))
        self.page = ScannerPage(host, words, actions, tasks)
        self.page.recording_wanted.connect(self.recording.append)
        qtbot.addWidget(self.page)
        self.page.resize(1600, 900)
        self.page.begin(ScannerSetting())
        self.page.show()
        self.page.page_shown()

    def _keep(self, setting: ScannerSetting) -> ScannerSetting:
        if self.away:
            raise Unavailable("store", "The disk is full. The setting is not kept yet.")
        self.kept.append(setting)
        return setting

    def scan(self, code: str, layout: Mapping[str, str] = US, *, places: bool = True) -> None:
        """Keys of a scanner that is set to a US keyboard."""
        keys = enumerate(pressed(code, layout))
        self.page.take_strokes([Stroke(t, p if places else 0, s, c, at * 7.0) for at, (t, p, s, c) in keys])

    @property
    def step(self) -> ScanStep:
        assert self.page.wizard is not None
        assert isinstance(self.page.wizard.step, ScanStep)
        return self.page.wizard.step

    def go_on(self) -> None:
        """Next, and its answer."""
        button = self.page.primary()
        assert button is not None
        button.click()
        self._qtbot.waitUntil(lambda: self._tasks.running == 0)


@pytest.fixture
def desk(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Desk:
    return Desk(host, words, tasks, qtbot)


def test_next_is_off_until_the_code_was_scanned(desk: Desk) -> None:
    assert desk.step.blocked_because() == "Scan the code on the right"
    desk.scan("8901177011233\r")
    assert desk.step.blocked_because() == "Scan the code again"
    assert desk.step.notice.words().startswith("This was another code, or only a part of it: 8901177011233.")
    desk.scan(f"{FIRST_CODE}\r")
    assert desk.step.blocked_because() == ""


def test_a_foreign_layout_is_said_to_need_no_change(desk: Desk) -> None:
    desk.scan(f"{FIRST_CODE}\r", GERMAN)
    assert "nothing has to be changed" in desk.step.shown_facts()


def test_without_key_places_it_is_said_what_to_set(desk: Desk) -> None:
    desk.scan(f"{FIRST_CODE}\r", FRENCH, places=False)
    assert "Set the scanner to the US keyboard" in desk.step.notice.words()
    assert desk.step.shown_facts() == ""


def test_every_step_is_kept_and_the_last_one_reads_as_every_screen(desk: Desk, qtbot: QtBot) -> None:
    desk.scan(f"{FIRST_CODE}\t", FRENCH)
    desk.go_on()
    desk.scan(f"{SECOND_CODE}\t", FRENCH)
    desk.go_on()
    first = ScannerSetting(suffix=Suffix.TAB, keys=KeyReading.US_PLACES)
    assert [(one.suffix, one.keys, one.separator) for one in desk.kept] == [
        (first.suffix, first.keys, Separator.UNKNOWN),
        (first.suffix, first.keys, Separator.GS),
    ]
    assert desk.recording[-1] is False, "packs are read by the wedge"
    assert desk.page.on_scan(f"]d2{SECOND_CODE}")
    assert desk.step.notice.words() == "The code is whole and can be read in one way only."
    assert "Batch TEST42" in desk.step.shown_facts()
    with qtbot.waitSignal(desk.page.finished):
        desk.go_on()


def test_a_dropped_separator_is_said_in_clear_words_and_may_be_kept(desk: Desk) -> None:
    desk.scan(f"{FIRST_CODE}\r")
    desk.go_on()
    desk.scan(SECOND_CODE.replace(GS, ""))
    assert desk.step.notice.words().startswith(
        "The scanner drops the separator: where a batch number ends is not told."
    )
    assert desk.step.blocked_because() == ""
    desk.go_on()
    assert desk.kept[-1].separator is Separator.DROPPED


def test_what_could_not_be_stored_is_said_and_the_step_stays(desk: Desk) -> None:
    desk.away = True
    desk.scan(f"{FIRST_CODE}\r")
    desk.go_on()
    assert desk.kept == []
    assert isinstance(desk.step, ProbeStep)
    assert desk.step.key == "first"


def test_keys_are_recorded_while_a_test_code_is_asked_for_and_no_longer(desk: Desk) -> None:
    assert desk.recording[-1] is True
    desk.page.page_hidden()
    assert desk.recording[-1] is False


def test_escape_leads_back_and_from_the_first_step_out(desk: Desk, qtbot: QtBot) -> None:
    desk.scan(f"{FIRST_CODE}\r")
    desk.go_on()
    with qtbot.assertNotEmitted(desk.page.left):
        assert desk.page.step_back()
    assert desk.step.key == "first"
    with qtbot.waitSignal(desk.page.left):
        desk.page.step_back()


def test_a_scanner_on_a_serial_line_is_told_that_it_needs_none_of_this(desk: Desk) -> None:
    assert desk.page.on_scan("8901177011233")
    assert "serial line" in desk.step.notice.words()
