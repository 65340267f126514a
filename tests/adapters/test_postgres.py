"""The PostgreSQL that the tests start for themselves."""

from pathlib import Path

import psycopg
import pytest

from tests.adapters.postgres import PostgresServer, PostgresUnavailable, newest_binaries


def _connection(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))


def test_each_test_gets_an_empty_database(postgres_url: str) -> None:
    with _connection(postgres_url) as connection:
        count = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert count == (0,)


def test_a_template_is_prepared_once_and_its_copies_do_not_see_each_other(
    postgres_server: PostgresServer,
) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        with _connection(url) as connection:
            connection.execute("CREATE TABLE shelf (name text)")

    for _ in range(2):
        with (
            postgres_server.database(postgres_server.template("shelves", prepare)) as url,
            _connection(url) as copy,
        ):
            copy.execute("INSERT INTO shelf VALUES ('A1')")
            copy.commit()
            assert copy.execute("SELECT count(*) FROM shelf").fetchone() == (1,)
    assert len(prepared) == 1


def test_the_server_listens_on_no_network_port(postgres_url: str) -> None:
    with _connection(postgres_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_missing_server_fails_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="apt-get install postgresql"):
        newest_binaries(tmp_path)


def test_the_newest_of_several_versions_is_taken_by_number(tmp_path: Path) -> None:
    for version in ["9", "15", "17"]:
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for program in ["initdb", "pg_ctl"]:
            (folder / program).touch()
    assert newest_binaries(tmp_path) == tmp_path / "17" / "bin"
