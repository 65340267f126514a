"""A list of this pharmacy: pairs of medicines from a compendium that it has licensed, or from a public database.

Nobody has signed it, so it may only add alerts or raise their severity, never take one away or lower one
(ADR 0036): it holds interactions and nothing else, no names, no exceptions, and no "does not interrupt".
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.adapters.knowledge.library import write_whole
from workstation.adapters.knowledge.tables import severity
from workstation.domain.errors import Unavailable
from workstation.domain.screening.facts import ROUTES_OF
from workstation.domain.screening.model import Severity
from workstation.file_words import in_words

FORMAT = 1
_HASH = 12


@dataclass(frozen=True, slots=True)
class ListedWords:
    """How bad, and the codes or sentences of what happens, why, and what to do."""

    severity: Severity
    effect: str
    mechanism: str
    management: str
    interrupts: bool = False
    """True: also below major. A list cannot say that something does not interrupt."""
    parameters: str = ""
    """What fills the gaps of the sentences ("hours=2;days=14")."""


@dataclass(frozen=True, slots=True)
class ListedRule:
    """Any of `a` acts on any of `b`: ingredients or classes of the edition."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    words: ListedWords
    a_routes: str = ""
    b_routes: str = ""


@dataclass(frozen=True, slots=True)
class OwnList:
    """One list with where it came from."""

    name: str
    """Short, of letters, digits and hyphens: the source of its alerts."""
    title: str
    read_as: str
    """generic, ddinter or ansm."""
    imported: str
    """ISO date."""
    rules: tuple[ListedRule, ...]


def save_list(folder: Path, own: OwnList) -> str:
    """Writes it into the folder; returns the name of its file, which carries the hash of what is in it."""
    text = _text_of(own)
    stem = f"{own.name}-{_hash(text)}"
    write_whole(folder / f"{stem}.json", text)
    return stem


def load_list(folder: Path, stem: str) -> OwnList:
    """Reads it back. Raises Unavailable when it is missing, cut off, or not what was written."""
    try:
        text = (folder / f"{stem}.json").read_text(encoding="utf-8")
        if stem.rpartition("-")[2] != _hash(text):
            raise ValueError("changed")
        return _list_of(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as why:
        said = in_words(why) if isinstance(why, OSError) else "it is not as it was imported"
        raise Unavailable("knowledge", f"The list {stem} cannot be used: {said}.") from why


def label_of(stem: str) -> str:
    """How a list shows in the name of what is in use: name and six signs of its hash."""
    name, _, mark = stem.rpartition("-")
    return f"{name}-{mark[:6]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_HASH]


def _text_of(own: OwnList) -> str:
    words = {rule.words: None for rule in own.rules}
    places = {one: at for at, one in enumerate(words)}
    return json.dumps({
        "format": FORMAT,
        "name": own.name,
        "title": own.title,
        "read_as": own.read_as,
        "imported": own.imported,
        "words": [[w.severity.word, w.effect, w.mechanism, w.management, w.interrupts, w.parameters] for w in words],
        "rules": [[r.a, r.b, places[r.words], r.a_routes, r.b_routes] for r in own.rules],
    }, ensure_ascii=False)  # fmt: skip


def _list_of(said: Mapping[str, Any]) -> OwnList:
    if said["format"] != FORMAT:
        raise ValueError("another format")
    words = [
        ListedWords(severity(grade), effect, mechanism, management, bool(interrupts), parameters)
        for grade, effect, mechanism, management, interrupts, parameters in _rows(said["words"])
    ]
    rules = tuple(
        ListedRule(tuple(a), tuple(b), words[at], a_routes, b_routes)
        for a, b, at, a_routes, b_routes in _rows(said["rules"])
    )
    if any(rule.a_routes not in ROUTES_OF or rule.b_routes not in ROUTES_OF for rule in rules):
        raise ValueError("a route that is none")
    return OwnList(str(said["name"]), str(said["title"]), str(said["read_as"]), str(said["imported"]), rules)


def _rows(said: Any) -> list[list[Any]]:
    if not isinstance(said, list):
        raise TypeError("no list")
    return said
