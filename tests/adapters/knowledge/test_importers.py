"""Lists as others write them: every row taken over, or refused with why."""

import gzip
import json
import os
from pathlib import Path

import pytest

from workstation.adapters.knowledge.importers.ansm import read_ansm, thesaurus_in
from workstation.adapters.knowledge.importers.ddinter import is_ddinter, read_ddinter
from workstation.adapters.knowledge.importers.gathering import Taken
from workstation.adapters.knowledge.importers.generic import is_generic, mapping_of, read_generic
from workstation.domain.errors import Refused
from workstation.domain.screening import Knowledge, Severity
from workstation.paths import resources

DDINTER = "DDInterID_A,Drug_A,DDInterID_B,Drug_B,Level\n"
TABLES = resources() / "knowledge"


def written(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def graded(taken: Taken) -> list[tuple[str, str, Severity]]:
    return [(*pair.a, *pair.b, pair.words.severity) for pair in taken.pairs]  # type: ignore[misc]  # one on each side


def test_levels_of_ddinter_become_severities(tmp_path: Path, shipped: Knowledge) -> None:
    levels = "Major", "Moderate", "Minor", "Unknown"
    rows = [f"D1,Abacavir,D2,{name},{level}\n" for name, level in zip(
        ("Cetirizine", "Naltrexone", "Ibuprofen", "Metformin"), levels, strict=True)]  # fmt: skip
    taken = read_ddinter([written(tmp_path, DDINTER + "".join(rows))], shipped)
    assert graded(taken) == [
        ("abacavir", "cetirizine", Severity.MAJOR),
        ("abacavir", "naltrexone", Severity.MODERATE),
        ("abacavir", "ibuprofen", Severity.MINOR),
        ("abacavir", "metformin", Severity.MINOR),
    ]
    assert taken.pairs[-1].words.effect == "listed_not_graded"
    assert (taken.rows, taken.imported, taken.refused) == (4, 4, ())


def test_a_pair_of_ddinter_named_from_both_sides_is_one(tmp_path: Path, shipped: Knowledge) -> None:
    text = DDINTER + "D1,Warfarin,D2,Aspirin,Major\nD2,Aspirin,D1,Warfarin,Major\n"
    taken = read_ddinter([written(tmp_path, text)], shipped)
    assert (taken.imported, len(taken.pairs), len(taken.rules())) == (2, 1, 1)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("D1,Frobnicol,D2,Aspirin,Major", "'Frobnicol' is not known"),
        ("D1,Warfarin,D2,,Major", "A name is empty."),
        ("D1,Warfarin,D2,Aspirin,Severe", "Level 'Severe' is none of"),
        ("D1,Warfarin,D2,Coumadin,Major", "Both names mean warfarin."),
        ("D1,Warfarin,D2", "It has 3 columns and not 5."),
        ("D1,Diclofenac (topical),D2,Warfarin,Minor", "a form for one place"),
        ("D1,Co-amoxiclav,D2,Warfarin,Minor", "holds amoxicillin and clavulanic acid"),
        ("D1," + "x" * 3000 + ",D2,Warfarin,Minor", "longer than 2000"),
    ],
)
def test_a_row_is_refused_with_its_line_and_why(tmp_path: Path, shipped: Knowledge, row: str, why: str) -> None:
    text = DDINTER + "D1,Warfarin,D2,Ibuprofen,Major\n" + row + "\n"
    taken = read_ddinter([written(tmp_path, text)], shipped)
    assert (taken.rows, taken.imported) == (2, 1)
    (refused,) = taken.refused
    assert refused.row == 3
    assert why in refused.why


def test_names_with_commas_and_lines_in_quotes_keep_their_place(tmp_path: Path, shipped: Knowledge) -> None:
    text = DDINTER + 'D1,"Frob, nicol\nforte",D2,Aspirin,Major\nD1,Zzyzx,D2,Aspirin,Major\n'
    taken = read_ddinter([written(tmp_path, text)], shipped)
    assert [one.row for one in taken.refused] == [2, 4]


def test_several_files_name_theirs(tmp_path: Path, shipped: Knowledge) -> None:
    files = [written(tmp_path, DDINTER + "D1,Zzyzx,D2,Aspirin,Major\n", name) for name in ("a.csv", "b.csv")]
    assert [one.file for one in read_ddinter(files, shipped).refused] == ["a.csv", "b.csv"]


def test_the_own_table_takes_codes_sentences_and_classes(tmp_path: Path, shipped: Knowledge) -> None:
    text = (
        "a;b;severity;effect;mechanism;management;interrupts\n"
        "Warfarin;NSAIDs;Contra-indicated;bleeding;;Ring the clinic first.;\n"
        "Brufen;lithium;mild;;;;yes\n"
    )
    taken = read_generic([written(tmp_path, text, encoding="utf-16")], shipped)
    first, second = taken.pairs
    assert (first.a, first.b, first.words.severity) == (("warfarin",), ("nsaids",), Severity.CONTRAINDICATED)
    assert (first.words.effect, first.words.mechanism, first.words.management) == (
        "bleeding",
        "listed",
        "Ring the clinic first.",
    )
    assert (second.a, second.words.interrupts, second.words.management) == (("ibuprofen",), True, "be_aware")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("warfarin,aspirin,awful,,,,,", "The severity 'awful' is none of"),
        ("warfarin,aspirin,major,,,,no,", "cannot say that something does not interrupt"),
        ("warfarin,aspirin,major,,,,perhaps,", "neither yes nor empty"),
        ("warfarin,aspirin,major,{a.__class__},,,,", "curly brackets"),
        ("warfarin,aspirin,major,,,separate_hours,,", "needs a number"),
        ("warfarin,aspirin,major,,,,,everywhere", "none of systemic, any"),
        ("warfarin,warfarin,major,,,,,", "Both names mean warfarin."),
    ],
)
def test_a_row_of_the_own_table_is_refused(tmp_path: Path, shipped: Knowledge, cells: str, why: str) -> None:
    text = "a,b,severity,effect,mechanism,management,interrupts,a_routes\n" + cells + "\n"
    (refused,) = read_generic([written(tmp_path, text)], shipped).refused
    assert why in refused.why


