"""The folder of an office scanner: each finished file is taken in once, none is ever lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.app.scans import a_scan
from tests.factories import NOW, Pharmacy, a_pharmacy
from workstation.app.paper_files import paper_file
from workstation.app.watched_folder import FolderReport, WatchedFolder
from workstation.domain.queue import QueueFilter
from workstation.paths import resources
from workstation.ui.words import Words


@dataclass
class Desk:
    """A folder with a clock of its own."""

    pharmacy: Pharmacy
    folder: Path
    seconds: float = 0.0
    watched: WatchedFolder = field(init=False)

    def __post_init__(self) -> None:
        words = Words(resources() / "translations")
        self.folder.mkdir()
        self.watched = WatchedFolder(
            self.pharmacy.site,
            self.folder,
            paper_file,
            lambda refusal: words.refusal(refusal.code, refusal.facts),
            lambda: self.seconds,
        )

    def after(self, seconds: float) -> FolderReport:
        """One look, so much later."""
        self.seconds += seconds
        return self.watched.look()

    def prescriptions(self) -> int:
        """How many are in the queue."""
        with self.pharmacy.store.read() as tx:
            return len(tx.prescriptions.queue(QueueFilter(now=NOW)))

    def files(self) -> list[str]:
        """Everything in the folder and below."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty folder at an empty pharmacy."""
    with a_pharmacy() as pharmacy:
        yield Desk(pharmacy, tmp_path / "scans")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "PDF"])
def test_a_file_that_stands_still_for_two_seconds_is_taken_in_and_moved(desk: Desk, kind: str) -> None:
    (desk.folder / "scan 1.dat").write_bytes(a_scan(kind=kind))
    assert desk.after(0).taken_in == ()
    assert desk.after(1.9).taken_in == ()
    assert len(desk.after(0.1).taken_in) == 1
    assert (desk.prescriptions(), desk.files()) == (1, ["done/scan 1.dat"])
    assert desk.after(2) == FolderReport()


def test_a_file_that_still_grows_is_left_alone(desk: Desk) -> None:
    path, whole = desk.folder / "a.png", a_scan()
    path.write_bytes(whole[:40])
    desk.after(0)
    path.write_bytes(whole)
    assert desk.after(2).taken_in == ()
    assert len(desk.after(2).taken_in) == 1


def test_the_same_paper_twice_is_refused_with_its_number_in_a_text_beside_it(desk: Desk) -> None:
    for name in ("a.png", "b.png"):
        (desk.folder / name).write_bytes(a_scan())
    desk.after(0)
    report = desk.after(2)
    assert (len(report.taken_in), len(report.refused)) == (1, 1)
    assert desk.files() == ["done/a.png", "refused/b.png", "refused/b.png.txt"]
    assert "taken in before, as H26-" in (desk.folder / "refused" / "b.png.txt").read_text(encoding="utf-8")
    assert desk.prescriptions() == 1


@pytest.mark.parametrize("content", [b"not a picture", a_scan()[:60], b"%PDF-1.7 broken"])
def test_what_is_no_scan_is_refused_and_kept(desk: Desk, content: bytes) -> None:
    (desk.folder / "x.png").write_bytes(content)
    desk.after(0)
    assert len(desk.after(2).refused) == 1
    assert (desk.folder / "refused" / "x.png").read_bytes() == content
    assert desk.prescriptions() == 0


def test_an_empty_file_waits_for_its_scanner(desk: Desk) -> None:
    (desk.folder / "a.png").touch()
    desk.after(0)
    assert desk.after(30) == FolderReport()
    assert len(desk.after(30).refused) == 1


def test_nothing_is_overwritten_in_done(desk: Desk) -> None:
    for shade in (10, 20, 30):
        (desk.folder / "scan.png").write_bytes(a_scan(shade))
        desk.after(0)
        desk.after(2)
    assert desk.files() == ["done/scan-2.png", "done/scan-3.png", "done/scan.png"]
    assert desk.prescriptions() == 3


def test_links_hidden_files_and_folders_are_left_alone(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes(a_scan())
    (desk.folder / "link.png").symlink_to(outside)
    (desk.folder / ".part.png").write_bytes(a_scan())
    (desk.folder / "folder.png").mkdir()
    desk.after(0)
    assert desk.after(2) == FolderReport()
    assert desk.prescriptions() == 0


def test_a_file_that_cannot_be_moved_is_taken_in_once_and_said(desk: Desk) -> None:
    (desk.folder / "a.png").write_bytes(a_scan())
    (desk.folder / "done").write_bytes(b"a file where the folder should be")
    desk.after(0)
    report = desk.after(2)
    assert len(report.taken_in) == 1
    assert report.trouble
    again = desk.after(4)
    assert again.taken_in == ()
    assert desk.prescriptions() == 1


def test_a_folder_that_is_gone_is_said_and_comes_back(desk: Desk) -> None:
    desk.folder.rmdir()
    assert desk.after(0).trouble
    desk.folder.mkdir()
    assert desk.after(0) == FolderReport()
