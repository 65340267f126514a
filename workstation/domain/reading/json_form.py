"""The JSON of `workstation read` and of the stored reading, both ways (contract: the `read` command)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workstation.domain.reading.geometry import Box
from workstation.domain.reading.model import (
    Candidate,
    Decision,
    DosageReading,
    DurationReading,
    FieldReading,
    LineReading,
    MedicineReading,
    NoteReading,
    Page,
    PageMark,
    Reading,
    Seconds,
    StrengthReading,
    Word,
)

Json = dict[str, Any]


def reading_to_json(reading: Reading) -> Json:
    """The reading as plain dictionaries and lists; boxes are [x, y, w, h]."""
    return {
        "file": reading.file,
        "pages": [_page_to_json(page) for page in reading.pages],
        "engines": list(reading.engines),
        "seconds": {"fast": _rounded(reading.seconds.fast), "accurate": _rounded(reading.seconds.accurate)},
        "refused": reading.refused,
        "notes": list(reading.notes),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _box_to_json(box: Box | None) -> list[int] | None:
    return None if box is None else list(box)


def _number_to_json(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _page_to_json(page: Page) -> Json:
    return {
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "decision": page.decision.value,
        "sha256": page.mark.sha256,
        "look": page.mark.look,
        "words": [_word_to_json(word) for word in page.words],
        "fields": {name: _field_to_json(name, field) for name, field in page.fields.items()},
        "lines": [_line_to_json(line) for line in page.lines],
        "notes": [{"text": note.text, "box": list(note.box)} for note in page.notes],
        "warnings": list(page.warnings),
        "head_colour": page.head_colour,
    }


def _word_to_json(word: Word) -> Json:
    return {
        "text": word.text,
        "confidence": round(word.confidence, 3),
        "box": list(word.box),
        "engine": word.engine,
        "printed": word.printed,
    }


def _field_to_json(name: str, field: FieldReading) -> Json:
    answer: Json = {
        "value": field.value,
        "confidence": round(field.confidence, 3),
        "decision": field.decision.value,
        "box": _box_to_json(field.box),
    }
    if name.endswith("date"):
        answer |= {"iso": field.iso.isoformat() if field.iso else None, "ambiguous": field.ambiguous}
    if name in ("age", "weight"):
        answer |= {"number": _number_to_json(field.number), "unit": field.unit}
    return answer


def _line_to_json(line: LineReading) -> Json:
    return {
        "text": line.text,
        "box": list(line.box),
        "medicine": {
            "value": line.medicine.value,
            "confidence": round(line.medicine.confidence, 3),
            "decision": line.medicine.decision.value,
            "box": _box_to_json(line.medicine.box),
            "candidates": [_candidate_to_json(candidate) for candidate in line.medicine.candidates],
        },
        "strength": {
            "value": line.strength.value,
            "decision": line.strength.decision.value,
            "amounts": [{"value": _number_to_json(value), "unit": unit} for value, unit in line.strength.amounts],
            "box": _box_to_json(line.strength.box),
        },
        "form": line.form,
        "dosage_instruction": {
            "text": line.dosage_instruction.text,
            "plain": line.dosage_instruction.plain,
            "box": _box_to_json(line.dosage_instruction.box),
        },
        "quantity": _number_to_json(line.quantity),
        "quantity_unit": line.quantity_unit,
        "duration_days": line.duration_days,
        "duration": {
            "days": line.duration.days,
            "decision": line.duration.decision.value,
            "others": list(line.duration.others),
        },
        "refills": line.refills,
    }


def _candidate_to_json(candidate: Candidate) -> Json:
    return {
        "name": candidate.name,
        "ingredients": list(candidate.ingredients),
        "score": round(candidate.score, 3),
        "in_catalogue": candidate.in_catalogue,
    }


def reading_from_json(document: Mapping[str, Any]) -> Reading:
    """The reading that was written by `reading_to_json` (KeyError when something is missing)."""
    return Reading(
        file=document["file"],
        pages=tuple(_page_from_json(page) for page in document["pages"]),
        engines=tuple(document["engines"]),
        seconds=Seconds(document["seconds"]["fast"], document["seconds"]["accurate"]),
        refused=document["refused"],
        notes=tuple(document.get("notes", ())),
    )


def _box_from_json(box: list[int] | None) -> Box | None:
    return None if box is None else Box(*box)


def _number_from_json(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _page_from_json(page: Mapping[str, Any]) -> Page:
    return Page(
        width=page["width"],
        height=page["height"],
        words=tuple(
            Word(word["text"], word["confidence"], Box(*word["box"]), word["engine"], word["printed"])
            for word in page["words"]
        ),
        fields={name: _field_from_json(field) for name, field in page["fields"].items()},
        lines=tuple(_line_from_json(line) for line in page["lines"]),
        notes=tuple(NoteReading(note["text"], Box(*note["box"])) for note in page.get("notes", ())),
        rotation=page["rotation"],
        decision=Decision(page["decision"]),
        mark=PageMark(page.get("sha256", ""), page.get("look", "")),
        warnings=tuple(page.get("warnings", ())),
        head_colour=page.get("head_colour"),
    )


def _field_from_json(field: Mapping[str, Any]) -> FieldReading:
    iso = field.get("iso")
    return FieldReading(
        value=field["value"],
        confidence=field["confidence"],
        decision=Decision(field["decision"]),
        box=_box_from_json(field["box"]),
        iso=date.fromisoformat(iso) if iso else None,
        ambiguous=field.get("ambiguous", False),
        number=_number_from_json(field.get("number")),
        unit=field.get("unit"),
    )


def _line_from_json(line: Mapping[str, Any]) -> LineReading:
    medicine, strength, dosage = line["medicine"], line["strength"], line["dosage_instruction"]
    return LineReading(
        text=line["text"],
        box=Box(*line["box"]),
        medicine=MedicineReading(
            value=medicine["value"],
            decision=Decision(medicine["decision"]),
            candidates=tuple(
                Candidate(item["name"], tuple(item["ingredients"]), item["score"], item["in_catalogue"])
                for item in medicine["candidates"]
            ),
            box=_box_from_json(medicine["box"]),
            confidence=medicine["confidence"],
        ),
        strength=StrengthReading(
            value=strength["value"],
            decision=Decision(strength["decision"]),
            amounts=tuple((Decimal(str(item["value"])), item["unit"]) for item in strength["amounts"]),
            box=_box_from_json(strength["box"]),
        ),
        form=line["form"],
        dosage_instruction=DosageReading(dosage["text"], dosage["plain"], _box_from_json(dosage["box"])),
        quantity=_number_from_json(line["quantity"]),
        quantity_unit=line["quantity_unit"],
        duration_days=line["duration_days"],
        refills=line["refills"],
        duration=_duration_from_json(line),
    )


def _duration_from_json(line: Mapping[str, Any]) -> DurationReading:
    """A reading that was stored before lengths had a decision has to be confirmed."""
    days = line["duration_days"]
    held = line.get("duration") or {"days": days, "decision": "unreadable" if days is None else "confirm", "others": ()}
    return DurationReading(held["days"], Decision(held["decision"]), tuple(held["others"]))
