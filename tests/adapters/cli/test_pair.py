"""`workstation pair` against the reference order server, over HTTPS, as it is and made worse."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.unit.cli.conftest import Ended, Run
from workstation.adapters.fhir.pin import pin_of
from workstation.orderserver.config import Auth, ConditionalCreate, ServerConfig
from workstation.orderserver.faults import Fault, FaultBoard, FaultKind
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer


def _pair(run: Run, server: OrderServer, *options: object, organization: str = "pharmacy-1") -> Ended:
    address = server.address
    return run("pair", address.url, "--organization", organization, "--ca", address.ca, "--json", *options)


def _refusal(ended: Ended) -> str:
    assert (ended.code, ended.err) == (1, "")
    assert set(ended.json) == {"error"}
    return str(ended.json["error"]["code"])


def test_pairing_tells_what_the_server_really_does(run: Run, here: Path, server: OrderServer) -> None:
    ended = _pair(run, server, "--auth", "none")
    assert ended.code == 0
    found = ended.json
    assert (found["organization"], found["auth"]) == ("Organization/pharmacy-1", "none")
    probe = found["probe"]
    assert probe.pop("search_lag_seconds") >= 0
    assert probe == {
        "fhir_version": "4.0.1",
        "software": "Reference order server",
        "version_ids": True,
        "stale_update": 412,
        "conditional_create": True,
        "delete": True,
        "transaction": True,
        "max_batch": 20,
    }
    assert (found["client_id"], found["pin"], found["region"]) == (None, None, None)
    no_proof, no_region = found["warnings"]
    assert "no proof of who sends them" in no_proof
    assert "does not say where it keeps its data" in no_region
    assert (here / "store.db").exists()


def test_the_probe_leaves_nothing_behind(run: Run, here: Path, server: OrderServer) -> None:
    _pair(run, server, "--auth", "none")
    assert server.query("Basic") == []


def test_after_pairing_the_station_syncs(run: Run, here: Path, server: OrderServer) -> None:
    station = _pair(run, server, "--auth", "none").json["station"]
    ended = run("sync", "--once", "--json")
    assert (ended.code, ended.json["offline"]) == (0, False)
    assert station in run("audit", "verify", "--json").json["head"]


def test_for_people_it_is_a_list(run: Run, here: Path, server: OrderServer) -> None:
    address = server.address
    ended = run("pair", address.url, "--organization", "pharmacy-1", "--ca", address.ca, "--auth", "none")
    assert ended.out.startswith(f"Paired with {address.url} as Organization/pharmacy-1.\n")
    rows = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert "this server this program" in rows
    assert "a change of an old version refuses (412) a change never overwrites another one" in rows
    assert "batches up to 20 up to 20 facts in one request" in rows
    assert ended.err.startswith("LOOK  ")


# --- who we are there ---------------------------------------------------------------------------------------


def _add_organization(server: OrderServer, id_: str, value: str, **more: Any) -> None:
    identifier = [{"system": "urn:licence", "value": value}]
    server.load_document({"resourceType": "Organization", "id": id_, "identifier": identifier, **more})


def test_the_organization_is_found_by_its_identifier(run: Run, here: Path, server: OrderServer) -> None:
    _add_organization(server, "ours", "L-1")
    ended = _pair(run, server, "--auth", "none", organization="urn:licence|L-1")
    assert ended.json["organization"] == "Organization/ours"


def test_an_identifier_that_two_have_is_refused(run: Run, here: Path, server: OrderServer) -> None:
    _add_organization(server, "one", "L-1")
    _add_organization(server, "two", "L-1")
    ended = _pair(run, server, "--auth", "none", organization="urn:licence|L-1")
    assert _refusal(ended) == "organization_not_unique"
    assert ended.json["error"]["message"].startswith("2 pharmacies")


@pytest.mark.parametrize("organization", ["nobody", "Organization/nobody", "urn:licence|nobody"])
def test_an_unknown_organization_is_refused(run: Run, here: Path, server: OrderServer, organization: str) -> None:
    assert _refusal(_pair(run, server, "--auth", "none", organization=organization)) == "organization_not_found"
    assert run("sync", "--once", "--json").json["error"]["code"] == "order_server"


def test_an_organization_that_is_not_active_is_pointed_out(run: Run, here: Path, server: OrderServer) -> None:
    _add_organization(server, "closed", "L-2", active=False)
    ended = _pair(run, server, "--auth", "none", organization="closed")
    assert "The server says that this Organization is not active." in ended.json["warnings"]


# --- who may ask --------------------------------------------------------------------------------------------


def test_smart_is_the_default_and_refused_where_it_is_not_offered(run: Run, here: Path, server: OrderServer) -> None:
    assert _refusal(_pair(run, server)) == "smart_not_offered"


def test_a_server_with_smart_lets_nobody_in_without_a_token(run: Run, here: Path, smart: OrderServer) -> None:
    assert _refusal(_pair(run, smart, "--auth", "none")) == "token_needed"


@pytest.fixture
def smart(tmp_path: Path) -> Iterator[OrderServer]:
    """A server that asks for tokens."""
    with OrderServer(ServerConfig(auth=Auth.SMART, cert_dir=tmp_path / "certificates")) as running:
        yield running


def test_pairing_waits_for_the_station_to_be_registered(
    run: Run, here: Path, smart: OrderServer, tmp_path: Path
) -> None:
    out = tmp_path / "key.json"
    ended = _pair(run, smart, "--client-id", "station-1", "--jwk-out", out)
    assert _refusal(ended) == "not_registered"
    assert f"client id station-1, public key {out}" in ended.json["error"]["message"]
    key = json.loads(out.read_text(encoding="utf-8"))
    smart.register_client("station-1", key)
    found = _pair(run, smart, "--client-id", "station-1", "--jwk-out", out).json
    assert (found["auth"], found["client_id"], found["probe"]["max_batch"]) == ("smart", "station-1", 20)
    assert json.loads(out.read_text(encoding="utf-8")) == key, "the key is made once"
    assert smart.query("Basic") == []
    smart.tokens.revoke_all()
    assert run("sync", "--once", "--json").json["offline"] is False


def test_the_key_is_written_even_where_the_server_is_gone(
    run: Run, here: Path, server: OrderServer, tmp_path: Path
) -> None:
    server.stop()
    assert _pair(run, server, "--jwk-out", tmp_path / "key.json").code == 3
    assert json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["keys"][0]["crv"] == "P-384"


def test_without_a_name_the_station_goes_by_its_own_id(
    run: Run, here: Path, smart: OrderServer, tmp_path: Path
) -> None:
    out = tmp_path / "key.json"
    message = _pair(run, smart, "--jwk-out", out).json["error"]["message"]
    client = message.partition("client id ")[2].partition(",")[0]
    smart.register_client(client, json.loads(out.read_text(encoding="utf-8")))
    found = _pair(run, smart).json
    assert found["client_id"] == found["station"] == client


# --- who the server is ----------------------------------------------------------------------------------------


def _pin(server: OrderServer) -> str:
    _, _, port = server.address.url.rpartition(":")
    certificate = ssl.get_server_certificate(("127.0.0.1", int(port)))
    return pin_of(x509.load_pem_x509_certificate(certificate.encode()))


def test_a_pin_takes_the_place_of_a_ca_and_is_kept(run: Run, here: Path, server: OrderServer) -> None:
    options = ("--organization", "pharmacy-1", "--auth", "none", "--json")
    pin = _pin(server)
    wrong = run("pair", server.address.url, *options, "--pin", "0" * 64)
    assert (wrong.code, wrong.json["error"]["code"]) == (3, "order_server")
    assert "not the pinned one" in wrong.json["error"]["message"]
    assert run("pair", server.address.url, *options, "--pin", pin).json["pin"] == pin
    assert run("sync", "--once", "--json").json["offline"] is False


# --- where it keeps its data ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("region", "taken"), [("IN", True), ("in-mh", True), ("US", False)])
def test_a_server_in_a_region_that_the_law_does_not_allow_is_refused(
    run: Run, here: Path, tmp_path: Path, region: str, taken: bool
) -> None:
    with OrderServer(ServerConfig(region=region, cert_dir=tmp_path / "certificates")) as server:
        ended = _pair(run, server, "--auth", "none")
        if taken:
            assert ended.json["region"] == region.upper()
        else:
            assert _refusal(ended) == "region_not_allowed"
            assert server.query("Basic") == []


# --- what is no such server ---------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_refused(run: Run, here: Path, server: OrderServer) -> None:
    ended = run("pair", server.address.url, "--organization", "pharmacy-1", "--auth", "none", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (3, "order_server")
    assert "certificate is not trusted" in ended.json["error"]["message"]


def test_a_server_that_is_gone_is_unavailable(run: Run, here: Path, server: OrderServer) -> None:
    server.stop()
    ended = _pair(run, server, "--auth", "none")
    assert (ended.code, ended.json["error"]["code"]) == (3, "order_server")


class _Metadata:
    """Answers /metadata with a body of its own."""

    def __init__(self, app: ASGIApp, body: bytes, status: int = 200) -> None:
        self._app, self._body, self._status = app, body, status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything else is passed on."""
        if scope["type"] != "http" or scope["path"] != "/metadata":
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", b"application/fhir+json")]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"resourceType":"CapabilityStatement","fhirVersion":"3.0.2"}', 200, "not_r4"),
        (b'{"resourceType":"CapabilityStatement","fhirVersion":"4.3.0"}', 200, "not_r4"),
        (b'{"resourceType":"CapabilityStatement"}', 200, "not_r4"),
        (b'{"resourceType":"Patient"}', 200, "not_fhir"),
        (b"<html>not found</html>", 404, "not_fhir"),
    ],
)
def test_what_is_no_fhir_r4_server_is_refused(
    run: Run, here: Path, tmp_path: Path, body: bytes, status: int, code: str
) -> None:
    config = ServerConfig(cert_dir=tmp_path / "certificates")
    with OrderServer(config, middleware=[lambda app: _Metadata(app, body, status)]) as server:
        assert _refusal(_pair(run, server, "--auth", "none")) == code


