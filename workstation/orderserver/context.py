"""Everything that the answers of one server depend on."""

from dataclasses import dataclass, field

from workstation.orderserver.config import ServerConfig
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
