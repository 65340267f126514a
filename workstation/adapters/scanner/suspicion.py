"""Doubts about codes that keep every rule: values that may have swallowed the next ones for want of a separator.

A scanner that does not send FNC1 sends none at all. So a message with a separator in it is not doubted, and neither
is an AI that the message already has elsewhere.
"""

from collections.abc import Iterator

from workstation.adapters.scanner.element_strings import Element, Message, read_element_strings
from workstation.adapters.scanner.identifiers import Identifier, identifier_at
from workstation.domain.scanned_code import has_right_check_digit, is_digits

NAMES = {"10": "batch_number", "21": "serial_number"}

DATES = ("11", "13", "15", "16", "17", "7003")
NATIONAL_NUMBERS = ("710", "711", "712", "713", "714", "715", "716", "717")

_BEGINNINGS = frozenset(ai[:2] for ai in ("01", *DATES, *NATIONAL_NUMBERS, *NAMES))

SHORTEST_HEAD = 2
SHORTEST_TAIL = 3
"""A tail that only has an AI of free text in front ("21..." inside "B12321A7XK") is doubted from these lengths on. By
chance that is so in one of fifty batch numbers of eight digits; asking more often teaches people not to read."""


LONGEST = 70
"""Characters of a value that are looked into: all of a pack's four values glued in any order are shorter."""
MOST_OPEN = 2
"""Values of open length that are looked for inside one value."""


def doubts(message: Message) -> dict[str, str]:
    """AI → sentence for each value that may hold more than itself."""
    if any(element.ended_by_separator for element in message.elements):
        return {}
    present = frozenset(element.ai for element in message.elements)
    found = ((element, _swallowed(element, present)) for element in message.elements if element.ai in NAMES)
    return {element.ai: _sentence(element, inner) for element, inner in found if inner}


def _swallowed(element: Element, present: frozenset[str]) -> tuple[Element, ...]:
    """The elements that may stand inside a value; empty when there is no sign of any.

    Of several ways to cut the value, the one with most numbers and dates that are right wins, then the one with
    fewest values of open length: these begin by chance far more often ("21" inside "B12" and "17..." behind it).
    """
    value = element.value[:LONGEST]
    ways = (
        (place, way)
        for place in range(1, len(value) - 2)
        if value[place : place + 2] in _BEGINNINGS
        for way in _readings(value, place, frozenset())
        # A second trade item number is a second code; any other AI stands only once in a code.
        if (way[0].ai == "01" or not any(inner.ai in present for inner in way)) and _is_evidence(place, way[0])
    )
    _, best = min(ways, key=_unlikelihood, default=(0, ()))
    return best


def _unlikelihood(cut: tuple[int, tuple[Element, ...]]) -> tuple[int, int, int]:
    place, way = cut
    sure = sum(_is_sure(inner.ai) for inner in way)
    return -sure, len(way) - sure, place


def _readings(value: str, place: int, before: frozenset[str]) -> Iterator[tuple[Element, ...]]:
    """Every way to read the rest of a value as elements; one of open length ends where a sure one begins, or last."""
    identifier = identifier_at(value[place:])
    open_before = sum(not _is_sure(ai) for ai in before)
    if identifier is None or (identifier.ai in before and identifier.ai != "01") or open_before > MOST_OPEN:
        return
    start = place + len(identifier.ai)
    for end in _ends(value, start, identifier):
        read = read_element_strings(value[place:end], 0)
        if read.errors or len(read.elements) != 1:
            continue
        if end == len(value):
            yield (read.elements[0],)
            continue
        for rest in _readings(value, end, before | {identifier.ai}):
            yield (read.elements[0], *rest)


def _ends(value: str, start: int, identifier: Identifier) -> list[int]:
    if identifier.predefined_length:
        end = start + identifier.longest
        return [end] if end <= len(value) else []
    cuts = [place for place in range(start + 1, len(value)) if _begins_sure(value, place)]
    return [*cuts, len(value)]


def _begins_sure(value: str, place: int) -> bool:
    inner = identifier_at(value[place:])
    if inner is None or not _is_sure(inner.ai):
        return False
    return not read_element_strings(value[place : place + len(inner.ai) + inner.longest], 0).errors


def _is_sure(ai: str) -> bool:
    """Check digits and calendars show that these are what they seem."""
    return ai == "01" or ai in DATES


def _is_evidence(head: int, first: Element) -> bool:
    if _is_sure(first.ai):
        return True
    if first.ai in NAMES or first.ai in NATIONAL_NUMBERS:
        return head >= SHORTEST_HEAD and len(first.value) >= SHORTEST_TAIL
    return False


def _sentence(element: Element, inner: tuple[Element, ...]) -> str:
    held = " and ".join(f"AI {one.ai} ({_title(one.ai)}) {one.value!r}" for one in inner)
    return f"{NAMES[element.ai]}: {element.value!r} has no separator behind it and may hold {held} as well."


def _title(ai: str) -> str:
    identifier = identifier_at(ai)
    return identifier.title if identifier is not None else ai


def glued_numbers(digits: str) -> bool:
    """True for two trade item numbers in one scan: halves of 8, 12, 13 or 14 digits with right check digits."""
    half = len(digits) // 2
    if not is_digits(digits) or len(digits) % 2 or half not in (8, 12, 13, 14):
        return False
    return has_right_check_digit(digits[:half]) and has_right_check_digit(digits[half:])