# --- servers that do less than they should --------------------------------------------------------------------


class _Without:
    """Takes request headers away, so that the server knows nothing of conditions."""

    def __init__(self, app: ASGIApp, *headers: bytes) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the rest on."""
        if scope["type"] == "http":
            kept = [(name, value) for name, value in scope["headers"] if name not in self._headers]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)


class _Forbids:
    """Answers 405 to a method on test resources."""

    def __init__(self, app: ASGIApp, method: str) -> None:
        self._app, self._method = app, method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the rest on."""
        if scope["type"] != "http" or scope["method"] != self._method:
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 405, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def test_a_server_that_ignores_if_none_exist_is_found_out_and_cleaned_up(run: Run, here: Path, tmp_path: Path) -> None:
    config = ServerConfig(cert_dir=tmp_path / "certificates")
    with OrderServer(config, middleware=[lambda app: _Without(app, b"if-none-exist")]) as server:
        found = _pair(run, server, "--auth", "none").json
        assert found["probe"]["conditional_create"] is False
        assert any("If-None-Exist is ignored" in warning for warning in found["warnings"])
        assert server.query("Basic") == []


def test_a_server_that_overwrites_a_newer_version_is_found_out(run: Run, here: Path, tmp_path: Path) -> None:
    config = ServerConfig(cert_dir=tmp_path / "certificates")
    with OrderServer(config, middleware=[lambda app: _Without(app, b"if-match")]) as server:
        found = _pair(run, server, "--auth", "none").json
        assert found["probe"]["stale_update"] == "ignored"
        assert any("looks before and after each change" in warning for warning in found["warnings"])


