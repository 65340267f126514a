"""Loads the words of leaflets and the cautions (resources/labels/leaflet.toml), and checks that none is missing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workstation import paths
from workstation.domain.errors import Unavailable
from workstation.domain.label import Pictogram
from workstation.domain.leaflet import Caution

SCHEMA = 1
ENGLISH = "en"
KEYS = frozenset({"title", "page", "ask", "elsewhere", "not_reviewed", "rest"})
_FACTS = frozenset({"key", "pictogram", "forms", "cold_chain", "about", "source", "reviewed_by"})


@dataclass(frozen=True, slots=True)
class LeafletWords:
    """The file as a whole."""

    words: Mapping[str, Mapping[str, str]]
    """Language → key → words."""
    cautions: tuple[Caution, ...]


@cache
def load_leaflet_words() -> LeafletWords:
    """Raises Unavailable("labels", ...) when the file is not there or a word is missing."""
    path = paths.resources() / "labels" / "leaflet.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        found = LeafletWords(document["words"], tuple(_caution(one) for one in document["caution"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as problem:
        raise Unavailable("labels", f"The leaflet words {path.name} cannot be read: {problem}") from problem
    _check(document, found, path)
    return found


def _caution(table: Mapping[str, Any]) -> Caution:
    return Caution(
        key=table["key"],
        pictogram=Pictogram(table["pictogram"]),
        texts={language: text for language, text in table.items() if language not in _FACTS},
        forms=frozenset(table.get("forms", ())),
        cold_chain=table.get("cold_chain", False),
        about=table.get("about", ""),
        source=table["source"],
        reviewed_by=table["reviewed_by"] or None,
    )


def _check(document: Mapping[str, Any], found: LeafletWords, path: Path) -> None:
    wrong = [f"schema {document.get('schema')} instead of {SCHEMA}"] if document.get("schema") != SCHEMA else []
    for language, words in found.words.items():
        wrong += [f"words.{language}.{key}" for key in sorted(KEYS ^ set(words))]
    wrong += [f"{one.key} in {language}" for one in found.cautions for language in found.words.keys() - one.texts]
    wrong += [] if ENGLISH in found.words else ["words.en"]
    if wrong:
        raise Unavailable("labels", f"The leaflet words {path.name} are not complete: {', '.join(sorted(wrong))}")
