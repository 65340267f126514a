"""What was read from a prescription scan: words, fields, medicine lines, each with a decision.

`value` is always the text as written (for a medicine: the best reading, also when it has to be confirmed).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workstation.domain.reading.geometry import Box


class Decision(StrEnum):
    """How far a reading may be trusted."""

    READ = "read"
    """Taken over; the pharmacist sees it beside the scan."""
    CONFIRM = "confirm"
    """A person has to choose or confirm."""
    UNREADABLE = "unreadable"
    """Nothing to go by: ask."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands on the page."""

    text: str
    confidence: float
    """0 to 1: how often a word read like this is right."""
    box: Box
    engine: str
    """Who read it; two names joined by "+" when both read the same."""
    printed: bool = False
    """Looks typeset. In doubt it is handwritten."""

    @property
    def agreed(self) -> bool:
        """Two engines read the same, or it is the text of the document itself."""
        return "+" in self.engine or self.engine == "pdf"


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field of the head of a prescription; value None when it was not found."""

    value: str | None
    confidence: float
    decision: Decision
    box: Box | None
    iso: date | None = None
    """Dates only: the most likely meaning."""
    ambiguous: bool = False
    """Dates only: day and month can be exchanged."""
    number: Decimal | None = None
    """Age and weight only."""
    unit: str | None = None
    """UCUM unit of `number`."""


NOT_FOUND = FieldReading(None, 0.0, Decision.UNREADABLE, None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A medicine that the writing may mean."""

    name: str
    ingredients: tuple[str, ...]
    score: float
    """0 to 1; 1 = letter for letter."""
    in_catalogue: bool
    chosen_before: int = 0
    """How often pharmacists chose it where this prescriber wrote like this; worked out when it is shown."""


@dataclass(frozen=True, slots=True)
class MedicineReading:
    """The name of a medicine with what else it may be, best first, at most five."""

    value: str | None
    decision: Decision
    candidates: tuple[Candidate, ...]
    box: Box | None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class StrengthReading:
    """The strength as written and as amounts per ingredient (("500", "mg"), ("125", "mg"))."""

    value: str | None
    decision: Decision
    amounts: tuple[tuple[Decimal, str], ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class DosageReading:
    """The directions as written and, where they were understood, as a plain sentence."""

    text: str | None
    plain: str | None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class DurationReading:
    """The length of the course."""

    days: int | None = None
    """The best reading; None when none is written."""
    decision: Decision = Decision.UNREADABLE
    others: tuple[int, ...] = ()
    """Other lengths that the same writing may mean ("128 d" or "x 28 d"); never empty without a doubt to settle."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """One prescribed medicine; it may stand on several lines of text."""

    text: str
    box: Box
    medicine: MedicineReading
    strength: StrengthReading
    form: str | None
    dosage_instruction: DosageReading
    quantity: Decimal | None
    quantity_unit: str | None
    duration_days: int | None
    refills: int | None = None
    duration: DurationReading = field(default_factory=DurationReading)
    """How sure `duration_days` is."""


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What stands among or below the medicines and is none: advice, a review date, a stamp, a footer."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageMark:
    """What tells a page from others: SHA-256 of its pixels, and a perceptual hash (16 hex digits, "" without ink)."""

    sha256: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page; boxes in its pixels as every viewer shows it (camera orientation applied)."""

    width: int
    height: int
    words: tuple[Word, ...]
    fields: Mapping[str, FieldReading]
    lines: tuple[LineReading, ...]
    notes: tuple[NoteReading, ...] = ()
    rotation: int = 0
    """Degrees clockwise by which the page has to be turned to stand upright: 0, 90, 180, 270."""
    decision: Decision = Decision.CONFIRM
    """UNREADABLE when (almost) nothing could be read."""
    mark: PageMark = field(default_factory=PageMark)
    """Empty for a page that was read before there were marks."""
    warnings: tuple[str, ...] = ()
    """Sentences about why this page is less sure than others (two patients on it, an engine that stopped)."""
    head_colour: float | None = None
    """Share of coloured ink at the head, 0 to 1; None for a grey picture, too little ink, or a page of its own text."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """Time of the two passes over all pages; None when a pass was not run."""

    fast: float | None = None
    accurate: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read."""

    file: str
    pages: tuple[Page, ...] = ()
    engines: tuple[str, ...] = ()
    """Name and version of each engine that took part."""
    seconds: Seconds = field(default_factory=Seconds)
    refused: str | None = None
    """Why the file could not be read, in a sentence: no pages, or only the first of a document that is too long."""
    notes: tuple[str, ...] = ()
    """Sentences about what was left out (an engine that is missing)."""


FIELD_NAMES = (
    "patient",
    "date",
    "prescriber",
    "registration_number",
    "age",
    "sex",
    "weight",
    "birth_date",
    "diagnosis",
)
"""The fields every page answers for, found or not."""
