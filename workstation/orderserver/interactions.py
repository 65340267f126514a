"""Which interaction a method and a path ask for. Source: FHIR R4, RESTful API.

Not supported, and answered with 405 or 404: PATCH, conditional update and delete, history of a type or of the
whole server, search over all types or in a compartment, operations (`$…`), subscriptions.
"""

from collections.abc import Callable
from dataclasses import replace

from workstation.orderserver.config import ServerConfig
from workstation.orderserver.context import Context
from workstation.orderserver.dialect import local
from workstation.orderserver.outcome import FhirError, Issue, refuse
from workstation.orderserver.reading import history, read, read_version, search
from workstation.orderserver.reply import Call, Reply
from workstation.orderserver.resource_types import RESOURCE_TYPES
from workstation.orderserver.writing import create, delete, update

Interaction = Callable[[Context, Call], Reply]

_TYPE: dict[str, Interaction] = {"GET": search, "POST": create}
_TYPE_BY_POST: dict[str, Interaction] = {"POST": create}
_SEARCH: dict[str, Interaction] = {"POST": search}
_INSTANCE: dict[str, Interaction] = {"GET": read, "PUT": update, "DELETE": delete}
_HISTORY: dict[str, Interaction] = {"GET": history}
_VERSION: dict[str, Interaction] = {"GET": read_version}


def perform(context: Context, call: Call) -> Reply:
    """Carries out one interaction on a type or an instance; raises `FhirError` when it is refused."""
    table = _table(call.segments)
    if table is _TYPE and context.config.searches_by_post and "_page" not in dict(call.query):
        table = _TYPE_BY_POST
    interaction = table.get("GET" if call.method == "HEAD" else call.method)
    if interaction is None:
        allowed = ", ".join(table)
        issue = Issue("not-supported", f"{call.method} is not supported here; supported: {allowed}")
        raise FhirError(405, issue, headers={"Allow": allowed})
    return _as_configured(context.config, call, interaction(context, call))


def _as_configured(config: ServerConfig, call: Call, reply: Reply) -> Reply:
    """The reply in the manner of this server: with or without ETag, body and own address."""
    headers = {name: value for name, value in reply.headers.items() if config.sends_etag or name != "ETag"}
    if config.strong_etags and "ETag" in headers:
        headers["ETag"] = headers["ETag"].removeprefix("W/")
    if "Location" in headers:
        headers["Location"] = local(config, call.base, headers["Location"])
    is_write = reply.version is not None and call.method in ("POST", "PUT")
    body = b"" if is_write and not config.returns_body else reply.body
    return replace(reply, headers=headers, body=body)


def _table(segments: tuple[str, ...]) -> dict[str, Interaction]:
    if not segments or segments[0] not in RESOURCE_TYPES:
        raise refuse(404, "not-supported", "there is no such resource type in FHIR R4")
    match segments[1:]:
        case ():
            return _TYPE
        case ("_search",):
            return _SEARCH
        case (name,) if not name.startswith(("_", "$")):
            return _INSTANCE
        case (_, "_history"):
            return _HISTORY
        case (_, "_history", _):
            return _VERSION
    raise refuse(404, "not-supported", "this server has nothing at this address")
