"""Two codes on one pack, as a scanner sends them to the window of a counter."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter
from tests.factories import NOW, Pharmacy, a_line
from tests.fakes import FakeClock
from workstation.app.opening import opened
from workstation.domain.scanned_code import InternalToken, TokenKind
from workstation.settings import Settings
from workstation.ui.components.verdict_views import Match
from workstation.ui.theme import ThemeHost

SECOND = "]C110B2\x1d17351231"


class Station:
    """A prescription open on the dispense screen; B1 is the batch of the pick list, B2 lies behind it."""

    def __init__(self, made: OpenCounter) -> None:
        self.made, user = made, made.sign_in()
        self.pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), user, user)
        batches = [("B1", date(2035, 6, 30), 100), ("B2", date(2035, 12, 31), 100)]
        self.product = self.pharmacy.stocked(batches=batches)
        self.prescription = self.pharmacy.approved(lines=(a_line(product_id=self.product.id),))
        made.counter.open_prescription(self.prescription.id)
        made.settle()
        self.panel = made.counter._dispense()

    def scan(self, code: str) -> None:
        self.made.window.take_code(code)
        self.made.settle()

    def batches(self) -> list[str]:
        """Of the packs on the counter."""
        assert self.panel.session is not None
        view = self.panel.session.view
        return [view.batches[one.batch_id].batch_number for one in self.panel.session.packs]


@pytest.fixture
def station(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Station]:
    with opened(Settings(tmp_path, None), demo=True) as here, open_counter(here, host, qtbot, tmp_path) as made:
        yield Station(made)


def test_product_then_batch_are_one_pack_of_that_batch(station: Station) -> None:
    station.scan(station.product.gtin[1:])
    assert station.batches() == ["B1"]
    station.scan(SECOND)
    assert station.batches() == ["B2"]
    assert isinstance(station.panel._columns.stage.verdict.verdict, Match)
    assert not station.panel._columns.stage.ask_batch.asked(), "its batch is known"


def test_batch_then_product_are_one_pack_of_that_batch(station: Station) -> None:
    station.scan(SECOND)
    assert station.batches() == []
    assert "Now scan the product code" in station.panel._columns.stage.ask_product.asked()
    station.scan(station.product.gtin[1:])
    assert station.batches() == ["B2"]


def test_two_codes_sent_at_once_are_joined_as_well(station: Station) -> None:
    station.made.window.take_code(station.product.gtin[1:])
    station.made.window.take_code(SECOND)
    station.made.settle()
    assert station.batches() == ["B2"]


def test_the_label_of_a_bag_is_no_pack_and_stops_nothing(station: Station) -> None:
    station.scan(str(InternalToken(TokenKind.LABEL, "A009999-K/1")))
    assert station.panel._columns.stage.verdict.verdict is None
    assert station.made.counter._scan_desk.note.words().startswith("A label of this pharmacy: A009999-K/1.")
