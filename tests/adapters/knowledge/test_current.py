"""What answers: an imported edition only as it was signed; whatever is wrong is said on every answer."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.adapters.knowledge.an_edition import edition_in, replaced, signed
from workstation.adapters.keys.signing import TrustedKeys
from workstation.adapters.knowledge.current import load_current
from workstation.adapters.knowledge.library import InUse, Library, Noted
from workstation.adapters.knowledge.lists import ListedRule, ListedWords, OwnList, save_list
from workstation.domain.errors import Unavailable
from workstation.domain.screening import Knowledge, MedicineEntry, ScreeningProfile, Severity, screen
from workstation.paths import resources

TODAY = date(2026, 11, 24)
VERIFY = TrustedKeys.from_files([resources() / "keys" / "trusted.toml"]).verify
NOTHING = ScreeningProfile("p", medicines=(MedicineEntry("cetirizine"),), current=(), allergies=(), conditions=())
A_LIST = OwnList(
    "acme", "Acme", "generic", "2026-11-23", (
        ListedRule(("cetirizine",), ("abacavir",), ListedWords(Severity.MAJOR, "bleeding", "listed", "avoid")),),
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An imported edition 2026.12 is in use."""
    library = Library(tmp_path / "knowledge")
    library.editions.mkdir(parents=True)
    signed(edition_in(library.editions / "2026.12"))
    library.note(Noted(InUse("2026.12")))
    return library


def answering(library: Library, today: date = TODAY) -> Knowledge:
    return load_current(resources(), library, VERIFY, today)


def test_without_a_note_the_shipped_edition_answers(tmp_path: Path, shipped: Knowledge) -> None:
    found = answering(Library(tmp_path / "none"))
    assert (found.edition, found.warnings) == (shipped.edition, ())


def test_an_imported_edition_answers(library: Library) -> None:
    assert (answering(library).edition, answering(library).warnings) == ("2026.12", ())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("changed", "differs from the edition that was sealed: doses.csv"),
        ("unsigned", "it has no signature"),
        ("renamed key", "it is signed with a key that is not trusted here"),
        ("resealed", "its signature does not belong to it"),
        ("gone", "it is not there any more"),
    ],
)
def test_an_edition_that_is_not_as_it_was_signed_never_answers(
    library: Library, shipped: Knowledge, damage: str, said: str
) -> None:
    folder = library.editions / "2026.12"
    if damage in ("changed", "resealed"):
        replaced(folder / "doses.csv", "dose--", "dose-")
    if damage == "resealed":
        signature = (folder / "seal.json.sig").read_bytes()
        signed(folder)
        (folder / "seal.json.sig").write_bytes(signature)
    elif damage == "unsigned":
        (folder / "seal.json.sig").unlink()
    elif damage == "renamed key":
        replaced(folder / "seal.json.sig", "dev-2026-11", "release-1")
    elif damage == "gone":
        shutil.rmtree(folder)
    found = answering(library)
    assert found.edition == shipped.edition
    assert any(said in one and "the shipped edition" in one for one in found.warnings)
    result = screen(NOTHING, found)
    assert not result.clean
    assert "knowledge" in {one.kind for one in result.not_checked}


@pytest.mark.parametrize("note", ["{", "[]", '{"in_use":{"edition":"../../x","lists":[]},"before":[]}'])
def test_a_note_that_cannot_be_read_is_said_on_every_answer(library: Library, note: str) -> None:
    (library.folder / "in_use.json").write_text(note, encoding="utf-8")
    assert any("which knowledge is in use cannot be read" in one for one in answering(library).warnings)


def test_sentences_are_sealed_too(library: Library) -> None:
    replaced(library.editions / "2026.12" / "templates" / "en.toml", "Do not combine.", "Combine.")
    assert any("templates/en.toml" in one for one in answering(library).warnings)


def test_an_old_edition_is_told(library: Library) -> None:
    assert any("older than a year" in one for one in answering(library, date(2028, 1, 1)).warnings)


def test_a_list_stands_beside_the_edition_and_is_in_its_name(library: Library) -> None:
    stem = save_list(library.lists, A_LIST)
    library.note(Noted(InUse("2026.12", (stem,))))
    found = answering(library)
    assert found.edition == f"2026.12+{stem[:11]}"
    assert [one.id for one in found.sources][-1] == "acme"
    assert any("imported on 2026-11-23" in one for one in answering(library, date(2028, 1, 1)).warnings)


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_list_that_is_gone_or_changed_is_told(library: Library, damage: str) -> None:
    stem = save_list(library.lists, A_LIST)
    library.note(Noted(InUse("2026.12", (stem,))))
    file = library.lists / f"{stem}.json"
    file.unlink() if damage == "missing" else replaced(file, "major", "minor")
    (said,) = answering(library).warnings
    assert f"The list {stem} cannot be used" in said


def test_an_unsigned_shipped_edition_is_told(tmp_path: Path, library: Library) -> None:
    shutil.copytree(resources() / "knowledge", tmp_path / "program" / "knowledge")
    (tmp_path / "program" / "knowledge" / "seal.json.sig").unlink()
    found = load_current(tmp_path / "program", Library(tmp_path / "none"), VERIFY, TODAY)
    assert found.warnings == ("The knowledge is not signed: it has no signature.",)


def test_a_broken_shipped_edition_is_refused_in_words(tmp_path: Path) -> None:
    shutil.copytree(resources() / "knowledge", tmp_path / "program" / "knowledge")
    (tmp_path / "program" / "knowledge" / "interactions.csv").write_bytes(b"\x00\xff")
    with pytest.raises(Unavailable, match=r"interactions\.csv cannot be read"):
        load_current(tmp_path / "program", Library(tmp_path / "none"), VERIFY, TODAY)


def test_the_note_remembers_the_way_back(library: Library) -> None:
    noted = library.noted().then(InUse("2027.01")).then(InUse("2027.01", ("acme-0123456789ab",)))
    library.note(noted.back())
    found = library.noted()
    assert (found.in_use, found.before) == (InUse("2027.01"), (InUse("2026.12"),))
    assert found.left == (InUse("2027.01", ("acme-0123456789ab",)),)
    assert json.loads((library.folder / "in_use.json").read_text(encoding="utf-8"))["in_use"]["edition"] == "2027.01"
