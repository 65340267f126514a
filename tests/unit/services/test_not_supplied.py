"""A line is closed without its supply, for a coded reason; and demand that was not met is written down."""

from datetime import timedelta

from tests.factories import NOW, Pharmacy, a_line, a_product, an_ingredient, tablets
from tests.unit.services.counter_acts import B1, LATER, bagged, handed_over, scanned, supplied
from tests.unit.services.outcomes import refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.returns import DemandCause, NotSuppliedReason
from workstation.domain.workflow import Status
from workstation.services.approval import ApprovalRefusal
from workstation.services.demand import unmet_demand
from workstation.services.not_supplied import NotSuppliedRefusal, not_supplied, supply_after_all
from workstation.services.pick_lines import pick_list
from workstation.services.routing import RoutingReason, decline_order

DECLINES, OUT, OTHER = NotSuppliedReason.PATIENT_DECLINES, NotSuppliedReason.OUT_OF_STOCK, NotSuppliedReason.OTHER


def two_lines(pharmacy: Pharmacy) -> tuple[Prescription, Product, Product]:
    """An approved prescription of two medicines, both in stock."""
    first = pharmacy.stocked()
    other = pharmacy.stocked(a_product(name="Telma 40", ingredients=(an_ingredient("telmisartan", "40"),)))
    lines = (
        a_line(product_id=first.id),
        a_line(product_id=other.id, position=2, server_reference="MedicationRequest/m2"),
    )
    return pharmacy.approved(lines=lines), first, other


def closed(pharmacy: Pharmacy, prescription: Prescription, place: int = 1, why: NotSuppliedReason = DECLINES) -> None:
    """A pharmacist closes a line."""
    line = prescription.lines[place]
    not_supplied(pharmacy.site, pharmacy.pharmacist, prescription.id, line.id, why)


def status(pharmacy: Pharmacy, prescription: Prescription) -> Status:
    """As the queue has it."""
    with pharmacy.store.read() as tx:
        return tx.prescriptions.status(prescription.id)


def wanted(pharmacy: Pharmacy, prescription: Prescription) -> list[int]:
    """What is still picked, by line."""
    rows = pick_list(pharmacy.site, pharmacy.counter, prescription.id)
    return [int(row.wanted.value) for row in sorted(rows, key=lambda row: row.line.position)]


def told(pharmacy: Pharmacy, prescription: Prescription) -> list[str]:
    """What waits for the server, in order."""
    with pharmacy.store.read() as tx:
        return [one.what for one in tx.outbox.of_group(prescription.id)]


def test_a_closed_line_is_owed_no_more_and_holds_nothing(pharmacy: Pharmacy) -> None:
    prescription, first, other = two_lines(pharmacy)
    closed(pharmacy, prescription)
    assert wanted(pharmacy, prescription) == [20, 0]
    with pharmacy.store.read() as tx:
        assert [
            tx.stock.batch(one.batch_id).product_id for one in tx.reservations.of_prescription(prescription.id)
        ] == [first.id]
        assert tx.stock.on_hand(other.id)[0].free == tablets(100)


def test_the_prescription_is_complete_with_the_other_line_and_the_server_is_told(pharmacy: Pharmacy) -> None:
    prescription, first, _ = two_lines(pharmacy)
    closed(pharmacy, prescription)
    for _ in range(2):
        scanned(pharmacy, prescription, first, **B1)
    bagged(pharmacy, prescription)
    assert not handed_over(pharmacy, prescription).owing
    assert status(pharmacy, prescription) is Status.HANDED_OVER
    assert "Line 2 not supplied: Metformin 500 mg tablet" in told(pharmacy, prescription)


def test_closing_what_is_still_owed_completes_a_part_supply(pharmacy: Pharmacy) -> None:
    prescription, first, _ = two_lines(pharmacy)
    assert supplied(pharmacy, prescription, first).owing
    closed(pharmacy, prescription)
    assert status(pharmacy, prescription) is Status.HANDED_OVER
    assert told(pharmacy, prescription)[-1].startswith("Completion of ")


