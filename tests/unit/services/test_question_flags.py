"""The two questions stand in the queue before anybody opens the prescription."""

from datetime import timedelta

from tests.factories import TODAY, Pharmacy, a_line, a_patient
from tests.unit.services.test_identity import confirm, of_ramesh, written
from tests.unit.services.test_pull_cost import statements
from tests.unit.services.test_reading import row_of, scanned
from tests.unit.services.test_seen_before import FAR, NEAR, RAMESH, TERESA, a_scan_of, came, settle
from workstation.domain.patient import Patient
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag
from workstation.services.flags import refresh_flags
from workstation.services.seen_before import SeenAnswer

ASKS = {Flag.PATIENT_NOT_CONFIRMED, Flag.SEEN_BEFORE}


def asked(pharmacy: Pharmacy, prescription: Prescription) -> set[Flag]:
    """What the queue says is asked."""
    return ASKS & set(row_of(pharmacy, prescription).flags)


def taken(pharmacy: Pharmacy, patient: Patient) -> Prescription:
    """An electronic prescription, as it stands in the queue."""
    prescription = pharmacy.received(patient=patient)
    with pharmacy.store.begin() as tx:
        refresh_flags(tx, pharmacy.site, prescription)
    return prescription


def test_a_paper_that_names_somebody_else_is_flagged_until_two_identifiers_are_confirmed(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy, written("Teresa Fernandes"))
    assert asked(pharmacy, prescription) == {Flag.PATIENT_NOT_CONFIRMED}
    confirm(pharmacy, prescription)
    assert asked(pharmacy, prescription) == set()


def test_a_paper_that_names_the_patient_has_no_flag(pharmacy: Pharmacy) -> None:
    assert asked(pharmacy, of_ramesh(pharmacy, written("Ramesh Deshpande"))) == set()


def test_a_scan_that_waits_to_be_read_is_not_flagged(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy, lines=(a_line(),), patient=a_patient())
    with pharmacy.store.begin() as tx:
        refresh_flags(tx, pharmacy.site, prescription)
    assert asked(pharmacy, prescription) == set()


def test_two_patients_with_a_similar_name_are_both_flagged(pharmacy: Pharmacy) -> None:
    first = taken(pharmacy, a_patient(name="Ramesh Deshpande"))
    assert asked(pharmacy, first) == set()
    second = taken(pharmacy, a_patient(name="Rakesh Deshpande"))
    stranger = taken(pharmacy, TERESA)
    assert [asked(pharmacy, one) for one in (first, second, stranger)] == [ASKS - {Flag.SEEN_BEFORE}] * 2 + [set()]


def test_namesakes_who_are_asked_about_already_cost_no_look_each(pharmacy: Pharmacy) -> None:
    def cost_of_a_refresh() -> int:
        with statements(pharmacy) as told, pharmacy.store.begin() as tx:
            refresh_flags(tx, pharmacy.site, first)
        return len(told)

    first = taken(pharmacy, a_patient(name="Ramesh Deshpande"))
    taken(pharmacy, a_patient(name="Rakesh Deshpande"))
    with_one = cost_of_a_refresh()
    for _ in range(8):
        taken(pharmacy, a_patient(name="Rakesh Deshpande"))
    assert asked(pharmacy, first) == {Flag.PATIENT_NOT_CONFIRMED}
    assert cost_of_a_refresh() == with_one


def test_the_same_page_again_is_flagged_on_both_until_it_is_settled(pharmacy: Pharmacy) -> None:
    first = came(pharmacy, a_scan_of("Ramesh Deshpande"), RAMESH)
    assert asked(pharmacy, first) == set()
    second = came(pharmacy, a_scan_of("Ramesh Deshpande", NEAR), RAMESH)
    assert asked(pharmacy, first) == asked(pharmacy, second) == {Flag.SEEN_BEFORE}
    settle(pharmacy, second, first, SeenAnswer.NOT_THE_SAME)
    assert (asked(pharmacy, first), asked(pharmacy, second)) == ({Flag.SEEN_BEFORE}, set())


def test_another_page_of_another_day_is_not_flagged(pharmacy: Pharmacy) -> None:
    first = came(pharmacy, a_scan_of("Ramesh Deshpande"), RAMESH)
    second = came(pharmacy, a_scan_of("Ramesh Deshpande", FAR, TODAY - timedelta(days=3)), RAMESH)
    assert asked(pharmacy, first) == asked(pharmacy, second) == set()
