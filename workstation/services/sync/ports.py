"""What the sync needs of an order server: a few plain interactions and the translation of its resources."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from workstation.domain.consent import Consent
from workstation.domain.errors import Unavailable
from workstation.services.server_words import ServerPrescription

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said. `status` is the HTTP status; `said` its OperationOutcome in words."""

    status: int
    resource: Resource | None
    reference: str
    """"Type/id" where the answer names one, else ""."""
    version_id: str
    said: str = ""
    retry_after_seconds: float | None = None
    issue: str = ""
    """The code of its first issue (FHIR IssueType): "not-supported"."""

    @property
    def done(self) -> bool:
        """The server did what was asked."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: matches and what came along with them."""

    matches: Sequence[Resource]
    included: Sequence[Resource]
    following: str = ""
    """Where the next page is, "" after the last one and where the server is not asked over a network."""


PLAINEST = 3
"""The plainest form of the search for work: everything that is ours, in any order."""

MOST_BATCH = 20
"""Entries in one batch at most, whatever a server offers (sync profile)."""


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One write of a batch. `identifier` becomes If-None-Exist of a POST, `version_id` If-Match of a PUT."""

    method: str
    url: str
    body: Resource | None = None
    identifier: str = ""
    version_id: str = ""


class BatchRefused(Unavailable):
    """The whole Bundle was refused; nothing was done. `answer` says how."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("order_server", answer.said or f"status {answer.status}")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class ContentAnswer:
    """How fetching an attachment ended. Bytes are counted from its beginning."""

    status: int
    start: int
    """Where the bytes given to the sink begin."""
    received: int
    """Bytes given to the sink."""
    total: int | None
    """Size of the whole; None where the server does not say."""
    content_type: str

    @property
    def found(self) -> bool:
        """The server has it. A 416 exactly at its end says that all of it was here already."""
        return self.status in (200, 206) or (self.status == 416 and self.total == self.start)

    @property
    def complete(self) -> bool:
        """Everything to its end has come."""
        return self.found and (self.total is None or self.start + self.received >= self.total)


class SearchRefused(Unavailable):
    """The server is there and does not do this search (a type or a parameter that it does not know)."""


