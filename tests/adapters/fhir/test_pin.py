"""A pinned key: written in any usual form, checked before a byte is sent, and never instead of name and dates."""

import base64

import pytest
import trustme
from cryptography import x509

from tests.adapters.fhir.tls_server import DAY, NOW, Reply, TlsServer, context_of, self_signed
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.pin import _matches, parse_pin, pin_of
from workstation.adapters.fhir.tls import Trust
from workstation.domain.errors import Unavailable

HEX = "00ff" * 16
OTHER = "ab" * 32
LOCAL = ["127.0.0.1"]


def _resource(_: str) -> Reply:
    return 200, {}, b'{"resourceType":"Task","id":"1"}'


def _read(server: TlsServer, trust: Trust) -> str:
    with FhirServer(server.url, trust=trust) as client:
        return client.read("Task/1").reference


def _why_refused(server: TlsServer, trust: Trust) -> str:
    with pytest.raises(Unavailable) as refusal:
        _read(server, trust)
    assert server.received == []
    return refusal.value.why


@pytest.mark.parametrize(
    "given",
    [
        HEX,
        HEX.upper(),
        ":".join(HEX[at : at + 2] for at in range(0, 64, 2)),
        base64.b64encode(bytes.fromhex(HEX)).decode(),
        "sha256/" + base64.b64encode(bytes.fromhex(HEX)).decode(),
        "sha256//" + base64.b64encode(bytes.fromhex(HEX)).decode(),
        base64.urlsafe_b64encode(bytes.fromhex(HEX)).decode(),
    ],
)
def test_a_pin_may_be_written_as_people_do(given: str) -> None:
    assert parse_pin(given) == HEX


@pytest.mark.parametrize("given", ["", "abc", HEX[:-2], "zz" * 32, base64.b64encode(b"short").decode(), "sha1/" + HEX])
def test_what_is_no_sha256_is_no_pin(given: str) -> None:
    assert parse_pin(given) is None


def test_a_self_signed_certificate_will_do_when_its_pin_is_right() -> None:
    context, certificate = self_signed(LOCAL)
    with TlsServer(context, _resource) as server:
        assert _read(server, Trust(pin=pin_of(certificate))) == "Task/1"


def test_another_key_gets_no_byte() -> None:
    context, _ = self_signed(LOCAL)
    with TlsServer(context, _resource) as server:
        assert "not the pinned one" in _why_refused(server, Trust(pin=OTHER))
    assert server.connections == 1


@pytest.mark.parametrize("names", [["127.0.0.2"], ["localhost"], []])
def test_the_name_is_checked_all_the_same(names: list[str]) -> None:
    context, certificate = self_signed(names)
    with TlsServer(context, _resource) as server:
        assert "another name" in _why_refused(server, Trust(pin=pin_of(certificate)))


def test_the_dates_are_checked_all_the_same() -> None:
    for start, end, said in ((NOW - 9 * DAY, NOW - DAY, "has expired"), (NOW + DAY, NOW + 9 * DAY, "not valid yet")):
        context, certificate = self_signed(LOCAL, start=start, end=end)
        with TlsServer(context, _resource) as server:
            assert said in _why_refused(server, Trust(pin=pin_of(certificate)))


def test_a_ca_and_a_pin_must_both_agree() -> None:
    ca = trustme.CA()
    leaf = ca.issue_cert("127.0.0.1")
    pem = ca.cert_pem.bytes().decode("ascii")
    pin = pin_of(x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes()))
    with TlsServer(context_of(leaf), _resource) as server:
        assert "not the pinned one" in _why_refused(server, Trust(pem, OTHER))
        stranger = trustme.CA().cert_pem.bytes().decode("ascii")
        assert "not trusted" in _why_refused(server, Trust(stranger, pin))
        assert _read(server, Trust(pem, pin)) == "Task/1"


@pytest.mark.parametrize(
    ("pattern", "host", "fits"),
    [
        ("orders.example", "orders.example", True),
        ("orders.example", "ORDERS.example.", True),
        ("orders.example", "x.orders.example", False),
        ("*.orders.example", "x.orders.example", True),
        ("*.orders.example", "x.y.orders.example", False),
        ("*.orders.example", "orders.example", False),
        ("*.example", "orders.example", False),
        ("*", "orders.example", False),
        ("o*.orders.example", "ox.orders.example", False),
    ],
)
def test_a_star_stands_for_one_label(pattern: str, host: str, fits: bool) -> None:
    assert _matches(pattern, host) is fits
