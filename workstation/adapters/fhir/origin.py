"""Origins: the one place that a token, a patient or an assertion may be sent to."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from workstation.domain.errors import Unavailable

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an https address (RFC 6454)."""

    host: str
    port: int


def origin_of(url: str) -> Origin | None:
    """The origin of an address; None for one that is not https, or that carries a user name.

    A name before the host (`https://name:secret@host`) would be sent along as a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        return None
    return Origin(parts.hostname, port if port is not None else HTTPS_PORT)


def require_https(url: str) -> Origin:
    """The origin of the order server's address. Raises Unavailable for one that may not be used."""
    found = origin_of(url)
    if found is None:
        raise Unavailable(
            "order_server", "The address of the order server must begin with https:// and hold no user name."
        )
    return found


def joined(base: str, target: str) -> str:
    """`target` as seen from `base`; for what is no address at all, one that has no origin."""
    try:
        return urljoin(base, target)
    except ValueError:
        return "invalid:"