class ServerBusy(Unavailable):
    """The server is there and asks to be left alone for so many seconds."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__("order_server", why)
        self.seconds = seconds


def no_answer(answer: Answer) -> Unavailable:
    """To be raised for an answer that is none: ServerBusy where the server says for how long."""
    why = answer.said or f"status {answer.status}"
    if answer.retry_after_seconds is None:
        return Unavailable("order_server", f"The order server gave no answer that can be used: {why}.")
    return ServerBusy(f"The order server asks for a pause: {why}.", answer.retry_after_seconds)


class UnusableResource(Exception):
    """A resource that cannot be understood at all; the message names no patient."""


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    """What a DocumentReference says of its attachment, to be checked against what came. "" and None = not said."""

    sha1: str
    """Base64 (FHIR R4: Attachment.hash is SHA-1)."""
    size: int | None


@dataclass(frozen=True, slots=True)
class SentinelState:
    """What the sentinel at the server says: which life of the store wrote it, how often, last by which write."""

    epoch: str
    counter: int
    write_id: str
    written_at: datetime = field(compare=False)
    """By our clock. Not compared: a server may keep it less exactly."""


class OrderServer(Protocol):
    """A FHIR R4 server. Every method raises Unavailable("order_server", why) when no complete answer came."""

    def read(self, reference: str) -> Answer: ...
    def create(self, body: Resource, identifier: str) -> Answer:
        """POST with If-None-Exist on `identifier` ("system|value")."""
        ...

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """PUT with If-Match."""
        ...

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]: ...
    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]: ...
    def content(self, url: str) -> bytes | None:
        """The bytes of an attachment (Binary); None when this server does not have it or points elsewhere for it."""
        ...

    def batch(self, entries: Sequence[BatchEntry]) -> Sequence[Answer]:
        """Answers in the order of `entries`, at most MOST_BATCH. Raises BatchRefused when the whole was refused."""
        ...

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        """Streams an attachment from byte `start` on into `sink`; what came before an Unavailable stays good."""
        ...


class PageReader(Protocol):
    """Reads pages of Tasks and all that belongs to them in a process of its own, so that a first pull has two."""

    def start(self) -> None:
        """Begins to get ready and returns at once; a second time it does nothing."""
        ...

    def is_ready(self) -> bool:
        """False while it gets ready, and for good where it cannot be had."""
        ...

    def page(self, address: str) -> str:
        """The page at an address that the server gave (`Page.following`), as `brought.bring` puts it.

        Raises Unavailable for whatever goes wrong: who asks goes on by itself.
        """
        ...


class Translation(Protocol):
    """From the server's resources to our words and back, without loss."""

    def task_search(self, since: datetime | None, plainness: int = 0) -> Sequence[tuple[str, str]]:
        """The search for work of this pharmacy changed since then. `plainness` 0 to PLAINEST leaves out more and
        more of what a server may not do: includes, order, the time of change.
        """
        ...

    def task_order_probe(self, *, newest: bool) -> Sequence[tuple[str, str]]:
        """The search for one Task of this pharmacy, the one changed first or last."""
        ...

    def tasks_of_patients(self, patients: Sequence[str]) -> Sequence[tuple[str, str]]:
        """The search for this pharmacy's Tasks of some patients."""
        ...

    def changed_since(self, references: Sequence[str], since: datetime | None) -> Sequence[tuple[str, str]]:
        """The search for those of some resources of one type that changed since then."""
        ...

    def wanted_by(self, task: Resource) -> Sequence[str]:
        """References that must be at hand to understand this Task."""
        ...

    def patient_searches(
        self, patients: Sequence[str], since: datetime | None = None
    ) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Searches for allergies, conditions, current medicines and measurements of some patients."""
        ...

    def linked_patients(self, patient: Resource) -> Sequence[str]:
        """References of other records of the same person."""
        ...

    def dispense_search(
        self, line_references: Sequence[str], since: datetime | None = None
    ) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """The searches for supplies of these lines, whoever made them; `since`: those that changed since then."""
        ...

    def lines_of_supply(self, dispense: Resource) -> Sequence[str]:
        """References of the lines of which it is a supply."""
        ...

    def consent_search(self, patients: Sequence[str]) -> tuple[str, Sequence[tuple[str, str]]]:
        """The search for what some patients agreed to."""
        ...

    def consent(self, resource: Resource) -> Consent | None:
        """What a Consent says; None for one that is over or not given yet."""
        ...

    def subject_of(self, resource: Resource) -> str:
        """ "Patient/1" of an allergy, condition, medicine or measurement; "" when it names none."""
        ...

    def attachment(self, document: Resource) -> AttachmentFacts: ...
    def prescription(
        self, task: Resource, others: Mapping[str, Resource], of_patient: Sequence[Resource] | None
    ) -> ServerPrescription:
        """Raises UnusableResource for a Task of which nothing sensible can be made."""
        ...

    def apply_change(
        self, task: Resource, change: Mapping[str, Any], write_id: UUID, outputs: Sequence[str]
    ) -> Resource:
        """The Task with our change, stamped with the id of this write; unknown fields stay."""
        ...

    def carries_write(self, task: Resource, write_id: UUID) -> bool: ...
    def claimed_by(self, task: Resource) -> tuple[str, str]:
        """(station id stamped by a claim or "", owner reference)."""
        ...

    def lifecycle(self, task: Resource) -> tuple[str, str, str, str]:
        """(status, businessStatus, owner, claim stamp): what must not have changed under our change."""
        ...

    def resolve(self, body: Resource, sent: Mapping[str, str]) -> Resource:
        """Puts server references in the place of `urn:uuid:` ones of resources of ours that were sent before."""
        ...

    def write_of(self, resource: Resource) -> str:
        """The id of the write that created a resource of ours, "" for one of somebody else."""
        ...

    def identifier(self, resource_type: str, write_id: UUID) -> str:
        """ "system|value" of a resource of ours."""
        ...

    def entered_in_error(self, resource: Resource, reason: str) -> Resource: ...
    def last_write(self, task: Resource) -> str:
        """The id of the last write of ours to this Task, "" when there is none."""
        ...

    def sentinel_identifier(self) -> str:
        """ "system|value" of this station's sentinel."""
        ...

    def is_own_sentinel(self, resource: Resource) -> bool:
        """False for what a search for it shows besides."""
        ...

    def sentinel_body(self, state: SentinelState) -> Resource: ...
    def sentinel_state(self, resource: Resource) -> SentinelState | None:
        """None for a resource that is not one of our sentinels."""
        ...
