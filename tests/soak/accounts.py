"""What must hold at the end of a day: the store's books, and the server's, which is asked over HTTPS."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.scenario_actions import Desk
from tests.soak.day import Tally
from workstation.domain.outbox import OutboxState

Json = Mapping[str, Any]
OURS = ("MedicationRequest", "MedicationDispense", "Communication", "DetectedIssue", "Provenance")
"""What the workstation creates under a business identifier of its own."""


def everything(desk: Desk, resource_type: str) -> Sequence[Json]:
    """All resources of a type at the server."""
    with desk.connected() as (server, _):
        return [one for page in server.search(resource_type, [("_count", "200")]) for one in page.matches]


def troubles(desk: Desk, tally: Tally) -> list[str]:
    """Every account that does not balance, in words; empty when all is well."""
    return [
        *_of_supplies(desk),
        *_of_identifiers(desk),
        *_of_tasks(desk, tally),
        *_of_stock(desk, tally),
        *_of_audit(desk),
        *_of_outbox(desk),
    ]


def _of_supplies(desk: Desk) -> list[str]:
    """Each supply of ours is at the server exactly once, and those undone are marked."""
    with desk.site.store.read() as tx:
        every = tx.dispenses.all()
    undone = {str(one.reverses) for one in every if one.reverses}
    ours = {str(one.id) for one in every if one.reverses is None}
    at_server = Counter[str]()
    wrong = []
    for one in everything(desk, "MedicationDispense"):
        if one["status"] == "declined":  # says that nothing was supplied
            continue
        value = str(one["identifier"][0]["value"])
        at_server[value] += 1
        expected = "entered-in-error" if value in undone else "completed"
        if one["status"] != expected:
            wrong.append(f"supply {value}: {one['status']} at the server, {expected} here")
    wrong += [f"supply {one} is not at the server" for one in sorted(ours - at_server.keys())]
    wrong += [f"supply {one} is at the server and not here" for one in sorted(at_server.keys() - ours)]
    return wrong + [f"supply {one} is {count} times at the server" for one, count in at_server.items() if count > 1]


def _of_identifiers(desk: Desk) -> list[str]:
    """No business identifier stands on two resources of a type."""
    wrong = []
    for resource_type in OURS:
        found = Counter(
            f"{one.get('system')}|{one['value']}"
            for resource in everything(desk, resource_type)
            for one in resource.get("identifier", [])
        )
        wrong += [f"{resource_type} {one}: {count} of them" for one, count in found.items() if count > 1]
    return wrong


def _of_tasks(desk: Desk, tally: Tally) -> list[str]:
    """Each prescription stands at the server as it was left here."""
    status = {str(one["groupIdentifier"]["value"]): str(one["status"]) for one in everything(desk, "Task")}
    return [
        f"{number}: the Task is {status.get(number)}, expected {way.value}"
        for number, way in tally.ways.items()
        if status.get(number) != way.task_status
    ]


def _of_stock(desk: Desk, tally: Tally) -> list[str]:
    """On hand = goods in − supplied + reversed, per batch, and never below zero; nothing stays reserved."""
    expected = Counter(tally.goods_in)
    with desk.site.store.read() as tx:
        rows = tx.stock.all_on_hand()
        for one in tx.dispenses.all():
            expected[one.batch_id] -= int(one.quantity.value * 1_000_000)
    wrong = []
    for row in rows:
        have, should = int(row.on_hand.value * 1_000_000), expected[row.batch.id]
        if have != should or have < 0:
            wrong.append(f"batch {row.batch.batch_number}: {row.on_hand} on hand, {should / 1_000_000} by the books")
        if row.allocated.value != 0:
            wrong.append(f"batch {row.batch.batch_number}: {row.allocated} still reserved")
    return wrong


def _of_audit(desk: Desk) -> list[str]:
    with desk.site.store.read() as tx:
        verdict = tx.audit.verify()
    return [] if verdict.ok else [f"the audit chain is broken: {verdict}"]


def _of_outbox(desk: Desk) -> list[str]:
    with desk.site.store.read() as tx:
        left = tx.outbox.open()
    return [
        f"outbox: {one.what} is {one.state.value}, {one.answer or 'without a reason'}"
        for one in left
        if one.state is not OutboxState.PARKED or not one.answer
    ]
