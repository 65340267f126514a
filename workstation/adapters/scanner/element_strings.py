"""GS1 element strings: AI and value, one after the other, with FNC1 (sent as GS, 0x1D) behind values of open length.

GS1 General Specifications, section 7.8 (processing of data from a GS1 symbology).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from workstation.adapters.scanner.checks import CHECKS, Fault, wrong_character
from workstation.adapters.scanner.identifiers import Identifier, Part, identifier_at, identifiers
from workstation.adapters.scanner.separators import SEPARATOR
from workstation.domain.scanned_code import CodeError, CodeProblem


@dataclass(frozen=True, slots=True)
class Element:
    """One AI with its value, where the value begins in the input, and whether a separator ended it."""

    ai: str
    value: str
    at: int
    ended_by_separator: bool = False
    valid: bool = True


@dataclass(slots=True)
class Message:
    """What was read from one code so far."""

    elements: list[Element] = field(default_factory=list)
    errors: list[CodeError] = field(default_factory=list)

    def refuse(self, problem: CodeProblem, message: str, at: int | None) -> None:
        """Notes one error."""
        self.errors.append(CodeError(problem, message, at))

    def add(self, identifier: Identifier, value: str, at: int, separated: bool = False) -> None:
        """Takes a value in and checks it, alone and against the values before it."""
        fault = _fault(identifier, value)
        if fault is not None:
            self.refuse(fault.problem, f"AI {identifier.ai} ({identifier.title}): {fault.message}.", at + fault.at)
        for earlier in self.elements:
            if earlier.ai == identifier.ai or _exclude_each_other(earlier.ai, identifier.ai):
                self._check_pair(identifier, earlier, value, at)
        self.elements.append(Element(identifier.ai, value, at, separated, fault is None))

    def _check_pair(self, identifier: Identifier, earlier: Element, value: str, at: int) -> None:
        if earlier.ai == identifier.ai:
            if earlier.value != value:
                self.refuse(
                    CodeProblem.REPEATED_IDENTIFIER, f"AI {identifier.ai} stands twice with different values.", at
                )
        else:
            self.refuse(
                CodeProblem.EXCLUDED_IDENTIFIER,
                f"AI {identifier.ai} may not stand in one code with AI {earlier.ai}.",
                at,
            )

    def values(self) -> dict[str, str | None]:
        """AI → its value where it is valid and the same wherever it stands, else None."""
        found: dict[str, str | None] = {}
        for element in self.elements:
            value = element.value if element.valid else None
            found[element.ai] = value if found.get(element.ai, value) == value else None
        return found


def read_element_strings(text: str, offset: int) -> Message:
    """Takes a message apart. `text` begins behind the symbology identifier and the first FNC1; `offset` is its place.

    After an unknown AI the length of its value is unknown too: reading goes on behind the next separator.
    """
    message = Message()
    if not text.strip(SEPARATOR):
        message.refuse(CodeProblem.EMPTY, "The code holds no data.", offset)
    place = 0
    while place < len(text):
        if text[place] == SEPARATOR:
            place += 1
            continue
        place = _read_one(message, text, place, offset)
    return message


def _read_one(message: Message, text: str, place: int, offset: int) -> int:
    """Reads the element at `place`; answers where the next one begins."""
    end = text.find(SEPARATOR, place)
    end = len(text) if end < 0 else end
    identifier = identifier_at(text[place:end])
    if identifier is None:
        beginning = text[place : min(place + 4, end)]
        message.refuse(
            CodeProblem.UNKNOWN_IDENTIFIER, f"No GS1 Application Identifier begins with {beginning!r}.", offset + place
        )
        return end + 1
    start = place + len(identifier.ai)
    stop = min(end, start + identifier.longest) if identifier.predefined_length else end
    message.add(identifier, text[start:stop], offset + start, separated=stop == end and end < len(text))
    return stop


@cache
def _exclude_each_other(ai: str, other: str) -> bool:
    """Whether two AIs may not stand in one code. There are 500 AIs: few of their pairs ever meet."""
    return _excludes(identifiers().get(ai), other) or _excludes(identifiers().get(other), ai)


def _excludes(identifier: Identifier | None, other: str) -> bool:
    return identifier is not None and any(_same(pattern, other) for pattern in identifier.excludes)


def _same(pattern: str, ai: str) -> bool:
    """True when the AI fits a pattern such as 394n."""
    return len(pattern) == len(ai) and all(p in ("n", a) for p, a in zip(pattern, ai, strict=True))


def _fault(identifier: Identifier, value: str) -> Fault | None:
    """The first thing that is wrong with a value by its parts."""
    match = identifier.pattern.fullmatch(value)
    if match is None:
        return _fault_by_parts(identifier, value)
    if identifier.has_checks:
        for place, part in enumerate(identifier.parts, start=1):
            text = match[place]
            fault = _check_fault(part, text) if text and part.checks else None
            if fault is not None:
                return Fault(fault.problem, fault.message, match.start(place) + fault.at)
    return None


def _fault_by_parts(identifier: Identifier, value: str) -> Fault | None:
    """The same for a value that is known to be wrong: which character or length it is."""
    place = 0
    for part, text in _divided(identifier.parts, value):
        fault = _part_fault(part, text)
        if fault is not None:
            return Fault(fault.problem, fault.message, place + fault.at)
        place += len(text)
    return Fault(CodeProblem.WRONG_LENGTH, f"{len(value)} characters are too many", place)


def _divided(parts: tuple[Part, ...], value: str) -> Iterator[tuple[Part, str]]:
    place = 0
    for part in parts:
        text = value[place : place + part.longest]
        if text or not part.optional:
            yield part, text
        place += len(text)


def _part_fault(part: Part, text: str) -> Fault | None:
    fault = wrong_character(text, part.characters)
    if fault is not None:
        return fault
    if len(text) < part.shortest:
        return Fault(CodeProblem.WRONG_LENGTH, f"{len(text)} characters are too few", len(text))
    return _check_fault(part, text)


def _check_fault(part: Part, text: str) -> Fault | None:
    for check in part.checks:
        found = CHECKS[check](text)
        if found is not None:
            return found
    return None
