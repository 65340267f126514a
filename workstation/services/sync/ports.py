"""What the sync needs of an order server: a few plain interactions and the translation of its resources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from workstation.services.intake import ServerPrescription

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

    @property
    def done(self) -> bool:
        """The server did what was asked."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: matches and what came along with them."""

    matches: Sequence[Resource]
    included: Sequence[Resource]


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


class Translation(Protocol):
    """From the server's resources to our words and back, without loss."""

    def task_search(self, since: datetime | None) -> Sequence[tuple[str, str]]:
        """The search for work of this pharmacy changed since then."""
        ...

    def wanted_by(self, task: Resource) -> Sequence[str]:
        """References that must be at hand to understand this Task."""
        ...

    def patient_searches(self, patient_reference: str) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Searches for allergies, conditions, current medicines and measurements of a patient."""
        ...

    def prescription(
        self, task: Resource, others: Mapping[str, Resource], of_patient: Sequence[Resource] | None
    ) -> ServerPrescription: ...
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

    def identifier(self, resource_type: str, write_id: UUID) -> str:
        """ "system|value" of a resource of ours."""
        ...

    def entered_in_error(self, resource: Resource, reason: str) -> Resource: ...
