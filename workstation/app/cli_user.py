"""A person at the command line: named by an option, proved by a passphrase that is never in the arguments."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.app.opening import Opened, opened
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.users import AccessRefusal, User
from workstation.services.sign_in import SecretKind, sign_in
from workstation.settings import current_settings

PASSPHRASE_FILE = "WORKSTATION_USER_PASSPHRASE_FILE"
"""Environment: a file with the user's passphrase, where nobody can type (scripts, tests)."""


@contextmanager
def signed_in(name: str) -> Iterator[tuple[Opened, User]]:
    """The open store and the user. Raises Refused when there is no such user or the passphrase is wrong."""
    with opened(current_settings()) as here:
        with here.store.read() as tx:
            found = [one for one in tx.users.all() if one.name.casefold() == name.strip().casefold()]
        if len(found) != 1:
            raise Refused(AccessRefusal.UNKNOWN_USER)
        yield here, sign_in(here.site, Argon2Hasher(), found[0].id, SecretKind.PASSPHRASE, _passphrase())


def _passphrase() -> str:
    path = os.environ.get(PASSPHRASE_FILE)
    if path is None:
        return getpass.getpass("Passphrase: ")
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable("keys", f"The file that {PASSPHRASE_FILE} names cannot be read.") from error
