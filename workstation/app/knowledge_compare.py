"""What the editions at hand are called, and what differs between two of them. Needs no store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workstation import paths
from workstation.adapters.knowledge.difference import Contents, Difference, difference
from workstation.adapters.knowledge.importers.refusing import not_knowledge
from workstation.adapters.knowledge.intake import is_edition, staged
from workstation.adapters.knowledge.library import SHIPPED, InUse, Library
from workstation.adapters.knowledge.lists import label_of, load_list
from workstation.adapters.knowledge.seal import signer_of
from workstation.adapters.knowledge.tables import table_of
from workstation.app.knowledge import library_of, trusted
from workstation.domain.errors import Refused
from workstation.services.knowledge_editions import KnowledgeRefusal
from workstation.settings import Settings


def label(state: InUse) -> str:
    """How a state is called: the edition, then its lists."""
    edition = shipped_name() if state.edition == SHIPPED else state.edition
    return "+".join((edition, *map(label_of, state.lists)))


def shipped_name() -> str:
    """The name of the edition that came with the program."""
    return str(table_of(paths.resources() / "knowledge" / "edition.toml")["edition"])


def chosen_of(library: Library, said: str) -> InUse:
    """What a name means: shipped, current, an edition, or one with lists as it once was. Raises Refused."""
    if said == "current":
        return library.in_use()
    if said in (SHIPPED, shipped_name()):
        return InUse()
    if said in library.names():
        return InUse(said)
    known = {label(state): state for state in library.noted().all()}
    if said in known:
        return known[said]
    names = ", ".join(dict.fromkeys([SHIPPED, shipped_name(), *library.names(), *known]))
    raise Refused(KnowledgeRefusal.NOT_AT_HAND, why=f"There is no edition {said} here. At hand: {names}.")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two editions and what differs."""

    before: Mapping[str, object]
    after: Mapping[str, object]
    difference: Difference


def compare(settings: Settings, a: str, b: str) -> Compared:
    """Compares two editions: names at hand, or files. Needs no store. Raises Refused, Unavailable."""
    library = library_of(settings)
    with _contents(library, a) as before, _contents(library, b) as after:
        try:
            return Compared(_heading(a, before), _heading(b, after), difference(before, after))
        except KeyError as why:
            said = f"A file has not the columns that it needs: {why} is missing."
            raise Refused(KnowledgeRefusal.BROKEN, why=said) from why


@contextmanager
def _contents(library: Library, said: str) -> Iterator[Contents]:
    source = Path(said)
    if not source.exists() or said in library.names():
        state = chosen_of(library, said)
        shipped = paths.resources() / "knowledge"
        folder = shipped if state.edition == SHIPPED else library.editions / state.edition
        yield Contents(folder, tuple(load_list(library.lists, stem) for stem in state.lists))
    elif not is_edition(source):
        raise not_knowledge(source, "it is no edition (a folder or zip with seal.json)")
    elif source.is_dir():
        yield Contents(source)
    else:
        with staged(source, library.folder) as copy:
            yield Contents(copy)


def _heading(said: str, of: Contents) -> dict[str, object]:
    edition = table_of(of.folder / "edition.toml")
    try:
        signed_by: str | None = signer_of(of.folder, trusted()).key_id
    except ValueError:
        signed_by = None
    lists = [one.name for one in of.lists]
    return {
        "named": said,
        "edition": edition["edition"],
        "date": edition["date"],
        "signed_by": signed_by,
        "lists": lists,
    }
