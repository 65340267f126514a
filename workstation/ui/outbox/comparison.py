"""Two versions of one prescription as differences in words."""

from dataclasses import dataclass
from datetime import datetime

from workstation.domain.outbox import OutboxEntry
from workstation.services.conflicts import TaskVersion, Versions
from workstation.ui.outbox.model import shortened, when
from workstation.ui.words import Words

MOST = 160
"""Characters of a value; the raw versions have all of it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison. `differs` False: both say the same."""

    label: str
    ours: str
    theirs: str
    differs: bool = True


def differences(words: Words, versions: Versions, entry: OutboxEntry, now: datetime) -> tuple[Difference, ...]:
    """Status, who and when always; the rest where it differs; then the version that each is built on."""
    ours, theirs, text = versions.ours, versions.theirs, words.text
    lines = [
        _line(words, "status", _status(words, ours), _status(words, theirs)),
        _line(words, "stage", _stage(words, ours.business_status), _stage(words, theirs.business_status)),
        _line(words, "reason", ours.reason, theirs.reason),
        _line(words, "owner", _owner(words, ours), _owner(words, theirs)),
        _line(words, "counter", _counter(words, ours), _counter(words, theirs)),
        _line(words, "valid", ours.valid_until, theirs.valid_until),
        _line(words, "supplies", _our_supplies(words, ours, entry), _supplies(words, theirs)),
        _line(words, "note", ours.note, theirs.note),
    ]
    shown = [lines[0], *(one for one in lines[1:] if one.differs)]
    here = text("outbox.compare.here_at", at=when(words, entry.created_at, now))
    shown.append(_line(words, "changed", here, _changed(words, theirs, now)))
    if versions.also:
        shown.append(_line(words, "also", "", ", ".join(versions.also)))
    built_on = text("outbox.compare.built_on", version=ours.version)
    shown.append(_line(words, "version", built_on, theirs.version))
    return tuple(shown)


def _line(words: Words, name: str, ours: str, theirs: str) -> Difference:
    nothing = words.text("outbox.compare.nothing")
    label = words.text(f"outbox.compare.{name}")
    return Difference(label, shortened(ours, MOST) or nothing, shortened(theirs, MOST) or nothing, ours != theirs)


def _status(words: Words, version: TaskVersion) -> str:
    key = f"outbox.task_status.{version.status}"
    return words.text(key) if words.has(key) else version.status


def _stage(words: Words, word: str) -> str:
    """The words of the sync profile are codes ("part-supplied"); a server may have its own."""
    return word.replace("-", " ").capitalize() if word.islower() else word


def _owner(words: Words, version: TaskVersion) -> str:
    if version.owner_is_us:
        return words.text("outbox.compare.this_pharmacy")
    return version.owner or words.text("outbox.compare.nobody")


def _counter(words: Words, version: TaskVersion) -> str:
    if not version.claimed_by:
        return ""
    if version.claimed_here:
        return words.text("outbox.compare.this_counter")
    return words.text("outbox.compare.other_counter", station=version.claimed_by[:8])


def _supplies(words: Words, version: TaskVersion) -> str:
    return words.text("outbox.compare.named", count=len(version.supplies))


def _our_supplies(words: Words, version: TaskVersion, entry: OutboxEntry) -> str:
    added = len(entry.body.get("outputs", ()))
    if not added:
        return _supplies(words, version)
    return words.text("outbox.compare.named_more", count=len(version.supplies), added=added)


def _changed(words: Words, version: TaskVersion, now: datetime) -> str:
    if version.changed_at is None:
        return version.changed_by
    at = when(words, version.changed_at, now)
    return f"{version.changed_by}, {at}" if version.changed_by else at
