"""`workstation catalogue`: the shapes of cli.md, on a real store."""

from pathlib import Path

from tests.unit.cli.conftest import Run

TABLE = """gtin,name,ingredients,strengths,form,pack_size,unit,schedule,mrp
8901177011238,Warf 5,warfarin,5 mg,tablet,30,tablet,H,42.50
8901177011239,Warf 2,warfarin,2 mg,tablet,30,tablet,H,22.50
8901177011238,Warf 5,warfarin,5 mg,tablet,30,tablet,H,42.50
"""


def test_a_table_is_imported_and_found(run: Run, here: Path, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(TABLE, encoding="utf-8")
    ended = run("catalogue", "import", file, "--mapping", "generic", "--json")
    assert (ended.code, ended.json["rows"], ended.json["imported"]) == (1, 3, 1)
    assert ended.json["refused"] == [
        {"row": 3, "why": "The check digit of GTIN 8901177011239 is wrong."},
        {"row": 4, "why": "It says the same as row 2."},
    ]
    assert set(ended.json) == {"rows", "imported", "refused", "seconds"}
    (product,) = run("catalogue", "search", "warf", "--json").json["products"]
    assert (product["gtin"], product["pack"], product["strength"]) == ("08901177011238", "30 tablet", "5 mg")


def test_a_file_that_is_no_catalogue_is_refused_and_leaves_nothing(run: Run, here: Path, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all,\n", encoding="utf-8")
    ended = run("catalogue", "import", file, "--mapping", "generic", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (1, "not_a_catalogue")
    assert run("catalogue", "search", "a", "--json").json["products"] == []


def test_an_unknown_mapping_is_wrong_use_and_lists_those_that_are_known(run: Run, here: Path, tmp_path: Path) -> None:
    ended = run("catalogue", "import", tmp_path / "a.csv", "--mapping", "sesam", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "usage")
    assert "bdpm, generic" in ended.json["error"]["message"]


def test_a_file_that_is_not_there_is_unavailable_and_makes_no_store(run: Run, here: Path, tmp_path: Path) -> None:
    ended = run("catalogue", "import", tmp_path / "none.csv", "--mapping", "generic", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (3, "file")
    assert not (here / "store.db").exists()


def test_the_shipped_catalogue_is_a_generic_table(run: Run, here: Path) -> None:
    file = Path(__file__).parents[3] / "resources" / "catalogue" / "products.csv"
    ended = run("catalogue", "import", file, "--mapping", "generic", "--json")
    assert (ended.json["refused"], ended.json["imported"]) == ([], 1003)
