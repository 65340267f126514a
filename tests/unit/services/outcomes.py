"""How an act ended: refused with a code, or with a status in the store and entries for the order server."""

from collections.abc import Callable

import pytest

from tests.factories import Pharmacy
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxEntry
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Status


def refused(act: Callable[[], object]) -> Refused:
    """The refusal."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def code_of_refusal(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    return refused(act).code.value


def status_of(pharmacy: Pharmacy, prescription: Prescription) -> Status:
    """The status in the store."""
    with pharmacy.store.read() as tx:
        return tx.prescriptions.status(prescription.id)


def queued(pharmacy: Pharmacy, prescription: Prescription) -> list[OutboxEntry]:
    """Everything queued for it."""
    with pharmacy.store.read() as tx:
        return list(tx.outbox.of_group(prescription.id))
