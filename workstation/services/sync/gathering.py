"""Everything that is needed to understand some Tasks: what a page brought along, and what has to be asked for.

Asked in lists (`_id=a,b`, `patient=Patient/1,Patient/2`), because four searches for each patient take longer than
everything else; one by one where the server does not do lists. What a server does not have is unknown, never "none".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from workstation.services.sync.ports import OrderServer, Resource, SearchRefused, Translation, no_answer

MOST_IN_LIST = 40
"""References in one search: an address stays below 2,000 characters, which every server takes."""
_REFERENCE = re.compile(r"[A-Z][A-Za-z]{1,40}/[A-Za-z0-9\-.]{1,64}")
_NAMED = re.compile(r"(?:^|/)([A-Z][A-Za-z]{1,40}/[A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?$")
"""The same where a server writes its whole address before it, or a version behind it."""
_ROUNDS = 2
"""A role names a person and a site, a line names a medication: what is asked for may name something again."""
MOST_RECORDS = 10
"""Records of one person that are looked at."""
Search = tuple[str, Sequence[tuple[str, str]]]
"""A type and the parameters."""
_TRY_LATER = frozenset({401, 408, 425, 429})


class Asking(Protocol):
    """Who asks: a Courier, or the process that reads pages for one and has no store."""

    @property
    def server(self) -> OrderServer: ...

    @property
    def translation(self) -> Translation: ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """Tasks with everything that is needed to understand them, as far as the server has it."""

    tasks: Sequence[Resource]
    wanted: Mapping[str, Sequence[str]]
    """What each Task names, by its reference."""
    others: Mapping[str, Resource]
    supplies: Mapping[str, Sequence[Resource]]
    """What was supplied of each line, by whomever."""
    records: Mapping[str, Sequence[str]]
    """Each patient's own record and others of the same person."""
    facts: Mapping[str, Sequence[Resource]]
    """What was found about each record; one that was not asked about is not in it."""
    written: Mapping[int, str] = field(default_factory=dict)
    """JSON text of those of these resources that came as such, by `id` of the object."""

    def around(self, task: Resource) -> Mapping[str, Resource]:
        """The resources that this Task and what it names point to."""
        named = self.wanted[reference_of(task)]
        inside = [inner for one in named if one in self.others for inner in _inside(self.others[one])]
        people = self.records.get(patient_in(named), ())
        found = {one: self.others[one] for one in (*named, *inside, *people) if one in self.others}
        for one in named if self.supplies else ():
            found |= {reference_of(supply): supply for supply in self.supplies.get(one, ())}
        return found

    def facts_of(self, task: Resource) -> Sequence[Resource] | None:
        """What was found about the patient of a Task, other records of the same person included."""
        people = self.records.get(patient_in(self.wanted[reference_of(task)]))
        return None if people is None else [fact for one in people for fact in self.facts[one]]


@dataclass(slots=True)
class Asked:
    """What this server turned out to do, within one pull."""

    lists: bool | None = None
    """It answers a search for several patients at once; None = not tried yet."""
    refused: set[str] = field(default_factory=set)
    """Types that cannot be searched by patient here."""


def reference_of(resource: Resource) -> str:
    """ "Type/id" of a resource."""
    return f"{resource['resourceType']}/{resource['id']}"


def version_of(resource: Resource) -> str:
    """The version in the server's words, "" when it gives none."""
    return _meta(resource, "versionId")


def updated_of(resource: Resource) -> str:
    """When the server changed it last, in its words; "" when it does not say."""
    return _meta(resource, "lastUpdated")


def _meta(resource: Resource, name: str) -> str:
    meta = resource.get("meta")
    found = meta.get(name) if isinstance(meta, dict) else None
    return found if isinstance(found, str) else ""


def is_plain(reference: object) -> bool:
    """True for "Type/id" with an id that may stand in an address."""
    return isinstance(reference, str) and _looks_plain(reference)


@lru_cache(maxsize=4096)
def _looks_plain(reference: str) -> bool:
    """Remembered: the same few patients and prescribers stand in every line of a page."""
    return _REFERENCE.fullmatch(reference) is not None


