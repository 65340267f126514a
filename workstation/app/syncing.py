"""Whoever syncs a store does it alone, on the machine where the store belongs, over the paired connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from workstation.adapters.processes.locks import held
from workstation.app.machine import require_same_machine
from workstation.app.opening import Opened
from workstation.app.pairing import Line

LOCK_FILE = "sync.lock"
PATIENCE = 20.0
"""Seconds to wait for a round of another program: a usual one takes less, a first pull takes longer."""


@contextmanager
def syncing(here: Opened, patience: float = PATIENCE) -> Iterator[Line]:
    """The connection, for one round.

    Raises Unavailable: "sync" with "in use by pid n" while another program syncs this store, "station" for a store
    that was copied, "order_server" or "keys" when the server cannot be used.
    """
    with held(here.data_dir / LOCK_FILE, "sync", "is syncing this store", seconds=patience):
        require_same_machine(here.site, here.data_dir)
        with here.link.connected() as line:
            yield line
