"""What the use cases need of scans: the documents, what was read in them, and what can be taken for one another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from workstation.domain.prescription import Prescriber
from workstation.domain.reading.prescriber_habit import ConfirmedReading
from workstation.domain.workflow import Status


@dataclass(frozen=True, slots=True)
class ScanDocument:
    """A scan as received. `sha256` is over `content`; `content` is None while it is not fetched yet."""

    id: UUID
    prescription_id: UUID
    reference: str
    """"DocumentReference/9" at the server, "" for one taken in here."""
    url: str
    content_type: str
    content: bytes | None
    sha256: str


class Documents(Protocol):
    """Scans and what was read in them."""

    def save(self, document: ScanDocument) -> None: ...
    def get(self, document_id: UUID) -> ScanDocument: ...
    def missing_content(self) -> Sequence[ScanDocument]: ...
    def by_sha256(self, digest: str) -> ScanDocument | None:
        """The first one with this content."""
        ...

    def save_reading(self, document_id: UUID, engines: str, reading: str) -> None:
        """`reading` is the JSON of the reader's answer; the newest one counts."""
        ...

    def reading(self, document_id: UUID) -> str | None: ...
    def unread(self) -> Sequence[UUID]:
        """Ids with content and without a reading, oldest first."""
        ...

    def read_by_nobody(self) -> Sequence[UUID]:
        """Ids with content whose newest reading names no engine, oldest first."""
        ...

    def unmarked(self) -> Sequence[UUID]:
        """Ids with content and a reading whose pages have no marks, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class PersonAtWork:
    """A patient for whom something is open here, or was handed over today."""

    patient_id: UUID
    name: str
    birth_date: date | None
    patient_number: str
    prescription_id: UUID
    number: str
    status: Status


@dataclass(frozen=True, slots=True)
class PageMark:
    """What tells a page of a scan from others: `sha256` of its pixels, `look` a perceptual hash (16 hex digits)."""

    document_id: UUID
    page: int
    sha256: str
    look: str


class Lookalikes(Protocol):
    """Who and what can be taken for one another: people by name, pages by their picture, names by their writing."""

    def confirmed_of(self, prescriber: Prescriber, but: UUID) -> Sequence[ConfirmedReading]:
        """Lines of this prescriber's scans that a person confirmed, the newest first, without those of prescription
        `but`. By registration number, by name where there is none; () for a prescriber without either.
        """
        ...

    def heads_of(self, prescriber: Prescriber, but: UUID) -> Sequence[float | None]:
        """Share of coloured ink at the head (`Page.head_colour`) of the newest scans of this prescriber, one for each
        document, without those of prescription `but`. Told apart as in `confirmed_of`.
        """
        ...

    def people_at_work(self, since: datetime) -> Sequence[PersonAtWork]:
        """One for each prescription that is open, or was handed over since then, and has a patient."""
        ...

    def add_pages(self, marks: Sequence[PageMark]) -> None:
        """Those of one document; a document that has its marks keeps them."""
        ...

    def pages(self) -> Sequence[PageMark]:
        """All that are held."""
        ...

    def add_alike(self, document_id: UUID, other_id: UUID, distance: int) -> None:
        """Two documents show the same page, or one that looks like it; said twice it is kept once."""
        ...

    def alike(self, prescription_id: UUID) -> Sequence[tuple[UUID, int]]:
        """(another prescription, distance) for each one with a scan that shows the same as one of this: the same
        file (distance 0), or the same picture."""
        ...

    def of_person(self, patient_ids: Collection[UUID]) -> Sequence[UUID]:
        """All prescriptions of these patients, closed ones too."""
        ...
