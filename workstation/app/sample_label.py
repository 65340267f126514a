"""The label that is printed to try a printer: everything that a label may have, and nobody's."""

from collections.abc import Callable
from datetime import date

from workstation.app.pharmacy_text import PharmacyText
from workstation.domain.dosage import parse_dosage
from workstation.domain.label import LabelContent, pictograms_for
from workstation.domain.scanned_code import InternalToken, TokenKind

DIRECTIONS, FORM = "1-0-1 pc x 5 days", "tablet"
TOKEN = InternalToken(TokenKind.LABEL, "TEST")


def sample_label(pharmacy: PharmacyText, today: date, sentences: Callable[[str, str], tuple[str, str]]) -> LabelContent:
    """With both languages, pictures and a code that means no prescription."""
    directions, below = sentences(DIRECTIONS, FORM)
    return LabelContent(
        pharmacy_name=pharmacy.name,
        pharmacy_address=pharmacy.address,
        pharmacy_licence=pharmacy.licence,
        patient_name="TEST LABEL",
        dispensed_on=today,
        medicine_name="TEST",
        medicine_text="not for a pack",
        quantity="0 tablets",
        directions=directions,
        directions_below=below,
        pictograms=pictograms_for(parse_dosage(DIRECTIONS)),
        prescription_number="TEST",
        code=str(TOKEN),
    )
