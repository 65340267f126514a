"""A label printer at the real window: set up and tried, out of paper in the middle of the work, and the ways around."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.adapters.printing.label_printer_double import LabelPrinterDouble, at_an_address
from tests.app.a_counter import OpenCounter, open_counter
from tests.factories import NOW, Pharmacy, a_line, a_user, tablets
from tests.fakes import FakeClock
from workstation.app.opening import opened
from workstation.domain.printer import PaperKind, PrinterSetting, PrinterWay
from workstation.domain.users import Role, User
from workstation.services.badges import badge_holder, badge_in, new_badge
from workstation.services.printing import keep_printer_setting, printer_setting
from workstation.settings import Settings
from workstation.ui.printer.page import PrinterPage
from workstation.ui.theme import ThemeHost

LASTS = date(2035, 12, 31)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def made(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenCounter]:
    with opened(Settings(tmp_path, None), demo=True) as here, open_counter(here, host, qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def double() -> LabelPrinterDouble:
    return LabelPrinterDouble()


@pytest.fixture
def address(double: LabelPrinterDouble) -> Iterator[tuple[str, int]]:
    with at_an_address(double) as found:
        yield found


def the_page(made: OpenCounter) -> PrinterPage:
    """Opened by its key."""
    made.to_front()
    QTest.keyClick(made.window, Qt.Key.Key_R, CONTROL | SHIFT)
    made.settle()
    page = made.window.page("printer")
    assert isinstance(page, PrinterPage)
    assert made.window.open_key == "printer"
    return page


def test_a_printer_is_set_up_tried_and_kept(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int]
) -> None:
    made.sign_in()
    page = the_page(made)
    page.form.way.choose(PrinterWay.NETWORK.value)
    page.form.host.setText(address[0])
    page.form.port.setText(str(address[1]))
    page.test.click()
    made.settle()
    assert f"Printed on {address[0]}:{address[1]}" in page.notice.words()
    assert len(double.printed) == 1
    assert printer_setting(made.here.site, PaperKind.LABEL).way is PrinterWay.FILE, "not kept yet"
    double.paper = 0
    page.look.click()
    made.settle()
    assert "has no paper" in page.notice.words()
    page.keep.click()
    made.settle()
    assert printer_setting(made.here.site, PaperKind.LABEL).host == address[0]
    assert made.window.status.printer.words().endswith(f"{address[0]}:{address[1]}")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    made.settle()
    assert made.window.open_key == "queue"


class Work:
    """A prescription of one line, its packs scanned."""

    def __init__(self, made: OpenCounter, address: tuple[str, int], number: str = "RX-26-000078") -> None:
        self.made = made
        user, helper = made.sign_in(), a_user(Role.COUNTER_STAFF)
        with made.here.store.begin() as tx:
            tx.users.save(helper)
        pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), user, helper)
        setting = PrinterSetting(PrinterWay.NETWORK, host=address[0], port=address[1])
        keep_printer_setting(made.here.site, user, PaperKind.LABEL, setting)
        product = pharmacy.stocked(batches=[("B1", LASTS, 100)])
        line = a_line(product_id=product.id, quantity_prescribed=tablets(20), dosage_instruction="1-0-1 x 10 days")
        self.prescription = pharmacy.approved(number=number, lines=(line,))
        made.counter.open_prescription(self.prescription.id)
        made.settle()
        self.page = made.counter._dispense()
        self.side, self.trouble = self.page._columns.side, self.page._columns.stage.trouble
        made.to_front()
        for _ in range(2):
            made.window._on_scan(f"01{product.gtin}1735123110B1")
            made.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self.page, key, modifier)
        self.made.settle()

    def printed(self) -> int:
        """How many packs count as labelled."""
        session = self.page.session
        assert session is not None
        return len(session.printed)


def test_out_of_paper_is_said_in_place_and_the_labels_can_be_printed_again(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int]
) -> None:
    work = Work(made, address)
    double.paper = 1
    work.press(Qt.Key.Key_L, CONTROL)
    assert "has no paper" in work.trouble.accessibleName()
    assert "Labels that came out count no more" in work.trouble.accessibleName()
    assert work.printed() == 0
    assert made.window.status.printer.words().endswith("out of paper")
    double.paper = 10
    work.press(Qt.Key.Key_L, CONTROL)
    assert work.printed() == 2
    assert work.trouble.isHidden()
    assert work.side.to_file.isHidden()
    assert len(double.printed) == 3, "one before the paper was out, two now, none from the first job later"
    assert made.window.status.printer.words().endswith(f"{address[0]}:{address[1]}")


def test_a_printer_that_is_gone_is_gone_around_with_a_pdf(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int], tmp_path: Path
) -> None:
    work = Work(made, address)
    double.head_open = True
    work.press(Qt.Key.Key_L, CONTROL)
    assert not work.side.to_file.isHidden()
    work.press(Qt.Key.Key_L, CONTROL | ALT)
    assert work.printed() == 2
    assert (tmp_path / "labels" / f"{work.prescription.number}.pdf").exists()
    assert not double.printed


def test_printing_again_asks_why_and_says_which_labels_count_no_more(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int]
) -> None:
    work = Work(made, address)
    work.press(Qt.Key.Key_L, CONTROL)
    work.press(Qt.Key.Key_L, CONTROL)
    question = work.page._columns.stage.ask_again
    assert not question.isHidden()
    assert len(double.printed) == 2
    question.field.setText("x")
    question.button.click()
    made.settle()
    assert "at least 3 characters" in question.refusal()
    question.field.setText("smeared")
    question.button.click()
    made.settle()
    assert question.isHidden()
    assert len(double.printed) == 4
    session = work.page.session
    assert session is not None
    assert "2 printed before count no more" in session.printed_to


def test_another_prescription_may_be_opened_while_a_slow_printer_prints(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int], qtbot: QtBot
) -> None:
    work = Work(made, address)
    double.slow = 3
    QTest.keyClick(work.page, Qt.Key.Key_L, CONTROL)
    made.counter.window.open("queue")
    made.settle()
    assert len(double.printed) == 2
    made.counter.open_prescription(work.prescription.id)
    made.settle()
    assert work.printed() == 2


def test_one_key_prints_the_leaflet(made: OpenCounter, address: tuple[str, int], tmp_path: Path) -> None:
    work = Work(made, address)
    work.press(Qt.Key.Key_T, CONTROL | SHIFT)
    assert "leaflet.pdf" in work.side.leaflet.words()
    assert (tmp_path / "labels" / f"{work.prescription.number}-leaflet.pdf").exists()


def works(made: OpenCounter) -> User | None:
    """Who is signed in."""
    return made.counter._session.user


def test_a_badge_chooses_its_holder_at_the_sign_in_and_unlocks_nothing(made: OpenCounter) -> None:
    user, helper = made.sign_in(), a_user(Role.COUNTER_STAFF)
    with made.here.store.begin() as tx:
        tx.users.save(helper)
    own, other = (str(new_badge(made.here.site, one)) for one in (user, helper))
    made.window._on_scan(own)
    made.settle()
    assert works(made) == user
    made.window._on_scan(other)
    made.settle()
    assert works(made) is None
    assert made.window.open_page is None, "the sign-in stands before everything"
    chosen = made.counter._sign_in.page.chosen()
    assert chosen is not None
    assert chosen.id == helper.id
    assert works(made) is None


def test_the_badge_of_whoever_works_comes_out_of_the_label_printer(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int]
) -> None:
    user = made.sign_in()
    page = the_page(made)
    page.form.way.choose(PrinterWay.NETWORK.value)
    page.form.host.setText(address[0])
    page.form.port.setText(str(address[1]))
    page.badge.click()
    made.settle()
    (code,) = zxingcpp.read_barcodes(double.printed[0])
    badge = badge_in(code.text)
    assert badge is not None
    assert badge_holder(made.here.site, badge) == user.id


@pytest.mark.parametrize("number", ["RX-26-000078", "01a207bd-23e5-70c6-8b59-9a1f0c55d7e2", "ord.77/b"])
def test_the_code_of_a_printed_label_opens_its_prescription_whatever_number_the_server_gave(
    made: OpenCounter, double: LabelPrinterDouble, address: tuple[str, int], number: str
) -> None:
    work = Work(made, address, number)
    work.press(Qt.Key.Key_L, CONTROL)
    (code,) = zxingcpp.read_barcodes(double.printed[0])
    made.window.open("queue")
    made.settle()
    made.window._on_scan(code.text)
    made.settle()
    assert made.window.open_key == "dispense"
    assert work.page.session is not None
    assert work.page.session.view.prescription.id == work.prescription.id
