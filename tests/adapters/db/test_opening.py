"""Opening a store: made when it is not there, refused in plain words when it is not ours."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text

from tests.adapters.db.conftest import KEY, OpenAgain
from tests.adapters.db.samples import NOW, open_pharmacy
from tests.factories import a_user, new_id, tablets
from workstation.adapters.db import SqlStore, open_store, stations
from workstation.adapters.db.backends.sqlcipher import connect_file
from workstation.domain.errors import Unavailable

OTHER_KEY = bytes(32)


def opened(path: str | Path, key: bytes = KEY, **changes: object) -> SqlStore:
    """Opens a store."""
    return open_store(path, key, new_id=new_id, clock=lambda: NOW, **changes)  # type: ignore[arg-type]  # options


@pytest.fixture
def path(tmp_path: Path, sqlcipher_template: Path) -> Path:
    """An encrypted file with a user in it."""
    for file in sqlcipher_template.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    store = opened(tmp_path / sqlcipher_template.name)
    with store.begin() as transaction:
        transaction.users.save(a_user(name="Asha Canary"))
    store.close()
    return tmp_path / sqlcipher_template.name


def test_a_store_is_made_where_there_is_none(tmp_path: Path) -> None:
    store = opened(tmp_path / "new.db", station_name="Counter 7", demo=True)
    assert (store.station().name, store.is_demo()) == ("Counter 7", True)
    store.close()
    again = opened(tmp_path / "new.db", station_name="Renamed PC")
    assert (again.station(), again.is_demo()) == (store_station(again, "Counter 7"), True)
    again.close()


def store_station(store: SqlStore, name: str) -> object:
    """The station with this name."""
    station = store.station()
    assert station.name == name
    return station


def test_an_empty_file_left_by_a_power_cut_is_a_new_store(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()
    opened(tmp_path / "store.db").close()


def test_the_file_is_encrypted_and_only_the_owner_may_read_it(path: Path) -> None:
    for file in path.parent.iterdir():
        assert b"Canary" not in file.read_bytes()
        assert b"CREATE TABLE" not in file.read_bytes()
        assert KEY.hex().encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_a_wrong_key_is_told_apart_from_a_damaged_file(path: Path) -> None:
    with pytest.raises(Unavailable, match="This key does not open the store"):
        opened(path, OTHER_KEY)
    _damage(path, 0)
    with pytest.raises(Unavailable, match="file is damaged"):
        opened(path)


def test_without_the_check_value_it_says_that_it_cannot_tell(path: Path) -> None:
    path.with_name("store.db.check").unlink()
    with pytest.raises(Unavailable, match="Either this key does not belong"):
        opened(path, OTHER_KEY)
    assert not path.with_name("store.db.check").exists(), "a wrong key leaves no check value"
    opened(path).close()
    assert path.with_name("store.db.check").exists()


def test_a_damaged_page_is_named_when_it_is_read(path: Path) -> None:
    store = opened(path)
    with store.begin() as transaction:
        transaction.sync_notes.set("big", "x" * 100_000)
    store.close()
    _damage(path, path.stat().st_size - 8192)
    store = opened(path)
    with pytest.raises(Unavailable, match="damaged"), store.read() as transaction:
        transaction.sync_notes.get("big")
    store.close()


def _damage(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    for index in range(offset, offset + 4096):
        content[index] ^= 0xFF
    path.write_bytes(bytes(content))


def test_a_file_that_is_not_encrypted_is_not_ours(tmp_path: Path) -> None:
    plain = sqlcipher.connect(str(tmp_path / "plain.db"))
    plain.execute("CREATE TABLE t (c)")
    plain.close()
    before = (tmp_path / "plain.db").read_bytes()
    with pytest.raises(Unavailable, match="is not encrypted"):
        opened(tmp_path / "plain.db")
    assert (tmp_path / "plain.db").read_bytes() == before


def test_a_key_of_the_wrong_length_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        opened(tmp_path / "store.db", b"short")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="folder"):
        opened(tmp_path / "missing" / "store.db")


def test_a_newer_store_is_refused_in_plain_words(open_again: OpenAgain) -> None:
    store = open_again()
    with store.begin() as transaction:
        transaction.work.session.execute(text("UPDATE alembic_version SET version_num = '9999_of_tomorrow'"))
    store.close()
    with pytest.raises(Unavailable, match="newer version of the program"):
        open_again()


def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        opened(f"postgresql://nobody@/store?host={tmp_path}")


def test_stations_on_one_server_are_told_apart_by_name(postgres_url: str) -> None:
    url = postgres_url.replace("postgresql+psycopg", "postgresql")
    stores = [opened(url, b"", station_name=name) for name in ("Counter 1", "Counter 2", "Counter 1")]
    found = [store.station() for store in stores]
    for store in stores:
        store.close()
    assert [station.letter for station in found] == ["A", "B", "A"]
    assert found[0] == found[2]


def test_each_station_has_a_chain_of_its_own(postgres_url: str) -> None:
    stores = [opened(postgres_url, b"", station_name=name) for name in ("Counter 1", "Counter 2")]
    for _ in range(2):
        for store in stores:
            with store.begin() as transaction:
                transaction.audit.append(NOW, None, "a", "b", {})
    with stores[0].read() as transaction:
        verdict = transaction.audit.verify()
    heads = {store.station().id for store in stores}
    for store in stores:
        store.close()
    assert (verdict.ok, verdict.rows, set(verdict.heads)) == (True, 4, heads)


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (8, "J"), (23, "Z"), (24, "AA"), (48, "BA"), (600, "AAA")])
def test_letters_of_stations_never_run_out(number: int, letters: str) -> None:
    assert stations.letters(number) == letters


def test_two_programs_that_make_the_same_store_at_once_make_one(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    found: list[object] = []

    def open_it() -> None:
        store = opened(path)
        found.append(store.station())
        store.close()

    threads = [threading.Thread(target=open_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1


def test_a_store_that_is_up_to_date_opens_without_alembic(path: Path) -> None:
    code = (
        "import sys, datetime, uuid; from workstation.adapters.db import open_store;"
        f"now = datetime.datetime.fromisoformat({NOW.isoformat()!r});"
        "open_store(sys.argv[1], bytes(range(32)), new_id=uuid.uuid4, clock=lambda: now).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=False).returncode == 0


def test_connections_are_set_as_decided(path: Path) -> None:
    connection = connect_file(path, KEY)
    pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
    connection.close()
    assert pragmas == _PRAGMAS


_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "cache_size": -16000,
    "temp_store": 2,
    "recursive_triggers": 1,
    "busy_timeout": 10_000,
}


def test_what_was_stored_is_there_after_reopening(open_again: OpenAgain) -> None:
    store = open_again()
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
    store.close()
    with open_again().read() as transaction:
        assert transaction.prescriptions.get(pharmacy.prescription.id) == pharmacy.prescription
        assert transaction.stock.on_hand(pharmacy.product.id)[0].on_hand == tablets(10)
