"""The code of a bag: kept as a hash, said once by whoever collects, refused when it is said again."""

import pytest

from tests.factories import Pharmacy, a_line
from tests.fakes import PlainHasher
from tests.unit.services.counter_acts import B1, bagged, handed_over, scanned
from tests.unit.services.outcomes import refused
from workstation.adapters.keys.collection_codes import six_digits
from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.domain.prescription import Prescription
from workstation.services.collection_code import (
    MOST_TRIES,
    CollectionCodeRefusal,
    collection_code,
    make_collection_code,
    prove_collector,
)
from workstation.services.handover import HandOverRefusal
from workstation.services.picking import undo_scan
from workstation.services.sign_in import Hasher

CODE = "204816"


@pytest.fixture
def bag(pharmacy: Pharmacy) -> Prescription:
    """It waits in its bin."""
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    for _ in range(2):
        scanned(pharmacy, prescription, product, **B1)
    bagged(pharmacy, prescription)
    return prescription


def made(pharmacy: Pharmacy, bag: Prescription, code: str = CODE, hasher: Hasher | None = None) -> str:
    """A code for it."""
    hasher = hasher or PlainHasher()
    return make_collection_code(pharmacy.site, pharmacy.counter, hasher, bag.id, lambda: code)


def said(pharmacy: Pharmacy, bag: Prescription, code: str = CODE, hasher: Hasher | None = None) -> None:
    """Somebody says it."""
    prove_collector(pharmacy.site, pharmacy.counter, hasher or PlainHasher(), bag.id, code)


def why(pharmacy: Pharmacy, bag: Prescription, code: str = CODE) -> CollectionCodeRefusal:
    """Why it proves nothing."""
    return CollectionCodeRefusal(refused(lambda: said(pharmacy, bag, code)).code)


def test_a_bag_with_a_code_leaves_only_to_who_says_it(pharmacy: Pharmacy, bag: Prescription) -> None:
    made(pharmacy, bag)
    assert refused(lambda: handed_over(pharmacy, bag)).code is HandOverRefusal.COLLECTOR_NOT_PROVED
    said(pharmacy, bag)
    assert handed_over(pharmacy, bag).dispenses


def test_a_bag_without_a_code_leaves_as_before(pharmacy: Pharmacy, bag: Prescription) -> None:
    assert why(pharmacy, bag) is CollectionCodeRefusal.NO_CODE
    assert handed_over(pharmacy, bag).dispenses


def test_a_code_is_good_once(pharmacy: Pharmacy, bag: Prescription) -> None:
    made(pharmacy, bag)
    said(pharmacy, bag, f" {CODE} ")
    assert why(pharmacy, bag) is CollectionCodeRefusal.USED


def test_a_wrong_code_says_how_many_tries_are_left_and_the_last_one_ends_it(
    pharmacy: Pharmacy, bag: Prescription
) -> None:
    made(pharmacy, bag)
    left = [refused(lambda: said(pharmacy, bag, "000000")).facts["tries_left"] for _ in range(MOST_TRIES)]
    assert left == [4, 3, 2, 1, 0]
    assert why(pharmacy, bag) is CollectionCodeRefusal.TOO_MANY_TRIES, "also the right one counts no more"
    made(pharmacy, bag, "111111")
    said(pharmacy, bag, "111111")


def test_the_code_before_the_last_one_counts_no_more(pharmacy: Pharmacy, bag: Prescription) -> None:
    made(pharmacy, bag)
    made(pharmacy, bag, "111111")
    assert why(pharmacy, bag) is CollectionCodeRefusal.WRONG


def test_a_bag_that_was_opened_again_needs_another_code(pharmacy: Pharmacy, bag: Prescription) -> None:
    made(pharmacy, bag)
    said(pharmacy, bag)
    with pharmacy.store.read() as tx:
        pack = tx.stock.allocations(bag.id)[0]
        product = tx.products.get(tx.stock.batch(pack.batch_id).product_id)
    undo_scan(pharmacy.site, pharmacy.counter, bag.id, pack.id)
    scanned(pharmacy, bag, product, **B1)
    bagged(pharmacy, bag)
    assert why(pharmacy, bag) is CollectionCodeRefusal.NO_CODE


def test_only_a_hash_is_kept(pharmacy: Pharmacy, bag: Prescription) -> None:
    hasher = Argon2Hasher()
    made(pharmacy, bag, hasher=hasher)
    with pharmacy.store.read() as tx:
        events = tx.prescriptions.events(bag.id)
    assert collection_code(events).hashed.startswith("$argon2id$")
    assert not any(CODE in event.detail or CODE in event.reason for event in events)
    said(pharmacy, bag, hasher=hasher)


def test_codes_are_six_digits_and_differ() -> None:
    codes = {six_digits() for _ in range(50)}
    assert all(len(one) == 6 and one.isdigit() for one in codes)
    assert len(codes) > 40
