"""The virtual environment `.venv`: made once, filled from the hash-locked files, then checked in a moment."""

import hashlib
import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from scripts.shell import ROOT, SetupError, run

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SUPPORTED = ((3, 11), (3, 12), (3, 13))

BUILD_LOCK = ROOT / "requirements-build.lock"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
LEVELS = {"run": (BUILD_LOCK, RUN_LOCK), "dev": (BUILD_LOCK, RUN_LOCK, DEV_LOCK)}

CLASHING = frozenset(
    {
        "opencv-python",  # brings Qt plugins of its own and overwrites the headless cv2
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
        "sqlcipher3-wheels",  # overwrites sqlcipher3
        "sqlcipher3-binary",
        "pyside6",  # the meta package drags in WebEngine
        "pyside6-addons",
    }
)
"""They write over files of ours: uninstalling one would leave holes, so `.venv` is made anew."""


def ensure(level: str) -> str:
    """Make `.venv` hold what `level` ("run" or "dev") needs; answers in words what was done."""
    remake = reason_to_remake()
    if remake is not None:
        create(remake)
    if any(is_current(known) for known in LEVELS if level in (known, "run")):
        return "up to date"
    fill(level)
    return f"filled for {level}"


# --- making it ----------------------------------------------------------------------------------------------


def reason_to_remake() -> str | None:
    """Why `.venv` cannot be used as it is; None when it can."""
    if not VENV.exists():
        return "there is none yet"
    version = version_of(PYTHON)
    if version not in SUPPORTED:
        return "its Python does not run" if version is None else f"its Python is {version[0]}.{version[1]}"
    installed = VENV.glob("lib/python*/site-packages/*.dist-info")
    clashing = clashing_distributions(path.name for path in installed)
    return f"it holds {', '.join(clashing)}" if clashing else None


def version_of(python: Path) -> tuple[int, int] | None:
    """(major, minor) of an interpreter; None when it does not run or has no pip."""
    program = "import pip, sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    except OSError:
        return None
    if done.returncode != 0:
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def clashing_distributions(dist_info_names: Iterable[str]) -> list[str]:
    """The members of CLASHING among folder names such as `opencv_python-5.0.dist-info`, sorted."""
    return sorted(CLASHING & {normalised(name.split("-")[0]) for name in dist_info_names})


def create(reason: str) -> None:
    """Make `.venv` with the Python that runs this; raises SetupError where that is not possible."""
    if sys.version_info[:2] not in SUPPORTED:
        raise SetupError(f"Python {platform.python_version()} is not supported; 3.11, 3.12 and 3.13 are.")
    print(f"  making .venv with Python {platform.python_version()}: {reason}", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    # Called from inside a virtual environment, even the `.venv` just removed, we build on what is under it.
    base = getattr(sys, "_base_executable", sys.executable)
    run([base, "-m", "venv", VENV], failure="The virtual environment could not be made.")


def packages_to_create() -> dict[str, str]:
    """Debian splits ensurepip off: pythonX.Y-venv → what for, when `.venv` cannot be made without it.

    Raises SetupError when the running Python lacks ensurepip and is not Debian's.
    """
    if importlib.util.find_spec("ensurepip") is not None or reason_to_remake() is None:
        return {}
    if sys.base_prefix != "/usr":
        raise SetupError(f"{sys.executable} has no ensurepip; use a Python that has it: make PYTHON=...")
    major, minor = sys.version_info[:2]
    return {f"python{major}.{minor}-venv": "makes the virtual environment"}


# --- filling it ---------------------------------------------------------------------------------------------


def fill(level: str) -> None:
    """Install the locks of `level` with their hashes, then the project itself as an editable installation."""
    stamp(level).unlink(missing_ok=True)
    locks = LEVELS[level]
    print(f"  installing {', '.join(lock.name for lock in locks)}", flush=True)
    requirements = [part for lock in locks for part in ("-r", str(lock))]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq", "install"]
    run(
        [*pip, "--require-hashes", "--only-binary", ":all:", *requirements],
        failure="pip could not install the locked packages (is there a network? The first set-up needs one).",
    )
    run(
        [*pip, "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT)],
        failure="The project itself could not be installed into .venv.",
    )
    stamp(level).write_text(fingerprint(level), encoding="ascii")


def is_current(level: str) -> bool:
    """Whether `.venv` was filled for `level` from exactly these files, in this folder, by this set-up."""
    path = stamp(level)
    return path.is_file() and path.read_text(encoding="ascii") == fingerprint(level)


def stamp(level: str) -> Path:
    """The file that says what `.venv` was filled from."""
    return VENV / f"set-up-{level}.stamp"


def fingerprint(level: str) -> str:
    """A digest of all that decides what `.venv` holds."""
    files = [*LEVELS[level], ROOT / "pyproject.toml", Path(__file__)]
    return digest([str(ROOT).encode(), *(path.read_bytes() for path in files)])


def digest(parts: Iterable[bytes]) -> str:
    """SHA-256 over `parts`, each with its length, so that no two lists of parts look the same."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


# --- reading locks ------------------------------------------------------------------------------------------

_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?$")


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it: lower case, one dash between the parts."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> dict[str, tuple[str, str]]:
    """Name → (version, environment marker or "") of every pin in a lock file's text."""
    found = (_PINNED.match(line) for line in text.splitlines())
    return {normalised(m["name"]): (m["version"], m["marker"] or "") for m in found if m is not None}
