"""GS1 element strings as they are printed for people: (01)08901177011238(17)270331(10)WF2419."""

import re

from workstation.adapters.scanner.element_strings import Message
from workstation.adapters.scanner.identifiers import identifiers
from workstation.domain.scanned_code import CodeProblem

LOOKS_BRACKETED = re.compile(r"\s*\([0-9]{2,4}\)")

_IDENTIFIER = re.compile(r"\s*\(([0-9]{2,4})\)\s*")
_NEXT = re.compile(r"(?<!\\)\(")


def read_brackets(text: str) -> Message:
    """Takes a bracketed message apart. A bracket that belongs to a value is written with a backslash before it."""
    message = Message()
    place = 0
    while place < len(text):
        opened = _IDENTIFIER.match(text, place)
        if opened is None:
            message.refuse(CodeProblem.NOT_A_KNOWN_CODE, "An identifier in brackets was expected here.", place)
            break
        following = _NEXT.search(text, opened.end())
        end = following.start() if following else len(text)
        _read_value(message, opened[1], text[opened.end() : end].rstrip(" \t\x1d"), opened.end(), opened.start(1))
        place = end
    return message


def _read_value(message: Message, ai: str, value: str, at: int, ai_at: int) -> None:
    identifier = identifiers().get(ai)
    if identifier is None:
        message.refuse(CodeProblem.UNKNOWN_IDENTIFIER, f"There is no GS1 Application Identifier {ai}.", ai_at)
        return
    message.add(identifier, value.replace("\\(", "("), at)
