"""Changing the server's Task, the only resource that both sides write.

409 and 412 alike: read the current version. If it carries our write id, our reply was lost and all is well. If only
things that we do not touch have changed, our change is put on the new version. If the work was ended at the server and
nothing was supplied here, the end counts. Else a person decides, with both versions kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workstation.domain import exact_json
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.services.intake import ENDED_AT_SERVER
from workstation.services.ports import Transaction
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import Answer, Resource
from workstation.services.sync.sending import MOST_BREAKDOWNS, Settlement, later, parked, settled
from workstation.services.sync.task_ends import give_way, gone, leave_to_a_person, lose_claim
from workstation.services.sync_ports import FORMER, Copy

SETTLING_SECONDS = 2.0
"""After a claim at a server that does not guard versions: longer than another station needs from its look to its
write, so that whoever wrote last is seen by both."""


@dataclass(frozen=True, slots=True)
class Base:
    """The version that our change is made on."""

    reference: str
    version_id: str
    task: Resource
    is_known: bool
    """Our own copy of the work follows this version."""

    @property
    def is_believed(self) -> bool:
        """False: the server was set back, or is another one, and has to be asked which version it has."""
        return not self.version_id.startswith(FORMER)


@dataclass(frozen=True, slots=True)
class Change:
    """Our change as it was put on the wire."""

    base: Base
    outputs: list[str]
    told: Mapping[str, Any]
    """What is to change, with the server's references in place of our own ids."""
    body: Resource


def change_task(courier: Courier, entry: OutboxEntry, sent: Mapping[str, str], bases: Mapping[str, Base]) -> Settlement:
    """One change of a Task, from the version known here to whatever came of it. `bases`: as `bases_from` found them."""
    target = entry.target or _created_task(courier, entry)
    if not target:
        return parked(entry, "The work item of this prescription is not at the server.")
    known = (bases if entry.target else _known_bases(courier, target)).get(target)
    base = _base(courier, entry, target, known)
    if isinstance(base, Settlement):
        return base
    settled_already = _settled_already(courier, entry, base)
    if settled_already is not None:
        return settled_already
    if _ended_unseen(courier, entry, base):
        return later(courier, entry, "the work was ended at the server: that is taken in first")
    change = change_on(courier, entry, base, sent)
    return judged(courier, entry, change, courier.server.update(target, change.body, base.version_id))


def change_on(courier: Courier, entry: OutboxEntry, base: Base, sent: Mapping[str, str]) -> Change:
    """Our change put on a version, with the supplies that it names by their references at the server."""
    outputs = [reference for id_, reference in sent.items() if id_ in entry.body["outputs"]]
    told = courier.translation.resolve(entry.body, sent) if entry.body.get("for") else entry.body
    return Change(base, outputs, told, courier.translation.apply_change(base.task, told, entry.id, outputs))


def judged(courier: Courier, entry: OutboxEntry, change: Change, answer: Answer) -> Settlement:
    """What came of a change that was put on the wire."""
    base = change.base
    if answer.done and answer.version_id and answer.resource is None and not courier.habits.ignores_if_match:
        # guarded by If-Match: the new version is what we sent, on the version that we know
        answer = replace(answer, resource=_as_version(change.body, answer.version_id), reference=base.reference)
    if answer.done and (answer.resource is None or courier.habits.ignores_if_match):
        answer = _read_back(courier, entry, base)
    if answer.done and answer.resource is not None and not courier.translation.carries_write(answer.resource, entry.id):
        return _after_conflict(courier, entry, change)
    if answer.status in (409, 412):
        return _after_conflict(courier, entry, change)
    if answer.status in (404, 410) and courier.server.read(base.reference).status in (404, 410):
        return gone(courier, entry, base.reference)
    return settled(courier, entry, answer, taken_in=base.is_known and _is_ours_alone(courier, entry, base, answer))


def is_plain(courier: Courier, entry: OutboxEntry, answer: Answer) -> bool:
    """True when an answer is judged without a look at the server: it holds our write on a version that was guarded."""
    if not answer.done or answer.resource is None or courier.habits.ignores_if_match:
        return False
    return courier.translation.carries_write(answer.resource, entry.id)


