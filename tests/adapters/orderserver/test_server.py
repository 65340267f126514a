"""The server over real HTTPS: trust, stop and start, limits of the connection."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.adapters.orderserver.client import dispense, task
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.listener import ServerNotStarted
from workstation.orderserver.server import OrderServer, ServerAddress


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OrderServer]:
    """A running server."""
    with OrderServer(ServerConfig(cert_dir=tmp_path / "certificates", max_body_bytes=100_000)) as running:
        yield running


def _client(address: ServerAddress) -> httpx.Client:
    context = ssl.create_default_context(cafile=address.ca)
    return httpx.Client(base_url=address.url, verify=context, timeout=10)


def test_a_client_that_trusts_the_authority_works_over_https(server: OrderServer) -> None:
    with _client(server.address) as client:
        created = client.post("/Task", json=task(status="requested"))
        assert created.status_code == 201
        assert created.headers["location"].startswith(f"{server.address.url}/Task/")
        assert client.get(created.headers["location"]).json() == created.json()
        assert client.get("/Task?status=requested").json()["total"] == 1
        assert client.head(f"/Task/{created.json()['id']}").content == b""
        assert "date" in created.headers
    assert [each["id"] for each in server.query("Task?status=requested")] == [created.json()["id"]]


def test_localhost_is_a_name_of_the_server(server: OrderServer) -> None:
    with _client(server.address) as client:
        port = server.address.url.rpartition(":")[2]
        assert client.get(f"https://localhost:{port}/metadata").status_code == 200


def test_a_client_that_does_not_trust_the_authority_is_kept_away(server: OrderServer) -> None:
    with httpx.Client(verify=ssl.create_default_context()) as client, pytest.raises(httpx.ConnectError):
        client.get(f"{server.address.url}/metadata")


def test_the_keys_are_readable_by_the_owner_only(server: OrderServer) -> None:
    folder = server.address.ca.parent
    assert {path.name for path in folder.iterdir()} == {"ca.pem", "ca.key", "server.pem"}
    for name in ("ca.key", "server.pem"):
        assert (folder / name).stat().st_mode & 0o077 == 0
    assert b"PRIVATE" not in server.address.ca.read_bytes()


def test_a_stopped_server_comes_back_at_the_same_address_with_its_data(server: OrderServer) -> None:
    address = server.address
    with _client(address) as client:
        client.put("/Task/t1", json=task(id="t1"))
        following = _second_page(client)
        server.stop()
        assert not server.is_running
        with pytest.raises(httpx.TransportError):
            client.get("/Task/t1")
        server.store.put("Task", "t2", task())
        assert len(server.query("Task")) == 5
        assert server.start() == address
        assert client.get("/Task/t1").json()["id"] == "t1"
        assert client.get(following).status_code == 200


def _second_page(client: httpx.Client) -> str:
    for _ in range(3):
        client.post("/Task", json=task())
    (link,) = [each for each in client.get("/Task?_count=2").json()["link"] if each["relation"] == "next"]
    url: str = link["url"]
    return url


def test_starting_and_stopping_twice_does_no_harm(server: OrderServer) -> None:
    assert server.start() == server.address
    server.stop()
    server.stop()
    assert not server.is_running


def test_stopping_waits_neither_for_idle_connections_nor_leaves_a_thread(server: OrderServer) -> None:
    with _client(server.address) as client:
        client.get("/metadata")
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < 3
    assert "order-server" not in {thread.name for thread in threading.enumerate()}


def test_a_new_server_with_the_same_folder_is_trusted_by_old_clients(server: OrderServer) -> None:
    context = ssl.create_default_context(cafile=server.address.ca)
    server.close()
    with (
        OrderServer(ServerConfig(cert_dir=server.address.ca.parent)) as other,
        httpx.Client(verify=context) as client,
    ):
        assert client.get(f"{other.address.url}/metadata").status_code == 200


def test_a_port_in_use_is_said(server: OrderServer) -> None:
    port = int(server.address.url.rpartition(":")[2])
    with pytest.raises(ServerNotStarted):
        OrderServer(ServerConfig(port=port)).start()


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerNotStarted):
        OrderServer(ServerConfig(cert_dir=tmp_path / "file")).start()
    (tmp_path / "ca.pem").write_text("x")
    (tmp_path / "ca.key").write_text("x")
    with pytest.raises(ServerNotStarted):
        OrderServer(ServerConfig(cert_dir=tmp_path)).start()


def test_a_temporary_certificate_folder_goes_with_the_server() -> None:
    with OrderServer() as running:
        folder = running.address.ca.parent
        assert folder.is_dir()
    assert not folder.exists()


def test_a_body_that_is_too_large_is_refused_while_it_comes(server: OrderServer) -> None:
    with _client(server.address) as client:
        assert client.post("/Task", json=task(description="x" * 200_000)).status_code == 413
        parts = (b" " * 10_000 for _ in range(20))
        answer = client.post("/Task", content=parts, headers={"Content-Type": "application/json"})
        assert answer.status_code == 413


def test_garbage_on_the_line_harms_nobody(server: OrderServer) -> None:
    host, _, port = server.address.url.removeprefix("https://").rpartition(":")
    with socket.create_connection((host, int(port))) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        plain.settimeout(5)
        assert b"200" not in plain.recv(1000)
    context = ssl.create_default_context(cafile=server.address.ca)
    with (
        socket.create_connection((host, int(port))) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
    ):
        line.sendall(b"NONSENSE\r\n\r\n")
        assert b"400" in line.recv(1000)
    with _client(server.address) as client:
        assert client.get("/metadata").status_code == 200


def test_answers_do_not_wait_for_delayed_acknowledgements(server: OrderServer) -> None:
    # a listening socket without IPPROTO_TCP made every answer wait 40 ms for Nagle's algorithm
    with _client(server.address) as client:
        identifiers = [str(number) for number in range(50)]
        started = time.monotonic()
        for identifier in identifiers:
            client.post("/MedicationDispense", json=dispense(identifier))
        assert (time.monotonic() - started) / len(identifiers) < 0.03
