"""What the review screen is told about who may decide."""

from dataclasses import replace
from datetime import date

from tests.factories import Pharmacy, a_user
from workstation.domain.users import AccessRefusal, User
from workstation.services.review_view import review_view


def add(pharmacy: Pharmacy, user: User) -> None:
    with pharmacy.store.begin() as tx:
        tx.users.save(user)


def test_a_pharmacist_may_decide_and_counter_staff_is_told_who_may(pharmacy: Pharmacy) -> None:
    add(pharmacy, replace(a_user(), name="Expired Person", licence_expiry=date(2020, 1, 1)))
    prescription = pharmacy.claimed()
    by_pharmacist = review_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert (by_pharmacist.barred, by_pharmacist.approvers) == (None, ())
    by_counter = review_view(pharmacy.site, pharmacy.counter, prescription.id)
    assert by_counter.barred is not None
    assert by_counter.barred.code is AccessRefusal.NOT_ALLOWED
    assert by_counter.approvers == (pharmacy.pharmacist.name,), "whose licence has expired may not"


def test_a_pharmacist_whose_licence_has_expired_may_not_decide(pharmacy: Pharmacy) -> None:
    expired = replace(pharmacy.pharmacist, licence_expiry=date(2020, 1, 1))
    view = review_view(pharmacy.site, expired, pharmacy.claimed().id)
    assert view.barred is not None
    assert view.barred.code is AccessRefusal.LICENCE_EXPIRED
