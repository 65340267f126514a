"""SMART Backend Services from the station's side, against the reference server and against made-up ones."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.smart import Clocks, Identity, NoToken, SmartTokens, SmartTrouble
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.keys.station_key import ES384, RS384, StationKeys
from workstation.domain.errors import Unavailable
from workstation.orderserver.config import Auth, ServerConfig
from workstation.orderserver.server import OrderServer

BASE = "https://orders.example/fhir"
TOKEN_URL = f"{BASE}/token"
CLIENT = "station-1"


class Seconds:
    """A clock that is set by the test."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Now."""
        return self.now


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> StationKeys:
    """The keys of a station."""
    return StationKeys(tmp_path_factory.mktemp("station"), b"k" * 32)


@pytest.fixture
def identity(keys: StationKeys) -> Identity:
    """That station."""
    return Identity(CLIENT, keys.sign)


# --- against the reference server -----------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path, keys: StationKeys) -> Iterator[OrderServer]:
    """The reference server, asking for tokens and knowing the station."""
    with OrderServer(ServerConfig(auth=Auth.SMART, cert_dir=tmp_path)) as running:
        running.register_client(CLIENT, keys.public_jwks(ES384))
        yield running


def _trust(server: OrderServer) -> Trust:
    return Trust.from_file(server.address.ca)


def test_a_registered_station_reads_and_goes_on_after_its_token_was_taken_back(
    server: OrderServer, identity: Identity
) -> None:
    trust = _trust(server)
    tokens = SmartTokens(server.address.url, identity, trust)
    with FhirServer(server.address.url, trust=trust, tokens=tokens) as client:
        assert client.read("Organization/pharmacy-1").done
        before = tokens.bearer()
        server.tokens.revoke_all()
        assert client.create({"resourceType": "Basic", "code": {"text": "x"}}, "urn:x|1").done
        assert tokens.bearer() != before


@pytest.mark.parametrize("minutes", [-10, 10, -600])
def test_a_clock_that_is_wrong_still_proves_who_we_are(server: OrderServer, identity: Identity, minutes: int) -> None:
    wrong = timedelta(minutes=minutes)
    tokens = SmartTokens(
        server.address.url, identity, _trust(server), clocks=Clocks(wall=lambda: datetime.now(UTC) + wrong)
    )
    assert tokens.bearer()
    assert abs(tokens.clock_offset + wrong) < timedelta(seconds=3)


def test_a_station_that_is_not_registered_gets_no_token(server: OrderServer, keys: StationKeys) -> None:
    with pytest.raises(NoToken) as refusal:
        SmartTokens(server.address.url, Identity("station-2", keys.sign), _trust(server)).bearer()
    assert refusal.value.code == "invalid_client"
    assert "eyJ" not in str(refusal.value)


# --- against made-up servers ------------------------------------------------------------------------------------

CONFIGURATION: dict[str, Any] = {
    "token_endpoint": TOKEN_URL,
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
    "scopes_supported": ["system/*.read", "system/*.write"],
}


class TokenServer:
    """Answers discovery and gives tokens t1, t2 … that are good for 100 s."""

    def __init__(self, **changes: Any) -> None:
        self.configuration = {name: value for name, value in {**CONFIGURATION, **changes}.items() if value is not None}
        self.forms: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.reply: Callable[[int], httpx.Response] = self.token
        self.date: Callable[[], datetime] | None = None

    def token(self, number: int) -> httpx.Response:
        """The usual answer."""
        body = {"access_token": f"t{number}", "token_type": "Bearer", "expires_in": 100}
        return httpx.Response(200, json=body)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """One exchange."""
        self.asked.append(str(request.url))
        if request.url.path.endswith("/smart-configuration"):
            return httpx.Response(200, json=self.configuration)
        self.forms.append({name: value[0] for name, value in parse_qs(request.content.decode()).items()})
        response = self.reply(len(self.forms))
        if self.date is not None:
            response.headers["Date"] = format_datetime(self.date(), usegmt=True)
        return response

    def tokens(self, identity: Identity, running: Seconds | None = None) -> SmartTokens:
        """The client of this server."""
        clocks = Clocks(running=running or Seconds())
        return SmartTokens(BASE, identity, Trust(), clocks=clocks, transport=httpx.MockTransport(self))


