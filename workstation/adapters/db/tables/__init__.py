"""All tables of the store: importing this package makes `Base.metadata` whole."""

from workstation.adapters.db.tables.alert_answers import AlertAnswerRow
from workstation.adapters.db.tables.audit import AuditChainRow
from workstation.adapters.db.tables.base import Base
from workstation.adapters.db.tables.demand import UnmetDemandRow
from workstation.adapters.db.tables.dispenses import DispenseRow
from workstation.adapters.db.tables.documents import (
    DocumentAlikeRow,
    DocumentPageRow,
    DocumentReadingRow,
    DocumentRow,
)
from workstation.adapters.db.tables.duty import DutyEntryRow
from workstation.adapters.db.tables.elsewhere import DispenseElsewhereRow
from workstation.adapters.db.tables.line_drafts import LineDraftRow
from workstation.adapters.db.tables.patients import PatientContextRow, PatientLinkRow, PatientRow
from workstation.adapters.db.tables.prescriptions import (
    PrescriptionDocumentRow,
    PrescriptionEventRow,
    PrescriptionLineRow,
    PrescriptionRow,
)
from workstation.adapters.db.tables.products import ProductRow
from workstation.adapters.db.tables.reservations import ReservationRow
from workstation.adapters.db.tables.stock import AllocationRow, StockBatchRow, StockMovementRow
from workstation.adapters.db.tables.store import CounterRow, StationRow, StoreMarkRow
from workstation.adapters.db.tables.sync import (
    AttentionRow,
    ConflictRow,
    OutboxEntryRow,
    ServerResourceRow,
    SyncNoteRow,
)
from workstation.adapters.db.tables.users import UserRow, UserSecretRow

APPEND_ONLY = (
    "dispense",
    "stock_movement",
    "prescription_event",
    "alert_answer",
    "audit_row",
    "duty_entry",
    "unmet_demand",
)
"""Tables whose rows are never changed or removed; triggers see to it."""

__all__ = [
    "APPEND_ONLY",
    "AlertAnswerRow",
    "AllocationRow",
    "AttentionRow",
    "AuditChainRow",
    "Base",
    "ConflictRow",
    "CounterRow",
    "DispenseElsewhereRow",
    "DispenseRow",
    "DocumentAlikeRow",
    "DocumentPageRow",
    "DocumentReadingRow",
    "DocumentRow",
    "DutyEntryRow",
    "LineDraftRow",
    "OutboxEntryRow",
    "PatientContextRow",
    "PatientLinkRow",
    "PatientRow",
    "PrescriptionDocumentRow",
    "PrescriptionEventRow",
    "PrescriptionLineRow",
    "PrescriptionRow",
    "ProductRow",
    "ReservationRow",
    "ServerResourceRow",
    "StationRow",
    "StockBatchRow",
    "StockMovementRow",
    "StoreMarkRow",
    "SyncNoteRow",
    "UnmetDemandRow",
    "UserRow",
    "UserSecretRow",
]
