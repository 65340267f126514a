"""The seal and the age of an edition: what is not whole, or old, is said on every answer."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from workstation.adapters.keys.signing import TrustedKeys
from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.seal import SEAL, faults_of_seal, seal
from workstation.domain.screening import MedicineEntry, ScreeningProfile, screen
from workstation.paths import resources

NOTHING = ScreeningProfile("p", medicines=(MedicineEntry("cetirizine"),), current=(), allergies=(), conditions=())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(resources() / "knowledge", tmp_path / "knowledge")
    return tmp_path


def test_the_shipped_files_are_those_that_were_sealed(folder: Path) -> None:
    assert faults_of_seal(folder) == [], "python -m scripts.sign_packs"


def test_a_file_that_lost_its_end_is_told_on_every_answer(copy: Path) -> None:
    file = copy / "knowledge" / "interactions.csv"
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:500]), encoding="utf-8")
    result = screen(NOTHING, load_knowledge(copy))
    assert result.warnings == ("The knowledge differs from the edition that was sealed: interactions.csv.",)
    assert "knowledge" in {one.kind for one in result.not_checked}
    assert not result.clean


def test_a_file_more_and_a_file_less_are_told(copy: Path) -> None:
    (copy / "knowledge" / "names_imported.csv").unlink()
    (copy / "knowledge" / "more.csv").write_text("x\n", encoding="utf-8")
    (said,) = faults_of_seal(copy / "knowledge")
    assert "more.csv, names_imported.csv" in said


@pytest.mark.parametrize("damage", [None, "{", "[]", '{"files": 3}'])
def test_a_seal_that_is_missing_or_damaged_is_told(copy: Path, damage: str | None) -> None:
    file = copy / "knowledge" / SEAL
    if damage is None:
        file.unlink()
    else:
        file.write_text(damage, encoding="utf-8")
    assert faults_of_seal(copy / "knowledge") == [
        "The knowledge has no seal: whether its files are whole is not known."
    ]


def test_a_change_that_is_sealed_again_is_whole(copy: Path) -> None:
    file = copy / "knowledge" / "brands.csv"
    file.write_text(file.read_text(encoding="utf-8") + "testbrand,aspirin\n", encoding="utf-8")
    seal(copy / "knowledge")
    assert faults_of_seal(copy / "knowledge") == []
    assert "brands.csv" in json.loads((copy / "knowledge" / SEAL).read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize(("today", "old"), [(date(2027, 11, 23), False), (date(2027, 11, 24), True)])
def test_an_edition_older_than_a_year_is_told(today: date, old: bool) -> None:  # a row of the table
    warnings = load_knowledge(resources(), today=today).warnings
    assert bool(warnings) is old
    assert all("older than a year" in warning for warning in warnings)


def test_the_seal_is_signed_as_it_is(folder: Path) -> None:
    keys = TrustedKeys.from_files([resources() / "keys" / "trusted.toml"])
    signed = keys.verify((folder / SEAL).read_bytes(), (folder / f"{SEAL}.sig").read_bytes())
    assert signed.development, "python -m scripts.sign_packs"
