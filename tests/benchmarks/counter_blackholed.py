"""What one action at the counter takes while the order server is a black hole: nothing local may wait for it.

python -m tests.benchmarks.counter_blackholed --actions 300 --json

A pharmacy takes prescriptions in from a real server. Then its sync process talks to a hole: one that takes connections
and never answers, and one that does not even take them (its queue of connections is full, so each SYN is lost). While
that process does one round after the other on the same store, the counter works. Goal: 200 ms for each action (p99).
`own` is the processor time of the acting thread: what others took of a shared machine is in the other figures only.
"""

import argparse
import gc
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from tests.looking import approve, check_accuracy
from tests.scenario_player import ServerOptions, opened_desk
from tests.soak.day import OVERRIDE, PACKS_A_DELIVERY, Day
from tests.soak.orders import Line, Order, Orders
from tests.soak.server_process import ROOT, ServerProcess
from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.scanner import parse_code
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxState
from workstation.domain.quantity import Quantity
from workstation.domain.queue import QueueFilter
from workstation.domain.stock import StockBatch
from workstation.services.approval import ApprovalRefusal
from workstation.services.claim import claim_prescription
from workstation.services.handover import hand_over, make_ready
from workstation.services.identifiers import Identifier
from workstation.services.identity import confirm_identity
from workstation.services.outbox import outbox_standing, outbox_view, park
from workstation.services.pick_lines import PickLine, pick_list
from workstation.services.picking import scan_pack
from workstation.services.queue_view import preview_view, queue_view
from workstation.services.receiving import receive_stock
from workstation.services.transcription import KeyedLine, confirm_line

GOAL_MS = 200
SEED = 20261123
MOST_PARKED = 500
LOADED_AT_ONCE = 100
HOLES = ("swallows", "drops")
Json = dict[str, Any]
Result = TypeVar("Result")


def main(arguments: Sequence[str]) -> int:
    """Prints the figures of each kind of action; 0 however they are: they are for people and tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=300)
    parser.add_argument("--hole", choices=[*HOLES, "both"], default="both")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    results = [measured(wanted.actions, one) for one in (HOLES if wanted.hole == "both" else [wanted.hole])]
    if wanted.json:
        print(json.dumps({"results": results}))
        return 0
    for result in results:
        print(f"{result['name']}: {result['rounds_offline']} rounds of sync found nobody")
        for kind, facts in result["kinds"].items():
            print(f"  {kind}: {facts}")
    return 0


def measured(actions: int, hole: str) -> Json:
    """`actions` of each kind beside a sync that finds nobody."""
    times = Times()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ServerProcess(folder) as server:
            options = ServerOptions(server.url, server.ca, server.organization)
            with opened_desk(folder / "store", options) as desk:
                day = Day(desk, server, SEED)
                day.open_shop()
                claimed, unclaimed = _taken_in(day, server, actions)
                with hole_of(hole) as url, Rounds(folder / "store", replace(options, url=url)) as rounds:
                    with _collected_apart():
                        Counter(day, times).work(claimed, unclaimed)
                    rounds.wait_for_one()
    return {
        "name": f"counter beside a server that {hole}",
        "goal_ms": GOAL_MS,
        "rounds_offline": rounds.offline,
        "kinds": times.facts(),
        "slower_than_goal": [kind for kind, facts in times.facts().items() if facts["p99"] > GOAL_MS],
    }


# --- the hole ---------------------------------------------------------------------------------------------------------


@contextmanager
def hole_of(kind: str) -> Iterator[str]:
    """The address of a server that never answers, on this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64 if kind == "swallows" else 0)
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/fhir"
        if kind == "swallows":
            yield url  # the kernel takes the connection and the first bytes; nobody reads them
            return
        held = _queue_filled(listening.getsockname())
        yield url
        for one in held:
            one.close()


def _queue_filled(address: tuple[str, int]) -> list[socket.socket]:
    """Connections that nobody accepts, until another one is not taken any more: its SYN is lost."""
    held: list[socket.socket] = []
    while True:
        one = socket.socket()
        held.append(one)
        one.settimeout(0.5)
        try:
            one.connect(address)
        except TimeoutError:
            return held


