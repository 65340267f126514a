"""Signing in: who it is, and that it is really them. Wrong tries count and survive a restart."""

from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.users import AccessRefusal, User
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

TRIES_BEFORE_WAITING = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""After five wrong tries one minute, then five, then fifteen."""


class SecretKind(StrEnum):
    """What was typed."""

    PASSPHRASE = "passphrase"  # a kind of secret, not one
    PIN = "pin"


class Hasher(Protocol):
    """Hashes and compares secrets."""

    def hash(self, secret: str) -> str: ...
    def matches(self, hashed: str, secret: str) -> bool: ...


def sign_in(site: Site, hasher: Hasher, user_id: UUID, kind: SecretKind, secret: str) -> User:
    """The user when the secret is right. Raises Refused(WRONG_SECRET, UNKNOWN_USER or TOO_MANY_TRIES).

    The secret is compared outside any transaction, because that takes long by design and the store has one writer.
    What was tried meanwhile counts all the same: the result is told only where this try is still allowed.
    """
    with site.store.read() as tx:
        _known(tx, user_id)
        _require_not_waiting(tx, site, user_id)
        hashed = tx.users.secret(user_id, kind.value)
    matches = hashed is not None and hasher.matches(hashed, secret)
    with site.store.begin() as tx:
        user = _known(tx, user_id)
        _require_not_waiting(tx, site, user_id)
        right = matches and tx.users.secret(user_id, kind.value) == hashed  # it may have been renewed meanwhile
        left = _count(tx, site, user_id, right)
        audit(tx, site, user, "signed_in" if right else "sign_in_refused", user_id, {"kind": kind.value})
    if not right:
        raise Refused(AccessRefusal.WRONG_SECRET, tries_left=left)
    return user


def _known(tx: Transaction, user_id: UUID) -> User:
    user = next((one for one in tx.users.all() if one.id == user_id), None)
    if user is None:
        raise Refused(AccessRefusal.UNKNOWN_USER)
    return user


def _require_not_waiting(tx: Transaction, site: Site, user_id: UUID) -> None:
    tries, last = tx.users.tries(user_id)
    if tries < TRIES_BEFORE_WAITING or last is None:
        return
    wait = WAITS[min(tries - TRIES_BEFORE_WAITING, len(WAITS) - 1)]
    until = last + wait
    if site.clock() < until:
        raise Refused(AccessRefusal.TOO_MANY_TRIES, until=until)


def _count(tx: Transaction, site: Site, user_id: UUID, right: bool) -> int:
    tries = 0 if right else tx.users.tries(user_id)[0] + 1
    tx.users.set_tries(user_id, tries, None if right else site.clock())
    return max(0, TRIES_BEFORE_WAITING - tries)


def add_user(site: Site, hasher: Hasher, user: User, secrets: dict[SecretKind, str]) -> None:
    """Adds a member of staff, or renews one with the same id."""
    hashes = {kind: hasher.hash(secret) for kind, secret in secrets.items()}
    with site.store.begin() as tx:
        tx.users.save(user)
        for kind, hashed in hashes.items():
            tx.users.set_secret(user.id, kind.value, hashed)
        audit(tx, site, None, "user_added", user.id, {"role": user.role.value})
