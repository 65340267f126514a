"""What can be set on the reference order server.

The choices that FHIR leaves to a server are settings, so that clients can be proved against other choices;
`personalities` has named sets of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Auth(StrEnum):
    """Who may ask: anybody, or clients with a token from the SMART Backend Services end point."""

    NONE = "none"
    SMART = "smart"


class VersionIds(StrEnum):
    """What a version id looks like."""

    OPAQUE = "opaque"
    INTEGER = "integer"
    """1, 2, 3 … for each resource; the same numbers come again after a restored backup."""
    UUID = "uuid"


class ConditionalCreate(StrEnum):
    """What becomes of If-None-Exist."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    """The resource is created again."""
    REFUSED = "refused"
    """412, nothing is created."""
    NOT_MODIFIED = "not-modified"
    """304 without a body or place for what is there already."""


class BinaryForm(StrEnum):
    """How a Binary is answered."""

    BY_ACCEPT = "by-accept"
    """As the resource when JSON is asked for, else its content."""
    RESOURCE = "resource"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Settings of one server; the defaults suit a demo on this machine."""

    organization: str = "pharmacy-1"
    """Id of the pharmacy's Organization: owner of the Tasks made from loaded prescriptions."""
    organization_name: str = "Sample pharmacy"
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free port at the first start and keeps it."""
    base_path: str = ""
    """Path of the FHIR base on this server, with a slash at its beginning and none at its end: `/fhir/r4`."""
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
    version_ids: VersionIds = VersionIds.OPAQUE
    relative_links: bool = False
    """Whether Location and `next` links are given without the address of the server."""
    stale_status: int = 412
    """The status for an If-Match that names an old version; some servers say 409."""
    if_match: bool = True
    """Whether If-Match is looked at; False: the last writer wins without a word."""
    if_none_exist: ConditionalCreate = ConditionalCreate.HONOURED
    supports_batch: bool = True
    supports_transaction: bool = True
    bundle_refusal: int = 405
    """The status for a Bundle of a kind that is not supported."""
    supports_delete: bool = True
    returns_body: bool = True
    """Whether a write is answered with the resource; False: only Location and ETag, whatever is preferred."""
    sends_etag: bool = True
    """Whether there is an ETag header; `meta.versionId` is there in any case."""
    strong_etags: bool = False
    """Whether ETags are strong (`"3"`) and If-Match is compared with them letter by letter; `W/"3"` is another one."""
    searches_by_post: bool = False
    """Whether a search is answered by POST only (405 to GET); further pages come by GET all the same."""
    keeps_extensions: bool = True
    """Whether extensions are kept; False: they are dropped without a word."""
    supports_include: bool = True
    supports_sort: bool = True
    """Whether `_sort` is followed; False: it is passed over, matches come in the order of their ids."""
    whole_seconds: bool = False
    """Whether `lastUpdated` has no fraction of a second."""
    unsupported_search: frozenset[str] = frozenset()
    """Search parameters that are not known here: `Organization.identifier`."""
    refuses_unknown_search: bool = False
    """Whether a search with an unknown parameter is refused (400) and not answered without it."""
    sends_search_mode: bool = True
    refuses_unknown_elements: bool = False
    """Whether a resource with elements that R4 does not have is refused (422)."""
    references_must_resolve: bool = False
    """Whether a resource that refers to what is not on this server is refused (422)."""
    binary_form: BinaryForm = BinaryForm.BY_ACCEPT
    index_lag_seconds: float = 0
    """For how long a search does not show a change; a read by id shows it at once."""
    overstates: bool = False
    """Whether the CapabilityStatement declares what this server does not do."""
    hints: bool = True
    """Whether a stream of hints (`$hints`) is offered."""
    region: str = ""
    """Where this server says that it keeps its data, an ISO 3166 code; "" = it does not say."""
