"""What must hold after every run, once the queue has drained: the invariants of the sync profile, each a function.

A function raises AssertionError with what is wrong. That each of them can fail is proved in test_sync_machine.py.
"""

from collections import Counter as Count
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.scenario.conftest import Json
from tests.scenario.machine_station import ORGANIZATION, Station
from tests.scenario.machine_world import SECRETS, World
from workstation.domain import exact_json
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.domain.workflow import CLOSED
from workstation.services.sync.sending import MOST_BREAKDOWNS

RECEIVED = 100
"""Units of each product that a station received at its beginning."""
MOST_TRIES = MOST_BREAKDOWNS + 30
"""Of one entry in one run: faults strike some times each, and every round tries an entry once or a few times."""
EXPLAINED = frozenset({"emergency_supply", "oversupplied", "found_double", "paper_supply", "store_restored"})
"""What a person is told when more went out than was ordered."""


def _in_error(resource: Json) -> bool:
    return resource.get("status") in ("entered-in-error", "declined")


def _write_id(resource: Json) -> str:
    """The business identifier of a resource of ours."""
    return str(next((one.get("value", "") for one in resource.get("identifier", ())), ""))


def _entries(station: Station) -> list[OutboxEntry]:
    """Every write that this store ever queued."""
    groups = [UUID(one["uuid"]) for one in station.dump()["prescriptions"]] + [station.site.station.id]
    with station.site.store.read() as tx:
        return [entry for group in groups for entry in tx.outbox.of_group(group)]


def _told(station: Station) -> set[str]:
    """Numbers of the prescriptions that need a person's attention, or did."""
    left = station.dump()
    uuids = {one["uuid"]: one["id"] for one in left["prescriptions"]}
    named = {one["prescription"] for one in (*left["attention"], *left["conflicts"])}
    named |= {str(one.group) for one in _entries(station) if one.state in (OutboxState.PARKED, OutboxState.WITHDRAWN)}
    return {uuids[one] for one in named if one in uuids}


def still_to_go(station: Station) -> list[OutboxEntry]:
    """What waits and is not held back by something of its prescription that waits for a person."""
    with station.site.store.read() as tx:
        left = tx.outbox.open()
    parked = [one for one in left if one.state is OutboxState.PARKED]
    stuck = {one.id for one in parked}
    held = {one.group for one in parked if one.kind is OutboxKind.UPDATE_TASK}
    found = []
    for one in left:
        if one.state is not OutboxState.WAITING:
            continue
        if one.waits_for & stuck or (one.kind is OutboxKind.UPDATE_TASK and one.group in held):
            stuck.add(one.id)
            held |= {one.group} if one.kind is OutboxKind.UPDATE_TASK else set()
        else:
            found.append(one)
    return found


def nothing_is_lost(world: World) -> None:
    """I1: every local fact is at the server exactly once, or needs attention with its reason."""
    at_server = Count(_write_id(one) for one in world.server.query("MedicationDispense") if not _in_error(one))
    for station in world.stations.values():
        by_id = {str(one.id): one for one in _entries(station)}
        waiting = still_to_go(station)
        assert not waiting, f"still waiting: {[(one.what, one.answer) for one in waiting]}"
        for entry in by_id.values():
            if entry.state in (OutboxState.PARKED, OutboxState.WITHDRAWN):
                assert entry.answer, f"{entry.what} is {entry.state} without a reason"
        marked = {
            str(one.body["identifier"]): one for one in by_id.values() if one.kind is OutboxKind.MARK_ENTERED_IN_ERROR
        }
        for dispense in station.dump()["dispenses"]:
            name = dispense["identifier"]
            entry, mark = by_id[name], marked.get(name)
            if entry.state is OutboxState.PARKED or (mark is not None and mark.state is not OutboxState.SENT):
                continue
            assert entry.state is OutboxState.SENT, f"the supply {name} is {entry.state}"
            wanted = 0 if dispense["state"] == "entered-in-error" else 1
            assert at_server[name] == wanted, f"{at_server[name]} supplies {name} at the server, not {wanted}"


def finished_work_is_finished_at_the_server(world: World) -> None:
    """I1 for the pointer: what was handed over here is completed there and names its supplies, or a person is told."""
    for station in world.stations.values():
        told = _told(station)
        for one in station.dump()["prescriptions"]:
            if one["status"] != "handed_over" or one["id"] in told | world.moved:
                continue
            task = world.task(one["id"])
            assert task is not None, f"{one['id']} is not at the server, and nobody was told"
            assert task["status"] == "completed", f"{one['id']} is {task['status']} at the server"
            assert task.get("output"), f"the Task of {one['id']} names no supply"


def nothing_is_there_twice(world: World) -> None:
    """I2: one resource per business identifier; never more supplied than ordered but with a reason that people see."""
    for kind in ("MedicationDispense", "Provenance", "DetectedIssue", "Communication", "Basic", "SupplyDelivery"):
        found = [one for one in world.server.query(kind) if not _in_error(one) and one.get("identifier")]
        names = Count("|".join(one["identifier"][0].get(part, "") for part in ("system", "value")) for one in found)
        twice = {name: count for name, count in names.items() if name and count > 1}
        assert not twice or kind != "MedicationDispense", f"{kind} more than once: {twice}"
        if world.config.if_none_exist.value == "honoured" and not world.duplicated:
            assert not twice, f"{kind} more than once: {twice}"
    supplied: dict[str, Decimal] = {}
    for one in world.server.query("MedicationDispense"):
        if one["status"] == "completed":
            for line in one.get("authorizingPrescription", ()):
                reference = line["reference"]
                supplied[reference] = supplied.get(reference, Decimal(0)) + Decimal(one["quantity"]["value"])
    for reference, total in supplied.items():
        if total > world.ordered.get(reference, total):
            number = world.number_of[reference]
            assert _is_explained(world, number), f"{total} supplied of {number}, and nobody was told why"


