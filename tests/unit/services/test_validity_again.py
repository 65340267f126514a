"""Whether a prescription is still valid is asked at each step, on the date of the pharmacy."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import TODAY, Pharmacy
from tests.looking import approve, bag_up, check_accuracy
from tests.unit.services.counter_acts import bagged, handed_over, left, scanned, supplied
from tests.unit.services.outcomes import code_of_refusal, status_of
from workstation.domain.compliance import ComplianceRefusal
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Status

Step = Callable[[Pharmacy, Prescription, Product], object]


def _picked(pharmacy: Pharmacy, prescription: Prescription, product: Product) -> None:
    for _ in range(2):
        scanned(pharmacy, prescription, product)


def _checked(pharmacy: Pharmacy, prescription: Prescription, product: Product) -> None:
    _picked(pharmacy, prescription, product)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id)


def _bagged(pharmacy: Pharmacy, prescription: Prescription, product: Product) -> None:
    _picked(pharmacy, prescription, product)
    bagged(pharmacy, prescription)


STEPS: dict[str, tuple[Step, Step]] = {
    "scan": (lambda *_: None, lambda at, one, product: scanned(at, one, product)),
    "check": (_picked, lambda at, one, _: check_accuracy(at.site, at.pharmacist, one.id)),
    "bin": (_checked, lambda at, one, _: bag_up(at.site, at.counter, one.id)),
    "hand_over": (_bagged, lambda at, one, _: handed_over(at, one)),
}
"""What was done while it was valid, and the step that comes too late."""


def test_a_prescription_that_expires_before_its_approval_is_not_approved(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.claimed(valid_until=TODAY)
    pharmacy.clock.forward(days=1)
    found = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert found == ComplianceRefusal.PRESCRIPTION_EXPIRED
    assert left(pharmacy, product) == {"B1": (100, 0)}


@pytest.mark.parametrize("step", STEPS)
def test_a_prescription_that_expires_between_two_steps_stops_at_the_next_one(pharmacy: Pharmacy, step: str) -> None:
    before, late = STEPS[step]
    product = pharmacy.stocked()
    prescription = pharmacy.approved(valid_until=TODAY)
    before(pharmacy, prescription, product)
    stood, shelf = status_of(pharmacy, prescription), left(pharmacy, product)
    pharmacy.clock.forward(days=1)
    assert code_of_refusal(lambda: late(pharmacy, prescription, product)) == ComplianceRefusal.PRESCRIPTION_EXPIRED
    assert (status_of(pharmacy, prescription), left(pharmacy, product)) == (stood, shelf)


@pytest.mark.parametrize("step", STEPS)
def test_the_validity_of_the_country_counts_where_the_prescriber_names_no_day(pharmacy: Pharmacy, step: str) -> None:
    before, late = STEPS[step]
    product = pharmacy.stocked()
    written = TODAY - timedelta(days=pharmacy.site.compliance.validity_days)
    prescription = pharmacy.approved(authored_on=written, valid_until=None)
    before(pharmacy, prescription, product)
    pharmacy.clock.forward(days=1)
    assert code_of_refusal(lambda: late(pharmacy, prescription, product)) == ComplianceRefusal.PRESCRIPTION_EXPIRED


def test_the_last_day_ends_at_midnight_of_the_pharmacy(pharmacy: Pharmacy) -> None:
    """Kolkata is five and a half hours ahead: at 18:29 UTC it is the last minute of the day, at 18:30 the next day."""
    product = pharmacy.stocked()
    kept, late = (pharmacy.approved(valid_until=TODAY) for _ in range(2))
    pharmacy.clock.now = datetime(TODAY.year, TODAY.month, TODAY.day, 18, 29, tzinfo=UTC)
    supplied(pharmacy, kept, product)
    assert status_of(pharmacy, kept) is Status.HANDED_OVER
    pharmacy.clock.forward(minutes=1)
    found = code_of_refusal(lambda: scanned(pharmacy, late, product))
    assert found == ComplianceRefusal.PRESCRIPTION_EXPIRED


def test_the_first_day_begins_at_midnight_of_the_pharmacy(pharmacy: Pharmacy) -> None:
    """At 18:30 UTC of the day before it is the day on which it was written."""
    product = pharmacy.stocked()
    eve = TODAY - timedelta(days=1)
    pharmacy.clock.now = datetime(eve.year, eve.month, eve.day, 18, 29, tzinfo=UTC)
    prescription = pharmacy.claimed(authored_on=TODAY)
    found = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert found == ComplianceRefusal.NOT_YET_VALID
    pharmacy.clock.forward(minutes=1)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    supplied(pharmacy, prescription, product)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER
