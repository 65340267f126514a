"""Every sentence that the counter's screens ask for by its key is written down."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import workstation.ui
from workstation.ui.handover.collector import RELATIONS
from workstation.ui.words import Words

FOLDERS = ("dispense", "handover", "outbox")
_KEY = re.compile(r"\"((?:dispense|handover|outbox|shell)\.[a-z_.]+)\"")


def _keys() -> Iterator[tuple[str, str]]:
    root = Path(next(iter(workstation.ui.__path__)))
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.py")):
            for key in sorted(set(_KEY.findall(path.read_text(encoding="utf-8")))):
                yield path.name, key


def test_keys_are_found_at_all() -> None:
    assert len(list(_keys())) > 100


@pytest.mark.parametrize(("file", "key"), list(_keys()))
def test_a_key_in_the_code_has_words(words: Words, file: str, key: str) -> None:
    assert words.has(key) or words.has(f"{key}.happened"), f"{file}: {key}"


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_has_a_word(words: Words, relation: str) -> None:
    assert words.has(f"handover.relation.{relation}")
