"""The files behind labels: complete, within their limits, refused in words when broken."""

from pathlib import Path

import pytest

from workstation import paths
from workstation.adapters.printing.template import load_template
from workstation.adapters.printing.words import load_dosage_words
from workstation.domain.errors import Unavailable


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own resources/labels with copies of the shipped files."""
    shipped = paths.resources() / "labels"
    labels = tmp_path / "labels"
    labels.mkdir()
    for file in shipped.glob("*.toml"):
        (labels / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    return labels


def change(file: Path, old: str, new: str, to: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    to.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_language_has_every_word(language: str) -> None:
    words = load_dosage_words(language)
    assert words.language == language
    assert words.source


def test_a_language_without_a_file_is_told() -> None:
    with pytest.raises(Unavailable, match="dosage_xx"):
        load_dosage_words("xx")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('night = "at night"', "", "slots.night"),
        ("schema = 1", "schema = 9", "schema 9"),
        ('every_hours = "every {n} hours"', 'every_hours = "every few hours"', "every_hours"),
        ('tablet = ["tablet", "tablets"]', "", "units.tablet"),
        ("[templates]", "[templates", "cannot be read"),
    ],
)
def test_words_with_a_hole_are_refused_by_its_name(folder: Path, old: str, new: str, named: str) -> None:
    change(folder / "dosage_en.toml", old, new, folder / f"dosage_broken{abs(hash(old))}.toml")
    with pytest.raises(Unavailable, match=named):
        load_dosage_words(f"broken{abs(hash(old))}")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("smallest = 7.0", "smallest = 6.0", "smaller than 7.0 pt"),
        ("{patient_name}", "{patient_nam}", "unknown field patient_nam"),
        ('style = "patient"', 'style = "patience"', "unknown style patience"),
        ("schema = 1", "schema = 2", "schema 2"),
        ("margin = 1.4", "", "margin"),
    ],
)
def test_a_template_that_breaks_its_schema_is_refused_by_name(folder: Path, old: str, new: str, named: str) -> None:
    change(folder / "label_70x36.toml", old, new, folder / f"label_broken{abs(hash(old))}.toml")
    with pytest.raises(Unavailable, match=named):
        load_template(f"broken{abs(hash(old))}")


def test_a_template_that_is_not_there_is_told() -> None:
    with pytest.raises(Unavailable, match="label_10x10"):
        load_template("10x10")
