"""What the queue shows of a prescription, prepared so that painting it needs no look-up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.patient import Sex
from workstation.domain.workflow import Status


class Flag(StrEnum):
    """Why a prescription needs a second look; in the order in which they are shown."""

    ALLERGY = "allergy"
    CONTRAINDICATED = "contraindicated"
    INTERACTION_MAJOR = "interaction_major"
    MAJOR = "major"
    """A major alert that is neither an allergy nor an interaction: a dose, an age, the same medicine twice."""
    PATIENT_NOT_CONFIRMED = "patient_not_confirmed"
    """The paper names somebody else, or another patient at work has such a name: two identifiers are wanted."""
    SEEN_BEFORE = "seen_before"
    """It may be a prescription that is held or was supplied already."""
    INTERACTION_MODERATE = "interaction_moderate"
    NOT_SCREENED = "not_screened"
    """Something on it could not be screened: a line, a recorded allergy, or there is no line at all."""
    SCREENING_WAITS = "screening_waits"
    """It came with many others and is screened after them: nothing is known of it yet."""
    CONTROLLED = "controlled"
    NO_STOCK = "no_stock"
    FRIDGE = "fridge"
    OWING = "owing"
    DUPLICATE = "duplicate"
    CHILD_DOSE = "child_dose"
    DIRECTIONS = "directions"
    """The directions of a line do not say how much or how often, or nobody understood them."""
    NOT_CHECKED = "not_checked"
    """A check could not be made, and nothing goes on without it: the dose of a child whose weight is not known."""
    MINOR = "minor"
    """A minor alert that no other flag tells of."""
    FACTS_MISSING = "facts_missing"
    """A check that stops nothing could not be made. Nearly every row has one: it is no chip, the review names it; it
    keeps a row from being called clear."""
    UNREADABLE_SCAN = "unreadable_scan"
    NEEDS_ATTENTION = "needs_attention"


class View(StrEnum):
    """The saved views of the queue."""

    ALL_OPEN = "all_open"
    MINE = "mine"
    LATE = "late"
    DUE_SOON = "due_soon"
    TO_REVIEW = "to_review"
    CLARIFICATION = "clarification"
    TO_PICK = "to_pick"
    READY = "ready"
    CLOSED = "closed"


class SourceKind(StrEnum):
    """How the prescription came."""

    SCAN = "scan"
    ELECTRONIC = "electronic"


class GapKind(StrEnum):
    """What a screening left out."""

    NO_LINE = "no_line"
    """There is nothing to screen: nothing was read, or nothing is prescribed that could be."""
    LINE = "line"
    CURRENT = "current"
    """What the patient takes already."""
    ALLERGY = "allergy"
    CONDITION = "condition"
    PATIENT = "patient"
    """Nobody said for whom it is: neither allergies nor what is taken are known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that was not screened. `text` as written, `position` of a line, `missing` what is not understood."""

    kind: GapKind
    text: str = ""
    position: int = 0
    missing: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row. `line_titles` are the first medicines as written; `flags` in showing order."""

    id: UUID
    number: str
    due_at: datetime | None
    received_at: datetime
    patient_name: str
    age: str
    """"67", "9 mo", "" when unknown."""
    sex: Sex
    prescriber: str
    clinic: str
    line_titles: tuple[str, ...]
    line_count: int
    flags: tuple[Flag, ...]
    status: Status
    claimed_by_initials: str
    claimed_by: UUID | None
    urgent: bool
    source: SourceKind
    draft_count: int = 0
    """Lines that were read and that nobody has confirmed."""
    was_read: bool = False
    """A scan of it was read, whatever was found."""
    cursor: str = ""
    """With `id` the place behind which the next page begins: `QueueFilter.after`."""

    @property
    def shown_flags(self) -> tuple[Flag, ...]:
        """The flags, and that nothing was screened where there is no line, whatever is stored."""
        if self.line_count or {Flag.NOT_SCREENED, Flag.SCREENING_WAITS} & set(self.flags):
            return self.flags
        present = {Flag.NOT_SCREENED, *self.flags}
        return tuple(flag for flag in Flag if flag in present)

    @property
    def is_clear(self) -> bool:
        """Everything on it was confirmed by a person and screened, and nothing was found."""
        return not self.shown_flags and not self.draft_count


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show. `text` searches patient, number, prescriber and medicine; `flag` narrows."""

    view: View = View.ALL_OPEN
    text: str = ""
    flag: Flag | None = None
    user_id: UUID | None = None
    """Whose work MINE means."""
    now: datetime | None = None
    """For LATE and DUE_SOON; aware UTC."""
    after: tuple[str, UUID] | None = None
    """Keyset: (cursor, id) of the last row seen; None = from the start."""
    limit: int = 200
