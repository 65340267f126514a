"""The rows of the outbox: what stops the sending, what somebody must look after, what goes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.errors import Fact
from workstation.domain.outbox import Attention, Conflict, OutboxEntry, OutboxKind, OutboxState
from workstation.services.outbox import STOPPING, OutboxView, Subject
from workstation.ui.outbox.causes import LOOKS, answer_of, cause_of
from workstation.ui.theme import Token
from workstation.ui.words import Words, day

SHORT = 240
"""Characters of an answer that the list shows; all of it stands beside."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One row ready to paint: an entry, two versions of one, something to look after, or the head of a group."""

    key: str
    what: str
    detail: str
    icon: str
    tone: Token
    ground: Token = "bg"
    """Of a head."""
    age: str = ""
    tries: str = ""
    answer: str = ""
    code: str = ""
    state: str = ""
    entry: OutboxEntry | None = None
    conflict: Conflict | None = None
    attention: Attention | None = None
    subject: Subject | None = None
    """The prescription, where it is known."""
    prescription_id: UUID | None = None
    parked: bool = False
    """Needs a person."""
    behind: bool = False
    """Waits behind an entry that needs a person."""
    held: bool = False
    """Waits because all sending has stopped."""
    again: bool = False
    """Two versions that a person has settled before."""

    @property
    def can_go_again(self) -> bool:
        """Whether sending it again makes sense: what belongs to another pharmacy now is not sent."""
        is_parked = self.parked and self.entry is not None and self.conflict is None
        return is_parked and self.entry is not None and cause_of(self.entry) != "claim_lost"

    @property
    def is_head(self) -> bool:
        """A line between groups."""
        return self.entry is None and self.attention is None


def outbox_rows(words: Words, view: OutboxView, now: datetime) -> tuple[OutboxRow, ...]:
    """What stops the sending first, then what somebody must look after, then what goes by itself."""
    stops = [one for one in view.attentions if one.code in STOPPING]
    others = [one for one in view.attentions if one.code not in STOPPING]
    rows = _group("needs_you", "shape-major", "major", "major_soft", _blocked(words, view, stops, now), words)
    rows += _group("look_after", "shape-moderate", "moderate", "bg", _looked_after(words, view, others, now), words)
    waiting = [one for one in view.entries if one.state is OutboxState.WAITING]
    if waiting:
        behind = held_back(view.entries)
        note = _waiting_note(words, waiting, behind, view)
        rows.append(OutboxRow("head waits", words.text("outbox.waits"), note, "waits", "text_2"))
        rows += [_entry_row(words, view, one, now, behind=one.id in behind) for one in waiting]
        if view.waiting > len(waiting):
            more = words.text("outbox.more_wait", count=view.waiting - len(waiting))
            rows.append(OutboxRow("head more", more, "", "waits", "text_2"))
    return tuple(rows)


def waiting_shown(view: OutboxView) -> int:
    """How many of those that wait were read."""
    return sum(one.state is OutboxState.WAITING for one in view.entries)


def held_back(entries: Sequence[OutboxEntry]) -> set[UUID]:
    """Waiting entries that cannot go before a person has seen to a parked one, as the sync decides it.

    A parked fact holds back what points to it, a parked change of a Task the changes of its group after it.
    """
    stuck = {one.id for one in entries if one.state is OutboxState.PARKED}
    behind: set[UUID] = set()
    pointers: set[UUID] = set()
    for one in sorted(entries, key=lambda one: one.sequence):
        is_pointer = one.kind is OutboxKind.UPDATE_TASK
        if one.state is OutboxState.WAITING and (one.waits_for & stuck or (is_pointer and one.group in pointers)):
            behind.add(one.id)
            stuck.add(one.id)
        if is_pointer and one.id in stuck:
            pointers.add(one.group)
    return behind


@dataclass(frozen=True, slots=True)
class _Group:
    rows: Sequence[OutboxRow]
    note: str


def _group(key: str, icon: str, tone: Token, ground: Token, group: _Group, words: Words) -> list[OutboxRow]:
    if not group.rows:
        return []
    head = OutboxRow(f"head {key}", words.text(f"outbox.{key}"), group.note, icon, tone, ground)
    return [head, *group.rows]


def _blocked(words: Words, view: OutboxView, stops: Sequence[Attention], now: datetime) -> _Group:
    conflicts = {one.entry_id: one for one in view.conflicts}
    parked = [one for one in view.entries if one.state is OutboxState.PARKED]
    rows = [_attention_row(words, view, one, now) for one in stops]
    rows += [_conflict_row(words, view, one, conflicts[one.id], now) for one in parked if one.id in conflicts]
    rows += [_entry_row(words, view, one, now, behind=False) for one in parked if one.id not in conflicts]
    since = [*(one.found_at for one in stops), *(one.found_at for one in view.conflicts)]
    since += [one.tried_at or one.created_at for one in parked]
    said = when(words, min(since), now) if since else ""
    return _Group(rows, words.text("outbox.needs_you_note", count=len(rows), since=said))