def chunks(wanted: Sequence[str], size: int = MOST_IN_LIST) -> Iterator[Sequence[str]]:
    """In lists that one search takes."""
    return (wanted[start : start + size] for start in range(0, len(wanted), size))


def gather(courier: Asking, asked: Asked, tasks: Sequence[Resource], included: Iterable[Resource]) -> Gathered:
    """Asks for what is missing. Raises Unavailable when the server goes away: then nothing of it counts."""
    others = {name: one for one in included if is_plain(name := reference_of(one))}
    wanted = {reference_of(task): tuple(courier.translation.wanted_by(task)) for task in tasks}
    if not tasks:
        return Gathered((), wanted, others, {}, {}, {})
    for _ in range(_ROUNDS):
        if not (missing := _missing(wanted, others)):
            break
        others |= read_all(courier, missing)
    people = {patient: task for task, named in wanted.items() if (patient := patient_in(named)) in others}
    records = {patient: _records(courier, patient, others) for patient in people}
    facts = _facts(courier, asked, people, list(dict.fromkeys(one for all_ in records.values() for one in all_)))
    supplies = _supplies(courier, asked, list(dict.fromkeys(one for named in wanted.values() for one in named)))
    return Gathered(tasks, wanted, others, supplies, records, facts)


def patient_in(wanted: Iterable[str]) -> str:
    """ "Patient/1" among what a Task names, "" when it names none."""
    return next((one for one in wanted if one.startswith("Patient/")), "")


def _missing(wanted: Mapping[str, Sequence[str]], others: Mapping[str, Resource]) -> list[str]:
    named = dict.fromkeys(one for all_ in wanted.values() for one in all_)
    inside = dict.fromkeys(inner for one in named if one in others for inner in _inside(others[one]))
    return [one for one in named | inside if one not in others and is_plain(one)]


def _records(courier: Asking, patient: str, others: dict[str, Resource]) -> list[str]:
    """The patient and other records of the same person; those that are not at hand are read into `others`."""
    found = [patient]
    for one in found:
        linked = [other for other in courier.translation.linked_patients(others[one]) if other not in found]
        if linked and len(found) < MOST_RECORDS:
            others |= read_all(courier, [other for other in linked if other not in others and is_plain(other)])
            found += [other for other in linked if other in others]
    return found


def _supplies(courier: Asking, asked: Asked, named: Sequence[str]) -> dict[str, list[Resource]]:
    """What was supplied of the lines, by line; nothing from a server that does not tell."""
    found: dict[str, list[Resource]] = {}
    for supply in supplies_found(courier, asked, named):
        for line in courier.translation.lines_of_supply(supply):
            found.setdefault(line, []).append(supply)
    return found


def supplies_found(
    courier: Asking, asked: Asked, named: Sequence[str], since: datetime | None = None
) -> Iterator[Resource]:
    """Supplies of the lines among `named`, whoever made them; `since`: those that changed since then."""
    lines = [one for one in named if one.startswith("MedicationRequest/")]
    parts = [lines] if asked.lists is not False else [[one] for one in lines]
    search = courier.translation.dispense_search
    plain = [one for part in parts for one in search(part)]
    for _, found in _found(courier, asked, plain, [one for part in parts for one in search(part, since)]):
        yield from found


def _inside(resource: Resource) -> Iterator[str]:
    for name in ("requester", "practitioner", "organization", "medicationReference"):
        inner: Any = resource.get(name)
        if isinstance(inner, dict) and (named := _plainly_named(inner.get("reference"))):
            yield named


def _plainly_named(reference: object) -> str:
    """ "Type/id" of a literal reference, "" for anything else."""
    return _end_of(reference) if isinstance(reference, str) else ""


@lru_cache(maxsize=4096)
def _end_of(reference: str) -> str:
    found = _NAMED.search(reference)
    return found.group(1) if found else ""


