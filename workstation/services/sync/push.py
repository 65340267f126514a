"""Sending what waits: in order within a prescription, one write in flight, nothing lost and nothing twice.

Rules, in the order of the code:
- An entry is sent only when all earlier entries of its prescription are sent. A parked one holds back its own
  prescription and lets the others pass.
- After an attempt whose outcome is unknown, a create is looked up before it is sent again, and a task is read.
- 409 and 412 alike: read the current version. If it carries our write id, our reply was lost and all is well.
  If only things that we do not touch have changed, our change is put on the new version. Else a person decides.
- 429, 503 and other 5xx wait (Retry-After, else full-jitter back-off 1 s to 5 min); other 4xx park with the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import Conflict, OutboxEntry, OutboxKind, OutboxState
from workstation.services.claim import settle_claim
from workstation.services.ports import Transaction
from workstation.services.site import Site
from workstation.services.sync.ports import Answer, OrderServer, Resource, Translation

FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
Jitter = Callable[[float], float]
"""Given the longest wait in seconds, a random wait between 0 and it."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one drain did."""

    sent: int
    offline: str
    """"" or why the server could not be reached."""


def push(site: Site, server: OrderServer, translation: Translation, jitter: Jitter) -> Pushed:
    """Sends everything that may go now; stops at the first sign that the server is out of reach."""
    sent = 0
    held_back: set[UUID] = set()
    for entry in _open_entries(site):
        if entry.group in held_back:
            continue
        if entry.state is OutboxState.PARKED or not _is_due(site, entry):
            held_back.add(entry.group)
            continue
        try:
            done = _send(site, server, translation, entry, jitter)
        except Unavailable as unreachable:
            _try_later(site, entry, unreachable.why, None, jitter)
            return Pushed(sent, unreachable.why)
        sent += done
        if not done:
            held_back.add(entry.group)
    return Pushed(sent, "")


def _open_entries(site: Site) -> list[OutboxEntry]:
    with site.store.read() as tx:
        return list(tx.outbox.open())


def _is_due(site: Site, entry: OutboxEntry) -> bool:
    return entry.next_try_at is None or entry.next_try_at <= site.clock()


def _send(site: Site, server: OrderServer, translation: Translation, entry: OutboxEntry, jitter: Jitter) -> bool:
    with site.store.begin() as tx:
        entry = replace(tx.outbox.get(entry.id), attempts=entry.attempts + 1)
        tx.outbox.update(entry)
    match entry.kind:
        case OutboxKind.CREATE:
            answer = _create(site, server, translation, entry)
        case OutboxKind.UPDATE_TASK:
            return _update_task(site, server, translation, entry, jitter)
        case OutboxKind.MARK_ENTERED_IN_ERROR:
            answer = _mark(site, server, translation, entry)
    return _settle(site, entry, answer, jitter)


def _create(site: Site, server: OrderServer, translation: Translation, entry: OutboxEntry) -> Answer:
    identifier = translation.identifier(entry.target, entry.id)
    if entry.attempts > 1:
        found = server.find(entry.target, identifier)
        if found:
            return _as_answer(found[0])
    answer = server.create(translation.resolve(entry.body, _sent(site, entry.group)), identifier)
    if answer.status in (409, 412):
        found = server.find(entry.target, identifier)
        return _as_answer(found[0]) if found else answer
    return answer


def _as_answer(resource: Resource) -> Answer:
    reference = f"{resource['resourceType']}/{resource['id']}"
    return Answer(200, resource, reference, str(resource.get("meta", {}).get("versionId", "")))


def _sent(site: Site, group: UUID) -> Mapping[str, str]:
    with site.store.read() as tx:
        entries = tx.outbox.of_group(group)
    return {str(one.id): one.sent_reference for one in entries if one.sent_reference}


def _mark(site: Site, server: OrderServer, translation: Translation, entry: OutboxEntry) -> Answer:
    identifier = translation.identifier(entry.target, UUID(str(entry.body["identifier"])))
    found = server.find(entry.target, identifier)
    if not found:
        return Answer(404, None, "", "", said="the supply is not at the server")
    current = _as_answer(found[0])
    assert current.resource is not None
    if current.resource.get("status") == "entered-in-error":
        return current
    changed = translation.entered_in_error(current.resource, str(entry.body["reason"]))
    return server.update(current.reference, changed, current.version_id)


def _update_task(site: Site, server: OrderServer, translation: Translation, entry: OutboxEntry, jitter: Jitter) -> bool:
    version, task = _base(site, server, entry)
    if translation.carries_write(task, entry.id):
        return _settle(site, entry, Answer(200, task, entry.target, version), jitter)
    if entry.body["claim"] and _is_of_another_station(site, translation, task):
        return _lose_claim(site, entry, Answer(200, task, entry.target, version), translation.claimed_by(task)[1])
    outputs = [ref for id_, ref in _sent(site, entry.group).items() if id_ in entry.body["outputs"]]
    answer = server.update(entry.target, translation.apply_change(task, entry.body, entry.id, outputs), version)
    if answer.done and answer.resource is None:
        answer = server.read(entry.target)  # not every server answers with the resource; the next change needs it
    if answer.status not in (409, 412):
        return _settle(site, entry, answer, jitter)
    return _after_conflict(site, server, translation, entry, task, jitter)


