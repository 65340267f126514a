"""Between the server's resources and our words (implements services.sync.ports.Translation)."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any
from uuid import UUID

from workstation.adapters.fhir import consent_in, dispenses_in, messages_out, searches, sentinel, task_change, validity
from workstation.adapters.fhir.dispenses_in import own_id
from workstation.adapters.fhir.lines_in import line_from
from workstation.adapters.fhir.patient_in import birth_date_doubts, linked_patients, patient_from
from workstation.adapters.fhir.task_names import lines_of, number_of, numbers_of, scans_of, supplies_of, unfollowed
from workstation.adapters.fhir.values import (
    CUT,
    LAST_WRITE,
    Resource,
    absolute_references,
    child,
    concept_has,
    concept_text,
    human_name,
    identifier_value,
    instant,
    local_day,
    objects,
    reference,
    relative,
    text,
)
from workstation.domain.consent import Consent
from workstation.domain.prescription import LineKind, Prescriber, PrescriptionLine
from workstation.services.server_words import ServerDocument, ServerPatient, ServerPrescription
from workstation.services.sync.ports import AttachmentFacts, SentinelState, UnusableResource

KNOWN_STATUSES = frozenset(
    {
        "draft",
        "requested",
        "received",
        "accepted",
        "rejected",
        "ready",
        "cancelled",
        "in-progress",
        "on-hold",
        "failed",
        "completed",
        "entered-in-error",
    }
)
"""FHIR R4 value set task-status."""
_BEYOND_SENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)
"""What reading a resource of any shape may raise where `values` does not catch it: the resource is named to people."""


@dataclass(frozen=True, slots=True)
class FhirTranslation:
    """Translates for one pharmacy and one station."""

    organization: str
    """"Organization/<id>" at the server."""
    station_id: UUID
    new_id: Callable[[], UUID]
    zone: tzinfo
    """The pharmacy's: an instant of writing becomes its date."""
    base: str = ""
    """Address of the server, "" = not known: what points to another server is not what has its number here."""

    def task_search(self, since: datetime | None, plainness: int = 0) -> Sequence[tuple[str, str]]:
        """Tasks of this pharmacy changed since then, oldest change first, with what they point to."""
        return searches.tasks(self.organization, since, plainness)

    def task_order_probe(self, *, newest: bool) -> Sequence[tuple[str, str]]:
        """One Task of this pharmacy, the one changed first or last."""
        return searches.one_task(self.organization, newest=newest)

    def tasks_of_patients(self, patients: Sequence[str]) -> Sequence[tuple[str, str]]:
        """This pharmacy's Tasks of some patients."""
        return searches.tasks_of_patients(self.organization, patients)

    def changed_since(self, references: Sequence[str], since: datetime | None) -> Sequence[tuple[str, str]]:
        """Those of some resources of one type that changed since then."""
        return searches.changed_since(references, since)

    def wanted_by(self, task: Resource) -> Sequence[str]:
        """References that must be at hand to understand this Task, each once."""
        people = [reference(task, "for"), reference(task, "requester")]
        targets = [*people, *lines_of(task), *scans_of(task), *supplies_of(task)]
        return [one for one in dict.fromkeys(targets) if "/" in one and not one.startswith(("#", "urn:"))]

    def patient_searches(
        self, patients: Sequence[str], since: datetime | None = None
    ) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """What is asked about patients."""
        return searches.of_patients(patients, since)

    def consent_search(self, patients: Sequence[str]) -> tuple[str, Sequence[tuple[str, str]]]:
        """The search for what some patients agreed to."""
        return consent_in.consent_search(patients)

    def consent(self, resource: Resource) -> Consent | None:
        """What a Consent says; None for one that says nothing now."""
        return consent_in.consent_from(resource)

    def subject_of(self, resource: Resource) -> str:
        """ "Patient/1" of an allergy, condition, medicine or measurement; "" when it names none."""
        return reference(resource, "patient") or reference(resource, "subject")

    def attachment(self, document: Resource) -> AttachmentFacts:
        """What the document says of its scan."""
        attachment = child(document, "content", "attachment")
        size = attachment.get("size")
        is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
        return AttachmentFacts(text(attachment, "hash"), size if is_size else None)

    def write_of(self, resource: Resource) -> str:
        """The id of the write that created a resource of ours, "" for one of somebody else."""
        return identifier_value(resource, messages_out.system_of(text(resource, "resourceType")))

    def prescription(
        self, task: Resource, others: Mapping[str, Resource], of_patient: Sequence[Resource] | None
    ) -> ServerPrescription:
        """The work item in our words; what is missing or not understood stands in `doubts`.

        Raises UnusableResource for one that cannot be put into words at all.
        """
        try:
            return self._prescription(task, others, of_patient)
        except _BEYOND_SENSE as error:
            raise UnusableResource(type(error).__name__) from error

    def _prescription(
        self, task: Resource, others: Mapping[str, Resource], of_patient: Sequence[Resource] | None
    ) -> ServerPrescription:
        station, owner = task_change.claimed_by(task)
        named, scans = lines_of(task), scans_of(task)
        lines = [one for one in named if one in others]
        requests = [others[one] for one in lines]
        read = partial(line_from, others=others, new_id=self.new_id, zone=self.zone)
        found = tuple(read(others[one], one, place) for place, one in enumerate(lines, 1))
        return ServerPrescription(
            task_reference=f"Task/{task['id']}",
            number=number_of(task),
            status=text(task, "status"),
            claimed_by_station=station,
            owner=owner,
            patient=self._patient(task, others, of_patient),
            prescriber=_prescriber(task, requests, others),
            authored_on=_authored_on(task, requests, self.zone),
            due_at=_due(task),
            valid_until=validity.last_day(task) or validity.last_day_of_all(found),
            urgent=text(task, "priority") in ("urgent", "asap", "stat"),
            lines=found,
            documents=tuple(_document(others[one], one) for one in scans if one in others),
            doubts=(
                *_doubts(task, [*named, *scans], requests, others),
                *(f"{one.server_reference} has a text too long to show" for one in found if _is_cut(one)),
                *self._pointing_elsewhere(task, requests),
                *birth_date_doubts(others.get(reference(task, "for"), {})),
            ),
            routed_here=self._is_routed_here(task, owner),
            status_reason=concept_text(child(task, "statusReason")),
            dispenses=dispenses_in.dispenses_from(others, named),
            linked=tuple(self._linked(task, others, of_patient)),
            numbers=frozenset(numbers_of(task)),
            own_id=own_id(task),
        )

    def _pointing_elsewhere(self, task: Resource, lines: Sequence[Resource]) -> list[str]:
        """A patient or line of another server may have the number of one of this server."""
        found = absolute_references([task, *lines])
        if not found:
            return []
        own = self._own_addresses(task)
        strange = sorted(one for one in found if self.base and not one.startswith(own))
        return [f"It points to another server: {one}" for one in strange]

    def _own_addresses(self, task: Resource) -> tuple[str, ...]:
        """The server's, and what it calls itself where it names us in full (behind a gateway it may not know ours)."""
        owner = text(task, "owner", "reference")
        is_us = relative(owner) == self.organization and owner != self.organization
        alias = [owner.removesuffix(self.organization)] if is_us else []
        return (self.base.rstrip("/") + "/", *alias)

    def _is_routed_here(self, task: Resource, owner: str) -> bool:
        """An owner that is named by an identifier only is what the search found by it."""
        return owner in ("", self.organization)

    def _linked(
        self, task: Resource, others: Mapping[str, Resource], of_patient: Sequence[Resource] | None
    ) -> Iterator[ServerPatient]:
        """Other records of the patient that are at hand, over chains and cycles. What is known of each is its own."""
        seen = {reference(task, "for")}
        waiting = sorted(linked_patients(others.get(reference(task, "for"), {})))
        while waiting:
            target = waiting.pop()
            if target in seen or target not in others:
                continue
            seen.add(target)
            waiting += sorted(linked_patients(others[target]))
            about = [(one, {reference(one, "patient"), reference(one, "subject")}) for one in of_patient or ()]
            facts = [one for one, named in about if target in named]
            yield patient_from(others[target], target, facts or None, self.new_id)

    def patient(self, resource: Resource, of_patient: Sequence[Resource] | None) -> ServerPatient:
        """A patient of the server; `of_patient` as for `prescription`."""
        return patient_from(resource, f"Patient/{resource['id']}", of_patient, self.new_id)

    def linked_patients(self, patient: Resource) -> Sequence[str]:
        """References of other records of the same person."""
        return sorted(linked_patients(patient))

    def dispense_search(
        self, line_references: Sequence[str], since: datetime | None = None
    ) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """The searches for supplies of these lines, whoever made them."""
        return dispenses_in.dispense_search(line_references, since)

    def lines_of_supply(self, dispense: Resource) -> Sequence[str]:
        """References of the lines of which it is a supply."""
        return [reference(one) for one in objects(dispense.get("authorizingPrescription"))]

    def _patient(
        self, task: Resource, others: Mapping[str, Resource], of_patient: Sequence[Resource] | None
    ) -> ServerPatient | None:
        target = reference(task, "for")
        if target not in others:
            return None
        return patient_from(others[target], target, of_patient, self.new_id)

    def apply_change(
        self, task: Resource, change: Mapping[str, Any], write_id: UUID, outputs: Sequence[str]
    ) -> Resource:
        """The Task with our change, stamped with the id of this write."""
        return task_change.apply_change(task, change, write_id, outputs, self.station_id, self.organization)

    def carries_write(self, task: Resource, write_id: UUID) -> bool:
        """True when the last write to the Task was this one."""
        return task_change.carries_write(task, write_id)

    def claimed_by(self, task: Resource) -> tuple[str, str]:
        """(station id stamped by a claim or "", owner reference)."""
        return task_change.claimed_by(task)

    def last_write(self, task: Resource) -> str:
        """The id of the last write of ours to this Task, "" when there is none."""
        return identifier_value(task, LAST_WRITE)

    def sentinel_identifier(self) -> str:
        """ "system|value" of this station's sentinel."""
        return sentinel.identifier_of(self.station_id)

    def is_own_sentinel(self, resource: Resource) -> bool:
        """False for what a search for it shows besides."""
        return sentinel.is_of(resource, self.station_id)

    def sentinel_body(self, state: SentinelState) -> Resource:
        """The sentinel as it is written."""
        return sentinel.body_of(self.station_id, state, self.organization)

    def sentinel_state(self, resource: Resource) -> SentinelState | None:
        """What a sentinel of ours says."""
        return sentinel.state_of(resource)

    def lifecycle(self, task: Resource) -> tuple[str, str, str, str]:
        """What must not have changed under our change."""
        return task_change.lifecycle(task)

    def resolve(self, body: Resource, sent: Mapping[str, str]) -> Resource:
        """Server references in the place of `urn:uuid:` ones."""
        return messages_out.resolve(body, sent)

    def identifier(self, resource_type: str, write_id: UUID) -> str:
        """ "system|value" of a resource of ours."""
        return f"{messages_out.system_of(resource_type)}|{write_id}"

    def entered_in_error(self, resource: Resource, reason: str) -> Resource:
        """The resource marked as a mistake; everything else stays."""
        notes = [*objects(resource.get("note")), {"text": reason}]
        return {**resource, "status": "entered-in-error", "note": notes}