def _looked_after(words: Words, view: OutboxView, others: Sequence[Attention], now: datetime) -> _Group:
    rows = [_attention_row(words, view, one, now) for one in others]
    return _Group(rows, words.text("outbox.look_after_note", count=len(rows)))


def _waiting_note(words: Words, waiting: Sequence[OutboxEntry], behind: set[UUID], view: OutboxView) -> str:
    count = max(view.waiting, len(waiting))
    if view.stopped:
        return words.text("outbox.waits_stopped", count=count)
    tries = [one.next_try_at for one in waiting if one.next_try_at is not None and one.id not in behind]
    if tries:
        return words.text("outbox.waits_try", count=count, at=min(tries))
    return words.text("outbox.waits_note", count=count)


def _entry_row(words: Words, view: OutboxView, entry: OutboxEntry, now: datetime, *, behind: bool) -> OutboxRow:
    parked = entry.state is OutboxState.PARKED
    said, code = answer_of(entry)
    icon, tone = LOOKS[cause_of(entry)] if parked else ("waits", "text_2")
    subject = view.subjects.get(entry.group)
    return OutboxRow(
        key=str(entry.id),
        what=entry.what,
        detail=_detail(subject, words.text("outbox.since", at=when(words, entry.created_at, now))),
        icon=icon,
        tone=tone,
        age=age_words(words, entry.created_at, now),
        tries=words.text("outbox.tries", count=entry.attempts) if entry.attempts else "0",
        answer=shortened(words.text("outbox.behind") if behind else said or words.text("outbox.no_answer")),
        code=code,
        state=words.text("outbox.held") if view.stopped and not parked else words.word(entry.state),
        entry=entry,
        subject=subject,
        prescription_id=entry.group if subject else None,
        parked=parked,
        behind=behind,
        held=view.stopped and not parked,
    )


def _conflict_row(words: Words, view: OutboxView, entry: OutboxEntry, conflict: Conflict, now: datetime) -> OutboxRow:
    subject, again = view.subjects.get(entry.group), conflict.id in view.opened_again
    return OutboxRow(
        key=str(conflict.id),
        what=entry.what,
        detail=_detail(subject, words.text("outbox.since", at=when(words, entry.created_at, now))),
        icon="compare",
        tone="major",
        age=age_words(words, conflict.found_at, now),
        tries=words.text("outbox.tries", count=entry.attempts) if entry.attempts else "0",
        answer=words.text("outbox.conflict.again" if again else "outbox.conflict.short"),
        state=words.text("outbox.conflict.state"),
        entry=entry,
        conflict=conflict,
        subject=subject,
        prescription_id=entry.group if subject else None,
        parked=True,
        again=again,
    )


def _attention_row(words: Words, view: OutboxView, one: Attention, now: datetime) -> OutboxRow:
    subject = view.subjects.get(one.prescription_id) if one.prescription_id else None
    stops = one.code in STOPPING
    return OutboxRow(
        key=str(one.id),
        what=attention_text(words, one, "title"),
        detail=_detail(subject, words.text("outbox.found", at=when(words, one.found_at, now))),
        icon="shape-major" if stops else "shape-moderate",
        tone="major" if stops else "moderate",
        age=age_words(words, one.found_at, now),
        answer=attention_text(words, one, "todo"),
        state=words.text("outbox.stops" if stops else "outbox.to_settle"),
        attention=one,
        subject=subject,
        prescription_id=one.prescription_id if subject else None,
        parked=True,
    )


def attention_text(words: Words, one: Attention, part: str) -> str:
    """A sentence about something to look after; a code without words gets the general ones."""
    key = f"attention.{one.code}.{part}"
    facts: dict[str, Fact] = {"detail": one.detail, "code": one.code}
    return words.text(key if words.has(key) else f"attention.other.{part}", **facts)


def _detail(subject: Subject | None, since: str) -> str:
    known = (subject.number, subject.patient) if subject else ()
    return " · ".join(part for part in (*known, since) if part)


def shortened(said: str, most: int = SHORT) -> str:
    """At most so many characters, on one line."""
    one_line = " ".join(said[: most * 2].split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1].rstrip()}…"


def when(words: Words, instant: datetime, now: datetime) -> str:
    """ "15:44", with the date when that was not today."""
    local = instant.astimezone(now.tzinfo)
    if local.date() == now.date():
        return words.text("outbox.at", at=instant)
    return words.text("outbox.on", day=day(local.date()), at=instant)


def age_words(words: Words, since: datetime, now: datetime) -> str:
    """ "1 min", "1 h 12 min", "3 days"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return words.text("outbox.age_minutes", count=minutes)
    if minutes < 48 * 60:
        return words.text("outbox.age_hours", hours=minutes // 60, minutes=f"{minutes % 60:02d}")
    return words.text("outbox.age_days", count=minutes // (24 * 60))
