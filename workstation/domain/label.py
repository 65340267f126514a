"""What stands on a dispensing label, and what must not be missing from it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.domain.dosage import DosageInstruction, Slot, Timing
from workstation.domain.errors import Refused


class LabelRefusal(StrEnum):
    """Why a label is not printed. `what` in the facts names the part of the label."""

    MISSING_TEXT = "missing_text"
    TEXT_DOES_NOT_FIT = "text_does_not_fit"
    MISSING_GLYPH = "missing_glyph"
    NO_DIRECTIONS = "no_directions"
    """The line has none, and none are made up. `line` in the facts is its position."""
    TAKEN_BACK = "taken_back"
    """Its pack does not lie on the counter any more."""
    NO_PACKS = "no_packs"
    """No pack was scanned: there is nothing that a leaflet could be about."""


class Pictogram(StrEnum):
    """A part of the directions as a picture, for people who do not read. It only repeats what is written beside it."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    NIGHT = "night"
    BEFORE_FOOD = "before_food"
    WITH_FOOD = "with_food"
    AFTER_FOOD = "after_food"
    SHAKE = "shake"
    FRIDGE = "fridge"
    NO_DRIVING = "no_driving"


PARTS_OF_THE_DAY = (Pictogram.MORNING, Pictogram.NOON, Pictogram.EVENING, Pictogram.NIGHT)
_FOOD = {
    Timing.BEFORE_FOOD: Pictogram.BEFORE_FOOD,
    Timing.WITH_FOOD: Pictogram.WITH_FOOD,
    Timing.AFTER_FOOD: Pictogram.AFTER_FOOD,
}
"""A named meal has no picture: "after lunch" shown as "after food" would be another direction."""


@dataclass(frozen=True, slots=True)
class LabelContent:
    """One label of one pack. Texts are final: words and numbers as they are printed."""

    pharmacy_name: str
    pharmacy_address: str
    pharmacy_licence: str
    patient_name: str
    dispensed_on: date
    medicine_name: str
    """Brand as on the box: "Warf 5"."""
    medicine_text: str
    """Ingredients with strength: "warfarin 5 mg"."""
    quantity: str
    """Content of this pack: "15 tablets"."""
    directions: str
    """The plain sentence, or the text as written."""
    directions_below: str = ""
    """The same in a second language; empty when there is none."""
    cautions: tuple[str, ...] = ()
    """Sentences; printed one after the other."""
    cautions_elsewhere: str = ""
    """What stands in their place where they do not fit: that the leaflet has more."""
    pictograms: tuple[Pictogram, ...] = ()
    batch_number: str = ""
    expiry_date: date | None = None
    prescription_number: str = ""
    part: int = 1
    parts: int = 1
    """This is label `part` of the `parts` that the line gets with this supply."""
    owed: str = ""
    """What the patient is still to get after a part supply: "3 packs, 30 tablets"; empty otherwise."""
    prescriber: str = ""
    checked_by: str = ""
    """Initials of who made the accuracy check; empty before it."""
    code: str = ""
    """Text of the DataMatrix: our own token, see `InternalToken`."""


REQUIRED = (
    "pharmacy_name",
    "patient_name",
    "medicine_name",
    "quantity",
    "directions",
    "prescription_number",
    "code",
)
"""A label without one of these would be a risk on a pack."""


def check_label(content: LabelContent) -> None:
    """Refuses a label that lacks a required text: Refused(MISSING_TEXT, what=field)."""
    for field in REQUIRED:
        if not getattr(content, field).strip():
            raise Refused(LabelRefusal.MISSING_TEXT, what=field)


def pictograms_for(dosage: DosageInstruction) -> tuple[Pictogram, ...]:
    """Parts of the day, then food, of an instruction that was understood in full; nothing for any other."""
    if not dosage.understood:
        return ()
    return (*_parts_of_the_day(dosage), *_food(dosage))


def _parts_of_the_day(dosage: DosageInstruction) -> tuple[Pictogram, ...]:
    if dosage.period.days != 1 or dosage.weekdays:
        return ()
    if dosage.pattern is not None:
        return tuple(Pictogram(slot.value) for slot, _ in dosage.pattern.slots())
    if Timing.AT_BEDTIME in dosage.timing:
        return (Pictogram(Slot.NIGHT.value),)
    return ()


def _food(dosage: DosageInstruction) -> tuple[Pictogram, ...]:
    """Where the whole instruction has one relation to food: two of them belong to different doses."""
    related = [one for one in dosage.timing if one is not Timing.AT_BEDTIME]
    return (_FOOD[related[0]],) if len(related) == 1 and related[0] in _FOOD else ()
