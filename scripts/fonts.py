"""Copies the program's fonts from their Debian packages to resources/fonts/, with their licences."""

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from scripts.shell import ROOT, SetupError, output_of

FONTS = ROOT / "resources" / "fonts"
MANIFEST = FONTS / "fonts.toml"
DOCUMENTS = Path("/usr/share/doc")


@dataclass(frozen=True, slots=True)
class Font:
    """One entry of fonts.toml."""

    role: str
    family: str
    file: str
    """Path below resources/fonts/."""
    package: str
    licence: str


def read_manifest(text: str) -> list[Font]:
    """The fonts named in a fonts.toml; raises TypeError when an entry has a missing or unknown key."""
    return [Font(**entry) for entry in tomllib.loads(text)["font"]]


def ensure() -> str:
    """Stage every font of the manifest that is not there yet; answers in words what was done."""
    fonts = read_manifest(MANIFEST.read_text(encoding="utf-8"))
    missing = [font for font in fonts if not is_staged(font, FONTS)]
    for font in missing:
        stage(font, FONTS, package_files(font.package), DOCUMENTS / font.package / "copyright")
    return f"staged {len(missing)} files" if missing else "all there"


def is_staged(font: Font, folder: Path) -> bool:
    """Whether the font and its licence stand in `folder` and are not empty."""
    needed = (folder / font.file, licence_path(font, folder))
    return all(path.is_file() and path.stat().st_size > 0 for path in needed)


def licence_path(font: Font, folder: Path) -> Path:
    """Where the licence of the font's package is staged."""
    return folder / "licences" / f"{font.package}.txt"


def package_files(package: str) -> list[Path]:
    """The files that a Debian package put on this machine; none when it is not installed."""
    return [Path(line) for line in (output_of(["dpkg-query", "--listfiles", package]) or "").splitlines()]


def stage(font: Font, folder: Path, candidates: list[Path], copyright_file: Path) -> None:
    """Copy the font out of `candidates`, and its licence, into `folder`; raises SetupError without them."""
    name = Path(font.file).name
    source = next((path for path in candidates if path.name == name and path.is_file()), None)
    if source is None or not copyright_file.is_file():
        raise SetupError(
            f"The font file {name} and its licence come from the Debian package {font.package}, "
            f"which is not here or lacks them.\nRun sudo apt-get install {font.package}\n"
            f"On another system put them here:\n  {folder / font.file}\n  {licence_path(font, folder)}"
        )
    copy(source, folder / font.file)
    copy(copyright_file, licence_path(font, folder))


def copy(source: Path, target: Path) -> None:
    """Copy so that `target` is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(target.suffix + ".part")
    shutil.copyfile(source, unfinished)
    unfinished.replace(target)
