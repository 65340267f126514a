"""Loads FHIR R4 content of unknown origin into the store and makes Tasks from its prescriptions.

Nothing in a file stops the loading: each entry that cannot be used is noted with its place and the reason.
Requests in transaction Bundles are taken as content to store whatever their method says.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from workstation.orderserver.config import ServerConfig
from workstation.orderserver.known_lines import ENDED, known_lines, store_lookup
from workstation.orderserver.message_files import Message, read_messages
from workstation.orderserver.placing import Placed, place, same_content
from workstation.orderserver.report import LoadReport, Note, NoteKind, Place
from workstation.orderserver.store import Store, Version
from workstation.orderserver.tasks_from_requests import Candidate, make_tasks
from workstation.orderserver.unpack import Scope, unpack
from workstation.orderserver.values import references

_NOT_TAKEN = ("requested", "received", "ready")
_PHARMACY = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/organization-type", "code": "prov"}],
    "text": "Pharmacy",
}


class Loader:
    """Loads into one store, for one pharmacy. Guarded by the store's lock."""

    def __init__(self, store: Store, config: ServerConfig, clock: Callable[[], datetime]) -> None:
        self._store, self._config, self._clock = store, config, clock
        self._placeholder: Version | None = None

    def ensure_organization(self) -> None:
        """Stores a plain Organization for the pharmacy unless there is one; loaded content may replace it."""
        with self._store.lock:
            if self._store.read("Organization", self._config.organization) is None:
                resource = {
                    "resourceType": "Organization",
                    "active": True,
                    "type": [_PHARMACY],
                    "name": self._config.organization_name,
                }
                self._placeholder = self._store.put("Organization", self._config.organization, resource)

    def load_files(self, paths: Iterable[Path]) -> LoadReport:
        """Loads files in the given order and makes the Tasks at the end."""
        named = list(paths)
        report = LoadReport(files=len(named))
        return self._load((message for path in named for message in read_messages(path)), report)

    def load_documents(self, documents: Iterable[tuple[str, Any]]) -> LoadReport:
        """Loads JSON values, each with a name for the report."""
        return self._load((Message(Place(name), document) for name, document in documents), LoadReport())

    def _load(self, messages: Iterable[Message | Note], report: LoadReport) -> LoadReport:
        candidates: list[Candidate] = []
        for message in messages:
            report.messages += isinstance(message, Message)
            for each in unpack(message) if isinstance(message, Message) else (message,):
                if isinstance(each, Note):
                    report.notes.append(each)
                else:
                    with self._store.lock:
                        candidates += self._store_scope(each, report)
        with self._store.lock:
            make_tasks(self._store, self._config.organization, candidates, self._clock(), report)
        return report

    def _store_scope(self, scope: Scope, report: LoadReport) -> list[Candidate]:
        known = known_lines(self._store, scope.items)
        candidates = []
        for number, placed in enumerate(place(self._store, scope.items, known, self._is_free)):
            report.renamed += placed.was_renamed
            if number in known:
                self._repeat_line(placed, report)
            elif placed.is_known:
                report.identical += 1
            elif not self._was_just_stored(placed):
                self._store.put(placed.item.resource_type, placed.id, placed.content)
                report.stored += 1
            if placed.item.resource_type == "MedicationRequest":
                candidates += self._candidate(scope, placed, report)
        return candidates

    def _candidate(self, scope: Scope, placed: Placed, report: LoadReport) -> list[Candidate]:
        if not scope.is_answer:
            return [Candidate(placed.id, placed.item.place)]
        why = "it is part of an answer, not of an order"
        report.note(NoteKind.NOT_ORDERED, placed.item.place, f"MedicationRequest/{placed.id}", why)
        return []

    def _was_just_stored(self, placed: Placed) -> bool:
        """The same resource stood in the scope before."""
        version = self._store.read(placed.item.resource_type, placed.id)
        if version is None or version is self._placeholder:
            return False
        return same_content(version.resource or {}, placed.content)

    def _repeat_line(self, placed: Placed, report: LoadReport) -> None:
        """A known line came again: an end is taken over, never back; everything else stays as it was."""
        version = self._store.read("MedicationRequest", placed.id)
        if version is None or version.resource is None:
            return
        stored, status = version.resource, placed.content.get("status")
        if status in ENDED and stored.get("status") not in ENDED:
            reason = {"statusReason": placed.content["statusReason"]} if "statusReason" in placed.content else {}
            self._store.put("MedicationRequest", placed.id, {**stored, "status": status, **reason})
            self._end_task(version.reference)
            report.note(NoteKind.CANCELLED, placed.item.place, version.reference, f"its status is now {status}")
        elif same_content(stored, placed.content):
            report.identical += 1
        else:
            report.note(
                NoteKind.REPEATED,
                placed.item.place,
                version.reference,
                "the line is known with other content",
            )

    def _end_task(self, line: str) -> None:
        """Cancels a Task that nobody has taken yet when its last line has ended."""
        for task_id in sorted(self._store.index.find("Task", "based-on", line)):
            version = self._store.read("Task", task_id)
            task = version.resource if version is not None else None
            if task is None or task.get("status") not in _NOT_TAKEN:
                continue
            lines = map(store_lookup(self._store), references(task, "basedOn"))
            if all(each is None or each.get("status") in ENDED for each in lines):
                self._store.put("Task", task_id, {**task, "status": "cancelled"})

    def _is_free(self, resource_type: str, resource_id: str) -> bool:
        """Whether an id holds nothing but the plain Organization made here."""
        held = self._placeholder
        return held is not None and held is self._store.read(resource_type, resource_id)
