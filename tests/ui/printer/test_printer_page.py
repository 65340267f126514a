"""The set-up of the printers: only the fields that a way needs, a test page before anything is kept."""

import pytest
from pytestqt.qtbot import QtBot

from workstation.domain.errors import Refused
from workstation.domain.printer import (
    PaperKind,
    Printed,
    PrinterProblem,
    PrinterSetting,
    PrinterTrouble,
    PrinterWay,
    check_printer,
    usual_setting,
)
from workstation.ui.printer.actions import PrinterActions, PrinterChoices
from workstation.ui.printer.page import PrinterPage
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class Desk:
    """The page, and what was asked of it."""

    def __init__(self, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.kept = {kind: usual_setting(kind) for kind in PaperKind}
        self.tested: list[PrinterSetting] = []
        self.trouble: PrinterTrouble | None = None
        self.names: tuple[str, ...] = ("office",)
        self._tasks, self._qtbot = tasks, qtbot
        actions = PrinterActions(self._read, self._keep, self._look, self._test, self._badge)
        self.page = PrinterPage(host, words, actions, tasks)
        qtbot.addWidget(self.page)
        self.page.resize(1600, 900)
        self.page.show()
        self.begin()

    def begin(self) -> None:
        self.page.begin()
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def choose(self, way: PrinterWay) -> None:
        self.page.form.way.choose(way.value)

    def shown(self) -> set[str]:
        return {name for name, field in self.page.form.fields.items() if not field.isHidden()}

    def _read(self) -> PrinterChoices:
        return PrinterChoices(dict(self.kept), self.names, (("70x36", "70 × 36 mm"), ("100x50", "100 × 50 mm")))

    def _keep(self, kind: PaperKind, setting: PrinterSetting) -> PrinterSetting:
        check_printer(setting, kind)
        self.kept[kind] = setting
        return setting

    def _look(self, kind: PaperKind, setting: PrinterSetting) -> None:
        check_printer(setting, kind)
        if self.trouble is not None:
            raise self.trouble

    def _test(self, kind: PaperKind, setting: PrinterSetting) -> Printed:
        self._look(kind, setting)
        self.tested.append(setting)
        return Printed(setting.way, setting.name() or "test-label.pdf", told=setting.answers)

    def _badge(self, setting: PrinterSetting) -> Printed:
        self._look(PaperKind.LABEL, setting)
        return Printed(setting.way, "badge.pdf")


@pytest.fixture
def desk(host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Desk:
    return Desk(host, words, tasks, qtbot)


@pytest.mark.parametrize(
    ("way", "fields"),
    [
        (PrinterWay.FILE, {"way", "size"}),
        (PrinterWay.SYSTEM, {"way", "name", "size"}),
        (PrinterWay.NETWORK, {"way", "host", "port", "dots", "answers", "size"}),
        (PrinterWay.DEVICE, {"way", "device", "dots", "answers", "size"}),
    ],
)
def test_only_the_fields_that_a_way_needs_are_shown(desk: Desk, way: PrinterWay, fields: set[str]) -> None:
    desk.choose(way)
    assert desk.shown() == fields


def test_what_is_kept_is_what_stands_there(desk: Desk) -> None:
    desk.choose(PrinterWay.NETWORK)
    form = desk.page.form
    form.host.setText(" 10.0.0.7 ")
    form.port.setText("9101")
    form.dots.choose("300")
    form.answers.choose("no")
    form.paper.choose("100x50")
    desk.page.keep.click()
    desk.settle()
    wanted = PrinterSetting(PrinterWay.NETWORK, "", "10.0.0.7", 9101, "", 300, answers=False, size="100x50")
    assert desk.kept[PaperKind.LABEL] == wanted
    assert desk.kept[PaperKind.LEAFLET] == usual_setting(PaperKind.LEAFLET)
    desk.begin()
    assert form.setting() == wanted


def test_nothing_can_be_kept_while_nothing_was_changed(desk: Desk) -> None:
    assert desk.page.keep.locked_because
    desk.page.form.paper.choose("100x50")
    assert not desk.page.keep.locked_because


def test_a_printer_without_an_address_is_refused_in_place(desk: Desk) -> None:
    desk.choose(PrinterWay.NETWORK)
    desk.page.keep.click()
    desk.settle()
    assert "has no address" in desk.page.notice.words()
    assert desk.kept[PaperKind.LABEL].way is PrinterWay.FILE


def test_a_test_page_goes_to_the_printer_that_is_chosen_and_keeps_nothing(desk: Desk) -> None:
    desk.choose(PrinterWay.SYSTEM)
    desk.page.test.click()
    desk.settle()
    assert [one.printer for one in desk.tested] == ["office"]
    assert desk.kept[PaperKind.LABEL].way is PrinterWay.FILE
    assert "office" in desk.page.notice.words()


def test_what_is_wrong_with_a_printer_is_said_with_what_to_do(desk: Desk) -> None:
    desk.choose(PrinterWay.DEVICE)
    desk.page.form.device.setText("/dev/usb/lp0")
    desk.trouble = PrinterTrouble(PrinterProblem.PAPER_OUT, "/dev/usb/lp0")
    desk.page.look.click()
    desk.settle()
    assert desk.page.notice.words() == "/dev/usb/lp0 has no paper. Put in a new roll and close it."
    desk.page.form.device.setText("/dev/usb/lp1")
    assert desk.page.notice.words() == "", "it was said of another printer"


def test_leaflets_are_offered_no_label_printer_and_paper_of_their_own(desk: Desk) -> None:
    desk.page.kinds.choose(PaperKind.LEAFLET.value)
    form = desk.page.form
    ways = {form.way.itemData(row) for row in range(form.way.count())}
    assert ways == {PrinterWay.FILE.value, PrinterWay.SYSTEM.value}
    assert {form.paper.itemData(row) for row in range(form.paper.count())} == {"a4", "a5"}


def test_a_printer_that_is_not_there_just_now_stays_chosen(desk: Desk) -> None:
    desk.kept[PaperKind.LABEL] = PrinterSetting(PrinterWay.SYSTEM, "zebra")
    desk.begin()
    assert desk.page.form.setting().printer == "zebra"
    assert desk.page.keep.locked_because


def test_without_any_printer_the_choice_says_so(desk: Desk) -> None:
    desk.names = ()
    desk.begin()
    desk.choose(PrinterWay.SYSTEM)
    assert desk.page.form.name.currentText() == "This PC knows no printer"
    desk.page.keep.click()
    desk.settle()
    with pytest.raises(Refused):
        check_printer(desk.page.form.setting(), PaperKind.LABEL)
    assert "No printer of this PC is chosen" in desk.page.notice.words()


def test_a_badge_is_printed_on_the_printer_of_labels_alone(desk: Desk) -> None:
    desk.page.badge.click()
    desk.settle()
    assert desk.page.notice.words() == "Your badge: badge.pdf. One of before says nothing any more."
    desk.page.kinds.choose(PaperKind.LEAFLET.value)
    assert desk.page.badge.isHidden()