def test_an_assertion_says_what_smart_wants(identity: Identity, keys: StationKeys) -> None:
    made = TokenServer()
    tokens = made.tokens(identity)
    tokens.renewed(tokens.bearer())
    known = KeySet.import_key_set(keys.public_jwks(ES384))  # type: ignore[arg-type]  # a TypedDict of the same shape
    first, second = (jwt.decode(form["client_assertion"], known, algorithms=[ES384]) for form in made.forms)
    assert first.header["kid"] == keys.public_jwks(ES384)["keys"][0]["kid"]
    assert (first.claims["iss"], first.claims["sub"], first.claims["aud"]) == (CLIENT, CLIENT, TOKEN_URL)
    assert 0 < first.claims["exp"] - time.time() <= 300
    assert first.claims["jti"] != second.claims["jti"]
    assert made.forms[0]["grant_type"] == "client_credentials"
    assert made.forms[0]["scope"] == "system/*.read system/*.write"


def test_where_only_rs384_is_taken_rs384_is_used(identity: Identity, keys: StationKeys) -> None:
    made = TokenServer(token_endpoint_auth_signing_alg_values_supported=["RS384"])
    made.tokens(identity).bearer()
    known = KeySet.import_key_set(keys.public_jwks(RS384))  # type: ignore[arg-type]  # as above
    assert jwt.decode(made.forms[0]["client_assertion"], known, algorithms=[RS384]).claims["iss"] == CLIENT


def test_a_token_is_used_again_until_four_fifths_of_its_life(identity: Identity) -> None:
    made, clock = TokenServer(), Seconds()
    tokens = made.tokens(identity, clock)
    assert tokens.bearer() == "t1"
    clock.now += 79
    assert tokens.bearer() == "t1"
    clock.now += 1
    assert tokens.bearer() == "t2"


def test_a_renewal_that_fails_leaves_the_token_until_its_end(identity: Identity) -> None:
    made, clock = TokenServer(), Seconds()
    tokens = made.tokens(identity, clock)
    tokens.bearer()
    made.reply = lambda _: httpx.Response(503)
    clock.now += 90
    assert tokens.bearer() == "t1"
    clock.now += 10
    with pytest.raises(Unavailable, match="no token"):
        tokens.bearer()


def test_one_asks_and_the_others_wait(identity: Identity) -> None:
    made = TokenServer()
    tokens = made.tokens(identity)
    refused = tokens.bearer()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tokens.renewed(refused))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["t2"] * 8


def test_an_assertion_refused_for_its_time_is_tried_once_more_with_the_time_just_learnt(identity: Identity) -> None:
    made = TokenServer()
    made.date = lambda: datetime.now(UTC) + timedelta(minutes=30)

    def only_the_second(number: int) -> httpx.Response:
        return made.token(number) if number == 2 else httpx.Response(400, json={"error": "invalid_client"})

    made.reply = only_the_second
    assert made.tokens(identity).bearer() == "t2"
    lives = [json.loads(_claims(form["client_assertion"]))["exp"] for form in made.forms]
    assert 1790 < lives[1] - lives[0] < 1810


def _claims(assertion: str) -> bytes:
    from joserfc.util import urlsafe_b64decode

    return urlsafe_b64decode(assertion.split(".")[1].encode())