def _prescriber(task: Resource, requests: Sequence[Resource], others: Mapping[str, Resource]) -> Prescriber:
    target = reference(task, "requester") or next((reference(one, "requester") for one in requests), "")
    shown = text(task, "requester", "display") or next((text(one, "requester", "display") for one in requests), "")
    found = others.get(target, {})
    person = others.get(reference(found, "practitioner"), found)
    site = others.get(reference(found, "organization"), {})
    numbers = [text(one, "value") for one in objects(person.get("identifier")) if text(one, "value")]
    clinic = text(site, "name") or text(found, "organization", "display") or text(person, "address", "line")
    return Prescriber(
        name=human_name(person.get("name")) or text(found, "practitioner", "display") or shown,
        registration_number=numbers[0] if numbers else "",
        clinic=clinic,
    )


def _authored_on(task: Resource, requests: Sequence[Resource], zone: tzinfo) -> date | None:
    """The day of writing in the pharmacy's zone: of the first line that tells, else of the Task."""
    texts = [*(text(one, "authoredOn") for one in requests), text(task, "authoredOn")]
    return next((found for one in texts if (found := local_day(one, zone)) is not None), None)


def _due(task: Resource) -> datetime | None:
    for one in objects(task.get("input")):
        if concept_has(child(one, "type"), "due"):
            return instant(text(one, "valueDateTime"))
    return instant(text(task, "executionPeriod", "end")) if text(task, "executionPeriod", "end") else None


