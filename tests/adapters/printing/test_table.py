"""Sheets of open work: every row is there, whole, in order, and every page says which of how many it is."""

from pathlib import Path

import pytest

from tests.adapters.printing.pdf_files import pages_of
from workstation.adapters.printing.table import Table, TableColumn, Text, write_table_pdf
from workstation.domain.errors import Unavailable

pytestmark = pytest.mark.usefixtures("qapp")


def a_table(rows: int, lines: int = 3, mark: str = "DEMO") -> Table:
    cells = [
        ((Text(f"patient {number}", bold=True),), tuple(Text(f"line {number}.{line}.") for line in range(lines)))
        for number in range(rows)
    ]
    columns = (TableColumn("Patient", 1), TableColumn("Medicines", 2))
    return Table("Open work", "printed at 12:00", columns, tuple(cells), "Page {page} of {pages}", mark)


def test_every_row_is_there_in_order_and_each_page_says_which_it_is(tmp_path: Path) -> None:
    path = tmp_path / "work.pdf"
    pages = write_table_pdf(a_table(40), path)
    said = pages_of(path)
    assert len(said) == pages > 1
    whole = " ".join(said)
    found = [whole.index(f"patient {number}") for number in range(40)]
    assert found == sorted(found)
    for number, page in enumerate(said, start=1):
        assert f"Page {number} of {pages}" in page
        assert "DEMO" in page
        assert "Medicines" in page


def test_a_row_taller_than_a_page_goes_on_on_the_next_one_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "work.pdf"
    assert write_table_pdf(a_table(1, lines=100), path) == 3
    whole = " ".join(pages_of(path))
    assert all(f"line 0.{line}." in whole for line in range(100))


def test_a_long_text_is_broken_and_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "work.pdf"
    long = " ".join(f"word{number}" for number in range(60)) + " " + "x" * 300
    table = a_table(0)
    write_table_pdf(Table(table.title, table.note, table.columns, (((Text(long),), (Text(""),)),), table.foot), path)
    (said,) = pages_of(path)
    assert all(f"word{number}" in said for number in range(60))
    assert said.count("x") >= 300


def test_a_list_without_rows_is_one_page_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "work.pdf"
    assert write_table_pdf(a_table(0, mark=""), path) == 1
    (said,) = pages_of(path)
    assert "Page 1 of 1" in said
    assert "DEMO" not in said


def test_sheets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "work.pdf"
    write_table_pdf(a_table(1), path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="list cannot be written"):
        write_table_pdf(a_table(1), tmp_path / "gone" / "work.pdf")
