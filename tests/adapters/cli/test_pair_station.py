"""A store that was copied, and two programs on one store: noticed, said, and settled by a person."""

import os
import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Ended, Run
from workstation.adapters.processes.locks import held
from workstation.app.opening import opened, utc_now
from workstation.app.pairing import Pairing, pairing_of
from workstation.app.syncing import LOCK_FILE, syncing
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.orderserver.server import OrderServer
from workstation.settings import current_settings


def _pair(run: Run, server: OrderServer, folder: Path, *options: str) -> Ended:
    given = ("--organization", "pharmacy-1", "--ca", server.address.ca, "--auth", "none", "--json")
    return run("--data-dir", folder, "pair", server.address.url, *given, *options)


def _sync(run: Run, folder: Path) -> Ended:
    return run("--data-dir", folder, "sync", "--once", "--json")


def _told(folder: Path) -> list[str]:
    """What people are told there."""
    with opened(current_settings(folder)) as found, found.site.store.read() as tx:
        return [one.code for one in tx.attentions.open()]


@pytest.fixture
def copy(run: Run, here: Path, server: OrderServer, tmp_path: Path) -> Path:
    """A copy of the folder of a paired store."""
    assert _pair(run, server, here).code == 0
    shutil.copytree(here, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_copied_store_is_not_synced_until_a_person_says_what_it_is(
    run: Run, here: Path, server: OrderServer, copy: Path
) -> None:
    stopped = _sync(run, copy)
    assert (stopped.code, stopped.json["error"]["code"]) == (3, "station")
    assert "--moved" in stopped.json["error"]["message"]
    assert "--new-station" in stopped.json["error"]["message"]
    refused = _pair(run, server, copy)
    assert (refused.code, refused.json["error"]["code"]) == (1, "store_copied")
    assert (_told(copy), _told(here)) == (["copied_station"], [])
    assert _sync(run, here).json["offline"] is False, "the original goes on"


def test_a_station_that_moved_keeps_its_name(run: Run, here: Path, server: OrderServer, copy: Path) -> None:
    before = _pair(run, server, here).json["station"]
    assert _sync(run, copy).code == 3
    assert _pair(run, server, copy, "--moved").json["station"] == before
    assert _sync(run, copy).json["offline"] is False
    assert _told(copy) == []


def test_a_new_station_gets_a_name_a_letter_and_a_chain_of_its_own(
    run: Run, here: Path, server: OrderServer, copy: Path
) -> None:
    before = _pair(run, server, here).json["station"]
    now = _pair(run, server, copy, "--new-station").json["station"]
    assert now != before
    assert _sync(run, copy).json["offline"] is False
    assert now in run("--data-dir", copy, "audit", "verify", "--json").json["head"]
    with opened(current_settings(copy)) as two:
        assert (two.site.station.letter, str(two.site.station.id)) == ("B", now)


def test_a_new_station_does_not_go_on_with_the_work_of_the_old_one(
    run: Run, here: Path, server: OrderServer, copy: Path
) -> None:
    with opened(current_settings(copy)) as two, two.site.store.begin() as tx:
        new = two.site.new_id
        tx.outbox.add(
            OutboxEntry(new(), 0, OutboxKind.UPDATE_TASK, new(), "Claim", "Task/1", {"claim": True}, utc_now())
        )
    refused = _pair(run, server, copy, "--new-station")
    assert (refused.code, refused.json["error"]["code"]) == (1, "station_has_work")
    assert "1 piece of open work" in refused.json["error"]["message"]


def test_one_cannot_be_both(run: Run, here: Path, server: OrderServer) -> None:
    assert _pair(run, server, here, "--moved", "--new-station").code == 2


def test_a_renamed_folder_is_the_same_station(run: Run, here: Path, server: OrderServer, tmp_path: Path) -> None:
    _pair(run, server, here)
    here.rename(tmp_path / "renamed")
    assert _sync(run, tmp_path / "renamed").json["offline"] is False


def test_two_programs_never_sync_one_store_at_the_same_time(
    run: Run, here: Path, server: OrderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pair(run, server, here)
    asked: list[object] = []
    server.stop()
    with held(here / LOCK_FILE, "sync", "is syncing this store"), opened(current_settings(here)) as two:
        with pytest.raises(Unavailable, match="in use by pid") as busy, syncing(two, patience=0.0) as line:
            asked.append(line)
        assert busy.value.what == "sync"
    assert asked == []


def test_a_second_window_on_one_store_is_told_who_is_first(
    run: Run, here: Path, server: OrderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pair(run, server, here)
    monkeypatch.setenv("DISPLAY", ":0")
    with held(here / "window.lock", "store", "has this store open in a window"):
        ended = run("--data-dir", here)
    assert ended.code == 3
    assert f"in use by pid {os.getpid()}" in ended.err


def test_a_pairing_of_an_older_version_is_understood(here: Path) -> None:
    with opened(current_settings(here)) as one:
        for note in (
            {"url": "https://old.example", "organization": "Organization/1", "ca_pem": ""},
            {"url": "https://old.example", "organization": "Organization/1", "ca_pem": "", "auth": "none", "later": 1},
        ):
            with one.site.store.begin() as tx:
                tx.sync_notes.set("pairing", exact_json.dumps(note))
            with one.site.store.read() as tx:
                found = pairing_of(tx)
            assert found == Pairing("https://old.example", "Organization/1", "")
            assert found is not None
            assert (found.max_batch, found.habits.max_batch, found.habits.ignores_if_match) == (0, 1, False)