class Rounds:
    """A process that syncs the store round after round, as the program's own sync process does."""

    def __init__(self, data_dir: Path, options: ServerOptions) -> None:
        server = ["--server", options.url, "--ca", str(options.ca), "--organization", options.organization]
        command = [sys.executable, "-m", "tests.scenario_player", "-", "--data-dir", str(data_dir), *server]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.offline = 0
        self._over = threading.Event()
        self._one = threading.Event()
        self._pump = threading.Thread(target=self._ask, name="rounds")

    def __enter__(self) -> "Rounds":
        self._pump.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._pump.join()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def wait_for_one(self) -> None:
        """Until a round has found nobody."""
        assert self._one.wait(timeout=120), "no round of the sync came to an end"

    def _ask(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        while not self._over.is_set():
            self._process.stdin.write('{"do": "sync"}\n')
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
            self.offline += bool(answer.get("offline"))
            self._one.set()


# --- the counter ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Times:
    """Milliseconds by kind of action: by the clock, and of the thread's own processor time."""

    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    own: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def of(self, kind: str, act: Callable[[], Result]) -> Result:
        """Does it and notes what it took."""
        wall, own = time.perf_counter(), time.thread_time()
        try:
            return act()
        finally:
            self.wall[kind].append((time.perf_counter() - wall) * 1000)
            self.own[kind].append((time.thread_time() - own) * 1000)

    def facts(self) -> dict[str, dict[str, float]]:
        """p50, p95, p99 and the longest of each kind, and the same of its own time where it matters."""
        return {
            kind: {
                "n": len(took),
                "p50": _share(took, 0.5),
                "p95": _share(took, 0.95),
                "p99": _share(took, 0.99),
                "max": _share(took, 1),
                "own_p50": _share(self.own[kind], 0.5),
                "own_p99": _share(self.own[kind], 0.99),
            }
            for kind, took in sorted(self.wall.items())
        }


def _share(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


class _HalfPaper(Orders):
    """Every second prescription is a scan, so that there are lines to confirm."""

    def _order(self) -> Order:
        order = super()._order()
        return replace(order, paper=self._drawn % 2 == 0)


def _taken_in(day: Day, server: ServerProcess, actions: int) -> tuple[list[Order], list[Order]]:
    """Prescriptions with an acknowledged claim, and as many that nobody has claimed."""
    orders = _HalfPaper(SEED, server.organization)
    found: list[Order] = []
    while len(found) < 2 * actions:
        some, bundle = orders.batch(min(LOADED_AT_ONCE, 2 * actions - len(found)), day.site.clock())
        server.load(bundle)
        day.sync()
        found += some
    claimed = found[:actions]
    for one in claimed:
        claim_prescription(day.site, day.user, _id(day, one))
    day.sync()
    return claimed, found[actions:]


def _id(day: Day, order: Order) -> UUID:
    with day.site.store.read() as tx:
        found = tx.prescriptions.by_number(order.number)
    assert found is not None, f"{order.number} was not pulled"
    return found.id


class Counter:
    """Somebody who does everything that can be done without the server, as quickly as the store allows."""

    def __init__(self, day: Day, times: Times) -> None:
        self._day, self._site, self._user, self._times = day, day.site, day.user, times
        self._deliveries = 0
        self._names = [one.name for one in products()]

    def work(self, claimed: Sequence[Order], unclaimed: Sequence[Order]) -> None:
        """One of each kind for every two prescriptions."""
        site, user, timed = self._site, self._user, self._times.of
        for place, (mine, other) in enumerate(zip(claimed, unclaimed, strict=True)):
            timed("claim", partial(claim_prescription, site, user, _id(self._day, other)))
            timed("queue", partial(queue_view, site, user, QueueFilter()))
            timed("preview", partial(preview_view, site, user, _id(self._day, mine)))
            timed("search", partial(self._search, self._names[place % len(self._names)][:4]))
            self._supply(mine)
            for _ in range(2):
                self._park_one()
            timed("outbox", partial(outbox_view, site, user))
            timed("standing", partial(outbox_standing, site))
            _collect()

    def _supply(self, order: Order) -> None:
        site, user, timed, one = self._site, self._user, self._times.of, _id(self._day, order)
        for line in order.lines if order.paper else ():
            timed("confirm line", partial(confirm_line, site, user, one, _keyed(line)))
        self._approve(one)
        self._scan_wrong(order, one)
        while (row := next((row for row in pick_list(site, user, one) if not row.complete), None)) is not None:
            self._scan(one, row)
        timed("check", partial(check_accuracy, site, user, one))
        timed("make ready", partial(make_ready, site, user, one, "A1"))
        timed("hand over", partial(hand_over, site, user, one))

    def _approve(self, one: UUID) -> None:
        """An alert is answered, a name like another one confirmed, when it is asked for: refusing takes as long."""
        for reason in ("", "", OVERRIDE):
            try:
                self._times.of("approve", partial(approve, self._site, self._user, one, reason))
                return
            except Refused as refusal:
                if refusal.code is not ApprovalRefusal.IDENTITY_NOT_CONFIRMED and reason:
                    raise
                if refusal.code is ApprovalRefusal.IDENTITY_NOT_CONFIRMED:
                    who = frozenset((Identifier.NAME, Identifier.BIRTH_DATE))
                    self._times.of("confirm identity", partial(confirm_identity, self._site, self._user, one, who))
        raise AssertionError("it is still not approved")

    def _scan(self, one: UUID, row: PickLine) -> None:
        batch = row.proposed or self._delivered(row)
        written = f"01{row.product.gtin}17{batch.expiry_date:%y%m%d}10{batch.batch_number}"
        code = parse_code(written, self._site.today())
        scan = partial(scan_pack, self._site, self._user, one, code, row.line.id)
        try:
            self._times.of("scan", scan)
        except Refused:  # another prescription of the patient has brought an alert since
            self._approve(one)
            self._times.of("scan", scan)

    def _scan_wrong(self, order: Order, one: UUID) -> None:
        mine = {line.product.gtin for line in order.lines}
        wrong = next(product for product in products() if product.gtin not in mine and product.schedule == "OTC")
        code = parse_code(f"01{wrong.gtin}", self._site.today())
        try:
            self._times.of("scan a wrong pack", partial(scan_pack, self._site, self._user, one, code))
        except Refused:
            return
        raise AssertionError("a wrong pack went green")

    def _delivered(self, row: PickLine) -> StockBatch:
        self._deliveries += 1
        size = row.product.pack_size
        amount = Quantity(size.value * PACKS_A_DELIVERY, size.unit)
        expiry = date(self._site.today().year + 3, 12, 31)
        number = f"B{self._deliveries:06d}"
        return self._times.of(
            "receive stock",
            partial(receive_stock, self._site, self._user, row.product.gtin, number, expiry, amount),
        )

    def _search(self, text: str) -> None:
        with self._site.store.read() as tx:
            tx.products.search(text)

    def _park_one(self) -> None:
        """The outbox page is slowest where much needs a person."""
        with self._site.store.read() as tx:
            if tx.outbox.count(OutboxState.PARKED) >= MOST_PARKED:
                return
            waiting = next(one for one in tx.outbox.open() if one.state is OutboxState.WAITING)
        self._times.of("park", partial(park, self._site, self._user, waiting.id, "the server's people look at it"))


@contextmanager
def _collected_apart() -> Iterator[None]:
    """Cyclic garbage as in the window (ui/collector.py): on another thread than the work, here between two rounds."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _collect() -> None:
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, most) in enumerate(counts) if most and count > most]
    if due:
        gc.collect(due[-1])


def _keyed(line: Line) -> KeyedLine:
    return KeyedLine(
        medicine_text=line.product.name,
        dosage_instruction=f"1 {line.product.form} once a day",
        quantity=line.quantity,
        days_supply=line.days,
        product_id=line.product.id,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
