"""Two codes on one pack: they combine in either order, contradict aloud, and never change the product."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import TODAY, Pharmacy, a_code, a_product
from tests.unit.services.counter_acts import LATER, left
from tests.unit.services.outcomes import refused
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.scanned_code import CodeError, CodeProblem, ScannedCode, Symbology
from workstation.services.counter_view import counter_view
from workstation.services.pack_codes import PATIENCE, PackCodes, ProductCodeWanted
from workstation.services.picking import PackScanned, undo_scan

SOON = LATER - timedelta(days=30)


def batch_code(number: str | None = "B2", expiry: date | None = None, **more: Any) -> ScannedCode:
    """The second code of a pack: batch, expiry, no product."""
    text = f"10{number}17{expiry}"
    return ScannedCode(text, Symbology.GS1_128, batch_number=number, expiry_date=expiry, **more)


class Desk:
    """A counter with two batches of one product on the shelf: B1 is the pick list's."""

    def __init__(self, pharmacy: Pharmacy) -> None:
        self.pharmacy = pharmacy
        self.product = pharmacy.stocked(batches=[("B1", SOON, 100), ("B2", LATER, 100)])
        self.prescription: Prescription = pharmacy.approved()
        self.codes = PackCodes(pharmacy.site)

    def scan(self, code: ScannedCode) -> PackScanned | ProductCodeWanted:
        return self.codes.scan(self.pharmacy.counter, self.prescription.id, code, None, None)

    def scan_pack(self, code: ScannedCode) -> PackScanned:
        answer = self.scan(code)
        assert isinstance(answer, PackScanned)
        return answer

    def taken(self) -> dict[str, int]:
        """Allocated by batch."""
        return {number: taken for number, (_, taken) in left(self.pharmacy, self.product).items()}

    def unread(self) -> int:
        """Packs on the counter whose batch nobody has read."""
        view = counter_view(self.pharmacy.site, self.pharmacy.counter, self.prescription.id)
        return len({one.id for row in view.lines for one in row.allocations} & view.unread_batches)


@pytest.fixture
def desk(pharmacy: Pharmacy) -> Desk:
    return Desk(pharmacy)


def product_code(desk: Desk, **more: Any) -> ScannedCode:
    return a_code(desk.product, **more)


def test_the_second_code_books_the_pack_on_the_batch_that_it_names(desk: Desk) -> None:
    assert desk.scan_pack(product_code(desk)).batch_assumed
    assert (desk.taken(), desk.unread()) == ({"B1": 10, "B2": 0}, 1)
    named = desk.scan_pack(batch_code("B2", LATER))
    assert (named.batch.batch_number, named.batch_assumed, named.packs_scanned) == ("B2", False, 1)
    assert (desk.taken(), desk.unread()) == ({"B1": 0, "B2": 10}, 0)


def test_a_second_code_with_the_assumed_batch_makes_it_read(desk: Desk) -> None:
    desk.scan_pack(product_code(desk))
    assert not desk.scan_pack(batch_code("B1")).batch_assumed
    assert (desk.taken(), desk.unread()) == ({"B1": 10, "B2": 0}, 0)


def test_the_batch_code_may_come_first(desk: Desk) -> None:
    assert desk.scan(batch_code("B2", LATER)) == ProductCodeWanted("B2", LATER)
    assert desk.taken() == {"B1": 0, "B2": 0}
    scanned = desk.scan_pack(product_code(desk))
    assert (scanned.batch.batch_number, scanned.batch_assumed) == ("B2", False)


def test_a_missing_expiry_never_erases_a_known_one(desk: Desk) -> None:
    desk.scan_pack(product_code(desk, expiry_date=SOON))
    stop = refused(lambda: desk.scan(batch_code("B2")))
    assert stop.code is ScanRefusal.EXPIRY_DIFFERS


