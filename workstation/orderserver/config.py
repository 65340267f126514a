"""What can be set on the reference order server."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Auth(StrEnum):
    """Who may ask: anybody, or clients with a token from the SMART Backend Services end point."""

    NONE = "none"
    SMART = "smart"


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Settings of one server; the defaults suit a demo on this machine."""

    organization: str = "pharmacy-1"
    """Id of the pharmacy's Organization: owner of the Tasks made from loaded prescriptions."""
    organization_name: str = "Sample pharmacy"
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free port at the first start and keeps it."""
    auth: Auth = Auth.NONE
    cert_dir: Path | None = None
    """Where ca.pem and the server's key are kept; None: a temporary folder for the server object's life."""
    page_size: int = 50
    max_page_size: int = 1000
    max_body_bytes: int = 20 * 1024 * 1024
    max_batch_entries: int = 200
    max_requests_per_second: int | None = None
    """Beyond this the answer is 429 with Retry-After; None is no limit."""
    require_if_match: bool = False
    """Refuse (428) an update of an existing resource that does not say which version it changes."""
    update_creates: bool = True
    """Whether a PUT to an unused id creates the resource (else 405)."""
    token_seconds: int = 300
