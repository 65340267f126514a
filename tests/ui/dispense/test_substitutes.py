"""Another product in the place of the keyed one, by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.substitution import SubstitutionReason, SubstitutionRefusal
from workstation.ui.components.buttons import Button
from workstation.ui.dispense.samples import WARF_5, SampleCounter
from workstation.ui.dispense.substitute_card import SubstituteCard
from workstation.ui.words import Words


def _card(screen: Screen) -> SubstituteCard:
    return screen.panel._columns.stage.ask_substitute


def _button(screen: Screen, key: str) -> Button:
    """The one that the shell presses for this key."""
    QApplication.processEvents()  # a new row is not seen before the next event
    return next(one for one in _card(screen).findChildren(Button) if one.keys == key and one.isVisible())


def test_f4_shows_what_is_in_stock_with_price_and_saving(screen: Screen) -> None:
    screen.press(Qt.Key.Key_F4)
    offered = _card(screen).offered()
    assert offered is not None
    assert [one.units_for_one for one in offered.found] == [1, 2]
    assert "In the place of Ecosprin 75, 28 tablets" in _card(screen).said()
    assert _button(screen, "1").accessibleName() == "Take it Aspirin Rivo"


def test_a_product_and_a_reason_are_two_keys(screen: Screen, counter: SampleCounter) -> None:
    screen.press(Qt.Key.Key_F4)
    _button(screen, "2").click()
    assert "Why is Aspirin half supplied?" in _card(screen).said()
    assert "substitute" not in " ".join(counter.calls)
    _button(screen, "1").click()
    screen.settle()
    screen.settle()
    assert counter.calls[-1] == f"substitute 2 {SubstitutionReason.OUT_OF_STOCK.value}"
    assert _card(screen).offered() is None


def test_what_is_forbidden_is_locked_and_says_the_rule(counter: SampleCounter, open_screen: OpenScreen) -> None:
    counter.substitution_block = SubstitutionRefusal.NARROW_INDEX
    screen = open_screen(counter.actions())
    screen.press(Qt.Key.Key_F4)
    assert "Small differences between products matter" in _card(screen).said()
    assert _button(screen, "1").locked_because
    _button(screen, "1").click()
    assert "Why" not in _card(screen).said()


def test_esc_closes_the_offer_and_changes_nothing(screen: Screen, counter: SampleCounter) -> None:
    screen.press(Qt.Key.Key_F4)
    assert screen.panel.step_back()
    assert _card(screen).offered() is None
    assert "substitute" not in " ".join(counter.calls)


def test_a_scan_closes_the_offer(screen: Screen) -> None:
    screen.press(Qt.Key.Key_F4)
    screen.scan(WARF_5.gtin)
    assert _card(screen).offered() is None


def test_the_key_stands_among_the_keys_of_the_screen(screen: Screen) -> None:
    assert ("F4", "another product") in [(one.keys, one.what) for one in screen.panel.key_hints()]


@pytest.mark.parametrize("reason", SubstitutionRefusal, ids=lambda one: one.value)
def test_every_rule_that_can_be_met_here_has_its_sentence(words: Words, reason: SubstitutionRefusal) -> None:
    elsewhere = {SubstitutionRefusal.NOT_EQUIVALENT, SubstitutionRefusal.ALREADY_THIS, SubstitutionRefusal.NEW_ALERT}
    assert reason in elsewhere or words.has(f"dispense.substitute.blocked.{reason.value}")
