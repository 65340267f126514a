"""The web application: routes, who may ask, errors as OperationOutcome.

`middleware` given to `create_app` wraps everything else: a place for what disturbs requests and answers in
tests.
"""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from workstation.orderserver.batch import perform_bundle
from workstation.orderserver.capability import capability_statement, smart_configuration
from workstation.orderserver.config import Auth
from workstation.orderserver.context import Context
from workstation.orderserver.exchange import call_of, error_response, json_response, read_body, response_to
from workstation.orderserver.hints import HINT_PATH, TooManyListeners
from workstation.orderserver.interactions import perform
from workstation.orderserver.limits import BasePath, DateHeader, RateLimit, RequestLog
from workstation.orderserver.outcome import FhirError, Issue, refuse
from workstation.orderserver.reply import Call, Reply
from workstation.orderserver.tokens import TokenRefused

Wrapper = Callable[[ASGIApp], ASGIApp]
_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def create_app(context: Context, middleware: Sequence[Wrapper] = ()) -> ASGIApp:
    """The ASGI application over a context; the first wrapper is the outermost."""
    starlette = Starlette(
        routes=[
            Route("/metadata", _metadata),
            Route("/.well-known/smart-configuration", _smart_configuration),
            Route("/token", _token, methods=["POST"]),
            Route(HINT_PATH, _hints),
            Route("/{path:path}", _fhir, methods=_METHODS),
        ],
        exception_handlers={FhirError: _refused, HTTPException: _http_error, Exception: _bug},
    )
    starlette.state.context = context
    app: ASGIApp = starlette
    if context.config.max_requests_per_second is not None:
        app = RateLimit(app, context.config.max_requests_per_second)
    for wrap in reversed(middleware):
        app = wrap(app)
    return DateHeader(BasePath(RequestLog(app), context.config.base_path), context.clock)


async def _fhir(request: Request) -> Response:
    context = _context(request)
    _authorise(context, request)
    body = await read_body(request, context.config.max_body_bytes)
    call = call_of(request, body, _base(request))
    reply = (perform if call.segments else _at_base)(context, call)
    return response_to(request, call, reply, context.config.binary_form)


def _at_base(context: Context, call: Call) -> Reply:
    if call.method != "POST":
        issue = Issue("not-supported", "only a Bundle can be posted here")
        raise FhirError(405, issue, headers={"Allow": "POST"})
    return perform_bundle(context, call)


async def _metadata(request: Request) -> Response:
    context = _context(request)
    return json_response(capability_statement(context.config, _base(request), context.clock()))


async def _hints(request: Request) -> Response:
    """A stream of events that lasts as long as the client, its token and the server do."""
    context = _context(request)
    if not context.config.hints:
        raise refuse(404, "not-supported", "this server gives no hints; ask again from time to time")
    _authorise(context, request)
    try:
        parts = context.hints.listen(lambda: _may_ask(context, request))
    except TooManyListeners as error:
        raise refuse(503, "throttled", "too many listeners; ask again from time to time") from error
    return StreamingResponse(parts, headers={"Cache-Control": "no-store"}, media_type="text/event-stream")


async def _smart_configuration(request: Request) -> Response:
    config = _context(request).config
    if config.auth is not Auth.SMART:
        raise refuse(404, "not-supported", "this server asks nobody for a token")
    return json_response(smart_configuration(config, _base(request)), media_type="application/json")


async def _token(request: Request) -> Response:
    """Answers in the form of OAuth 2.0, errors included (RFC 6749, 5.1 and 5.2), not as OperationOutcome."""
    context = _context(request)
    body = await read_body(request, context.config.max_body_bytes)
    form = dict(parse_qsl(body.decode("utf-8", "replace")))
    try:
        token = context.tokens.issue(form, f"{_base(request)}/token")
    except TokenRefused as error:
        document = {"error": error.code, "error_description": str(error)}
        return json_response(document, error.status, "application/json")
    answer = {
        "access_token": token.value,
        "token_type": "bearer",
        "expires_in": context.config.token_seconds,
        "scope": token.scope,
    }
    return json_response(answer, media_type="application/json")


def _authorise(context: Context, request: Request) -> None:
    if not _may_ask(context, request):
        issue = Issue("login", "a valid access token is needed")
        raise FhirError(401, issue, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _may_ask(context: Context, request: Request) -> bool:
    if context.config.auth is Auth.NONE:
        return True
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and context.tokens.accepts(value.strip())


def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, FhirError)
    return error_response(error)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "not-supported" if error.status_code == 405 else "not-found"
    refusal = FhirError(error.status_code, Issue(code, error.detail), headers=dict(error.headers or {}))
    return error_response(refusal)


async def _bug(_: Request, error: Exception) -> Response:
    """The server's own mistake: the client learns that, the traceback stays in the server's log."""
    return error_response(FhirError(500, Issue("exception", f"internal error ({type(error).__name__})")))
