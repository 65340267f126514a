"""For every test: no screen, no key ring, no home folder, no thread or timer left. And shared fixtures."""

import gc
import os
import tempfile
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.adapters.postgres import PostgresServer, PostgresUnavailable

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent

# Before any Qt import, and for child processes too.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The tests of a developer at his desk must not touch his own keys or folders.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
_HOME = tempfile.TemporaryDirectory(prefix="workstation-tests-")
for _variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_variable] = str(Path(_HOME.name) / _variable.lower())

# Deadlines would fail for a busy machine, not for a slow rule.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=20_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


# --- cyclic garbage -----------------------------------------------------------------------------------------


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking through it for garbage took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


# --- nothing is left running --------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_thread_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread behind, but for one marked `leaves_threads("why")`."""
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("leaves_threads") is not None:
        return
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(timeout=2)
    running = [f"{thread.name} ({type(thread).__name__})" for thread in left if thread.is_alive()]
    if running:
        pytest.fail(f"threads left running: {', '.join(running)}")


@pytest.fixture(autouse=True)
def _no_timer_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test with a Qt application that leaves a QTimer ticking."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    before = {id(timer) for timer in _active_timers()}
    yield
    if any(id(timer) not in before for timer in _active_timers()):
        gc.collect()  # a timer in a cycle of Python objects is not left running: it is only not collected yet
    left = [timer for timer in _active_timers() if id(timer) not in before]
    if left:
        pytest.fail("timers left running: " + ", ".join(f"{timer!r} of {timer.parent()!r}" for timer in left))


def _active_timers() -> list["QTimer"]:
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wrappers = shiboken6.getAllValidWrappers()
    return [wrapper for wrapper in wrappers if isinstance(wrapper, QTimer) and wrapper.isActive()]


# --- files outside the repository ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with scans, FHIR messages and tables that nobody here wrote; skips where it is absent.

    It is not part of the repository: WORKSTATION_REFERENCE_DATA names it, else ../shared/data is looked for.
    """
    named = os.environ.get("WORKSTATION_REFERENCE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no reference data folder here (WORKSTATION_REFERENCE_DATA names it)")
    return folder


@pytest.fixture(scope="session")
def staged_fonts(qapp: "QApplication") -> list[str]:
    """Loads the program's fonts into Qt and gives the family names; fails when they are not staged."""
    from PySide6.QtGui import QFontDatabase

    folder = ROOT / "resources" / "fonts"
    entries = tomllib.loads((folder / "fonts.toml").read_text(encoding="utf-8"))["font"]
    families: set[str] = set()
    for entry in entries:
        if entry["role"] == "handwriting":
            continue
        loaded = QFontDatabase.addApplicationFont(str(folder / entry["file"]))
        assert loaded >= 0, f"{entry['file']} is not staged or not a font: run `make setup`"
        families.update(QFontDatabase.applicationFontFamilies(loaded))
    return sorted(families)


# --- PostgreSQL ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own for this test run, on a socket; fails where none is installed."""
    try:
        server = PostgresServer.start()
    except PostgresUnavailable as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database that lives as long as the test."""
    with postgres_server.database() as url:
        yield url