def read_all(courier: Asking, references: Sequence[str]) -> dict[str, Resource]:
    """The resources that are at the server now. A search may lag, so what it does not show is read by its id."""
    found: dict[str, Resource] = {}
    by_type: dict[str, list[str]] = {}
    for one in references:
        by_type.setdefault(one.partition("/")[0], []).append(one)
    for kind, wanted in by_type.items():
        for part in chunks(wanted):
            found |= searched_by_id(courier, kind, part) if len(part) > 1 else {}
    for one in references:
        if one not in found and (resource := read(courier, one)) is not None:
            found[one] = resource
    return found


def searched_by_id(courier: Asking, kind: str, references: Sequence[str]) -> dict[str, Resource]:
    """What a search by ids shows of them; {} where the server does not do it."""
    ids = ",".join(one.partition("/")[2] for one in references)
    try:
        pages = courier.server.search(kind, [("_id", ids), ("_count", str(len(references)))])
        shown = {reference_of(one): one for page in pages for one in page.matches}
    except SearchRefused:
        return {}
    return {one: shown[one] for one in references if one in shown}


def read(courier: Asking, reference: str) -> Resource | None:
    """None for what the server does not have, does not show, or what is something else than was asked for."""
    answer = courier.server.read(reference)
    if answer.status in _TRY_LATER or answer.status >= 500:
        raise no_answer(answer)
    resource = answer.resource if answer.done else None
    is_it = resource is not None and f"{resource.get('resourceType')}/{resource.get('id')}" == reference
    return resource if is_it else None


def _facts(
    courier: Asking, asked: Asked, people: Mapping[str, str], records: Sequence[str]
) -> dict[str, list[Resource]]:
    """By patient. `people` names a Task of each, to find out whether lists are answered."""
    facts: dict[str, list[Resource]] = {one: [] for one in records}
    if len(people) > 1 and asked.lists is None:
        asked.lists = _does_lists(courier, people)
    for part in chunks(records, MOST_IN_LIST if asked.lists else 1):
        for kind, found in facts_found(courier, asked, part):
            for one in found:
                subject = courier.translation.subject_of(one) or (part[0] if len(part) == 1 else "")
                if subject in part and one["resourceType"] == kind:
                    facts[subject].append(one)
    return facts


def _does_lists(courier: Asking, patients: Mapping[str, str]) -> bool:
    """Tried on Tasks that are known to be there: a server that reads "a,b" as one name finds nothing."""
    two = list(patients)[:2]
    try:
        shown = set()
        for page in courier.server.search("Task", courier.translation.tasks_of_patients(two)):
            shown |= {patient_in(courier.translation.wanted_by(one)) for one in page.matches}
            if shown >= set(two):
                return True
    except SearchRefused:
        return False
    return False


def facts_found(
    courier: Asking, asked: Asked, patients: Sequence[str], since: datetime | None = None
) -> Iterator[tuple[str, Sequence[Resource]]]:
    """(type, what was found) of each search about patients; a type that is refused is not asked again in this pull."""
    search = courier.translation.patient_searches
    return _found(courier, asked, search(patients), search(patients, since))


def _found(
    courier: Asking, asked: Asked, plain: Sequence[Search], dated: Sequence[Search]
) -> Iterator[tuple[str, Sequence[Resource]]]:
    """What each search shows. `plain` are the same ones without the time of change, for a server that refuses it."""
    for (kind, parameters), (_, without_time) in zip(dated, plain, strict=True):
        if kind in asked.refused:
            continue
        try:
            yield kind, _matches(courier, kind, parameters)
        except SearchRefused:
            found = _plainly(courier, kind, without_time) if without_time != parameters else None
            if found is None:
                asked.refused.add(kind)
            else:
                yield kind, found


def _plainly(courier: Asking, kind: str, parameters: Sequence[tuple[str, str]]) -> Sequence[Resource] | None:
    """Without the time of change, for a server that does not search by it; None where that is refused, too."""
    try:
        return _matches(courier, kind, parameters)
    except SearchRefused:
        return None


def _matches(courier: Asking, kind: str, parameters: Sequence[tuple[str, str]]) -> Sequence[Resource]:
    return [one for page in courier.server.search(kind, parameters) for one in page.matches]
