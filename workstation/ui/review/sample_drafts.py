"""Drafts of lines in memory, for the developers' view and for tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from workstation.domain.line_draft import DraftContent, LineDraft
from workstation.services.line_drafts import OpenDraft
from workstation.ui.review.draft_actions import DraftActions
from workstation.ui.review.sample_catalogue import CATALOGUE, sample_id

ME, COLLEAGUE = sample_id("user"), sample_id("colleague")
_NAMES = {ME: "Asha Kulkarni", COLLEAGUE: "Ravi Iyer"}
TYPED_AT = datetime(2026, 11, 22, 16, 20, 4, tzinfo=UTC)


class SampleDrafts:
    """`did` is told of every call first, and may refuse it."""

    def __init__(self, prescription_id: UUID, did: Callable[..., None]) -> None:
        self._prescription_id, self._did = prescription_id, did
        self._kept: dict[tuple[UUID, UUID], DraftContent] = {}

    def actions(self) -> DraftActions:
        """Bound to these."""
        return DraftActions(self._save, self._discard, self._take_up)

    def shown(self) -> tuple[OpenDraft, ...]:
        """As the review has them: twelve minutes old."""
        return tuple(self._open(line_id, by, said) for (line_id, by), said in self._kept.items())

    def put(self, line_id: UUID, by: UUID, content: DraftContent) -> None:
        """As if this person had typed it."""
        self._kept[line_id, by] = content

    def ended(self, line_id: UUID) -> None:
        """Its line was confirmed."""
        self._kept = {key: said for key, said in self._kept.items() if key[0] != line_id}

    def _save(self, prescription_id: UUID, line_id: UUID, content: DraftContent) -> None:
        self._did("save_draft", prescription_id, line_id, content)
        self._kept[line_id, ME] = content

    def _discard(self, prescription_id: UUID, line_id: UUID, author: UUID) -> None:
        self._did("discard_draft", prescription_id, line_id, author)
        self._kept.pop((line_id, author), None)

    def _take_up(self, prescription_id: UUID, line_id: UUID, author: UUID) -> None:
        self._did("take_up_draft", prescription_id, line_id, author)
        self._kept[line_id, ME] = self._kept.pop((line_id, author))

    def _open(self, line_id: UUID, by: UUID, said: DraftContent) -> OpenDraft:
        draft = LineDraft(self._prescription_id, line_id, by, sample_id("station"), TYPED_AT, TYPED_AT, said)
        product = next((one for one in CATALOGUE if one.id == said.product_id), None)
        return OpenDraft(draft, _NAMES[by], by == ME, product)
