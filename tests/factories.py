"""Valid things with defaults: a test says only what it is about."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from tests.fakes import FakeClock, FakeKnowledge, PlainHasher
from tests.looking import approve
from tests.memory_stores import empty_store
from workstation import paths
from workstation.adapters.db import SqlStore
from workstation.adapters.fhir.messages_out import FhirMessages
from workstation.adapters.knowledge.overrides import load_override_reasons
from workstation.domain.compliance import CompliancePack, DateOrder, LegalSource, Schedule
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.patient import Allergy, Patient, Sex
from workstation.domain.prescription import (
    LineKind,
    LineSource,
    PrescribedMedicine,
    Prescriber,
    Prescription,
    PrescriptionLine,
)
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import ScannedCode, Symbology, check_digit
from workstation.domain.stock import BatchOnHand, MovementKind, StockBatch, StockMovement
from workstation.domain.users import Role, User
from workstation.services.claim import claim_prescription, settle_claim
from workstation.services.identifiers import Identifier
from workstation.services.identity import confirm_identity
from workstation.services.recording import refresh
from workstation.services.sign_in import SecretKind, add_user
from workstation.services.site import Site

TODAY = date(2026, 11, 22)
UNLIKE_NAMES = (
    "Ramesh Deshpande", "Teresa Fernandes", "Joseph D'Mello", "Harpreet Gill", "Priya Venkataraman", "Anil Yadav",
    "Lakshmi Narayanan", "Mohammed Ansari", "Savitri Joglekar", "Vijay Gaikwad", "Nandini Bhat", "Shirin Irani",
)  # fmt: skip
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
"""Noon in the pharmacy (Asia/Kolkata)."""
Json = dict[str, Any]


def new_id() -> UUID:
    """A fresh UUID version 7."""
    return uuid7()


def tablets(number: str | int) -> Quantity:
    """A quantity in tablets."""
    return Quantity(Decimal(number), "tablet")


def milligrams(number: str | int) -> Quantity:
    """A quantity in mg."""
    return Quantity(Decimal(number), "mg")


def a_gtin(number: int) -> str:
    """A GTIN of 14 digits with a right check digit."""
    body = f"0890{number:09d}"
    return body + check_digit(body)


# --- products and stock -----------------------------------------------------------------------------------------


def an_ingredient(name: str = "metformin", strength: str = "500", unit: str = "mg") -> IngredientStrength:
    """One ingredient with its strength."""
    return IngredientStrength(name, Quantity(Decimal(strength), unit))


def a_product(**changes: Any) -> Product:
    """Metformin 500 mg, strips of ten tablets; every call makes another GTIN."""
    product_id = new_id()
    default = Product(
        id=product_id,
        gtin=a_gtin(product_id.int % 10**9),
        name="Glycomet 500",
        ingredients=(an_ingredient(),),
        form="tablet",
        pack_size=tablets(10),
        manufacturer="USV",
        schedule="H",
        price=None,
        shelf="B2-05",
    )
    return replace(default, **changes)


def a_bottle(**changes: Any) -> Product:
    """A syrup of 100 mL that cannot be divided."""
    strength = IngredientStrength("paracetamol", Quantity(Decimal(125), "mg"), Quantity(Decimal(5), "mL"))
    default = a_product(
        name="Calpol 125", ingredients=(strength,), form="syrup", pack_size=Quantity(Decimal(100), "mL")
    )
    return replace(default, **changes)


def a_batch(**changes: Any) -> StockBatch:
    """A batch that lasts for a year."""
    return replace(StockBatch(new_id(), new_id(), "B1", TODAY + timedelta(days=365)), **changes)


def on_hand(batch: StockBatch, amount: int = 100, allocated: int = 0) -> BatchOnHand:
    """Tablets of a batch in the shelf."""
    return BatchOnHand(batch, tablets(amount), tablets(allocated))


def a_code(product: Product, **changes: Any) -> ScannedCode:
    """The scan of a pack that names product only (EAN-13)."""
    return replace(ScannedCode(product.gtin, Symbology.EAN_13, gtin=product.gtin), **changes)


# --- people -----------------------------------------------------------------------------------------------------


def a_user(role: Role = Role.PHARMACIST, **changes: Any) -> User:
    """A member of staff; a pharmacist's licence is good for a year."""
    licence = {"licence_number": "MH-048213", "licence_expiry": TODAY + timedelta(days=365)}
    known = licence if role is Role.PHARMACIST else {}
    return replace(User(new_id(), f"Asha {role.value}", role), **{**known, **changes})


