"""A workstation that is killed over half a line: types it by the use case, says so, and waits for its end.

One JSON line in: location, key, ids. Says "saved".
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from tests.adapters.db.samples import NOW
from tests.factories import a_pharmacy, new_id
from workstation.adapters.db import open_store
from workstation.domain.line_draft import ADDED_LINE, DraftContent
from workstation.services.line_drafts import save_draft

HALF = DraftContent(directions="1-0-", days="1o", chosen="Warf")


def main() -> None:
    """Types in a line, and in a line that is added."""
    wanted = json.loads(sys.stdin.readline())
    where = wanted["location"] if wanted["location"].startswith("postgresql") else Path(wanted["location"])
    store = open_store(where, bytes.fromhex(wanted["key"]), new_id=new_id, clock=lambda: NOW)
    with store.read() as tx:
        user = tx.users.get(UUID(wanted["user"]))
    with a_pharmacy() as made:
        site = replace(made.site, store=store, station=store.station(), clock=lambda: NOW)
        for line_id in (UUID(wanted["line"]), ADDED_LINE):
            save_draft(site, user, UUID(wanted["prescription"]), line_id, HALF)
        sys.stdout.write("saved\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main()
