"""Proving once more who works here, for an act that habit must not reach."""

from workstation.domain.users import User
from workstation.services.sign_in import Hasher, SecretKind, sign_in
from workstation.services.site import Site


def prove_again(site: Site, hasher: Hasher, user: User, secret: str) -> User:
    """The signed-in person, when the PIN or passphrase is right. Wrong tries count as at sign-in.

    Raises Refused(WRONG_SECRET, UNKNOWN_USER or TOO_MANY_TRIES). The secret is compared, never stored nor logged.
    """
    return sign_in(site, hasher, user.id, _kind(site, user, secret), secret)


def _kind(site: Site, user: User, secret: str) -> SecretKind:
    """Figures alone are the PIN of whoever has one."""
    if not secret.isdigit():
        return SecretKind.PASSPHRASE
    with site.store.read() as tx:
        return SecretKind.PIN if tx.users.secret(user.id, SecretKind.PIN.value) else SecretKind.PASSPHRASE
