"""A scan that no page has asked for is said below the search box: what it is, or that nobody knows it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter
from tests.factories import NOW, Pharmacy
from tests.fakes import FakeClock
from workstation.app.opening import opened
from workstation.domain.medicine import Product
from workstation.domain.scanned_code import InternalToken, TokenKind
from workstation.settings import Settings
from workstation.ui.theme import ThemeHost


class Station:
    """A counter with the queue in front and one product in the shelf."""

    def __init__(self, made: OpenCounter) -> None:
        self.made, self.window = made, made.window
        user = made.sign_in()
        self.pharmacy = Pharmacy(made.here.store, made.here.site, FakeClock(NOW), user, user)
        batches = [("B1", date(2035, 12, 31), 100), ("OLD", date(2020, 1, 31), 10)]
        self.product: Product = self.pharmacy.stocked(batches=batches)

    def scan(self, code: str) -> str:
        """What is said of it below the search box."""
        self.window.take_code(code)
        self.made.settle()
        return self.made.counter._scan_desk.note.words()


@pytest.fixture
def station(host: ThemeHost, qtbot: QtBot, tmp_path: Path) -> Iterator[Station]:
    with opened(Settings(tmp_path, None), demo=True) as here, open_counter(here, host, qtbot, tmp_path) as made:
        yield Station(made)


def test_a_pack_says_what_it_is(station: Station) -> None:
    said = station.scan(f"]d201{station.product.gtin}10B1\x1d17351231")
    assert said.startswith(f"{station.product.name} · ")
    assert "Batch B1 · expires 31 Dec 2035" in said
    assert "110 tablets in stock, 110 tablets free, 100 tablets of this batch" in said
    assert "Nothing was recorded." in said


def test_an_expired_pack_says_so(station: Station) -> None:
    assert "EXPIRED 31 Jan 2020" in station.scan(f"]d201{station.product.gtin}10OLD\x1d17200131")


def test_an_unknown_batch_and_another_expiry_are_said(station: Station) -> None:
    assert "not in stock by the records" in station.scan(f"]d201{station.product.gtin}10B7")
    said = station.scan(f"]d201{station.product.gtin}10B1\x1d17360131")
    assert "On record this batch expires 31 Dec 2035: look at the pack." in said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("8901177011238", "No product here has this number"),
        ("8901177011234", "The code could not be read"),
        ("]C110B77\x1d17301231", "A code of a pack that does not say which medicine it is"),
        (str(InternalToken(TokenKind.SHELF, "B2-05")), "Shelf B2-05"),
        (str(InternalToken(TokenKind.BIN, "H-99")), "Bin H-99: nothing lies in it"),
        (str(InternalToken(TokenKind.LABEL, "A004821-K/1")), "A label of this pharmacy: A004821-K/1"),
        ('&é"\'(-è_çà&é"', "The code could not be read"),
        ("hello", "The code could not be read"),
    ],
    ids=["unknown", "check digit", "batch alone", "shelf", "bin", "label", "layout", "word"],
)
def test_what_is_not_known_is_said_in_words(station: Station, code: str, said: str) -> None:
    note = station.scan(code)
    assert note.startswith(said)
    assert "Nothing was recorded." in note


def test_escape_closes_it_and_so_does_another_page(station: Station, qtbot: QtBot) -> None:
    station.made.to_front()
    assert station.scan("8901177011238")
    QTest.keyClick(station.window, Qt.Key.Key_Escape)
    note = station.made.counter._scan_desk.note
    qtbot.waitUntil(lambda: note.words() == "")
    assert station.scan("8901177011238")
    station.window.open("outbox")
    assert note.words() == ""


def test_whoever_comes_next_does_not_see_it(station: Station) -> None:
    assert station.scan("8901177011238")
    station.made.counter.lock()
    assert station.made.counter._scan_desk.note.words() == ""