def a_patient(**changes: Any) -> Patient:
    """An adult."""
    return replace(Patient(new_id(), "Ramesh Deshpande", date(1959, 6, 1), Sex.MALE, "020-555", "P-104"), **changes)


# --- prescriptions ----------------------------------------------------------------------------------------------


def a_line(**changes: Any) -> PrescriptionLine:
    """20 tablets of metformin 500 mg for 10 days, from the server."""
    line_id = new_id()
    default = PrescriptionLine(
        id=line_id,
        position=1,
        kind=LineKind.MEDICINE,
        source=LineSource.SERVER,
        medicine=PrescribedMedicine("Metformin 500 mg tablet", (an_ingredient(),), "tablet"),
        dosage_instruction="1 tablet twice a day",
        quantity_prescribed=tablets(20),
        days_supply=10,
        substitution_allowed=True,
        server_reference=f"MedicationRequest/{line_id}",
    )
    return replace(default, **changes)


def a_prescription(**changes: Any) -> Prescription:
    """One line, written yesterday."""
    prescription_id = new_id()
    default = Prescription(
        id=prescription_id,
        number=f"RX-{prescription_id}",
        task_reference=f"Task/{prescription_id}",
        patient_id=None,
        prescriber=Prescriber("Dr. Meera Joshi", "MMC-1", "Banyan Lane Clinic"),
        authored_on=TODAY - timedelta(days=1),
        received_at=NOW - timedelta(minutes=30),
        due_at=NOW + timedelta(hours=1),
        valid_until=None,
        document_ids=(),
        lines=(a_line(),),
    )
    return replace(default, **changes)


# --- a whole pharmacy -------------------------------------------------------------------------------------------


def a_schedule(code: str, **changes: Any) -> Schedule:
    """Needs a prescription, three days of emergency supply."""
    default = Schedule(code, code, True, False, 3, False, "", LegalSource("made up for a test", None))
    return replace(default, **changes)


def a_pack(**changes: Any) -> CompliancePack:
    """Two schedules: H, and X which is controlled."""
    default = CompliancePack(
        id="test",
        version="1",
        currency="INR",
        date_order=DateOrder.DAY_FIRST,
        time_zone="Asia/Kolkata",
        validity_days=30,
        validity_legal=LegalSource("made up for a test", None),
        schedules={"H": a_schedule("H"), "X": a_schedule("X", controlled=True, emergency_supply_days=0)},
        required_prescription_fields=(),
        second_language="hi",
        signed=True,
        development_key=True,
    )
    return replace(default, **changes)


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """A pharmacy on a store in memory, with a pharmacist and somebody at the counter."""

    store: SqlStore
    site: Site
    clock: FakeClock
    pharmacist: User
    counter: User
    names: Iterator[str] = field(default_factory=lambda: cycle(UNLIKE_NAMES))
    """Of patients that a test says nothing about: nobody takes them for each other."""

    def stocked(self, product: Product | None = None, batches: Sequence[tuple[str, date, int]] = ()) -> Product:
        """A product in the catalogue, with (batch number, expiry, amount) in the shelf; 100 of B1 unless said."""
        product = product or a_product()
        with self.store.begin() as tx:
            tx.products.save([product])
            for number, expiry, amount in batches or [("B1", TODAY + timedelta(days=365), 100)]:
                batch = StockBatch(self.site.new_id(), product.id, number, expiry)
                tx.stock.add_batch(batch)
                received = Quantity(Decimal(amount), product.pack_size.unit)
                tx.stock.add_movement(
                    StockMovement(self.site.new_id(), batch.id, MovementKind.RECEIPT, received, NOW, None)
                )
        return product

    def received(self, patient: Patient | None = None, allergies: Sequence[str] = (), **changes: Any) -> Prescription:
        """A prescription from the server, for a known patient."""
        patient = patient or a_patient(name=next(self.names))
        prescription = a_prescription(patient_id=patient.id, **changes)
        with self.store.begin() as tx:
            tx.patients.save(patient, f"Patient/{patient.id}")
            tx.patients.save_allergies(patient.id, [Allergy(text) for text in allergies])
            tx.prescriptions.save(prescription)
            refresh(tx, prescription.id)
        return prescription

    def claimed(self, **changes: Any) -> Prescription:
        """One whose claim the server has acknowledged."""
        prescription = self.received(**changes)
        self.claim(prescription)
        return prescription

    def claim(self, prescription: Prescription) -> None:
        """Asks for the claim and lets the server say yes."""
        claim_prescription(self.site, self.pharmacist, prescription.id)
        with self.store.begin() as tx:
            settle_claim(tx, self.site, prescription.id, won=True)

    def confirm_identity(self, prescription: Prescription) -> None:
        """Somebody compared name and date of birth with the paper."""
        both = frozenset({Identifier.NAME, Identifier.BIRTH_DATE})
        confirm_identity(self.site, self.counter, prescription.id, both)

    def approved(self, **changes: Any) -> Prescription:
        """One that may be picked."""
        prescription = self.claimed(**changes)
        approve(self.site, self.pharmacist, prescription.id, "monitoring is arranged")
        return prescription


