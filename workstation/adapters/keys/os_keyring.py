"""The key ring of the operating system, believed only after a set -> get -> compare."""

from uuid import uuid4

from workstation.domain.errors import Unavailable

SERVICE = "pharmacist-workstation"


def keep(name: str, secret: str) -> bool:
    """Keeps the secret; False when no key ring of this computer gives back what it was given."""
    import keyring  # 130 ms: only where a key is asked of it
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, secret)
        return keyring.get_password(SERVICE, name) == secret
    except KeyringError:
        return False


def fetch(name: str) -> str | None:
    """The secret, None when there is none of this name. Raises Unavailable when the key ring is locked."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError as error:
        raise Unavailable(
            "keys",
            "The key ring of this computer, which holds the key of the store, is locked or not running."
            " Sign in to the desktop and unlock it, then try again.",
        ) from error


def new_name() -> str:
    """A name that no other store has, wherever its folder is moved."""
    return f"store-{uuid4().hex}"
