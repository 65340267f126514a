"""The store: SQLAlchemy over one SQLCipher file, or PostgreSQL for several PCs. Nobody else knows SQL.

`open_store` and `memory_store` give a `SqlStore`, which implements `workstation.services.ports.Store`;
`check_store` is what `workstation db check` prints.
"""

from workstation.adapters.db.backends.port import Finding
from workstation.adapters.db.checking import check_store
from workstation.adapters.db.opening import memory_store, open_store
from workstation.adapters.db.store import SqlStore

__all__ = ["Finding", "SqlStore", "check_store", "memory_store", "open_store"]
