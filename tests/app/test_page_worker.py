"""The process that reads pages for a first pull, the real one, on a server over HTTPS."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.a_counter import paired_store
from tests.app.test_server_away import an_order
from tests.factories import fhir_bundle
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.tls import Trust
from workstation.app.opening import Opened
from workstation.app.page_worker import RemotePages, Source
from workstation.domain.errors import Unavailable
from workstation.orderserver.config import Auth, ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.brought import read
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.pull import pull

MANY = 120
AT_MOST = 60.0
"""Seconds until a process is there, on a loaded machine."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OrderServer]:
    """With small pages."""
    with OrderServer(ServerConfig(cert_dir=tmp_path / "certificates", max_page_size=10)) as running:
        running.load_document(fhir_bundle(*(one for number in range(MANY) for one in an_order(number))))
        yield running


@pytest.fixture
def here(tmp_path: Path, server: OrderServer) -> Iterator[Opened]:
    """The store of this counter."""
    with paired_store(tmp_path / "store", server) as opened_store:
        yield opened_store


def source_of(server: OrderServer, token: str = "") -> Callable[[], Source]:
    """For the server as it runs."""
    return lambda: Source(server.address.url, "Organization/pharmacy-1", Trust.from_file(server.address.ca), token)


def until_ready(reader: RemotePages) -> None:
    """Waits until it is there: a pull goes on meanwhile."""
    reader.start()
    assert reader.ready_within(AT_MOST), "the process did not start"


def first_pull(here: Opened, reader: RemotePages, on_page: Callable[[int], None]) -> int:
    """How many came in."""

    def told(taken: int) -> bool:
        on_page(taken)
        return True

    with here.link.connected() as line:
        rhythm = Rhythm(lambda _longest: 0.0)
        courier = Courier(here.site, line.server, line.translation, rhythm, line.habits, reader)
        found = pull(courier, told)
    assert not found.offline
    return found.tasks


def test_everything_comes_in_through_the_process(here: Opened, server: OrderServer) -> None:
    pids: list[int | None] = []
    with RemotePages(source_of(server)) as reader:
        until_ready(reader)
        assert first_pull(here, reader, lambda _taken: pids.append(reader.pid)) == MANY
    assert pids[-1] not in (None, os.getpid())
    with here.site.store.read() as tx:
        assert len(tx.prescriptions.open_tasks()) == MANY
        assert len(tx.mirror.references("Patient")) == MANY


def test_when_the_process_is_killed_the_pull_goes_on_without_it(here: Opened, server: OrderServer) -> None:
    killed: list[int] = []

    def kill(taken: int) -> None:
        if taken >= 30 and not killed:
            assert reader.pid is not None
            killed.append(reader.pid)
            os.kill(reader.pid, signal.SIGKILL)

    with RemotePages(source_of(server)) as reader:
        until_ready(reader)
        assert first_pull(here, reader, kill) == MANY
    assert killed
    with here.site.store.read() as tx:
        assert len(tx.prescriptions.open_tasks()) == MANY


def test_a_page_of_another_origin_is_not_read(server: OrderServer) -> None:
    with RemotePages(source_of(server)) as reader:
        until_ready(reader)
        with pytest.raises(Unavailable, match="points to another server"):
            reader.page("https://elsewhere.example/Task?page=2")
        assert read(reader.page(f"{server.address.url}/Task?owner=Organization/pharmacy-1")).gathered.tasks


def test_a_process_that_cannot_start_is_done_without(here: Opened, server: OrderServer) -> None:
    with RemotePages(source_of(server), command=["/nowhere/at/all"]) as reader:
        assert first_pull(here, reader, lambda _taken: None) == MANY
        assert not reader.is_ready()


@pytest.mark.ci
def test_without_a_token_to_be_had_there_is_no_process(here: Opened) -> None:
    def none() -> Source:
        raise Unavailable("keys", "The key of this station is not at hand.")

    with RemotePages(none) as reader:
        assert first_pull(here, reader, lambda _taken: None) == MANY
        assert reader.pid is None


def test_a_token_goes_to_the_server_and_is_not_renewed_by_the_process(tmp_path: Path) -> None:
    config = ServerConfig(cert_dir=tmp_path / "certificates", auth=Auth.SMART)
    with OrderServer(config) as server, RemotePages(source_of(server, "not-a-token")) as reader:
        until_ready(reader)
        with pytest.raises(Unavailable, match="token"):
            reader.page(f"{server.address.url}/Task")


def test_closed_while_it_starts_it_is_gone(server: OrderServer) -> None:
    reader = RemotePages(source_of(server))
    reader.start()
    reader.close()
    assert reader.pid is None


def test_its_own_pages_are_not_the_ones_of_a_server_with_another_authority(tmp_path: Path, server: OrderServer) -> None:
    (tmp_path / "other").mkdir()
    with OrderServer(ServerConfig(cert_dir=tmp_path / "other")) as other:
        strange = replace(source_of(server)(), trust=Trust.from_file(other.address.ca))
    with RemotePages(lambda: strange) as reader:
        until_ready(reader)
        with pytest.raises(Unavailable, match="certificate is not trusted"):
            reader.page(f"{server.address.url}/Task")
    with FhirServer(server.address.url, server.address.ca) as plain:
        assert plain.page_at("Task", f"{server.address.url}/Task").matches