def test_a_refusal_for_another_reason_is_not_tried_again(identity: Identity) -> None:
    made = TokenServer()
    made.date = lambda: datetime.now(UTC)
    made.reply = lambda _: httpx.Response(401, json={"error": "invalid_client", "error_description": "who is that"})
    with pytest.raises(NoToken, match="invalid_client: who is that"):
        made.tokens(identity).bearer()
    assert len(made.forms) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token_endpoint": None}, "not_offered"),
        ({"token_endpoint": 5}, "not_offered"),
        ({"token_endpoint": "http://orders.example/fhir/token"}, "unsafe_endpoint"),
        ({"token_endpoint": "https://a:b@orders.example/fhir/token"}, "unsafe_endpoint"),
        ({"token_endpoint": "/token"}, "unsafe_endpoint"),
        ({"token_endpoint_auth_signing_alg_values_supported": ["RS256"]}, "algorithm"),
        ({"token_endpoint_auth_methods_supported": ["client_secret_basic"]}, "not_offered"),
        ({"grant_types_supported": ["authorization_code"]}, "not_offered"),
    ],
)
def test_no_assertion_is_made_for_a_server_that_will_not_do(
    identity: Identity, changes: dict[str, Any], code: str
) -> None:
    made = TokenServer(**changes)
    with pytest.raises(SmartTrouble) as trouble:
        made.tokens(identity).bearer()
    assert trouble.value.code == code
    assert made.forms == []


def test_a_token_end_point_at_another_https_address_is_used_when_the_server_names_it(identity: Identity) -> None:
    made = TokenServer(token_endpoint="https://login.example/token")
    assert made.tokens(identity).bearer() == "t1"
    assert json.loads(_claims(made.forms[0]["client_assertion"]))["aud"] == "https://login.example/token"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"Location": "https://elsewhere.example/token"}),
        httpx.Response(200, content=b"<html>welcome</html>"),
        httpx.Response(200, json={"access_token": "a", "token_type": "mac"}),
        httpx.Response(200, json={"access_token": "a\nX: y", "token_type": "bearer"}),
        httpx.Response(200, json={"access_token": "", "token_type": "bearer"}),
        httpx.Response(200, json=["access_token"]),
        httpx.Response(500),
    ],
)
def test_what_is_no_token_is_no_token(identity: Identity, answer: httpx.Response) -> None:
    made = TokenServer()
    made.reply = lambda _: answer
    with pytest.raises(NoToken):
        made.tokens(identity).bearer()
    assert all("elsewhere" not in one for one in made.asked)


class Endless(httpx.SyncByteStream):
    """A body that goes on and on; what was taken of it is counted."""

    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.sent < 1024:
            self.sent += 1
            yield b" " * 64 * 1024


def test_an_answer_about_tokens_without_an_end_is_broken_off_and_said(identity: Identity) -> None:
    made, body = TokenServer(), Endless()
    made.reply = lambda _: httpx.Response(200, stream=body)
    with pytest.raises(Unavailable, match="sent more than 256 KB in one answer"):
        made.tokens(identity).bearer()
    assert body.sent < 10


def test_a_discovery_document_without_an_end_is_broken_off_and_said(identity: Identity) -> None:
    body = Endless()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    tokens = SmartTokens(BASE, identity, Trust(), transport=transport)
    with pytest.raises(Unavailable, match="sent more than 256 KB in one answer"):
        tokens.bearer()
    assert body.sent < 10


@pytest.mark.parametrize("life", [None, "soon", -5, 0, 10**30])
def test_a_life_that_makes_no_sense_counts_as_a_minute(identity: Identity, life: object) -> None:
    made, clock = TokenServer(), Seconds()
    made.reply = lambda number: httpx.Response(
        200, json={"access_token": f"t{number}", "token_type": "bearer", "expires_in": life}
    )
    tokens = made.tokens(identity, clock)
    tokens.bearer()
    clock.now += 47
    assert tokens.bearer() == "t1"
    clock.now += 2
    assert tokens.bearer() == "t2"


def test_neither_token_nor_assertion_is_written_anywhere(
    server: OrderServer, identity: Identity, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    trust = _trust(server)
    tokens = SmartTokens(server.address.url, identity, trust)
    with FhirServer(server.address.url, trust=trust, tokens=tokens) as client:
        client.read("Organization/pharmacy-1")
        token = tokens.bearer()
        server.stop()
        with pytest.raises(Unavailable) as gone:
            client.read("Organization/pharmacy-1")
    written = caplog.text + str(gone.value) + repr(vars(tokens))
    assert token not in written
    assert "eyJ" not in written
