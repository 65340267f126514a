"""Pulling: what changed at the server since last time, page by page, each page one local transaction.

The watermark moves with the page it belongs to, so an interrupted pull goes on where it stopped. Five minutes are
asked for again each time, because a server's index may lag; what is here in that version already is passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import Attention
from workstation.services.flags import refresh_flags
from workstation.services.intake import take_in
from workstation.services.ports import ScanDocument, Transaction
from workstation.services.site import Site
from workstation.services.sync.ports import OrderServer, Resource, Translation

WATERMARK = "pull.watermark"
PULLED_TYPES = ("Task", "MedicationRequest", "Patient", "DocumentReference", "Practitioner", "PractitionerRole")
OVERLAP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull did. `offline` is "" or why it stopped before its end."""

    tasks: int
    scans: int
    offline: str


def pull(site: Site, server: OrderServer, translation: Translation) -> Pulled:
    """Takes in what is new; stops quietly when the server goes away in the middle, keeping whole pages."""
    tasks = scans = 0
    try:
        for page in server.search("Task", translation.task_search(_since(site))):
            tasks += _take_page(site, server, translation, page.matches, page.included)
        scans = fetch_scans(site, server)
    except Unavailable as gone:
        return Pulled(tasks, scans, gone.why)
    return Pulled(tasks, scans, "")


def pull_all_again(tx: Transaction) -> None:
    """The next pull begins at the beginning and takes everything in anew; what people did here stays."""
    tx.sync_notes.set(WATERMARK, "")
    for kind in PULLED_TYPES:
        for reference in tx.mirror.references(kind):
            tx.mirror.forget(reference)


def _since(site: Site) -> datetime | None:
    with site.store.read() as tx:
        mark = tx.sync_notes.get(WATERMARK)
    return datetime.fromisoformat(mark) - OVERLAP if mark else None


def reference_of(resource: Resource) -> str:
    """ "Type/id" of a resource."""
    return f"{resource['resourceType']}/{resource['id']}"


def _take_page(
    site: Site,
    server: OrderServer,
    translation: Translation,
    matches: Sequence[Resource],
    included: Sequence[Resource],
) -> int:
    fresh = [task for task in matches if _is_news(site, task)]
    others = {reference_of(one): one for one in included}
    patients: dict[str, Sequence[Resource]] = {}
    for task in fresh:
        _complete(server, translation, task, others)
        _ask_about_patient(server, translation, task, others, patients)
    with site.store.begin() as tx:
        for task in fresh:
            _take_task(tx, site, translation, task, others, patients)
        _move_watermark(tx, matches)
    return len(fresh)


def _is_news(site: Site, task: Resource) -> bool:
    with site.store.read() as tx:
        return not tx.mirror.holds(reference_of(task), _version(task))


def _version(resource: Resource) -> str:
    return str(resource.get("meta", {}).get("versionId", ""))


def _updated(resource: Resource) -> str:
    return str(resource.get("meta", {}).get("lastUpdated", ""))


def _complete(server: OrderServer, translation: Translation, task: Resource, others: dict[str, Resource]) -> None:
    """Reads what the page did not bring along; two rounds, because a role names a person and a site."""
    for _ in range(2):
        for reference in _missing(translation, task, others):
            answer = server.read(reference)
            if answer.done and answer.resource is not None:
                others[reference] = answer.resource


def _missing(translation: Translation, task: Resource, others: Mapping[str, Resource]) -> Iterable[str]:
    nested = [one["reference"] for one in _nested_references(translation, task, others)]
    return [one for one in dict.fromkeys([*translation.wanted_by(task), *nested]) if one not in others]


def _nested_references(
    translation: Translation, task: Resource, others: Mapping[str, Resource]
) -> Iterable[Mapping[str, str]]:
    for reference in translation.wanted_by(task):
        found = others.get(reference, {})
        for name in ("requester", "practitioner", "organization", "medicationReference"):
            inner = found.get(name)
            if isinstance(inner, Mapping) and _is_plain(inner.get("reference")):
                yield inner


def _is_plain(reference: object) -> bool:
    return isinstance(reference, str) and reference.count("/") == 1 and reference[0].isupper()


def _ask_about_patient(
    server: OrderServer,
    translation: Translation,
    task: Resource,
    others: Mapping[str, Resource],
    patients: dict[str, Sequence[Resource]],
) -> None:
    target = next((one for one in translation.wanted_by(task) if one.startswith("Patient/")), "")
    if not target or target in patients or target not in others:
        return
    patients[target] = [
        one
        for kind, parameters in translation.patient_searches(target)
        for page in server.search(kind, parameters)
        for one in page.matches
    ]


def _take_task(
    tx: Transaction,
    site: Site,
    translation: Translation,
    task: Resource,
    others: Mapping[str, Resource],
    patients: Mapping[str, Sequence[Resource]],
) -> None:
    target = next((one for one in translation.wanted_by(task) if one in patients), "")
    prescription_id = take_in(tx, site, translation.prescription(task, others, patients.get(target)))
    tx.mirror.save(reference_of(task), _version(task), _updated(task), exact_json.dumps(task))
    for reference in translation.wanted_by(task):
        found = others.get(reference)
        if found is not None:
            tx.mirror.save(reference, _version(found), _updated(found), exact_json.dumps(found))
    if prescription_id is not None:
        refresh_flags(tx, site, tx.prescriptions.get(prescription_id))


def _move_watermark(tx: Transaction, tasks: Sequence[Resource]) -> None:
    """The newest change seen, as the server wrote it; never backwards."""
    seen = [stamp for stamp in (_as_instant(_updated(task)) for task in tasks) if stamp is not None]
    mark = tx.sync_notes.get(WATERMARK)
    if mark:
        seen.append(datetime.fromisoformat(mark))
    if seen:
        tx.sync_notes.set(WATERMARK, max(seen).isoformat())


def _as_instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


SCAN_MISSING = "scan_missing"
"""The code of an attention: the server names a scan that it does not have."""


def fetch_scans(site: Site, server: OrderServer) -> int:
    """Fetches the scans whose content is not here yet, one by one; what is fetched stays.

    A scan that the server does not have is no reason to count as offline: a person is told, once.
    """
    with site.store.read() as tx:
        told = {one.detail for one in tx.attentions.open() if one.code == SCAN_MISSING}
        waiting = [one for one in tx.documents.missing_content() if one.reference not in told]
    return sum(_fetch(site, document, server.content(document.url)) for document in waiting)


def _fetch(site: Site, document: ScanDocument, content: bytes | None) -> bool:
    with site.store.begin() as tx:
        if content is None:
            missing = document.reference
            tx.attentions.add(Attention(site.new_id(), document.prescription_id, SCAN_MISSING, missing, site.clock()))
            return False
        tx.documents.save(replace(document, content=content, sha256=sha256(content).hexdigest()))
        return True
