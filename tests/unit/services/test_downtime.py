"""What was supplied on paper is entered afterwards: never dropped, and what it broke is named."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, TODAY, Pharmacy, a_bottle, a_line, a_product, a_user, an_ingredient, tablets
from tests.unit.services.counter_acts import LATER, bagged, left, scanned
from tests.unit.services.outcomes import code_of_refusal, queued, status_of
from workstation.domain.medicine import Product
from workstation.domain.outbox import OutboxKind
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.users import Role
from workstation.domain.workflow import Status
from workstation.services.approval import reject
from workstation.services.downtime import PaperRecorded, PaperSupply, record_paper_supply

EARLIER = NOW - timedelta(hours=2)


def entered(pharmacy: Pharmacy, prescription: Prescription, product: Product, **changes: Any) -> PaperRecorded:
    """The whole line out of batch B1, two hours ago, by the pharmacist."""
    user = changes.pop("user", pharmacy.pharmacist)
    supply = {
        "line_id": prescription.lines[0].id,
        "product_id": product.id,
        "batch_number": "B1",
        "expiry_date": None,
        "quantity": tablets(20),
        "when": EARLIER,
        "paper": "sheet 7",
        "by": pharmacy.pharmacist.id,
        **changes,
    }
    return record_paper_supply(pharmacy.site, user, PaperSupply(prescription.id, **supply))


def approved(pharmacy: Pharmacy) -> tuple[Prescription, Product]:
    """One that was being picked when the power went."""
    product = pharmacy.stocked()
    return pharmacy.approved(lines=(a_line(product_id=product.id),)), product


def notes(pharmacy: Pharmacy) -> list[tuple[str, str]]:
    """Everything that people are asked to look at."""
    with pharmacy.store.read() as tx:
        return [(one.code, one.detail) for one in tx.attentions.open()]


def test_a_supply_on_paper_within_the_rules_is_recorded_as_such(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    done = entered(pharmacy, prescription, product)
    assert done.broken == ()
    assert done.dispense.when_handed_over == EARLIER
    assert left(pharmacy, product) == {"B1": (80, 0)}
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER
    assert notes(pharmacy) == [("paper_supply", "sheet 7: line 1, Glycomet 500, batch B1, 20 tablets")]


def test_the_server_is_told_the_fact_first_and_the_work_item_last(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    done = entered(pharmacy, prescription, product)
    *_, fact, task = queued(pharmacy, prescription)
    assert (fact.kind, fact.id) == (OutboxKind.CREATE, done.dispense.id)
    assert fact.body["whenHandedOver"].startswith("2026-11-22T04:30:00")
    assert fact.body["note"] == [{"text": "supplied on paper, entered afterwards"}]
    assert (task.kind, task.body["status"]) == (OutboxKind.UPDATE_TASK, "completed")


def test_a_part_of_it_leaves_the_rest_owed(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    entered(pharmacy, prescription, product, quantity=tablets(5))
    assert status_of(pharmacy, prescription) is Status.PART_SUPPLIED
    with pharmacy.store.read() as tx:
        (row,) = tx.prescriptions.progress(prescription.id)
        assert row.owing == tablets(15)


def test_packs_that_lay_scanned_for_the_line_do_not_count_twice(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    entered(pharmacy, prescription, product)
    assert left(pharmacy, product) == {"B1": (80, 0)}


def test_what_was_not_claimed_is_recorded_with_the_rule_and_the_work_item_is_left_alone(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received(lines=(a_line(product_id=product.id),))
    done = entered(pharmacy, prescription, product)
    assert done.broken == ("not_claimed", "not_approved")
    assert [one.kind for one in queued(pharmacy, prescription)] == [OutboxKind.CREATE]
    ((code, detail),) = notes(pharmacy)
    assert (code, detail.endswith("Against: not claimed, not approved")) == ("paper_supply", True)


def test_a_cancelled_prescription_keeps_its_end_and_the_supply_is_not_lost(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "asked by the prescriber")
    before = len(queued(pharmacy, prescription))
    assert "prescription_closed" in entered(pharmacy, prescription, product).broken
    assert status_of(pharmacy, prescription) is Status.REJECTED
    assert len(queued(pharmacy, prescription)) == before + 1


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"quantity": tablets(21)}, "more_than_owed"),
        ({"when": NOW - timedelta(days=3)}, "not_yet_valid"),
        ({"batch_number": "B9", "expiry_date": LATER}, "unknown_batch"),
        ({"batch_number": "B9", "expiry_date": TODAY - timedelta(days=40)}, "expired"),
        ({"expiry_date": TODAY}, "expiry_differs"),
    ],
)
def test_every_rule_that_was_broken_is_named(pharmacy: Pharmacy, changes: dict[str, Any], rule: str) -> None:
    prescription, product = approved(pharmacy)
    assert rule in entered(pharmacy, prescription, product, **changes).broken
    assert rule.replace("_", " ") in notes(pharmacy)[0][1]


def test_another_medicine_than_prescribed_is_recorded_and_named(pharmacy: Pharmacy) -> None:
    prescription, _ = approved(pharmacy)
    other = pharmacy.stocked(a_product(ingredients=(an_ingredient("atenolol", "50"),)))
    done = entered(pharmacy, prescription, other)
    assert (done.broken, done.dispense.substitution) == (("wrong_product",), "")
    fact = next(one for one in queued(pharmacy, prescription) if one.id == done.dispense.id)
    assert fact.body["substitution"]["wasSubstituted"] is True
    assert "type" not in fact.body["substitution"]


def test_another_brand_on_paper_is_the_same_substitution_as_at_the_counter(pharmacy: Pharmacy) -> None:
    prescription, _ = approved(pharmacy)
    done = entered(pharmacy, prescription, pharmacy.stocked(a_product(name="Obimet 500")))
    assert (done.broken, done.dispense.substitution) == ((), "EC")


def test_a_prolonged_tablet_for_a_plain_one_is_the_wrong_product(pharmacy: Pharmacy) -> None:
    prescription, _ = approved(pharmacy)
    slow = pharmacy.stocked(a_product(name="Glycomet 500 SR", modified_release=True))
    assert entered(pharmacy, prescription, slow).broken == ("wrong_product",)


def test_a_controlled_medicine_without_a_claim_is_recorded_and_named(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(a_product(schedule="X"))
    prescription = pharmacy.received(lines=(a_line(product_id=product.id),))
    assert "not_for_this_schedule" in entered(pharmacy, prescription, product).broken


def test_a_supply_by_somebody_at_the_counter_was_checked_by_nobody(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    done = entered(pharmacy, prescription, product, by=pharmacy.counter.id)
    assert (done.dispense.checked_by, done.broken) == (None, ("not_checked",))


def test_packs_that_nobody_had_counted_in_are_found_so_that_stock_adds_up(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 5)])
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    assert entered(pharmacy, prescription, product).broken == ("not_in_stock",)
    assert left(pharmacy, product) == {"B1": (0, 0)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paper": "  "}, "no_paper_reference"),
        ({"batch_number": "  ", "expiry_date": LATER}, "no_batch_number"),
        ({"quantity": tablets(0)}, "no_amount"),
        ({"quantity": tablets("1e999999999")}, "quantity_not_storable"),
        ({"quantity": tablets("NaN")}, "quantity_not_storable"),
        ({"when": NOW + timedelta(minutes=1)}, "in_the_future"),
        ({"batch_number": "B9"}, "expiry_unknown"),
        ({"quantity": Quantity(tablets(20).value, "mL")}, "units_differ"),
        ({"user": a_user(Role.COUNTER_STAFF)}, "not_allowed"),
    ],
)
def test_what_cannot_be_a_true_record_is_refused(pharmacy: Pharmacy, changes: dict[str, Any], code: str) -> None:
    prescription, product = approved(pharmacy)
    assert code_of_refusal(lambda: entered(pharmacy, prescription, product, **changes)) == code
    assert left(pharmacy, product) == {"B1": (100, 0)}
    assert notes(pharmacy) == []


def test_the_same_sheet_is_never_entered_twice(pharmacy: Pharmacy) -> None:
    prescription, product = approved(pharmacy)
    entered(pharmacy, prescription, product, quantity=tablets(5))
    again = code_of_refusal(lambda: entered(pharmacy, prescription, product, quantity=tablets(5)))
    assert again == "entered_before"
    assert left(pharmacy, product) == {"B1": (95, 0)}
    entered(pharmacy, prescription, product, quantity=tablets(5), paper="sheet 8", batch_number="B1 ")
    assert left(pharmacy, product) == {"B1": (90, 0)}


def test_a_bottle_on_a_line_in_tablets_cannot_be_counted(pharmacy: Pharmacy) -> None:
    prescription, _ = approved(pharmacy)
    bottle = pharmacy.stocked(a_bottle())
    code = code_of_refusal(lambda: entered(pharmacy, prescription, bottle, quantity=bottle.pack_size))
    assert code == "units_differ"
