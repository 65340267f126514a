"""What a person does at the counter, one call an act, and what lies in the shelf afterwards."""

from datetime import timedelta
from typing import Any

from tests.factories import TODAY, Pharmacy, a_code
from tests.looking import bag_up, check_accuracy
from tests.unit.services.outcomes import refused
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.services.handover import HandedOver, hand_over
from workstation.services.picking import PackScanned, scan_pack

LATER = TODAY + timedelta(days=365)
"""The expiry of a batch that causes no trouble."""
B1 = {"batch_number": "B1", "expiry_date": LATER}
"""What a code says of a pack of the batch that `Pharmacy.stocked` puts into the shelf."""


def scanned(pharmacy: Pharmacy, prescription: Prescription, product: Product, **code: Any) -> PackScanned:
    """One scan at the counter."""
    return scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product, **code))


def why(pharmacy: Pharmacy, prescription: Prescription, product: Product, **code: Any) -> ScanRefusal:
    """The reason why a scan is refused."""
    return ScanRefusal(refused(lambda: scanned(pharmacy, prescription, product, **code)).code)


def bagged(pharmacy: Pharmacy, prescription: Prescription, *, part: bool = False) -> None:
    """Checked and put into a bin."""
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=part)
    bag_up(pharmacy.site, pharmacy.counter, prescription.id)


def handed_over(pharmacy: Pharmacy, prescription: Prescription) -> HandedOver:
    """The bag leaves."""
    return hand_over(pharmacy.site, pharmacy.counter, prescription.id)


def supplied(pharmacy: Pharmacy, prescription: Prescription, product: Product, packs: int = 2) -> HandedOver:
    """From the first scan to the hand-over."""
    for _ in range(packs):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription, part=True)
    return handed_over(pharmacy, prescription)


def left(pharmacy: Pharmacy, product: Product) -> dict[str, tuple[int, int]]:
    """(on hand, allocated) by batch number."""
    with pharmacy.store.read() as tx:
        return {
            row.batch.batch_number: (int(row.on_hand.value), int(row.allocated.value))
            for row in tx.stock.on_hand(product.id)
        }
