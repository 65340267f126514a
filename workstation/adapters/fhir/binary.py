"""The bytes of a FHIR Binary in JSON form, decoded as they arrive: a scan of any size needs no more memory."""

import base64
import re
from collections.abc import Callable

from workstation.domain.errors import Unavailable

_START = re.compile(rb'"data"\s*:\s*"')
_LONGEST_HEAD = 64 * 1024
"""A Binary without `data` in its first 64 KiB has none."""
_BROKEN = "The scan came damaged from the order server."


class BinaryDecoder:
    """Takes pieces of JSON text and hands the bytes of the member `data` to `sink`."""

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        self._sink = sink
        self._head = b""
        self._rest = b""
        self._inside = self._ended = False

    def feed(self, piece: bytes) -> None:
        """The next piece. Raises Unavailable for what is not base64."""
        if self._ended:
            return
        if not self._inside:
            self._head += piece
            found = _START.search(self._head)
            if found is None:
                if len(self._head) > _LONGEST_HEAD:
                    raise Unavailable("order_server", _BROKEN)
                return
            self._inside, piece, self._head = True, self._head[found.end() :], b""
        self._decode(piece)

    def close(self) -> None:
        """The text has ended. Raises Unavailable when it ended too early."""
        if not self._ended:
            raise Unavailable("order_server", _BROKEN)

    def _decode(self, piece: bytes) -> None:
        text, quote, _ = (self._rest + piece).partition(b'"')
        held = b""
        if not quote and text.endswith(b"\\"):
            text, held = text[:-1], b"\\"
        # JSON may write a slash as \/ ; base64Binary may hold white space (FHIR R4 datatypes), written as \n or \r\n.
        clean = re.sub(rb"\\[nrt]|[ \n\r\t]", b"", text).replace(b"\\/", b"/")
        whole = len(clean) if quote else len(clean) - len(clean) % 4
        self._rest = clean[whole:] + held
        self._ended = bool(quote)
        try:
            decoded = base64.b64decode(clean[:whole], validate=True)
        except ValueError as error:
            raise Unavailable("order_server", _BROKEN) from error
        if decoded:
            self._sink(decoded)
