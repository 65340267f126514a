"""What tour.json says: counted in the store, and for the dispenses by asking the order server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workstation.app.demo import Demo
from workstation.app.pairing import connected
from workstation.domain import exact_json
from workstation.services.screening import screen_in


@dataclass(slots=True)
class Counted:
    """What the tour's hands did and the screens answered."""

    wrong_packs: int = 0
    packs: int = 0
    labels: int = 0


def pages_of_pdf(content: bytes) -> int:
    """Pages of a PDF as Qt writes it: one label each."""
    return len(re.findall(rb"/Type\s*/Page\b", content))


def dispenses_at_server(demo: Demo) -> int:
    """Completed MedicationDispense resources at the order server, over HTTPS."""
    with connected(demo.opened.site) as (server, _):
        pages = server.search("MedicationDispense", [("status", "completed"), ("_count", "200")])
        return sum(len(page.matches) for page in pages)


def tour_facts(demo: Demo, steps: Sequence[dict[str, Any]], counted: Counted) -> dict[str, Any]:
    """The document of tour.json."""
    site, at_server = demo.opened.site, dispenses_at_server(demo)
    with demo.opened.store.read() as tx:
        tasks = tx.mirror.references("Task")
        found = [one for task in tasks if (one := tx.prescriptions.by_task(task)) is not None]
        readings = [tx.documents.reading(document) for one in found for document in one.document_ids]
        answers = [answer for one in found for answer in tx.alert_answers.of_prescription(one.id)]
        return {
            "prescriptions_pulled": len(tasks),
            "words_read": sum(_words(text) for text in readings if text),
            "alerts_raised": sum(len(screen_in(tx, site, one).alerts) for one in found),
            "alerts_overridden": len(answers),
            "wrong_packs_refused": counted.wrong_packs,
            "packs_scanned": counted.packs,
            "labels_written": counted.labels,
            "dispenses_on_server": at_server,
            "outbox_left": len(tx.outbox.open()),
            "audit_rows": tx.audit.count(),
            "steps": list(steps),
        }


def _words(reading: str) -> int:
    return sum(len(page["words"]) for page in exact_json.loads(reading)["pages"])
