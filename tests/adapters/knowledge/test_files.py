"""The files of the knowledge base: in order among each other, and refused in words when they are not."""

import csv
import shutil
from pathlib import Path

import pytest

from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.compiled import COMPILED, read_compiled
from workstation.adapters.knowledge.compiling import same_knowledge
from workstation.adapters.knowledge.loader import read_sources
from workstation.adapters.knowledge.seal import seal, sources_of, sums_of
from workstation.adapters.knowledge.tables import rows_of
from workstation.adapters.knowledge.validate import CSV_FILES, faults_of
from workstation.domain.errors import Unavailable
from workstation.domain.screening import Knowledge, MedicineEntry, ScreeningProfile, screen
from workstation.domain.screening.words import sentences
from workstation.paths import resources


@pytest.fixture
def copy(tmp_path: Path, folder: Path) -> Path:
    """A copy of the files that a test may damage; the folder above `knowledge`."""
    shutil.copytree(folder, tmp_path / "knowledge")
    return tmp_path


def test_every_row_of_every_file_keeps_its_schema(folder: Path) -> None:
    assert faults_of(folder) == []


def test_the_compiled_form_is_of_these_files_and_says_the_same(folder: Path) -> None:
    compiled = read_compiled(folder, sources_of(sums_of(folder)), lambda _: ())
    assert compiled is not None, "python -m scripts.sign_packs"
    assert same_knowledge(compiled, read_sources(folder))


def test_what_is_loaded_is_what_the_files_say(shipped: Knowledge, folder: Path) -> None:
    assert same_knowledge(shipped, read_sources(folder, resources() / "catalogue" / "products.csv"))
    assert list(shipped.names.by_words) == list(
        read_sources(folder, resources() / "catalogue" / "products.csv").names.by_words
    )


def test_a_compiled_form_is_used_only_as_it_was_sealed(copy: Path) -> None:
    compiled = copy / "knowledge" / COMPILED
    compiled.write_text(compiled.read_text(encoding="utf-8").replace("acetylsalicylic", "acetylsalycilic", 1), "utf-8")
    found = load_knowledge(copy)
    assert any(COMPILED in one for one in found.warnings)
    assert "acetylsalicylic acid" in found.ingredients["aspirin"].synonyms


def test_a_compiled_form_of_other_files_is_not_used(copy: Path) -> None:
    file = copy / "knowledge" / "brands.csv"
    file.write_text(file.read_text(encoding="utf-8") + "testbrand,aspirin\n", encoding="utf-8")
    seal(copy / "knowledge")
    assert load_knowledge(copy).identify("testbrand").ingredients == ("aspirin",)


def test_every_csv_file_has_a_schema(folder: Path) -> None:
    assert {file.name for file in folder.glob("*.csv")} == set(CSV_FILES)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("interactions.csv", ",major,", ",severe,", "'severe' is not one of"),
        ("interactions.csv", "inhibits_cyp3a4,", "inhibits_cyp9,", "no sentence for mechanism inhibits_cyp9"),
        ("interactions.csv", ",unverified,", ",a book,", "source a book is not in sources.csv"),
        ("doses.csv", ",mg,", ",mgs,", "'mgs' is not one of"),
        ("patient_rules.csv", "pregnancy--", "Pregnancy--", "does not match"),
    ],
)
def test_a_wrong_cell_is_found(copy: Path, name: str, old: str, new: str, said: str) -> None:
    file = copy / "knowledge" / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    faults = faults_of(copy / "knowledge")
    assert faults
    assert said in faults[0]


def test_no_sentence_of_a_rule_has_an_empty_gap(shipped: Knowledge) -> None:
    gaps = [
        rule.id
        for rule in shipped.rules
        if any("{" in sentence for sentence in sentences(rule.words, shipped.templates, a="x", b="y"))
    ]
    assert gaps == []


def test_no_sentence_of_a_patient_rule_has_an_empty_gap(shipped: Knowledge) -> None:
    rules = {rule.id: rule for held in shipped.patient_rules.values() for rule in held}
    told = [sentences(rule.words, shipped.templates, a="x", b="y", limit="1") for rule in rules.values()]
    assert not [one for one in told if any("{" in sentence for sentence in one)]
    assert told


def test_every_cross_reaction_names_a_group(shipped: Knowledge) -> None:
    groups = shipped.allergies.groups
    assert {other for group in groups.values() for other, _ in group.cross} <= groups.keys()


def test_every_condition_of_a_rule_can_be_recognised(shipped: Knowledge) -> None:
    rules = [rule for held in shipped.patient_rules.values() for rule in held if rule.kind == "condition"]
    assert {rule.condition for rule in rules} <= set(shipped.conditions.by_words.values())


def test_no_synonym_belongs_to_two_ingredients(folder: Path) -> None:
    owners: dict[str, set[str]] = {}
    for row in rows_of(folder / "ingredients.csv"):
        for name in [row["name"], *filter(None, row["synonyms"].split("|"))]:
            owners.setdefault(name, set()).add(row["name"])
    assert {name: of for name, of in owners.items() if len(of) > 1} == {}


def test_the_base_is_as_wide_as_it_says(shipped: Knowledge) -> None:
    classified = [fact for fact in shipped.ingredients.values() if fact.classes]
    assert len(shipped.ingredients) >= 1500
    assert len(classified) >= 1500
    assert len(shipped.rules) >= 2000
    assert shipped.unreviewed == shipped.facts
    assert not shipped.signed


def test_every_product_of_the_catalogue_is_screened(shipped: Knowledge) -> None:
    with (resources() / "catalogue" / "products.csv").open(encoding="utf-8", newline="") as lines:
        products = list(csv.DictReader(lines))
    for product in products:
        wanted = {shipped.canonical(name.strip()) for name in product["ingredients"].split("+")}
        identity = shipped.identify(product["name"])
        assert (set(identity.ingredients), identity.unknown) == (wanted, ()), product["name"]
        assert wanted <= shipped.ingredients.keys()


def test_the_base_stands_without_the_part_of_another_body(copy: Path) -> None:
    (copy / "knowledge" / "ansm_2020_10.csv").unlink()
    (copy / "knowledge" / "ansm_classes.csv").unlink()
    alone = load_knowledge(copy)
    pair = ScreeningProfile("p", medicines=(MedicineEntry("warfarin"), MedicineEntry("aspirin")))
    assert [alert.rule for alert in screen(pair, alone).alerts] == ["salicylates--vitamin-k-antagonists"]


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("interactions.csv", b"id,a,b\nx,1\n", "interactions.csv cannot be read"),
        ("ingredients.csv", b"\xff\xfe\x00", "ingredients.csv cannot be read"),
        ("words.toml", b"salts = [", "words.toml cannot be read"),
        ("classes.csv", b"id,name,parents,duplicate\n", "unknown ingredient or class"),
        ("doses.csv", b"id,ingredient\nd,warfarin\n", "contradicts itself"),
    ],
)
def test_a_damaged_file_is_refused_in_words(copy: Path, name: str, damage: bytes, said: str) -> None:
    (copy / "knowledge" / name).write_bytes(damage)
    with pytest.raises(Unavailable, match=said):
        load_knowledge(copy)


def test_a_missing_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        load_knowledge(tmp_path)