@contextmanager
def a_pharmacy(clinical: FakeKnowledge | None = None) -> Iterator[Pharmacy]:
    """Opens one on an empty store in memory."""
    clock = FakeClock(NOW)
    pack = a_pack()
    store = empty_store(new_id=new_id, clock=clock)
    site = Site(
        store=store,
        clock=clock,
        new_id=new_id,
        station=store.station(),
        compliance=pack,
        zone=ZoneInfo(pack.time_zone),
        messages=FhirMessages("Organization/pharmacy-1"),
        clinical=clinical or FakeKnowledge(),
        overrides=load_override_reasons(paths.resources()),
    )
    pharmacist, counter = a_user(), a_user(Role.COUNTER_STAFF)
    for user in (pharmacist, counter):
        add_user(site, PlainHasher(), user, {SecretKind.PIN: "204816"})
    try:
        yield Pharmacy(store, site, clock, pharmacist, counter)
    finally:
        store.close()


# --- what the order server holds --------------------------------------------------------------------------------


def fhir_patient(patient_id: str = "p1", **changes: Any) -> Json:
    """A Patient resource."""
    name = [{"use": "official", "given": ["Ramesh"], "family": "Deshpande"}]
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "identifier": [{"system": "urn:mrn", "value": "P-104"}],
        "name": name,
        "gender": "male",
        "birthDate": "1959-06-01",
        **changes,
    }


def fhir_medicine(ingredient: str, strength: str, text: str = "") -> Json:
    """A CodeableConcept that names ingredient and strength in the words of our catalogue."""
    coding = {"system": "urn:workstation:ingredient", "code": ingredient, "display": f"{ingredient} {strength}"}
    return {"coding": [coding], "text": text or f"{ingredient} {strength} tablet"}


def fhir_request(line_id: str = "m1", **changes: Any) -> Json:
    """A MedicationRequest: 20 tablets of metformin 500 mg for 10 days."""
    default = {
        "resourceType": "MedicationRequest",
        "id": line_id,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": fhir_medicine("metformin", "500 mg"),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": (datetime.now(UTC) - timedelta(days=1)).date().isoformat(),
        "dosageInstruction": [{"text": "1 tablet twice a day"}],
        "dispenseRequest": {
            "quantity": {"value": 20, "unit": "tablet", "system": "http://unitsofmeasure.org", "code": "{tablet}"},
            "expectedSupplyDuration": {"value": 10, "code": "d", "system": "http://unitsofmeasure.org"},
        },
        "substitution": {"allowedBoolean": True},
    }
    return {**default, **changes}


def fhir_task(number: str = "RX-1", lines: Sequence[str] = ("m1",), **changes: Any) -> Json:
    """A Task of pharmacy-1 for these MedicationRequests."""
    targets = [{"reference": f"MedicationRequest/{line}"} for line in lines]
    default = {
        "resourceType": "Task",
        "id": f"t-{number}",
        "status": "requested",
        "intent": "order",
        "groupIdentifier": {"system": "urn:prescription", "value": number},
        "for": {"reference": "Patient/p1"},
        "owner": {"reference": "Organization/pharmacy-1"},
        "basedOn": targets,
    }
    return {**default, **({"focus": targets[0]} if targets else {}), **changes}


def fhir_bundle(*resources: Json) -> Json:
    """A transaction that puts every resource under its own id."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
            for one in resources
        ],
    }
