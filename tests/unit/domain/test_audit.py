"""The audit chain shows every change of what was written."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.audit import GENESIS, AuditRow, canonical, chain_hash, verify_chains

STATIONS = [UUID(int=1), UUID(int=2)]


def a_chain(station: UUID, length: int) -> list[AuditRow]:
    """Rows as the store writes them."""
    rows, previous = [], GENESIS
    for sequence in range(1, length + 1):
        content = canonical(datetime(2026, 11, 22, tzinfo=UTC), None, "scan", f"line {sequence}", {"n": str(sequence)})
        previous = chain_hash(previous, station, sequence, content)
        rows.append(AuditRow(station, sequence, content, previous))
    return rows


def test_chains_of_several_stations_stand_side_by_side() -> None:
    verdict = verify_chains([*a_chain(STATIONS[0], 3), *a_chain(STATIONS[1], 2)])
    assert (verdict.rows, verdict.ok, verdict.first_bad_row) == (5, True, None)
    assert set(verdict.heads) == set(STATIONS)


@given(st.integers(1, 8), st.data())
def test_a_changed_row_is_found(length: int, data: st.DataObject) -> None:
    rows = a_chain(STATIONS[0], length)
    at = data.draw(st.integers(0, length - 1))
    rows[at] = replace(rows[at], content=rows[at].content + b" ")
    assert verify_chains(rows).first_bad_row == (STATIONS[0], at + 1)


@given(st.integers(2, 8), st.data())
def test_a_row_that_was_taken_out_is_found(length: int, data: st.DataObject) -> None:
    rows = a_chain(STATIONS[0], length)
    at = data.draw(st.integers(0, length - 2))
    del rows[at]
    assert not verify_chains(rows).ok


@given(st.integers(2, 8), st.data())
def test_two_rows_in_the_wrong_order_are_found(length: int, data: st.DataObject) -> None:
    rows = a_chain(STATIONS[0], length)
    at = data.draw(st.integers(0, length - 2))
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    assert not verify_chains(rows).ok


def test_a_row_of_another_station_does_not_fit() -> None:
    (row,) = a_chain(STATIONS[0], 1)
    assert not verify_chains([replace(row, station_id=STATIONS[1])]).ok


def test_the_stored_bytes_do_not_depend_on_the_order_of_the_facts() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assert canonical(at, None, "a", "b", {"x": "1", "y": "2"}) == canonical(at, None, "a", "b", {"y": "2", "x": "1"})
