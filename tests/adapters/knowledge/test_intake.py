"""A whole edition comes in only signed, whole, and with every row in order."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.knowledge.an_edition import edition_in, replaced, signed
from workstation.adapters.keys.signing import TrustedKeys, public_key
from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.compiling import compile_edition
from workstation.adapters.knowledge.intake import Judge, take_edition
from workstation.adapters.knowledge.library import SHIPPED, Library
from workstation.domain.errors import Refused
from workstation.domain.screening import Knowledge
from workstation.paths import resources
from workstation.services.signatures import Verified, VerifySignature

VERIFY = TrustedKeys.from_files([resources() / "keys" / "trusted.toml"]).verify


def load(folder: Path) -> Knowledge:
    return load_knowledge(resources(), folder=folder)


JUDGE = Judge(resources() / "knowledge", VERIFY, load)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """2026.12, signed."""
    return signed(edition_in(tmp_path / "edition"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "knowledge")


def shipped_edition() -> str:
    return load(resources() / "knowledge").edition


def break_seal(folder: Path) -> None:
    replaced(folder / "doses.csv", "dose--", "dose-")


def lose_signature(folder: Path) -> None:
    (folder / "seal.json.sig").unlink()


def lose_seal(folder: Path) -> None:
    (folder / "seal.json").unlink()


def sign_with_a_strange_key(folder: Path) -> None:
    signed(folder, "release-9", b"9" * 32)


def sign_with_a_forged_name(folder: Path) -> None:
    signed(folder, "dev-2026-11", b"9" * 32)


def lose_a_file(folder: Path) -> None:
    (folder / "interactions.csv").unlink()
    signed(folder)


def break_a_row(folder: Path) -> None:
    replaced(folder / "interactions.csv", ",major,", ",awful,")
    signed(folder)


def cut_a_row(folder: Path) -> None:
    with (folder / "doses.csv").open("a", encoding="utf-8") as out:
        out.write("dose--x,aspirin\n")
    signed(folder)


def name_a_stranger(folder: Path) -> None:
    with (folder / "brands.csv").open("a", encoding="utf-8") as out:
        out.write("frob,frobnicol\n")
    signed(folder)


def take_a_name(folder: Path) -> None:
    replaced(folder / "edition.toml", "2026.12", shipped_edition())
    replaced(folder / "interactions.csv", ",major,", ",moderate,")
    signed(folder)


def climb_out(folder: Path) -> None:
    replaced(folder / "edition.toml", "2026.12", "../../2026.12")
    signed(folder)


def lie_in_the_compiled_form(folder: Path) -> None:
    compile_edition(folder)
    replaced(folder / "compiled.json", "acetylsalicylic", "acetylsalycilic")
    signed(folder)


def name_a_file_elsewhere(folder: Path) -> None:
    replaced(folder / "seal.json", "brands.csv", "../x.csv")
    keep = (folder / "seal.json").read_bytes()
    signed(folder)
    (folder / "seal.json").write_bytes(keep)


@pytest.mark.parametrize(
    ("damage", "code", "said"),
    [
        (break_seal, "knowledge_broken", "differs from the edition that was sealed: doses.csv"),
        (lose_signature, "knowledge_unsigned", "it has no signature"),
        (lose_seal, "knowledge_unsigned", "has no seal"),
        (sign_with_a_strange_key, "knowledge_unsigned", "a key that is not trusted here"),
        (sign_with_a_forged_name, "knowledge_unsigned", "does not belong to it"),
        (lose_a_file, "knowledge_broken", "interactions.csv cannot be read"),
        (break_a_row, "knowledge_broken", "'awful' is not one of"),
        (cut_a_row, "knowledge_broken", "doses.csv cannot be read"),
        (name_a_stranger, "knowledge_broken", "unknown ingredient: frobnicol"),
        (take_a_name, "edition_name_taken", "is here with other contents"),
        (climb_out, "knowledge_broken", "does not match"),
        (lie_in_the_compiled_form, "knowledge_broken", "compiled form"),
        (name_a_file_elsewhere, "knowledge_broken", "names files that no edition has"),
    ],
)
def test_what_is_not_in_order_is_refused_and_leaves_nothing(
    library: Library, edition: Path, damage: Callable[[Path], None], code: str, said: str
) -> None:
    damage(edition)
    with pytest.raises(Refused) as refused:
        take_edition(edition, library, JUDGE)
    assert refused.value.code.value == code
    assert said in str(refused.value.facts["why"])
    assert list(library.folder.rglob("*")) == []


def test_an_edition_in_order_is_copied_as_it_was_signed(library: Library, edition: Path) -> None:
    (edition / "evil.sh").write_text("rm -rf", encoding="utf-8")
    found = take_edition(edition, library, JUDGE)
    assert (found.name, found.stands, found.signed.development) == ("2026.12", "2026.12", True)
    there = {file.name for file in (library.editions / "2026.12").rglob("*")}
    assert "evil.sh" not in there
    assert "schema" not in there
    assert take_edition(edition, library, JUDGE).stands == "2026.12"
    assert library.names() == ["2026.12"]


@pytest.mark.ci
def test_the_shipped_edition_again_is_the_shipped_one(library: Library) -> None:
    assert take_edition(resources() / "knowledge", library, JUDGE).stands == SHIPPED
    assert library.names() == []


def test_a_copy_that_was_damaged_is_mended_by_importing_again(library: Library, edition: Path) -> None:
    take_edition(edition, library, JUDGE)
    break_seal(library.editions / "2026.12")
    assert take_edition(edition, library, JUDGE).stands == "2026.12"


def test_a_development_key_counts_only_where_the_program_itself_is_of_development(
    tmp_path: Path, library: Library, edition: Path
) -> None:
    release = b"7" * 32
    keys = {"release-1": public_key(release)}
    program = signed(edition_in(tmp_path / "program", "2026.10"), "release-1", release)
    (program / "schema").mkdir(exist_ok=True)
    judge = Judge(program, _both(keys), load)
    with pytest.raises(Refused, match="development key, which proves nothing"):
        take_edition(edition, library, judge)
    assert take_edition(signed(edition, "release-1", release), library, judge).signed.development is False


def _both(keys: dict[str, bytes]) -> VerifySignature:
    development = TrustedKeys.from_files([resources() / "keys" / "trusted.toml"])

    def verify(content: bytes, signature: bytes) -> Verified:
        return (TrustedKeys(keys) if b"release-1" in signature else development).verify(content, signature)

    return verify


@pytest.mark.parametrize("damage", ["cut", "locked"])
def test_a_damaged_zip_is_refused_in_words(tmp_path: Path, library: Library, edition: Path, damage: str) -> None:
    source = tmp_path / "edition.zip"
    with zipfile.ZipFile(source, "w") as out:
        for file in sorted(edition.rglob("*.*")):
            out.write(file, file.relative_to(edition))
    content = bytearray(source.read_bytes())
    if damage == "cut":
        at = content.index(b"interactions.csv") + 200
        content[at : at + 50] = b"?" * 50
    else:
        at = content.index(b"PK\x01\x02")
        content[at + 8] |= 1
        content[6] |= 1
    source.write_bytes(bytes(content))
    with pytest.raises(Refused, match=r"cannot be unpacked|damaged"):
        take_edition(source, library, JUDGE)
