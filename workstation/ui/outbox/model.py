"""The rows of the outbox and what each means: what happened, what is safe, what to do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.errors import Fact
from workstation.domain.outbox import OutboxEntry, OutboxState
from workstation.ui.theme import Token
from workstation.ui.words import ThreeParts, Words

_ANSWER = re.compile(r"^(?P<status>\d{3}) · (?P<said>.*)$", re.DOTALL)
_CLAIM_LOST = "the claim was lost"
_CONFLICT = "The prescription has a newer version at the server."
"""What the sync writes down for an entry that a person must settle (services.sync.push)."""
_BY_STATUS = {
    "400": "value", "401": "not_allowed", "403": "not_allowed", "404": "not_found", "409": "conflict",
    "410": "not_found", "412": "conflict", "422": "value",
}  # fmt: skip
_LOOKS: dict[str, tuple[str, Token]] = {
    "conflict": ("shape-moderate", "moderate"),
    "claim_lost": ("shape-moderate", "moderate"),
    "value": ("shape-major", "major"),
    "not_found": ("shape-major", "major"),
    "not_allowed": ("shape-major", "major"),
    "other": ("shape-moderate", "moderate"),
}


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One entry ready to paint, or the head of a group (`entry` None: only `what` and `detail` are used)."""

    key: str
    what: str
    detail: str
    icon: str
    tone: Token
    age: str = ""
    tries: str = ""
    answer: str = ""
    code: str = ""
    state: str = ""
    entry: OutboxEntry | None = None
    parked: bool = False
    behind: bool = False
    """Waits behind a parked entry of the same prescription."""

    @property
    def can_go_again(self) -> bool:
        """Whether sending it again makes sense: what belongs to another pharmacy now is not sent."""
        return self.parked and self.entry is not None and cause_of(self.entry) != "claim_lost"

    @property
    def is_head(self) -> bool:
        """A line between groups."""
        return self.entry is None


def outbox_rows(words: Words, entries: Sequence[OutboxEntry], now: datetime) -> tuple[OutboxRow, ...]:
    """Needs you first, then what goes by itself, each in sequence and under its head."""
    parked = [one for one in entries if one.state is OutboxState.PARKED]
    waiting = [one for one in entries if one.state is OutboxState.WAITING]
    stuck = {one.group for one in parked}
    rows: list[OutboxRow] = []
    if parked:
        detail = words.text("outbox.needs_you_note", count=len(parked))
        rows.append(OutboxRow("head parked", words.text("outbox.needs_you"), detail, "shape-major", "major"))
        rows += [_row(words, one, now, behind=False) for one in parked]
    if waiting:
        detail = _waiting_note(words, waiting, stuck)
        rows.append(OutboxRow("head waiting", words.text("outbox.waits"), detail, "waits", "text_2"))
        rows += [_row(words, one, now, behind=one.group in stuck) for one in waiting]
    return tuple(rows)


def _waiting_note(words: Words, waiting: Sequence[OutboxEntry], stuck: set[UUID]) -> str:
    tries = [one.next_try_at for one in waiting if one.next_try_at is not None and one.group not in stuck]
    if tries:
        return words.text("outbox.waits_try", count=len(waiting), at=min(tries))
    return words.text("outbox.waits_note", count=len(waiting))


def _row(words: Words, entry: OutboxEntry, now: datetime, *, behind: bool) -> OutboxRow:
    parked = entry.state is OutboxState.PARKED
    said, code = answer_of(entry)
    icon, tone = _LOOKS[cause_of(entry)] if parked else ("waits", "text_2")
    if behind:
        said = words.text("outbox.behind")
    return OutboxRow(
        key=str(entry.id),
        what=entry.what,
        detail=words.text("outbox.since", at=entry.created_at),
        icon=icon,
        tone=tone,
        age=age_words(words, entry.created_at, now),
        tries=words.text("outbox.tries", count=entry.attempts) if entry.attempts else "0",
        answer=said or words.text("outbox.no_answer"),
        code=code,
        state=words.word(entry.state),
        entry=entry,
        parked=parked,
        behind=behind,
    )


def answer_of(entry: OutboxEntry) -> tuple[str, str]:
    """What the server said, and its status ("" when none came)."""
    found = _ANSWER.match(entry.answer)
    return (found["said"], found["status"]) if found else (entry.answer, "")


def cause_of(entry: OutboxEntry) -> str:
    """Why a parked entry needs a person."""
    said, status = answer_of(entry)
    if said == _CLAIM_LOST:
        return "claim_lost"
    if said == _CONFLICT:
        return "conflict"
    return _BY_STATUS.get(status, "other")


def age_words(words: Words, since: datetime, now: datetime) -> str:
    """ "1 min", "1 h 12 min", "3 days"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return words.text("outbox.age_minutes", count=minutes)
    if minutes < 48 * 60:
        return words.text("outbox.age_hours", hours=minutes // 60, minutes=f"{minutes % 60:02d}")
    return words.text("outbox.age_days", count=minutes // (24 * 60))


def three_boxes(words: Words, row: OutboxRow) -> ThreeParts:
    """What the selected entry means."""
    entry = row.entry
    assert entry is not None
    said, _code = answer_of(entry)
    if row.parked:
        kind = f"outbox.cause.{cause_of(entry)}"
    elif row.behind:
        kind = "outbox.cause.behind"
    else:
        kind = "outbox.cause.tried" if entry.attempts else "outbox.cause.new"
    facts: dict[str, Fact] = {
        "said": (said or words.text("outbox.no_answer")).rstrip("."),
        "count": entry.attempts,
        "at": entry.created_at,
        "next": entry.next_try_at,
    }
    parts = (words.text(f"{kind}.{part}", **facts) for part in ("happened", "safe", "todo"))
    return ThreeParts(*parts)


def technical(entry: OutboxEntry) -> str:
    """For whoever looks after the order server. Names no patient."""
    lines = (
        f"entry {entry.id}",
        f"number {entry.sequence}",
        f"{entry.kind.value} {entry.target or '–'}",
        f"attempts {entry.attempts}",
        f"answer {entry.answer or '–'}",
        f"created {entry.created_at.isoformat()}",
        f"next try {entry.next_try_at.isoformat() if entry.next_try_at else '–'}",
    )
    return "\n".join(lines)
