"""Small files that only their owner may read, written whole or not at all."""

import os
import stat
from pathlib import Path
from uuid import uuid4

from workstation.domain.errors import Unavailable


def create(path: Path, content: bytes) -> bool:
    """Writes a new file with mode 0600; False when there is one already (somebody else was first)."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole, and only where there is nothing: two programs that start at once agree.
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError as error:
        raise Unavailable("keys", f"{path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return True


def read(path: Path) -> bytes | None:
    """The content, None when there is no such file. Raises Unavailable when others may read it too."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unavailable("keys", f"{path} cannot be read: {error.strerror}.") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise Unavailable(
            "keys", f"{path} holds a key and may be read by others. Make it private first: chmod 600 {path}"
        )
    return content
