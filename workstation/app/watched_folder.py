"""The folder into which an office scanner writes: each file that stands still becomes a prescription.

After the commit it is moved to `done`; one that is refused goes to `refused` beside a text that says why. A file with
several pages may hold several prescriptions: it waits in `stacks` until a person parted it. Nothing is ever deleted or
overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.file_words import in_words
from workstation.services.site import Site
from workstation.services.walk_in import PaperFile, take_in_paper

DONE, REFUSED, STACKS = "done", "refused", "stacks"
STILL_FOR = 2.0
"""Seconds without a change after which a scanner has finished its file."""
EMPTY_FOR = 60.0
"""A scanner opens its file before it writes: one that stays empty longer was given up."""


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What came of one look. `trouble` says in words what keeps the folder or a file from being worked on."""

    taken_in: tuple[UUID, ...] = ()
    refused: tuple[str, ...] = ()
    """Why, in words; no file names, they may be patients' names."""
    trouble: str = ""
    stacks: int = 0
    """Files with several pages that wait for a person."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a file looked, and since when."""

    size: int
    changed_ns: int
    since: float


class WatchedFolder:
    """Looked into again and again by one thread. `ticks` counts seconds and never goes back."""

    def __init__(
        self,
        site: Site,
        folder: Path,
        opened: Callable[[bytes], PaperFile],
        say: Callable[[Refused], str],
        ticks: Callable[[], float],
        *,
        parts_stacks: bool = False,
    ) -> None:
        self._site, self._folder = site, folder
        self._opened, self._say, self._ticks, self._parts_stacks = opened, say, ticks, parts_stacks
        self._seen: dict[Path, _Look] = {}
        self._finished: dict[Path, _Look] = {}

    def look(self) -> FolderReport:
        """Takes in what stands still. Raises nothing for what is in the folder."""
        try:
            files = sorted(path for path in self._folder.iterdir() if _is_a_file(path))
        except OSError as problem:
            return FolderReport(trouble=in_words(problem))
        self._seen = {path: look for path in files if (look := self._now(path)) is not None}
        self._finished = {path: look for path, look in self._finished.items() if path in self._seen}
        reports = [self._one(path) for path in files if self._stands_still(path)]
        return FolderReport(
            tuple(one for report in reports for one in report.taken_in),
            tuple(one for report in reports for one in report.refused),
            next((report.trouble for report in reports if report.trouble), ""),
            sum(report.stacks for report in reports),
        )

    def _now(self, path: Path) -> _Look | None:
        try:
            found = path.stat()
        except OSError:
            return None
        before = self._seen.get(path)
        if before is not None and (before.size, before.changed_ns) == (found.st_size, found.st_mtime_ns):
            return before
        return _Look(found.st_size, found.st_mtime_ns, self._ticks())

    def _stands_still(self, path: Path) -> bool:
        look = self._seen.get(path)
        if look is None or self._finished.get(path) == look:
            return False
        return self._ticks() - look.since >= (STILL_FOR if look.size else EMPTY_FOR)

    def _one(self, path: Path) -> FolderReport:
        try:
            content = path.read_bytes()
        except OSError as problem:
            return FolderReport(trouble=in_words(problem))  # the scanner may hold it: the next look tries again
        if len(content) != self._seen[path].size:
            return FolderReport()
        try:
            paper = self._opened(content)
            if paper.pages > 1 and self._parts_stacks:
                return FolderReport(stacks=1, trouble=self._put_away(path, STACKS, ""))
            taken = take_in_paper(self._site, None, paper)
        except Refused as refusal:
            why = self._say(refusal)
            return FolderReport(refused=(why,), trouble=self._put_away(path, REFUSED, why))
        return FolderReport(taken_in=(taken.id,), trouble=self._put_away(path, DONE, ""))

    def _put_away(self, path: Path, where: str, why: str) -> str:
        """Moves the file; one that cannot be moved is left alone until it changes. Returns "" or the trouble."""
        self._finished[path] = self._seen[path]
        try:
            folder = self._folder / where
            folder.mkdir(exist_ok=True)
            target = _free_name(folder, path)
            path.rename(target)
            if why:
                target.with_name(f"{target.name}.txt").write_text(f"{why}\n", encoding="utf-8")
        except OSError as problem:
            return in_words(problem)
        return ""


def _is_a_file(path: Path) -> bool:
    """A link may lead out of the folder, a hidden file belongs to the scanner's software."""
    return not path.name.startswith(".") and not path.is_symlink() and path.is_file()


def _free_name(folder: Path, path: Path) -> Path:
    """The file's own name, with a number where that is taken."""
    target, number = folder / path.name, 1
    while target.exists() or target.with_name(f"{target.name}.txt").exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    return target
