"""Several interactions in one Bundle, and the answers to them in the same order."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

import httpx

from workstation.adapters.fhir.if_match import IfMatch
from workstation.adapters.fhir.values import objects
from workstation.adapters.fhir.wire import answer_in_bundle, answer_of
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import MOST_BATCH, Answer, BatchEntry, BatchRefused, Resource

_OUTCOME_UNKNOWN = frozenset({408, *range(500, 600)} - {501})
"""A 503 may come after the commit. Only 501 (not implemented) certainly does nothing."""


def quoted(identifier: str) -> str:
    """A search value as it stands in a URL. Its system is one of few; only a value that is no UUID takes long."""
    system, bar, value = identifier.rpartition("|")
    return _quoted_system(system + bar) + quote_plus(value)


@lru_cache(maxsize=64)
def _quoted_system(system: str) -> str:
    return quote_plus(system)


def bundle(entries: Sequence[BatchEntry], kind: str = "batch", if_match: IfMatch | None = None) -> Resource:
    """The Bundle to post. Raises ValueError for none, or for more than MOST_BATCH."""
    if not 1 <= len(entries) <= MOST_BATCH:
        raise ValueError(f"a batch has 1 to {MOST_BATCH} entries, not {len(entries)}")
    return {"resourceType": "Bundle", "type": kind, "entry": [_entry(one, if_match or IfMatch()) for one in entries]}


def answers(response: httpx.Response, expected: int) -> Sequence[Answer]:
    """One answer for each entry.

    Raises BatchRefused when the Bundle as a whole was refused and nothing of it was done; Unavailable when an answer
    is missing, or after a 408 or 5xx: then nobody knows what was done, and each entry is looked up first.
    """
    whole = answer_of(response)
    if whole.status in _OUTCOME_UNKNOWN:
        raise Unavailable("order_server", whole.said or f"The order server did not answer ({whole.status}).")
    if not whole.done:
        raise BatchRefused(whole)
    entries = objects(whole.resource.get("entry")) if whole.resource else []
    found = [answer for answer in map(answer_in_bundle, entries) if answer is not None]
    if len(found) != expected:
        raise Unavailable("order_server", f"The order server answered {len(found)} of {expected} entries.")
    return found


def _entry(entry: BatchEntry, if_match: IfMatch) -> dict[str, Any]:
    request: dict[str, Any] = {"method": entry.method, "url": entry.url}
    if entry.identifier:
        request["ifNoneExist"] = f"identifier={quoted(entry.identifier)}"
    if entry.version_id:
        request["ifMatch"] = if_match.header(entry.version_id)
    return {"request": request} if entry.body is None else {"resource": entry.body, "request": request}