def _document(resource: Resource, target: str) -> ServerDocument:
    attachment = child(resource, "content", "attachment")
    url = relative(text(attachment, "url"))
    return ServerDocument(target, url, text(attachment, "contentType"), _inline(attachment.get("data")))


def _inline(data: object) -> bytes | None:
    """The bytes of an attachment that carries them itself; None for none and for what is no base64."""
    if not isinstance(data, str):
        return None
    try:
        return base64.b64decode(data, validate=True) or None
    except ValueError:
        return None


def _doubts(
    task: Resource, named: Sequence[str], lines: Sequence[Resource], others: Mapping[str, Resource]
) -> list[str]:
    """`named` are the lines and scans of the Task, `lines` those lines that are at hand."""
    found = []
    if text(task, "status") not in KNOWN_STATUSES:
        found.append(f"Task status {text(task, 'status') or 'missing'}")
    if task.get("modifierExtension"):
        found.append("Task has a modifierExtension")
    if concept_has(child(task, "businessStatus"), "cancel-pending"):
        found.append("A cancellation is pending at the server")
    found += validity.doubts(task, lines)
    found += unfollowed(task)
    return found + [f"{one} is not at the server" for one in named if one not in others]


def _is_cut(line: PrescriptionLine) -> bool:
    """True where directions, medicine or unit do not come whole."""
    amount = line.quantity_prescribed
    shown = (line.dosage_instruction, line.medicine.text, amount.unit if amount else "")
    return line.kind is LineKind.MEDICINE and any(CUT in one for one in shown)
