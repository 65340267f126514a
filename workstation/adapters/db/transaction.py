"""Everything that one use case reads and writes together: the repositories over one database transaction."""

from workstation.adapters.db.repositories.alert_answers import SqlAlertAnswers
from workstation.adapters.db.repositories.attentions import SqlAttentions
from workstation.adapters.db.repositories.audit import SqlAudit
from workstation.adapters.db.repositories.counters import SqlCounters
from workstation.adapters.db.repositories.demand import SqlDemand
from workstation.adapters.db.repositories.dispenses import SqlDispenses
from workstation.adapters.db.repositories.documents import SqlDocuments
from workstation.adapters.db.repositories.duties import SqlDuties
from workstation.adapters.db.repositories.elsewhere import SqlElsewhere
from workstation.adapters.db.repositories.line_drafts import SqlLineDrafts
from workstation.adapters.db.repositories.lookalikes import SqlLookalikes
from workstation.adapters.db.repositories.mirror import SqlMirror, SqlSyncNotes
from workstation.adapters.db.repositories.outbox import SqlOutbox
from workstation.adapters.db.repositories.patients import SqlPatients
from workstation.adapters.db.repositories.prescriptions import SqlPrescriptions
from workstation.adapters.db.repositories.products import SqlProducts
from workstation.adapters.db.repositories.reservations import SqlReservations
from workstation.adapters.db.repositories.stock import SqlStock
from workstation.adapters.db.repositories.users import SqlUsers
from workstation.adapters.db.work import Work


class SqlTransaction:
    """Implements ports.Transaction. Ends with its `begin()` or `read()` block."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.patients = SqlPatients(work)
        self.prescriptions = SqlPrescriptions(work)
        self.products = SqlProducts(work)
        self.stock = SqlStock(work)
        self.reservations = SqlReservations(work)
        self.duties = SqlDuties(work)
        self.demand = SqlDemand(work)
        self.dispenses = SqlDispenses(work)
        self.elsewhere = SqlElsewhere(work)
        self.documents = SqlDocuments(work)
        self.alert_answers = SqlAlertAnswers(work)
        self.line_drafts = SqlLineDrafts(work)
        self.lookalikes = SqlLookalikes(work)
        self.users = SqlUsers(work)
        self.outbox = SqlOutbox(work)
        self.mirror = SqlMirror(work)
        self.sync_notes = SqlSyncNotes(work)
        self.attentions = SqlAttentions(work)
        self.audit = SqlAudit(work)
        self.counters = SqlCounters(work)
