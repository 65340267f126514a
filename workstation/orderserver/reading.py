"""Read, versioned read, history of an instance, search."""

from urllib.parse import urlencode

from workstation.orderserver.bundles import bundle, history_entry, search_entry
from workstation.orderserver.context import Context
from workstation.orderserver.dialect import local, understood
from workstation.orderserver.includes import included
from workstation.orderserver.lagging import find_until
from workstation.orderserver.outcome import FhirError, refuse
from workstation.orderserver.paging import Snapshot
from workstation.orderserver.query import Query, parse_query
from workstation.orderserver.reply import Call, Reply, etag, version_reply
from workstation.orderserver.store import Version


def read(context: Context, call: Call) -> Reply:
    """GET Type/id: 200, 304 when If-None-Match names the current version, 404, 410 after a deletion."""
    resource_type, resource_id = call.segments
    with context.store.lock:
        version = context.store.read(resource_type, resource_id)
        if version is None:
            raise _absent(context, resource_type, resource_id)
    if call.if_none_match == etag(version):
        return Reply(304, headers={"ETag": etag(version)})
    return version_reply(200, version, call.base)


def read_version(context: Context, call: Call) -> Reply:
    """GET Type/id/_history/version: 200, 404, 410 when that version is the deletion."""
    resource_type, resource_id, _, version_id = call.segments
    for version in context.store.history(resource_type, resource_id):
        if version.version_id == version_id:
            if version.is_deleted:
                raise refuse(410, "deleted", f"{version.reference} was deleted in this version")
            return version_reply(200, version, call.base)
    raise refuse(404, "not-found", f"{resource_type}/{resource_id} has no such version")


def history(context: Context, call: Call) -> Reply:
    """GET Type/id/_history: all versions, newest first, in one page."""
    resource_type, resource_id, _ = call.segments
    versions = context.store.history(resource_type, resource_id)
    if not versions:
        raise refuse(404, "not-found", f"there is no {resource_type}/{resource_id}")
    entries = [history_entry(call.base, version, is_first=number == 0) for number, version in enumerate(versions)]
    link = [{"relation": "self", "url": "/".join((call.base, *call.segments))}]
    return Reply(200, bundle("history", reversed(entries), total=len(entries), link=link))


def search(context: Context, call: Call) -> Reply:
    """GET Type?… or POST Type/_search: the first or a further page of a searchset."""
    parameters = dict(call.query)
    if "_page" in parameters:
        return _next_page(context, call, parameters)
    query = _query(context, call)
    with context.store.lock:
        versions = find_until(context.store, query, context.visible_until)
        if not context.config.supports_sort:
            versions.sort(key=lambda version: version.id)
        if query.only_total:
            return Reply(200, bundle("searchset", (), total=len(versions), link=_self_link(call, query)))
        size = min(query.count or context.config.page_size, context.config.max_page_size)
        snapshot = Snapshot(query, versions, size)
        token = context.pages.keep(snapshot) if len(versions) > size else ""
        return _page(context, call, snapshot, token, 0)


def _query(context: Context, call: Call) -> Query:
    name = call.segments[0]
    pairs = understood(context.config, name, call.query, strict=call.strict)
    return parse_query(name, pairs, base=call.base, strict=call.strict)


def _next_page(context: Context, call: Call, parameters: dict[str, str]) -> Reply:
    token, offset = parameters["_page"], parameters.get("_offset", "")
    snapshot = context.pages.get(token)
    if snapshot.query.resource_type != call.segments[0] or not (offset.isascii() and offset.isdigit()):
        raise refuse(400, "invalid", "this is not the address of a page; follow the next link as it was given")
    with context.store.lock:
        return _page(context, call, snapshot, token, int(offset))


def _page(context: Context, call: Call, snapshot: Snapshot, token: str, offset: int) -> Reply:
    end = offset + snapshot.page_size
    window = snapshot.versions[offset:end]
    matches = [each for each in window if offset == 0 or context.store.read(each.resource_type, each.id) is not None]
    extra = included(context.store, matches, snapshot.query.includes)
    link = _self_link(call, snapshot.query)
    if end < len(snapshot.versions):
        address = _address(call, [("_page", token), ("_offset", str(end))])
        link.append({"relation": "next", "url": local(context.config, call.base, address)})
    modes = ("match", "include") if context.config.sends_search_mode else ("", "")
    entries = [search_entry(call.base, version, modes[0]) for version in matches]
    entries += [search_entry(call.base, version, modes[1]) for version in extra]
    members = {"total": len(snapshot.versions)} if snapshot.query.with_total else {}
    return Reply(200, bundle("searchset", entries, **members, link=link))


def _self_link(call: Call, query: Query) -> list[dict[str, str]]:
    return [{"relation": "self", "url": _address(call, query.used)}]


def _address(call: Call, pairs: list[tuple[str, str]]) -> str:
    return f"{call.base}/{call.segments[0]}" + (f"?{urlencode(pairs)}" if pairs else "")


def _absent(context: Context, resource_type: str, resource_id: str) -> FhirError:
    versions: tuple[Version, ...] = context.store.history(resource_type, resource_id)
    if versions:
        return FhirError(
            410,
            *refuse(410, "deleted", "this resource was deleted").issues,
            headers={"ETag": etag(versions[-1])} if context.config.sends_etag else {},
        )
    return refuse(404, "not-found", f"there is no {resource_type}/{resource_id}")
