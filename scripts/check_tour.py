"""Reads the tour.json of `workstation demo --tour DIR`; says no when the main job was not done to its end."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

AT_LEAST = {
    "prescriptions_pulled": 3,
    "words_read": 1,
    "alerts_raised": 1,
    "alerts_overridden": 1,
    "wrong_packs_refused": 1,
    "packs_scanned": 3,
    "labels_written": 3,
    "dispenses_on_server": 3,
    "audit_rows": 3,
}
SCREENSHOTS = 10


def main(arguments: list[str]) -> int:
    """Check the folder given; exit code 1 with a line for each shortcoming."""
    folder = Path(arguments[0])
    tour = json.loads((folder / "tour.json").read_text(encoding="utf-8"))
    found = shortcomings(tour, sorted(path.name for path in folder.glob("*.png")))
    print("\n".join(found) or f"tour: {tour['dispenses_on_server']} dispenses on the server, outbox empty")
    return 1 if found else 0


def shortcomings(tour: Mapping[str, object], screenshots: list[str]) -> list[str]:
    """One sentence for each figure that is too small, entry left in the outbox, or picture missing."""
    too_small = [
        f"tour: {key} is {tour.get(key)}, at least {least} expected"
        for key, least in AT_LEAST.items()
        if not isinstance(count := tour.get(key), int) or count < least
    ]
    if tour.get("outbox_left") != 0:
        too_small.append(f"tour: {tour.get('outbox_left')} entries never reached the server")
    if len(screenshots) < SCREENSHOTS:
        too_small.append(f"tour: {len(screenshots)} screenshots, at least {SCREENSHOTS} expected")
    return too_small


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
