"""What the review screen is told about who may decide."""

from dataclasses import replace
from datetime import date

from tests.factories import Pharmacy, a_line, a_prescription, a_user
from tests.unit.domain.reading.test_habit import OWN, UNIWARFIN, WARF, medicine_of, reading
from tests.unit.services.test_reading import a_scan
from workstation.domain import exact_json
from workstation.domain.prescription import LineSource, PrescribedMedicine
from workstation.domain.reading import Decision, reading_to_json
from workstation.domain.users import AccessRefusal, User
from workstation.services.review_view import review_view

WRITTEN = reading(OWN, UNIWARFIN, WARF)


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


def test_candidates_stand_in_the_order_of_what_was_chosen_for_this_prescriber(pharmacy: Pharmacy) -> None:
    earlier = replace(
        a_line(), source=LineSource.TRANSCRIBED, written_text="Tab. Wanf 5 mg", confirmed_by=pharmacy.pharmacist.id,
        medicine=PrescribedMedicine("Warf 5"),
    )  # fmt: skip
    prescription = pharmacy.claimed(lines=())
    scan = a_scan(pharmacy, prescription.id, 1)
    stored = exact_json.dumps(reading_to_json(WRITTEN))
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(a_prescription(lines=(earlier,)))
        tx.documents.save(scan)
        tx.documents.save_reading(scan.id, "test 1", stored)
        tx.prescriptions.save(replace(prescription, document_ids=(scan.id,)))
    view = review_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    medicine = medicine_of(view.readings[scan.id])
    assert medicine.candidates[0].name == "Warf"
    assert medicine.candidates[0].chosen_before == 1
    assert medicine.decision is Decision.CONFIRM
    with pharmacy.store.read() as tx:
        assert tx.documents.reading(scan.id) == stored, "what was read stays as it was"