def test_codes_that_disagree_take_the_pack_back(desk: Desk) -> None:
    desk.scan_pack(product_code(desk, expiry_date=SOON))
    assert refused(lambda: desk.scan(batch_code("B2", LATER))).code is ScanRefusal.CODES_DISAGREE
    assert desk.taken() == {"B1": 0, "B2": 0}


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (batch_code("B9"), ScanRefusal.UNKNOWN_BATCH),
        (batch_code("B2", TODAY - timedelta(days=1)), ScanRefusal.EXPIRED),
        (batch_code("B2", SOON), ScanRefusal.EXPIRY_DIFFERS),
    ],
    ids=["unknown", "expired", "other expiry"],
)
def test_a_second_code_that_may_not_be_given_takes_the_pack_back(
    desk: Desk, second: ScannedCode, why: ScanRefusal
) -> None:
    desk.scan_pack(product_code(desk))
    assert refused(lambda: desk.scan(second)).code is why
    assert desk.taken() == {"B1": 0, "B2": 0}
    assert isinstance(desk.scan(batch_code("B2")), ProductCodeWanted)


def test_a_second_code_in_doubt_leaves_the_pack_waiting(desk: Desk) -> None:
    desk.scan_pack(product_code(desk))
    assert refused(lambda: desk.scan(batch_code("B2", suspect=("two values",)))).code is ScanRefusal.CODE_IN_DOUBT
    assert desk.taken() == {"B1": 10, "B2": 0}
    assert desk.scan_pack(batch_code("B2")).batch.batch_number == "B2"


def test_the_second_code_read_twice_counts_once(desk: Desk) -> None:
    desk.scan_pack(product_code(desk))
    once = desk.scan_pack(batch_code("B2"))
    assert desk.scan_pack(batch_code("B2")) == once
    assert desk.taken() == {"B1": 0, "B2": 10}


def test_the_same_product_code_twice_is_two_packs(desk: Desk) -> None:
    desk.scan_pack(product_code(desk))
    assert desk.scan_pack(product_code(desk)).packs_scanned == 2
    desk.scan_pack(batch_code("B2"))
    assert desk.taken() == {"B1": 10, "B2": 10}


def test_after_a_while_the_code_of_another_pack_is_not_joined(desk: Desk) -> None:
    desk.scan_pack(product_code(desk))
    desk.pharmacy.clock.forward(seconds=PATIENCE.total_seconds() + 1)
    assert isinstance(desk.scan(batch_code("B2")), ProductCodeWanted)
    desk.pharmacy.clock.forward(seconds=PATIENCE.total_seconds() + 1)
    assert desk.scan_pack(product_code(desk)).batch_assumed
    assert desk.taken() == {"B1": 20, "B2": 0}


@pytest.mark.parametrize("first", ["product", "batch"])
def test_what_was_left_with_escape_waits_no_more(desk: Desk, first: str) -> None:
    codes = [product_code(desk), batch_code("B2")]
    desk.scan(codes.pop(0 if first == "product" else 1))
    desk.codes.forget()
    answer = desk.scan(codes[0])
    assert isinstance(answer, ProductCodeWanted) or (first == "batch" and answer.batch_assumed)


def test_a_pack_that_was_taken_back_takes_no_second_code(desk: Desk) -> None:
    first = desk.scan_pack(product_code(desk))
    undo_scan(desk.pharmacy.site, desk.pharmacy.counter, desk.prescription.id, first.allocation.id)
    assert isinstance(desk.scan(batch_code("B2")), ProductCodeWanted)
    assert desk.taken() == {"B1": 0, "B2": 0}


def test_a_complete_code_stands_alone_whatever_was_read_before(desk: Desk) -> None:
    desk.scan(batch_code("B2"))
    scanned = desk.scan_pack(product_code(desk, batch_number="B1", expiry_date=SOON))
    assert scanned.batch.batch_number == "B1"


def test_a_batch_never_makes_another_product_right(desk: Desk) -> None:
    other: Product = a_product(gtin="08901234500089")
    desk.scan(batch_code("B2"))
    assert refused(lambda: desk.scan(a_code(other))).code in (ScanRefusal.UNKNOWN_PRODUCT, ScanRefusal.WRONG_PRODUCT)
    assert desk.taken() == {"B1": 0, "B2": 0}


def test_a_code_that_is_wrong_is_no_second_code(desk: Desk) -> None:
    desk.scan_pack(product_code(desk))
    damaged = batch_code("B2", errors=(CodeError(CodeProblem.WRONG_DATE, "no such day", 3),))
    assert refused(lambda: desk.scan(damaged)).code is ScanRefusal.CODE_NOT_READABLE
    assert desk.taken() == {"B1": 10, "B2": 0}
