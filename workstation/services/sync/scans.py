"""Fetching scans: last of all, a few in a round, checked against what the server says of them.

A scan that is not there, is too big, or is not what its hash says is no reason to count as offline, and is never shown:
a person is told, once.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha1, sha256

from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import Attention, AttentionCode
from workstation.services.document_ports import ScanDocument
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import AttachmentFacts, ContentAnswer

MOST_BYTES = 50_000_000
MOST_IN_ROUND = 4
TRIES = 3
"""How often an interrupted download goes on in one round."""
TOLD = frozenset({AttentionCode.SCAN_MISSING, AttentionCode.SCAN_DAMAGED})


class _TooBig(Exception):
    """More came than one scan may have."""


@dataclass(slots=True)
class _Received:
    """What has come so far."""

    content: bytearray = field(default_factory=bytearray)

    def add(self, piece: bytes) -> None:
        """Raises _TooBig."""
        if len(self.content) + len(piece) > MOST_BYTES:
            raise _TooBig
        self.content += piece


def fetch(courier: Courier) -> int:
    """Fetches the next few scans whose content is not here yet; what is fetched stays. Returns how many came."""
    with courier.site.store.read() as tx:
        told = {one.detail for one in tx.attentions.open() if one.code in TOLD}
        waiting = [one for one in tx.documents.missing_content() if one.reference not in told]
    return sum(_fetch(courier, document) for document in waiting[:MOST_IN_ROUND])


def _fetch(courier: Courier, document: ScanDocument) -> bool:
    received = _Received()
    try:
        answer = _download(courier, document.url, received)
    except _TooBig:
        return _tell(courier, document, AttentionCode.SCAN_DAMAGED)
    if not answer.found:
        return _tell(courier, document, AttentionCode.SCAN_MISSING)
    content = bytes(received.content)
    if not content or not _is_what_was_said(content, _facts(courier, document)):
        return _tell(courier, document, AttentionCode.SCAN_DAMAGED)
    with courier.site.store.begin() as tx:
        tx.documents.save(replace(document, content=content, sha256=sha256(content).hexdigest()))
    return True


def _download(courier: Courier, url: str, received: _Received) -> ContentAnswer:
    """Goes on from what has come when the line breaks. Raises Unavailable when it breaks again and again."""
    for left in reversed(range(TRIES)):
        try:
            answer = courier.server.content_to(url, received.add, len(received.content))
        except Unavailable:
            if not left:
                raise
            continue
        if answer.complete or not answer.found or not left:
            return answer
    raise AssertionError("the last try returns or raises")


def _facts(courier: Courier, document: ScanDocument) -> AttachmentFacts:
    with courier.site.store.read() as tx:
        copy = tx.mirror.get(document.reference)
    return courier.translation.attachment(exact_json.loads(copy[1]) if copy else {})


def _is_what_was_said(content: bytes, facts: AttachmentFacts) -> bool:
    """By size and SHA-1 where they are told (FHIR R4, Attachment.hash; a guard against damage, not against forgery)."""
    if facts.size is not None and facts.size != len(content):
        return False
    digest = sha1(content, usedforsecurity=False)
    return facts.sha1 in ("", b64encode(digest.digest()).decode()) or _is_hex(facts.sha1, digest.hexdigest())


def _is_hex(said: str, hexdigest: str) -> bool:
    """Some servers write the digits of the hash in base64, or plainly."""
    try:
        inner = b64decode(said, validate=True).decode("ascii")
    except ValueError:
        inner = said
    return hexdigest in (said.lower(), inner.lower())


def _tell(courier: Courier, document: ScanDocument, code: AttentionCode) -> bool:
    site = courier.site
    with site.store.begin() as tx:
        tx.attentions.add(Attention(site.new_id(), document.prescription_id, code, document.reference, site.clock()))
    return False