def _is_explained(world: World, number: str) -> bool:
    for station in world.stations.values():
        left = station.dump()
        uuids = {one["uuid"] for one in left["prescriptions"] if one["id"] == number}
        codes = {one["code"] for one in left["attention"] if one["prescription"] in uuids}
        if codes & EXPLAINED:
            return True
    return number in world.edited


def nothing_is_overwritten_unseen(world: World) -> None:
    """I3: every PUT carried If-Match, alone and in a Bundle."""
    for method, url, version in puts_of(world):
        assert method != "PUT" or version, f"{url} was changed without If-Match"


def puts_of(world: World) -> Iterator[tuple[str, str, str]]:
    """(method, url, If-Match) of every write that left a station."""
    for sent in world.wire.sent:
        if sent.method in ("PUT", "POST", "DELETE"):
            yield sent.method, sent.url, sent.headers.get("If-Match", "")
        if sent.method == "POST" and sent.body[:1] == b"{":
            for entry in exact_json.loads(sent.body).get("entry", ()):
                request = entry.get("request", {})
                yield str(request.get("method")), str(request.get("url")), str(request.get("ifMatch", ""))


def work_never_waits_for_the_network(world: World) -> None:
    """I4: no local action sent anything (how fast they are is measured elsewhere)."""
    assert not world.sent_by_local_actions, f"{world.sent_by_local_actions} requests left during local actions"


def the_cause_comes_first(world: World) -> None:
    """I5: a Task never names a supply that is not at the server, and is completed only after its supplies."""
    assert not world.out_of_order, world.out_of_order


def digest(world: World, station: Station) -> Any:
    """What a station makes of the server. The copy of a Task that is another pharmacy's now is not pulled again."""
    ours = {one["groupIdentifier"]["value"] for one in world.server.query(f"Task?owner={ORGANIZATION}")}
    return sorted((_told_by_server(one, one["id"] in ours) for one in station.dump()["prescriptions"]), key=repr)


def _told_by_server(one: Json, is_ours: bool) -> tuple[Any, ...]:
    """Allergies and conditions are asked for while work is open: what closed work would alert to is not compared."""
    alerts = one["alerts"] if one["status"] not in CLOSED else None
    lines = [_line(line) for line in one["lines"]]
    return one["id"], one["status"], one["task_status"] if is_ours else None, one["claimed_by"], alerts, lines


def _line(line: Json) -> tuple[Any, ...]:
    names = ("reference", "position", "block", "quantity_prescribed", "quantity_dispensed", "quantity_owing")
    return tuple(line[name] for name in names)


def stock_adds_up(world: World) -> None:
    """I7: on hand = received − supplied + taken back; what is reserved lies there."""
    for station in world.stations.values():
        left = station.dump()
        out: dict[tuple[str, str], Decimal] = {}
        for one in left["dispenses"]:
            if one["state"] == "completed":
                key = (one["gtin"], one["batch_number"])
                out[key] = out.get(key, Decimal(0)) + Decimal(one["quantity"])
        for row in left["stock"]:
            expected = RECEIVED - out.get((row["gtin"], row["batch_number"]), Decimal(0))
            assert row["quantity_on_hand"] == expected, f"{row}: {expected} expected"
            assert 0 <= row["reserved"] <= row["quantity_on_hand"], row
        closed = {
            one["uuid"] for one in left["prescriptions"] if one["status"] in ("handed_over", "returned_uncollected")
        }
        with station.site.store.read() as tx:
            for name in closed:
                assert not tx.stock.allocations(UUID(name)), f"packs are reserved for {name}, which is closed"


def the_audit_chain_is_whole(world: World) -> None:
    """I8: every row of the audit is there, unchanged and in its place."""
    for station in world.stations.values():
        assert station.dump()["audit"]["ok"], f"the audit of {station.name} was changed"


def retries_are_bounded(world: World) -> None:
    """I9: nothing is tried without end."""
    for station in world.stations.values():
        for entry in _entries(station):
            assert entry.attempts <= MOST_TRIES, f"{entry.what} was tried {entry.attempts} times: {entry.answer}"


def nobody_is_named(world: World) -> None:
    """I10: no word that names a patient is in a log line or in an address."""
    for text in (*world.log, *(sent.url for sent in world.wire.sent)):
        for secret in SECRETS:
            assert secret not in text, f"{secret} in: {text[:300]}"
    for station in world.stations.values():
        for entry in _entries(station):
            assert not any(secret in entry.answer + entry.what for secret in SECRETS), entry.what


Invariant = Callable[[World], None]
INVARIANTS: tuple[Invariant, ...] = (
    nothing_is_lost,
    finished_work_is_finished_at_the_server,
    nothing_is_there_twice,
    nothing_is_overwritten_unseen,
    work_never_waits_for_the_network,
    the_cause_comes_first,
    stock_adds_up,
    the_audit_chain_is_whole,
    retries_are_bounded,
    nobody_is_named,
)
"""I6 (convergence) needs rounds of its own: machine_drain.everything_converges."""
