"""Receipts, supplies, reversals and returns in any order leave the right stock."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_pharmacy, new_id, tablets
from tests.unit.services.counter_acts import LATER, bagged, handed_over, left, scanned
from workstation.domain.dispensing import Dispense
from workstation.services.approval import reject
from workstation.services.receiving import receive_stock
from workstation.services.returning import return_uncollected
from workstation.services.reversal import undo_dispense


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["receive", "supply", "undo", "release", "reject"]), max_size=8))
def test_whatever_happens_stock_is_what_came_in_less_what_stays_supplied(steps: list[str]) -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked(batches=[("B1", LATER, 40)])
        received = 40
        supplies: list[Dispense] = []
        for step in steps:
            if step == "receive":
                receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B1", LATER, tablets(10))
                received += 10
            elif step == "undo" and supplies:
                undo_dispense(pharmacy.site, pharmacy.pharmacist, supplies.pop().id, "wrong patient")
            elif step == "reject":
                held = pharmacy.approved(number=f"RX-{new_id()}")
                reject(pharmacy.site, pharmacy.pharmacist, held.id, "not right for this patient")
            elif step in ("supply", "release") and received - 20 * len(supplies) >= 20:
                prescription = pharmacy.approved(number=f"RX-{new_id()}")
                scanned(pharmacy, prescription, product)
                scanned(pharmacy, prescription, product)
                if step == "release":
                    return_uncollected(pharmacy.site, pharmacy.counter, prescription.id, "not collected")
                    continue
                bagged(pharmacy, prescription)
                supplies += handed_over(pharmacy, prescription).dispenses
        assert left(pharmacy, product) == {"B1": (received - 20 * len(supplies), 0)}
        with pharmacy.store.read() as tx:
            (row,) = tx.stock.on_hand(product.id)
            assert row.free == row.on_hand, "nothing stays held for what is over"
            assert tx.audit.verify().ok