def test_a_mapping_names_other_headings_and_words(tmp_path: Path, shipped: Knowledge) -> None:
    own = written(
        tmp_path, '[columns]\na="Object"\nb="Precipitant"\nseverity="Rank"\n[severity]\n"1"="major"\n', "m.toml"
    )
    file = written(tmp_path, "Object\tPrecipitant\tRank\nWarfarin\tAspirin\t1\n", "acme.tsv", "cp1252")
    assert graded(read_generic([file], shipped, mapping_of(own))) == [("warfarin", "aspirin", Severity.MAJOR)]


@pytest.mark.parametrize("text", ["[columns", "[colums]\n", '[columns]\nfoo="x"\n', '[columns]\n[severity]\nx="bad"\n'])
def test_a_mapping_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="cannot be imported"):
        mapping_of(written(tmp_path, text, "m.toml"))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", b"\x1f\x8b\x00broken", b'a,b,severity\n"x', b"\xff\xfea"]
)
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path: Path, shipped: Knowledge, content: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(Refused, match=r"x\.csv cannot be imported"):
        read_generic([tmp_path / "x.csv"], shipped)


def test_kinds_are_told_by_their_headings() -> None:
    assert is_ddinter(DDINTER)
    assert is_generic("Drug_A;Drug_B;Severity\n")
    assert not is_generic("name,price\n")


def entry(main: str, plus: str, *levels: str) -> dict[str, object]:
    graded = [{"level": level, "info": ""} for level in levels]
    return {"main_drug": main, "plus_drug": plus, "severity_levels": graded, "interaction_mechanism": "Risque."}


def test_entries_of_the_thesaurus_become_rules(tmp_path: Path, shipped: Knowledge) -> None:
    entries = [
        entry("WARFARINE", "ABACAVIR", "Association DECONSEILLEE"),
        entry("WARFARINE", "FROBNICOLE", "CONTRE-INDICATION"),
        entry("WARFARINE", "ALCOOL (BOISSON OU EXCIPIENT)", "CONTRE-INDICATION"),
        entry("WARFARINE", "CETIRIZINE", "Terrible"),
        {"nothing": 1},
    ]
    file = tmp_path / "thesaurus_2027-01.json.gz"
    file.write_bytes(gzip.compress(json.dumps(entries).encode()))
    taken = read_ansm(file, TABLES, shipped)
    assert graded(taken) in ([("abacavir", "warfarin", Severity.MAJOR)], [("warfarin", "abacavir", Severity.MAJOR)])
    assert [one.row for one in taken.refused] == [2, 3, 4, 5]


def test_a_class_of_the_thesaurus_has_the_members_that_its_file_names(tmp_path: Path, shipped: Knowledge) -> None:
    entries = [entry("ABIRATERONE", "ALCALINISANTS URINAIRES", "CONTRE-INDICATION")]
    (tmp_path / "thesaurus_2027-01.json").write_text(json.dumps(entries), encoding="utf-8")
    substances = [{"substance": "cetirizine", "drug_classes": ["alcalinisants urinaires"]}]
    (tmp_path / "substances_2027-01.json").write_text(json.dumps(substances), encoding="utf-8")
    taken = read_ansm(tmp_path / "thesaurus_2027-01.json", TABLES, shipped)
    (rule,) = taken.rules()
    assert {"ansm_urinary_alkalinisers", "cetirizine"} in (set(rule.a), set(rule.b))


def test_the_latest_thesaurus_of_a_folder_is_read(tmp_path: Path) -> None:
    for name in ("thesaurus_2019-09.json.gz", "thesaurus_2020-10.json.gz", "substances_2020-10.json.gz"):
        (tmp_path / name).touch()
    found = thesaurus_in(tmp_path)
    assert found is not None
    assert found.name == "thesaurus_2020-10.json.gz"
    assert thesaurus_in(tmp_path / "list.csv") is None


def test_both_editions_of_the_agency_are_read(shipped: Knowledge) -> None:
    named = os.environ.get("WORKSTATION_REFERENCE_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[4] / "shared" / "data"
    source = folder / "ansm-interactions-fr"
    if not source.is_dir():
        pytest.skip("the thesaurus is not here")
    for name, rows in (("thesaurus_2019-09.json.gz", 3035), ("thesaurus_2020-10.json.gz", 3139)):
        taken = read_ansm(source / name, TABLES, shipped)
        assert taken.rows == rows
        assert taken.imported >= 0.97 * rows
