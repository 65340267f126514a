"""What can happen in a run of the state machine: people at the counter, the server's side, faults on the way."""

from collections.abc import Callable
from decimal import Decimal

from tests.scenario.conftest import METFORMIN, Json
from tests.scenario.machine_station import Station
from tests.scenario.machine_world import World
from workstation.orderserver.faults import FaultKind
from workstation.services.conflicts import Decision, Settled, settle_conflict
from workstation.services.outbox import send_again

REASON = "a reason long enough"

DO_TWICE = (FaultKind.DUPLICATE, FaultKind.DUPLICATE_LAST_ANSWER, FaultKind.DELAY_BEFORE_COMMIT)
"""A request is performed once more, or after its client has given it up."""
LIES = (
    FaultKind.CHANGED_TYPE,
    FaultKind.LONG_NUMBERS,
    FaultKind.UNKNOWN_STATUS,
    FaultKind.ODD_DATES,
    FaultKind.MISSING_REFERENCES,
)
"""The answer has another content than the server, under a version that is right."""
LASTING = (FaultKind.INDEX_LAG, FaultKind.CLOCK_OFFSET)
HONEST = tuple(kind for kind in FaultKind if kind not in LIES and kind is not FaultKind.REVOKE_TOKENS)
"""All that spoils requests and answers. Tokens are asked for by tests/adapters/cli/test_pair.py, over real TLS."""

# --- people -----------------------------------------------------------------------------------------------------


def next_step(station: Station, number: str) -> Json | None:
    """The step that a person would take now; None when there is none."""
    found = station.look(number)
    if found is None:
        return None
    status, claimed = found
    match status:
        case "received" | "claimed" | "in_review" if not claimed:
            return station("claim", prescription=number)
        case "received" | "claimed" | "in_review" | "clarification" | "on_hold":
            return station("approve", prescription=number, override_reason=REASON)
        case "approved" | "picking" | "part_supplied":
            scanned = station("scan", prescription=number, code=METFORMIN)
            return scanned if scanned["ok"] else station("accuracy_check", prescription=number)
        case "checked" | "ready":
            return station("hand_over", prescription=number)
    return None


def give_two_packs(station: Station, number: str) -> None:
    """Everything that is left to do at the counter, as far as it may be done."""
    for _ in range(8):
        answer = next_step(station, number)
        if answer is None or not answer["ok"]:
            return


def part_supply(station: Station, number: str) -> None:
    """One pack is scanned, checked and handed over."""
    station("scan", prescription=number, code=METFORMIN)
    station("accuracy_check", prescription=number)
    station("hand_over", prescription=number)


def emergency(station: Station, number: str) -> None:
    """A few days without a claim."""
    station("emergency_supply", prescription=number, gtin=METFORMIN, days=2, reason=REASON)


def undo(station: Station, number: str) -> None:
    """The last supply was a mistake."""
    uuids = [one["uuid"] for one in station.dump()["prescriptions"] if one["id"] == number]
    lines = [line["id"] for one in station.dump()["prescriptions"] if one["uuid"] in uuids for line in one["lines"]]
    supplies = [one for one in station.dump()["dispenses"] if one["line"] in lines and one["state"] == "completed"]
    if supplies:
        station("undo_dispense", dispense=supplies[-1]["identifier"], reason=REASON)


def transcribe(station: Station, number: str) -> None:
    """Somebody keys the line."""
    line = {"gtin": METFORMIN, "quantity": 20, "dosage_instruction": "1 tablet twice a day", "days_supply": 10}
    station("transcribe", prescription=number, lines=[line])


def settle(settled: Settled) -> Callable[[Station, str], None]:
    """A person decides every open conflict of the station."""

    def act(station: Station, _number: str) -> None:
        for one in station.dump()["conflicts"]:
            with station.site.store.read() as tx:
                conflict = next(found for found in tx.attentions.conflicts() if str(found.id) == one["id"])
            settle_conflict(station.site, station.user, Decision(conflict.id, settled, REASON))
        station.forget_snapshot()

    return act


def try_parked(station: Station, _number: str) -> None:
    """The doctor of the outbox sends everything again that is parked and no conflict."""
    asked = {one["entry"] for one in station.dump()["conflicts"]}
    with station.site.store.read() as tx:
        parked = [one.id for one in tx.outbox.open() if one.state.value == "parked" and str(one.id) not in asked]
    for entry_id in parked:
        send_again(station.site, station.user, entry_id)
    station.forget_snapshot()


def _plain(do: str) -> Callable[[Station, str], None]:
    def act(station: Station, number: str) -> None:
        station(do, prescription=number, reason=REASON, override_reason=REASON, code=METFORMIN)

    return act


PEOPLE: dict[str, Callable[[Station, str], None]] = {
    **{
        do: _plain(do)
        for do in ("claim", "approve", "hold", "clarify", "reject", "return", "scan", "accuracy_check", "hand_over")
    },
    "part_supply": part_supply,
    "emergency": emergency,
    "undo": undo,
    "transcribe": transcribe,
    "keep_ours": settle(Settled.OURS),
    "keep_theirs": settle(Settled.THEIRS),
    "try_parked": try_parked,
}

# --- the server -------------------------------------------------------------------------------------------------


def _task_change(**fields: object) -> Callable[[World, str], None]:
    def act(world: World, number: str) -> None:
        world.change(f"Task/t-{number}", lambda task: task.update(fields))
        if fields.get("status") in ("in-progress", "on-hold"):
            world.moved.add(number)

    return act


def _edit(quantity: int) -> Callable[[World, str], None]:
    def act(world: World, number: str) -> None:
        line = f"MedicationRequest/m{number.removeprefix('RX-')}"

        def change(request: Json) -> None:
            request["dispenseRequest"]["quantity"]["value"] = quantity

        if world.change(line, change):
            world.edited.add(number)
            world.ordered[line] = max(world.ordered[line], Decimal(quantity))

    return act


def _delete(world: World, number: str) -> None:
    with world.server.store.lock:
        world.server.store.delete("Task", f"t-{number}")
    world.moved.add(number)


def _new_allergy(world: World, number: str) -> None:
    body = {
        "resourceType": "AllergyIntolerance",
        "id": f"new-{number}",
        "patient": {"reference": "Patient/p1"},
        "code": {"text": "metformin"},
    }
    world.server.load_document({"resourceType": "Bundle", "type": "batch", "entry": [{"resource": body}]})


SERVER: dict[str, Callable[[World, str], None]] = {
    "cancel": _task_change(status="cancelled"),
    "hold": _task_change(status="on-hold"),
    "resume": _task_change(status="in-progress"),
    "reassign": _task_change(owner={"reference": "Organization/other"}),
    "fail": _task_change(status="failed"),
    "note": _task_change(note=[{"text": "please call"}]),
    "edit_less": _edit(10),
    "edit_more": _edit(30),
    "delete": _delete,
    "allergy": _new_allergy,
    "backup": lambda world, _: world.keep_backup(),
    "restore": lambda world, _: world.take_away(world.server.restore),
    "wipe": lambda world, _: world.take_away(world.server.wipe),
}
