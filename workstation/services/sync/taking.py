"""Taking gathered Tasks into the store: one transaction a page, and what cannot be used named to people, once.

Many new prescriptions are screened after their page (`screening_waits` stands in the queue until then): the page is
kept sooner, and nothing looks clean that was not looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain import exact_json
from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.queue import Flag
from workstation.services.bulk_intake import is_plain_new, take_in_new
from workstation.services.flags import OthersOnce, refresh_flags_of, remembered
from workstation.services.intake import ServerPrescription, take_in
from workstation.services.people_at_work import PeopleAtWork
from workstation.services.ports import Transaction
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import Gathered, read, reference_of, updated_of, version_of
from workstation.services.sync.ports import Resource, UnusableResource

SCREENED_AT_ONCE = 5
"""So many prescriptions of a page are screened with it; more of them after it."""
SCREENED_TOGETHER = 5
"""Prescriptions screened in one transaction: short, because people at the counter wait for the same store."""

Also = Callable[[Transaction], None]
"""What is written in the same transaction: the watermark."""


@dataclass(frozen=True, slots=True)
class _Understood:
    task: Resource
    found: ServerPrescription


def nothing_else(_tx: Transaction) -> None:
    """For Tasks that move no watermark."""


def is_news(versions: Mapping[str, str], task: Resource) -> bool:
    """True unless exactly this version was taken in. A server without versions is believed by its time stamps."""
    reference = reference_of(task)
    version = version_of(task) or updated_of(task)
    return not version or versions.get(reference) != version


def news_of(courier: Courier, tasks: Sequence[Resource]) -> list[Resource]:
    """Those that are not here in that version, each once; what a search shows from the past is read as it is now."""
    by_reference = {reference_of(task): task for task in tasks}
    with courier.site.store.read() as tx:
        versions = tx.mirror.versions(list(by_reference))
        news = {reference: task for reference, task in by_reference.items() if is_news(versions, task)}
        known = tx.mirror.copies(list(news))
    for reference, task in list(news.items()):
        is_past = reference in known and _is_before(updated_of(task), known[reference].last_updated)
        if is_past and (current := read(courier, reference)) is not None:
            news[reference] = current
    return [task for task in news.values() if is_news(versions, task)]


def _is_before(shown: str, kept: str) -> bool:
    """True when an index lags behind what is here already: an old version would look like a change."""
    try:
        return datetime.fromisoformat(shown) < datetime.fromisoformat(kept)
    except (ValueError, TypeError):
        return False


def take(courier: Courier, gathered: Gathered, also: Also = nothing_else) -> int:
    """Returns how many were taken in. What cannot be used is left out, told to people, and holds up nothing."""
    understood, unusable = _translated(courier, gathered)
    try:
        with courier.site.store.begin() as tx:
            _store(tx, courier, gathered, understood)
            _tell_unusable(tx, courier, unusable)
            also(tx)
    except Refused:
        unusable += _one_by_one(courier, gathered, understood)
        with courier.site.store.begin() as tx:
            _tell_unusable(tx, courier, unusable)
            also(tx)
    return len(gathered.tasks) - len(unusable)


def _translated(courier: Courier, gathered: Gathered) -> tuple[list[_Understood], list[Resource]]:
    understood, unusable = [], []
    for task in gathered.tasks:
        try:
            found = courier.translation.prescription(task, gathered.around(task), gathered.facts_of(task))
            understood.append(_Understood(task, found))
        except UnusableResource:
            unusable.append(task)
    return understood, unusable


def _one_by_one(courier: Courier, gathered: Gathered, understood: Sequence[_Understood]) -> list[Resource]:
    """A page that the store refuses as a whole. Returns the Tasks that it refuses."""
    refused = []
    for one in understood:
        try:
            with courier.site.store.begin() as tx:
                _store(tx, courier, gathered, [one])
        except Refused:
            refused.append(one.task)
    return refused


def _store(tx: Transaction, courier: Courier, gathered: Gathered, understood: Sequence[_Understood]) -> None:
    site = courier.site
    known = tx.prescriptions.ids_by_task([one.found.task_reference for one in understood])
    is_new = {id(one): one.found.task_reference not in known and is_plain_new(one.found) for one in understood}
    at_once = len(understood) <= SCREENED_AT_ONCE
    flags = () if at_once else (Flag.SCREENING_WAITS,)
    taken = take_in_new(tx, site, [one.found for one in understood if is_new[id(one)]], flags)
    for one in understood:
        if not is_new[id(one)] and (changed := take_in(tx, site, one.found)) is not None:
            taken.append(changed)
    tx.mirror.save_all(_copies(gathered, [one.task for one in understood]))
    if at_once:
        refresh_flags_of(tx, site, taken)
    else:
        _let_wait(tx, [one for one in taken if one in known.values()])


def _let_wait(tx: Transaction, changed: Sequence[UUID]) -> None:
    """What changed is screened anew, later."""
    for prescription_id in changed:
        tx.prescriptions.flag(prescription_id, Flag.SCREENING_WAITS)


def _copies(gathered: Gathered, tasks: Sequence[Resource]) -> list[tuple[str, str, str, str]]:
    """Of the Tasks, what they name, and what is known of their patients: a change is told by its version."""
    found: dict[str, Resource] = {}
    for task in tasks:
        found[reference_of(task)] = task
        named = gathered.wanted[reference_of(task)]
        found |= {one: gathered.others[one] for one in named if one in gathered.others}
        found |= {reference_of(one): one for line in named for one in gathered.supplies.get(line, ())}
        found |= {reference_of(one): one for one in gathered.facts_of(task) or ()}
    return _copies_of(list(found.values()), gathered.written)


def copy_of(resource: Resource) -> tuple[str, str, str, str]:
    """(reference, version, last updated, body) as the mirror keeps it."""
    return _copies_of([resource], {})[0]


def _copies_of(resources: Sequence[Resource], written: Mapping[int, str]) -> list[tuple[str, str, str, str]]:
    """`written`: JSON text that is there already, by `id` of the resource."""
    unwritten = [one for one in resources if id(one) not in written]
    texts = {id(one): text for one, text in zip(unwritten, exact_json.dumps_all(unwritten), strict=True)}
    copies = []
    for resource in resources:
        text = written.get(id(resource)) or texts[id(resource)]
        # half characters are legal in JSON, and no store keeps them
        body = text if text.isascii() else text.encode("utf-8", "replace").decode()
        updated = updated_of(resource)
        copies.append((reference_of(resource), version_of(resource) or updated, updated, body))
    return copies


def _tell_unusable(tx: Transaction, courier: Courier, tasks: Sequence[Resource]) -> None:
    """Once for each version; its copy is kept as not taken in, so that a later program may understand it."""
    for task in tasks:
        reference, version, updated, body = copy_of(task)
        known = tx.mirror.get(reference)
        tx.mirror.save(reference, version, updated, body, taken_in=False)
        if known is None or known[0] != version:
            site = courier.site
            detail = f"{reference} version {version}" if version else reference
            code = AttentionCode.UNUSABLE_RESOURCE
            tx.attentions.add(Attention(site.new_id(), _prescription(tx, reference), code, detail, site.clock()))


def _prescription(tx: Transaction, task_reference: str) -> UUID | None:
    return tx.prescriptions.ids_by_task([task_reference]).get(task_reference)


def screen_waiting(courier: Courier, goes_on: Callable[[], bool]) -> int:
    """Screens what a page left for later, the most urgent first, until `goes_on` says no. Returns how many."""
    site, done, line_flags = courier.site, 0, remembered()
    people, others = PeopleAtWork(site), OthersOnce()
    while goes_on():
        with site.store.begin() as tx:
            waiting = tx.prescriptions.flagged(Flag.SCREENING_WAITS, SCREENED_TOGETHER)
            refresh_flags_of(tx, site, waiting, line_flags, people, others)
        done += len(waiting)
        if len(waiting) < SCREENED_TOGETHER:
            break
    return done
