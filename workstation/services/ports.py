"""What the use cases need from the outside, as Protocols. One transaction carries everything a use case writes.

Every repository call inside one `begin()` block is committed together or not at all, the audit and outbox rows
included. All times are aware UTC, all ids UUIDs made by the caller. Look-ups by id raise KeyError when there is no
such row (a bug); look-ups by something a person or server gave return None.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from workstation.domain.audit import ChainVerdict
from workstation.domain.elsewhere import DispenseElsewhere
from workstation.domain.medicine import Product
from workstation.domain.patient import Allergy, Patient, PatientContext
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag, QueueFilter, QueueRow, View
from workstation.domain.users import User
from workstation.domain.workflow import Event, EventKind, LineProgress, Status
from workstation.services.counter_ports import Demand, Dispenses, Duties, Reservations, Stock
from workstation.services.document_ports import Documents, Lookalikes
from workstation.services.draft_ports import LineDrafts
from workstation.services.sync_ports import Attentions, Mirror, Outbox, SyncNotes

Clock = Callable[[], datetime]
"""Aware UTC now; never below the last time seen."""
NewId = Callable[[], UUID]
"""A fresh UUID version 7."""


class StoreRefusal(StrEnum):
    """Why the ledger refuses a quantity, whatever the caller checked before."""

    QUANTITY_NOT_STORABLE = "quantity_not_storable"
    STOCK_WOULD_BE_NEGATIVE = "stock_would_be_negative"


class Patients(Protocol):
    """Patients and what is known of them. The only place of names."""

    def get(self, patient_id: UUID) -> Patient: ...
    def by_reference(self, reference: str) -> Patient | None: ...
    def find(self, text: str, birth_date: date | None = None, limit: int = 20) -> Sequence[Patient]:
        """By words of name and number in any order, by name; `birth_date` narrows."""
        ...

    def ids(self, references: Sequence[str]) -> Mapping[str, UUID]:
        """Those of the references that are known here."""
        ...

    def reference(self, patient_id: UUID) -> str: ...
    def save(self, patient: Patient, reference: str) -> None: ...
    def save_allergies(self, patient_id: UUID, allergies: Sequence[Allergy] | None) -> None: ...
    def save_conditions(self, patient_id: UUID, conditions: Sequence[str] | None) -> None: ...
    def save_current_medicines(self, patient_id: UUID, medicines: Sequence[str] | None) -> None: ...
    def context(self, patient_id: UUID) -> PatientContext:
        """What is known of the person: everything that any of the records linked to this patient says."""
        ...

    def same_person(self, patient_id: UUID) -> Sequence[UUID]:
        """Itself first, then every patient known here that the server links to it, by chains in both directions."""
        ...

    def links(self, patient_id: UUID) -> frozenset[str]:
        """References ("Patient/12") that this patient's own record links to now."""
        ...

    def is_linked(self, one: str, other: str) -> bool:
        """True when two references are of one person already, over whatever chain, known here or not."""
        ...

    def add_link(self, link_id: UUID, patient_id: UUID, other: str, at: datetime) -> None: ...
    def end_link(self, patient_id: UUID, other: str, at: datetime) -> None: ...
    def add_all(self, patients: Sequence[tuple[str, PatientContext]]) -> None:
        """Inserts new patients (reference, what is known), many at once."""
        ...


