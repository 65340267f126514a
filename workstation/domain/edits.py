"""What the server changed in a prescription that people here are working on: old and new of each field, as facts.

Neither side ever holds a patient's name: a patient is named by the pseudonymous id.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.prescription import LineKind, PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity, counted


class EditedField(StrEnum):
    """What may be changed under our hands; the value names the words shown."""

    PATIENT = "patient"
    PRESCRIBER = "prescriber"
    AUTHORED_ON = "authored_on"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    LINE_ADDED = "line_added"
    LINE_REMOVED = "line_removed"
    MEDICINE = "medicine"
    DIRECTIONS = "directions"
    QUANTITY = "quantity"
    DAYS_SUPPLY = "days_supply"
    REPEATS = "repeats"
    SUBSTITUTION = "substitution"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, before and after; "" where there was or is nothing. `line` is the position, None for the header."""

    field: EditedField
    before: str
    after: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line is not None else ""
        return f"{place}{self.field.value.replace('_', ' ')}: {self.before or '-'} → {self.after or '-'}"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by the server: the differences, the stage it met, and the checks that it made void."""

    differences: tuple[Difference, ...]
    stage: str
    """The status before the change."""
    voided: tuple[str, ...]
    """Of "approval", "accuracy_check", "ready", "packs"."""

    def as_detail(self) -> str:
        """The edit as JSON, for the detail of an event."""
        rows = [[one.field.value, one.before, one.after, one.line] for one in self.differences]
        facts = {"differences": rows, "stage": self.stage, "voided": list(self.voided)}
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def edit_from(detail: str) -> Edit:
    """The inverse of `Edit.as_detail`."""
    facts = json.loads(detail)
    found = (Difference(EditedField(field), old, new, line) for field, old, new, line in facts["differences"])
    return Edit(tuple(found), facts["stage"], tuple(facts["voided"]))


def in_words(differences: Sequence[Difference]) -> str:
    """All differences in one sentence, for a refusal."""
    return "; ".join(map(str, differences))


def differences(before: Prescription, after: Prescription) -> tuple[Difference, ...]:
    """What differs between two versions of one prescription. Lines that are no medicine are not compared."""
    return (*_of_header(before, after), *_of_lines(before, after))


def _of_header(before: Prescription, after: Prescription) -> Iterator[Difference]:
    pairs = (
        (EditedField.PATIENT, before.patient_id, after.patient_id),
        (EditedField.PRESCRIBER, _prescriber(before), _prescriber(after)),
        (EditedField.AUTHORED_ON, before.authored_on, after.authored_on),
        (EditedField.VALID_UNTIL, before.valid_until, after.valid_until),
    )
    for field, old, new in pairs:
        if old != new:
            yield Difference(field, _word(old), _word(new))


def _prescriber(prescription: Prescription) -> str:
    who = prescription.prescriber
    return " ".join(part for part in (who.name, who.registration_number) if part)


def _of_lines(before: Prescription, after: Prescription) -> Iterator[Difference]:
    old = {line.id: line for line in before.lines if line.kind is LineKind.MEDICINE}
    new = {line.id: line for line in after.lines if line.kind is LineKind.MEDICINE}
    for line_id, line in old.items():
        if line_id in new:
            yield from _of_line(line, new[line_id])
        else:
            yield Difference(EditedField.LINE_REMOVED, line.medicine.text, "", line.position)
    for line_id, line in new.items():
        if line_id not in old:
            yield Difference(EditedField.LINE_ADDED, "", line.medicine.text, line.position)


def _of_line(before: PrescriptionLine, after: PrescriptionLine) -> Iterator[Difference]:
    if before.medicine != after.medicine:
        yield Difference(EditedField.MEDICINE, *_medicines(before.medicine, after.medicine), after.position)
    pairs = (
        (EditedField.DIRECTIONS, before.dosage_instruction, after.dosage_instruction),
        (EditedField.QUANTITY, before.quantity_prescribed, after.quantity_prescribed),
        (EditedField.DAYS_SUPPLY, before.days_supply, after.days_supply),
        (EditedField.REPEATS, before.repeats_allowed, after.repeats_allowed),
        (EditedField.SUBSTITUTION, before.substitution_allowed, after.substitution_allowed),
        (EditedField.BLOCK, before.block, after.block),
        (EditedField.VALID_FROM, before.valid_from, after.valid_from),
        (EditedField.VALID_UNTIL, before.valid_until, after.valid_until),
    )
    for field, old, new in pairs:
        if old != new:
            yield Difference(field, _word(old), _word(new), after.position)


def _word(value: object) -> str:
    """Booleans as yes and no, quantities as people read them, nothing as ""."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Quantity):
        return counted(value)
    return "" if value is None else str(value)


def _medicines(before: PrescribedMedicine, after: PrescribedMedicine) -> tuple[str, str]:
    """The texts; with strengths, form and codes where the texts alone do not differ."""
    if before.text != after.text:
        return before.text, after.text
    return _in_full(before), _in_full(after)


def _in_full(medicine: PrescribedMedicine) -> str:
    parts = [f"{one.ingredient} {one.strength or ''}".strip() for one in medicine.ingredients]
    codes = [one.code for one in medicine.codings]
    return ", ".join(part for part in (medicine.text, " + ".join(parts), medicine.form, *codes) if part)
