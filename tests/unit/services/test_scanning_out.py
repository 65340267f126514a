"""At the hand-over every pack may be scanned out; where the rules say so, a missing one keeps the bag here."""

from dataclasses import replace

from tests.factories import Pharmacy, a_code, a_line, a_pack, a_product, an_ingredient
from tests.unit.services.counter_acts import B1, bagged, handed_over, scanned
from tests.unit.services.outcomes import refused
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.returns import WillCallRules
from workstation.services.handover import HandOverRefusal
from workstation.services.picking import undo_scan
from workstation.services.scanning_out import ScannedOut, ScanOutRefusal, scan_out


def a_bag(pharmacy: Pharmacy, product: Product, number: str = "RX-A") -> Prescription:
    """Two packs of it wait in a bin."""
    prescription = pharmacy.approved(number=number, lines=(a_line(product_id=product.id),))
    for _ in range(2):
        scanned(pharmacy, prescription, product, **B1)
    bagged(pharmacy, prescription)
    return prescription


def out(pharmacy: Pharmacy, prescription: Prescription, product: Product, **code: object) -> ScannedOut:
    """One scan at the hand-over."""
    return scan_out(pharmacy.site, pharmacy.counter, prescription.id, a_code(product, **code))


def test_each_pack_of_the_bag_is_scanned_out_once(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    bag = a_bag(pharmacy, product)
    assert [(one.done, one.total) for one in (out(pharmacy, bag, product), out(pharmacy, bag, product, **B1))] == [
        (1, 2), (2, 2),
    ]  # fmt: skip
    assert refused(lambda: out(pharmacy, bag, product)).code is ScanOutRefusal.TWICE


def test_a_pack_of_another_patient_is_refused_with_the_number_of_its_bag(pharmacy: Pharmacy) -> None:
    mine = pharmacy.stocked()
    other = pharmacy.stocked(a_product(name="Telma 40", ingredients=(an_ingredient("telmisartan", "40"),)))
    bag = a_bag(pharmacy, mine, "RX-A")
    a_bag(pharmacy, other, "RX-B")
    no = refused(lambda: out(pharmacy, bag, other, **B1))
    assert (no.code, no.facts["other"]) == (ScanOutRefusal.OF_ANOTHER_BAG, "RX-B")


def test_a_pack_of_no_bag_and_one_of_another_batch_are_refused(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    stray = pharmacy.stocked(a_product(name="Telma 40", ingredients=(an_ingredient("telmisartan", "40"),)))
    bag = a_bag(pharmacy, product)
    assert refused(lambda: out(pharmacy, bag, stray)).code is ScanOutRefusal.NOT_IN_BAG
    assert refused(lambda: out(pharmacy, bag, product, batch_number="B9")).code is ScanOutRefusal.NOT_IN_BAG


def test_what_is_in_no_bin_is_not_scanned_out(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    scanned(pharmacy, prescription, product)
    assert refused(lambda: out(pharmacy, prescription, product)).code is ScanOutRefusal.NOT_READY


def test_where_the_rules_say_so_a_pack_that_was_not_scanned_keeps_the_bag_here(pharmacy: Pharmacy) -> None:
    strict = replace(pharmacy, site=replace(pharmacy.site, compliance=a_pack(will_call=WillCallRules(scan_out=True))))
    product = strict.stocked()
    bag = a_bag(strict, product)
    out(strict, bag, product)
    no = refused(lambda: handed_over(strict, bag))
    assert (no.code, no.facts["missing"]) == (HandOverRefusal.NOT_SCANNED_OUT, 1)
    out(strict, bag, product)
    assert handed_over(strict, bag).dispenses


def test_where_they_do_not_the_bag_leaves_as_before(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    assert handed_over(pharmacy, a_bag(pharmacy, product)).dispenses


def test_a_bag_that_was_opened_again_is_scanned_out_anew(pharmacy: Pharmacy) -> None:
    strict = replace(pharmacy, site=replace(pharmacy.site, compliance=a_pack(will_call=WillCallRules(scan_out=True))))
    product = strict.stocked()
    bag = a_bag(strict, product)
    for _ in range(2):
        last = out(strict, bag, product)
    undo_scan(strict.site, strict.counter, bag.id, last.pack)
    scanned(strict, bag, product, **B1)
    bagged(strict, bag)
    assert refused(lambda: handed_over(strict, bag)).facts["missing"] == 2
