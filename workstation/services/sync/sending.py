"""One write at a time: what is put on the wire, and what is written down about the answer.

- After an attempt whose outcome is unknown, a create is looked up before it is sent again (httpx raises the same error
  for "applied" and "not applied").
- 401, 408, 425, 429 and 5xx wait (Retry-After pauses everything, else full-jitter back-off 1 s to 5 min); a server
  that breaks on one entry again and again parks it, so that no entry is tried without end. Other 4xx park at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from workstation.domain import exact_json
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.services.claim import settle_claim, task_created
from workstation.services.ports import Transaction
from workstation.services.sync.courier import PAUSED_UNTIL, Courier
from workstation.services.sync.ports import Answer, Resource, SearchRefused
from workstation.services.sync.untaken import given_up, is_of_the_type, taken_again
from workstation.services.sync_ports import Copy
from workstation.services.walk_in import patient_created

FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
MOST_BREAKDOWNS = 12
"""Tries after which an entry that the server breaks on (500) is parked for a person."""
MOST_UNSEEN = 4
"""Tries of a create that the server says is there already and no search shows; then a person looks."""
_THERE = frozenset({304, 409, 412})
"""What servers say to a create whose identifier is there already."""
_BUSY = frozenset({401, 408, 425, 429, 502, 503, 504})
_TAGGED = frozenset({"AuditEvent", "Provenance"})
"""R4 gives these no identifier: a tag carries ours."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of one entry, to be written down in a transaction of the caller."""

    entry: OutboxEntry
    write: Callable[[Transaction], None] | None = None
    """What is to be written besides; None = nothing."""
    reference: str = ""
    """Where it is at the server now; "" = it is not sent."""
    copy: Copy | None = None
    """The server's version, for the next change of it."""
    pause: float | None = None
    """Seconds for which the server wants no requests at all."""

    @property
    def sent(self) -> bool:
        """It is at the server."""
        return bool(self.reference)


def write_down(tx: Transaction, settlements: Sequence[Settlement]) -> None:
    """Writes down what came of the entries of one wave."""
    tx.outbox.sent({one.entry.id: one.reference for one in settlements if one.sent})
    tx.mirror.keep([one.copy for one in settlements if one.copy is not None])
    for one in settlements:
        if one.write is not None:
            one.write(tx)


def create(courier: Courier, entry: OutboxEntry, sent: Mapping[str, str], last_tried: datetime | None) -> Settlement:
    """POST of a fact; looked up first when it may be there already.

    `last_tried`: when it was put on the wire before. A search that does not show it is believed only after the lag.
    """
    if entry.attempts > 1:
        found = look_up(courier, entry)
        if found:
            return settled(courier, entry, as_answer(found[0]))
        believed_from = last_tried + courier.habits.empty_search_counts if last_tried is not None else None
        if believed_from is not None and courier.site.clock() < believed_from:
            return _looked_for(entry, last_tried, believed_from)
    answer = courier.server.create(resolved(courier, entry, sent), condition(courier, entry))
    return settled(courier, entry, sure_of(courier, entry, answer))


def _looked_for(entry: OutboxEntry, last_tried: datetime | None, again: datetime) -> Settlement:
    """It was not put on the wire: the next search counts from the try before this one."""
    said = "it may be at the server already, and a search may not show it yet"
    before = replace(entry, attempts=entry.attempts - 1, tried_at=last_tried, next_try_at=again, answer=said)
    return Settlement(entry, lambda tx: tx.outbox.update(before))


def condition(courier: Courier, entry: OutboxEntry) -> str:
    """The identifier for If-None-Exist, "" where the type has none."""
    return "" if entry.target in _TAGGED else courier.translation.identifier(entry.target, entry.id)


def look_up(courier: Courier, entry: OutboxEntry) -> Sequence[Resource]:
    """What of this entry is at the server; nothing where only a tag could tell and the server does not search by it."""
    named = courier.translation.identifier(entry.target, entry.id)
    if entry.target not in _TAGGED:
        return courier.server.find(entry.target, named)
    system, _, code = named.partition("|")
    try:  # one page: a server that passes over what it does not know would answer with everything
        page = next(iter(courier.server.search(entry.target, [("_tag", named)])), None)
    except SearchRefused:
        return []
    return [one for one in page.matches if {"system": system, "code": code} in _tags(one)] if page else []


def _tags(resource: Resource) -> list[Mapping[str, str]]:
    return [{"system": one.get("system"), "code": one.get("code")} for one in resource.get("meta", {}).get("tag", [])]


def resolved(courier: Courier, entry: OutboxEntry, sent: Mapping[str, str]) -> Resource:
    """The body with the server's references in place of our own ids; an approval names the version it is about."""
    if entry.target == "Provenance":
        with courier.site.store.read() as tx:
            named = {str(one["reference"]) for one in entry.body["target"]}
            tasks = {sent.get(one.removeprefix("urn:uuid:"), one) for one in named}
            copies = tx.mirror.copies(tasks).values()
            known = {one.reference: f"{one.reference}/_history/{one.version_id}" for one in copies if one.taken_in}
        sent = {**sent, **known}
    return courier.translation.resolve(entry.body, sent)


