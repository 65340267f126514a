"""The knowledge at hand in the data folder: imported editions, the pharmacy's own lists, and which of them answer.

DATA/knowledge/in_use.json            what answers, and what answered before
DATA/knowledge/editions/2026.12/      an imported edition as it was signed
DATA/knowledge/lists/NAME-HASH.json   a list of this pharmacy; the hash is that of its content
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.domain.errors import Unavailable
from workstation.file_words import in_words

SHIPPED = "shipped"
"""Names the edition that came with the program, whatever its number."""
_KEPT = 50


@dataclass(frozen=True, slots=True)
class InUse:
    """What answers: an edition and lists beside it."""

    edition: str = SHIPPED
    """The name of an imported edition, or SHIPPED."""
    lists: tuple[str, ...] = ()
    """Names of files in lists/, without the ending."""


@dataclass(frozen=True, slots=True)
class Library:
    """The folder DATA/knowledge; it need not exist."""

    folder: Path

    @property
    def editions(self) -> Path:
        """Where imported editions are."""
        return self.folder / "editions"

    @property
    def lists(self) -> Path:
        """Where the pharmacy's own lists are."""
        return self.folder / "lists"

    def names(self) -> list[str]:
        """Imported editions, sorted."""
        return sorted(one.name for one in self.editions.glob("[0-9]*") if one.is_dir())

    def in_use(self) -> InUse:
        """What answers now. Raises Unavailable when the note cannot be read."""
        return self.noted().in_use

    def noted(self) -> "Noted":
        """What answers, answered and was left. Raises Unavailable when the note cannot be read."""
        try:
            found = json.loads(self._note.read_text(encoding="utf-8"))
            return Noted(_state(found["in_use"]), _states(found["before"]), _states(found.get("left", [])))
        except FileNotFoundError:
            return Noted()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as why:
            said = f"The note which knowledge is in use cannot be read ({in_words(why)}): import the edition again."
            raise Unavailable("knowledge", said) from why

    def note(self, noted: "Noted") -> None:
        """From now on this is so."""
        kinds = {"in_use": _row(noted.in_use), "before": _rows(noted.before), "left": _rows(noted.left)}
        with disk_in_words("Noting which knowledge is in use"):
            write_whole(self._note, json.dumps(kinds, indent=1) + "\n")

    @property
    def _note(self) -> Path:
        return self.folder / "in_use.json"

    def cleared(self) -> None:
        """Forgets a note that cannot be read, so that an import can begin anew."""
        with contextlib.suppress(Unavailable):
            self.noted()
            return
        self._note.replace(self._note.with_suffix(".damaged"))


@dataclass(frozen=True, slots=True)
class Noted:
    """What the note says. Later states come first."""

    in_use: InUse = InUse()
    before: tuple[InUse, ...] = ()
    """What answered before, and would again after going back."""
    left: tuple[InUse, ...] = ()
    """What somebody went back from."""

    def all(self) -> tuple[InUse, ...]:
        """Every state that has a name here."""
        return (self.in_use, *self.before, *self.left)

    def then(self, chosen: InUse) -> "Noted":
        """Another state answers."""
        return self if chosen == self.in_use else Noted(chosen, (self.in_use, *self.before), self.left)

    def back(self) -> "Noted":
        """The state before answers again; the step is not done twice."""
        return Noted(self.before[0], self.before[1:], (self.in_use, *self.left))


def _row(state: InUse) -> dict[str, Any]:
    return {"edition": state.edition, "lists": list(state.lists)}


def _rows(states: tuple[InUse, ...]) -> list[dict[str, Any]]:
    return [_row(one) for one in states[:_KEPT]]


def _states(said: Any) -> tuple[InUse, ...]:
    return tuple(map(_state, said))


def _state(said: Any) -> InUse:
    edition, lists = said["edition"], tuple(said["lists"])
    if not all(isinstance(one, str) and _is_plain(one) for one in (edition, *lists)):
        raise ValueError("a name that is none")
    return InUse(edition, lists)


def _is_plain(name: str) -> bool:
    """A name, not a way out of the folder."""
    return bool(name) and name[0].isalnum() and all(sign.isalnum() or sign in "._-" for sign in name)


def write_whole(file: Path, text: str) -> None:
    """Writes a file so that a power cut leaves the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)


@contextlib.contextmanager
def disk_in_words(doing: str) -> Iterator[None]:
    """A disk that does not take or give a file is Unavailable, in words."""
    try:
        yield
    except OSError as why:
        raise Unavailable("knowledge", f"{doing} failed: {in_words(why)}.") from why
