"""The patient is part of the chain: who stands on the paper, who was chosen, and who else has a name like that.

What does not agree, cannot be read or can be mistaken waits for two identifiers, which somebody confirms against the
paper or with the patient. The confirmation is a fact of its own; it counts for this patient and these readings only.
"""

import hashlib
import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.patient import Patient, Sex
from workstation.domain.patient_match import MatchVerdict, PatientMatch, WrittenPatient, compare
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag
from workstation.domain.reading import Decision, FieldReading, Page, reading_from_json
from workstation.domain.reading.model import NOT_FOUND
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind
from workstation.services.document_ports import PersonAtWork
from workstation.services.identifiers import Identifier
from workstation.services.people_at_work import PeopleAtWork
from workstation.services.ports import Transaction
from workstation.services.recording import record
from workstation.services.shown_flags import show_flag
from workstation.services.site import Site

NEEDED = 2
"""Identifiers that have to agree."""


class IdentityRefusal(StrEnum):
    """Why an identity is not confirmed."""

    NO_PATIENT = "identity_without_patient"
    TOO_FEW = "identity_too_few"


@dataclass(frozen=True, slots=True)
class IdentityQuestion:
    """What has to be confirmed, and why. `match` is None where there is no paper to compare with."""

    patient: Patient
    written: WrittenPatient | None
    match: PatientMatch | None
    similar: tuple[PersonAtWork, ...]
    """Other patients with a name like this one's: in the queue, in the bins, handed over today."""
    on_record: tuple[Identifier, ...]
    unread: bool = False
    """A scan is not read yet: what is missing on the paper may still be found."""

    @property
    def verdict(self) -> MatchVerdict:
        """Of paper and record; a match where only a similar name asks."""
        return self.match.verdict if self.match is not None else MatchVerdict.MATCH


def identity_question(
    tx: Transaction, site: Site, prescription: Prescription, people: PeopleAtWork | None = None
) -> IdentityQuestion | None:
    """What is to be confirmed of this prescription's patient; None when nothing is, or when it was.

    `people`: whoever asks of many prescriptions in one go reads who is at work once.
    """
    if prescription.patient_id is None:
        return None
    patient = tx.patients.get(prescription.patient_id)
    texts = _readings(tx, prescription)
    if _is_confirmed(tx.prescriptions.events(prescription.id), _of_what(patient, texts)):
        return None
    written, match = _worst(_written(prescription, texts), patient, site.today())
    similar = (people or PeopleAtWork(site)).similar(tx, patient)
    if not similar and (match is None or match.verdict is MatchVerdict.MATCH):
        return None
    unread = any(text is None for _, text in texts)
    return IdentityQuestion(patient, written, match, similar, identifiers_of(patient), unread)


def is_confirmed(tx: Transaction, prescription: Prescription) -> bool:
    """Somebody compared identifiers of this patient, as known now, with what was read, as it stands now."""
    if prescription.patient_id is None:
        return False
    of = _of_what(tx.patients.get(prescription.patient_id), _readings(tx, prescription))
    return _is_confirmed(tx.prescriptions.events(prescription.id), of)


