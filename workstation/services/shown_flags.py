"""One flag of a prescription in the queue, set or taken away without working out the others."""

from uuid import UUID

from workstation.domain.queue import Flag
from workstation.services.ports import Transaction
from workstation.services.recording import holder


def show_flag(tx: Transaction, prescription_id: UUID, flag: Flag, *, on: bool) -> None:
    """The other flags stay as they are."""
    known = set(tx.prescriptions.flags(prescription_id))
    wanted = known | {flag} if on else known - {flag}
    if wanted != known:
        flags = tuple(one for one in Flag if one in wanted)
        status = tx.prescriptions.status(prescription_id)
        tx.prescriptions.show(prescription_id, status, flags, holder(tx.prescriptions.events(prescription_id)))
