"""Importing editions and lists, and going back: reads, judges, then switches with an audit row; acts as the station."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from workstation import paths
from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.current import imported_edition
from workstation.adapters.knowledge.importers.ansm import read_ansm, thesaurus_in
from workstation.adapters.knowledge.importers.ddinter import is_ddinter, read_ddinter
from workstation.adapters.knowledge.importers.gathering import MOST_RULES, Taken
from workstation.adapters.knowledge.importers.generic import is_generic, mapping_of, read_generic
from workstation.adapters.knowledge.importers.refusing import RowRefused, not_knowledge
from workstation.adapters.knowledge.importers.table import text_of
from workstation.adapters.knowledge.intake import Judge, is_edition, take_edition
from workstation.adapters.knowledge.library import SHIPPED, InUse, Library, Noted
from workstation.adapters.knowledge.lists import OwnList, load_list, save_list
from workstation.app.knowledge import current_knowledge, library_of, trusted
from workstation.app.knowledge_compare import chosen_of, label
from workstation.app.opening import opened
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.screening.knowledge import Knowledge
from workstation.services.knowledge_editions import KnowledgeRefusal, switch_knowledge
from workstation.settings import Settings

EDITION, GENERIC, DDINTER, ANSM = FORMATS = ("edition", "generic", "ddinter", "ansm")
TABLES = ("*.csv", "*.tsv", "*.txt", "*.csv.gz", "*.csv.xz")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an import was asked for."""

    source: Path
    read_as: str = ""
    """One of FORMATS; empty = by what is in it."""
    mapping: Path | None = None
    """TOML with the headings of a generic table."""
    name: str = ""
    """Of a list; empty = from its format or file."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    read_as: str
    previous: str
    edition: str
    signed_by: str | None
    """None: a list of the pharmacy."""
    development: bool
    rows: int
    imported: int
    rules: int
    refused: tuple[RowRefused, ...] = ()
    name: str = ""
    replaced: str = ""
    """The list of the same name that this one stands in for now."""
    warnings: tuple[str, ...] = ()


def import_knowledge(settings: Settings, wanted: Wanted, today: date) -> Imported:
    """Takes an edition or a list into use. Raises Refused(KnowledgeRefusal) with what was in use still in use."""
    wanted.source.stat()  # OSError names what is not there
    read_as = wanted.read_as or _kind_of(wanted)
    with _switching(settings, today) as change:
        if read_as == EDITION:
            return _import_edition(change, wanted)
        return _import_list(change, replace(wanted, read_as=read_as))


def roll_back(settings: Settings, to: str, today: date) -> tuple[str, str, Knowledge]:
    """Goes back to what answered before, or to the named edition; the names before and after, and what answers now."""
    with _switching(settings, today) as change:
        noted = change.library.noted()
        if not to and not noted.before:
            said = "Nothing answered before what is in use: there is no way back."
            raise Refused(KnowledgeRefusal.NOT_AT_HAND, why=said)
        then = noted.then(chosen_of(change.library, to)) if to else noted.back()
        _usable(change, then.in_use)
        change.to("knowledge_rolled_back", then, {})
        now = change.current()
        return change.previous, now.edition, now


@dataclass(frozen=True, slots=True)
class _Change:
    """An open station with its library."""

    library: Library
    today: date
    previous: str
    current: Callable[[], Knowledge]
    switch: Callable[[str, Mapping[str, str], Callable[[], None], Callable[[], None]], None]

    def to(self, action: str, then: Noted, facts: Mapping[str, str]) -> None:
        """Switches, with from and to in the audit row."""
        before = self.library.noted()
        said = {"from": self.previous, "to": label(then.in_use), **facts}
        self.switch(action, said, lambda: self.library.note(then), lambda: self.library.note(before))


@contextmanager
def _switching(settings: Settings, today: date) -> Iterator[_Change]:
    library = library_of(settings)
    with opened(settings) as here:
        library.cleared()
        yield _Change(
            library,
            today,
            label(library.in_use()),
            lambda: current_knowledge(settings, today),
            lambda action, facts, switch, back: switch_knowledge(here.site, action, facts, switch, back),
        )


def _judge() -> Judge:
    """What an edition from outside is held against."""
    return Judge(paths.resources() / "knowledge", trusted(), _loaded)


def _loaded(folder: Path) -> Knowledge:
    return load_knowledge(paths.resources(), folder=folder)


def _import_edition(change: _Change, wanted: Wanted) -> Imported:
    edition = take_edition(wanted.source, change.library, _judge())
    chosen = InUse(edition.stands, change.library.in_use().lists)
    facts = {"signed_by": edition.signed.key_id, "rules": str(edition.knowledge.facts)}
    change.to("knowledge_imported", change.library.noted().then(chosen), facts)
    now = change.current()
    return Imported(
        EDITION, change.previous, now.edition, edition.signed.key_id, edition.signed.development,
        edition.knowledge.facts, edition.knowledge.facts, edition.knowledge.facts, warnings=now.warnings,
    )  # fmt: skip


def _import_list(change: _Change, wanted: Wanted) -> Imported:
    in_use = change.library.in_use()
    knowledge = _base(change.library, in_use.edition)
    taken = _read(wanted, knowledge)
    rules = taken.rules()
    if not rules or len(rules) > MOST_RULES:
        first = f" The first: {taken.refused[0].why}" if taken.refused else ""
        why = (
            f"{len(rules)} rules are more than {MOST_RULES}."
            if rules
            else f"None of its {taken.rows} rows can be used."
        )
        raise Refused(KnowledgeRefusal.NOTHING_TAKEN, why=why + first)
    name = _name_of(wanted)
    title = wanted.title or f"{name}: list of this pharmacy from {wanted.source.name}"
    stem = save_list(change.library.lists, OwnList(name, title, wanted.read_as, change.today.isoformat(), rules))
    replaced = [one for one in in_use.lists if one.rpartition("-")[0] == name]
    others = tuple(one for one in in_use.lists if one not in replaced)
    facts = {"rules": str(len(rules)), "refused": str(len(taken.refused)), "file": wanted.source.name}
    chosen = InUse(in_use.edition, (*others, stem))
    change.to("knowledge_list_imported", change.library.noted().then(chosen), facts)
    now = change.current()
    return Imported(
        wanted.read_as, change.previous, now.edition, None, False, taken.rows, taken.imported, len(rules),
        taken.refused, name, "".join(one for one in replaced if one != stem), now.warnings,
    )  # fmt: skip


def _kind_of(wanted: Wanted) -> str:
    """By what is in it. Raises Refused when it is nothing that can be imported."""
    source = wanted.source
    if wanted.mapping is not None:
        return GENERIC
    if is_edition(source):
        return EDITION
    if thesaurus_in(source) is not None:
        return ANSM
    texts = [text_of(file) for file in _files(source)[:1]]
    if any(map(is_ddinter, texts)):
        return DDINTER
    if any(map(is_generic, texts)):
        return GENERIC
    why = "it is no edition (a folder or zip with seal.json), no table with the headings a, b, severity or those of"
    raise not_knowledge(source, f"{why} DDInter, and no file of the French thesaurus")


def _read(wanted: Wanted, knowledge: Knowledge) -> Taken:
    if wanted.read_as == ANSM:
        thesaurus = thesaurus_in(wanted.source) or wanted.source
        return read_ansm(thesaurus, paths.resources() / "knowledge", knowledge)
    if wanted.read_as == DDINTER:
        return read_ddinter(_files(wanted.source), knowledge)
    return read_generic(_files(wanted.source), knowledge, mapping_of(wanted.mapping) if wanted.mapping else None)


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    found = sorted({file for pattern in TABLES for file in source.glob(pattern)})
    if not found:
        raise not_knowledge(source, "there is no table in this folder")
    return found


def _name_of(wanted: Wanted) -> str:
    fallback = wanted.source.name.split(".")[0] if wanted.read_as == GENERIC else wanted.read_as
    return re.sub(r"[^a-z0-9]+", "-", (wanted.name or fallback).lower()).strip("-")[:40] or "list"


def _base(library: Library, edition: str) -> Knowledge:
    """The edition without lists: only its own names and classes can be meant."""
    if edition == SHIPPED:
        return load_knowledge(paths.resources())
    return _imported(library, edition)


def _imported(library: Library, edition: str) -> Knowledge:
    try:
        return imported_edition(library, edition, paths.resources() / "knowledge", trusted(), _loaded)
    except Unavailable as why:
        said = f"The edition {edition} cannot be used ({why.why}): import it again."
        raise Refused(KnowledgeRefusal.BROKEN, why=said) from why


def _usable(change: _Change, chosen: InUse) -> None:
    if chosen.edition != SHIPPED:
        _imported(change.library, chosen.edition)
    for stem in chosen.lists:
        try:
            load_list(change.library.lists, stem)
        except Unavailable as why:
            raise Refused(KnowledgeRefusal.BROKEN, why=why.why) from why
