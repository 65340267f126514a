"""Two prescriptions of one patient are one course of medicines: each is screened with the other."""

from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_code, a_line, a_patient, a_pharmacy, a_product, an_ingredient, tablets
from tests.looking import approve
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.patient import Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription, PrescriptionLine
from workstation.services.picking import scan_pack
from workstation.services.screening import screen_prescription

LATER = TODAY + timedelta(days=365)


def medicine(pharmacy: Pharmacy, name: str, gtin: str) -> tuple[Product, PrescriptionLine]:
    """A product in the shelf and a line that asks for it."""
    ingredients = (an_ingredient(name, "5"),)
    product = pharmacy.stocked(a_product(name=name.title(), gtin=gtin, ingredients=ingredients), [("B1", LATER, 100)])
    prescribed = PrescribedMedicine(f"{name} 5 mg", ingredients, "tablet")
    line = a_line(medicine=prescribed, product_id=product.id, quantity_prescribed=tablets(10))
    return product, line


def test_an_open_prescription_is_screened_with_the_patients_other_one() -> None:
    with a_pharmacy() as pharmacy:
        patient = a_patient()
        first, _ = both(pharmacy, patient)
        found = screen_prescription(pharmacy.site, pharmacy.pharmacist, first.id)
        assert [sorted(one.alert.subjects) for one in found.alerts] == [["aspirin", "warfarin"]]


def test_an_alert_that_came_up_after_the_approval_stops_the_scan() -> None:
    with a_pharmacy() as pharmacy:
        patient = a_patient()
        product, line = medicine(pharmacy, "warfarin", "08901177011238")
        approved = pharmacy.claimed(patient=patient, number="RX-1", task_reference="Task/1", lines=(line,))
        approve(pharmacy.site, pharmacy.pharmacist, approved.id)
        _, other = medicine(pharmacy, "aspirin", "08901177011474")
        pharmacy.received(patient=patient, number="RX-2", task_reference="Task/2", lines=(other,))
        code = a_code(product, batch_number="B1", expiry_date=LATER)
        with pytest.raises(Refused) as refusal:
            scan_pack(pharmacy.site, pharmacy.counter, approved.id, code)
        assert refusal.value.code is ScanRefusal.NEW_ALERT


def both(pharmacy: Pharmacy, patient: Patient) -> tuple[Prescription, Prescription]:
    """Warfarin on one, aspirin on the other."""
    _, warfarin = medicine(pharmacy, "warfarin", "08901177011238")
    _, aspirin = medicine(pharmacy, "aspirin", "08901177011474")
    first = pharmacy.received(patient=patient, number="RX-1", task_reference="Task/1", lines=(warfarin,))
    second = pharmacy.received(patient=patient, number="RX-2", task_reference="Task/2", lines=(aspirin,))
    return first, second
