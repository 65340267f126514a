"""The small wrong changes that mutation testing makes: each is one change, parses, and is where it says."""

import ast
from pathlib import Path

import pytest

import workstation
from tests.benchmarks.mutants import mutants_of

SCREENING = sorted((Path(workstation.__file__).parent / "domain" / "screening").glob("*.py"))


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("x = a < b", {"x = a <= b"}),
        ("x = a and b", {"x = a or b"}),
        ("x = not a", {"x = (a)"}),
        ("x = a * b", {"x = a / b"}),
        ("x = True", {"x = False"}),
        ("x = 7", {"x = 8"}),
        ('x = D("0.5")', {'x = D("1.5")'}),
        ('x = "word"', {"x = 'XXword'"}),
        ("if a:\n    f()", {"if (not (a)):\n    f()", "if a:\n    pass"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("x = (a) < (b)", {"x = (a) <= (b)"}),
        ('x = "µ" < b', {"x = 'XXµ' < b", 'x = "µ" <= b'}),
    ],
)
def test_each_kind_of_statement_is_changed(source: str, changed: set[str]) -> None:
    assert {one.of(source) for one in mutants_of(source)} == changed


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "from a import b",
        'x: "Type | None" = None',
        '__all__ = ["a"]',
        "Kind = Alpha | Beta",
        "def f():\n    return None",
        'def f(a: "Literal[1]") -> "Word": ...',
        'if TYPE_CHECKING:\n    x = 1',
    ],
)  # fmt: skip
def test_what_decides_nothing_at_run_time_is_left_alone(source: str) -> None:
    assert mutants_of(source) == []


@pytest.mark.parametrize("path", SCREENING, ids=lambda path: path.stem)
def test_every_change_of_the_screening_differs_and_parses(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    before = ast.dump(ast.parse(source))
    for one in mutants_of(source)[::7]:
        assert ast.dump(ast.parse(one.of(source))) != before, one.words(source)
