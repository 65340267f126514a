"""How much two names look alike to somebody who reads handwriting: an edit distance that knows letters that
pass for each other, and that minds the beginning of a word more than its end.

A plain ratio of 80 took "medicines" for "mediclin" and "lactose" for "galactose"; here length and first
letter count.
"""

from functools import cache

_GROUPS = (
    "aoeu",
    "ce",
    "mnw",
    "nruv",
    "il1tj",
    "gqy9",
    "hbk",
    "ft",
    "sz5",
    "o0",
    "b8",
    "dcl",
    "z2",
    "vyr",
    "pf",
    "nh",
    "ao",
    "xk",
    "uw",
)
CHEAP = 0.55
"""Cost of a letter read as one that looks like it, against 1 for any other."""
FIRST_LETTER = 0.5
"""What a different first letter costs on top."""
_PAIRS = {
    ("m", "rn"),
    ("m", "nn"),
    ("d", "cl"),
    ("w", "vv"),
    ("u", "ii"),
    ("n", "ri"),
    ("k", "lc"),
    ("h", "li"),
    ("b", "lo"),
    ("a", "ci"),
    ("m", "in"),
    ("m", "ni"),
    ("y", "ij"),
}


@cache
def _look_alike(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _GROUPS)


def _exchange(a: str, b: str) -> float:
    if a == b:
        return 0.0
    return CHEAP if _look_alike(*sorted((a, b))) else 1.0


def distance(a: str, b: str) -> float:
    """Weighted edit distance between two folded names."""
    two_back: list[float] = []
    above: list[float] = [float(column) for column in range(len(b) + 1)]
    rows = [above]
    for row in range(1, len(a) + 1):
        current = [float(row)]
        for column in range(1, len(b) + 1):
            cost = min(
                above[column] + _gap(a, row - 1),
                current[column - 1] + _gap(b, column - 1),
                above[column - 1] + _exchange(a[row - 1], b[column - 1]),
            )
            if column > 1 and (a[row - 1], b[column - 2 : column]) in _PAIRS:
                cost = min(cost, above[column - 2] + CHEAP)
            if row > 1 and (b[column - 1], a[row - 2 : row]) in _PAIRS:
                cost = min(cost, two_back[column - 1] + CHEAP)
            current.append(cost)
        two_back, above = above, current
        rows.append(current)
    return above[-1]


def _gap(text: str, index: int) -> float:
    """A letter too many or too few; one of a doubled pair is easily lost."""
    return 0.5 if index and text[index] == text[index - 1] else 0.9


def likeness(a: str, b: str) -> float:
    """0 to 1 for two folded names; 1 = the same."""
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    cost = distance(a, b)
    if a[0] != b[0]:
        cost += FIRST_LETTER * (CHEAP if _look_alike(*sorted((a[0], b[0]))) else 1.0)
    return max(0.0, 1.0 - cost / ((len(a) + len(b)) / 2))
