"""`db check`: is the database whole, and does what could be derived agree with what it follows from."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from workstation.adapters.db.backends.port import Finding
from workstation.adapters.db.micro_units import micro_units
from workstation.adapters.db.repositories.ledger import allocated_of, on_hand_of
from workstation.adapters.db.store import SqlStore
from workstation.adapters.db.tables import DispenseRow, PrescriptionRow, StockBatchRow
from workstation.adapters.db.transaction import SqlTransaction
from workstation.domain.errors import Unavailable
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import CLOSED, status_of

SHOWN = 20
"""How many offenders a detail names."""


def check_store(store: SqlStore) -> list[Finding]:
    """All checks of the store; each stands alone, so that one that cannot run does not hide the others."""
    findings: list[Finding] = []
    for name, check in _CHECKS.items():
        try:
            with store.read() as transaction:
                findings.extend(check(transaction))
        except Unavailable as trouble:
            findings.append(Finding(name, ok=False, detail=trouble.why))
    return findings


def _database(transaction: SqlTransaction) -> Sequence[Finding]:
    return transaction.work.backend.integrity(transaction.work.session)


def _stock(transaction: SqlTransaction) -> Sequence[Finding]:
    on_hand, allocated = on_hand_of(StockBatchRow.id), allocated_of(StockBatchRow.id)
    found = transaction.work.connection.execute(
        select(StockBatchRow.batch_number, on_hand, allocated).order_by(StockBatchRow.batch_number)
    )
    rows = [(number, left, held) for number, left, held in found if left < 0 or held > left]
    wrong = [f"{number}: {left} on hand, {held} allocated (millionths)" for number, left, held in rows]
    return [_finding("stock", wrong, "no batch is below zero, none is allocated twice")]


def _quantities(transaction: SqlTransaction) -> Sequence[Finding]:
    found = transaction.work.connection.execute(
        select(DispenseRow.id, DispenseRow.quantity_value, DispenseRow.quantity_unit, DispenseRow.quantity_micro)
    )
    wrong = [f"dispense {key}" for key, value, unit, micro in found if micro_units(Quantity(value, unit)) != micro]
    return [_finding("quantities", wrong, "every dispense adds up as it is sent")]


def _audit(transaction: SqlTransaction) -> Sequence[Finding]:
    verdict = transaction.audit.verify()
    wrong: list[str] = []
    if verdict.first_bad_row is not None:
        station, sequence = verdict.first_bad_row
        wrong = [f"row {sequence} of station {station} is not what was written"]
    return [_finding("audit", wrong, f"{verdict.rows} rows in unbroken chains")]


def _status(transaction: SqlTransaction) -> Sequence[Finding]:
    wrong: list[str] = []
    wanted = select(PrescriptionRow.id, PrescriptionRow.number, PrescriptionRow.status, PrescriptionRow.is_open)
    for key, number, shown, is_open in transaction.work.connection.execute(wanted).all():
        events = transaction.prescriptions.events(key)
        follows = status_of(events, transaction.prescriptions.progress(key))
        if shown is not follows or is_open is (shown in CLOSED):
            wrong.append(f"{number} is shown as {shown.value}, its events say {follows.value}")
    return [_finding("status", wrong, "every status follows from its events")]


def _finding(name: str, wrong: Sequence[str], fine: str) -> Finding:
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    return Finding(name, not wrong, "; ".join(wrong[:SHOWN]) + more if wrong else fine)


_CHECKS: dict[str, Callable[[SqlTransaction], Sequence[Finding]]] = {
    "integrity": _database,
    "stock": _stock,
    "quantities": _quantities,
    "audit": _audit,
    "status": _status,
}
