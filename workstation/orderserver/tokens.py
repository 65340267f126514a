"""SMART Backend Services: a client proves itself with a signed assertion and gets a short-lived token.

Source: SMART App Launch 2.x, "Backend Services" and "Client Authentication: Asymmetric". Tokens are random
strings kept in memory. Scopes are granted as asked (`system/…`) and recorded, not enforced on each request.
"""

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, KeySet
from joserfc.jws import CompactSignature

from workstation.orderserver.instants import utc_now

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("ES384", "RS384")
_LONGEST_ASSERTION = timedelta(minutes=5)
_LEEWAY = timedelta(seconds=10)
_LONGEST_TEXT = 8192
_PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "k")


class TokenRefused(Exception):
    """No token for this request. `code` is the OAuth error code, `status` the HTTP status."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what it was given for."""

    value: str
    client_id: str
    scope: str
    expires: datetime


class TokenIssuer:
    """The registered clients, the assertions seen and the tokens that are good. Safe for threads."""

    def __init__(self, lifetime: timedelta, clock: Callable[[], datetime] = utc_now) -> None:
        self._lifetime, self._clock = lifetime, clock
        self._lock = threading.Lock()
        self._clients: dict[str, KeySet] = {}
        self._seen: dict[tuple[str, str], datetime] = {}
        self._tokens: dict[str, Token] = {}

    def register(self, client_id: str, jwk: Mapping[str, Any]) -> None:
        """Makes a client known by its public key (JWK) or key set (JWKS); raises ValueError."""
        keys = jwk["keys"] if isinstance(jwk.get("keys"), list) else [jwk]
        try:
            key_set = KeySet.import_key_set({"keys": [_public_part(key) for key in keys]})
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a public key in JWK form") from error
        if any(key.key_type not in ("EC", "RSA") for key in key_set.keys):
            raise ValueError("only EC (P-384) and RSA keys are accepted")
        with self._lock:
            self._clients[client_id] = key_set

    def issue(self, form: Mapping[str, str], audience: str) -> Token:
        """A token for a token request; `audience` is the address of the end point. Raises `TokenRefused`."""
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused("unsupported_grant_type", "grant_type must be client_credentials")
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise TokenRefused("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}")
        scope = " ".join(each for each in form.get("scope", "").split() if each.startswith("system/"))
        if not scope:
            raise TokenRefused("invalid_scope", "ask for at least one system/… scope")
        client_id = self._authenticate(form.get("client_assertion", ""), audience)
        token = Token(secrets.token_urlsafe(32), client_id, scope, self._clock() + self._lifetime)
        with self._lock:
            self._forget_expired()
            self._tokens[token.value] = token
        return token

    def accepts(self, value: str) -> bool:
        """Whether a bearer token is good now."""
        with self._lock:
            token = self._tokens.get(value)
        return token is not None and token.expires > self._clock()

    def revoke_all(self) -> None:
        """Takes back every token; clients have to ask again."""
        with self._lock:
            self._tokens.clear()

    def _authenticate(self, assertion: str, audience: str) -> str:
        claims = self._verified_claims(assertion)
        client_id = str(claims["iss"])
        if claims.get("sub") != client_id:
            raise _refused_client("iss and sub must both be the client id")
        audiences = claims.get("aud")
        if audience not in (audiences if isinstance(audiences, list) else [audiences]):
            raise _refused_client("aud must be the address of the token end point")
        self._check_once(client_id, claims)
        return client_id

    def _verified_claims(self, assertion: str) -> dict[str, Any]:
        """The claims of an assertion whose signature is good, by a key of the issuer that it names."""
        if len(assertion) > _LONGEST_TEXT:
            raise _refused_client("the assertion is too long")
        try:
            proven = jwt.decode(assertion, self._keys_for, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            text = "the assertion is not signed by a registered key with ES384 or RS384"
            raise _refused_client(text) from error
        return proven.claims

    def _keys_for(self, signature: GuestProtocol) -> KeySet:
        claims = json.loads(signature.payload) if isinstance(signature, CompactSignature) else None
        issuer = claims.get("iss") if isinstance(claims, dict) else None
        with self._lock:
            keys = self._clients.get(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise ValueError("unknown client")
        return keys

    def _check_once(self, client_id: str, claims: dict[str, Any]) -> None:
        now = self._clock()
        expires = _moment(claims.get("exp"))
        if expires is None or expires <= now - _LEEWAY:
            raise _refused_client("the assertion has expired")
        if expires > now + _LONGEST_ASSERTION + _LEEWAY:
            raise _refused_client("the assertion is good for more than five minutes")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti:
            raise _refused_client("the assertion has no jti")
        with self._lock:
            self._forget_expired()
            if (client_id, jti) in self._seen:
                raise _refused_client("this assertion was used before")
            self._seen[client_id, jti] = expires

    def _forget_expired(self) -> None:
        now = self._clock()
        self._tokens = {value: token for value, token in self._tokens.items() if token.expires > now}
        self._seen = {key: expires for key, expires in self._seen.items() if expires > now - 2 * _LEEWAY}


def _public_part(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in _PRIVATE_MEMBERS}


def _refused_client(text: str) -> TokenRefused:
    return TokenRefused("invalid_client", text, 401)


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
