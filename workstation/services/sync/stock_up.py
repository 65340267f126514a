"""Sends the stock as a snapshot: after a change, at most once a minute, latest wins.

One resource per station, found by its identifier and replaced under If-Match. A server that does not take it gets an
Observation per product instead, only of what changed; a server that takes neither is left alone. Goes after everything
that waits, and what does not go through stays marked for the next round.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from workstation.domain.errors import Unavailable
from workstation.domain.quantity import plain_number
from workstation.services.messages import StockLevel
from workstation.services.ports import Transaction
from workstation.services.stock_report import REPORTED, stock_levels, unreported
from workstation.services.sync.courier import PAUSED_UNTIL, Courier
from workstation.services.sync.ports import Answer, Resource, SearchRefused, ServerBusy
from workstation.services.sync.sentinel import known_sentinel
from workstation.services.sync.untaken import NOT_TAKEN, note_untaken

TRIED_AT = "stock_report.tried_at"
LEVELS = "stock_report.levels"
"""Sync note: JSON of the level told last, by GTIN; only for a server that gets Observations."""
BETWEEN = timedelta(minutes=1)
MOST_AT_ONCE = 50
"""Observations in one round."""
_NOT_NOW = frozenset({401, 408, 409, 412, 425, 429})


def report_stock(courier: Courier) -> str:
    """Sends what is due. Returns "" or why the server is out of reach."""
    site = courier.site
    with site.store.read() as tx:
        mark, form = unreported(tx), _form(tx)
        if not mark or form is None or _is_stopped(tx) or not _is_due(tx, site.clock()):
            return ""
        levels = stock_levels(tx, site)
    if courier.paused_for():
        return ""
    with site.store.begin() as tx:
        tx.sync_notes.set(TRIED_AT, site.clock().isoformat())
    try:
        done = _send_snapshot(courier, levels) if form == "Basic" else _send_levels(courier, levels)
    except ServerBusy as busy:
        courier.pause(busy)
        return ""
    except Unavailable as unreachable:
        return unreachable.why
    if done:
        with site.store.begin() as tx:
            tx.sync_notes.set(REPORTED, mark)
    return ""


def _form(tx: Transaction) -> str | None:
    return next((one for one in ("Basic", "Observation") if not tx.sync_notes.get(NOT_TAKEN + one)), None)


def _is_stopped(tx: Transaction) -> bool:
    known = known_sentinel(tx)
    return known is not None and known.stopped


def _is_due(tx: Transaction, now: datetime) -> bool:
    tried = tx.sync_notes.get(TRIED_AT)
    return not tried or now - datetime.fromisoformat(tried) >= BETWEEN


def _send_snapshot(courier: Courier, levels: Sequence[StockLevel]) -> bool:
    site = courier.site
    body = site.messages.stock_levels(site.station.id, levels, site.clock())
    return _is_taken(courier, "Basic", _replace(courier, body))


def _send_levels(courier: Courier, levels: Sequence[StockLevel]) -> bool:
    """True when every changed level is there."""
    site = courier.site
    with site.store.read() as tx:
        told: dict[str, str] = json.loads(tx.sync_notes.get(LEVELS) or "{}")
    changed = [one for one in levels if told.get(one.product.gtin) != plain_number(one.quantity.value)]
    sent = _sent(courier, changed)
    for one in sent:
        told[one.product.gtin] = plain_number(one.quantity.value)
    with site.store.begin() as tx:
        tx.sync_notes.set(LEVELS, json.dumps(told))
    return len(sent) == len(changed)


def _sent(courier: Courier, changed: Iterable[StockLevel]) -> list[StockLevel]:
    site, sent = courier.site, []
    for one in islice(changed, MOST_AT_ONCE):
        body = site.messages.stock_level(site.station.id, one, site.clock())
        if not _is_taken(courier, "Observation", _replace(courier, body)):
            break
        sent.append(one)
    return sent


def _replace(courier: Courier, body: Resource) -> Answer:
    """PUT on the one that is there, else a create. A conditional create that found one is followed by the PUT."""
    name, kind = body["identifier"][0], str(body["resourceType"])
    named = f"{name['system']}|{name['value']}"
    try:
        found = courier.server.find(kind, named)
    except SearchRefused:
        found = []
    if found:
        return _update(courier, body, min(found, key=lambda one: str(one["id"])))
    made = courier.server.create(body, named)
    if made.status == 200 and made.resource is not None and made.resource.get("id"):
        return _update(courier, body, made.resource)
    return made


def _update(courier: Courier, body: Resource, there: Resource) -> Answer:
    meta = {**there.get("meta", {}), **body.get("meta", {})}
    whole = {**there, **body, "meta": meta}
    version = str(there.get("meta", {}).get("versionId", ""))
    return courier.server.update(f"{body['resourceType']}/{there['id']}", whole, version)


def _is_taken(courier: Courier, kind: str, answer: Answer) -> bool:
    """False when it is not there: later, or never in this form, which is noted."""
    if answer.done:
        return True
    site = courier.site
    with site.store.begin() as tx:
        if answer.retry_after_seconds:
            again = site.clock() + timedelta(seconds=answer.retry_after_seconds)
            tx.sync_notes.set(PAUSED_UNTIL, again.isoformat())
        elif 400 <= answer.status < 500 and answer.status not in _NOT_NOW:
            note_untaken(tx, site, kind, f"{answer.status} · {answer.said}".rstrip(" ·"))
            tx.sync_notes.set(TRIED_AT, "")
    return False
