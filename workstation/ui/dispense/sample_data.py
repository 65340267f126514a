"""Invented data of the counter's screens: one prescription with four lines, its products and batches."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.patient import Patient, Sex
from workstation.domain.prescription import (
    LineKind,
    LineSource,
    PrescribedMedicine,
    Prescriber,
    Prescription,
    PrescriptionLine,
    WrittenPlace,
)
from workstation.domain.quantity import Money, Quantity, quantity
from workstation.domain.screening import Alert, AlertKind, Severity
from workstation.domain.users import Role, User
from workstation.services.ports import AlertAnswer

ZONE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 22, 11, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
_SPACE = UUID("5f7c8f5e-52b9-4b1b-9a44-5d5f0a4c2e11")


def sample_id(name: str) -> UUID:
    """The same id for the same name, every time."""
    return uuid5(_SPACE, name)


def _product(name: str, gtin: str, parts: tuple[tuple[str, str], ...], pack: int, shelf: str, schedule: str) -> Product:
    ingredients = tuple(IngredientStrength(one, quantity(amount, "mg")) for one, amount in parts)
    size = Quantity(Decimal(pack), "tablet")
    price = Money(Decimal("64.20"), "INR")
    return Product(sample_id(name), gtin, name, ingredients, "tablet", size, "Sample", schedule, price, shelf=shelf)


WARF_5 = _product("Warf 5", "08901177011238", (("warfarin", "5"),), 15, "B2-05", "H")
WARF_2 = _product("Warf 2", "08901177011474", (("warfarin", "2"),), 15, "B2-03", "H")
ECOSPRIN = _product("Ecosprin 75", "08901177020179", (("aspirin", "75"),), 14, "A1-12", "OTC")
GLYCOMET = _product("Glycomet 500", "08901177030413", (("metformin", "500"),), 20, "A3-07", "H")
AUGMENTIN = _product(
    "Augmentin 625 Duo", "08901177040610", (("amoxicillin", "500"), ("clavulanic acid", "125")), 10, "C4-02", "H"
)
PRODUCTS = {one.id: one for one in (WARF_5, WARF_2, ECOSPRIN, GLYCOMET, AUGMENTIN)}
PHARMACIST = User(sample_id("user"), "Asha Kulkarni", Role.PHARMACIST, "MH-048213", responsible=True)
_LINES = (
    (WARF_5, "0-0-1", 30, 30, "Tab. Warf 5 mg"),
    (ECOSPRIN, "0-1-0", 28, 28, "Ecosprin 75"),
    (AUGMENTIN, "1-0-1", 10, 5, "Augmentin 625 Duo"),
    (GLYCOMET, "1-0-1 pc", 60, 30, "Glycomet 500"),
)
BATCHES = (
    (WARF_5, "B123", date(2026, 12, 10), 90),
    (WARF_5, "WF2419", date(2027, 3, 31), 210),
    (WARF_5, "WF2502", date(2027, 9, 30), 600),
    (WARF_2, "WT0917", date(2027, 6, 30), 75),
    (ECOSPRIN, "EC7781", date(2027, 8, 31), 280),
    (GLYCOMET, "GM0456", date(2027, 5, 31), 400),
    (AUGMENTIN, "AG2611", date(2027, 1, 31), 60),
    (AUGMENTIN, "AG2702", date(2027, 11, 30), 100),
)


def _line(number: int, product: Product, dosage: str, amount: int, days: int, written: str) -> PrescriptionLine:
    return PrescriptionLine(
        id=sample_id(f"line {number}"),
        position=number,
        kind=LineKind.MEDICINE,
        source=LineSource.TRANSCRIBED,
        medicine=PrescribedMedicine(f"{product.name} mg" if product is WARF_5 else product.name),
        dosage_instruction=dosage,
        quantity_prescribed=Quantity(Decimal(amount), "tablet"),
        days_supply=days,
        substitution_allowed=False,
        product_id=product.id,
        confirmed_by=PHARMACIST.id,
        written=WrittenPlace(0, 100, 400 + 90 * number, 900, 80),
        written_text=written,
    )


PATIENT = Patient(sample_id("patient"), "Ramesh K. Deshpande", date(1959, 3, 14), Sex.MALE, "9820000214", "P-10214")
PRESCRIPTION = Prescription(
    id=sample_id("prescription"),
    number="RX-26-004821",
    task_reference="Task/4821",
    patient_id=PATIENT.id,
    prescriber=Prescriber("Dr. Meera Joshi", "MMC-2011-07731", "Banyan Lane Clinic"),
    authored_on=TODAY,
    received_at=NOW - timedelta(minutes=40),
    due_at=NOW + timedelta(minutes=2, seconds=30),
    valid_until=None,
    document_ids=(sample_id("document"),),
    lines=tuple(_line(number, *one) for number, one in enumerate(_LINES, start=1)),
)
ALERT = Alert(
    AlertKind.INTERACTION, Severity.MAJOR, True, ("warfarin", "aspirin"), "More bleeding.",
    "Both slow clotting.", "INR within a week; tell the bleeding signs.", "sample", "WARF-ASA-01", False,
)  # fmt: skip
ANSWER = AlertAnswer(
    sample_id("answer"), PRESCRIPTION.id, "key", "major",
    "prescriber_confirmed: Dr. Joshi by phone, INR on 27 Nov", PHARMACIST.id, NOW - timedelta(minutes=1), "",
)  # fmt: skip


def sentence(dosage: str, _form: str) -> str:
    """The directions of the sample lines in plain words."""
    return {
        "0-0-1": "Take 1 tablet at bedtime.",
        "0-1-0": "Take 1 tablet at noon.",
        "1-0-1": "Take 1 tablet in the morning and 1 in the evening.",
        "1-0-1 pc": "Take 1 tablet in the morning and 1 in the evening, after food.",
    }[dosage]
