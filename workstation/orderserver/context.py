"""Everything that the answers of one server depend on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workstation.orderserver.conditions import Conditions
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.hints import Hints
from workstation.orderserver.instants import utc_now
from workstation.orderserver.paging import Snapshots
from workstation.orderserver.store import Store
from workstation.orderserver.tokens import TokenIssuer


@dataclass(frozen=True, slots=True)
class Context:
    """One server's settings, data, open searches and tokens. Outlives a stop and a start."""

    config: ServerConfig
    store: Store
    tokens: TokenIssuer
    pages: Snapshots = field(default_factory=Snapshots)
    clock: Callable[[], datetime] = utc_now
    conditions: Conditions = field(default_factory=Conditions)
    hints: Hints = field(default_factory=Hints)

    @property
    def visible_until(self) -> datetime | None:
        """Searches show nothing that changed after this moment; None: they show everything."""
        lag = self.conditions.index_lag
        return self.clock() - lag if lag > timedelta() else None
