"""What the knowledge is asked about: how old a weight is, the course, and how long the last supply still lasts."""

from datetime import timedelta
from decimal import Decimal

from tests.factories import TODAY, Pharmacy, a_code, a_line, a_patient, a_product, an_ingredient, tablets
from tests.looking import check_accuracy
from workstation.domain.patient import Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.screening import ScreeningProfile
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.screening_profile import Sources, profile_of

ASPIRIN = PrescribedMedicine("Aspirin 75 mg", (an_ingredient("aspirin", "75"),), "tablet")


def asked(pharmacy: Pharmacy, prescription: Prescription) -> ScreeningProfile:
    """What is screened."""
    with pharmacy.store.read() as tx:
        assert prescription.patient_id is not None
        sources = Sources(tx, pharmacy.site)
        return profile_of(sources, prescription, sources.context(prescription.patient_id))


def test_a_weight_says_how_old_it_is(pharmacy: Pharmacy) -> None:
    weighed = a_patient(weight=Quantity(Decimal(14), "kg"), weight_date=TODAY - timedelta(days=200))
    assert asked(pharmacy, pharmacy.received(weighed)).patient.weight_days == 200
    assert asked(pharmacy, pharmacy.received(a_patient())).patient.weight_days is None


def test_the_course_and_its_quantity_are_screened_also_where_the_directions_are_not_understood(
    pharmacy: Pharmacy,
) -> None:
    lines = (a_line(), a_line(position=2, dosage_instruction="as the doctor said"))
    for entry in asked(pharmacy, pharmacy.received(lines=lines)).medicines:
        assert (entry.duration_days, entry.quantity) == (Decimal(10), tablets(20))


def supplied_for_ten_days(pharmacy: Pharmacy, patient: Patient) -> Prescription:
    """Aspirin 75 mg, handed over today."""
    product = pharmacy.stocked(a_product(name="Ecosprin 75", ingredients=ASPIRIN.ingredients))
    line = a_line(medicine=ASPIRIN, quantity_prescribed=tablets(10))
    first = pharmacy.approved(patient=patient, lines=(line,))
    scan_pack(pharmacy.site, pharmacy.counter, first.id, a_code(product))
    check_accuracy(pharmacy.site, pharmacy.pharmacist, first.id)
    make_ready(pharmacy.site, pharmacy.counter, first.id, "H-01")
    hand_over(pharmacy.site, pharmacy.counter, first.id)
    return first


def test_a_repeat_knows_how_long_the_last_supply_still_lasts(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    supplied_for_ten_days(pharmacy, patient)
    pharmacy.clock.forward(days=2)
    again = pharmacy.received(patient, lines=(a_line(medicine=ASPIRIN),))
    other = PrescribedMedicine("Aspirin 300 mg", (an_ingredient("aspirin", "300"),), "tablet")
    stronger = pharmacy.received(patient, lines=(a_line(medicine=other),))
    assert asked(pharmacy, again).medicines[0].days_left == 8
    assert asked(pharmacy, stronger).medicines[0].days_left is None, "another strength is no repeat"
    pharmacy.clock.forward(days=30)
    assert asked(pharmacy, again).medicines[0].days_left == 0


def test_what_is_owed_of_the_same_prescription_is_no_early_repeat(pharmacy: Pharmacy) -> None:
    first = supplied_for_ten_days(pharmacy, a_patient())
    assert asked(pharmacy, first).medicines[0].days_left is None
