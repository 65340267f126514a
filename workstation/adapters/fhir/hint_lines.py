"""Hints in a stream of Server-Sent Events. Of a line only its beginning is kept: one without an end fills no memory."""

import re
from collections.abc import Iterable, Iterator

_DATA = b"data:"
_END_OF_LINE = re.compile(rb"\r\n|\r|\n")
"""WHATWG HTML, "Server-sent events"."""


def hints(pieces: Iterable[bytes]) -> Iterator[None]:
    """Once for each line of data, when its end has come."""
    begun = b""
    for piece in pieces:
        *lines, begun = _END_OF_LINE.split(begun + piece)
        for line in lines:
            if line.startswith(_DATA):
                yield
        begun = begun[: len(_DATA)]
