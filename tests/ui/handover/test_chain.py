"""The row "written = keyed = scanned" goes with each line into the bag."""

from pytestqt.qtbot import QtBot

from workstation.ui.components.threeway import PartState, ThreeWayStrip
from workstation.ui.dispense.samples import PRESCRIPTION
from workstation.ui.handover.cards import ItemsCard
from workstation.ui.handover.model import items
from workstation.ui.handover.samples import ready_counter
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_each_line_in_the_bag_says_how_far_the_three_agree(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    view = ready_counter().open(PRESCRIPTION.id)
    found = items(words, view, {})
    rows = [row for row in view.lines if row.wanted.value > 0]
    for row, one in zip(rows, found, strict=True):
        unread = any(pack.id in view.unread_batches for pack in row.allocations)
        scanned = PartState.ASKS if unread else PartState.AGREES if row.allocations else PartState.OPEN
        assert one.chain == (PartState.AGREES, PartState.AGREES, scanned)
    card = ItemsCard(host, words)
    qtbot.addWidget(card)
    card.show_items(found, 1)
    assert len(card.findChildren(ThreeWayStrip)) == len(found)
