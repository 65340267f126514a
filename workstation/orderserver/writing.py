"""Create, update, delete. Every check and the write it allows happen under one hold of the store's lock."""

import uuid
from urllib.parse import parse_qsl

from workstation.orderserver.config import ConditionalCreate, ServerConfig
from workstation.orderserver.context import Context
from workstation.orderserver.lagging import find_until
from workstation.orderserver.outcome import refuse
from workstation.orderserver.query import parse_query
from workstation.orderserver.reply import Call, Reply, etag, version_of_tag, version_reply
from workstation.orderserver.resource_types import is_id
from workstation.orderserver.store import Version
from workstation.orderserver.strictness import check_strictly, kept
from workstation.orderserver.validation import checked


def create(context: Context, call: Call) -> Reply:
    """POST Type: 201, or 200 with the existing resource when If-None-Exist finds exactly one."""
    resource_type = call.segments[0]
    resource = checked(call.resource, resource_type)
    with context.store.lock:
        check_strictly(context, call, resource)
        if call.if_none_exist:
            existing = existing_match(context, resource_type, call.if_none_exist)
            if existing is not None and context.config.if_none_exist is ConditionalCreate.NOT_MODIFIED:
                return Reply(304, headers={"ETag": etag(existing)})
            if existing is not None:
                return version_reply(200, existing, call.base)
        version = context.store.put(resource_type, call.new_id or str(uuid.uuid4()), kept(context.config, resource))
    return version_reply(201, version, call.base)


def existing_match(context: Context, resource_type: str, condition: str) -> Version | None:
    """What a conditional create finds: one, none, or `FhirError` 412 when there are several.

    It looks into the index that searches use: while that is behind, it does not find what is there.
    """
    if context.config.if_none_exist is ConditionalCreate.IGNORED:
        return None
    if context.config.if_none_exist is ConditionalCreate.REFUSED:
        raise refuse(412, "not-supported", "this server knows no conditional create (If-None-Exist)")
    pairs = parse_qsl(condition.removeprefix("?"), keep_blank_values=True)
    query = parse_query(resource_type, pairs, strict=True)
    if not query.criteria:
        raise refuse(400, "invalid", "If-None-Exist has no search parameter that could find anything")
    matches = find_until(context.store, query, context.visible_until)
    if len(matches) > 1:
        raise refuse(412, "multiple-matches", f"If-None-Exist finds {len(matches)} resources")
    return matches[0] if matches else None


def update(context: Context, call: Call) -> Reply:
    """PUT Type/id: 200, or 201 when the id was free; 412 when If-Match does not name the current version."""
    resource_type, resource_id = call.segments
    resource = checked(call.resource, resource_type)
    if not is_id(resource_id):
        raise refuse(400, "value", "an id has 1 to 64 letters, digits, '-' or '.'")
    if resource.get("id") != resource_id:
        raise refuse(400, "invalid", "the id in the body is not the id in the address", f"{resource_type}.id")
    with context.store.lock:
        check_strictly(context, call, resource)
        current = context.store.read(resource_type, resource_id)
        _check_preconditions(context.config, call, current)
        if current is None and not context.config.update_creates:
            raise refuse(405, "not-supported", "this server does not let clients choose ids")
        if current is not None and context.config.require_if_match and not call.if_match:
            raise refuse(428, "required", "an update must say in If-Match which version it changes")
        version = context.store.put(resource_type, resource_id, kept(context.config, resource))
    return version_reply(201 if current is None else 200, version, call.base)


def delete(context: Context, call: Call) -> Reply:
    """DELETE Type/id: 204, also when there was nothing to delete."""
    resource_type, resource_id = call.segments
    if not context.config.supports_delete:
        raise refuse(405, "not-supported", "this server deletes nothing")
    with context.store.lock:
        current = context.store.read(resource_type, resource_id)
        _check_preconditions(context.config, call, current)
        version = context.store.delete(resource_type, resource_id)
    return Reply(204, headers={"ETag": etag(version)} if version else {}, version=version)


def _check_preconditions(config: ServerConfig, call: Call, current: Version | None) -> None:
    if not config.if_match:
        return
    if call.if_none_match == "*" and current is not None:
        raise refuse(config.stale_status, "conflict", "If-None-Match: * and the resource exists")
    if not call.if_match:
        return
    if current is None:
        raise refuse(config.stale_status, "conflict", "If-Match names a version and there is no such resource")
    named = call.if_match if config.strong_etags else version_of_tag(call.if_match)
    if call.if_match != "*" and named != (f'"{current.version_id}"' if config.strong_etags else current.version_id):
        raise refuse(
            config.stale_status, "conflict", "the resource was changed meanwhile; this is not its current version"
        )
