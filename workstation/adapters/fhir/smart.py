"""SMART Backend Services, the client's side: a signed assertion is exchanged for a short-lived token.

Source: SMART App Launch 2.2, "Backend Services" and "Client Authentication: Asymmetric". The rules kept here:
- The token is held in memory only, and handed to nobody but the transport, which sends it to the paired origin only.
- Where the token is asked for: the `token_endpoint` of the discovery document that the paired origin itself served
  over verified TLS without a redirect. It must be https; at another origin the machine's CAs (or the given CA)
  decide, a pin counts for the paired origin only. An assertion names that end point as its audience.
- Times in an assertion are the server's: the offset of our clock is learnt from its `Date` header, and learnt again
  when an assertion is refused.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from workstation.adapters.fhir.page_limit import MOST_ABOUT_TOKENS, whole
from workstation.adapters.fhir.smart_discovery import SmartOffer, read_offer
from workstation.adapters.fhir.smart_errors import NoToken, SmartTrouble, refusal_in_words
from workstation.adapters.fhir.tls import Trust, http_client, why
from workstation.adapters.fhir.wire import http_date
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = timedelta(minutes=4)
"""The specification allows five; one is left for what the clocks differ."""
RENEW_AFTER = 0.8
SHORTEST_LIFE = 10.0
USUAL_LIFE = 60.0
"""Seconds that a token is believed in when the server does not say how long it is good."""
NOTICEABLE = timedelta(seconds=2)
"""A clock offset that differs by less changes nothing: `Date` has whole seconds."""

Sign = Callable[[str, Mapping[str, Any]], str]
"""(algorithm, claims) → the signed assertion (compact JWS with `kid`)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are at the server; the private key stays where it is kept."""

    client_id: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of this machine, and one that nobody sets (seconds)."""

    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    running: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    renew_at: float
    ends_at: float

    def __repr__(self) -> str:
        return "_Token(…)"  # a traceback with locals must not show it


class SmartTokens:
    """Tokens for one order server (implements client.Tokens). Safe for threads: one asks, the others wait for it."""

    def __init__(
        self,
        base: str,
        identity: Identity,
        trust: Trust,
        *,
        clocks: Clocks | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base, self._identity, self._trust, self._transport = base, identity, trust, transport
        self._clocks = clocks or Clocks()
        self._lock = threading.Lock()
        self._token: _Token | None = None
        self._offer: SmartOffer | None = None
        self._offset = timedelta()

    @property
    def clock_offset(self) -> timedelta:
        """Server time minus the time here, as last learnt."""
        return self._offset

    def bearer(self) -> str:
        """A token that is good now. Raises NoToken or Unavailable."""
        with self._lock:
            now = self._clocks.running()
            if self._token is None or now >= self._token.renew_at:
                self._renew(now)
            assert self._token is not None
            return self._token.value

    def renewed(self, refused: str) -> str:
        """Another token than the one that the server does not take any more."""
        with self._lock:
            if self._token is None or self._token.value == refused:
                self._token = None
                self._renew(self._clocks.running())
            assert self._token is not None
            return self._token.value

    def offer(self) -> SmartOffer:
        """What the server offers. Raises SmartTrouble where it offers nothing that we can do."""
        with self._lock:
            return self._offered()

    def _renew(self, now: float) -> None:
        try:
            self._token = self._asked()
        except Unavailable:
            self._offer = None  # the next try looks again where tokens are given
            if self._token is None or now >= self._token.ends_at:
                raise
            # The one at hand is still good; the request after this one asks again.

    def _offered(self) -> SmartOffer:
        if self._offer is None:
            with http_client(self._trust, self._transport) as http:
                self._offer = read_offer(http, self._base, self._learn)
        return self._offer

    def _asked(self) -> _Token:
        offer = self._offered()
        trust = self._trust if offer.same_origin else self._trust.without_pin()
        with http_client(trust, self._transport) as http:
            used = self._offset
            response = self._ask(http, offer)
            if response.status_code in (400, 401) and abs(self._offset - used) > NOTICEABLE:
                response = self._ask(http, offer)
        return self._token_in(response)

    def _ask(self, http: httpx.Client, offer: SmartOffer) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "scope": offer.scope,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._assertion(offer),
        }
        try:
            request = http.build_request("POST", offer.token_url, data=form, headers={"Accept": "application/json"})
            response = whole(http.send(request, stream=True), MOST_ABOUT_TOKENS)
        except httpx.HTTPError as error:
            raise Unavailable("order_server", why(error)) from error
        self._learn(response)
        return response

    def _assertion(self, offer: SmartOffer) -> str:
        expires = self._clocks.wall() + self._offset + ASSERTION_LIFE
        claims = {
            "iss": self._identity.client_id,
            "sub": self._identity.client_id,
            "aud": offer.token_url,
            "exp": int(expires.timestamp()),
            "jti": str(uuid4()),
        }
        return self._identity.sign(offer.algorithm, claims)

    def _learn(self, response: httpx.Response) -> None:
        there = http_date(response.headers.get("Date", ""))
        if there is not None:
            self._offset = there - self._clocks.wall()

    def _token_in(self, response: httpx.Response) -> _Token:
        document = _object(response)
        if response.status_code in (400, 401, 403):
            raise refusal_in_words(document, response.status_code)
        value, kind = document.get("access_token"), document.get("token_type", "")
        if not response.is_success or not _is_sendable(value) or str(kind).lower() != "bearer":
            raise NoToken("no_token", f"The order server gives no token (status {response.status_code}).")
        life, now = _life(document.get("expires_in")), self._clocks.running()
        return _Token(str(value), now + RENEW_AFTER * life, now + life)


def _object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        found = exact_json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_sendable(value: object) -> bool:
    """A token goes into a header: visible ASCII only (RFC 6750 2.1 allows less)."""
    return isinstance(value, str) and bool(value) and all("\x21" <= letter <= "\x7e" for letter in value)


def _life(seconds: object) -> float:
    try:
        found = float(str(seconds))
    except ValueError:
        return USUAL_LIFE
    return max(SHORTEST_LIFE, found) if 0 < found < 366 * 86400 else USUAL_LIFE


__all__ = ["Clocks", "Identity", "NoToken", "SmartOffer", "SmartTokens", "SmartTrouble"]
