"""Every sentence that a screen or the program around it asks for by its key is written down."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import workstation
from workstation.paths import resources
from workstation.ui.handover.collector import RELATIONS
from workstation.ui.words import Words

FOLDERS = ("app", "ui")
NO_SENTENCES = ("refusal", "word")
"""Asked for by a code, never by a key."""
NOTES = {"pairing.page_entries", "pairing.region_read"}
"""Look like keys, and name notes of the sync in the store."""


def _topics() -> set[str]:
    """The first parts of all keys."""
    files = (resources() / "translations" / "en").glob("*.toml")
    return {topic for file in files for topic in tomllib.loads(file.read_text(encoding="utf-8"))} - {*NO_SENTENCES}


_KEY = re.compile(rf"(?:{'|'.join(sorted(_topics()))})(?:\.[a-z0-9_]+)+")


def _literals(source: str) -> set[str]:
    """Whole texts in the source; pieces of a text that is put together are not among them."""
    tree = ast.parse(source)
    pieces = {id(part) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for part in text.values}
    whole = (one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in pieces)
    return {one.value for one in whole if isinstance(one.value, str)}


def _keys(path: Path) -> tuple[str, ...]:
    source = path.read_text(encoding="utf-8")
    return tuple(sorted(filter(_KEY.fullmatch, _literals(source) - NOTES))) if _KEY.search(source) else ()


ROOT = Path(workstation.__file__).parent
KEYS = {
    str(path.relative_to(ROOT)): keys
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if (keys := _keys(path))
}


@pytest.mark.parametrize("folder", ["dispense", "emergency", "handover", "outbox", "pairing", "paper", "walkin"])
def test_keys_are_found_at_all(folder: str) -> None:
    assert sum(len(keys) for file, keys in KEYS.items() if f"/{folder}/" in file) > 5


@pytest.mark.parametrize("file", KEYS)
def test_the_keys_in_a_file_have_words(words: Words, file: str) -> None:
    assert [key for key in KEYS[file] if not (words.has(key) or words.has(f"{key}.happened"))] == []


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_has_a_word(words: Words, relation: str) -> None:
    assert words.has(f"handover.relation.{relation}")
