"""Words: every refusal and every named value has some, and they keep the rules of plain language."""

import ast
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

import workstation
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Fact
from workstation.domain.prescription import LineBlock
from workstation.domain.queue import Flag, SourceKind, View
from workstation.domain.users import AccessRefusal, Role
from workstation.domain.workflow import Status
from workstation.paths import resources
from workstation.ui.words import Words, day

FOLDER = resources() / "translations"
FORBIDDEN = re.compile(r"\b(error|invalid|failed|oops|please|sorry)\b|!", re.IGNORECASE)


def _codes() -> list[tuple[str, str]]:
    """Class and value of every refusal in the source, wherever it stands."""
    found = []
    for path in sorted(Path(workstation.__file__).parent.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "Refusal(" not in source:
            continue  # going through a whole tree takes a thousand times as long
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Refusal"):
                values = [line.value for line in node.body if isinstance(line, ast.Assign)]
                found += [(node.name, value.value) for value in values if isinstance(value, ast.Constant)]
    return [(name, str(value)) for name, value in found]


REFUSALS = _codes()


def test_the_source_has_refusals_to_look_at() -> None:
    assert ("ScanRefusal", "wrong_strength") in REFUSALS
    assert len(REFUSALS) > 60


@pytest.mark.parametrize(("kind", "value"), REFUSALS, ids=lambda part: str(part))
def test_every_refusal_has_words(words: Words, kind: str, value: str) -> None:
    (code,) = cast("type[StrEnum]", StrEnum(kind, {"CODE": value}))
    assert words.has_refusal(code), f"add [refusal.{kind}.{value}] to translations/en/refusals.toml"
    parts = words.parts(code, {})
    assert parts.happened
    assert not FORBIDDEN.search(parts.sentence)


@pytest.mark.parametrize("kind", [Status, Flag, View, SourceKind, Role, LineBlock])
def test_every_named_value_has_a_word(words: Words, kind: type[StrEnum]) -> None:
    assert [member for member in kind if not words.has_word(member)] == []


def test_no_text_uses_a_forbidden_word() -> None:
    bad = [
        f"{path.name}: {line}"
        for path in sorted(FOLDER.rglob("*.toml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("#", "["))
        and FORBIDDEN.search(line.split("=", 1)[-1])
        and "ntered in error" not in line
    ]
    assert bad == []


def test_facts_are_written_as_people_write_them() -> None:
    words = Words(FOLDER, zone=ZoneInfo("Asia/Kolkata"))
    facts: dict[str, Fact] = {"batch_number": "B123", "expiry_date": date(2026, 12, 10)}
    assert words.parts(ScanRefusal.EXPIRED, facts).happened == "Expired: batch B123 was good until 10 Dec 2026."
    until = datetime(2026, 11, 22, 10, 42, tzinfo=UTC)
    assert "at 16:12" in words.refusal(AccessRefusal.TOO_MANY_TRIES, {"until": until})
    assert day(date(2026, 11, 2)) == "2 Nov 2026"


@pytest.mark.parametrize(("left", "said"), [(1, "1 try left"), (3, "3 tries left"), (Decimal(1), "1 try left")])
def test_the_word_follows_the_number(words: Words, left: int, said: str) -> None:
    assert said in words.refusal(AccessRefusal.WRONG_SECRET, {"tries_left": left})


def test_a_stop_has_steps(words: Words) -> None:
    facts = {"scanned": "Warf 2", "scanned_shelf": "B2-03", "expected": "Warf 5"}
    assert words.steps(ScanRefusal.WRONG_STRENGTH, facts)[0] == "Put Warf 2 back on shelf B2-03"
    assert words.steps(ScanRefusal.NOT_APPROVED, {})[0].startswith("A pharmacist")


class _Unheard(StrEnum):
    OF = "of_this"


def test_a_code_without_words_shows_itself_and_does_not_crash(words: Words) -> None:
    assert "of_this" in words.refusal(_Unheard.OF, {})
    assert words.word(_Unheard.OF) == "of_this"
    assert words.text("no.such.key") == "no.such.key"


def test_a_fact_that_is_missing_is_a_dash(words: Words) -> None:
    assert "batch –" in words.refusal(ScanRefusal.QUARANTINED, {}).lower()


def test_two_files_may_not_give_the_same_key(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    for name in ("a.toml", "b.toml"):
        (tmp_path / "en" / name).write_text('[queue]\ntitle = "Queue"\n')
    with pytest.raises(ValueError, match="given twice"):
        Words(tmp_path)
