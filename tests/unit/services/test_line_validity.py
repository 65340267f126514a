"""A line may be supplied only within the dates that the prescriber gave it, whatever the rest of the prescription."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import TODAY, Pharmacy, a_line, a_product, an_ingredient, tablets
from tests.looking import approve
from tests.unit.services.counter_acts import bagged, handed_over, scanned, supplied
from tests.unit.services.outcomes import code_of_refusal, refused, status_of
from tests.unit.services.server_acts import brought_to, taken
from workstation.domain.compliance import ComplianceRefusal
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.workflow import Status
from workstation.services.edits import unseen_edits

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ASPIRIN = PrescribedMedicine("Aspirin 75 mg", (an_ingredient("aspirin", "75"),), "tablet")


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"valid_until": YESTERDAY}, ComplianceRefusal.LINE_EXPIRED),
        ({"valid_from": TOMORROW}, ComplianceRefusal.LINE_NOT_YET_VALID),
    ],
    ids=["over", "to_come"],
)
def test_a_prescription_of_which_no_line_may_be_supplied_today_is_not_approved(
    pharmacy: Pharmacy, dates: dict[str, date], code: ComplianceRefusal
) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.claimed(lines=(a_line(product_id=product.id, **dates),))
    refusal = refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert (refusal.code, refusal.facts["line"]) == (code, 1)


@pytest.mark.parametrize("dates", [{"valid_until": TODAY}, {"valid_from": TODAY}, {}], ids=["last", "first", "none"])
def test_first_and_last_day_count_in_full(pharmacy: Pharmacy, dates: dict[str, Any]) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id, **dates),))
    supplied(pharmacy, prescription, product)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


def test_a_line_whose_time_has_not_come_waits_while_the_other_one_is_supplied(pharmacy: Pharmacy) -> None:
    now = pharmacy.stocked()
    later = pharmacy.stocked(a_product(name="Ecosprin 75", ingredients=ASPIRIN.ingredients))
    lines = (
        a_line(product_id=now.id),
        a_line(position=2, medicine=ASPIRIN, product_id=later.id, valid_from=TOMORROW, quantity_prescribed=tablets(10)),
    )
    prescription = pharmacy.approved(lines=lines)
    refusal = refused(lambda: scanned(pharmacy, prescription, later))
    assert (refusal.code, refusal.facts["line"]) == (ComplianceRefusal.LINE_NOT_YET_VALID, 2)
    supplied(pharmacy, prescription, now)
    assert status_of(pharmacy, prescription) is Status.PART_SUPPLIED
    pharmacy.clock.forward(days=1)
    supplied(pharmacy, prescription, later, packs=1)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


def test_a_bag_that_waited_past_the_last_day_of_its_line_does_not_leave(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id, valid_until=TODAY),))
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    pharmacy.clock.forward(days=1)
    assert refused(lambda: handed_over(pharmacy, prescription)).code is ComplianceRefusal.LINE_EXPIRED


def test_dates_that_the_server_changes_stop_the_work_and_are_shown(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    (line,) = prescription.lines
    taken(pharmacy, lines=(replace(line, valid_until=TODAY + timedelta(days=9)),))
    (edit,) = unseen_edits(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert [(one.field.value, one.after, one.line) for one in edit.differences] == [("valid_until", "2026-12-01", 1)]
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) == "edited_at_server"