def sure_of(courier: Courier, entry: OutboxEntry, answer: Answer) -> Answer:
    """The answer to a create, looked up where it does not say under which id the resource stands."""
    if answer.status not in _THERE and not (answer.done and not answer.reference):
        return answer
    if answer.done and entry.target in _TAGGED:
        return answer  # nothing points to it, and not every server can look it up
    found = look_up(courier, entry)
    if found:
        return as_answer(found[0])
    return answer if not answer.done else Answer(503, None, "", "", said="not to be found after it was created")


def as_answer(resource: Resource) -> Answer:
    """A resource that was found, as if it were the answer to our write."""
    reference = f"{resource['resourceType']}/{resource['id']}"
    return Answer(200, resource, reference, str(resource.get("meta", {}).get("versionId", "")))


def mark(courier: Courier, entry: OutboxEntry, sent: Mapping[str, str]) -> Answer:
    """Marks a resource of ours as a mistake; read by its id where that is known, because a search may lag."""
    name = str(entry.body["identifier"])
    if entry.body.get("reference"):  # one of two under the same identifier
        current = courier.server.read(str(entry.body["reference"]))
    elif name in sent:
        current = courier.server.read(sent[name])
    else:
        found = courier.server.find(entry.target, courier.translation.identifier(entry.target, UUID(name)))
        current = as_answer(found[0]) if found else Answer(404, None, "", "", said="it is not at the server")
    if current.resource is None or current.resource.get("status") == "entered-in-error":
        return current
    changed = courier.translation.entered_in_error(current.resource, str(entry.body["reason"]))
    return courier.server.update(current.reference, changed, current.version_id)


def settled(courier: Courier, entry: OutboxEntry, answer: Answer, *, taken_in: bool = True) -> Settlement:
    """What is written down about one answer. `taken_in`: the server's version holds nothing but what we know."""
    if answer.done:
        copy = copy_of(answer, taken_in=taken_in)
        return Settlement(entry, _after_sending(courier, entry, answer), answer.reference or entry.target, copy)
    said = answer.said or f"status {answer.status}"
    if answer.status in _BUSY or (answer.status >= 500 and entry.attempts < MOST_BREAKDOWNS and answer.status != 501):
        return later(courier, entry, said, answer.retry_after_seconds)
    if entry.kind is OutboxKind.CREATE and answer.status in _THERE and entry.attempts < MOST_UNSEEN:
        return later(courier, entry, f"{answer.status} · {said}")
    if entry.kind is OutboxKind.MARK_ENTERED_IN_ERROR and answer.status in (409, 412):
        return later(courier, entry, "it is being changed at the server")
    if is_of_the_type(entry, answer):
        return Settlement(entry, given_up(courier.site, entry, f"{answer.status} · {said}"))
    return parked(entry, f"{answer.status} · {said}")


def _after_sending(courier: Courier, entry: OutboxEntry, answer: Answer) -> Callable[[Transaction], None] | None:
    if entry.kind is OutboxKind.UPDATE_TASK and entry.body["claim"]:
        return lambda tx: settle_claim(tx, courier.site, entry.group, won=True)
    if entry.kind is OutboxKind.CREATE and entry.target == "Task":
        return lambda tx: task_created(tx, courier.site, entry.group, answer.reference)
    if entry.kind is OutboxKind.CREATE and entry.target == "Patient":
        return lambda tx: patient_created(tx, courier.site, entry.id, answer.reference)
    return taken_again(entry)


def copy_of(answer: Answer, *, taken_in: bool) -> Copy | None:
    """The server's version, to be kept for the next change of it; None when it does not say which it is."""
    if answer.resource is None or not answer.version_id:
        return None
    updated = str(answer.resource.get("meta", {}).get("lastUpdated", ""))
    return Copy(answer.reference, answer.version_id, updated, exact_json.dumps(answer.resource), taken_in)


def keep_copy(tx: Transaction, answer: Answer, *, taken_in: bool) -> None:
    """Keeps the server's version, for the next change of it."""
    copy = copy_of(answer, taken_in=taken_in)
    if copy is not None:
        tx.mirror.keep([copy])


def parked(entry: OutboxEntry, said: str) -> Settlement:
    """Left to a person, with the server's words."""
    return Settlement(entry, lambda tx: tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=said)))


def later(courier: Courier, entry: OutboxEntry, said: str, retry_after: float | None = None) -> Settlement:
    """Tried again after the wait that the server asked for, else after one of our own."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(entry.attempts, 10))
    wait = retry_after if retry_after is not None else courier.rhythm.jitter(longest)
    again = courier.site.clock() + timedelta(seconds=wait)

    def write(tx: Transaction) -> None:
        tx.outbox.update(replace(entry, answer=said, next_try_at=again))
        if retry_after:
            tx.sync_notes.set(PAUSED_UNTIL, again.isoformat())

    return Settlement(entry, write, pause=retry_after or None)
