"""Writes docs/soak.md from build/soak.json: what the last soak measured, when and on which machine.

python -m scripts.soak_result           after the long runs of `make soak`
python -m scripts.soak_result --begin   before them: what an earlier soak left does not count
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.shell import ROOT, output_of

MEASURED = ROOT / "build" / "soak.json"
DOCUMENT = ROOT / "docs" / "soak.md"
TITLES = {
    "a_pharmacy_day": "A pharmacy at work (tests/soak/test_a_pharmacy_day.py)",
    "the_window_all_day": "The window all day (tests/soak/test_the_window_all_day.py)",
}
HEAD = """# The last soak

Written by `make soak` (`scripts/soak_result.py`); do not edit. `rss mb per 1000` is the slope of resident memory in MB
per 1,000 prescriptions after the first quarter of the work, by least squares, and must stay below 5 where enough was
done to judge it (500 prescriptions worked on, 300 opened: `measured over`); `python blocks per 1000` is the same for
the blocks that Python's allocator holds, which a leak of objects moves and the page caches of SQLite (up to 16 MB per
connection) do not. A turn is one turn of the window's event loop, in milliseconds of the thread's own processor time.
"""

Facts = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when there is nothing to write down."""
    parser = argparse.ArgumentParser(prog="python -m scripts.soak_result", description=__doc__.partition("\n")[0])
    parser.add_argument("--begin", action="store_true", help="forget what an earlier soak measured")
    parser.add_argument("--commit", default="", help="what was soaked, where that is not the checkout's own commit")
    parser.add_argument("--note", default="", help="what a reader of the figures should know about this run")
    given = parser.parse_args(arguments)
    if given.begin:
        MEASURED.unlink(missing_ok=True)
        return 0
    if not MEASURED.exists():
        print(f"{MEASURED.relative_to(ROOT)} is not there: no long run came to its end")
        return 1
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    DOCUMENT.write_text(document(measured, machine(), given.commit or commit(), given.note), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")
    return 0


def document(measured: Mapping[str, Facts], about: Mapping[str, str], commit_: str, note: str = "") -> str:
    """The whole of docs/soak.md. `measured`: test name → figures; `about`: facts of the machine."""
    date = max(str(facts["finished"]) for facts in measured.values())[:10]
    missing = [title for name, title in TITLES.items() if name not in measured]
    parts = [
        HEAD,
        "## When and where\n" + _table({"date": date, "commit": commit_, **about, **({"note": note} if note else {})}),
        *(f"## {TITLES.get(name, name)}\n{_table(facts)}" for name, facts in sorted(measured.items())),
        *(f"## {title}\nIt did not come to its end." for title in missing),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(rows: Mapping[str, object]) -> str:
    lines = [f"| {name.replace('_', ' ')} | {value} |" for name, value in rows.items()]
    return "\n".join(["| what | value |", "|---|---|", *lines])


def machine() -> dict[str, str]:
    """Cores, memory, system and Python of this machine; no name and no path of it."""
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_gb():.0f} GB",
        "system": f"{_system()}, {platform.machine()}",
        "Python": platform.python_version(),
    }


def _memory_gb() -> float:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return float(pages * size) / 1024**3


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        return platform.system()


def commit() -> str:
    """The checkout's commit, and whether it was changed since."""
    named = (output_of(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]) or "").strip()
    changed = (output_of(["git", "-C", str(ROOT), "status", "--porcelain"]) or "").strip()
    return (named or "unknown") + (" and changes that were not committed" if changed else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
