"""Between HTTP and FHIR: media types, body size, headers. JSON only; XML is refused."""

import base64
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from workstation.orderserver import exact_json
from workstation.orderserver.config import BinaryForm
from workstation.orderserver.outcome import FhirError, operation_outcome, refuse
from workstation.orderserver.reply import Call, Reply
from workstation.orderserver.values import Json

FHIR_JSON = "application/fhir+json"
_JSON_TYPES = frozenset({FHIR_JSON, "application/json"})
_ACCEPTED = frozenset({"", "*/*", "application/*", *_JSON_TYPES})
_FORMATS = frozenset({"json", FHIR_JSON, "application/json"})
_FORM = "application/x-www-form-urlencoded"
_CONTENT_TYPE = f"{FHIR_JSON}; charset=utf-8"


async def read_body(request: Request, limit: int) -> bytes:
    """The body; raises `FhirError` 413 as soon as it is known to be too long."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_long(limit)
    chunks, length = [], 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > limit:
            raise _too_long(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def call_of(request: Request, body: bytes, base: str) -> Call:
    """The FHIR interaction that a request asks for; raises `FhirError` 400, 406 or 415."""
    segments = tuple(segment for segment in request.path_params.get("path", "").split("/") if segment)
    pairs = _pairs(request.url.query)
    headers = request.headers
    media_type = _media_type(headers.get("content-type", ""))
    resource: object = None
    if segments[1:] == ("_search",):
        if body and media_type != _FORM:
            raise refuse(415, "not-supported", f"a search is posted as {_FORM}")
        pairs += _pairs(body.decode("utf-8", "replace"))
    elif request.method in ("POST", "PUT"):
        resource = _resource(segments, media_type, headers.get("content-type", ""), body)
    _check_accept(pairs, headers.get("accept", ""), is_binary=segments[:1] == ("Binary",))
    return Call(
        request.method,
        segments,
        tuple(pairs),
        resource,
        base,
        if_match=headers.get("if-match", ""),
        if_none_match=headers.get("if-none-match", ""),
        if_none_exist=headers.get("if-none-exist", ""),
        strict="handling=strict" in headers.get("prefer", "").replace(" ", ""),
    )


def response_to(request: Request, call: Call, reply: Reply, form: BinaryForm = BinaryForm.BY_ACCEPT) -> Response:
    """The HTTP response: a Binary in the given form, no body for `Prefer: return=minimal`."""
    wanted = request.headers.get("prefer", "").replace(" ", "")
    if reply.version is not None and call.method in ("POST", "PUT") and "return=minimal" in wanted:
        return Response(status_code=reply.status, headers=reply.headers)
    resource = reply.version.resource if reply.version is not None else None
    is_binary_read = call.segments[:1] == ("Binary",) and call.method in ("GET", "HEAD")
    if resource is not None and is_binary_read and _is_raw(form, call, request.headers.get("accept", "")):
        return _raw_binary(resource, reply)
    media_type = _CONTENT_TYPE if reply.body else None
    return Response(reply.body, reply.status, reply.headers, media_type)


def error_response(error: FhirError) -> Response:
    """The OperationOutcome for a refusal."""
    body = exact_json.dumps(operation_outcome(*error.issues))
    return Response(body, error.status, error.headers, _CONTENT_TYPE)


def json_response(document: Json, status: int = 200, media_type: str = _CONTENT_TYPE) -> Response:
    """A JSON document that is no answer to an interaction."""
    return Response(exact_json.dumps(document), status, {"Cache-Control": "no-store"}, media_type)


def _resource(segments: tuple[str, ...], media_type: str, content_type: str, body: bytes) -> object:
    if media_type not in _JSON_TYPES and segments[:1] == ("Binary",) and media_type:
        data = base64.b64encode(body).decode()
        own_id = {"id": segments[1]} if len(segments) == 2 else {}
        return {"resourceType": "Binary", **own_id, "contentType": content_type, "data": data}
    if media_type not in _JSON_TYPES or not _is_utf8(content_type):
        raise refuse(415, "not-supported", f"send {FHIR_JSON} in UTF-8")
    try:
        return exact_json.loads(body)
    except exact_json.BadJson as error:
        raise refuse(400, "structure", f"the body is no JSON that can be kept: {error}") from error


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def _is_utf8(content_type: str) -> bool:
    _, found, rest = content_type.lower().replace(" ", "").replace('"', "").partition("charset=")
    return not found or rest.partition(";")[0] in ("utf-8", "utf8")


def _check_accept(pairs: list[tuple[str, str]], accept: str, *, is_binary: bool) -> None:
    form = next((value for name, value in pairs if name == "_format"), None)
    if form is not None:
        is_offered = form.replace(" ", "+").lower() in _FORMATS
    else:
        is_offered = is_binary or any(_media_type(part) in _ACCEPTED for part in accept.split(","))
    if not is_offered:
        raise refuse(406, "not-supported", f"only {FHIR_JSON} is offered")


def _asks_for_json(call: Call, accept: str) -> bool:
    asked = any(_media_type(part) in _JSON_TYPES for part in accept.split(","))
    return asked or any(name == "_format" for name, _ in call.query)


def _is_raw(form: BinaryForm, call: Call, accept: str) -> bool:
    if form is BinaryForm.BY_ACCEPT:
        return not _asks_for_json(call, accept)
    return form is BinaryForm.CONTENT


def _raw_binary(resource: Json, reply: Reply) -> Response:
    content = base64.b64decode(resource.get("data", ""))
    headers = {**reply.headers, "X-Content-Type-Options": "nosniff"}
    return Response(content, reply.status, headers, str(resource["contentType"]))


def _too_long(limit: int) -> FhirError:
    return refuse(413, "too-long", f"a request may have at most {limit} bytes")