class Prescriptions(Protocol):
    """Prescriptions with their lines and events."""

    def get(self, prescription_id: UUID) -> Prescription: ...
    def many(self, ids: Collection[UUID]) -> Mapping[UUID, Prescription]:
        """Those of them that are here, by id."""
        ...

    def by_number(self, number: str) -> Prescription | None: ...
    def with_number(self, number: str) -> Sequence[Prescription]:
        """All of them, in the order in which they were received."""
        ...

    def named(self, ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str]]:
        """(number, the patient's name or "") of those of them that are here."""
        ...

    def shared_numbers(self, ids: Sequence[UUID]) -> Sequence[UUID]:
        """Those of these prescriptions whose number another prescription has, too."""
        ...

    def line_ids(self, prescription_id: UUID) -> Mapping[str, UUID]:
        """Our ids of the server's lines by their references; those that it has no more among them."""
        ...

    def overdue(self, today: date) -> Sequence[UUID]:
        """Open ones whose last day has passed."""
        ...

    def by_task(self, task_reference: str) -> Prescription | None: ...
    def ids_by_task(self, task_references: Sequence[str]) -> Mapping[str, UUID]:
        """Those of the Tasks whose prescriptions are here."""
        ...

    def save(self, prescription: Prescription) -> None:
        """Inserts or replaces header and lines; a line that is no longer there is marked removed, never deleted."""
        ...

    def add_all(self, prescriptions: Sequence[Prescription], flags: Sequence[Flag]) -> None:
        """Inserts new ones, many at once, as received, with these flags."""
        ...

    def events(self, prescription_id: UUID) -> Sequence[Event]:
        """Oldest first."""
        ...

    def events_of_kind(self, kind: EventKind) -> Sequence[Event]:
        """Of every prescription, in the order in which this store learned of them."""
        ...

    def checks_of_patient(self, patient_id: UUID, since: datetime) -> Sequence[Event]:
        """Clinical checks (EventKind.CLINICALLY_CHECKED) for this person at or after `since`, the last one first."""
        ...

    def add_event(self, event: Event) -> None: ...
    def progress(self, prescription_id: UUID) -> Sequence[LineProgress]:
        """One for each medicine line that is work, in order of position, from allocations and dispenses."""
        ...

    def show(self, prescription_id: UUID, status: Status, flags: Sequence[Flag], claimed_by: UUID | None) -> None:
        """Stores what the queue shows: derived from the facts by the caller, in the same transaction."""
        ...

    def status(self, prescription_id: UUID) -> Status: ...
    def flags(self, prescription_id: UUID) -> Sequence[Flag]: ...
    def queue(self, wanted: QueueFilter) -> Sequence[QueueRow]:
        """By due time: held ones after what is due, those without a due time last; the closed view latest first."""
        ...

    def counts(self, user_id: UUID | None, now: datetime) -> Mapping[View, int]: ...
    def open_ids(self) -> Sequence[UUID]: ...
    def flag(self, prescription_id: UUID, flag: Flag) -> None:
        """Adds a flag to those that are shown."""
        ...

    def flagged(self, flag: Flag, limit: int) -> Sequence[UUID]:
        """The first open ones with a flag, by due time."""
        ...

    def without_flag(self, ids: Collection[UUID], flag: Flag, statuses: Collection[Status]) -> Sequence[UUID]:
        """Those of these prescriptions in one of these states that do not show the flag."""
        ...

    def open_tasks(self) -> Mapping[str, UUID]:
        """Task references of the open prescriptions that have one."""
        ...

    def open_of_patient(self, patient_id: UUID) -> Sequence[UUID]:
        """Of the person: those of merged records among them."""
        ...


class Products(Protocol):
    """The catalogue."""

    def get(self, product_id: UUID) -> Product: ...
    def many(self, product_ids: Collection[UUID]) -> Mapping[UUID, Product]:
        """Those of them that are here, by id."""
        ...

    def by_gtin(self, gtin: str) -> Product | None: ...
    def by_gtins(self, gtins: Collection[str]) -> Mapping[str, Product]:
        """Those of them that are here, by GTIN."""
        ...

    def save(self, products: Iterable[Product]) -> None: ...
    def search(self, text: str, limit: int = 20) -> Sequence[Product]:
        """By the beginnings of words of name and ingredients; best first."""
        ...

    def with_ingredients(self, ingredients: Sequence[str]) -> Sequence[Product]:
        """Products whose set of (lower case) ingredient names is exactly this one."""
        ...

    def count(self) -> int: ...


