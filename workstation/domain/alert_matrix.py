"""Every medicine against every other: the worst alert of each pair, and of each medicine by itself."""

from collections.abc import Mapping, Sequence

from workstation.domain.screening import Alert

Place = tuple[int, int]
"""Row and column, the smaller first; the same twice = what is of that medicine and the patient alone."""


def worst_of_pairs(medicines: Sequence[str], alerts: Sequence[Alert]) -> Mapping[Place, Alert]:
    """By place: the gravest alert that names both medicines (as written in `Alert.medicines`).

    An alert of three medicines stands at each of their pairs; of alerts as grave as each other the first one counts.
    """
    found: dict[Place, Alert] = {}
    for alert in alerts:
        rows = [row for row, text in enumerate(medicines) if text in alert.medicines]
        for place in _places(rows):
            known = found.get(place)
            if known is None or alert.severity > known.severity:
                found[place] = alert
    return found


def _places(rows: Sequence[int]) -> list[Place]:
    if len(rows) == 1:
        return [(rows[0], rows[0])]
    return [(one, other) for place, one in enumerate(rows) for other in rows[place + 1 :]]
