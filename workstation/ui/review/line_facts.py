"""What a card shows of a line: the line, its product, what was read there, its alerts, and how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workstation.domain.alert_policy import AlertPlace
from workstation.domain.errors import Fact, Refused
from workstation.domain.line_draft import ADDED_LINE
from workstation.domain.medicine import Product
from workstation.domain.prescription import LineKind, LineSource, PrescribedMedicine, PrescriptionLine, WrittenPlace
from workstation.domain.reading.geometry import Box, covered
from workstation.domain.reading.model import LineReading
from workstation.services.approval import ApprovalRefusal
from workstation.services.directions import DirectionsGap, may_be_accepted
from workstation.services.line_drafts import OpenDraft
from workstation.services.review_view import ReviewView
from workstation.services.screening import AnsweredAlert
from workstation.ui.components.threeway import PartState

NEW_LINE = ADDED_LINE
"""Id of a line that a person adds, until it is confirmed."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A medicine line of the scan: `place` counts pages over all documents."""

    reading: LineReading
    place: WrittenPlace


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Everything about one line."""

    line: PrescriptionLine
    product: Product | None
    free: Decimal | None
    """What may be picked of the product, in its smallest unit."""
    read: ReadLine | None
    notes: tuple[AnsweredAlert, ...]
    """Alerts that do not interrupt and concern this line (minor ones apart)."""
    missing: Refused | None
    drafts: tuple[OpenDraft, ...] = ()
    """What people typed for it and did not confirm, as it was stored."""

    @property
    def is_new(self) -> bool:
        """Not stored yet: a person adds it."""
        return self.line.id == NEW_LINE

    @property
    def editable(self) -> bool:
        """Ours: a person keys it from the scan. The order server's lines are shown as they are."""
        return self.line.source is LineSource.TRANSCRIBED

    @property
    def removable(self) -> bool:
        """Proposed by the reader and confirmed by nobody: it may be a stamp or a note."""
        return self.editable and not self.is_new and self.line.confirmed_by is None

    @property
    def is_medicine(self) -> bool:
        """False for anything else of a mixed order: read-only."""
        return self.line.kind is LineKind.MEDICINE

    @property
    def done(self) -> bool:
        """Nothing is missing in this line."""
        return self.missing is None

    @property
    def form(self) -> str:
        """Of the product, else as it was read; "" when neither is known."""
        if self.product is not None:
            return self.product.form
        return (self.read.reading.form or "") if self.read is not None else ""

    @property
    def asks_directions(self) -> bool:
        """The line is confirmed, and approval waits for its directions."""
        return self.missing is not None and self.missing.code is ApprovalRefusal.DIRECTIONS_INCOMPLETE

    @property
    def may_accept(self) -> bool:
        """Whether "enough as written" would be taken for an answer."""
        gap = DirectionsGap(str(self.missing.facts["gap"])) if self.missing and self.asks_directions else None
        return gap is not None and may_be_accepted(self.line, gap)

    @property
    def paper_says(self) -> str:
        """What the reader saw there; of the order server's line nothing is compared."""
        return self.line.written_text if self.editable else ""

    @property
    def place(self) -> WrittenPlace | None:
        """Where it stands on the scan."""
        return self.line.written or (self.read.place if self.read else None)

    @property
    def written(self) -> PartState:
        """Whether a person or the server says that this is what is written."""
        return PartState.ASKS if self.editable and self.line.confirmed_by is None else PartState.AGREES

    @property
    def keyed(self) -> PartState:
        """Whether a product is keyed for it."""
        known = self.product is not None and self.written is PartState.AGREES
        return PartState.AGREES if known else PartState.OPEN


def read_lines(view: ReviewView) -> tuple[ReadLine, ...]:
    """All medicine lines of all readings, in the order of documents and pages."""
    found: list[ReadLine] = []
    first = 0
    for document in view.documents:
        reading = view.readings.get(document.id)
        pages = reading.pages if reading else ()
        for number, page in enumerate(pages, start=first):
            found += [ReadLine(line, WrittenPlace(number, *line.box)) for line in page.lines]
        first += max(1, len(pages))
    return tuple(found)


def line_facts(view: ReviewView) -> tuple[LineFacts, ...]:
    """The lines that are work for this pharmacy, and what else the order holds, in their order."""
    read = read_lines(view)
    shown = [line for line in view.prescription.lines if line in view.prescription.medicine_lines or _is_other(line)]
    missing = {refused.facts.get("line"): refused for refused in view.missing if "line" in refused.facts}
    return tuple(_facts(view, line, _read_of(line, read, len(shown)), missing) for line in shown)


def new_line(facts: tuple[LineFacts, ...], drafts: Sequence[OpenDraft] = ()) -> LineFacts:
    """An empty line of ours after the others: what the reader missed, or could not read."""
    line = PrescriptionLine(
        id=NEW_LINE,
        position=max((one.line.position for one in facts), default=0) + 1,
        kind=LineKind.MEDICINE,
        source=LineSource.TRANSCRIBED,
        medicine=PrescribedMedicine(""),
        dosage_instruction="",
        quantity_prescribed=None,
        days_supply=None,
        substitution_allowed=False,
    )
    missing = Refused(ApprovalRefusal.LINE_NOT_CONFIRMED, line=line.position)
    added = tuple(one for one in drafts if one.draft.line_id == NEW_LINE)
    return LineFacts(line, None, None, None, (), missing, added)


def _is_other(line: PrescriptionLine) -> bool:
    return line.kind is not LineKind.MEDICINE


def _facts(
    view: ReviewView, line: PrescriptionLine, read: ReadLine | None, missing: Mapping[Fact, Refused]
) -> LineFacts:
    product = view.products.get(line.product_id) if line.product_id else None
    notes = tuple(
        one for one in view.screened.alerts if line.position in one.positions[-1:] and one.place is AlertPlace.INLINE
    )
    free = view.free_stock.get(product.id) if product else None
    drafts = tuple(one for one in view.drafts if one.draft.line_id == line.id)
    return LineFacts(line, product, free, read, notes, missing.get(line.position), drafts)


def _read_of(line: PrescriptionLine, read: tuple[ReadLine, ...], lines: int) -> ReadLine | None:
    """By place where the line has one; else by number, when the scan holds as many lines as the prescription."""
    written = line.written
    if written is not None:
        box = Box(written.x, written.y, written.width, written.height)
        same = (one for one in read if one.place.page == written.page and covered(box, one.reading.box) > 0.5)
        return next(same, None)
    if len(read) == lines and 1 <= line.position <= len(read):
        return read[line.position - 1]
    return None
