"""Another counter PC for the tests: a process of its own on the same store, told what to do over stdin.

One JSON line in: location, key, ids. Says "ready", waits for a line, acts, says what came of it.
"""

import json
import sys
from pathlib import Path
from uuid import UUID

from tests.adapters.db.samples import NOW
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore, open_store
from workstation.domain.stock import Allocation


def main() -> None:
    """Allocates one tablet after the other, or dies inside a transaction when told so."""
    wanted = json.loads(sys.stdin.readline())
    where = wanted["location"] if wanted["location"].startswith("postgresql") else Path(wanted["location"])
    store = open_store(where, bytes.fromhex(wanted["key"]), new_id=new_id, clock=lambda: NOW)
    say("ready")
    sys.stdin.readline()
    if wanted["hang"]:
        with store.begin() as transaction:
            transaction.stock.allocate(an_allocation(wanted))
            transaction.audit.append(NOW, None, "allocate", "", {})
            say("inside")
            sys.stdin.readline()
    say(str(sum(allocated(store, wanted) for _ in range(wanted["tries"]))))
    store.close()


def say(line: str) -> None:
    """One line to stdout."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def allocated(store: SqlStore, wanted: dict[str, str]) -> bool:
    """One transaction: allocation and audit row."""
    with store.begin() as transaction:
        done = transaction.stock.allocate(an_allocation(wanted))
        transaction.audit.append(NOW, None, "allocate", "", {"done": str(done)})
        return done


def an_allocation(wanted: dict[str, str]) -> Allocation:
    """One tablet."""
    prescription, line, batch, user = (UUID(wanted[name]) for name in ("prescription", "line", "batch", "user"))
    return Allocation(new_id(), prescription, line, batch, tablets(1), 1, "", NOW, user)


if __name__ == "__main__":
    main()
