"""A decision counts for what the person saw, whatever a colleague at another PC does between look and press."""

from dataclasses import replace

from tests.factories import Pharmacy, a_line, tablets
from tests.looking import look, packs_seen, put_labels
from tests.unit.services.counter_acts import B1, scanned
from tests.unit.services.outcomes import code_of_refusal, status_of
from workstation.domain.patient import Allergy
from workstation.domain.prescription import LineSource
from workstation.domain.workflow import Status
from workstation.services.approval import approve
from workstation.services.handover import check_accuracy
from workstation.services.picking import undo_scan
from workstation.services.transcription import KeyedLine, confirm_line


def test_a_dose_that_a_colleague_keyed_meanwhile_is_not_approved_unseen(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    line = a_line(source=LineSource.TRANSCRIBED, confirmed_by=pharmacy.counter.id, product_id=product.id)
    prescription = pharmacy.claimed(lines=(line,))
    seen = look(pharmacy.site, prescription.id).fingerprint
    keyed = KeyedLine("Glycomet 500", "2 tablets three times a day", tablets(60), 10, product.id, line_id=line.id)
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, keyed)
    act = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id, seen))
    assert act == "facts_changed"
    assert status_of(pharmacy, prescription) is not Status.APPROVED
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id, look(pharmacy.site, prescription.id).fingerprint)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_an_allergy_that_came_after_the_look_is_looked_at_before_the_approval(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    seen = look(pharmacy.site, prescription.id).fingerprint
    assert prescription.patient_id is not None
    with pharmacy.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("peanut")])
    act = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id, seen))
    assert act == "facts_changed"


def test_another_patient_chosen_after_the_look_is_looked_at_before_the_approval(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    other, prescription = pharmacy.claimed(), pharmacy.claimed()
    seen = look(pharmacy.site, prescription.id).fingerprint
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(replace(tx.prescriptions.get(prescription.id), patient_id=other.patient_id))
    act = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id, seen))
    assert act == "facts_changed"


def test_a_pack_that_was_scanned_after_the_look_is_not_checked_unseen(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    seen = packs_seen(pharmacy.site, prescription.id)
    scanned(pharmacy, prescription, product, **B1)
    assert code_of_refusal(lambda: check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, seen)) == (
        "packs_changed"
    )
    assert status_of(pharmacy, prescription) is Status.PICKING
    now = packs_seen(pharmacy.site, prescription.id)
    put_labels(pharmacy.site, pharmacy.pharmacist, prescription.id)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, now)
    assert status_of(pharmacy, prescription) is Status.CHECKED


def test_a_pack_that_was_swapped_after_the_look_is_not_checked_unseen(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    first = scanned(pharmacy, prescription, product, **B1).allocation.id
    seen = packs_seen(pharmacy.site, prescription.id)
    undo_scan(pharmacy.site, pharmacy.counter, prescription.id, first)
    scanned(pharmacy, prescription, product, **B1)
    act = code_of_refusal(
        lambda: check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, seen, part_supply=True)
    )
    assert act == "packs_changed"
