"""SMART Backend Services: who gets a token and what it opens."""

import base64
import json
import uuid
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.adapters.orderserver.client import BASE, Api, assert_outcome, task
from workstation.orderserver.config import Auth, ServerConfig
from workstation.orderserver.tokens import ASSERTION_TYPE

_KEY = ECKey.generate_key("P-384", {"kid": "k1"})
_RSA_KEY = RSAKey.generate_key(2048, {"kid": "r1"})
_FORM = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture
def smart() -> Api:
    """A server that asks for tokens and knows one station."""
    api = Api(ServerConfig(auth=Auth.SMART))
    api.tokens.register("station-1", _KEY.as_dict(private=False))
    return api


def _assertion(api: Api, key: ECKey | RSAKey = _KEY, algorithm: str = "ES384", **changes: Any) -> str:
    now = int(api.clock.now.timestamp())
    claims = {
        "iss": "station-1",
        "sub": "station-1",
        "aud": f"{BASE}/token",
        "exp": now + 240,
        "jti": str(uuid.uuid4()),
        **changes,
    }
    known = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm}, known, key, algorithms=[algorithm])


def _ask(api: Api, assertion: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
        "scope": "system/*.cruds",
        **changes,
    }
    return api.post("/token", urlencode(form).encode(), **_FORM)


def _assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["error_description"]


def test_a_registered_station_gets_a_token_that_opens_the_server(smart: Api) -> None:
    answer = _ask(smart, _assertion(smart))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("bearer", 300, "system/*.cruds")
    assert smart.post("/Task", task(), authorization=f"Bearer {token['access_token']}").status_code == 201


def test_an_rsa_key_works_too(smart: Api) -> None:
    smart.tokens.register("station-1", {"keys": [_RSA_KEY.as_dict(private=False)]})
    assert _ask(smart, _assertion(smart, _RSA_KEY, "RS384")).status_code == 200


def test_without_a_token_only_the_descriptions_are_open(smart: Api) -> None:
    for path in ("/Task", "/Task/t1", "/Nonsense"):
        answer = smart.get(path)
        assert_outcome(answer, 401, "login")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert_outcome(smart.get("/Task", authorization="Bearer made-up"), 401, "login")
    assert_outcome(smart.get("/Task", authorization="Basic abc"), 401, "login")
    security = smart.get("/metadata").json()["rest"][0]["security"]
    assert security["extension"][0]["extension"] == [{"url": "token", "valueUri": f"{BASE}/token"}]
    configuration = smart.get("/.well-known/smart-configuration").json()
    assert configuration["token_endpoint"] == f"{BASE}/token"
    assert configuration["token_endpoint_auth_signing_alg_values_supported"] == ["ES384", "RS384"]


def test_a_token_ends_after_its_time(smart: Api) -> None:
    bearer = f"Bearer {_ask(smart, _assertion(smart)).json()['access_token']}"
    smart.clock.advance(seconds=299)
    assert smart.get("/Task", authorization=bearer).status_code == 200
    smart.clock.advance(seconds=1)
    assert_outcome(smart.get("/Task", authorization=bearer), 401, "login")


def test_tokens_can_be_taken_back(smart: Api) -> None:
    bearer = f"Bearer {_ask(smart, _assertion(smart)).json()['access_token']}"
    smart.tokens.revoke_all()
    assert_outcome(smart.get("/Task", authorization=bearer), 401, "login")


def test_an_assertion_is_good_once(smart: Api) -> None:
    assertion = _assertion(smart)
    assert _ask(smart, assertion).status_code == 200
    _assert_refused(_ask(smart, assertion), 401, "invalid_client")


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -60},
        {"exp": 320},
        {"exp": "soon"},
        {"exp": 10**30},
        {"exp": None},
        {"aud": "https://other.test/token"},
        {"aud": None},
        {"iss": "station-2"},
        {"iss": ["station-1"]},
        {"sub": "station-2"},
        {"jti": None},
        {"jti": 5},
    ],
)
def test_an_assertion_with_a_wrong_claim_is_refused(smart: Api, changes: dict[str, Any]) -> None:
    if isinstance(changes.get("exp"), int) and changes["exp"] < 1000:
        changes = {"exp": int(smart.clock.now.timestamp()) + changes["exp"]}
    _assert_refused(_ask(smart, _assertion(smart, **changes)), 401, "invalid_client")


def test_an_assertion_for_several_audiences_is_accepted(smart: Api) -> None:
    assert _ask(smart, _assertion(smart, aud=["https://other.test", f"{BASE}/token"])).status_code == 200


def test_an_unsigned_assertion_is_refused(smart: Api) -> None:
    claims = _assertion(smart).split(".")[1]
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    _assert_refused(_ask(smart, f"{header}.{claims}."), 401, "invalid_client")


def test_an_assertion_signed_by_another_key_is_refused(smart: Api) -> None:
    stranger = ECKey.generate_key("P-384", {"kid": "k1"})
    _assert_refused(_ask(smart, _assertion(smart, stranger)), 401, "invalid_client")


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_another_algorithm_is_refused(smart: Api, algorithm: str) -> None:
    key: ECKey | RSAKey = ECKey.generate_key("P-256") if algorithm == "ES256" else _RSA_KEY
    smart.tokens.register("station-1", key.as_dict(private=False))
    _assert_refused(_ask(smart, _assertion(smart, key, algorithm)), 401, "invalid_client")


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é.é.é", "x" * 10_000])
def test_an_assertion_that_is_none_is_refused(smart: Api, text: str) -> None:
    _assert_refused(_ask(smart, text), 401, "invalid_client")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "secret"}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "openid patient/*.read"}, "invalid_scope"),
    ],
)
def test_a_request_of_another_kind_is_refused(smart: Api, changes: dict[str, str], code: str) -> None:
    _assert_refused(_ask(smart, _assertion(smart), **changes), 400, code)


@pytest.mark.parametrize("jwk", [{}, {"kty": "EC"}, {"keys": [1]}, {"kty": "oct", "k": "c2VjcmV0"}])
def test_only_public_keys_can_be_registered(smart: Api, jwk: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="key"):
        smart.tokens.register("station-2", jwk)