def _as_version(body: Resource, version_id: str) -> Resource:
    return {**body, "meta": {**body.get("meta", {}), "versionId": version_id}}


def _created_task(courier: Courier, entry: OutboxEntry) -> str:
    with courier.site.store.read() as tx:
        group = tx.outbox.in_groups([entry.group])[entry.group]
    created = (one for one in group if one.kind is OutboxKind.CREATE and one.target == "Task")
    return next((one.sent_reference for one in created), "")


def copies_for(tx: Transaction, entries: Iterable[OutboxEntry]) -> Mapping[str, Copy]:
    """What is kept here of the Tasks that these entries change, by reference."""
    named = {one.target for one in entries if one.kind is OutboxKind.UPDATE_TASK and one.target}
    return tx.mirror.copies(named) if named else {}


def bases_from(copies: Mapping[str, Copy]) -> Mapping[str, Base]:
    """The versions of these copies; without those kept without a version, which only a read can tell."""
    return {
        name: Base(name, copy.version_id, exact_json.loads(copy.body), copy.taken_in)
        for name, copy in copies.items()
        if copy.version_id != copy.last_updated
    }


def _known_bases(courier: Courier, reference: str) -> Mapping[str, Base]:
    with courier.site.store.read() as tx:
        copies = tx.mirror.copies([reference])
    return bases_from(copies)


def is_untouched(courier: Courier, entry: OutboxEntry, base: Base) -> bool:
    """Our change may go onto the version kept here without a look at the server."""
    sure = base.is_believed and not courier.habits.ignores_if_match
    is_settled = _settled_already(courier, entry, base) is not None
    return sure and not is_settled and not _ended_unseen(courier, entry, base)


def _ended_unseen(courier: Courier, entry: OutboxEntry, base: Base) -> bool:
    """Somebody has ended the work in a version that our writes came upon and no pull has taken in.

    A change put on it would undo that end in silence. The pull decides what becomes of this change and of supplies.
    """
    if base.is_known or courier.translation.lifecycle(base.task)[0] not in ENDED_AT_SERVER:
        return False
    with courier.site.store.read() as tx:
        earlier = [one for one in tx.outbox.of_group(entry.group) if one.sequence < entry.sequence]
    told = [one for one in earlier if one.kind is OutboxKind.UPDATE_TASK and one.state is OutboxState.SENT]
    return all(one.body["status"] != courier.translation.lifecycle(base.task)[0] for one in told)


def _base(courier: Courier, entry: OutboxEntry, target: str, known: Base | None) -> Base | Settlement:
    """The copy here; the server's version when there is none, an attempt was made before, or versions are unguarded."""
    untried = entry.attempts <= 1 and not courier.habits.ignores_if_match
    if known is not None and known.is_believed and untried:
        return known
    answer = courier.server.read(target)
    if answer.status in (404, 410):
        return gone(courier, entry, target)
    if answer.resource is None:
        return settled(courier, entry, answer) if not answer.done else later(courier, entry, "no Task in the answer")
    if not answer.version_id:
        return parked(entry, "The server gives its Tasks no versions: a change could overwrite somebody else's.")
    if known is None or known.version_id == answer.version_id:
        return Base(target, answer.version_id, answer.resource, known is not None and known.is_known)
    if courier.translation.carries_write(answer.resource, entry.id):
        return Base(target, answer.version_id, answer.resource, False)
    if courier.translation.lifecycle(known.task) != courier.translation.lifecycle(answer.resource):
        return _decided(courier, entry, known, answer)
    return Base(target, answer.version_id, answer.resource, False)


def _settled_already(courier: Courier, entry: OutboxEntry, base: Base) -> Settlement | None:
    translation = courier.translation
    if translation.last_write(base.task) in _this_and_later(courier, entry):
        answer = Answer(200, base.task, base.reference, base.version_id)
        return settled(courier, entry, answer, taken_in=base.is_known)
    if entry.body["claim"] and _is_of_another_station(courier, base.task):
        return lose_claim(courier, entry, _answer_of(base))
    return None


