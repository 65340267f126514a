"""The lists of pairs and names in `data/`, and how the shipped knowledge does on them."""

from collections.abc import Iterator
from pathlib import Path

from workstation.domain.screening import Alert, AlertKind, Knowledge, MedicineEntry, ScreeningProfile, screen

DATA = Path(__file__).parent / "data"


def lines_of(name: str) -> list[str]:
    """The lines of a list without its comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pairs_of(name: str) -> list[tuple[str, str]]:
    """Every pair once, in the order of the file: "a: b, c" is a with b, and a with c."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    for line in lines_of(name):
        one, _, partners = line.partition(": ")
        for other in partners.split(", "):
            found.setdefault(frozenset((one, other)), (one, other))
    return list(found.values())


def told(knowledge: Knowledge, a: str, b: str) -> tuple[Alert, ...]:
    """What is told of two medicines together: interactions and duplicates."""
    profile = ScreeningProfile("p", medicines=(MedicineEntry(a), MedicineEntry(b)), current=())
    kinds = (AlertKind.INTERACTION, AlertKind.DUPLICATE)
    return tuple(alert for alert in screen(profile, knowledge).alerts if alert.kind in kinds)


def unknown_names(knowledge: Knowledge) -> Iterator[str]:
    """The names of `names.txt` that are not understood wholly."""
    for name in lines_of("names.txt"):
        identity = knowledge.identify(name)
        if not identity.ingredients or identity.unknown:
            yield name
