"""A staff badge as a label: name, role, and a code that chooses this person at the sign-in."""

from datetime import date

from workstation.app.pharmacy_text import PharmacyText
from workstation.domain.label import LabelContent
from workstation.domain.scanned_code import InternalToken
from workstation.domain.users import User
from workstation.ui.words import Words


def badge_label(user: User, badge: InternalToken, pharmacy: PharmacyText, today: date, words: Words) -> LabelContent:
    """Of the size of the usual labels, so that it needs no paper of its own."""
    return LabelContent(
        pharmacy_name=pharmacy.name,
        pharmacy_address="",
        pharmacy_licence="",
        patient_name=user.name,
        dispensed_on=today,
        medicine_name=words.text("printer.badge.title"),
        medicine_text="",
        quantity=words.word(user.role),
        directions=words.text("printer.badge.says"),
        prescription_number=f"{badge.kind}-{badge.number}",
        code=str(badge),
    )