def test_closing_twice_is_once(pharmacy: Pharmacy) -> None:
    prescription, _, _ = two_lines(pharmacy)
    closed(pharmacy, prescription)
    before = told(pharmacy, prescription)
    closed(pharmacy, prescription, why=OUT)
    assert told(pharmacy, prescription) == before
    assert unmet_demand(pharmacy.site, pharmacy.counter, NOW) == []


def test_a_line_that_was_closed_by_mistake_is_owed_again(pharmacy: Pharmacy) -> None:
    prescription, _, _ = two_lines(pharmacy)
    closed(pharmacy, prescription)
    supply_after_all(pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[1].id)
    assert wanted(pharmacy, prescription) == [20, 20]
    again = refused(
        lambda: supply_after_all(pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[1].id)
    )
    assert again.code is NotSuppliedRefusal.NOT_CLOSED


def test_the_last_line_is_no_zero_issue_but_a_rejection(pharmacy: Pharmacy) -> None:
    prescription, _, _ = two_lines(pharmacy)
    closed(pharmacy, prescription)
    assert refused(lambda: closed(pharmacy, prescription, 0)).code is NotSuppliedRefusal.NOTHING_LEFT


def test_packs_that_lie_there_are_taken_back_first(pharmacy: Pharmacy) -> None:
    prescription, first, _ = two_lines(pharmacy)
    scanned(pharmacy, prescription, first)
    no = refused(lambda: closed(pharmacy, prescription, 0))
    assert (no.code, no.facts["packs"]) == (NotSuppliedRefusal.PACKS_THERE, 1)


def test_another_reason_needs_words(pharmacy: Pharmacy) -> None:
    prescription, _, _ = two_lines(pharmacy)
    assert refused(lambda: closed(pharmacy, prescription, why=OTHER)).code is ApprovalRefusal.REASON_TOO_SHORT
    line = prescription.lines[1]
    not_supplied(pharmacy.site, pharmacy.pharmacist, prescription.id, line.id, OTHER, "given by the hospital")
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.events(prescription.id)[-1].reason == "other: given by the hospital"


# --- demand ---------------------------------------------------------------------------------------------------


def demand(pharmacy: Pharmacy) -> list[tuple[DemandCause, int]]:
    """What was written of this day."""
    found = unmet_demand(pharmacy.site, pharmacy.counter, NOW - timedelta(days=1))
    return [(one.cause, int(one.quantity.value)) for one in found]


def test_who_goes_without_because_it_is_not_there_is_demand(pharmacy: Pharmacy) -> None:
    prescription, _, other = two_lines(pharmacy)
    closed(pharmacy, prescription, why=OUT)
    (one,) = unmet_demand(pharmacy.site, pharmacy.counter, NOW)
    assert (one.product_id, one.quantity, one.cause) == (other.id, tablets(20), DemandCause.NOT_SUPPLIED)


def test_who_does_not_want_it_is_no_demand(pharmacy: Pharmacy) -> None:
    prescription, _, _ = two_lines(pharmacy)
    closed(pharmacy, prescription, why=DECLINES)
    assert demand(pharmacy) == []


def test_what_a_part_supply_owes_because_no_more_is_there_is_demand(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 10)])
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    supplied(pharmacy, prescription, product, packs=1)
    assert demand(pharmacy) == [(DemandCause.OWED, 10)]


def test_what_somebody_takes_only_a_part_of_is_no_demand(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    supplied(pharmacy, prescription, product, packs=1)
    assert demand(pharmacy) == []


def test_an_order_that_is_declined_because_it_is_not_in_stock_is_demand(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    decline_order(pharmacy.site, pharmacy.counter, prescription.id, RoutingReason.OUT_OF_STOCK)
    assert demand(pharmacy) == [(DemandCause.DECLINED, 20)]
