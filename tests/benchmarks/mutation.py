"""Mutation testing of the screening: `nice -n 10 python -m tests.benchmarks.mutation [--sample N] [--module NAME ...]`.

Each module of `workstation/domain/screening` is changed in one small place at a time (`mutants.py`), and the tests of
the screening run against it; what no test notices is a survivor, printed with its line. The checkout is never written
to: a mutant lives in a process of its own, forked from one that has the libraries loaded and none of ours. A mutant
that does not end is noticed, too. Linux and macOS (fork).
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path

from tests.benchmarks.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "workstation" / "domain" / "screening"
PACKAGE = "workstation.domain.screening"
_OWN = {
    "additive": "pairs", "allergies": "allergens", "allergy_index": "allergens", "amounts": "amounts",
    "case": "results", "compile": "results", "conditions": "results", "counselling": "courses", "courses": "courses",
    "doses": "dose_limits", "duplicates": "pairs", "engine": "results", "excipients": "excipients",
    "identity": "readings", "interactions": "pairs", "knowledge": "readings", "masks": "pairs",
    "patients": "results", "plausible": "plausible", "text": "text", "words": "results",
}  # fmt: skip
"""The tests that are about a module: run first, and alone they stop most of its mutants."""
NEAR = ("tests/unit/domain/screening",)
"""What is left meets all the tests of the engine."""
FAR = (
    "tests/adapters/knowledge/test_doses_of_people.py",
    "tests/adapters/knowledge/test_shipped_facts.py",
    "tests/adapters/knowledge/test_commands.py",
)
"""And then those with the knowledge that ships."""
SECONDS, MORE_SECONDS = 6, 40
"""Of processor, for the tests of the module and for all: a mutant that takes more goes round for ever."""
SEED = 5
"""The order in which mutants are tried is drawn once: a sample is its beginning, the same ones each time."""
_QUIET = (
    "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
"""The last: the libraries are loaded before pytest is told of its plugins, and their asserts are none of ours."""
_SURVIVED = 0


class _Mutated(MetaPathFinder, SourceLoader):  # type: ignore[misc]  # two bases of the library that disagree
    """Gives one module another source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self._name, self._path, self._source = name, path, source

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        """Only for the module that is changed."""
        return spec_from_loader(fullname, self, origin=str(self._path)) if fullname == self._name else None

    def get_filename(self, fullname: str) -> str:
        """Where the true one is."""
        return str(self._path)

    def get_data(self, path: object) -> bytes:
        """The changed source; never a compiled file of the true one."""
        if str(path) != str(self._path):
            raise OSError(f"{path} is not asked for")
        return self._source.encode()


def survives(name: str, path: Path, source: str) -> bool:
    """Whether no test notices it."""
    own = _OWN.get(path.stem)
    first = [((f"{NEAR[0]}/test_{own}.py",), SECONDS)] if own else []
    stages = (*first, (NEAR, MORE_SECONDS), (FAR, MORE_SECONDS))
    return all(_passes(name, path, source, tests, seconds) for tests, seconds in stages)


def _passes(name: str, path: Path, source: str, tests: tuple[str, ...], seconds: int) -> bool:
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        _run(name, path, source, tests)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == _SURVIVED


def _run(name: str, path: Path, source: str, tests: tuple[str, ...]) -> None:
    import pytest

    quiet = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(quiet, stream)
    sys.meta_path.insert(0, _Mutated(name, path, source))
    code = 1
    try:
        code = int(pytest.main([*_QUIET, *tests]))
    finally:
        os._exit(code)


def _load_libraries() -> None:
    """What every child would load: none of it is ours."""
    import hypothesis
    import jsonschema
    import pytest
    import typer
    from PySide6 import QtTest, QtWidgets

    assert all((hypothesis, jsonschema, pytest, typer, QtTest, QtWidgets))
    ours = [one for one in sys.modules if one.startswith(PACKAGE)]
    assert not ours, ours


def chosen(mutants: list[tuple[Path, str, Mutant]], sample: int | None) -> list[tuple[Path, str, Mutant]]:
    """All of them, or so many of all modules: a larger sample holds the smaller ones."""
    drawn = list(mutants)
    random.Random(SEED).shuffle(drawn)
    return drawn[:sample]


def main() -> int:
    """Prints the survivors as they are found, and one JSON document with the figures by module."""
    parser = argparse.ArgumentParser(description="Mutation testing of the clinical screening")
    parser.add_argument("--sample", type=int, help="try so many only, drawn from all")
    parser.add_argument("--minutes", type=float, help="stop after so long, and say how many were tried")
    parser.add_argument("--module", nargs="*", help="only these modules (doses, allergies ...)")
    given = parser.parse_args()
    files = [one for one in sorted(FOLDER.glob("*.py")) if one.stem != "__init__"]
    files = [one for one in files if not given.module or one.stem in given.module]
    with tempfile.TemporaryDirectory(prefix="mutation-") as scratch:  # children end at once and clear up nothing
        os.environ.update(TMPDIR=scratch, HYPOTHESIS_PROFILE="ci")
        tempfile.tempdir = scratch
        _load_libraries()
        if not survives("none", FOLDER, ""):
            parser.error("the tests do not pass as they are")
        print(json.dumps(_tried(files, given.sample, given.minutes), indent=1))
    return 0


def _tried(files: list[Path], sample: int | None, minutes: float | None) -> dict[str, object]:
    """The figures; survivors are printed as they are found."""
    wanted = []
    for file in files:
        source = file.read_text(encoding="utf-8")
        wanted += [(file, source, one) for one in mutants_of(source)]
    begun, tried, noticed = time.monotonic(), Counter[str](), Counter[str]()
    for file, source, mutant in chosen(wanted, sample):
        if minutes is not None and time.monotonic() - begun > minutes * 60:
            break
        tried[file.stem] += 1
        if survives(f"{PACKAGE}.{file.stem}", file, mutant.of(source)):
            print(f"survived: {file.stem}.py {mutant.words(source)}", flush=True)
        else:
            noticed[file.stem] += 1
    total, killed = sum(tried.values()), sum(noticed.values())
    return {
        "mutants": len(wanted),
        "tried": total,
        "killed": killed,
        "killed_percent": round(100 * killed / total, 1) if total else 100.0,
        "seconds": round(time.monotonic() - begun),
        "modules": {name: {"tried": tried[name], "killed": noticed[name]} for name in sorted(tried)},
    }


if __name__ == "__main__":
    sys.exit(main())