def _is_of_another_station(site: Site, translation: Translation, task: Resource) -> bool:
    station, _ = translation.claimed_by(task)
    return station not in ("", str(site.station.id))


def _base(site: Site, server: OrderServer, entry: OutboxEntry) -> tuple[str, Resource]:
    """The version our change is made on: the copy here, or the server's when an attempt was made before."""
    with site.store.read() as tx:
        copy = tx.mirror.get(entry.target)
    if copy is not None and entry.attempts <= 1:
        return copy[0], exact_json.loads(copy[1])
    answer = server.read(entry.target)
    if answer.resource is None:
        raise Unavailable("order_server", f"{entry.target} could not be read ({answer.status})")
    return answer.version_id, answer.resource


def _after_conflict(
    site: Site,
    server: OrderServer,
    translation: Translation,
    entry: OutboxEntry,
    base: Resource,
    jitter: Jitter,
) -> bool:
    current = server.read(entry.target)
    if current.resource is None:
        return _settle(site, entry, current, jitter)
    if translation.carries_write(current.resource, entry.id):
        return _settle(site, entry, current, jitter)
    owner = translation.claimed_by(current.resource)[1]
    gone = owner != translation.claimed_by(base)[1] or _is_of_another_station(site, translation, current.resource)
    if entry.body["claim"] and gone:
        return _lose_claim(site, entry, current, owner)
    if translation.lifecycle(base) == translation.lifecycle(current.resource):
        _keep_copy(site, current)
        return _again_on_new_version(site, server, translation, entry, current, jitter)
    return _leave_to_a_person(site, translation, entry, base, current)


def _again_on_new_version(
    site: Site,
    server: OrderServer,
    translation: Translation,
    entry: OutboxEntry,
    current: Answer,
    jitter: Jitter,
) -> bool:
    assert current.resource is not None
    outputs = [ref for id_, ref in _sent(site, entry.group).items() if id_ in entry.body["outputs"]]
    changed = translation.apply_change(current.resource, entry.body, entry.id, outputs)
    answer = server.update(entry.target, changed, current.version_id)
    if answer.status in (409, 412):
        _try_later(site, entry, "the prescription is being changed at the server", None, jitter)
        return False
    return _settle(site, entry, answer, jitter)


def _keep_copy(site: Site, answer: Answer) -> None:
    with site.store.begin() as tx:
        _save_copy(tx, answer)


def _save_copy(tx: Transaction, answer: Answer) -> None:
    if answer.resource is None or not answer.version_id:
        return
    updated = str(answer.resource.get("meta", {}).get("lastUpdated", ""))
    tx.mirror.save(answer.reference, answer.version_id, updated, exact_json.dumps(answer.resource))


def _lose_claim(site: Site, entry: OutboxEntry, current: Answer, owner: str) -> bool:
    """The Task is not ours to change any more. What was done (an emergency supply) is still told."""
    with site.store.begin() as tx:
        _save_copy(tx, current)
        tx.outbox.update(replace(entry, state=OutboxState.WITHDRAWN, answer=f"claimed by {owner or 'another'}"))
        settle_claim(tx, site, entry.group, won=False, owner=owner)
        for later in tx.outbox.of_group(entry.group):
            if later.state is OutboxState.WAITING and later.kind is OutboxKind.UPDATE_TASK and later.id != entry.id:
                tx.outbox.update(replace(later, state=OutboxState.WITHDRAWN, answer="the claim was lost"))
    return False


def _leave_to_a_person(
    site: Site, translation: Translation, entry: OutboxEntry, base: Resource, current: Answer
) -> bool:
    assert current.resource is not None
    ours = exact_json.dumps(translation.apply_change(base, entry.body, entry.id, []))
    conflict = Conflict(
        id=site.new_id(),
        entry_id=entry.id,
        prescription_id=entry.group,
        ours=ours,
        theirs=exact_json.dumps(current.resource),
        found_at=site.clock(),
    )
    said = "The prescription has a newer version at the server."
    with site.store.begin() as tx:
        _save_copy(tx, current)
        tx.attentions.add_conflict(conflict)
        tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=said))
    return False


def _settle(site: Site, entry: OutboxEntry, answer: Answer, jitter: Jitter) -> bool:
    """Writes down what came of one attempt. True when the entry is sent."""
    if answer.done:
        with site.store.begin() as tx:
            _save_copy(tx, answer)
            sent = replace(entry, state=OutboxState.SENT, sent_reference=answer.reference, answer="")
            tx.outbox.update(sent)
            if entry.kind is OutboxKind.UPDATE_TASK and entry.body["claim"]:
                settle_claim(tx, site, entry.group, won=True)
        return True
    said = answer.said or f"status {answer.status}"
    if answer.status in (401, 408, 425, 429) or answer.status >= 500:
        _try_later(site, entry, said, answer.retry_after_seconds, jitter)
    else:
        with site.store.begin() as tx:
            tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=f"{answer.status} · {said}"))
    return False


def _try_later(site: Site, entry: OutboxEntry, said: str, retry_after: float | None, jitter: Jitter) -> None:
    with site.store.begin() as tx:
        entry = tx.outbox.get(entry.id)
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(entry.attempts, 10))
        wait = retry_after if retry_after is not None else jitter(longest)
        tx.outbox.update(replace(entry, answer=said, next_try_at=site.clock() + timedelta(seconds=wait)))
