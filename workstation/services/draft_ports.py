"""What the use cases need of drafts: rows that come and go, one for each line and author."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from workstation.domain.line_draft import LineDraft


class LineDrafts(Protocol):
    """Drafts of lines that somebody types. Not append-only: what nobody confirmed has not happened."""

    def save(self, draft: LineDraft) -> None:
        """Inserts it, or replaces the one of the same line and author."""
        ...

    def get(self, prescription_id: UUID, line_id: UUID, by: UUID) -> LineDraft | None: ...
    def of_prescription(self, prescription_id: UUID) -> Sequence[LineDraft]:
        """The one that was begun first comes first."""
        ...

    def remove(self, draft: LineDraft) -> None: ...
