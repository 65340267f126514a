"""Labels for tests: invented people, real sizes of text."""

from datetime import date

from workstation.adapters.printing.words import load_dosage_words
from workstation.domain.dosage import parse_dosage, plain_sentence
from workstation.domain.label import LabelContent, pictograms_for
from workstation.domain.scanned_code import InternalToken, TokenKind

TOKEN = InternalToken(TokenKind.LABEL, "A004821-S/1")


def label(
    dosage: str = "1 tab hs",
    *,
    form: str = "tablet",
    patient: str = "Ramesh K. Deshpande",
    name: str = "Warf 5",
    text: str = "warfarin 5 mg",
    quantity: str = "15 tablets",
    cautions: tuple[str, ...] = ("Thins the blood. Ask before any pain-killer.",),
    parts: int = 2,
) -> LabelContent:
    """A label with directions in English and Hindi."""
    instruction = parse_dosage(dosage)
    return LabelContent(
        pharmacy_name="Neem Tree Pharmacy",
        pharmacy_address="4 Temple Road, Kothrud, Pune · 020 5550 0142",
        pharmacy_licence="MH-PZ3-118842",
        patient_name=patient,
        dispensed_on=date(2026, 11, 22),
        medicine_name=name,
        medicine_text=text,
        quantity=quantity,
        directions=plain_sentence(instruction, form, load_dosage_words("en")),
        directions_below=plain_sentence(instruction, form, load_dosage_words("hi")),
        cautions=cautions,
        pictograms=pictograms_for(instruction),
        batch_number="WF2419",
        expiry_date=date(2027, 3, 31),
        prescription_number="RX-A004821-S/1",
        part=1,
        parts=parts,
        prescriber="Dr. M. Joshi",
        checked_by="AK",
        code=str(TOKEN),
    )


USUAL = (
    label(),
    label("1-0-1 pc x 5 days", name="Augmentin 625 Duo", text="amoxicillin 500 mg + clavulanic acid 125 mg"),
    label("1-1-1 pc x 5 days", name="Crocin 650", text="paracetamol 650 mg", parts=1),
    label(
        "5 ml tds x 5 days after food",
        form="syrup",
        name="Augmentin DDS",
        text="amoxicillin 400 mg + clavulanic acid 57 mg per 5 mL",
        quantity="60 mL",
        cautions=("Shake well. Keep in the fridge.", "Throw away after 7 days."),
        parts=1,
    ),
    label("2 puffs q4-6h prn asthma max 8 puffs in 24 hours", form="inhaler", patient="कमला देवी शर्मा", cautions=()),
    label("TAPER AS DIRECTED", name="Wysolone 10", text="prednisolone 10 mg"),
)
"""What a counter prints every day; all of them must fit."""
