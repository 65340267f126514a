"""What the order server says, one call an act, and how far the work here is when it says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.factories import TODAY, Pharmacy, a_line, a_patient
from tests.looking import approve, check_accuracy
from tests.unit.services.counter_acts import bagged, handed_over, scanned
from workstation.domain.elsewhere import ServerDispense
from workstation.domain.medicine import Product
from workstation.domain.outbox import OutboxKind, OutboxState
from workstation.domain.prescription import Prescriber, Prescription
from workstation.domain.workflow import Event, EventKind, Status
from workstation.services.intake import take_in
from workstation.services.server_words import ServerPatient, ServerPrescription

LINE = a_line(server_reference="MedicationRequest/1")
METFORMIN = LINE.medicine


def said(**changes: Any) -> ServerPrescription:
    """A requested Task for a known patient with one line."""
    default = ServerPrescription(
        task_reference="Task/1",
        number="RX-1",
        status="requested",
        claimed_by_station="",
        owner="Organization/pharmacy-1",
        patient=ServerPatient("Patient/1", a_patient(), (), None, None),
        prescriber=Prescriber("Dr. Meera Joshi"),
        authored_on=TODAY,
        due_at=None,
        valid_until=None,
        urgent=False,
        lines=(LINE,),
        documents=(),
    )
    return replace(default, **changes)


def taken(pharmacy: Pharmacy, **changes: Any) -> Prescription:
    """The prescription as it is after the server said this."""
    with pharmacy.store.begin() as tx:
        found = take_in(tx, pharmacy.site, said(**changes))
        assert found is not None
        return tx.prescriptions.get(found)


def supplied_by_others(amount: Any, number: int = 7, **changes: Any) -> ServerDispense:
    """A completed supply of metformin 500 mg by another pharmacy."""
    default = ServerDispense(
        reference=f"MedicationDispense/{number}",
        own_id=None,
        line_reference="MedicationRequest/1",
        quantity=amount,
        medicine=METFORMIN,
        status="completed",
        when=None,
    )
    return replace(default, **changes)


def brought_to(pharmacy: Pharmacy, stage: Status, **changes: Any) -> tuple[Prescription, Product]:
    """A prescription from the server at a stage of the work, and the product in the shelf."""
    product = pharmacy.stocked()
    prescription = taken(pharmacy, **changes)
    for act in _steps(pharmacy, prescription, product):
        if _now(pharmacy, prescription) is stage:
            break
        act()
    assert _now(pharmacy, prescription) is stage
    return prescription, product


def _now(pharmacy: Pharmacy, prescription: Prescription) -> Status:
    with pharmacy.store.read() as tx:
        return tx.prescriptions.status(prescription.id)


def _steps(pharmacy: Pharmacy, prescription: Prescription, product: Product) -> list[Callable[[], object]]:
    """Ten of twenty tablets are handed over first, then the rest."""
    site, pharmacist, one = pharmacy.site, pharmacy.pharmacist, prescription.id
    return [
        lambda: pharmacy.claim(prescription),
        lambda: approve(site, pharmacist, one),
        lambda: scanned(pharmacy, prescription, product),
        lambda: check_accuracy(site, pharmacist, one, part_supply=True),
        lambda: bagged(pharmacy, prescription, part=True),
        lambda: handed_over(pharmacy, prescription),
        lambda: scanned(pharmacy, prescription, product),
        lambda: bagged(pharmacy, prescription, part=True),
        lambda: handed_over(pharmacy, prescription),
    ]


def events_of(pharmacy: Pharmacy, prescription: Prescription, kind: EventKind) -> list[Event]:
    """The events of one kind, oldest first."""
    with pharmacy.store.read() as tx:
        return [one for one in tx.prescriptions.events(prescription.id) if one.kind is kind]


def attentions(pharmacy: Pharmacy, prescription: Prescription | None = None) -> list[str]:
    """The codes of what is open for people."""
    with pharmacy.store.read() as tx:
        found = tx.attentions.open()
    return [one.code for one in found if prescription is None or one.prescription_id == prescription.id]


def allocated(pharmacy: Pharmacy, prescription: Prescription) -> int:
    """How many packs lie scanned for it."""
    with pharmacy.store.read() as tx:
        return len(tx.stock.allocations(prescription.id))


def told(pharmacy: Pharmacy, prescription: Prescription, *states: OutboxState) -> list[tuple[str | None, str | None]]:
    """(status, businessStatus) of the changes of the Task, oldest first; those that wait unless said otherwise."""
    with pharmacy.store.read() as tx:
        found = tx.outbox.of_group(prescription.id)
    changes = [one for one in found if one.kind is OutboxKind.UPDATE_TASK]
    wanted = states or (OutboxState.WAITING,)
    return [(one.body["status"], one.body["business_status"]) for one in changes if one.state in wanted]


def all_sent(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """Everything that waits is at the server."""
    with pharmacy.store.begin() as tx:
        for one in tx.outbox.of_group(prescription.id):
            if one.state is OutboxState.WAITING:
                tx.outbox.update(replace(one, state=OutboxState.SENT, attempts=1, sent_reference="Task/1"))