class Elsewhere(Protocol):
    """Supplies that the server knows of, by other pharmacies and by us."""

    def save(self, dispense: DispenseElsewhere) -> None: ...
    def get(self, reference: str) -> DispenseElsewhere | None: ...
    def of_prescription(self, prescription_id: UUID) -> Sequence[DispenseElsewhere]: ...
    def of_patient(self, patient_id: UUID, since: datetime) -> Sequence[DispenseElsewhere]:
        """To this person, at or after `since` or at nobody knows when; without those of ours that are in this store."""
        ...


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """A pharmacist's answer to an alert: an override or a note. `key` identifies the alert (rule + subjects)."""

    id: UUID
    prescription_id: UUID
    key: str
    severity: str
    reason: str
    by: UUID
    at: datetime
    fingerprint: str
    """Of what was screened; an answer to something else does not count."""
    memory: str = ""
    """What it is remembered for (`services.alert_memory`); "" = it is not."""


class AlertAnswers(Protocol):
    """Answers to alerts, append-only."""

    def add(self, answer: AlertAnswer) -> None: ...
    def of_prescription(self, prescription_id: UUID) -> Sequence[AlertAnswer]: ...
    def remembered(self, memories: Sequence[str], since: datetime) -> Sequence[AlertAnswer]:
        """Those that are remembered for one of these, given at or after `since`; oldest first."""
        ...


class Users(Protocol):
    """Staff. `kind` of a secret is "passphrase" or "pin"; hashes only."""

    def save(self, user: User) -> None: ...
    def get(self, user_id: UUID) -> User: ...
    def all(self) -> Sequence[User]: ...
    def set_secret(self, user_id: UUID, kind: str, hashed: str) -> None: ...
    def secret(self, user_id: UUID, kind: str) -> str | None: ...
    def tries(self, user_id: UUID) -> tuple[int, datetime | None]:
        """Wrong tries in a row and the time of the last one; survives a restart."""
        ...

    def set_tries(self, user_id: UUID, tries: int, at: datetime | None) -> None: ...


class Audit(Protocol):
    """The audit chain of this station."""

    def append(
        self, at: datetime, user_id: UUID | None, action: str, subject: str, facts: Mapping[str, str]
    ) -> None: ...
    def append_all(self, at: datetime, action: str, entries: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Rows of the program itself, (subject, facts) each, many at once."""
        ...

    def verify(self) -> ChainVerdict: ...
    def count(self) -> int: ...


class Counters(Protocol):
    """Numbers without gaps, per name, inside the transaction."""

    def next(self, name: str) -> int: ...


class Transaction(Protocol):
    """Everything that one use case reads and writes together."""

    @property
    def patients(self) -> Patients: ...
    @property
    def prescriptions(self) -> Prescriptions: ...
    @property
    def products(self) -> Products: ...
    @property
    def stock(self) -> Stock: ...
    @property
    def reservations(self) -> Reservations: ...
    @property
    def duties(self) -> Duties: ...
    @property
    def demand(self) -> Demand: ...
    @property
    def dispenses(self) -> Dispenses: ...
    @property
    def elsewhere(self) -> Elsewhere: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def alert_answers(self) -> AlertAnswers: ...
    @property
    def line_drafts(self) -> LineDrafts: ...
    @property
    def lookalikes(self) -> Lookalikes: ...
    @property
    def users(self) -> Users: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def mirror(self) -> Mirror: ...
    @property
    def sync_notes(self) -> SyncNotes: ...
    @property
    def attentions(self) -> Attentions: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def counters(self) -> Counters: ...


class Store(Protocol):
    """The store: `begin` for use cases (one writer at a time), `read` for questions (a consistent snapshot)."""

    def begin(self) -> AbstractContextManager[Transaction]: ...
    def read(self) -> AbstractContextManager[Transaction]: ...
