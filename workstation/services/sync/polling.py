"""Asking after what open work rests on: lines, supplies of them, patients, allergies, conditions, weights.

A search for Tasks does not report a changed line (an include follows the Task, not the line), nor a supply whose Task
was not written yet. So these are asked for by their ids and patients, a part of the open work each round. A
prescription whose ground has changed is taken in anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workstation.domain import exact_json
from workstation.services.ports import Transaction
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import (
    MOST_IN_LIST,
    Asked,
    chunks,
    facts_found,
    gather,
    patient_in,
    reference_of,
    searched_by_id,
    supplies_found,
)
from workstation.services.sync.ports import Resource, SearchRefused
from workstation.services.sync.taking import is_news, take

POLL = "poll.state"
"""Sync note: since|next since|cursor|ended."""
EVERY = timedelta(minutes=1)
MOST_TASKS = 80
"""Open prescriptions asked after in one round; more of them take more rounds."""
FACT_TYPES = ("AllergyIntolerance", "Condition", "MedicationStatement", "Observation")
_ASKED_BY_ID = ("MedicationRequest", "Patient", "DocumentReference", "ServiceRequest", "Appointment")


@dataclass(frozen=True, slots=True)
class _State:
    """One cycle through the open work. Times of change in the server's clock, `ended` in ours."""

    since: str = ""
    following: str = ""
    cursor: str = ""
    ended: str = ""


def poll(courier: Courier, asked: Asked, begin: datetime | None) -> int:
    """Returns how many prescriptions were taken in anew. `begin` is from when on this round asked for Tasks."""
    now = courier.site.clock()
    with courier.site.store.read() as tx:
        state = _State(*(tx.sync_notes.get(POLL) or "|||").split("|"))
        if not state.cursor and state.ended and now - datetime.fromisoformat(state.ended) < EVERY:
            return 0
        references = [one for one in sorted(tx.prescriptions.open_tasks()) if one > state.cursor]
        tasks = _kept(tx, references[:MOST_TASKS])
    if not state.cursor:
        state = replace(state, following=begin.isoformat() if begin else "")
    changed = list(_changed(courier, asked, tasks, datetime.fromisoformat(state.since) if state.since else None))
    affected = _affected(courier, changed) if changed else []
    taken = take(courier, gather(courier, asked, affected, changed)) if affected else 0
    if len(references) > MOST_TASKS:
        state = replace(state, cursor=references[MOST_TASKS - 1])
    else:
        state = _State(since=state.following, ended=now.isoformat())
    with courier.site.store.begin() as tx:
        tx.sync_notes.set(POLL, f"{state.since}|{state.following}|{state.cursor}|{state.ended}")
    return taken


def poll_anew(tx: Transaction) -> None:
    """The next poll looks at everything."""
    tx.sync_notes.set(POLL, "")


def _kept(tx: Transaction, references: Sequence[str]) -> list[Resource]:
    copies = [tx.mirror.get(one) for one in references]
    return [exact_json.loads(one[1]) for one in copies if one is not None]


def _changed(courier: Courier, asked: Asked, tasks: Sequence[Resource], since: datetime | None) -> Iterator[Resource]:
    """What is at the server in another version than here."""
    by_type: dict[str, dict[str, None]] = {kind: {} for kind in _ASKED_BY_ID}
    for task in tasks:
        for one in courier.translation.wanted_by(task):
            if (kind := one.partition("/")[0]) in by_type:
                by_type[kind][one] = None
    for kind, wanted in by_type.items():
        for part in chunks(list(wanted)):
            yield from _other_versions(courier, _asked_by_id(courier, kind, part, since))
    for part in chunks(list(by_type["Patient"]), 1 if asked.lists is False else MOST_IN_LIST):
        for _, found in facts_found(courier, asked, part, since):
            yield from _other_versions(courier, {reference_of(one): one for one in found})
    supplied = supplies_found(courier, asked, list(by_type["MedicationRequest"]), since)
    yield from _other_versions(courier, {reference_of(one): one for one in supplied})


def _asked_by_id(
    courier: Courier, kind: str, references: Sequence[str], since: datetime | None
) -> Mapping[str, Resource]:
    try:
        pages = courier.server.search(kind, courier.translation.changed_since(references, since))
        shown = [one for page in pages for one in page.matches]
    except SearchRefused:
        return searched_by_id(courier, kind, references)
    wanted = set(references)
    return {reference_of(one): one for one in shown if reference_of(one) in wanted}


def _other_versions(courier: Courier, found: Mapping[str, Resource]) -> list[Resource]:
    with courier.site.store.read() as tx:
        versions = tx.mirror.versions(list(found))
    return [one for one in found.values() if is_news(versions, one)]


def _affected(courier: Courier, changed: Sequence[Resource]) -> list[Resource]:
    """All open Tasks that name one of them, or whose patient one of them is about: a patient has several."""
    references = {reference_of(one) for one in changed}
    references |= {line for one in changed for line in courier.translation.lines_of_supply(one)}
    facts = [one for one in changed if one["resourceType"] in FACT_TYPES]
    patients = {courier.translation.subject_of(one) for one in facts} - {""}
    with courier.site.store.read() as tx:
        open_ones = sorted(tx.prescriptions.open_tasks())
    found = []
    for part in chunks(open_ones):
        with courier.site.store.read() as tx:
            tasks = _kept(tx, part)
        for task in tasks:
            wanted = courier.translation.wanted_by(task)
            if references & set(wanted) or patient_in(wanted) in patients:
                found.append(task)
    return found
