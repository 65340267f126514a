"""What a scanned pack is, outside of a pick."""

from dataclasses import replace
from datetime import timedelta

from tests.factories import TODAY, Pharmacy, a_code, a_product
from tests.unit.services.counter_acts import LATER, scanned
from workstation.domain.scanned_code import CodeError, CodeProblem
from workstation.services.known_code import meaning_of


def test_a_pack_is_its_product_with_batch_and_stock(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 100), ("B2", LATER, 50)])
    scanned(pharmacy, pharmacy.approved(), product)
    meaning = meaning_of(pharmacy.site, a_code(product, batch_number="B2"))
    assert meaning.product == product
    assert meaning.batch is not None
    assert (str(meaning.on_hand), str(meaning.free), int(meaning.batch.on_hand.value)) == (
        "150 tablet", "130 tablet", 50,
    )  # fmt: skip


def test_an_unknown_batch_is_none_of_ours(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    meaning = meaning_of(pharmacy.site, a_code(product, batch_number="B9", expiry_date=TODAY + timedelta(days=9)))
    assert meaning.product == product
    assert meaning.batch is None


def test_a_number_that_nobody_knows_and_a_wrong_one_name_no_product(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    wrong = replace(a_code(product), errors=(CodeError(CodeProblem.WRONG_CHECK_DIGIT, "The check digit is wrong."),))
    assert meaning_of(pharmacy.site, a_code(a_product(gtin="08901234500089"))).product is None
    assert meaning_of(pharmacy.site, wrong).product is None
