"""What `make setup` decides about the virtual environment."""

import importlib.util
import sys
from pathlib import Path

import pytest

from scripts import environment
from scripts.shell import SetupError

LOCK = """\
# This file was made by `make lock`
--only-binary :all:

backports-tarfile==1.2.0 ; python_full_version < '3.12' \\
    --hash=sha256:77e284d7 \\
    --hash=sha256:d75e02c2
    # via jaraco-context
alembic==1.20.1 \\
    --hash=sha256:aa
PyYAML==6.0.3
"""


def test_a_lock_gives_the_version_and_the_marker_of_every_pin() -> None:
    assert environment.locked(LOCK) == {
        "backports-tarfile": ("1.2.0", "python_full_version < '3.12'"),
        "alembic": ("1.20.1", ""),
        "pyyaml": ("6.0.3", ""),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [("uuid_utils", "uuid-utils"), ("Backports.Tarfile", "backports-tarfile"), ("a-_.b", "a-b")],
)
def test_names_are_compared_as_an_index_compares_them(name: str, expected: str) -> None:
    assert environment.normalised(name) == expected


def test_a_second_cv2_is_seen_by_its_folder_name() -> None:
    folders = [
        "opencv_python-5.0.0.93.dist-info",
        "opencv_python_headless-5.0.0.93.dist-info",
        "numpy-2.4.6.dist-info",
    ]
    assert environment.clashing_distributions(folders) == ["opencv-python"]


def test_the_headless_opencv_and_qt_essentials_do_not_clash() -> None:
    folders = ["opencv_python_headless-5.0.0.93.dist-info", "pyside6_essentials-6.11.3.dist-info"]
    assert environment.clashing_distributions(folders) == []


def test_two_lists_of_parts_with_the_same_bytes_have_different_digests() -> None:
    assert environment.digest([b"ab", b"c"]) != environment.digest([b"a", b"bc"])
    assert environment.digest([b"ab", b"c"]) == environment.digest([b"ab", b"c"])


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """`.venv` in a temporary folder that counts as sound; gives what `ensure` did to it, in order."""
    done: list[str] = []
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "reason_to_remake", lambda: None)

    def fill(level: str) -> None:
        done.append(level)
        environment.stamp(level).write_text(environment.fingerprint(level), encoding="ascii")

    monkeypatch.setattr(environment, "fill", fill)
    return done


def test_a_second_set_up_installs_nothing(made: list[str]) -> None:
    assert environment.ensure("run") == "filled for run"
    assert environment.ensure("run") == "up to date"
    assert made == ["run"]


def test_what_the_tests_need_includes_what_the_program_needs(made: list[str]) -> None:
    environment.ensure("dev")
    assert environment.ensure("run") == "up to date"
    assert made == ["dev"]


def test_what_the_program_needs_is_not_enough_for_the_tests(made: list[str]) -> None:
    environment.ensure("run")
    environment.ensure("dev")
    assert made == ["run", "dev"]


def test_a_changed_lock_is_installed(made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.ensure("run")
    changed = tmp_path / "requirements.lock"
    changed.write_text("alembic==1.20.2", encoding="utf-8")
    monkeypatch.setitem(environment.LEVELS, "run", (changed,))
    environment.ensure("run")
    assert made == ["run", "run"]


def test_an_interpreter_that_is_not_there_has_no_version(tmp_path: Path) -> None:
    assert environment.version_of(tmp_path / "python") is None


@pytest.fixture
def without_ensurepip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's Python without its package pythonX.Y-venv, and no `.venv` yet."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment, "reason_to_remake", lambda: "there is none yet")
    monkeypatch.setattr(sys, "base_prefix", "/usr")


@pytest.mark.usefixtures("without_ensurepip")
def test_debian_s_python_gets_its_venv_package_with_the_others() -> None:
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert list(environment.packages_to_create()) == [name]


@pytest.mark.usefixtures("without_ensurepip")
def test_an_environment_that_is_sound_needs_no_venv_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "reason_to_remake", lambda: None)
    assert environment.packages_to_create() == {}


@pytest.mark.usefixtures("without_ensurepip")
def test_a_python_of_somebody_else_without_ensurepip_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/opt/python")
    with pytest.raises(SetupError, match="has no ensurepip"):
        environment.packages_to_create()
