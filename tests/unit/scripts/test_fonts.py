"""Staging the fonts from their Debian packages."""

from pathlib import Path

import pytest

from scripts.fonts import MANIFEST, Font, is_staged, licence_path, read_manifest, stage
from scripts.shell import SetupError
from scripts.system_packages import RUN

FONT = Font("handwriting", "Kristi", "handwriting/Kristi.ttf", "fonts-kristi", "OFL-1.1")


@pytest.fixture
def package(tmp_path: Path) -> tuple[list[Path], Path]:
    """The files of a made-up Debian package: (fonts, copyright file)."""
    font, licence = tmp_path / "package" / "Kristi.ttf", tmp_path / "package" / "copyright"
    font.parent.mkdir()
    font.write_bytes(b"glyphs")
    licence.write_text("SIL OPEN FONT LICENSE", encoding="utf-8")
    return [font.parent, font], licence


def test_a_font_is_staged_with_its_licence_beside_it(package: tuple[list[Path], Path], tmp_path: Path) -> None:
    folder = tmp_path / "fonts"
    assert not is_staged(FONT, folder)
    stage(FONT, folder, *package)
    assert (folder / "handwriting" / "Kristi.ttf").read_bytes() == b"glyphs"
    assert licence_path(FONT, folder).read_text(encoding="utf-8") == "SIL OPEN FONT LICENSE"
    assert is_staged(FONT, folder)


def test_an_empty_file_does_not_count_as_staged(package: tuple[list[Path], Path], tmp_path: Path) -> None:
    stage(FONT, tmp_path, *package)
    (tmp_path / FONT.file).write_bytes(b"")
    assert not is_staged(FONT, tmp_path)


def test_a_font_without_its_licence_is_not_staged(package: tuple[list[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        stage(FONT, tmp_path / "fonts", package[0], tmp_path / "no-such-file")
    assert not (tmp_path / "fonts").exists()


def test_a_missing_package_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="Run sudo apt-get install fonts-kristi"):
        stage(FONT, tmp_path, [], tmp_path / "copyright")


def test_an_unknown_key_in_the_manifest_is_refused() -> None:
    with pytest.raises(TypeError, match="weight"):
        read_manifest('[[font]]\nrole="ui"\nfamily="I"\nfile="i"\npackage="p"\nlicence="OFL-1.1"\nweight=4\n')


def test_every_font_of_the_manifest_is_free_and_its_package_is_installed_by_the_set_up() -> None:
    fonts = read_manifest(MANIFEST.read_text(encoding="utf-8"))
    assert {font.role for font in fonts} == {"ui", "code", "devanagari", "handwriting"}
    assert {font.licence for font in fonts} <= {"OFL-1.0", "OFL-1.1"}
    assert {font.package for font in fonts} <= RUN.keys()
