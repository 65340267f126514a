"""A prescription and its lines: what was written, by whom, for whom. What happened to it stands in `workflow`."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.medicine import IngredientStrength
from workstation.domain.quantity import Quantity


class LineSource(StrEnum):
    """Who made the line: the order server's is never edited by us, a transcribed one is ours."""

    SERVER = "server"
    TRANSCRIBED = "transcribed"


class LineKind(StrEnum):
    """Medicine lines are dispensed here; anything else of a mixed order is shown read-only."""

    MEDICINE = "medicine"
    OTHER = "other"


class LineBlock(StrEnum):
    """Why a server's line may not be dispensed as it stands: what we do not understand is never guessed."""

    UNKNOWN_STATUS = "unknown_status"
    NOT_ACTIVE = "not_active"
    MODIFIER_EXTENSION = "modifier_extension"
    DO_NOT_PERFORM = "do_not_perform"
    MISSING_MEDICINE = "missing_medicine"
    REPLACED = "replaced"
    """A line that we transcribed stands for it."""


_NO_WORK = frozenset({LineBlock.NOT_ACTIVE, LineBlock.REPLACED})


@dataclass(frozen=True, slots=True)
class Coding:
    """One FHIR coding of a medicine: system URI and code."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class PrescribedMedicine:
    """The medicine as prescribed. `ingredients` is empty while only the text is known."""

    text: str
    ingredients: tuple[IngredientStrength, ...] = ()
    form: str = ""
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenPlace:
    """Where on the scan a line stands: page (0-based) and box in pixels of the original image."""

    page: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PrescriptionLine:
    """One line. `id` is ours; for a transcribed line it is also its business identifier at the server."""

    id: UUID
    position: int
    """1-based, as shown."""
    kind: LineKind
    source: LineSource
    medicine: PrescribedMedicine
    dosage_instruction: str
    quantity_prescribed: Quantity | None
    days_supply: int | None
    substitution_allowed: bool
    repeats_allowed: int = 0
    server_reference: str = ""
    """"MedicationRequest/123" at the server; empty until a transcribed line is sent."""
    block: LineBlock | None = None
    product_id: UUID | None = None
    """The product keyed for this line: what will be picked."""
    confirmed_by: UUID | None = None
    """Who confirmed that this is what the scan says; None = a draft that is no keyed value yet."""
    written: WrittenPlace | None = None
    written_text: str = ""
    """What the reader saw in that place, kept for the three-way row."""
    valid_from: date | None = None
    valid_until: date | None = None
    """First and last day on which this line may be supplied, where the prescriber says it of the line."""

    @property
    def is_draft(self) -> bool:
        """Read from a scan and not confirmed by a person: no keyed value yet."""
        return self.source is LineSource.TRANSCRIBED and self.confirmed_by is None

    @property
    def is_work(self) -> bool:
        """A medicine for this pharmacy to supply; a blocked one that needs a decision is work, too."""
        return self.kind is LineKind.MEDICINE and self.block not in _NO_WORK


@dataclass(frozen=True, slots=True)
class Prescriber:
    """Who wrote it."""

    name: str
    registration_number: str = ""
    clinic: str = ""


@dataclass(frozen=True, slots=True)
class Prescription:
    """The header. `number` is the human number (FHIR groupIdentifier)."""

    id: UUID
    number: str
    task_reference: str
    """"Task/123" at the server; empty for one that was taken in here and is not sent yet."""
    patient_id: UUID | None
    """None while the patient of a scan is not known."""
    prescriber: Prescriber
    authored_on: date | None
    received_at: datetime
    due_at: datetime | None
    valid_until: date | None
    """Last day on which it may be supplied, in the pharmacy's zone; None = by the compliance pack."""
    document_ids: tuple[UUID, ...]
    lines: tuple[PrescriptionLine, ...]
    urgent: bool = False

    def line(self, line_id: UUID) -> PrescriptionLine:
        """The line with this id. Raises KeyError: asking for a line of another prescription is a bug."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(line_id)

    @property
    def medicine_lines(self) -> tuple[PrescriptionLine, ...]:
        """The medicine lines that are work for this pharmacy, blocked ones that need a decision included."""
        return tuple(line for line in self.lines if line.is_work)
