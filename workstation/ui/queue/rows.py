"""Rows of the queue prepared for painting: words and chips are made once, never while painting."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from uuid import UUID

from workstation.domain.queue import Flag, QueueRow, SourceKind
from workstation.domain.workflow import Status
from workstation.ui.components.chips import FLAG_LOOKS, Chip, ChipLook, Edge
from workstation.ui.components.due import Due, due_of
from workstation.ui.words import Words, clock_time

_URGENT = ChipLook("major", None, "flag", Edge.FULL)
_UNCONFIRMED = ChipLook("text_2", None, "eye", Edge.DASHED)
_WORST = frozenset({Flag.ALLERGY, Flag.CONTRAINDICATED, Flag.INTERACTION_MAJOR, Flag.MAJOR})
"""What stands before everything else, "Urgent" included: only the first chips have room."""
_OF_ALERTS = _WORST | {Flag.INTERACTION_MODERATE}
MOST_MADE = 2000
"""Rows that are remembered: ten pages."""
_FORMS = frozenset({"tab.", "tabs.", "cap.", "caps.", "inj.", "syp.", "syr.", "susp.", "oint.", "tablet", "capsule"})
"""How a form stands before a name, as prescribers write it."""
_WAITS = frozenset({Status.ON_HOLD, Status.CLARIFICATION})


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """Everything a row paints. `source` is the row of the store that it was made from."""

    source: QueueRow
    due: Due
    due_below: str
    patient: str
    age_sex: str
    prescriber: str
    clinic: str
    titles: tuple[str, ...]
    line_count: int
    chips: tuple[Chip, ...]
    status: Status
    status_word: str
    initials: str
    mine: bool

    @property
    def id(self) -> UUID:
        """The prescription."""
        return self.source.id

    @property
    def none_key(self) -> str:
        """What is said where there is no chip: the key of its words."""
        return "queue.none_so_far" if Flag.FACTS_MISSING in self.source.flags else "queue.none"


class RowMaker:
    """Makes prepared rows in the words of one language and the time zone of the pharmacy."""

    def __init__(self, words: Words, zone: tzinfo) -> None:
        self._words, self._zone = words, zone
        self._chips: dict[tuple[tuple[Flag, ...], bool, bool], tuple[Chip, ...]] = {}
        self._made: dict[UUID, PreparedRow] = {}

    def make(self, row: QueueRow, now: datetime, user_id: UUID | None) -> PreparedRow:
        """One row at `now` (aware) as `user_id` sees it; the very same one as before when nothing of it has changed.

        Each search and each round of the sync brings the rows anew, and few of them have changed.
        """
        made = self._made.get(row.id)
        if made is not None and made.source == row and made.mine == _is_mine(row, user_id):
            found = self.again(made, now)
        else:
            found = self._make(row, now, user_id)
        if len(self._made) >= MOST_MADE:
            self._made.clear()
        self._made[row.id] = found
        return found

    def _make(self, row: QueueRow, now: datetime, user_id: UUID | None) -> PreparedRow:
        text = self._words.text
        return PreparedRow(
            source=row,
            due=due_of(row.due_at, now, on_hold=row.status in _WAITS),
            due_below=self._due_below(row),
            patient=row.patient_name or text("queue.unknown_patient"),
            age_sex=f"{row.age} {self._words.word(row.sex)}".strip() or "–",
            prescriber=row.prescriber or text("queue.unknown_prescriber"),
            clinic=row.clinic or self._words.word(row.source),
            titles=row.line_titles,
            line_count=row.line_count,
            chips=self._chips_of(row),
            status=row.status,
            status_word=self._words.word(row.status),
            initials=row.claimed_by_initials,
            mine=_is_mine(row, user_id),
        )

    def again(self, row: PreparedRow, now: datetime) -> PreparedRow:
        """The same row a minute later: only its due time is new."""
        due = due_of(row.source.due_at, now, on_hold=row.status in _WAITS)
        if due == row.due:
            return row
        return replace(row, due=due)

    def _due_below(self, row: QueueRow) -> str:
        if row.due_at is not None:
            return clock_time(row.due_at, self._zone)
        return self._words.text("queue.received", at=clock_time(row.received_at, self._zone))

    def lines(self, row: PreparedRow, shown: int) -> tuple[str, str]:
        """Two lines of words with the first `shown` medicines: none is ever cut, the others are counted."""
        if not row.titles:
            below = self._words.text("queue.scan_only") if row.source.source is SourceKind.SCAN else ""
            return self._words.text(_no_lines(row.source)), below
        more = row.line_count - shown
        count = self._words.text(
            "queue.more_lines" if more > 0 else "queue.line_count", count=more if more > 0 else row.line_count
        )
        return ", ".join(row.titles[:shown]), " · ".join(one for one in (count, self._confirmed(row)) if one)

    def only_count(self, row: PreparedRow) -> tuple[str, str]:
        """Where there is no room for one whole name."""
        return self._words.text("queue.line_count", count=row.line_count), self._confirmed(row)

    def _confirmed(self, row: PreparedRow) -> str:
        drafts = row.source.draft_count
        key = "queue.not_confirmed" if drafts == row.line_count else "queue.some_not_confirmed"
        return self._words.text(key, count=drafts) if drafts else ""

    def _chips_of(self, row: QueueRow) -> tuple[Chip, ...]:
        key = (row.shown_flags, row.urgent, row.draft_count > 0)
        found = self._chips.get(key)
        if found is None:
            found = self._chips[key] = tuple(self._make_chips(row))
        return found

    def _make_chips(self, row: QueueRow) -> list[Chip]:
        """The worst first, and last that lines are not confirmed. Empty only for what is clear."""
        flags = row.shown_flags
        chips = [self._chip(flag) for flag in flags if not is_said_by_another(flag, flags)]
        if row.draft_count:
            chips.append(Chip(self._words.text("queue.unconfirmed"), _UNCONFIRMED))
        if row.urgent:
            chips.insert(len(_WORST & set(flags)), Chip(self._words.text("queue.urgent"), _URGENT))
        return chips

    def _chip(self, flag: Flag) -> Chip:
        """Without a number: a flag tells that there is one, the preview and the review count them."""
        return Chip(self._words.word(flag), FLAG_LOOKS[flag])


def without_form(title: str) -> str:
    """ "Inj. Human Mixtard 30/70" → "Human Mixtard 30/70": the form is the first that is left out."""
    form, _, name = title.partition(" ")
    return name if name and form.casefold() in _FORMS else title


def _is_mine(row: QueueRow, user_id: UUID | None) -> bool:
    return user_id is not None and row.claimed_by == user_id


def is_said_by_another(flag: Flag, flags: tuple[Flag, ...]) -> bool:
    """One word for both severities of an interaction; a small note beside something worse is not what to look at.

    That not all facts are known is said of nearly every row: it is a word where nothing else is said, and no chip.
    """
    if flag is Flag.FACTS_MISSING:
        return True
    if flag is Flag.MINOR:
        return bool(_OF_ALERTS & set(flags))
    return flag is Flag.INTERACTION_MODERATE and Flag.INTERACTION_MAJOR in flags


def _no_lines(row: QueueRow) -> str:
    if not row.was_read:
        return "queue.not_read"
    return "queue.not_legible" if Flag.UNREADABLE_SCAN in row.flags else "queue.none_read"
