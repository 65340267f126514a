"""Bundles of requests: `batch` (each entry for itself) and `transaction` (all or nothing)."""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from workstation.orderserver.bundles import bundle, outcome_entry, response_entry
from workstation.orderserver.context import Context
from workstation.orderserver.interactions import perform
from workstation.orderserver.outcome import FhirError, Issue, operation_outcome, refuse
from workstation.orderserver.references import Addresses, rewrite
from workstation.orderserver.reply import Call, Reply
from workstation.orderserver.resource_types import is_id
from workstation.orderserver.values import Json
from workstation.orderserver.writing import existing_match

_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "GET": 3}


@dataclass(slots=True)
class _Step:
    """One entry of a transaction on its way."""

    number: int
    call: Call
    full_url: object


@dataclass(slots=True)
class _Plan:
    """What the entries of a transaction have settled so far."""

    addresses: Addresses = field(default_factory=Addresses)
    changed: set[tuple[str, ...]] = field(default_factory=set)
    conditional: dict[tuple[str, str], str] = field(default_factory=dict)
    """Ids promised to conditional creates, so that two with the same condition mean the same resource."""


def perform_bundle(context: Context, call: Call) -> Reply:
    """POST of a Bundle to the base address; raises `FhirError` when the Bundle as a whole is refused."""
    body = call.resource if isinstance(call.resource, dict) else {}
    if body.get("resourceType") != "Bundle" or body.get("type") not in ("batch", "transaction"):
        raise refuse(400, "invalid", "only a Bundle of type batch or transaction can be posted here")
    entries = body.get("entry", [])
    if not isinstance(entries, list):
        raise refuse(400, "structure", "Bundle.entry must be a list", "Bundle.entry")
    if len(entries) > context.config.max_batch_entries:
        text = f"at most {context.config.max_batch_entries} entries are accepted in one Bundle"
        raise refuse(413, "too-costly", text)
    kind = str(body["type"])
    supports = context.config.supports_batch if kind == "batch" else context.config.supports_transaction
    if not supports:
        raise refuse(context.config.bundle_refusal, "not-supported", f"this server knows no {kind}")
    done = _batch(context, call, entries) if kind == "batch" else _transaction(context, call, entries)
    return Reply(200, bundle(f"{kind}-response", done))


def _batch(context: Context, call: Call, entries: list[Any]) -> list[bytes]:
    return [_batch_entry(context, call, entry) for entry in entries]


def _batch_entry(context: Context, call: Call, entry: Any) -> bytes:
    try:
        inner = _inner_call(call, entry)
        return response_entry(perform(context, inner), with_resource=inner.method == "GET")
    except FhirError as error:
        return outcome_entry(error.status, operation_outcome(*error.issues))


def _transaction(context: Context, call: Call, entries: list[Any]) -> list[bytes]:
    answers: dict[int, bytes] = {}
    number = 0
    try:
        with context.store.transaction():
            steps, plan = [], _Plan()
            for number, entry in enumerate(entries):
                steps.append(_Step(number, _inner_call(call, entry), entry.get("fullUrl")))
                _settle(context, steps[-1], plan)
            for step in sorted(steps, key=lambda each: _ORDER[each.call.method]):
                number = step.number
                resource = rewrite(step.call.resource, plan.addresses.resolve)
                resolved = replace(step.call, resource=resource, coming=plan.addresses.targets)
                reply = perform(context, resolved)
                answers[number] = response_entry(reply, with_resource=resolved.method == "GET")
    except FhirError as error:
        raise FhirError(error.status, *(_located(issue, number) for issue in error.issues)) from error
    return [answers[number] for number in range(len(entries))]


def _located(issue: Issue, number: int) -> Issue:
    return Issue(issue.code, f"entry {number}: {issue.text}", f"Bundle.entry[{number}]")


def _settle(context: Context, step: _Step, plan: _Plan) -> None:
    """Decides under which id an entry will be stored, so that others can refer to it."""
    call = step.call
    if call.method in ("PUT", "DELETE"):
        if call.segments in plan.changed:
            raise refuse(400, "invalid", "another entry changes the same resource")
        plan.changed.add(call.segments)
    if call.method == "POST" and len(call.segments) == 1:
        step.call = replace(call, new_id=_id_for_create(context, call, plan))
        _note(step, step.call.new_id, plan)
    elif call.method == "PUT" and len(call.segments) == 2:
        _note(step, call.segments[1], plan)


def _id_for_create(context: Context, call: Call, plan: _Plan) -> str:
    if not call.if_none_exist:
        return str(uuid.uuid4())
    existing = existing_match(context, call.segments[0], call.if_none_exist)
    promised = plan.conditional.setdefault((call.segments[0], call.if_none_exist), str(uuid.uuid4()))
    return existing.id if existing else promised


def _note(step: _Step, target_id: str, plan: _Plan) -> None:
    resource_type = step.call.segments[0]
    given = step.call.resource.get("id") if isinstance(step.call.resource, dict) else None
    original = f"{resource_type}/{given}" if is_id(given) else ""
    plan.addresses.add(step.full_url, original, f"{resource_type}/{target_id}")


def _inner_call(outer: Call, entry: Any) -> Call:
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict) or not all(isinstance(value, str) for value in _texts(request)):
        raise refuse(400, "required", "the entry has no request with a method and a url")
    method, url = request["method"], request["url"].removeprefix(f"{outer.base}/").lstrip("/")
    if method not in _ORDER:
        raise refuse(405, "not-supported", f"a Bundle may ask for {', '.join(_ORDER)}")
    path, _, query = url.partition("?")
    return Call(
        method,
        tuple(unquote(segment) for segment in path.split("/") if segment),
        tuple(parse_qsl(query, keep_blank_values=True)),
        entry.get("resource"),
        outer.base,
        if_match=request.get("ifMatch", ""),
        if_none_match=request.get("ifNoneMatch", ""),
        if_none_exist=request.get("ifNoneExist", ""),
        strict=outer.strict,
    )


def _texts(request: Json) -> list[Any]:
    optional = [request.get(name, "") for name in ("ifMatch", "ifNoneMatch", "ifNoneExist")]
    return [request.get("method"), request.get("url"), *optional]
