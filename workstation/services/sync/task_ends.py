"""What becomes of a change of a Task that is not simply done: the claim is lost, the work is over or gone, or a person
has to choose between two versions."""

from dataclasses import replace

from workstation.domain import exact_json
from workstation.domain.outbox import Attention, AttentionCode, Conflict, OutboxEntry, OutboxKind, OutboxState
from workstation.services.claim import settle_claim
from workstation.services.ports import Transaction
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import Answer, Resource
from workstation.services.sync.sending import Settlement, keep_copy


def lose_claim(courier: Courier, entry: OutboxEntry, current: Answer) -> Settlement:
    """The Task is not ours to change any more. What was done (an emergency supply) is still told."""
    assert current.resource is not None
    site, owner = courier.site, courier.translation.claimed_by(current.resource)[1]

    def write(tx: Transaction) -> None:
        keep_copy(tx, current, taken_in=False)
        tx.outbox.update(replace(entry, state=OutboxState.WITHDRAWN, answer=f"claimed by {owner or 'another'}"))
        settle_claim(tx, site, entry.group, won=False, owner=owner)
        _withdraw_changes(tx, entry, "the claim was lost")

    return Settlement(entry, write)


def _withdraw_changes(tx: Transaction, entry: OutboxEntry, why: str) -> None:
    """What was to follow in the Task; supplies and other facts still go."""
    for later_one in tx.outbox.of_group(entry.group):
        is_open = later_one.state in (OutboxState.WAITING, OutboxState.PARKED)
        if is_open and later_one.kind is OutboxKind.UPDATE_TASK and later_one.id != entry.id:
            tx.outbox.update(replace(later_one, state=OutboxState.WITHDRAWN, answer=why))


def give_way(entry: OutboxEntry, current: Answer) -> Settlement:
    """The server has ended the work and nothing was supplied here: the next pull takes the end in."""

    def write(tx: Transaction) -> None:
        keep_copy(tx, current, taken_in=False)
        tx.outbox.update(replace(entry, state=OutboxState.WITHDRAWN, answer="the work was ended at the server"))

    return Settlement(entry, write)


def gone(courier: Courier, entry: OutboxEntry, reference: str) -> Settlement:
    """The Task was deleted at the server: told once, and its copy here is not built on any more."""
    site = courier.site

    def write(tx: Transaction) -> None:
        tx.mirror.forget(reference)
        said = "The prescription is not at the server any more."
        tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=said))
        code = AttentionCode.DELETED_AT_SERVER
        if not any(one.code == code and one.prescription_id == entry.group for one in tx.attentions.open()):
            tx.attentions.add(Attention(site.new_id(), entry.group, code, reference, site.clock()))

    return Settlement(entry, write)


def leave_to_a_person(courier: Courier, entry: OutboxEntry, task: Resource, current: Answer) -> Settlement:
    """Both bodies are kept; `task` is the version that our change was made on."""
    assert current.resource is not None
    site, ours = courier.site, courier.translation.apply_change(task, entry.body, entry.id, [])
    conflict = Conflict(
        id=site.new_id(),
        entry_id=entry.id,
        prescription_id=entry.group,
        ours=exact_json.dumps(ours),
        theirs=exact_json.dumps(current.resource),
        found_at=site.clock(),
    )

    def write(tx: Transaction) -> None:
        keep_copy(tx, current, taken_in=False)
        tx.attentions.add_conflict(conflict)
        said = "The prescription has a newer version at the server."
        tx.outbox.update(replace(entry, state=OutboxState.PARKED, answer=said))

    return Settlement(entry, write)
