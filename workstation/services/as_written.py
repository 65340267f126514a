"""Who prescribed and when: as the order says, else as it was read on the scan."""

import json
from datetime import date

from workstation.domain.prescription import Prescriber, Prescription
from workstation.domain.reading import reading_from_json
from workstation.domain.reading.model import NOT_FOUND
from workstation.services.ports import Transaction


def as_written(tx: Transaction, prescription: Prescription) -> tuple[Prescriber, date | None]:
    """Prescriber and date; what nobody wrote or read is empty."""
    given, written_on = prescription.prescriber, prescription.authored_on
    who, number = given.name, given.registration_number
    for document_id in prescription.document_ids if not (who and written_on) else ():
        text = tx.documents.reading(document_id)
        for page in reading_from_json(json.loads(text)).pages if text is not None else ():
            fields = page.fields
            who = who or (fields.get("prescriber", NOT_FOUND).value or "")
            number = number or (fields.get("registration_number", NOT_FOUND).value or "")
            written_on = written_on or fields.get("date", NOT_FOUND).iso
    return Prescriber(who, number, given.clinic), written_on