def _this_and_later(courier: Courier, entry: OutboxEntry) -> set[str]:
    """Ids of our writes to the same Task from this one on: the last of them says that this one was done."""
    if entry.attempts <= 1:
        return {str(entry.id)}
    with courier.site.store.read() as tx:
        group = tx.outbox.in_groups([entry.group])[entry.group]
    pointers = [one for one in group if one.kind is OutboxKind.UPDATE_TASK and one.sequence >= entry.sequence]
    return {str(one.id) for one in pointers}


def _answer_of(base: Base) -> Answer:
    return Answer(200, base.task, base.reference, base.version_id)


def _is_of_another_station(courier: Courier, task: Resource) -> bool:
    station, _ = courier.translation.claimed_by(task)
    return station not in ("", str(courier.site.station.id))


def _is_ours_alone(courier: Courier, entry: OutboxEntry, base: Base, answer: Answer) -> bool:
    """The answer holds what we sent and nothing that somebody else has put there."""
    if answer.resource is None:
        return False
    before = {key: value for key, value in base.task.items() if key not in _OURS_TO_CHANGE}
    after = {key: value for key, value in answer.resource.items() if key not in _OURS_TO_CHANGE}
    return exact_json.dumps(before) == exact_json.dumps(after)


_OURS_TO_CHANGE = frozenset(
    {"meta", "identifier", "status", "businessStatus", "statusReason", "owner", "output", "text"}
)


def _read_back(courier: Courier, entry: OutboxEntry, base: Base) -> Answer:
    """Not every server answers with the resource; and one that guards no versions is looked at after a while."""
    if courier.habits.ignores_if_match and entry.body["claim"]:
        courier.rhythm.wait(SETTLING_SECONDS)
    return courier.server.read(base.reference)


def _after_conflict(courier: Courier, entry: OutboxEntry, change: Change) -> Settlement:
    base = change.base
    current = courier.server.read(base.reference)
    if current.status in (404, 410):
        return gone(courier, entry, base.reference)
    if current.resource is None:
        return settled(courier, entry, current)
    if courier.translation.carries_write(current.resource, entry.id):
        return settled(courier, entry, current, taken_in=False)
    if courier.translation.lifecycle(base.task) == courier.translation.lifecycle(current.resource):
        return _again_on_new_version(courier, entry, current, change)
    return _decided(courier, entry, base, current)


def _again_on_new_version(courier: Courier, entry: OutboxEntry, current: Answer, change: Change) -> Settlement:
    assert current.resource is not None
    changed = courier.translation.apply_change(current.resource, change.told, entry.id, change.outputs)
    answer = courier.server.update(current.reference, changed, current.version_id)
    if answer.done and answer.resource is None:
        answer = courier.server.read(current.reference)
    if answer.status in (409, 412):
        if entry.attempts >= MOST_BREAKDOWNS:  # nobody changes it so often: it does not take what it shows
            said = answer.said or "the server refuses a change of its newest version"
            return parked(entry, f"{answer.status} · {said}")
        return later(courier, entry, "the prescription is being changed at the server")
    return settled(courier, entry, answer, taken_in=False)


def _decided(courier: Courier, entry: OutboxEntry, base: Base, current: Answer) -> Settlement:
    """The work has moved on at the server: the claim is lost, the work has ended there, or a person decides."""
    assert current.resource is not None
    translation = courier.translation
    owner, owner_before = translation.claimed_by(current.resource)[1], translation.claimed_by(base.task)[1]
    is_gone = owner != owner_before or _is_of_another_station(courier, current.resource)
    ended = translation.lifecycle(current.resource)[0] in ENDED_AT_SERVER
    if entry.body["claim"] and (is_gone or ended):
        return lose_claim(courier, entry, current)
    if ended and not entry.body["outputs"]:
        return give_way(entry, current)
    return leave_to_a_person(courier, entry, base.task, current)
