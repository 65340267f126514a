"""Signed packs: what a loader of packs asks, and what it learns. The keys belong to an adapter."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class SignatureRefusal(StrEnum):
    """Why a signed file is not used."""

    UNREADABLE = "signature_unreadable"
    UNKNOWN_KEY = "signature_by_unknown_key"
    WRONG = "signature_wrong"


@dataclass(frozen=True, slots=True)
class Verified:
    """Who signed. `development` = by a key that proves nothing: not for a pharmacy."""

    key_id: str
    development: bool


VerifySignature = Callable[[bytes, bytes], Verified]
"""(content, signature file) -> who signed. Raises Refused(SignatureRefusal) unless it was a trusted key."""
