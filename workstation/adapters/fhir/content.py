"""Receiving the bytes of a scan: raw or as FHIR Binary JSON, whole or from where an earlier try stopped."""

import re
from collections.abc import Callable, Mapping

import httpx

from workstation.adapters.fhir.binary import BinaryDecoder
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import ContentAnswer

NOT_HERE = ContentAnswer(404, 0, 0, None, "")
_GONE = (400, 403, 404, 410)
_PIECE = 64 * 1024


def headers(start: int) -> Mapping[str, str]:
    """Raw bytes are asked for (FHIR R4, Binary: by the Accept header), as they are on disk."""
    asked = {"Accept": "image/*, application/pdf, application/octet-stream, */*;q=0.5", "Accept-Encoding": "identity"}
    return {**asked, "Range": f"bytes={start}-"} if start else asked


def must_ask_again_whole(response: httpx.Response) -> bool:
    """A part of the JSON form is of no use: the range counts its letters, not the scan's bytes."""
    return response.status_code == 206 and _is_json(response)


def receive(response: httpx.Response, sink: Callable[[bytes], None], start: int) -> ContentAnswer:
    """Hands the bytes from `start` on to `sink`. Raises Unavailable when they do not come, or not all."""
    status = response.status_code
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if status in _GONE:
        return ContentAnswer(status, start, 0, None, kind)
    if status == 416:
        return ContentAnswer(status, start, 0, _total(response), kind)
    if status == 206:
        first = _first(response)
        if first is None or first > start:
            raise Unavailable("order_server", "The order server sent another part of the scan than was asked for.")
        return _copied(response, sink, first, start, kind)
    if status != 200:
        raise Unavailable("order_server", f"The scan could not be fetched (status {status}).")
    return _decoded(response, sink, start) if _is_json(response) else _copied(response, sink, 0, start, kind)


def _copied(
    response: httpx.Response, sink: Callable[[bytes], None], first: int, start: int, kind: str
) -> ContentAnswer:
    gate = _From(start - first, sink)
    total = _total(response)
    for piece in response.iter_bytes(_PIECE):
        gate.feed(piece)
    if total is not None and first + gate.seen != total:
        raise Unavailable("order_server", "The scan did not come whole.")
    return ContentAnswer(response.status_code, start, gate.passed, total, kind)


def _decoded(response: httpx.Response, sink: Callable[[bytes], None], start: int) -> ContentAnswer:
    gate = _From(start, sink)
    decoder = BinaryDecoder(gate.feed)
    for piece in response.iter_bytes(_PIECE):
        decoder.feed(piece)
    decoder.close()
    return ContentAnswer(response.status_code, start, gate.passed, gate.seen, "application/fhir+json")


class _From:
    """Lets through what comes after the first `skip` bytes: for a server that sends all of it again."""

    def __init__(self, skip: int, sink: Callable[[bytes], None]) -> None:
        self._skip, self._sink = skip, sink
        self.seen = self.passed = 0

    def feed(self, piece: bytes) -> None:
        """The next bytes."""
        wanted = piece[max(0, self._skip - self.seen) :]
        self.seen += len(piece)
        if wanted:
            self.passed += len(wanted)
            self._sink(wanted)


def _is_json(response: httpx.Response) -> bool:
    return "json" in response.headers.get("Content-Type", "").partition(";")[0].lower()


def _first(response: httpx.Response) -> int | None:
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found.group(1)) if found else None


def _total(response: httpx.Response) -> int | None:
    """The whole size in bytes as the server says it."""
    found = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    if found:
        return int(found.group(1))
    length = response.headers.get("Content-Length", "")
    plain = "Content-Encoding" not in response.headers
    return int(length) if response.status_code == 200 and plain and length.isdigit() else None
