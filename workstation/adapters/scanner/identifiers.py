"""The table of GS1 Application Identifiers (resources/codes/gs1_application_identifiers.tsv)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from workstation import paths
from workstation.adapters.scanner.checks import CHARACTERS
from workstation.domain.errors import Unavailable

COLUMNS = ["ai", "length", "format", "link", "key", "excludes", "title"]

_PART = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?::[a-z_]+)*)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value: a kind of characters, a length, further checks."""

    characters: str
    """N, X, Y or Z."""
    shortest: int
    longest: int
    optional: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One Application Identifier."""

    ai: str
    predefined_length: bool
    """True when no separator follows: the length is known beforehand."""
    parts: tuple[Part, ...]
    link_attribute: bool
    link_qualifiers: tuple[tuple[str, ...], ...] | None
    """Alternatives of ordered qualifiers behind this primary key of a Digital Link; None when it is no key."""
    excludes: tuple[str, ...]
    """AIs that may not stand in the same code; n stands for any digit."""
    title: str
    longest: int
    """The most characters of a value."""
    pattern: re.Pattern[str]
    """Fits a value whose characters and lengths are right, one group for each part; the checks come on top."""
    has_checks: bool


@cache
def identifiers() -> dict[str, Identifier]:
    """Every AI of the table. Raises Unavailable("barcodes", ...) when the file cannot be read."""
    path = paths.resources() / "codes" / "gs1_application_identifiers.tsv"
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    except OSError as problem:
        raise Unavailable("barcodes", f"The table {path.name} cannot be read: {problem}") from problem
    if lines[0].split("\t") != COLUMNS:
        raise Unavailable("barcodes", f"The table {path.name} has other columns than {', '.join(COLUMNS)}")
    return {entry.ai: entry for line in lines[1:] for entry in _entries(line)}


@cache
def _lengths() -> dict[str, int]:
    """First two digits of an AI → its digits (General Specifications, section 3.2: they decide the length)."""
    return {ai[:2]: len(ai) for ai in identifiers()}


def identifier_at(text: str) -> Identifier | None:
    """The AI that the text begins with; AIs are 2 to 4 digits and none is the beginning of another."""
    length = _lengths().get(text[:2])
    return None if length is None else identifiers().get(text[:length])


def _entries(line: str) -> Iterator[Identifier]:
    ais, length, parts, link, key, excludes, title = line.split("\t")
    first, _, last = ais.partition("-")
    read = tuple(_part(text) for text in parts.split())
    pattern = re.compile("".join(_group(part) for part in read))
    for number in range(int(first), int(last or first) + 1):
        yield Identifier(
            ai=str(number).zfill(len(first)),
            predefined_length=length == "fixed",
            parts=read,
            link_attribute=link == "attribute",
            link_qualifiers=_qualifiers(key),
            excludes=() if excludes == "-" else tuple(excludes.split(",")),
            title=title,
            longest=sum(part.longest for part in read),
            pattern=pattern,
            has_checks=any(part.checks for part in read),
        )


def _group(part: Part) -> str:
    """Takes as much as it may and gives nothing back, as values are divided."""
    characters = "".join(map(re.escape, sorted(CHARACTERS[part.characters])))
    optional = "?+" if part.optional else ""
    return f"([{characters}]{{{part.shortest},{part.longest}}}+){optional}"


def _part(text: str) -> Part:
    match = _PART.fullmatch(text)
    if match is None:
        raise Unavailable("barcodes", f"The format {text!r} in the table of identifiers is not understood")
    optional, characters, up_to, length, checks = match.groups()
    return Part(
        characters=characters,
        shortest=1 if up_to else int(length),
        longest=int(length),
        optional=bool(optional),
        checks=tuple(checks.split(":")[1:]),
    )


def _qualifiers(key: str) -> tuple[tuple[str, ...], ...] | None:
    if key == "-":
        return None
    _, _, alternatives = key.partition(":")
    return tuple(tuple(alternative.split(">")) for alternative in alternatives.split("|") if alternative)
