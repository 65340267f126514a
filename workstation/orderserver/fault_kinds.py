"""The faults as data: what can go wrong, for which requests, how often."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from workstation.orderserver.conditions import Conditions
from workstation.orderserver.store_snapshot import Snapshot
from workstation.orderserver.tokens import TokenIssuer


class FaultKind(StrEnum):
    """What goes wrong. "Commit" is the moment at which the server has done what was asked."""

    DROP_BEFORE_COMMIT = "drop-before-commit"
    """The connection ends; nothing was done."""
    DROP_AFTER_COMMIT = "drop-after-commit"
    """The connection ends; all was done."""
    TOO_MANY_REQUESTS = "too-many-requests"
    """429 with Retry-After, in seconds or (`as_date`) as a date; nothing was done."""
    UNAVAILABLE_BEFORE_COMMIT = "unavailable-before-commit"
    UNAVAILABLE_AFTER_COMMIT = "unavailable-after-commit"
    SERVER_ERROR = "server-error"
    """500; nothing was done."""
    SERVER_ERROR_AFTER_COMMIT = "server-error-after-commit"
    REFUSED_400 = "refused-400"
    """400 with an OperationOutcome that says `text`; nothing was done."""
    REFUSED_422 = "refused-422"
    TRUNCATED_BODY = "truncated-body"
    """Content-Length is right, half of the bytes come, then the connection ends."""
    HALF_JSON = "half-json"
    """A well-formed chunked answer that holds half of the JSON."""
    DUPLICATE = "duplicate"
    """The request is performed twice; the client sees the first answer."""
    DUPLICATE_LAST_ANSWER = "duplicate-last-answer"
    """The request is performed twice, as by a proxy that tries again; the client sees the second answer."""
    CAPTIVE_PORTAL = "captive-portal"
    """200 with text/html from somebody else; nothing was done."""
    CAPTIVE_REDIRECT = "captive-redirect"
    """302 to an http address elsewhere; nothing was done."""
    REDIRECT_ELSEWHERE = "redirect-elsewhere"
    """307 to `location`; nothing was done."""
    DELAY_BEFORE_COMMIT = "delay-before-commit"
    DELAY_ANSWER = "delay-answer"
    """Done at once, answered after `seconds`."""
    GARBAGE = "garbage"
    """Random bytes that claim to be FHIR JSON."""
    WRONG_CONTENT_TYPE = "wrong-content-type"
    GIGANTIC_BUNDLE = "gigantic-bundle"
    """A searchset of `size` bytes, made while it is sent; nothing was done."""
    CYCLIC_NEXT = "cyclic-next"
    """The next link of the Bundle leads to the same page."""
    NEXT_ELSEWHERE = "next-elsewhere"
    """The next link of the Bundle leads to `location`, another host."""
    CHANGED_TYPE = "changed-type"
    """The resources in the answer claim to be of another type."""
    LONG_NUMBERS = "long-numbers"
    """Every number has 30 digits."""
    UNKNOWN_STATUS = "unknown-status"
    """Tasks in the answer have a status that FHIR does not know."""
    ODD_DATES = "odd-dates"
    """Dates outside of meta are in the years 1900 and 9999."""
    MISSING_REFERENCES = "missing-references"
    """References in the answer lead to what does not exist."""
    REVOKE_TOKENS = "revoke-tokens"
    """All tokens are taken back, then the request goes on."""
    BACKUP = "backup"
    """The data is backed up, then the request goes on."""
    RESTORE = "restore"
    """The newest backup is restored, then the request goes on."""
    WIPE = "wipe"
    """All data is deleted, then the request goes on."""
    INDEX_LAG = "index-lag"
    """While armed, searches do not show what changed within the last `seconds`."""
    CLOCK_OFFSET = "clock-offset"
    """While armed, the server's clock is wrong by `seconds`."""


WITHIN = frozenset({FaultKind.REVOKE_TOKENS, FaultKind.BACKUP, FaultKind.RESTORE, FaultKind.WIPE})
"""Done inside the server just before a request, which then goes on as usual."""
STANDING = frozenset({FaultKind.INDEX_LAG, FaultKind.CLOCK_OFFSET})
"""They hold for the whole server from the moment they are armed; requests are only counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule: what happens to which requests, and how often."""

    kind: FaultKind
    method: str = ""
    """Only this HTTP method; empty: any."""
    path_matches: str = ""
    """Regular expression, searched in the path and query: `/Task\\?status=`."""
    body_matches: str = ""
    """Regular expression, searched in the body of the request (for what travels in a batch)."""
    times: int | None = 1
    """How often it strikes; None: until it is cleared."""
    after: int = 0
    """So many requests that fit pass first."""
    probability: float = 1.0
    seed: int = 0
    seconds: float = 1.0
    """Retry-After, delay, index lag or clock offset (this one may be negative)."""
    as_date: bool = False
    location: str = ""
    """Where a redirect or a next link leads; empty: an address that does not exist."""
    size: int = 50_000_000
    text: str = ""

    @property
    def span(self) -> timedelta:
        """`seconds` as a span of time."""
        return timedelta(seconds=self.seconds)


class Inside(Protocol):
    """What some faults need of the server."""

    @property
    def conditions(self) -> Conditions: ...
    @property
    def tokens(self) -> TokenIssuer: ...
    def now(self) -> datetime:
        """The server's time, wrong clock included."""

    def backup(self) -> Snapshot:
        """Takes a backup."""

    def restore(self, snapshot: Snapshot | None = None) -> None:
        """Goes back to a backup; None: the newest."""

    def wipe(self) -> None:
        """Deletes all data."""
