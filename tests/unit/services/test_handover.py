"""Checking the bag and handing it over: each step waits for the one before it."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from tests.factories import TODAY, Pharmacy, a_bottle, a_line, a_product, tablets
from tests.looking import check_accuracy, packs_seen, put_labels
from tests.unit.services.counter_acts import LATER, bagged, handed_over, left, scanned, supplied
from tests.unit.services.outcomes import queued, refused
from workstation.domain.dispensing import OversupplyReason, ScanRefusal, SupplyType
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxKind
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity
from workstation.domain.queue import Flag
from workstation.domain.workflow import Status
from workstation.services import handover
from workstation.services.approval import hold
from workstation.services.handover import make_ready
from workstation.services.labelling import confirm_batch


def test_each_step_waits_for_the_one_before_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()

    def check(part: bool = False) -> str:
        with pytest.raises(Refused) as refusal:
            check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=part)
        return refusal.value.code.value

    def into_the_bin() -> None:
        make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")

    assert check(part=True) == "nothing_picked"
    scanned(pharmacy, prescription, product)
    assert check() == "not_all_picked"
    assert refused(into_the_bin).code == "not_checked"
    assert refused(lambda: handed_over(pharmacy, prescription)).code == "not_checked"
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
    assert refused(lambda: handed_over(pharmacy, prescription)).code == "not_ready"
    into_the_bin()
    assert handed_over(pharmacy, prescription).owing


def test_the_counter_does_not_check_its_own_picks(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product)
    refusal = refused(lambda: check_accuracy(pharmacy.site, pharmacy.counter, prescription.id, part_supply=True))
    assert refusal.code == "not_allowed"


def test_a_batch_that_was_only_proposed_is_read_on_the_pack_before_the_check(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    pack = scanned(pharmacy, prescription, product)
    assert pack.batch_assumed

    def check() -> None:
        put_labels(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
        seen = packs_seen(pharmacy.site, prescription.id)
        handover.check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, seen, part_supply=True)

    assert refused(check).code == "batch_not_read"
    confirm_batch(pharmacy.site, pharmacy.counter, prescription.id, pack.allocation.id)
    check()


def test_a_hand_over_moves_stock_and_queues_the_facts_before_the_pointer(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    done = supplied(pharmacy, prescription, product)
    assert left(pharmacy, product) == {"B1": (80, 0)}
    (supply,) = done.dispenses
    assert (supply.quantity, supply.supply_type, supply.substitution) == (tablets(20), SupplyType.FIRST_COMPLETE, "N")
    assert (supply.prepared_by, supply.checked_by) == (pharmacy.counter.id, pharmacy.pharmacist.id)
    with pharmacy.store.read() as tx:
        last = tx.outbox.of_group(prescription.id)[-2:]
        assert tx.prescriptions.status(prescription.id) is Status.HANDED_OVER
        assert tx.audit.verify().ok
    assert [one.kind for one in last] == [OutboxKind.CREATE, OutboxKind.UPDATE_TASK]
    assert last[1].body["outputs"] == [str(supply.id)]


def test_a_line_from_two_batches_becomes_two_supplies(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("A", TODAY + timedelta(days=60), 10), ("B", LATER, 50)])
    done = supplied(pharmacy, pharmacy.approved(), product)
    assert [one.quantity for one in done.dispenses] == [tablets(10), tablets(10)]
    assert left(pharmacy, product) == {"A": (0, 0), "B": (40, 0)}


def test_a_whole_bottle_is_more_than_prescribed_and_says_why(pharmacy: Pharmacy) -> None:
    bottle = pharmacy.stocked(a_bottle())
    line = a_line(
        medicine=PrescribedMedicine("Paracetamol", bottle.ingredients, "syrup"),
        quantity_prescribed=Quantity(Decimal(60), "mL"),
        dosage_instruction="5 mL twice a day",
    )
    (supply,) = supplied(pharmacy, pharmacy.approved(lines=(line,)), bottle, packs=1).dispenses
    assert supply.quantity == Quantity(Decimal(100), "mL")
    assert supply.oversupply is OversupplyReason.UNBREAKABLE_PACK


def test_a_bag_whose_batch_expired_while_it_waited_does_not_leave(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", TODAY + timedelta(days=9), 100)])
    prescription = pharmacy.approved()
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    pharmacy.clock.forward(days=10)
    assert refused(lambda: handed_over(pharmacy, prescription)).code is ScanRefusal.EXPIRED
    assert left(pharmacy, product) == {"B1": (100, 20)}


def test_a_prescription_is_handed_over_once(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    supplied(pharmacy, prescription, product)
    assert refused(lambda: handed_over(pharmacy, prescription)).code == "not_checked"
    assert left(pharmacy, product) == {"B1": (80, 0)}


def test_out_of_stock_is_told_by_the_day_of_the_pharmacy(pharmacy: Pharmacy) -> None:
    """At 20:00 UTC the next day has begun here: what expired the day before is not to be had any more."""
    pharmacy.clock.forward(hours=13, minutes=30)
    keyed = pharmacy.stocked(batches=[("K1", TODAY, 100)])
    other = pharmacy.stocked(a_product(name="Another brand 500"))
    prescription = pharmacy.approved(lines=(a_line(product_id=keyed.id),))
    supplied(pharmacy, prescription, other)
    (dispense,) = [one for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]
    assert [one["coding"][0]["code"] for one in dispense.body["substitution"]["reason"]] == ["OS"]


def test_what_is_owed_is_flagged_at_once(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    supplied(pharmacy, prescription, product, packs=1)
    with pharmacy.store.read() as tx:
        assert Flag.OWING in tx.prescriptions.flags(prescription.id)


@pytest.mark.parametrize(("expiry", "reasons"), [(TODAY - timedelta(days=1), ["OS"]), (LATER, None)])
def test_another_brand_is_told_with_the_reason_where_the_keyed_one_is_out_of_stock(
    pharmacy: Pharmacy, expiry: date, reasons: list[str] | None
) -> None:
    keyed = pharmacy.stocked(batches=[("K1", expiry, 100)])
    other = pharmacy.stocked(a_product(name="Another brand 500"))
    prescription = pharmacy.approved(lines=(a_line(product_id=keyed.id),))
    supplied(pharmacy, prescription, other)
    (dispense,) = [one for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]
    found = dispense.body["substitution"]
    assert (found["wasSubstituted"], found["type"]["coding"][0]["code"]) == (True, "EC")
    assert (found.get("reason") and [one["coding"][0]["code"] for one in found["reason"]]) == reasons


def test_no_two_bags_lie_in_one_bin_and_none_lies_nowhere(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    first, second = pharmacy.approved(), pharmacy.approved()
    for one in (first, second):
        scanned(pharmacy, one, product)
        check_accuracy(pharmacy.site, pharmacy.pharmacist, one.id, part_supply=True)
    make_ready(pharmacy.site, pharmacy.counter, first.id, "H-01")
    into = partial(make_ready, pharmacy.site, pharmacy.counter, second.id)
    assert refused(lambda: into("h-01 ")).code == "bin_taken"
    assert refused(lambda: into(" ")).code == "no_bin"
    assert into("H-02") == "H-02"
    assert make_ready(pharmacy.site, pharmacy.counter, first.id, "H-01") == "H-01"


def test_a_bag_that_was_put_aside_goes_into_no_bin(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
    hold(pharmacy.site, pharmacy.counter, prescription.id, "patient comes tomorrow")
    refusal = refused(lambda: make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01"))
    assert refusal.code is ScanRefusal.NOT_APPROVED
