"""A pharmacy at work against the real order server over HTTPS, for hours, or for a dozen prescriptions."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from tests.scenario_player import ServerOptions, opened_desk
from tests.soak.accounts import troubles
from tests.soak.day import BATCH, Day
from tests.soak.measuring import Growth, Report, Until, minutes_of_this_run
from tests.soak.server_process import ServerProcess

SEED = 20261123
SHARE_OF_THE_RUN = 0.6
MOST_MB_PER_1000 = 5.0
QUEUE = (12, 100)
"""Batches and their size: what waits in the queue when the day begins."""
ENOUGH_TO_JUDGE = 500
"""Prescriptions after the warm-up below which a slope says nothing."""


@contextmanager
def a_day(folder: Path, seed: int) -> Iterator[tuple[Day, ServerProcess]]:
    """A pharmacy with staff and stock, and its order server in a process of its own."""
    certificates = folder / "tls"
    certificates.mkdir()
    with ServerProcess(certificates) as server:
        options = ServerOptions(server.url, server.ca, server.organization)
        with opened_desk(folder / "store", options) as desk:
            day = Day(desk, server, seed)
            day.open_shop()
            yield day, server


@pytest.mark.ci
def test_a_dozen_prescriptions_leave_all_accounts_balanced(tmp_path: Path) -> None:
    with a_day(tmp_path, SEED) as (day, _):
        for _ in range(2):
            day.round(7)
        day.drain()
        assert troubles(day.desk, day.tally) == []
        assert day.tally.counts["supplies"] > 0


@pytest.mark.soak
def test_a_pharmacy_works_for_hours_and_loses_doubles_and_hoards_nothing(tmp_path: Path, report: Report) -> None:
    growth, seconds = Growth(), list[float]()
    with a_day(tmp_path, SEED) as (day, server):
        day.fill_queue(*QUEUE)
        until = Until(minutes_of_this_run() * 60 * SHARE_OF_THE_RUN)
        while not until.over:
            began = time.monotonic()
            day.round()
            seconds.append((time.monotonic() - began) / BATCH)
            growth.look(len(day.tally.ways))
        day.drain()
        found = troubles(day.desk, day.tally)
        facts = _facts(day, growth, seconds, until)
        more = {"accounts_that_do_not_balance": len(found), "order_server_mb": round(server.resident_mb)}
        report("a_pharmacy_day", facts | more)
    assert found == [], "\n".join(found[:20])
    if growth.work_counted >= ENOUGH_TO_JUDGE:
        assert growth.mb_per_1000 < MOST_MB_PER_1000


def _facts(day: Day, growth: Growth, seconds: list[float], until: Until) -> dict[str, Any]:
    third = max(1, len(seconds) // 3)
    with day.site.store.read() as tx:
        parked, rows = len(tx.outbox.open()), tx.audit.count()
    return {
        "minutes": round(until.used / 60, 1),
        "seed": SEED,
        "prescriptions": len(day.tally.ways),
        **{name.replace(" ", "_"): count for name, count in sorted(day.tally.counts.items())},
        "audit_rows": rows,
        "outbox_left_parked": parked,
        **growth.facts(),
        "seconds_per_prescription_first_third": round(fmean(seconds[:third]), 3),
        "seconds_per_prescription_last_third": round(fmean(seconds[-third:]), 3),
    }
