"""A server that is not surely ours gets nothing: no token, no request; and a sentence says why."""

import json
import ssl
from collections.abc import Callable

import pytest
import trustme

from tests.adapters.fhir.tls_server import DAY, NOW, Reply, TlsServer, context_of, old_context_of
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.tls import Trust
from workstation.domain.errors import Unavailable

SECRET = "token-that-only-one-may-see"


class FixedTokens:
    """Always the same token."""

    def bearer(self) -> str:
        """The token."""
        return SECRET

    def renewed(self, refused: str) -> str:
        """The same."""
        return refused


@pytest.fixture(scope="module")
def ours() -> trustme.CA:
    """The pharmacy's own certificate authority."""
    return trustme.CA()


def _client(url: str, ca: trustme.CA) -> FhirServer:
    trust = Trust(ca.cert_pem.bytes().decode("ascii"))
    return FhirServer(url, trust=trust, tokens=FixedTokens())


def _refused(url: str, ca: trustme.CA) -> str:
    with _client(url, ca) as client, pytest.raises(Unavailable) as refusal:
        client.read("Task/1")
    assert SECRET not in str(refusal.value)
    return refusal.value.why


def _resource(_: str) -> Reply:
    return 200, {"Content-Type": "application/fhir+json"}, b'{"resourceType":"Task","id":"1"}'


def test_the_server_that_is_ours_gets_the_token(ours: trustme.CA) -> None:
    with TlsServer(context_of(ours.issue_cert("127.0.0.1")), _resource) as server, _client(server.url, ours) as client:
        assert client.read("Task/1").reference == "Task/1"
    assert SECRET.encode() in server.received[0]


def _stranger(_: trustme.CA) -> ssl.SSLContext:
    return context_of(trustme.CA().issue_cert("127.0.0.1"))


def _other_name(ca: trustme.CA) -> ssl.SSLContext:
    return context_of(ca.issue_cert("orders.example", "127.0.0.2"))


def _expired(ca: trustme.CA) -> ssl.SSLContext:
    return context_of(ca.issue_cert("127.0.0.1", not_before=NOW - 9 * DAY, not_after=NOW - DAY))


def _not_yet(ca: trustme.CA) -> ssl.SSLContext:
    return context_of(ca.issue_cert("127.0.0.1", not_before=NOW + DAY, not_after=NOW + 9 * DAY))


def _old_tls(ca: trustme.CA) -> ssl.SSLContext:
    return old_context_of(ca.issue_cert("127.0.0.1"))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_stranger, "not trusted"),
        (_other_name, "made for another name"),
        (_expired, "has expired"),
        (_not_yet, "not valid yet"),
        (_old_tls, "older than 1.2"),
    ],
)
def test_a_server_that_cannot_prove_itself_gets_no_byte(
    ours: trustme.CA, made: Callable[[trustme.CA], ssl.SSLContext], said: str
) -> None:
    with TlsServer(made(ours), _resource) as server:
        assert said in _refused(server.url, ours)
    assert server.connections
    assert server.received == []


def test_a_server_that_speaks_plain_http_gets_no_token(ours: trustme.CA) -> None:
    with TlsServer(None, _resource) as server:
        assert "does not speak TLS" in _refused(server.url, ours)
    assert all(SECRET.encode() not in one and b"Task" not in one for one in server.received)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_redirect_elsewhere_is_not_followed(ours: trustme.CA, status: int, scheme: str) -> None:
    good = context_of(ours.issue_cert("127.0.0.1"))
    with TlsServer(good if scheme == "https" else None, _resource) as other:

        def away(_: str) -> Reply:
            return status, {"Location": f"{scheme}://127.0.0.1:{other.port}/Task/1"}, b""

        with TlsServer(good, away) as server:
            assert "points to another server" in _refused(server.url, ours)
    assert other.connections == 0


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_next_link_to_another_host_is_not_followed(ours: trustme.CA, scheme: str) -> None:
    good = context_of(ours.issue_cert("127.0.0.1"))
    with TlsServer(good if scheme == "https" else None, _resource) as other:
        link = [{"relation": "next", "url": f"{scheme}://127.0.0.1:{other.port}/Task?page=2"}]
        page = json.dumps({"resourceType": "Bundle", "link": link}).encode()
        with (
            TlsServer(good, lambda _: (200, {}, page)) as server,
            _client(server.url, ours) as client,
            pytest.raises(Unavailable, match="points to another server"),
        ):
            list(client.search("Task", []))
    assert other.connections == 0


def test_an_attachment_at_another_host_is_not_fetched(ours: trustme.CA) -> None:
    good = context_of(ours.issue_cert("127.0.0.1"))
    with TlsServer(good, _resource) as other, TlsServer(good) as server, _client(server.url, ours) as client:
        assert client.content(f"{other.url}/scan.png") is None
    assert other.connections == server.connections == 0
