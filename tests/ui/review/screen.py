"""What a test does with the review screen, and what the pharmacy behind it was asked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.ui.review.open_card import OpenCard
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import SamplePharmacy

Shown = Callable[[SamplePharmacy], ReviewPanel]
"""Shows the screen on a pharmacy and waits until everything has been answered."""


def card_of(panel: ReviewPanel) -> OpenCard:
    """The card of the open line."""
    assert panel.lines.card is not None
    return panel.lines.card


def choose(panel: ReviewPanel, key: Qt.Key) -> None:
    """Presses a key in the list of candidates."""
    QTest.keyClick(card_of(panel).chooser.list, key)


def calls_of(pharmacy: SamplePharmacy, what: str) -> list[tuple[Any, ...]]:
    """Every call of one action: its name, then its arguments."""
    return [call for call in pharmacy.calls if call[0] == what]


def wait_for(qtbot: QtBot, pharmacy: SamplePharmacy, what: str) -> tuple[Any, ...]:
    """Waits until an action was called; its last call."""
    qtbot.waitUntil(lambda: bool(calls_of(pharmacy, what)))
    return calls_of(pharmacy, what)[-1]
