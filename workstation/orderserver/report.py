"""What came of loading files: what was stored, how many Tasks were made, entry by entry what was not used."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class NoteKind(StrEnum):
    """Why an entry is mentioned."""

    REFUSED = "refused"
    """Not stored."""
    NOT_ORDERED = "not-ordered"
    """Stored, but no Task was made from it."""
    REPEATED = "repeated"
    """A line that is known already came again with other content; the first one stays."""
    CANCELLED = "cancelled"
    """A line that is known already was ended by this entry."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, line of an NDJSON file, entry (`3`, in nested Bundles `1.3`)."""

    file: str
    line: int | None = None
    entry: str = ""

    def inside(self, index: int | str) -> "Place":
        """An entry inside this one."""
        return Place(self.file, self.line, f"{self.entry}.{index}" if self.entry else str(index))


@dataclass(frozen=True, slots=True)
class Note:
    """One entry that deserves mention; `resource` is `Type/id` or as much of it as is known."""

    kind: NoteKind
    place: Place
    resource: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """The note with plain values."""
        place = {"file": self.place.file, "line": self.place.line, "entry": self.place.entry}
        return {"kind": self.kind.value, **place, "resource": self.resource, "why": self.why}

    def sentence(self) -> str:
        """The note as one line for people."""
        line = f" line {self.place.line}" if self.place.line is not None else ""
        entry = f" entry {self.place.entry}" if self.place.entry else ""
        return f"{self.place.file}{line}{entry}: {self.resource or 'content'} {self.kind.value}: {self.why}"


@dataclass(slots=True)
class LoadReport:
    """The outcome of one load; `identical` resources were there before, `renamed` ones got a new id."""

    files: int = 0
    messages: int = 0
    stored: int = 0
    identical: int = 0
    renamed: int = 0
    tasks: int = 0
    lines: int = 0
    """Prescription lines in the new Tasks."""
    notes: list[Note] = field(default_factory=list)

    def note(self, kind: NoteKind, place: Place, resource: str, why: str) -> None:
        """Adds a note."""
        self.notes.append(Note(kind, place, resource, why))

    def of(self, kind: NoteKind) -> list[Note]:
        """The notes of one kind."""
        return [note for note in self.notes if note.kind is kind]

    def as_json(self) -> dict[str, Any]:
        """Counts and notes with plain values."""
        kinds = Counter(note.kind.value for note in self.notes)
        counts = {name: getattr(self, name) for name in _COUNTS}
        by_kind = {kind.value.replace("-", "_"): kinds[kind.value] for kind in NoteKind}
        return {**counts, **by_kind, "notes": [note.as_json() for note in self.notes]}


_COUNTS = ("files", "messages", "stored", "identical", "renamed", "tasks", "lines")
