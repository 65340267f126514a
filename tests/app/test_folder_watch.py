"""What the window hears of the watched folder."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.app.scans import a_scan
from tests.factories import a_pharmacy
from workstation.app.folder_watch import FolderWatch
from workstation.app.paper_files import paper_file
from workstation.app.watched_folder import WatchedFolder
from workstation.domain.errors import Unavailable
from workstation.services.walk_in import PaperFile
from workstation.settings import settings_from
from workstation.ui.tasks import TaskRunner


def test_a_folder_that_is_gone_is_said_once_and_a_refused_file_with_its_reason(qtbot: QtBot, tmp_path: Path) -> None:
    tasks, ticks = TaskRunner(), iter(range(0, 100, 3))
    with a_pharmacy() as pharmacy:
        folder = tmp_path / "scans"
        said: list[str] = []
        watched = WatchedFolder(pharmacy.site, folder, paper_file, lambda one: one.code.value, lambda: next(ticks))
        watch = FolderWatch(watched, tasks)
        watch.troubled.connect(said.append)
        watch.refused.connect(said.append)

        def look() -> None:
            watch.look()
            qtbot.waitUntil(lambda: tasks.running == 0)

        look()
        look()
        assert len(said) == 1
        folder.mkdir()
        (folder / "x.png").write_bytes(b"no picture")
        look()
        look()
        assert said[1:] == ["not_an_image"]
        tasks.shutdown()


def test_a_busy_store_is_said_and_the_file_is_taken_in_at_the_next_look(qtbot: QtBot, tmp_path: Path) -> None:
    tasks, ticks = TaskRunner(), iter(range(0, 100, 3))
    busy = [Unavailable("store", "The store has been busy for 10 seconds. Try again.")]

    def opened(content: bytes) -> PaperFile:
        if busy:
            raise busy.pop()
        return paper_file(content)

    with a_pharmacy() as pharmacy:
        (tmp_path / "scan.png").write_bytes(a_scan())
        watched = WatchedFolder(pharmacy.site, tmp_path, opened, lambda one: one.code.value, lambda: next(ticks))
        watch = FolderWatch(watched, tasks)
        said: list[str] = []
        taken: list[int] = []
        watch.troubled.connect(said.append)
        watch.taken_in.connect(taken.append)
        for _ in range(3):
            watch.look()
            qtbot.waitUntil(lambda: tasks.running == 0)
        tasks.shutdown()
    assert (said, taken) == (["The store has been busy for 10 seconds. Try again."], [1])


def test_the_folder_is_named_by_the_environment_and_none_is_watched_without_it() -> None:
    assert settings_from({"WORKSTATION_SCAN_FOLDER": "/srv/scans"}).scan_folder == Path("/srv/scans")
    assert settings_from({}).scan_folder is None
