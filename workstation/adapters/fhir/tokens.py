"""Where bearer tokens come from, as the transport sees it."""

from typing import Protocol


class Tokens(Protocol):
    """Both raise Unavailable when there is no token to be had."""

    def bearer(self) -> str:
        """A token that is good now."""
        ...

    def renewed(self, refused: str) -> str:
        """Another one, because the server answered 401 to `refused`."""
        ...
