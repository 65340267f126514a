"""The sweep: what no search for changes ever shows. Deletions, work given to somebody else, doubles of our supplies.

The ids of open work every 15 minutes; once a night everything that was pulled, with all that open work rests on, and
our own supplies by their identifiers. In portions, so that no round takes long.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode, OutboxEntry, OutboxKind
from workstation.services.doubts import note_doubts
from workstation.services.flags import refresh_flags
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import MOST_IN_LIST, Asked, gather, read_all, reference_of, updated_of
from workstation.services.sync.ports import Resource, SearchRefused
from workstation.services.sync.taking import is_news, take

OPEN = "sweep.open"
"""Sync note: "cursor|when the last sweep of open work began"."""
NIGHT = "sweep.night"
"""Sync note: "cursor|the date of the night"; cursor "done" when it is through."""
DOUBLES = "sweep.doubles"
"""Sync note: the sequence of the last supply of ours that was looked up."""
EVERY = timedelta(minutes=15)
NIGHT_FROM = time(2, 0)
PORTIONS = 5
"""Searches of MOST_IN_LIST Tasks in one round."""
DISPENSE = "MedicationDispense"
DONE = "done"


def sweep(courier: Courier, asked: Asked) -> int:
    """What is due in this round. Returns how many prescriptions were taken in anew."""
    return _sweep_open(courier, asked) + _sweep_all(courier, asked)


def _sweep_open(courier: Courier, asked: Asked) -> int:
    now, taken = courier.site.clock(), 0
    with courier.site.store.read() as tx:
        cursor, _, began = (tx.sync_notes.get(OPEN) or "").partition("|")
        open_ones = sorted(tx.prescriptions.open_tasks())
    if not began:
        return _remember(courier, OPEN, f"|{now.isoformat()}")  # they came a moment ago
    if not cursor and now - datetime.fromisoformat(began) < EVERY:
        return 0
    began = began if cursor else now.isoformat()
    for _ in range(PORTIONS):
        part = [one for one in open_ones if one > cursor][:MOST_IN_LIST]
        taken += _look_at(courier, asked, part, whole=False)
        cursor = part[-1] if len(part) == MOST_IN_LIST else ""
        if not cursor:
            break
    _remember(courier, OPEN, f"{cursor}|{began}")
    return taken


def _sweep_all(courier: Courier, asked: Asked) -> int:
    local = courier.site.clock().astimezone(courier.site.zone)
    tonight, taken = local.date().isoformat(), 0
    with courier.site.store.read() as tx:
        cursor, _, night = (tx.sync_notes.get(NIGHT) or "").partition("|")
    if not night:
        return _remember(courier, NIGHT, f"{DONE}|{tonight}")
    if night != tonight and local.time() >= NIGHT_FROM and cursor == DONE:
        cursor, night = "", tonight
    if cursor == DONE:
        return 0
    for _ in range(PORTIONS):
        with courier.site.store.read() as tx:
            part = tx.mirror.references_after("Task", cursor, MOST_IN_LIST)
        taken += _look_at(courier, asked, part, whole=True)
        cursor = part[-1] if len(part) == MOST_IN_LIST else DONE
        if cursor == DONE:
            _look_for_doubles(courier)
            break
    _remember(courier, NIGHT, f"{cursor}|{night}")
    return taken


def _remember(courier: Courier, note: str, value: str) -> int:
    with courier.site.store.begin() as tx:
        tx.sync_notes.set(note, value)
    return 0


def _look_at(courier: Courier, asked: Asked, references: Sequence[str], *, whole: bool) -> int:
    """Takes in what has changed; `whole`: open ones with all they rest on, changed or not."""
    if not references:
        return 0
    found = read_all(courier, references)
    with courier.site.store.read() as tx:
        versions = tx.mirror.versions(references)
        open_ones = tx.prescriptions.open_tasks()
    wanted = [task for one, task in found.items() if is_news(versions, task) or (whole and one in open_ones)]
    gone = [one for one in references if one not in found]
    if gone:
        with courier.site.store.begin() as tx:
            for reference in gone:
                deleted_at_server(tx, courier, reference, open_ones)
    return take(courier, gather(courier, asked, wanted, ())) if wanted else 0


def deleted_at_server(tx: Transaction, courier: Courier, reference: str, open_ones: Mapping[str, UUID]) -> None:
    """Open work is blocked until a person has looked; what is over here may go there."""
    site = courier.site
    tx.mirror.forget(reference)
    prescription_id = open_ones.get(reference)
    code = AttentionCode.DELETED_AT_SERVER
    told = (one.code == code and one.prescription_id == prescription_id for one in tx.attentions.open())
    if prescription_id is None or any(told):
        return
    tx.attentions.add(Attention(site.new_id(), prescription_id, code, reference, site.clock()))
    note_doubts(tx, site, prescription_id, [f"{reference} is not at the server any more"])
    audit(tx, site, None, code.value, prescription_id, {"task": reference})
    refresh_flags(tx, site, tx.prescriptions.get(prescription_id))


def _look_for_doubles(courier: Courier) -> None:
    """Supplies of ours that are at the server twice, since the last night."""
    with courier.site.store.read() as tx:
        after = int(tx.sync_notes.get(DOUBLES) or 0)
    while True:
        with courier.site.store.read() as tx:
            sent = tx.outbox.sent_after(after, DISPENSE, MOST_IN_LIST // 2)
        if not sent:
            return
        found = _by_identifier(courier, sent)
        after = sent[-1].sequence
        with courier.site.store.begin() as tx:
            for entry in sent:
                _mark_doubles(tx, courier, entry, found.get(str(entry.id), ()))
            tx.sync_notes.set(DOUBLES, str(after))


def _by_identifier(courier: Courier, sent: Sequence[OutboxEntry]) -> dict[str, list[Resource]]:
    """What the server has under the identifier of each write; one by one where lists find nothing."""
    named = {str(one.id): courier.translation.identifier(DISPENSE, one.id) for one in sent}
    by_id: dict[str, list[Resource]] = {}
    try:
        pages = courier.server.search(DISPENSE, [("identifier", ",".join(named.values()))])
        for resource in (one for page in pages for one in page.matches):
            by_id.setdefault(courier.translation.write_of(resource), []).append(resource)
    except SearchRefused:
        by_id.clear()
    if not by_id.keys() & named.keys():
        by_id = {write: list(courier.server.find(DISPENSE, name)) for write, name in named.items()}
    return by_id


def _mark_doubles(tx: Transaction, courier: Courier, entry: OutboxEntry, found: Sequence[Resource]) -> None:
    """All but the one that our Task names (else the oldest) are to be marked as mistakes, through the outbox."""
    live = sorted((one for one in found if one.get("status") != "entered-in-error"), key=updated_of)
    ours = [one for one in live if reference_of(one) == entry.sent_reference] or live[:1]
    site = courier.site
    for double in live if len(live) > 1 else ():
        if double is ours[0]:
            continue
        reference = reference_of(double)
        body = {"identifier": str(entry.id), "reference": reference, "reason": "the same supply was recorded twice"}
        tx.outbox.add(
            OutboxEntry(
                id=site.new_id(),
                sequence=0,
                kind=OutboxKind.MARK_ENTERED_IN_ERROR,
                group=entry.group,
                what="A double of a supply entered in error",
                target=DISPENSE,
                body=body,
                created_at=site.clock(),
            )
        )
        tx.attentions.add(Attention(site.new_id(), entry.group, AttentionCode.FOUND_DOUBLE, reference, site.clock()))
        audit(tx, site, None, AttentionCode.FOUND_DOUBLE.value, entry.group, {"reference": reference})
