"""How much two names look alike to somebody who reads handwriting: an edit distance that knows letters that
pass for each other, and that minds the beginning of a word more than its end.

A plain ratio of 80 took "medicines" for "mediclin" and "lactose" for "galactose"; here length and first
letter count.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

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


def _pairs_of(groups: Iterable[str]) -> Iterator[str]:
    return (a + b for group in groups for a in group for b in group if a != b)


_LOOK_ALIKE = frozenset(_pairs_of(_GROUPS))
_ONE_FOR_TWO: Mapping[str, tuple[str, ...]] = {
    one: tuple(two for letter, two in _PAIRS if letter == one) for one, _ in _PAIRS
}


def _exchange(a: str, b: str) -> float:
    return 0.0 if a == b else CHEAP if a + b in _LOOK_ALIKE else 1.0


def distance(a: str, b: str) -> float:
    """Weighted edit distance between two folded names."""
    two_back: list[float] = []
    above = [float(column) for column in range(len(b) + 1)]
    gaps = [_gap(b, column) for column in range(len(b))]
    for row, letter in enumerate(a, start=1):
        gap, current = _gap(a, row - 1), [float(row)]
        for column, other in enumerate(b, start=1):
            cost = min(
                above[column] + gap,
                current[column - 1] + gaps[column - 1],
                above[column - 1] + _exchange(letter, other),
            )
            if letter in _ONE_FOR_TWO and column > 1 and b[column - 2 : column] in _ONE_FOR_TWO[letter]:
                cost = min(cost, above[column - 2] + CHEAP)
            if other in _ONE_FOR_TWO and row > 1 and a[row - 2 : row] in _ONE_FOR_TWO[other]:
                cost = min(cost, two_back[column - 1] + CHEAP)
            current.append(cost)
        two_back, above = above, current
    return above[-1]


def _gap(text: str, index: int) -> float:
    """A letter too many or too few; one of a doubled pair is easily lost."""
    return 0.5 if index and text[index] == text[index - 1] else 0.9


@lru_cache(maxsize=20_000)
def likeness(a: str, b: str) -> float:
    """0 to 1 for two folded names; 1 = the same."""
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    cost = distance(a, b)
    if a[0] != b[0]:
        cost += FIRST_LETTER * _exchange(a[0], b[0])
    return max(0.0, 1.0 - cost / ((len(a) + len(b)) / 2))
