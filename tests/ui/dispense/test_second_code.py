"""Two codes on one pack: what is waited for is said, and left with Esc or after a while."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.services.pack_codes import ProductCodeWanted
from workstation.services.picking import PackScanned
from workstation.ui.components.verdict_views import Match, Stop
from workstation.ui.dispense.samples import AUGMENTIN, SampleCounter
from workstation.ui.sounds import Sound

BATCH_CODE = "10B77"
WRONG_BATCH = "10WRONG"
WANTED = ProductCodeWanted("B77", date(2027, 3, 31))


@pytest.fixture
def screen(counter: SampleCounter, open_screen: OpenScreen) -> Screen:
    """A counter that knows codes with a batch alone."""

    def scan(rx: UUID, code: str, line: UUID | None, batch: str | None) -> PackScanned | ProductCodeWanted:
        if code == WRONG_BATCH:
            counter.allocations.clear()
            raise Refused(ScanRefusal.UNKNOWN_BATCH, batch_number="WRONG", taken_back=True)
        return WANTED if code == BATCH_CODE else counter.scan(rx, code, line, batch)

    return open_screen(replace(counter.actions(), scan=scan))


def test_a_code_with_a_batch_alone_says_what_it_waits_for(screen: Screen) -> None:
    screen.scan(BATCH_CODE)
    said = screen.panel._columns.stage.ask_product.asked()
    assert said == (
        "A code of a pack was read: batch B77, expires 31 Mar 2027. Now scan the product code of the same pack."
    )
    assert screen.verdict is None
    assert screen.counter.sounds == [Sound.LOOK]


def test_the_product_code_ends_the_waiting(screen: Screen) -> None:
    screen.scan(BATCH_CODE)
    screen.scan(AUGMENTIN.gtin)
    assert isinstance(screen.verdict, Match)
    assert not screen.panel._columns.stage.ask_product.asked()


def test_escape_leaves_a_code_that_waits_and_says_so(screen: Screen) -> None:
    screen.scan(BATCH_CODE)
    assert screen.panel.step_back()
    assert not screen.panel._columns.stage.ask_product.asked()
    assert screen.counter.calls == ["forget"]
    assert not screen.panel.step_back()


def test_the_button_leaves_it_too(screen: Screen) -> None:
    screen.scan(BATCH_CODE)
    screen.panel._columns.stage.ask_product.button.click()
    assert screen.counter.calls == ["forget"]


def test_after_a_while_nothing_is_waited_for(screen: Screen, qtbot: QtBot) -> None:
    screen.scan(BATCH_CODE)
    timer = screen.panel._second.findChild(QTimer)
    assert timer is not None
    timer.start(1)
    qtbot.waitUntil(lambda: screen.counter.calls == ["forget"])
    assert not screen.panel._columns.stage.ask_product.asked()


def _detail(screen: Screen) -> str:
    return screen.panel._columns.stage.ask_batch.accessibleName()


def test_a_pack_without_a_batch_offers_its_second_code_until_escape(screen: Screen) -> None:
    screen.scan(AUGMENTIN.gtin)
    assert "Scan the second code of this pack" in _detail(screen)
    assert screen.panel.step_back()
    assert screen.panel._columns.stage.ask_batch.asked(), "the batch still has to be read"
    assert "second code" not in _detail(screen)


def test_a_second_code_that_is_refused_says_that_the_pack_was_taken_back(screen: Screen) -> None:
    screen.scan(AUGMENTIN.gtin)
    screen.scan(WRONG_BATCH)
    stop = screen.verdict
    assert isinstance(stop, Stop)
    assert stop.recorded == "The pack was taken back: nothing of it stays recorded."
    assert screen.panel.session is not None
    assert screen.panel.session.packs == ()
