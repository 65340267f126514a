"""Reads the parameters of a search into a `Query`. Source: FHIR R4, search.

Supported modifiers: `:not` (token), `:identifier` and `:<Type>` (reference), `:exact` and `:contains`
(string), `:iterate` (_include, _revinclude); any other is refused, as the standard demands. Unknown
parameters are left out unless the client asked for strict handling; the `self` link of the answer shows
what was used.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from workstation.orderserver.criteria import (
    Criterion,
    DateCriterion,
    KeyCriterion,
    StringCriterion,
    date_value,
)
from workstation.orderserver.outcome import refuse
from workstation.orderserver.parameters import Kind, Parameter, searchable
from workstation.orderserver.resource_types import RESOURCE_TYPES
from workstation.orderserver.values import local_reference

Pairs = Iterable[tuple[str, str]]

_UNESCAPED_COMMA = re.compile(r"(?<!\\),")
_ESCAPED = re.compile(r"\\([,|$\\])")
_IGNORED = frozenset({"_format", "_pretty"})
_LAST_UPDATED = Parameter("_lastUpdated", Kind.DATE, ("meta.lastUpdated",))


@dataclass(frozen=True, slots=True)
class Include:
    """`_include` or `_revinclude`: from which type, by which parameter (`*` = all), only to which type."""

    source: str
    parameter: str
    target: str
    iterate: bool
    reverse: bool


@dataclass(slots=True)
class Query:
    """A search as the server understood it."""

    resource_type: str
    criteria: list[Criterion] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    sort: list[tuple[str, bool]] = field(default_factory=list)
    """(parameter, descending), most significant first."""
    count: int | None = None
    only_total: bool = False
    with_total: bool = True
    used: list[tuple[str, str]] = field(default_factory=list)
    """The parameters that were understood, as sent."""


def parse_query(resource_type: str, pairs: Pairs, *, base: str = "", strict: bool = False) -> Query:
    """Reads the parameters of a search; raises `FhirError` 400 for what must be refused."""
    query = Query(resource_type)
    for name, value in pairs:
        if name in _IGNORED or value == "":
            continue
        if _read_control(query, name, value, strict) or _read_criterion(query, name, value, base):
            query.used.append((name, value))
        elif strict:
            raise refuse(400, "not-supported", f"{resource_type} has no search parameter {name} here")
    return query


def _read_control(query: Query, name: str, value: str, strict: bool) -> bool:
    plain, _, modifier = name.partition(":")
    if plain in ("_include", "_revinclude"):
        return _read_include(query, value, modifier, reverse=plain == "_revinclude", strict=strict)
    if name == "_count":
        query.count = _count(value)
        query.only_total |= query.count == 0
    elif name == "_sort":
        query.sort = [
            (key.lstrip("-"), key.startswith("-")) for key in value.split(",") if _sortable(query, key, strict)
        ]
    elif name == "_summary" and value in ("count", "false"):
        query.only_total |= value == "count"
    elif name == "_total" and value in ("none", "estimate", "accurate"):
        query.with_total = value != "none"
    else:
        return False
    return True


def _count(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise refuse(400, "invalid", "_count must be a whole number")
    return int(value)


def _sortable(query: Query, key: str, strict: bool) -> bool:
    name = key.lstrip("-")
    parameter = searchable(query.resource_type, name)
    known = name in ("_lastUpdated", "_id") or (parameter and parameter.kind in (Kind.DATE, Kind.STRING))
    if not known and strict:
        raise refuse(400, "not-supported", f"cannot sort by {name}")
    return bool(known)


def _read_include(query: Query, value: str, modifier: str, *, reverse: bool, strict: bool) -> bool:
    if modifier not in ("", "iterate", "recurse"):
        raise refuse(400, "not-supported", f"modifier :{modifier} is not supported for _include")
    source, _, rest = value.partition(":")
    name, _, target = rest.partition(":")
    parameter = searchable(source, name)
    if source not in RESOURCE_TYPES or not (name == "*" or (parameter and parameter.kind is Kind.REFERENCE)):
        if strict:
            raise refuse(400, "not-supported", f"{value} cannot be included")
        return False
    query.includes.append(Include(source, name, target, bool(modifier), reverse))
    return True


def _read_criterion(query: Query, name: str, value: str, base: str) -> bool:
    plain, _, modifier = name.partition(":")
    values = [_ESCAPED.sub(r"\1", part) for part in _UNESCAPED_COMMA.split(value)]
    if plain == "_id":
        criterion: Criterion = KeyCriterion("_id", frozenset(values))
    elif plain == "_lastUpdated":
        criterion = DateCriterion(_LAST_UPDATED, tuple(map(date_value, values)))
    else:
        parameter = searchable(query.resource_type, plain)
        if parameter is None:
            return False
        criterion, modifier = _criterion(parameter, values, modifier, base)
    if modifier:
        raise refuse(400, "not-supported", f"modifier :{modifier} is not supported for {plain}")
    query.criteria.append(criterion)
    return True


def _criterion(parameter: Parameter, values: list[str], modifier: str, base: str) -> tuple[Criterion, str]:
    """The criterion and the modifier that is left over because it has no meaning here."""
    if parameter.kind is Kind.DATE:
        return DateCriterion(parameter, tuple(map(date_value, values))), modifier
    if parameter.kind is Kind.STRING:
        left = "" if modifier in ("exact", "contains") else modifier
        return StringCriterion(parameter, tuple(value.casefold() for value in values), modifier), left
    if parameter.kind is Kind.TOKEN:
        return KeyCriterion(parameter.name, frozenset(values), negated=modifier == "not"), modifier.removeprefix("not")
    if modifier == "identifier":
        return KeyCriterion(parameter.name, frozenset(f"identifier:{value}" for value in values)), ""
    prefix = f"{modifier}/" if modifier in RESOURCE_TYPES else ""
    keys = frozenset(_reference_key(prefix + value, base) for value in values)
    return KeyCriterion(parameter.name, keys), "" if prefix else modifier


def _reference_key(value: str, base: str) -> str:
    if base:
        value = value.removeprefix(f"{base}/")
    local = local_reference(value)
    return f"{local[0]}/{local[1]}" if local else value
