"""Why there is no token, in words that hold neither token nor assertion."""

import re
from collections.abc import Mapping
from typing import Any

from workstation.domain.errors import Unavailable


class SmartTrouble(Unavailable):
    """SMART cannot be used with this server. `code`: not_offered, algorithm, unsafe_endpoint."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__("order_server", why)
        self.code = code


class NoToken(Unavailable):
    """The server answered and gave no token. `code` is the OAuth error code (RFC 6749 5.2), else "no_token"."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__("order_server", why)
        self.code = code


def refusal_in_words(document: Mapping[str, Any], status: int) -> NoToken:
    """From an OAuth error document."""
    code = str(document.get("error", ""))
    if not re.fullmatch(r"[a-z_]{1,40}", code):
        code = "no_token"
    said = _harmless(str(document.get("error_description", "")))
    detail = f"{code}: {said}" if said else code
    return NoToken(code, f"The order server gives this station no token ({status}, {detail}).")


def _harmless(said: str) -> str:
    """What a server says may quote what was sent to it; long strings without blanks are left out."""
    return " ".join("…" if len(word) > 40 else word for word in said.split() if word.isprintable())[:200]