def confirm_identity(site: Site, user: User, prescription_id: UUID, identifiers: AbstractSet[Identifier]) -> None:
    """Somebody compared identifiers. Raises Refused for too few (`needed_of`); what the record lacks does not count."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        if prescription.patient_id is None:
            raise Refused(IdentityRefusal.NO_PATIENT, number=prescription.number)
        patient = tx.patients.get(prescription.patient_id)
        on_record = identifiers_of(patient)
        if len(on_record) < NEEDED:
            site.require(user, Permission.APPROVE)
        given = [one for one in on_record if one in identifiers]
        if len(given) < needed_of(on_record):
            raise Refused(IdentityRefusal.TOO_FEW, needed=needed_of(on_record), given=len(given))
        facts = {
            "patient": str(patient.id),
            "identifiers": [one.value for one in given],
            "of": _of_what(patient, _readings(tx, prescription)),
        }
        record(tx, site, user, prescription_id, EventKind.IDENTITY_CONFIRMED, detail=json.dumps(facts))
        show_flag(tx, prescription_id, Flag.PATIENT_NOT_CONFIRMED, on=False)


def needed_of(on_record: Sequence[Identifier]) -> int:
    """How many have to agree. Of a record that has fewer than two, all of them, and a pharmacist answers for it."""
    return max(1, min(NEEDED, len(on_record)))


def identifiers_of(patient: Patient) -> tuple[Identifier, ...]:
    """Those that the record has."""
    known = {
        Identifier.NAME: patient.name,
        Identifier.BIRTH_DATE: patient.birth_date,
        Identifier.NUMBER: patient.number,
        Identifier.PHONE: patient.phone,
    }
    return tuple(one for one, value in known.items() if value)


# --- inside ---------------------------------------------------------------------------------------------------


def _readings(tx: Transaction, prescription: Prescription) -> tuple[tuple[UUID, str | None], ...]:
    return tuple((one, tx.documents.reading(one)) for one in prescription.document_ids)


def _of_what(patient: Patient, texts: Sequence[tuple[UUID, str | None]]) -> str:
    """What a confirmation is good for: another patient, a corrected record or another reading makes it void."""
    person = [str(patient.id), patient.name, str(patient.birth_date), patient.number, patient.phone]
    read = [[str(one), hashlib.sha256((text or "").encode()).hexdigest()] for one, text in texts]
    return hashlib.sha256(json.dumps([person, read]).encode()).hexdigest()


def _is_confirmed(events: Sequence[Event], of: str) -> bool:
    last = next((one for one in reversed(events) if one.kind is EventKind.IDENTITY_CONFIRMED), None)
    return last is not None and json.loads(last.detail)["of"] == of


def _worst(
    written: Sequence[WrittenPatient], patient: Patient, today: date
) -> tuple[WrittenPatient | None, PatientMatch | None]:
    """Of several pages that name a patient the one that agrees least."""
    order = list(MatchVerdict)
    found = [(one, compare(one, patient, today)) for one in written]
    return max(found, key=lambda one: order.index(one[1].verdict), default=(None, None))


def _written(prescription: Prescription, texts: Sequence[tuple[UUID, str | None]]) -> tuple[WrittenPatient, ...]:
    """Everybody whom the scans name; one without a name when none does, or when a scan is not read yet."""
    named: list[WrittenPatient] = []
    unread = False
    first: Page | None = None
    for _, text in texts:
        pages = reading_from_json(json.loads(text)).pages if text is not None else ()
        unread = unread or text is None
        first = first or next(iter(pages), None)
        named += [_of_page(page, prescription) for page in pages if _legible(page.fields.get("patient", NOT_FOUND))]
    if texts and (unread or not named):
        bare = _of_page(first, prescription) if first is not None and not named else WrittenPatient()
        named.append(replace(bare, name=""))
    return tuple(named)


def _legible(field: FieldReading) -> bool:
    return bool(field.value) and field.decision is not Decision.UNREADABLE


def _of_page(page: Page, prescription: Prescription) -> WrittenPatient:
    name, age, born, sex, written = (
        page.fields.get(one, NOT_FOUND) for one in ("patient", "age", "birth_date", "sex", "date")
    )
    sure = {
        key: page.fields.get("patient" if key == "name" else key, NOT_FOUND)
        for key in ("name", "age", "birth_date", "sex")
    }
    return WrittenPatient(
        name=(name.value or "") if _legible(name) else "",
        age=age.number if _legible(age) else None,
        age_unit=age.unit or "a",
        birth_date=born.iso if _legible(born) else None,
        day_month_unsure=born.ambiguous,
        sex=_sex(sex) if _legible(sex) else Sex.UNKNOWN,
        written_on=written.iso if written.decision is Decision.READ else prescription.authored_on,
        sure=frozenset(key for key, field in sure.items() if field.decision is Decision.READ),
    )


def _sex(field: FieldReading) -> Sex:
    first = (field.value or "").casefold()[:1]
    return {"m": Sex.MALE, "b": Sex.MALE, "f": Sex.FEMALE, "g": Sex.FEMALE}.get(first, Sex.UNKNOWN)
