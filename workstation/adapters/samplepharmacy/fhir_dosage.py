"""A dosage instruction as FHIR R4 Dosage: the text always, structure only where every word was understood."""

from decimal import Decimal

from workstation.adapters.samplepharmacy.fhir_values import Json, days, fhir_quantity, number
from workstation.domain.dosage import DosageInstruction, PeriodUnit, Slot, Timing, parse_dosage
from workstation.domain.quantity import Quantity

# FHIR R4 event-timing and the day parts of the pattern
_WHEN_SLOT = {Slot.MORNING: "MORN", Slot.NOON: "NOON", Slot.EVENING: "EVE", Slot.NIGHT: "NIGHT"}
_WHEN_TIMING = {
    Timing.BEFORE_FOOD: "AC",
    Timing.WITH_FOOD: "C",
    Timing.AFTER_FOOD: "PC",
    Timing.BEFORE_BREAKFAST: "ACM",
    Timing.AFTER_BREAKFAST: "PCM",
    Timing.AT_BEDTIME: "HS",
}
_PERIOD_UNIT = {PeriodUnit.DAY: "d", PeriodUnit.WEEK: "wk", PeriodUnit.MONTH: "mo"}


def dosage_instructions(text: str, form_unit: str) -> list[Json]:
    """One Dosage per amount: 24 units in the morning and 16 at night become two. `form_unit`
    is what is counted."""
    instruction = parse_dosage(text)
    if not instruction.understood:
        return [{"sequence": 1, "text": text}]
    doses = _doses(instruction)
    return [
        {"sequence": position, "text": text, **_structure(instruction, when, dose, form_unit)}
        for position, (when, dose) in enumerate(doses, start=1)
    ]


def _doses(instruction: DosageInstruction) -> list[tuple[list[str], Quantity | None]]:
    """Which parts of the day take which amount; no parts where the text names none."""
    if instruction.pattern is None:
        return [([], instruction.dose)]
    parts: dict[Decimal, list[str]] = {}
    for slot, amount in instruction.pattern.slots():
        parts.setdefault(amount, []).append(_WHEN_SLOT[slot])
    return [(when, Quantity(amount, instruction.pattern.unit)) for amount, when in parts.items()]


def _structure(instruction: DosageInstruction, when: list[str], dose: Quantity | None, form_unit: str) -> Json:
    repeat: Json = {}
    frequency = Decimal(len(when)) if when else instruction.times
    if frequency is not None:
        repeat |= {
            "frequency": number(frequency),
            "period": instruction.period.count,
            "periodUnit": _PERIOD_UNIT[instruction.period.unit],
        }
    meals = [_WHEN_TIMING[each] for each in instruction.timing if each in _WHEN_TIMING]
    if when or meals:
        repeat["when"] = when + [each for each in meals if each not in when]
    if instruction.duration_days is not None:
        repeat["boundsDuration"] = days(instruction.duration_days)
    found: Json = {"timing": {"repeat": repeat}} if repeat else {}
    if instruction.as_needed:
        found["asNeededBoolean"] = True
    if dose is not None:
        amount = dose if dose.unit else Quantity(dose.value, form_unit)
        found["doseAndRate"] = [{"doseQuantity": fhir_quantity(amount)}]
    return found
