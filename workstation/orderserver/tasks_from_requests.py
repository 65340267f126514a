"""Makes the pharmacy's work items from prescriptions: one Task for each prescription with lines to supply.

A prescription is what shares a groupIdentifier, else an encounter, else patient and time of writing
(authoredOn); never across patients. A line is ordered when its status is `active`, its intent is an order
of some kind, it is not marked doNotPerform or reported, and its patient is known. `draft` is not ordered
(FHIR: "not yet actionable"), nor `unknown` or `on-hold` (never guessed). A prescription that already has a
Task, whoever owns it, gets no second one.

The Task: status requested, intent order, code fulfill, owner = the pharmacy, groupIdentifier = prescription
number, basedOn and input → every line, focus → the first line, input → scans that a line names as
supportingInformation, restriction.period.end = the earliest end of validity of its lines.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workstation.orderserver.instants import LATEST, instant, parse
from workstation.orderserver.known_lines import contained, group_token, patient_tokens, store_lookup
from workstation.orderserver.report import LoadReport, NoteKind, Place
from workstation.orderserver.store import Store, Version
from workstation.orderserver.values import Json, elements, references

TASK_SYSTEM = "https://order-server.example/task"
PRESCRIPTION_SYSTEM = "https://order-server.example/prescription"
INPUT_SYSTEM = "https://order-server.example/task-input"
_NAMESPACE = uuid.UUID("9a1d7c4e-51b2-4c58-8a55-0f1c2ad0b8c3")
_ORDERS = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})
_PRIORITIES = ("stat", "asap", "urgent", "routine")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that came with a load: its id and where it stood."""

    line_id: str
    place: Place


def make_tasks(
    store: Store, organization: str, candidates: Iterable[Candidate], now: datetime, report: LoadReport
) -> None:
    """Makes the Tasks for the lines of a load and notes every line that none was made from."""
    groups: dict[tuple[str, ...], list[Version]] = {}
    places = {candidate.line_id: candidate.place for candidate in reversed(list(candidates))}
    for line_id, place in reversed(places.items()):
        version = store.read("MedicationRequest", line_id)
        if version is None or version.resource is None:
            continue
        why = _why_not(store, version.resource)
        if why:
            report.note(NoteKind.NOT_ORDERED, place, version.reference, why)
        else:
            groups.setdefault(_group_key(store, version.resource), []).append(version)
    covered = _covered_lines(store)
    for key, lines in groups.items():
        task_id = str(uuid.uuid5(_NAMESPACE, "|".join((organization, *key))))
        fresh = [line for line in lines if line.reference not in covered]
        if store.history("Task", task_id):
            for line in fresh:
                why = "the prescription has a Task already, to which nothing is added"
                report.note(NoteKind.NOT_ORDERED, places[line.id], line.reference, why)
        elif fresh:
            store.put("Task", task_id, _task(store, task_id, organization, key, fresh, now))
            report.tasks += 1
            report.lines += len(fresh)


def _why_not(store: Store, line: Json) -> str:
    if line.get("status") != "active":
        return f"its status is {line.get('status')}"
    if line.get("intent") not in _ORDERS:
        return f"its intent is {line.get('intent')}"
    if line.get("doNotPerform") is True:
        return "it says that the medicine must not be given"
    if line.get("reportedBoolean") is True or "reportedReference" in line:
        return "it is reported, not prescribed"
    return "" if _patient(store, line) else "its patient is not in the data and has no identifier"


def _patient(store: Store, line: Json) -> Json | None:
    """What Task.for says: the patient's resource when there is one, else a logical reference, else None."""
    subject: Json = line["subject"]
    reference = subject.get("reference")
    if isinstance(reference, str) and store_lookup(store)(reference) is not None:
        return subject
    inner = contained(line, reference) if isinstance(reference, str) and reference.startswith("#") else None
    identifier = next(iter(elements(inner, "identifier")), None) if inner else subject.get("identifier")
    if not isinstance(identifier, dict) or not identifier.get("value"):
        return None
    ids = store.index.find("Patient", "identifier", f"{identifier.get('system', '')}|{identifier['value']}")
    if len(ids) == 1:
        return {"reference": f"Patient/{next(iter(ids))}"}
    display = {"display": subject["display"]} if "display" in subject else {}
    return {"type": "Patient", "identifier": identifier, **display}


def _group_key(store: Store, line: Json) -> tuple[str, ...]:
    patient = min(patient_tokens(line, store_lookup(store)), default="")
    group = group_token(line)
    if group:
        return ("number", group, patient)
    encounter = line.get("encounter")
    if isinstance(encounter, dict) and isinstance(encounter.get("reference"), str):
        return ("encounter", encounter["reference"], patient)
    written = line.get("authoredOn")
    return ("written", written, patient) if isinstance(written, str) else ("line", str(line["id"]), patient)


def _covered_lines(store: Store) -> set[str]:
    """References to every line that some Task works on already."""
    tasks = [version.resource or {} for version in store.by_change("Task")]
    paths = ("focus", "basedOn", "input.valueReference")
    return {reference for task in tasks for path in paths for reference in references(task, path)}


def _task(
    store: Store, task_id: str, organization: str, key: tuple[str, ...], lines: list[Version], now: datetime
) -> Json:
    resources = [line.resource for line in lines if line.resource is not None]
    first, targets = resources[0], [{"reference": line.reference} for line in lines]
    inputs = [_input("line", target) for target in targets]
    inputs += [_input("scan", {"reference": scan}) for scan in _scans(resources)]
    number = {"system": PRESCRIPTION_SYSTEM, "value": f"RX-{task_id[:8].upper()}"}
    task: Json = {
        "resourceType": "Task",
        "identifier": [{"system": TASK_SYSTEM, "value": task_id}],
        "basedOn": targets,
        "groupIdentifier": first["groupIdentifier"] if key[0] == "number" else number,
        "status": "requested",
        "intent": "order",
        "priority": min((_priority(line) for line in resources), key=_PRIORITIES.index),
        "code": {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]},
        "focus": targets[0],
        "for": _patient(store, first),
        "authoredOn": first.get("authoredOn") or instant(now),
        "lastModified": instant(now),
        "owner": {"reference": f"Organization/{organization}"},
        "input": inputs,
    }
    task |= {name: first[name] for name in ("encounter", "requester") if name in first}
    end = _earliest_end(resources)
    return {**task, "restriction": {"period": {"end": end}}} if end else task


def _input(code: str, reference: Json) -> Json:
    kind = {"coding": [{"system": INPUT_SYSTEM, "code": code}], "text": code}
    return {"type": kind, "valueReference": reference}


def _scans(lines: list[Json]) -> list[str]:
    named = [reference for line in lines for reference in references(line, "supportingInformation")]
    return list(dict.fromkeys(name for name in named if name.startswith("DocumentReference/")))


def _priority(line: Json) -> str:
    priority = line.get("priority")
    return priority if isinstance(priority, str) and priority in _PRIORITIES else "routine"


def _earliest_end(lines: list[Json]) -> str:
    ends = [end for line in lines for end in elements(line, "dispenseRequest.validityPeriod.end")]
    readable = [end for end in ends if isinstance(end, str) and parse(end) is not None]
    return min(readable, key=_end_of, default="")


def _end_of(text: str) -> datetime:
    interval = parse(text)
    return interval.end if interval is not None else LATEST
