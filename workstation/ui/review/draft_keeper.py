"""Stores what is typed in the lines a moment after it was typed, so that a crash loses a second and no more."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.line_draft import DraftContent
from workstation.services.line_drafts import OpenDraft
from workstation.ui.review.draft_actions import DraftActions
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.lines_column import LinesColumn
from workstation.ui.review.typed_line import TypedLine, content_of, typed_again, typed_of
from workstation.ui.review.work import ReviewWork

PAUSE_MS = 800
"""From a key to the row: while somebody types there is one write in this time."""


class DraftKeeper(QObject):
    """Of the prescription that is open, for whoever works here. Lives on the GUI thread; writes go to a lane."""

    def __init__(self, actions: DraftActions, lines: LinesColumn, work: ReviewWork, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._lines, self._work = actions, lines, work
        self._prescription_id: UUID | None = None
        self._user_id: UUID | None = None
        self._stored: dict[UUID, DraftContent] = {}
        self._under_way: set[UUID] = set()
        self._confirming: set[UUID] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.save_now)

    def begin(self, prescription_id: UUID | None, user_id: UUID | None) -> None:
        """Another prescription, or another person; what was typed before has been saved."""
        self._timer.stop()
        self._prescription_id, self._user_id = prescription_id, user_id
        self._stored.clear()
        self._under_way.clear()
        self._confirming.clear()

    def restore(self, drafts: tuple[OpenDraft, ...]) -> None:
        """Puts this person's drafts back where nothing is typed on this screen."""
        for one in drafts:
            if one.mine:
                self._stored[one.draft.line_id] = one.draft.content
                self._lines.offer_typing(one.draft.line_id, typed_again(one))

    def touch(self) -> None:
        """Something was typed. Not put off by the next key: who types without a pause is saved, too."""
        if not self._timer.isActive():
            self._timer.start()

    def stored(self, line_id: UUID) -> None:
        """The store has what was sent last."""
        self._under_way.discard(line_id)

    def only_here(self, typed: Mapping[UUID, TypedLine]) -> dict[UUID, TypedLine]:
        """Those of what is typed that the store does not have (yet): the rest is read from there again."""
        return {
            line_id: one
            for line_id, one in typed.items()
            if line_id in self._under_way or self._stored.get(line_id) != content_of(one)
        }

    def save_now(self) -> None:
        """What differs from what is stored goes to the store."""
        self._timer.stop()
        for line_id, what, work in tuple(self._due()):
            if self._prescription_id is not None:
                self._work.draft(what, self._prescription_id, line_id, work)

    def save_before_the_end(self) -> None:
        """The window closes, and no lane does anything any more: written at once, on this thread."""
        self._timer.stop()
        for _, _, work in tuple(self._due()):
            # Nobody is left to be told: what cannot be stored now is a second of typing.
            with suppress(Refused, Unavailable):
                work()

    def confirming(self, line_id: UUID) -> None:
        """It is being confirmed or taken away: a draft written behind that would stay."""
        self._confirming.add(line_id)

    def not_confirmed(self) -> None:
        """Nothing came of it: what is typed is a draft again."""
        self._confirming.clear()
        self.touch()

    def ended(self, line_id: UUID) -> None:
        """Its line was confirmed or taken away, or the draft discarded or replaced: nothing of it is typed any more."""
        self._confirming.discard(line_id)
        self._stored.pop(line_id, None)
        self._lines.drop_typing(line_id)

    def not_stored(self) -> None:
        """The store could not be reached: the next key tries again."""
        self._confirming.clear()
        self._stored.clear()

    def _due(self) -> Iterator[tuple[UUID, str, Callable[[], object]]]:
        """Line, name of the action, and the call, for everything that is not stored as it stands here."""
        prescription_id, user_id = self._prescription_id, self._user_id
        if prescription_id is None or user_id is None:
            return
        kept = self._lines.kept_typing()
        for facts in self._lines.shown_lines:
            line_id = facts.line.id
            if line_id not in kept or line_id in self._confirming:
                continue
            content = content_of(kept[line_id])
            if _is_as_before(facts, content):
                if self._stored.pop(line_id, None) is not None:
                    yield line_id, "undo_draft", partial(self._actions.discard, prescription_id, line_id, user_id)
            elif self._stored.get(line_id) != content:
                self._stored[line_id] = content
                self._under_way.add(line_id)
                yield line_id, "draft", partial(self._actions.save, prescription_id, line_id, content)


def _is_as_before(facts: LineFacts, content: DraftContent) -> bool:
    """Whether the line says so already: typed and undone is no draft."""
    return content.says_the_same(content_of(typed_of(facts)))
