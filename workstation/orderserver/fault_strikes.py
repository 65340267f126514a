"""What each fault does to a request and its answer."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from workstation.orderserver import exact_json, fault_bodies
from workstation.orderserver.exchange import FHIR_JSON
from workstation.orderserver.fault_exchange import Answer, Exchange, answer
from workstation.orderserver.fault_kinds import Fault, FaultKind
from workstation.orderserver.instants import http_date, utc_now
from workstation.orderserver.outcome import Issue, operation_outcome

Strike = Callable[[Fault, Exchange, datetime | None], Awaitable[None]]
"""Carries out a fault; the time is the server's, None when the board is attached to no server."""

_PORTAL = b"<!doctype html><html><head><title>Welcome</title></head><body>Sign in to use this network.</body></html>"
_CODES = {400: "invalid", 422: "business-rule", 429: "throttled", 500: "exception", 503: "transient"}
_TEXTS = {
    400: "the request is not understood",
    422: "a rule of this server is broken",
    429: "too many requests",
    500: "internal error",
    503: "not available now",
}


def _said(status: int, *, perform: bool = False) -> Strike:
    """An answer with a status and an OperationOutcome, with or without the request being done."""

    async def strike(fault: Fault, exchange: Exchange, now: datetime | None) -> None:
        if perform:
            await exchange.perform()
        issue = Issue(_CODES[status], fault.text or _TEXTS[status])
        headers = {"Retry-After": _retry_after(fault, now)} if status in (429, 503) else {}
        await exchange.send(answer(status, exact_json.dumps(operation_outcome(issue)), FHIR_JSON, headers))

    return strike


def _retry_after(fault: Fault, now: datetime | None) -> str:
    return http_date((now or utc_now()) + fault.span) if fault.as_date else str(max(0, round(fault.seconds)))


async def _drop_before(_: Fault, exchange: Exchange, __: datetime | None) -> None:
    await exchange.drop()


async def _drop_after(_: Fault, exchange: Exchange, __: datetime | None) -> None:
    await exchange.perform()
    await exchange.drop()


async def _truncate(_: Fault, exchange: Exchange, __: datetime | None) -> None:
    whole = await exchange.perform()
    if not whole.body:
        await exchange.drop()
        return
    await exchange.send_head(whole.with_body(whole.body))
    await exchange.send_part(whole.body[: len(whole.body) // 2])
    await exchange.drop(after_sending=True)


async def _half_json(_: Fault, exchange: Exchange, __: datetime | None) -> None:
    whole = (await exchange.perform()).without_header("content-length")
    await exchange.send_head(whole)
    await exchange.send_part(whole.body[: len(whole.body) // 2], more=False)


async def _duplicate(fault: Fault, exchange: Exchange, _: datetime | None) -> None:
    first = await exchange.perform()
    second = await exchange.perform()
    await exchange.send(second if fault.kind is FaultKind.DUPLICATE_LAST_ANSWER else first)


async def _portal(_: Fault, exchange: Exchange, __: datetime | None) -> None:
    await exchange.send(answer(200, _PORTAL, "text/html; charset=utf-8"))


def _redirect(status: int, usual: str) -> Strike:
    async def strike(fault: Fault, exchange: Exchange, _: datetime | None) -> None:
        await exchange.send(answer(status, b"", "text/html", {"Location": fault.location or usual}))

    return strike


async def _delay_before(fault: Fault, exchange: Exchange, _: datetime | None) -> None:
    await exchange.pause(fault.seconds)
    await exchange.pass_on()


async def _delay_answer(fault: Fault, exchange: Exchange, _: datetime | None) -> None:
    done = await exchange.perform()
    await exchange.pause(fault.seconds)
    await exchange.send(done)


async def _gigantic(fault: Fault, exchange: Exchange, _: datetime | None) -> None:
    await exchange.send_head(Answer(200, [(b"content-type", FHIR_JSON.encode())], b""))
    for part in fault_bodies.gigantic(exchange.target, fault.size):
        await exchange.send_part(part)
    await exchange.send_part(b"", more=False)


def _changed(change: Callable[[Fault, Exchange, Answer], Answer]) -> Strike:
    """Performs the request and answers something else about it."""

    async def strike(fault: Fault, exchange: Exchange, _: datetime | None) -> None:
        await exchange.send(change(fault, exchange, await exchange.perform()))

    return strike


def _garbage(fault: Fault, _: Exchange, done: Answer) -> Answer:
    return done.with_header("content-type", FHIR_JSON).with_body(fault_bodies.garbage(fault.seed))


def _wrong_type(_: Fault, __: Exchange, done: Answer) -> Answer:
    return done.with_header("content-type", "application/xml")


def _in_document(change: fault_bodies.Change) -> Strike:
    """Performs the request and changes the JSON of the answer; what is no JSON stays."""

    def changed(_: Fault, __: Exchange, done: Answer) -> Answer:
        return done.with_body(fault_bodies.changed(done.body, change))

    return _changed(changed)


def _next_to(address: Callable[[Fault, Exchange], str]) -> Strike:
    def changed(fault: Fault, exchange: Exchange, done: Answer) -> Answer:
        to = address(fault, exchange)
        return done.with_body(fault_bodies.changed(done.body, lambda page: fault_bodies.with_next(page, to)))

    return _changed(changed)


STRIKES: dict[FaultKind, Strike] = {
    FaultKind.DROP_BEFORE_COMMIT: _drop_before,
    FaultKind.DROP_AFTER_COMMIT: _drop_after,
    FaultKind.TOO_MANY_REQUESTS: _said(429),
    FaultKind.UNAVAILABLE_BEFORE_COMMIT: _said(503),
    FaultKind.UNAVAILABLE_AFTER_COMMIT: _said(503, perform=True),
    FaultKind.SERVER_ERROR: _said(500),
    FaultKind.SERVER_ERROR_AFTER_COMMIT: _said(500, perform=True),
    FaultKind.REFUSED_400: _said(400),
    FaultKind.REFUSED_422: _said(422),
    FaultKind.TRUNCATED_BODY: _truncate,
    FaultKind.HALF_JSON: _half_json,
    FaultKind.DUPLICATE: _duplicate,
    FaultKind.DUPLICATE_LAST_ANSWER: _duplicate,
    FaultKind.CAPTIVE_PORTAL: _portal,
    FaultKind.CAPTIVE_REDIRECT: _redirect(302, "http://portal.invalid/sign-in"),
    FaultKind.REDIRECT_ELSEWHERE: _redirect(307, "https://elsewhere.invalid/"),
    FaultKind.DELAY_BEFORE_COMMIT: _delay_before,
    FaultKind.DELAY_ANSWER: _delay_answer,
    FaultKind.GARBAGE: _changed(_garbage),
    FaultKind.WRONG_CONTENT_TYPE: _changed(_wrong_type),
    FaultKind.GIGANTIC_BUNDLE: _gigantic,
    FaultKind.CYCLIC_NEXT: _next_to(lambda _, exchange: exchange.base + exchange.target),
    FaultKind.NEXT_ELSEWHERE: _next_to(lambda fault, _: fault.location or "https://elsewhere.invalid/Task?_page=2"),
    FaultKind.CHANGED_TYPE: _in_document(fault_bodies.with_changed_type),
    FaultKind.LONG_NUMBERS: _in_document(fault_bodies.with_long_numbers),
    FaultKind.UNKNOWN_STATUS: _in_document(fault_bodies.with_unknown_status),
    FaultKind.ODD_DATES: _in_document(fault_bodies.with_odd_dates),
    FaultKind.MISSING_REFERENCES: _in_document(fault_bodies.with_missing_references),
}