def test_what_cannot_be_tried_is_null_and_said(run: Run, here: Path, tmp_path: Path) -> None:
    config = ServerConfig(cert_dir=tmp_path / "certificates")
    with OrderServer(config, middleware=[lambda app: _Forbids(app, "POST")]) as server:
        ended = _pair(run, server, "--auth", "none")
        unknown = {name for name, value in ended.json["probe"].items() if value is None}
        assert ended.code == 0
        assert {"version_ids", "stale_update", "conditional_create", "search_lag_seconds", "delete"} <= unknown
        assert any("No test resource" in warning for warning in ended.json["warnings"])


def test_a_test_resource_that_cannot_be_deleted_is_named(run: Run, here: Path, tmp_path: Path) -> None:
    config = ServerConfig(cert_dir=tmp_path / "certificates")
    with OrderServer(config, middleware=[lambda app: _Forbids(app, "DELETE")]) as server:
        found = _pair(run, server, "--auth", "none").json
        (left,) = server.query("Basic")
        assert (found["probe"]["delete"], found["probe"]["max_batch"]) == (False, 20)
        assert len([one for one in found["warnings"] if f"Basic/{left['id']} could not be deleted" in one]) == 1


def test_what_an_interrupted_probe_left_is_deleted_by_the_next(run: Run, here: Path, tmp_path: Path) -> None:
    board = FaultBoard()
    config = ServerConfig(cert_dir=tmp_path / "certificates")
    with OrderServer(config, middleware=[board.wrap]) as server:
        stranger = {"resourceType": "Basic", "id": "theirs", "code": {"text": "not of a probe"}}
        server.load_document(stranger)
        board.add(Fault(FaultKind.DROP_AFTER_COMMIT, method="PUT", path_matches="Basic"))
        broken = board.add(Fault(FaultKind.SERVER_ERROR, method="DELETE", times=None))
        assert _pair(run, server, "--auth", "none").json["error"]["code"] == "order_server"
        board.remove(broken)
        assert len(server.query("Basic")) > 1
        assert _pair(run, server, "--auth", "none").code == 0
        assert [one["id"] for one in server.query("Basic")] == ["theirs"]


KEPT = (ConditionalCreate.HONOURED, ConditionalCreate.NOT_MODIFIED)
"""Two ways to say that it is there already."""


@pytest.mark.parametrize("name", sorted(PERSONALITIES))
def test_every_kind_of_server_is_probed_and_left_clean(run: Run, here: Path, tmp_path: Path, name: str) -> None:
    config = replace(PERSONALITIES[name], organization="pharmacy-1", cert_dir=tmp_path / "certificates")
    with OrderServer(config) as server:
        ended = _pair(run, server, "--auth", "none")
        assert ended.code == 0, ended.out
        probe = ended.json["probe"]
        assert probe["max_batch"] == (min(20, _halved(config.max_batch_entries)) if config.supports_batch else 0)
        assert probe["transaction"] is (config.supports_transaction if config.supports_delete else None)
        assert probe["conditional_create"] is (config.if_none_exist in KEPT)
        assert probe["stale_update"] == (config.stale_status if config.if_match else "ignored")
        if config.supports_delete:
            assert server.query("Basic") == []
        else:
            again = config.if_none_exist is ConditionalCreate.IGNORED
            assert len(server.query("Basic")) == 1 + again


def _halved(most: int) -> int:
    return next(size for size in (20, 10, 5, 2, 0) if size <= most)
