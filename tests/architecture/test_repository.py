"""Rules about the files: module sizes, hash-locked requirements, no registry, no machine's path."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements-build.lock", "requirements.lock", "requirements-dev.lock"]
LONGEST_MODULE = 400
NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__"}
NOT_COMMITTED = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")

# In two pieces, so that this file does not carry them itself.
FORBIDDEN = [
    ("py", "pi.org"),
    ("pypi.python", ".org"),
    ("files.python", "hosted.org"),
    ("registry.npm", "js.org"),
    ("deb.debian", ".org"),
    ("archive.ubu", "ntu.com"),
    ("--index", "-url"),
    ("--extra-index", "-url"),
    ("--find", "-links"),
    ("/wo", "rk/main"),
    ("/wo", "rk/shared"),
    ("/ro", "ot/"),
]


def _files() -> Iterator[Path]:
    """Every file of the repository; what the tools and the set-up make is left out."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in NOT_OURS and name not in NOT_COMMITTED]
        if Path(folder) == ROOT / "resources" / "fonts":
            names.clear()
        yield from (Path(folder) / name for name in files)


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _files():
        raw = path.read_bytes()
        if b"\0" not in raw:
            yield path, raw.decode("utf-8", errors="replace")


def test_no_file_names_a_registry_or_a_place_on_somebody_s_machine() -> None:
    words = ["".join(pieces) for pieces in FORBIDDEN]
    found = [f"{path.relative_to(ROOT)}: {word}" for path, text in _texts() for word in words if word in text]
    assert not found


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_has_an_exact_version_and_a_hash(name: str) -> None:
    logical_lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    requirements = [line for line in logical_lines if line.strip() and not line.lstrip().startswith("#")]
    assert requirements
    for line in requirements:
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_the_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for requirement in re.findall(r"^[a-z0-9-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE):
            distribution, version = requirement.split("==")
            versions.setdefault(distribution, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "workstation").rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_every_folder_with_modules_is_a_package() -> None:
    # The import contracts pass over a folder without __init__.py.
    folders = {path.parent for path in (ROOT / "workstation").rglob("*.py")}
    assert sorted(folder for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_every_ignored_warning_and_lint_rule_carries_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = text.split("\nignore = [")[1].split("\n]")[0].strip().splitlines()
    assert all(re.search(r'^\s*"[A-Z]+\d+",\s*# \S+ \S+', line) for line in ignored), ignored
