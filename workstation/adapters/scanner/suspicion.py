"""Doubts about codes that keep every rule: values that may have swallowed the next ones for want of a separator.

A scanner that does not send FNC1 sends none at all. So a message with a separator in it is not doubted, and neither
is an AI that the message already has elsewhere.
"""

from workstation.adapters.scanner.element_strings import Element, Message, read_element_strings
from workstation.adapters.scanner.identifiers import identifier_at
from workstation.domain.scanned_code import has_right_check_digit, is_digits

NAMES = {"10": "batch_number", "21": "serial_number"}

DATES = ("11", "13", "15", "16", "17", "7003")
NATIONAL_NUMBERS = ("710", "711", "712", "713", "714", "715", "716", "717")

SHORTEST_HEAD = 2
SHORTEST_TAIL = 3
"""A tail that only has an AI of free text in front ("21..." inside "B12321A7XK") is doubted from these lengths on. By
chance that is so in one of fifty batch numbers of eight digits; asking more often teaches people not to read."""


def doubts(message: Message) -> dict[str, str]:
    """AI → sentence for each value that may hold more than itself."""
    if any(element.ended_by_separator for element in message.elements):
        return {}
    present = {element.ai for element in message.elements}
    found = ((element, _swallowed(element, present)) for element in message.elements if element.ai in NAMES)
    return {element.ai: _sentence(element, tail) for element, tail in found if tail is not None}


def _swallowed(element: Element, present: set[str]) -> Message | None:
    """The elements that may stand inside a value; None when there is no sign of any."""
    value = element.value
    for place in range(1, len(value) - 2):
        tail = read_element_strings(value[place:], 0)
        if tail.errors:
            continue
        # A second trade item number is a second code; any other AI stands only once in a code.
        new = tail.elements[0].ai == "01" or not any(inner.ai in present for inner in tail.elements)
        if new and _is_evidence(place, tail):
            return tail
    return None


def _is_evidence(head: int, tail: Message) -> bool:
    first = tail.elements[0]
    if first.ai == "01" or first.ai in DATES:
        return True
    if first.ai in NAMES or first.ai in NATIONAL_NUMBERS:
        return head >= SHORTEST_HEAD and len(first.value) >= SHORTEST_TAIL
    return False


def _sentence(element: Element, tail: Message) -> str:
    inner = tail.elements[0]
    identifier = identifier_at(inner.ai)
    title = identifier.title if identifier is not None else inner.ai
    return (
        f"{NAMES[element.ai]}: {element.value!r} has no separator behind it and may hold"
        f" AI {inner.ai} ({title}) {inner.value!r} as well."
    )


def glued_numbers(digits: str) -> bool:
    """True for two trade item numbers in one scan: halves of 8, 12, 13 or 14 digits with right check digits."""
    half = len(digits) // 2
    if not is_digits(digits) or len(digits) % 2 or half not in (8, 12, 13, 14):
        return False
    return has_right_check_digit(digits[:half]) and has_right_check_digit(digits[half:])
