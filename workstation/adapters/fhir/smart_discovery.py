"""What a server offers of SMART Backend Services: /.well-known/smart-configuration below its base address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from workstation.adapters.fhir.origin import origin_of
from workstation.adapters.fhir.page_limit import MOST_ABOUT_TOKENS, whole
from workstation.adapters.fhir.smart_errors import SmartTrouble
from workstation.adapters.fhir.tls import why
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable

ALGORITHMS = ("ES384", "RS384")
"""The two that SMART requires, the one we like better first."""
_SCOPES = ("system/*.cruds", "system/*.*", "system/*.read system/*.write")


@dataclass(frozen=True, slots=True)
class SmartOffer:
    """Where and how a token is asked for."""

    token_url: str
    algorithm: str
    scope: str
    same_origin: bool
    """The end point is at the paired origin itself."""


def read_offer(http: httpx.Client, base: str, seen: Callable[[httpx.Response], None]) -> SmartOffer:
    """Reads the discovery document; `seen` gets the response (its `Date`).

    Raises SmartTrouble where the server offers no SMART Backend Services that we can use, Unavailable when it does
    not answer.
    """
    url = base.rstrip("/") + "/.well-known/smart-configuration"
    try:
        request = http.build_request("GET", url, headers={"Accept": "application/json"})
        response = whole(http.send(request, stream=True), MOST_ABOUT_TOKENS)
    except httpx.HTTPError as error:
        raise Unavailable("order_server", why(error)) from error
    seen(response)
    if response.status_code == 429 or response.status_code >= 500:
        raise Unavailable("order_server", f"The order server does not answer just now (status {response.status_code}).")
    document = _document(response)
    _require_backend_services(document)
    return _offer(document, base)


def _document(response: httpx.Response) -> Mapping[str, Any]:
    if response.is_success:
        try:
            found = exact_json.loads(response.content)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
    raise SmartTrouble("not_offered", "The order server does not offer SMART Backend Services.")


def _require_backend_services(document: Mapping[str, Any]) -> None:
    methods = _strings(document.get("token_endpoint_auth_methods_supported"))
    grants = _strings(document.get("grant_types_supported"))
    if (methods and "private_key_jwt" not in methods) or (grants and "client_credentials" not in grants):
        raise SmartTrouble("not_offered", "The order server's SMART is not for stations (no private_key_jwt).")


def _offer(document: Mapping[str, Any], base: str) -> SmartOffer:
    token_url = document.get("token_endpoint")
    if not isinstance(token_url, str) or not token_url:
        raise SmartTrouble("not_offered", "The order server names no token end point.")
    origin = origin_of(token_url)
    if origin is None:
        raise SmartTrouble("unsafe_endpoint", "The order server gives tokens at an address that is not https.")
    named = _strings(document.get("token_endpoint_auth_signing_alg_values_supported"))
    algorithm = next((one for one in ALGORITHMS if not named or one in named), "")
    if not algorithm:
        raise SmartTrouble("algorithm", "The order server takes neither ES384 nor RS384 signatures.")
    return SmartOffer(token_url, algorithm, _scope(document), origin == origin_of(base))


def _scope(document: Mapping[str, Any]) -> str:
    """All that the server gives to stations: it decides what this station may do, not we."""
    offered = [one for one in _strings(document.get("scopes_supported")) if one.startswith("system/")]
    for wanted in _SCOPES:
        if all(one in offered for one in wanted.split()):
            return wanted
    if offered:
        return " ".join(offered)
    old = "permission-v2" not in _strings(document.get("capabilities", ["permission-v2"]))
    return _SCOPES[-1] if old else _SCOPES[0]


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
