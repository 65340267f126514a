"""Reads `.json`, `.ndjson` (`.jsonl`) and their `.gz` forms into documents; what cannot be read is noted.

A line of NDJSON is a resource, or an object with the resource in its member `resource`. XML is not supported.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.file_words import in_words
from workstation.orderserver import exact_json
from workstation.orderserver.report import Note, NoteKind, Place

_MAX_BYTES = 512 * 1024 * 1024
_LINE_FORMATS = (".ndjson", ".jsonl")


@dataclass(frozen=True, slots=True)
class Message:
    """One document and where it stood."""

    place: Place
    document: Any


def read_messages(path: Path) -> Iterator[Message | Note]:
    """Every document in a file, in order."""
    place = Place(path.name)
    try:
        content = _content(path)
    except (OSError, EOFError, zlib.error) as error:
        yield _refused(place, f"the file cannot be read: {_reason(error)}")
        return
    if len(content) > _MAX_BYTES:
        yield _refused(place, "the file is too large")
        return
    if path.name.removesuffix(".gz").endswith(_LINE_FORMATS):
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                yield _message(Place(path.name, number), line)
    else:
        yield _message(place, content)


def _content(path: Path) -> bytes:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return file.read(_MAX_BYTES + 1)


def _message(place: Place, text: bytes) -> Message | Note:
    try:
        document = exact_json.loads(text)
    except exact_json.BadJson as error:
        found = "XML is not supported" if text.lstrip()[:1] == b"<" else f"no JSON that can be kept: {error}"
        return _refused(place, found)
    if isinstance(document, dict) and "resourceType" not in document and isinstance(document.get("resource"), dict):
        document = document["resource"]
    return Message(place, document)


def _reason(error: Exception) -> str:
    damaged = not isinstance(error, OSError) or isinstance(error, gzip.BadGzipFile)
    return "it is damaged" if damaged else in_words(error)


def _refused(place: Place, why: str) -> Note:
    return Note(NoteKind.REFUSED, place, "", why)
