"""Two codes of one pack."""

from datetime import date

from workstation.domain.code_pairs import completes, joined
from workstation.domain.scanned_code import CodeProblem, ScannedCode, Symbology

PRODUCT = ScannedCode(input="8901177011238", symbology=Symbology.EAN_13, gtin="08901177011238")
BATCH = ScannedCode(input="10A1", symbology=Symbology.GS1_128, batch_number="A1", expiry_date=date(2027, 3, 31))


def test_product_and_batch_on_two_codes_are_one_pack_in_either_order() -> None:
    for first, second in ((PRODUCT, BATCH), (BATCH, PRODUCT)):
        pack = joined(first, second)
        assert (pack.gtin, pack.batch_number, pack.expiry_date) == (PRODUCT.gtin, "A1", date(2027, 3, 31))
        assert pack.trusted


def test_a_missing_expiry_never_erases_a_known_one() -> None:
    again = ScannedCode(input="10A1", symbology=Symbology.GS1_128, batch_number="A1")
    assert joined(joined(PRODUCT, BATCH), again).expiry_date == date(2027, 3, 31)


def test_codes_of_two_packs_are_refused_by_name() -> None:
    other = ScannedCode(input="10B2", symbology=Symbology.GS1_128, batch_number="B2")
    pack = joined(joined(PRODUCT, BATCH), other)
    assert pack.batch_number is None
    assert [error.code for error in pack.errors] == [CodeProblem.CODES_DISAGREE]


def test_doubts_and_errors_of_both_remain_once() -> None:
    doubted = ScannedCode(input="x", symbology=Symbology.UNKNOWN, suspect=("look",))
    assert joined(doubted, doubted).suspect == ("look",)


def test_only_a_code_without_product_completes_one_with_a_product() -> None:
    assert completes(PRODUCT, BATCH)
    assert not completes(BATCH, PRODUCT)
    assert not completes(PRODUCT, PRODUCT)
