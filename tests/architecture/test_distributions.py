"""What is installed: only what the locks name, one cv2, and licences that may be shipped."""

import re
from collections.abc import Mapping
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.markers import Marker

from scripts.environment import CLASHING, locked, normalised
from scripts.notices import NOT_INSTALLED_ON_LINUX, licence_files, metadata_of

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))

# Permissive licences, which ask for their notice (THIRD_PARTY_NOTICES).
PERMISSIVE = re.compile(
    r"apache|\bmit\b|\bbsd\b|0bsd|\bisc\b|\bpsf|python software foundation|zlib|hpnd|unlicense"
    r"|public domain|cc0",
    re.IGNORECASE,
)

# Others, each with the reason why it may be shipped. The text is what the distribution's metadata says.
REASONED: Mapping[str, tuple[str, str]] = {
    "pyside6-essentials": ("LGPL", "LGPL-3.0: separate libraries in the bundle that the user may replace"),
    "shiboken6": ("LGPL", "LGPL-3.0: the same as PySide6"),
    "psycopg": ("LGPL", "LGPL-3.0: unmodified Python files that the user may replace"),
    "psycopg-binary": ("LGPL", "LGPL-3.0: a separate library that the user may replace"),
    "certifi": ("MPL", "MPL-2.0: the certificate list is shipped unmodified with its notice"),
    "pi-heif": ("LGPL", "BSD code around LGPL-3.0 libraries in files of their own that the user may replace"),
    "tqdm": ("MPL", "MPL-2.0 AND MIT: shipped unmodified with its notice"),
}

# The metadata says nothing: the (zlib) licence is known by a sentence of its text.
BY_TEXT = {"sqlcipher3": "This software is provided 'as-is', without any express or implied warranty."}


def _applies_here(marker: str) -> bool:
    return not marker or Marker(marker).evaluate()


HERE = sorted(name for name, (_, marker) in RUNTIME.items() if _applies_here(marker))


def licence_of(found: Distribution) -> str:
    """All that the metadata says about the licence; of a text pasted into the field the first line."""
    expression = metadata_of(found, "License-Expression")
    lines = found.metadata.get_all("Classifier") or []
    classifiers = [line for line in lines if line.startswith("License ::")]
    free_text = metadata_of(found, "License").splitlines()[:1]
    return " / ".join([expression, *classifiers, *free_text]).strip(" /")


@pytest.mark.parametrize("name", HERE)
def test_a_shipped_distribution_has_a_licence_that_may_be_shipped(name: str) -> None:
    licence = licence_of(distribution(name))
    if name in REASONED:
        word, _reason = REASONED[name]
        assert word in licence, f"{name} changed its licence to {licence!r}: look at it again"
        return
    if name in BY_TEXT:
        texts = [path.read_text(encoding="utf-8").split() for path in licence_files(distribution(name))]
        assert any(BY_TEXT[name] in " ".join(words) for words in texts)
        return
    assert not re.search(r"GPL|MPL|EPL|CDDL|EUPL|SSPL", licence), f"{name}: {licence}"
    assert PERMISSIVE.search(licence), f"{name}: {licence!r} is on no list"


@pytest.mark.parametrize("name", HERE)
def test_the_locked_version_is_the_installed_one(name: str) -> None:
    assert distribution(name).version == RUNTIME[name][0]


def test_what_is_not_installed_here_was_looked_at_by_a_person() -> None:
    windows_only = {name for name, (_, marker) in RUNTIME.items() if "win32" in marker}
    assert windows_only == set(NOT_INSTALLED_ON_LINUX)


def test_the_notices_name_every_shipped_distribution_with_its_version() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES").read_text(encoding="utf-8")
    shipped = [f"{name} {version}" for name, (version, _) in RUNTIME.items()]
    missing = [each for each in shipped if f"\n  {each}" not in notices]
    assert not missing, "run `make notices`"


def test_there_is_one_cv2_and_it_is_the_headless_one() -> None:
    providers = {normalised(name) for name in packages_distributions()["cv2"]}
    assert providers == {"opencv-python-headless"}


def test_no_distribution_is_installed_that_writes_over_files_of_ours() -> None:
    installed = {normalised(name) for names in packages_distributions().values() for name in names}
    assert not installed & CLASHING
