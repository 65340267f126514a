"""How much of one answer is taken into memory: a server that sends too much is asked for smaller pages."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from workstation.domain.errors import Unavailable

Parameters = Sequence[tuple[str, str]]
MOST_BYTES = 64 * 1024 * 1024
"""Of one answer, unpacked. A page of 100 prescriptions with all that belongs to them has about 1 MB."""
MOST_ABOUT_TOKENS = 256 * 1024
"""Of a token answer or the discovery document: a token has some KB, because it goes into a header."""
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class TooLarge(Unavailable):
    """The answer has more bytes than are taken in."""

    def __init__(self, most_bytes: int) -> None:
        mega, kilo = most_bytes // (1024 * 1024), most_bytes // 1024
        most = f"{mega} MB" if mega else f"{kilo} KB"
        super().__init__("order_server", f"The order server sent more than {most} in one answer; it is not taken in.")


@dataclass(slots=True)
class PageLimit:
    """What one server turned out to need; kept by whoever opens connections to it."""

    most_bytes: int = MOST_BYTES
    most_entries: int | None = None
    """Entries that a page may be asked for; None = as many as is wished."""

    def fit(self, parameters: Parameters) -> Parameters:
        """The same search with no more entries in a page than that."""
        most = self.most_entries
        if most is None:
            return parameters
        return [(name, str(min(most, int(value))) if name == "_count" else value) for name, value in parameters]

    def halve(self, parameters: Parameters) -> bool:
        """Asks for half as many from now on. False = a page of one entry is too large, or none was counted."""
        asked = next((int(value) for name, value in self.fit(parameters) if name == "_count"), 1)
        if asked <= 1:
            return False
        self.most_entries = asked // 2
        return True


def whole(response: httpx.Response, most_bytes: int) -> httpx.Response:
    """A streamed answer as one that is read. Raises TooLarge, and httpx's errors.

    What the server says about the size (Content-Length) is not relied on, and a compressed answer counts unpacked.
    """
    pieces, size = [], 0
    try:
        for piece in response.iter_bytes():
            size += len(piece)
            if size > most_bytes:
                raise TooLarge(most_bytes)
            pieces.append(piece)
    finally:
        response.close()
    headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_WIRE]
    return httpx.Response(response.status_code, headers=headers, content=b"".join(pieces), request=response.request)
