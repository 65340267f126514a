"""GS1 Digital Link URIs: https://id.gs1.org/01/08901177011238/10/WF2419?17=270331 (GS1 Digital Link URI syntax 1.2)."""

import base64
import re
from urllib.parse import unquote

from workstation.adapters.scanner.element_strings import Message
from workstation.adapters.scanner.identifiers import Identifier, identifiers
from workstation.domain.scanned_code import CodeProblem

LOOKS_LIKE_LINK = re.compile(r"https?://", re.IGNORECASE)

_URI = re.compile(
    r"(?:http|https|HTTP|HTTPS)://"
    r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?"
    r"(?P<path>/[A-Za-z0-9\-._~!$&'()*+,;=:@%/\"]*)"
    r"(?:\?(?P<query>[A-Za-z0-9\-._~!$&'()*+,;=:@%/?\"]*))?"
    r"(?:\#.*)?"
)

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_COMPRESSED = re.compile(r"(?=[^/]*[0-9A-Z])[A-Za-z0-9_-]{9,}")
"""A GTIN alone takes 52 bits, which are nine characters; a batch or serial number comes on top."""

Pair = tuple[Identifier, str, int]


def read_digital_link(text: str) -> Message:
    """Takes a Digital Link apart. Query attributes that are no AI are left aside, as the standard says."""
    message = Message()
    uri = _URI.fullmatch(text)
    path = None if uri is None else _path(uri["path"], uri.start("path"))
    escape = (
        None
        if uri is None
        else _BROKEN_ESCAPE.search(text, uri.start("path"), uri.end("query") if uri["query"] else uri.end("path"))
    )
    if escape is not None:
        sentence = "A percent sign in a web address needs two hexadecimal digits behind it."
        message.refuse(CodeProblem.NOT_A_DIGITAL_LINK, sentence, escape.start())
        return message
    if uri is not None and path is None and _is_compressed(uri["path"]):
        sentence = (
            "This looks like a compressed GS1 Digital Link, which is not supported: scan another code of the pack."
        )
        message.refuse(CodeProblem.COMPRESSED_LINK, sentence, uri.start("path"))
        return message
    if uri is None or path is None:
        message.refuse(CodeProblem.NOT_A_DIGITAL_LINK, "This web address is not a GS1 Digital Link.", None)
        return message
    for identifier, value, at in path:
        _add(message, identifier, unquote(value), at)
    if uri["query"]:
        _read_query(message, uri["query"], uri.start("query"))
    return message


def _is_compressed(path: str) -> bool:
    """The last segment is base64 for URLs whose bits begin with an AI in hexadecimal digits, or with a code of A to F
    for a group of AIs (GS1 Digital Link: compression, section 3)."""
    segment = path.rsplit("/", 1)[-1]
    if not _COMPRESSED.fullmatch(segment):
        return False
    first = base64.urlsafe_b64decode(segment[:4])[0]
    return first >= 0xA0 or any(ai.startswith(f"{first:02X}") for ai in identifiers())


def _add(message: Message, identifier: Identifier, value: str, at: int) -> None:
    if any(element.ai == identifier.ai for element in message.elements):
        message.refuse(CodeProblem.REPEATED_IDENTIFIER, f"AI {identifier.ai} stands twice.", at)
        return
    message.add(identifier, value, at)


def _path(path: str, offset: int) -> list[Pair] | None:
    """Primary key and qualifiers at the end of the path, found from the right; what stands before is the stem."""
    segments: list[tuple[str, int]] = []
    place = offset + 1
    for segment in path[1:].split("/"):
        segments.append((segment, place))
        place += len(segment) + 1
    for first in range(len(segments) - 2, -1, -2):
        pairs = _pairs(segments[first:])
        if pairs is not None:
            return pairs
    return None


def _pairs(segments: list[tuple[str, int]]) -> list[Pair] | None:
    table = identifiers()
    names = [name for name, _ in segments[::2]]
    key = table.get(names[0])
    if key is None or key.link_qualifiers is None or any(not value for value, _ in segments[1::2]):
        return None
    if not any(_in_order(names[1:], allowed) for allowed in (*key.link_qualifiers, ())):
        return None
    return [(table[name], value, at) for name, (value, at) in zip(names, segments[1::2], strict=True)]


def _in_order(names: list[str], allowed: tuple[str, ...]) -> bool:
    """True when the names are some of the allowed ones, in their order."""
    remaining = iter(allowed)
    return all(name in remaining for name in names)


def _read_query(message: Message, query: str, offset: int) -> None:
    place = offset
    for parameter in query.split("&"):
        name, equals, value = parameter.partition("=")
        if equals and re.fullmatch(r"\d+", name):
            _read_attribute(message, name, value, place)
        place += len(parameter) + 1


def _read_attribute(message: Message, name: str, value: str, place: int) -> None:
    identifier = identifiers().get(name)
    if identifier is None or not identifier.link_attribute:
        sentence = f"{name} is no attribute of a GS1 Digital Link."
        message.refuse(CodeProblem.UNKNOWN_IDENTIFIER, sentence, place)
        return
    _add(message, identifier, unquote(value.replace("+", " ")), place + len(name) + 1)
