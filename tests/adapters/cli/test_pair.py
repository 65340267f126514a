"""`workstation pair` against the reference order server, over HTTPS, as it is and made worse."""

from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.unit.cli.conftest import Ended, Run
from workstation.orderserver.config import Auth, ServerConfig
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
        "transaction": None,
        "max_batch": None,
    }
    assert len(found["warnings"]) == 1
    assert "no proof of who sends them" in found["warnings"][0]
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
    assert "stale update         412" in ended.out
    assert "max batch            not known" in ended.out
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
    assert ended.json["error"]["message"].startswith("2 Organizations")


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


def test_a_server_with_smart_is_refused_because_it_is_not_built_yet(run: Run, here: Path, tmp_path: Path) -> None:
    with OrderServer(ServerConfig(auth=Auth.SMART, cert_dir=tmp_path / "certificates")) as server:
        ended = _pair(run, server)
        assert _refusal(ended) == "smart_not_built"
        assert "not built yet" in ended.json["error"]["message"]
        assert _refusal(_pair(run, server, "--auth", "none")) == "token_needed"


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
        assert any("overwrite each other" in warning for warning in found["warnings"])


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
        assert found["probe"]["delete"] is False
        assert any(f"Basic/{left['id']} could not be deleted" in warning for warning in found["warnings"])
