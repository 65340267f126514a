"""The screen of an emergency supply: what it allows, what it refuses, and what it records."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.factories import a_line, a_product, tablets
from tests.ui.emergency.screen import Screen
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription


def opened(screen: Screen, **changes: Any) -> tuple[Prescription, Product]:
    """A prescription that is not claimed, on the screen; its pack is in the shelf."""
    product = screen.pharmacy.stocked()
    prescription = screen.pharmacy.received(**{"lines": (a_line(product_id=product.id),), **changes})
    screen.panel.open_prescription(prescription.id)
    screen.settle()
    return prescription, product


def identify(screen: Screen) -> None:
    """F8 leads to each box, Space ticks it."""
    for _ in range(2):
        screen.panel.go_to_missing()
        QTest.keyClick(screen.panel.focusWidget(), Qt.Key.Key_Space)


def test_a_few_days_are_supplied_by_scan_and_keys_alone(screen: Screen) -> None:
    prescription, product = opened(screen)
    assert screen.panel.days_edit.text() == "3", "the longest that is allowed is proposed"
    screen.scan(product.gtin)
    plan = screen.panel.plan
    assert plan is not None
    assert plan.amount == tablets(6)
    screen.type(screen.panel.reason_edit, "no network, no tablets left")
    identify(screen)
    assert screen.panel.go.locked_because == ""
    screen.panel.go.click()
    screen.settle()
    with screen.pharmacy.store.read() as tx:
        (supply,) = tx.dispenses.of_prescription(prescription.id)
        assert (supply.supply_type.value, supply.collected_by) == ("EM", "patient")
        assert [one.code for one in tx.attentions.open()] == ["emergency_supply"]
    assert "settled" in screen.panel.done.accessibleName()
    assert screen.panel.code_edit.text() == ""


def test_the_scan_alone_records_nothing(screen: Screen) -> None:
    prescription, product = opened(screen)
    screen.scan(product.gtin)
    with screen.pharmacy.store.read() as tx:
        assert tx.dispenses.of_prescription(prescription.id) == []
        assert tx.outbox.of_group(prescription.id) == []


def test_the_bar_says_one_after_the_other_what_is_missing(screen: Screen) -> None:
    _, product = opened(screen)
    assert screen.panel.go.locked_because == "Scan the pack"
    screen.scan(product.gtin)
    assert screen.panel.go.locked_because == "Say why it cannot wait"
    screen.type(screen.panel.reason_edit, "fever")
    assert screen.panel.go.locked_because == "Ask for: Full name · Date of birth"


def test_more_days_than_allowed_are_refused_at_the_field_and_the_typing_stays(screen: Screen) -> None:
    _, product = opened(screen)
    screen.scan(product.gtin)
    screen.panel.days_edit.clear()
    screen.type(screen.panel.days_edit, "9")
    assert "more than an emergency supply may last: 3 at most" in screen.panel.days.refusal()
    assert screen.panel.days_edit.text() == "9"
    assert screen.panel.plan is None


def test_another_medicine_is_a_stop_that_the_right_pack_clears(screen: Screen) -> None:
    _, product = opened(screen)
    other = screen.pharmacy.stocked(a_product(name="Dolo 650", ingredients=()))
    screen.scan(other.gtin)
    assert "Wrong medicine" in screen.panel.stop.words()
    assert screen.panel.primary() is None
    screen.scan(product.gtin)
    assert screen.panel.stop.isHidden()
    assert screen.panel.plan is not None


def test_a_controlled_line_cannot_be_chosen_and_says_why(screen: Screen) -> None:
    free, controlled = screen.pharmacy.stocked(), screen.pharmacy.stocked(a_product(schedule="X"))
    lines = (a_line(product_id=controlled.id), a_line(position=2, product_id=free.id))
    prescription = screen.pharmacy.received(lines=lines)
    screen.panel.open_prescription(prescription.id)
    screen.settle()
    assert screen.panel.lines.line_id == lines[1].id
    screen.panel.lines.choose(lines[0].id)
    assert screen.panel.lines.line_id == lines[1].id
    said = [card.accessibleName() for card in screen.panel.lines._cards]
    assert "Medicines of schedule X are not given as an emergency supply" in said[0]


def test_the_arrow_keys_choose_another_line_and_the_pack_is_looked_up_anew(screen: Screen) -> None:
    first, second = screen.pharmacy.stocked(), screen.pharmacy.stocked()
    lines = (a_line(product_id=first.id), a_line(position=2, product_id=second.id, quantity_prescribed=tablets(10)))
    screen.panel.open_prescription(screen.pharmacy.received(lines=lines).id)
    screen.settle()
    screen.scan(first.gtin)
    screen.panel.lines.setFocus()
    QTest.keyClick(screen.panel.lines, Qt.Key.Key_Down)
    screen.settle()
    assert screen.panel.lines.line_id == lines[1].id
    assert screen.panel.plan is not None
    assert screen.panel.plan.amount == tablets(3)


def test_a_prescription_that_is_claimed_here_needs_no_emergency_supply(screen: Screen) -> None:
    product = screen.pharmacy.stocked()
    prescription = screen.pharmacy.claimed(lines=(a_line(product_id=product.id),))
    screen.panel.open_prescription(prescription.id)
    screen.settle()
    assert not screen.panel._parts.isVisible()
    assert "claimed by this pharmacy" in screen.panel.go.locked_because


def test_somebody_at_the_counter_may_look_and_not_supply(screen: Screen) -> None:
    screen.session.user = screen.pharmacy.counter
    opened(screen)
    assert screen.panel.go.locked_because != ""
    assert not screen.panel._parts.isVisible()


def test_what_is_keyed_for_one_patient_is_never_kept_for_the_next(screen: Screen) -> None:
    _, product = opened(screen)
    screen.scan(product.gtin)
    screen.type(screen.panel.reason_edit, "fever")
    identify(screen)
    opened(screen)
    assert (screen.panel.code_edit.text(), screen.panel.reason_edit.text()) == ("", "")
    assert not screen.panel.collector.name.isChecked()
    assert screen.panel.plan is None
